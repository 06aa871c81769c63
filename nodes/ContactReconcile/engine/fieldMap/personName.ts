import deburr from 'lodash/deburr';

import type { SideName } from '../../../shared/protocol';
import type { BothSides, FieldRow, RecordTree, SyncSettings } from '../model/types';

/** How much two names have in common. The order counts: more is a better reason to take two records for one person. */
export const AFFINITY = {
	/** Nothing, as Ann Lee and Bob Ray. */
	none: 0,
	/** Something, but given or family names that contradict each other, as Ann Lee and Bob Lee. */
	part: 1,
	/** One of the two has no name, or only what stands in for one. */
	unknown: 2,
	/** One says less, or says it otherwise, as A. Lee, Lee, Dr. Ann Lee and Ann Lee. */
	compatible: 3,
	/** The same full name, in whatever order, case or accents. */
	same: 4,
} as const;

export type Affinity = (typeof AFFINITY)[keyof typeof AFFINITY];

/** A name as it is compared: folded words, titles left out. */
export interface PersonName {
	/** Given and middle names; empty where they are unknown or stand in one field with the family name. */
	given: readonly string[];
	family: readonly string[];
	/** All words. */
	words: readonly string[];
	/** The words with titles, in a fixed order. */
	full: string;
}

/** The settings that say which fields name a person. */
export type Naming = Pick<SyncSettings, 'rows' | 'crmNameField' | 'match'>;

/** The fields of a side that hold names. */
export interface NameFields {
	given: readonly string[];
	family: readonly string[];
	/** Fields that hold a whole name. */
	whole: readonly string[];
	/** What may stand in for a name. */
	company: readonly string[];
}

const NAME_PARTS: Readonly<Record<string, keyof NameFields | undefined>> = {
	givenName: 'given',
	middleName: 'given',
	familyName: 'family',
	fullName: 'whole',
	company: 'company',
};

/** Whether a Google field may name a person, or the company that stands in for the name. */
export function isNameField(google: string): boolean {
	return google in NAME_PARTS;
}

/** The fields that the map pairs as names; the CRM's mandatory name is one, whatever it is paired with. */
export function nameFields(naming: Naming): BothSides<NameFields> {
	const google = noFields();
	const crm = noFields();
	for (const row of naming.rows) {
		const part = partOf(row, naming);
		if (part === undefined) continue;
		google[part].push(row.google);
		crm[part].push(row.crm);
	}
	// These two are read in any case, as they may stand in for the CRM's mandatory name.
	const named = new Set(naming.rows.map((row) => row.google));
	if (!named.has('givenName')) google.given.push('givenName');
	if (!named.has('company')) google.company.push('company');
	return { google, crm };
}

function partOf({ google, crm }: FieldRow, { crmNameField }: Naming): keyof NameFields | undefined {
	const part = NAME_PARTS[google];
	return crm === crmNameField && (part === undefined || part === 'company') ? 'whole' : part;
}

function noFields(): Record<keyof NameFields, string[]> {
	return { given: [], family: [], whole: [], company: [] };
}

/** The name as a record shows it, to be read by people; empty when it has none. */
export function shownName({ fields }: RecordTree, { given, family, whole }: NameFields): string {
	const shown = (names: readonly string[]): string => names.flatMap((name) => fields[name]?.trim() || []).join(' ');
	return shown([...given, ...family]) || shown(whole.slice(0, 1));
}

/**
 * The name of a record as it is compared. What only stands in for a name is none: the company, or the local part of an
 * address.
 */
export function nameOf(side: SideName, tree: RecordTree, fields: NameFields, { match }: Naming): PersonName {
	const texts = (names: readonly string[]): string[] => names.flatMap((name) => tree.fields[name] ?? []);
	const [given, family, whole] = [fields.given, fields.family, fields.whole].map((names) => wordsOf(texts(names)));
	const parts = [...given, ...family];
	const name = whole.length > parts.length ? { given: [], family: [], all: whole } : { given, family, all: parts };
	const standIns = [...texts(fields.company), (tree.fields[match[side]] ?? '').split('@')[0]].map((text) => keyOf(wordsOf([text])));
	if (standIns.includes(keyOf(name.all)) || texts([...fields.given, ...fields.family, ...fields.whole]).some((text) => text.includes('@'))) return NO_NAME;
	const words = withoutTitles(name.all);
	const kept = new Set(words);
	const without = (some: readonly Word[]): string[] => some.flatMap(({ text }) => (kept.has(text) ? text : []));
	return { given: without(name.given), family: without(name.family), words, full: keyOf(name.all) };
}

const NO_NAME: PersonName = { given: [], family: [], words: [], full: '' };

interface Word {
	text: string;
	/** Written with a full stop after several letters, as Dr. and Jr. */
	isAbbreviated: boolean;
}

const WORDS = /[\p{L}\p{N}\p{M}]+\.?/gu;

/** Marks that only accent a letter; those that are vowels, as in Indian scripts, or voice a kana are no accents. */
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670]/gu;

/** Within words: marks that nobody sees, and apostrophes. */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}'’ʼ`´‘]/gu;

/** Ä is written AE, Å is written AA, and the like, where a keyboard has no such letter. */
const WRITTEN_OUT = /(?<=a)[ae]|(?<=[ou])e/g;

function wordsOf(texts: readonly string[]): Word[] {
	const text = texts.join(' ');
	const plain = ASCII.test(text) ? text.replace(APOSTROPHES, '').toLowerCase() : withoutAccents(text);
	return (plain.match(WORDS) ?? []).map((word) => {
		const letters = word.replace('.', '');
		return { text: letters.replace(WRITTEN_OUT, ''), isAbbreviated: word.endsWith('.') && letters.length > 1 };
	});
}

/** What nothing has to be folded in but capitals: nearly every name, and quickly seen. */
const ASCII = /^[\x20-\x7e]*$/;

const APOSTROPHES = /['`]/g;

function withoutAccents(text: string): string {
	return deburr(text.replace(UNSEEN, '').normalize('NFKD').toLowerCase().replace(ACCENTS, ''));
}

function keyOf(words: readonly Word[]): string {
	return words.map(({ text }) => text).sort().join(' ');
}

const TITLES = new Set('dr mr mrs ms miss prof herr frau sir mme mlle sr jr ii iii iv phd md esq ing mag'.split(' '));

/** Prefixes and suffixes tell nobody apart, unless there is nothing else. */
function withoutTitles(words: readonly Word[]): string[] {
	const names = words.filter(({ text, isAbbreviated }) => !isAbbreviated && !TITLES.has(text));
	return (names.length > 0 ? names : words).map(({ text }) => text);
}

/** How much two names have in common. */
export function affinityOf(a: PersonName, b: PersonName): Affinity {
	if (a.words.length === 0 || b.words.length === 0) return AFFINITY.unknown;
	if (a.full === b.full && a.words.length > 1) return AFFINITY.same;
	if (isOneWord(a, b)) return AFFINITY.compatible;
	const common = a.words.filter((word) => b.words.some((other) => isLike(word, other)));
	const covers = (some: PersonName, others: PersonName): boolean => some.words.every((word) => others.words.some((other) => mayStandFor(word, other)));
	const agree = covers(a, b) || covers(b, a);
	// Initials alone say next to nothing.
	if (common.length === 0) return agree ? AFFINITY.unknown : AFFINITY.none;
	return agree || agreeInBoth(a, b) ? AFFINITY.compatible : AFFINITY.part;
}

/** Given and family names each have a word in common; a second given name or a double name does not separate. */
function agreeInBoth(a: PersonName, b: PersonName): boolean {
	const part = (name: PersonName, which: 'given' | 'family'): readonly string[] => (name.given.length + name.family.length > 0 ? name[which] : name.words);
	if (a.given.length + b.given.length === 0) return a.words.filter((word) => b.words.includes(word)).length > 1;
	return meet(part(a, 'given'), part(b, 'given')) && meet(part(a, 'family'), part(b, 'family'));
}

/** Scripts without spaces: one field that holds both names, beside two fields. */
function isOneWord(a: PersonName, b: PersonName): boolean {
	const joined = ({ given, family, words }: PersonName): string[] =>
		given.length + family.length === 0 ? [words.join('')] : [[...given, ...family].join(''), [...family, ...given].join('')];
	return a.words.concat(b.words).some((word) => /\p{Lo}/u.test(word)) && joined(a).some((text) => joined(b).includes(text));
}

/** The same word, or a short form of it: two letters less at the least, as Paul and Paula are two people. */
function isLike(a: string, b: string): boolean {
	if (a === b) return !isInitial(a);
	const [short, long] = a.length < b.length ? [a, b] : [b, a];
	return short.length > 1 && long.length - short.length > 1 && long.startsWith(short);
}

/** Also the initial of a word. */
function mayStandFor(a: string, b: string): boolean {
	return isLike(a, b) || (isInitial(a) && b.startsWith(a)) || (isInitial(b) && a.startsWith(b));
}

/** One letter of a script that has capitals. */
function isInitial(word: string): boolean {
	return word.length === 1 && /\p{Ll}/u.test(word);
}

/**
 * Whether two names are surely those of two people: nothing but given or family name in common, and no slip of the pen
 * between the others.
 */
export function areTwoPeople(a: PersonName, b: PersonName): boolean {
	if (affinityOf(a, b) > AFFINITY.part) return false;
	const strange = (some: PersonName, others: PersonName): boolean => some.words.some((word) => !others.words.some((other) => mayStandFor(word, other) || isSlip(word, other)));
	return strange(a, b) && strange(b, a);
}

/** Whether two names are surely those of two people, and not those of one who took another family name. */
export function contradict(a: PersonName, b: PersonName): boolean {
	return areTwoPeople(a, b) && !meet(a.given, b.given);
}

function meet(some: readonly string[], others: readonly string[]): boolean {
	return some.some((word) => others.some((other) => mayStandFor(word, other)));
}

/** One letter more, less or other. */
function isSlip(a: string, b: string): boolean {
	if (Math.min(a.length, b.length) < 3 || Math.abs(a.length - b.length) > 1) return false;
	let start = 0;
	while (start < a.length && a[start] === b[start]) start += 1;
	let end = 0;
	while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
	return Math.max(a.length, b.length) - start - end <= 1;
}
