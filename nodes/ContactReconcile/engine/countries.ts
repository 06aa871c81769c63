/** Languages whose names of countries are known. */
const LANGUAGES = [
	...['en', 'ar', 'cs', 'da', 'de', 'el', 'es', 'fi', 'fr', 'he', 'hi', 'hu', 'it', 'ja', 'ko'],
	...['nb', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk', 'sv', 'tr', 'uk', 'zh'],
];

/** English names in use that are not, or no longer, those of Unicode's tables. */
const ALIASES: ReadonlyArray<readonly [name: string, code: string]> = [
	['czech republic', 'CZ'],
	['great britain', 'GB'],
	['holland', 'NL'],
	['ivory coast', 'CI'],
	['swaziland', 'SZ'],
	['the netherlands', 'NL'],
	['turkey', 'TR'],
	['u.k.', 'GB'],
	['u.s.', 'US'],
	['u.s.a.', 'US'],
	['uae', 'AE'],
	['united states of america', 'US'],
	['usa', 'US'],
];

let known: Map<string, string | undefined> | undefined;

/** The ISO 3166 code of a country that is named in any of the known languages, or by its code; else the text itself. */
export function countryForm(text: string): string {
	known ??= countryNames();
	return known.get(foldName(text)) ?? text;
}

/** Codes by name. A name that means two countries in two languages means none. */
function countryNames(): Map<string, string | undefined> {
	const names = new Map<string, string | undefined>(ALIASES);
	const codes = currentCodes();
	for (const language of LANGUAGES) {
		for (const style of ['long', 'short'] as const) {
			const inLanguage = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' });
			for (const code of codes) {
				const name = foldName(inLanguage.of(code) ?? code);
				names.set(name, names.has(name) && names.get(name) !== code ? undefined : code);
			}
		}
	}
	for (const code of codes) names.set(foldName(code), code);
	return names;
}

/** Every two letters that are a country's code today: of an old code, as UK or SU, Unicode names the present one. */
function currentCodes(): string[] {
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
	return letters
		.flatMap((first) => letters.map((second) => first + second))
		.filter((code) => new Intl.Locale(`und-${code}`).region === code && english.of(code) !== undefined);
}

function foldName(name: string): string {
	return name.replace(/[’ʼ]/g, "'").replace(/\s+/g, ' ').toLowerCase();
}
