import deburr from 'lodash/deburr';

import type { FieldValues, NameFields } from '../protocol';

/* The names of people as they are compared, whoever compares them: nothing of this is written anywhere. */

/** A name as it is compared: folded words, titles left out. */
export interface PersonName {
	/** Given and middle names; empty where they are unknown or stand in one field with the family name. */
	given: readonly string[];
	family: readonly string[];
	words: readonly string[];
	/** The words with titles, in a fixed order. */
	full: string;
}

/**
 * The name of a record as it is compared. What only stands in for a name is none: the company, or the local part of an
 * address.
 *
 * @param address the field whose local part may stand in for a name.
 */
export function personName(values: FieldValues, fields: NameFields, address: string): PersonName {
	const texts = (names: readonly string[]): string[] => names.flatMap((name) => values[name] ?? []);
	const [given, family, whole] = [fields.given, fields.family, fields.whole].map((names) => wordsOf(texts(names)));
	const parts = [...given, ...family];
	const name = whole.length > parts.length ? { given: [], family: [], all: whole } : { given, family, all: parts };
	const standIns = [...texts(fields.company), (values[address] ?? '').split('@')[0]].map((text) => keyOf(wordsOf([text])));
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

/** Words that tell a father from his son. */
const GENERATIONS = new Set('jr sr ii iii iv'.split(' '));

/** Whether a text is such a word and nothing else. */
export function isGeneration(text: string): boolean {
	return GENERATIONS.has(keyOf(wordsOf([text])));
}

/**
 * What a full name is found by, in whatever order, case or accents it is written; names share a key where they are the same.
 * None where there is one word only, as that is half a name; scripts without spaces write a whole one so.
 */
export function fullNameKeys({ given, family, words, full }: PersonName): readonly string[] {
	const generation = full.split(' ').filter((word) => GENERATIONS.has(word) && !words.includes(word));
	if (words.some((word) => SPACELESS.test(word))) {
		const joined = given.length + family.length === 0 ? [words] : [[...given, ...family], [...family, ...given]];
		return [...new Set(joined.map((parts) => [...parts, ...generation].join('')))].filter(({ length }) => length > 1);
	}
	return words.length > 1 ? [[...words, ...generation].sort().join(' ')] : [];
}

const SPACELESS = /\p{Lo}/u;
