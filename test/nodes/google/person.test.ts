import fc from 'fast-check';

import { changePerson, readPerson, readWholePerson, whyRefused } from '../../../nodes/GoogleContactsSync/fields/person';
import { GOOGLE_FIELDS, googleCapability, googleFieldOptions } from '../../../nodes/shared/catalogue/googleFields';
import type { Person } from '../../../nodes/GoogleContactsSync/transport/person';
import { readLists } from '../../../nodes/GoogleContactsSync/fields/personLists';
import type { PersonPart } from '../../../nodes/GoogleContactsSync/fields/personField';
import { sameText } from '../../../nodes/shared/values/sameText';
import type { FieldValues } from '../../../nodes/shared/protocol';
import { composedTexts, textsOf } from './held';
import { change, partOf, person } from './people';

const PLAIN = { onlyEmailAsWork: false };
const STAND_IN = { onlyEmailAsWork: true };
const options = fc.constantFrom(PLAIN, STAND_IN);
const KEYS = GOOGLE_FIELDS.map(({ key }) => key);

/** What Google shows after an update: it replaces the parts that the mask names. */
function updated(current: Person, set: FieldValues, reading = PLAIN): Person {
	const { parts, mask } = changePerson(current, set, reading);
	return { ...current, ...Object.fromEntries(mask.map((part) => [part, parts[part] ?? []])) };
}

/** JSON drops undefined keys, as sending does. */
function sent<T>(value: T): T {
	return JSON.parse(JSON.stringify(value)) as T;
}

describe('F26: what is written is what is read', () => {
	test('values that are set', () => {
		fc.assert(
			fc.property(person, change({ clears: false }), options, (current, set, reading) => {
				const after = updated(current, set, reading);
				const shown = readPerson(after, Object.keys(set), reading, { values: set });
				for (const [key, value] of Object.entries(set)) expect([key, sameText(shown[key] ?? '', value)]).toEqual([key, true]);
			}),
			{ numRuns: 500 },
		);
	});

	test('a cleared field shows the next entry of its type, or nothing', () => {
		fc.assert(
			fc.property(person, fc.constantFrom(...KEYS), (current, key) => {
				const after = updated(current, { [key]: '' });
				const part = partOf(key);
				const before = entriesOf(current, part);
				const left = entriesOf(after, part);
				const value = readPerson(after, [key], PLAIN)[key] ?? '';
				// An address that somebody typed in one piece, too, shows that, or its PO box, when its street is gone.
				const wasPiece = readLists(current).address?.some(({ onePiece }) => onePiece) === true;
				if (value === '' || (after.addresses ?? []).some(({ formattedValue, poBox }) => formattedValue === value || (wasPiece && poBox === value))) return;
				// Only where another entry stands in its place, which was there before.
				expect(left.length).toBeLessThan(before.length);
				expect(before).toEqual(expect.arrayContaining(sent(left)));
			}),
			{ numRuns: 500 },
		);
	});

	test('writing the same again changes nothing (F14)', () => {
		fc.assert(
			fc.property(person, change({ clears: false }), options, (current, set, reading) => {
				const after = updated(current, set, reading);
				expect(changePerson(after, set, reading, undefined, { values: set }).mask).toEqual([]);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('F12: what is not written stays as it is, to the byte', () => {
	test('only the parts that hold a changed field are in the mask', () => {
		fc.assert(
			fc.property(person, change({ clears: true }), options, (current, set, reading) => {
				const { parts, mask } = changePerson(current, set, reading);
				const allowed = Object.keys(set).map(partOf);
				expect(allowed).toEqual(expect.arrayContaining(mask));
				expect(Object.keys(parts).sort()).toEqual([...mask].sort());
			}),
			{ numRuns: 500 },
		);
	});

	test('S38: of several entries, one changes at most; labels, order and primary flags survive', () => {
		fc.assert(
			fc.property(person, change({ clears: true }), (current, set) => {
				const after = updated(current, set);
				for (const part of ['emailAddresses', 'phoneNumbers', 'organizations', 'addresses', 'urls', 'userDefined', 'nicknames'] as const) {
					const touched = Object.keys(set).filter((key) => partOf(key) === part).length;
					const before = entriesOf(current, part).map((entry) => JSON.stringify(entry));
					const left = entriesOf(after, part);
					const kept = left.filter((entry) => before.includes(JSON.stringify(entry)));
					expect(before.length - kept.length).toBeLessThanOrEqual(touched);
					const places = left.flatMap((entry) => placeOf(entry) ?? []);
					expect(places).toEqual([...places].sort((a, b) => a - b));
					for (const entry of left) expect(labelOf(entry)).toBe(labelOf(entriesOf(current, part)[placeOf(entry) ?? -1] ?? entry));
				}
			}),
			{ numRuns: 500 },
		);
	});

	test('whatever a part that is replaced held is sent along, but for what the set fields showed and what Google composes', () => {
		fc.assert(
			fc.property(person, change({ clears: true }), options, (current, set, reading) => {
				const { parts, mask } = changePerson(current, set, reading);
				const before = readPerson(current, Object.keys(set), reading);
				// A full name is the parts that it is made of.
				const replaced = new Set(Object.values('fullName' in set ? { ...before, ...readPerson(current, NAMES, reading) } : before));
				const kept = new Set(mask.flatMap((part) => textsOf(entriesOf(parts, part))));
				const composed = new Set(mask.flatMap((part) => composedTexts(entriesOf(current, part))));
				const lost = mask.flatMap((part) => textsOf(entriesOf(current, part))).filter((text) => !kept.has(text) && !replaced.has(text) && !composed.has(text));
				expect(lost).toEqual([]);
			}),
			{ numRuns: 1_000 },
		);
	});

	test('the person given is not changed', () => {
		fc.assert(
			fc.property(person, change({ clears: true }), options, (current, set, reading) => {
				const copy = structuredClone(current);
				changePerson(current, set, reading);
				expect(current).toEqual(copy);
			}),
		);
	});
});

test('S38: a work phone changes in place; the second one, labels and the primary flag stay', () => {
	const current: Person = {
		phoneNumbers: [
			{ type: 'home', value: '1' },
			{ type: 'work', value: '2', canonicalForm: '+2', metadata: { primary: true } },
			{ type: 'work', value: '3' },
			{ type: 'Holiday home', value: '4' },
		],
	};
	expect(changePerson(current, { workPhone: '9' }, PLAIN)).toEqual({
		mask: ['phoneNumbers'],
		parts: {
			phoneNumbers: [
				{ type: 'home', value: '1' },
				{ type: 'work', value: '9', metadata: { primary: true } },
				{ type: 'work', value: '3' },
				{ type: 'Holiday home', value: '4' },
			],
		},
	});
	expect(changePerson(current, { workPhone: '' }, PLAIN).parts.phoneNumbers).toEqual([
		{ type: 'home', value: '1' },
		{ type: 'work', value: '3' },
		{ type: 'Holiday home', value: '4' },
	]);
});

test('S36: a value that differs in edge spaces, composition or line ends only is not written', () => {
	const current: Person = { names: [{ givenName: 'Zoe\u0308' }], biographies: [{ value: 'a\r\nb ' }] };
	expect(changePerson(current, { givenName: 'Zo\u00eb', notes: 'a\nb' }, PLAIN).mask).toEqual([]);
});

test('a name without its composed forms is sent, and none at all when nothing of it is left', () => {
	const current: Person = { names: [{ givenName: 'Ann', displayName: 'Ann', unstructuredName: 'Ann', metadata: { primary: true } }] };
	expect(changePerson(current, { familyName: 'Lee' }, PLAIN).parts.names).toEqual([
		{ givenName: 'Ann', familyName: 'Lee', metadata: { primary: true } },
	]);
	expect(changePerson(current, { givenName: '' }, PLAIN).parts.names).toEqual([]);
});

describe('addresses and organisations', () => {
	test('one part is cleared and the rest stays; the entry goes with its last part', () => {
		const current: Person = { addresses: [{ type: 'work', city: 'Graz', country: 'Austria', countryCode: 'AT', formattedValue: 'Graz\nAustria' }] };
		expect(changePerson(current, { workCity: '' }, PLAIN).parts.addresses).toEqual([{ type: 'work', country: 'Austria', countryCode: 'AT' }]);
		expect(changePerson(current, { workCity: '', workCountry: '' }, PLAIN).parts.addresses).toEqual([]);
	});

	test.each([
		['Ada Byron King', { givenName: 'Ada Byron', familyName: 'King' }],
		['Cher', { givenName: 'Cher' }],
		['Ada  King', { givenName: 'Ada  King' }],
	])('the full name "%s" is split at its last space, and reads as it was written', (value, parts) => {
		const current: Person = { names: [{ honorificPrefix: 'Dr', givenName: 'A', middleName: 'B', familyName: 'C', displayName: 'Dr A B C' }] };
		const { parts: sent } = changePerson(current, { fullName: value }, PLAIN);
		expect(sent.names).toEqual([{ honorificPrefix: 'Dr', ...parts }]);
		expect(readPerson({ ...current, ...sent }, ['fullName'], PLAIN)).toEqual({ fullName: value });
		expect(readPerson(current, ['fullName'], PLAIN)).toEqual({ fullName: 'A B C' });
	});

	test('another country does not keep the old code', () => {
		const current: Person = { addresses: [{ type: 'home', country: 'Austria', countryCode: 'AT' }] };
		expect(changePerson(current, { homeCountry: 'Italy' }, PLAIN).parts.addresses).toEqual([{ type: 'home', country: 'Italy' }]);
	});

	test('an address that loses one part and gets another stays the same entry', () => {
		const current: Person = { addresses: [{ type: 'work', city: 'Graz', metadata: { primary: true } }] };
		const { parts } = changePerson(current, { workCity: '', workStreet: 'Ring 1' }, PLAIN);
		expect(sent(parts.addresses)).toEqual([{ type: 'work', streetAddress: 'Ring 1', metadata: { primary: true } }]);
	});

	test('the first organisation keeps what no field names', () => {
		const current: Person = { organizations: [{ name: 'Acme', title: 'Chair', symbol: 'ACM' }, { name: 'Other' }] };
		expect(sent(changePerson(current, { company: '', jobTitle: '' }, PLAIN).parts.organizations)).toEqual([{ symbol: 'ACM' }, { name: 'Other' }]);
	});
});

describe('the only e-mail as work e-mail', () => {
	const home: Person = { emailAddresses: [{ type: 'home', value: 'ann@example.org', metadata: { primary: true } }] };

	test('it is the work e-mail and no other, when the setting is on', () => {
		expect(readPerson(home, ['workEmail', 'homeEmail'], STAND_IN)).toEqual({ workEmail: 'ann@example.org' });
		expect(readPerson(home, ['workEmail', 'homeEmail'], PLAIN)).toEqual({ homeEmail: 'ann@example.org' });
	});

	test('it changes in place and keeps its label', () => {
		expect(changePerson(home, { workEmail: 'bob@example.org' }, STAND_IN).parts.emailAddresses).toEqual([
			{ type: 'home', value: 'bob@example.org', metadata: { primary: true } },
		]);
	});

	test('with a second address it keeps its label, and what was agreed on tells which is which', () => {
		const { parts } = changePerson(home, { homeEmail: 'bob@example.org' }, STAND_IN);
		expect(parts.emailAddresses).toEqual([
			{ type: 'home', value: 'ann@example.org', metadata: { primary: true } },
			{ type: 'home', value: 'bob@example.org' },
		]);
		const values = { workEmail: 'ann@example.org', homeEmail: 'bob@example.org' };
		expect(readPerson(parts, ['workEmail', 'homeEmail'], STAND_IN, { values })).toEqual(values);
	});
});

describe('S39: birthdays', () => {
	test('one without a year is read and written without one', () => {
		const current: Person = { birthdays: [{ date: { month: 5, day: 17 } }] };
		expect(readPerson(current, ['birthday'], PLAIN)).toEqual({ birthday: '--05-17' });
		expect(changePerson({}, { birthday: '--05-17' }, PLAIN).parts.birthdays).toEqual([{ date: { year: 0, month: 5, day: 17 } }]);
	});

	const inWords = ['17 May 1980', '5/17/80', 'Saturday, May 17th, 1980', '17 de mayo de 1980', 'Samstag, 17. Mai 1980', '17 мая 1980 г.', '1980年5月17日', '1980 (5-17)'].map((text) => [text, undefined] as const);
	const more = ['in spring', 'May 17, at noon in 1981', '17 May 1980, Graz', 'Easter 1980', '17.5.1980?', '~ 1980', 'adopted 17.5.', '17 June 1980', '17.5.1980 🎂', '† 17.5.1980'].map((text) => [text, text] as const);

	test.each([...inWords, ...more])('the text "%s" beside a date that changes stays where it says more', (text, kept) => {
		const current: Person = { birthdays: [{ date: { year: 1980, month: 5, day: 17 }, text }] };
		expect(changePerson(current, { birthday: '1980-05-18' }, PLAIN).parts.birthdays).toEqual([{ date: { year: 1980, month: 5, day: 18 }, text: kept }]);
	});

	test.each(['17.5.1980', '1980-02-30', '1979-02-29', '--02-30', '0000-01-01', '1604-05-17', '1980-13-01', 'May'])('%s is refused, not guessed', (value) => {
		expect(whyRefused({ birthday: value })).toMatchObject({ code: 'INVALID_VALUE', field: 'birthday' });
	});

	test.each(['1980-02-29', '--02-29', '2001-12-31', ''])('"%s" can be written', (value) => {
		expect(whyRefused({ birthday: value })).toBeUndefined();
	});
});

describe('the catalogue', () => {
	test('every field can be chosen, is named once and is listed by name', () => {
		const names = googleFieldOptions.map(({ name }) => name);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		expect(new Set(names).size).toBe(names.length);
		for (const key of KEYS) expect(googleFieldOptions.some(({ value }) => value === key)).toBe(true);
	});

	test('custom fields and external ids are named by their label', () => {
		const current: Person = { userDefined: [{ key: 'Shoe: size', value: '38' }], externalIds: [{ type: 'customer', value: '7' }] };
		expect(readWholePerson(current, PLAIN)).toEqual({ 'custom:Shoe: size': '38', 'externalId:customer': '7' });
		expect(googleCapability('custom:Shoe: size')).toMatchObject({ kind: 'text', writable: true, mandatory: false });
	});

	test('an unknown field has no capability and cannot be written', () => {
		expect(googleCapability('shoeSize')).toBeUndefined();
		expect(whyRefused({ shoeSize: '38' })).toMatchObject({ code: 'UNKNOWN_FIELD', field: 'shoeSize' });
	});
});

interface Marked {
	type?: string;
	key?: string;
	metadata?: { primary?: boolean; place?: number };
}

function placeOf(entry: Marked): number | undefined {
	return entry.metadata?.place;
}

function labelOf({ type, key, metadata }: Marked): string {
	return JSON.stringify([type, key, metadata?.primary]);
}

const NAMES = ['givenName', 'middleName', 'familyName'];

function entriesOf(of: Person, part: PersonPart): object[] {
	return (of[part] ?? []) as object[];
}
