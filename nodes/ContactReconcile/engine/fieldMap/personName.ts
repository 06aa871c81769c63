import type { NameFields, SideName } from '../../../shared/protocol';
import type { PersonName } from '../../../shared/values/names';
import { fullNameKeys, isGeneration, personName } from '../../../shared/values/names';
import { isMiddleNameUnmapped } from './neighbours';
import type { BothSides, FieldRow, Pair, Snapshot, SyncSettings } from '../model/types';
import { SIDES } from '../model/types';

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

/** The settings that say which fields name a person. */
export type Naming = Pick<SyncSettings, 'rows' | 'crmNameField' | 'match'>;

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
export function nameFields(naming: Naming): BothSides<Record<keyof NameFields, string[]>> {
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
	if (isMiddleNameUnmapped(naming.rows)) google.given.push('middleName');
	if (!named.has('company')) google.company.push('company');
	return { google, crm };
}

/** Whether a row carries the name of a person, or a part of it. */
export function isNameRow({ google, crm }: Pick<FieldRow, 'google' | 'crm'>, { crmNameField }: Pick<Naming, 'crmNameField'>): boolean {
	return (isNameField(google) && google !== 'company') || crm === crmNameField;
}

function partOf({ google, crm }: FieldRow, { crmNameField }: Naming): keyof NameFields | undefined {
	const part = NAME_PARTS[google];
	return crm === crmNameField && (part === undefined || part === 'company') ? 'whole' : part;
}

function noFields(): Record<keyof NameFields, string[]> {
	return { given: [], family: [], whole: [], company: [] };
}

/** The name as a record shows it, to be read by people; empty when it has none. */
export function shownName({ fields }: Snapshot, { given, family, whole }: NameFields): string {
	const shown = (names: readonly string[]): string => names.flatMap((name) => fields[name]?.trim() || []).join(' ');
	const [parts, name] = [shown([...given, ...family]), shown(whole.slice(0, 1))];
	return shown(family) === '' && name.length > parts.length ? name : parts;
}

/** What a full name is found by; where no row knows of middle names, without one as well. */
export function nameKeys(side: SideName, tree: Pick<Snapshot, 'fields'>, named: NameFields, naming: Naming): readonly string[] {
	const whole = fullNameKeys(nameOf(side, tree, named, naming));
	if (side === 'crm' || !tree.fields.middleName || !isMiddleNameUnmapped(naming.rows)) return whole;
	return [...new Set([...whole, ...fullNameKeys(nameOf(side, { fields: { ...tree.fields, middleName: '' } }, named, naming))])];
}

/** The name of a record as it is compared; of Google's suffixes only those that tell a father from his son are part of it. */
export function nameOf(side: SideName, { fields }: Pick<Snapshot, 'fields'>, named: NameFields, { match }: Pick<Naming, 'match'>): PersonName {
	const isTold = side === 'google' && fields.nameSuffix !== undefined && isGeneration(fields.nameSuffix);
	return personName(fields, isTold ? { ...named, family: [...named.family, 'nameSuffix'] } : named, match[side]);
}

/**
 * The side that has given and family name each in its field, where the other one has the same name in a single field: to take
 * a part from each would say a part twice.
 */
export function sideWithBothNames({ google, crm }: Pick<Pair, SideName>, naming: Naming): SideName | null {
	if (!google || !crm) return null;
	const fields = nameFields(naming);
	const names = { google: nameOf('google', google, fields.google, naming), crm: nameOf('crm', crm, fields.crm, naming) };
	if (names.google.full !== names.crm.full && !isOneWord(names.google, names.crm)) return null;
	const sides = SIDES.filter((side) => names[side].given.length > 0 && names[side].family.length > 0);
	return sides.length === 1 ? sides[0] : null;
}

/** How much two names have in common. */
export function affinityOf(a: PersonName, b: PersonName): Affinity {
	if (a.words.length === 0 || b.words.length === 0) return AFFINITY.unknown;
	if (a.full === b.full && a.words.length > 1) return AFFINITY.same;
	if (isOneWord(a, b)) return AFFINITY.compatible;
	const common = a.words.filter((word) => b.words.some((other) => isLike(word, other)));
	const agree = !hasStranger(a, b, mayStandFor) || !hasStranger(b, a, mayStandFor);
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
	const isMeant = (word: string, other: string): boolean => mayStandFor(word, other) || isSlip(word, other);
	return hasStranger(a, b, isMeant) && hasStranger(b, a, isMeant);
}

/** Whether a name has a word that none of the other name is meant by; what both have stands for nothing else. */
function hasStranger(a: PersonName, b: PersonName, isMeant: (word: string, other: string) => boolean): boolean {
	const [own, others] = [[a, b], [b, a]].map(([some, other]) => some.words.filter((word) => !other.words.includes(word)));
	return own.some((word) => !others.some((other) => isMeant(word, other)));
}

/** Whether two have a name each, and not the same. */
export function haveTwoNames(a: PersonName, b: PersonName): boolean {
	return a.full !== '' && b.full !== '' && a.full !== b.full;
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
