import { countryToAlpha2 } from 'country-to-iso';

import { keyForm } from '../../../shared/values/text';

/** Longer than any country's name in any language; more is not examined. */
const LONGEST = 100;

/** Languages with a code of three letters that Unicode has names of countries in. */
const RARE_LANGUAGES =
	'agq asa ast bas bem bez bgc bho blo brx bua ccp ceb cgg chr ckb csw dav dje doi dsb dua dyo ebu ewo fur gaa gsw guz haw hsb ' +
	'jgo jmc kab kam kde kea kgp khq kkj kln kok ksb ksf ksh kxv lag lij lkt lmo lrc luo luy mai mas mer mfe mgh mgo mni mua ' +
	'mzn naq nds nmg nnh nqo nso nus nyn pcm pms prg raj rof rwk sah saq sat sbp scn seh ses shi shn smn szl teo tok twq ' +
	'tyv tzm vai vec vmw vun wae xnr xog yav yrl yue zgh';

/** Codes by name; undefined where two countries have the name. */
type Names = ReadonlyMap<string, string | undefined>;

let codes: readonly string[] | undefined;

/** By name in the languages that most people write, then in the rare ones; each is made when it is first needed. */
let common: Names | undefined;
let rare: Names | undefined;

/**
 * The ISO 3166 code of a country that is named in any language that Unicode has, by its ISO name, by a usual English
 * one, or by a code of two or three letters; the ISO 3166-2 code of a part of one; else the text itself. A name that means
 * two countries means none.
 */
export function countryForm(text: string): string {
	if (text.length > LONGEST) return text;
	const name = keyForm(text);
	return PARTS[name] ?? codeOf(name) ?? text;
}

/** Parts of a country that stand for it in addresses, by ISO 3166-2; of other countries the library knows none. */
const PARTS: Readonly<Record<string, string | undefined>> = { england: 'GB-ENG', scotland: 'GB-SCT', wales: 'GB-WLS', 'northern ireland': 'GB-NIR' };

/** Whether two forms mean one country. A part is the same as the whole, so that neither replaces the other; two parts are not the same. */
export function sameCountry(a: string, b: string): boolean {
	return a === b || isPartOf(a, b) || isPartOf(b, a);
}

function isPartOf(part: string, whole: string): boolean {
	return part.startsWith(`${whole}-`) && Object.values(PARTS).includes(part);
}

function codeOf(name: string): string | undefined {
	const coded = name.length <= 3 ? countryToAlpha2(name) : null;
	if (coded !== null || isCode(name)) return coded ?? undefined;
	codes ??= currentCodes();
	common ??= namesIn(commonLanguages(codes), codes);
	if (common.has(name)) return common.get(name);
	const english = countryToAlpha2(name);
	if (english !== null) return english;
	rare ??= namesIn(RARE_LANGUAGES.split(' '), codes);
	return rare.get(name);
}

/** Whether a text is as short as a code of two letters; no language's abbreviation is read in it. */
function isCode(name: string): boolean {
	return /^[a-z]{0,2}$/.test(name);
}

function namesIn(languages: readonly string[], known: readonly string[]): Names {
	const names = new Map<string, string | undefined>();
	for (const language of Intl.DisplayNames.supportedLocalesOf(languages)) {
		for (const style of ['long', 'short'] as const) {
			const inLanguage = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' });
			for (const code of known) {
				const name = inLanguage.of(code);
				if (name === undefined) continue;
				const key = keyForm(name);
				if (isCode(key)) continue;
				names.set(key, names.has(key) && names.get(key) !== code ? undefined : code);
			}
		}
	}
	return names;
}

/** Every language with a code of two letters, and those that are spoken in each country, in the script used there. */
function commonLanguages(known: readonly string[]): string[] {
	const spoken = known.map((code) => {
		const { language, script } = new Intl.Locale(`und-${code}`).maximize();
		return `${language}-${script ?? ''}`.replace(/-$/, '');
	});
	return [...new Set([...twoLetters().map((pair) => pair.toLowerCase()), ...spoken])];
}

/** Every two letters that are a country's code today: of an old code, as UK or SU, Unicode names the present one. */
function currentCodes(): string[] {
	const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
	return twoLetters().filter((code) => new Intl.Locale(`und-${code}`).region === code && english.of(code) !== undefined);
}

function twoLetters(): string[] {
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	return letters.flatMap((first) => letters.map((second) => first + second));
}
