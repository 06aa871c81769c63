import { agreements } from '../../nodes/ContactReconcile/engine/model/agreement';
import { changesOfLists, expectedLists, showSlots, slotMap } from '../../nodes/ContactReconcile/engine/fieldMap/slots';
import type { Pair, FieldRow, Presence, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { ListEntry } from '../../nodes/shared/lists/contactLists';
import type { FieldValues } from '../../nodes/shared/protocol';
import { World } from './world';

const ADDRESS: Array<[google: string, crm: string]> = [
	['workStreet', 'Mailing_Street'],
	['workCity', 'Mailing_City'],
	['workPostalCode', 'Mailing_Zip'],
];

const EMAIL: [string, string] = ['workEmail', 'Email'];

function settingsOf(pairs: Array<[google: string, crm: string]>): SyncSettings {
	const rows = [EMAIL, ...pairs].map(([google, crm]): FieldRow => ({ google, crm, direction: 'both' }));
	return { ...new World().settings, rows };
}

interface Given {
	entries?: readonly ListEntry[];
	crm?: FieldValues;
	/** What Google showed when the two last agreed, by the CRM's field. */
	agreed?: FieldValues;
	rows?: Array<[google: string, crm: string]>;
}

const piece = (street: string, more: Partial<ListEntry> = {}): ListEntry => ({ label: 'work', parts: { street }, onePiece: true, ...more });
const apart = (parts: FieldValues, label = 'work'): ListEntry => ({ label, parts });

/** A contact whose addresses are these, with its slots filled. */
function shown({ entries = [], crm = {}, agreed, rows = ADDRESS }: Given) {
	const settings = settingsOf(rows);
	const record = { presence: 'in', modifiedAt: null, otherEmails: [], origin: null, partial: false } as const;
	const google = { ...record, id: 'people/a', fields: { workEmail: 'ann@example.org' }, lists: { email: [], address: entries } };
	const base = agreements(settings.rows.length, (index) => {
		const value = agreed?.[settings.rows[index].crm];
		return value === undefined ? null : { google: value, crm: value };
	});
	const contact: Pair = { ...newContact('google', google), crm: { ...record, id: '1', fields: crm }, ...(agreed && { agreed: base }) };
	const map = slotMap(settings);
	showSlots(contact, map, null);
	const fields = Object.fromEntries(Object.entries(contact.google?.fields ?? {}).filter(([name]) => name !== 'workEmail'));
	return { fields, write: (set: FieldValues) => changesOfLists(contact, set, map), contact, map };
}

describe('an address that is one text', () => {
	const TEXT = '12 High Street, Springfield 12345, 2nd floor';

	test('is the street where the CRM knows none', () => {
		expect(shown({ entries: [piece(TEXT)] }).fields).toEqual({ workStreet: TEXT });
		expect(shown({ entries: [piece('  ')] }).fields).toEqual({});
	});

	test('says nothing against the parts that the CRM knows, and is its street where that stands in it', () => {
		const crm = { Mailing_Street: '12 HIGH street', Mailing_City: 'Springfield', Mailing_Zip: '9999' };
		expect(shown({ entries: [piece(TEXT)], crm }).fields).toEqual({ workStreet: '12 HIGH street', workCity: 'Springfield', workPostalCode: '9999' });
		expect(shown({ entries: [piece(TEXT)], crm: { Mailing_Street: '1 Low Street' } }).fields).toEqual({ workStreet: TEXT });
	});

	test('shows what was agreed on, whatever the CRM has become', () => {
		const crm = { Mailing_Street: '1 Low Street', Mailing_City: 'Shelbyville' };
		const agreed = { Mailing_Street: '12 High Street', Mailing_City: 'Springfield', Mailing_Zip: '' };
		expect(shown({ entries: [piece(TEXT)], crm, agreed }).fields).toEqual({ workStreet: '12 High Street', workCity: 'Springfield' });
	});

	test('shows a part that it has besides', () => {
		expect(shown({ entries: [piece(TEXT, { parts: { street: TEXT, city: 'Oslo' } })], crm: { Mailing_City: 'Rome' } }).fields).toEqual({ workStreet: TEXT, workCity: 'Oslo' });
	});

	test('is taken apart by a write: what is known becomes parts, and what else it says the second line', () => {
		const crm = { Mailing_Street: '12 High Street', Mailing_City: 'Springfield' };
		const { write } = shown({ entries: [piece(TEXT)], crm });
		const parts = { street: '12 High Street', city: 'Springfield', postalCode: '54321', extended: '12345, 2nd floor' };
		expect(write({ workPostalCode: '54321' })).toEqual([{ kind: 'address', expect: [piece(TEXT)], changes: [{ place: 0, label: 'work', parts }] }]);
		expect(write({ workCity: 'Oslo' })?.[0].changes[0].parts).toMatchObject({ street: '12 High Street', city: 'Oslo', extended: '12345, 2nd floor' });
	});

	test('says nothing besides where all of it is known', () => {
		const crm = { Mailing_Street: '12 High Street', Mailing_City: 'Springfield' };
		const { write } = shown({ entries: [piece('12 High Street, Springfield;')], crm });
		expect(write({ workPostalCode: '54321' })?.[0].changes[0].parts).toEqual({ street: '12 High Street', city: 'Springfield', postalCode: '54321' });
	});

	test('keeps in its street what else it says where the second line is mapped', () => {
		const crm = { Mailing_Street: '12 High Street', Mailing_City: 'Springfield', Line_2: '' };
		const { write } = shown({ entries: [piece(TEXT)], crm, rows: [...ADDRESS, ['workExtendedAddress', 'Line_2']] });
		expect(write({ workExtendedAddress: 'Back door' })?.[0].changes[0].parts).toEqual({ street: '12 High Street, 12345, 2nd floor', city: 'Springfield', extended: 'Back door' });
	});

	test('keeps all that it says where no part of it is known', () => {
		const { write } = shown({ entries: [piece(TEXT)] });
		expect(write({ workCity: 'Oslo' })?.[0].changes[0].parts).toEqual({ street: TEXT, city: 'Oslo' });
		expect(write({ workStreet: '1 Low Street' })?.[0].changes[0].parts).toEqual({ street: '1 Low Street' });
	});

	test('is cut of nothing but what is known, and of no mark within it', () => {
		const text = '12 High Street, Springfield, 2nd floor; back, ; ';
		const crm = { Mailing_Street: '12 High Street', Mailing_City: 'Oslo' };
		const { write } = shown({ entries: [piece(text)], crm });
		expect(write({ workPostalCode: '54321' })?.[0].changes[0].parts).toEqual({ street: '12 High Street', city: 'Oslo', postalCode: '54321', extended: 'Springfield, 2nd floor; back' });
	});

	test('keeps a part that is not mapped as it is', () => {
		const { write } = shown({ entries: [piece(TEXT, { parts: { street: TEXT, city: 'Oslo' } })], rows: [['workStreet', 'Mailing_Street']] });
		expect(write({ workStreet: '1 Low Street' })?.[0].changes[0].parts).toEqual({ street: '1 Low Street' });
	});

	test('with a city alone that is mapped, its text stays the street', () => {
		const { fields, write } = shown({ entries: [piece(TEXT)], rows: [['workCity', 'Mailing_City']] });
		expect(fields).toEqual({});
		expect(write({ workCity: 'Oslo' })?.[0].changes[0].parts).toEqual({ street: TEXT, city: 'Oslo' });
	});
});

describe('two addresses that are one entry', () => {
	const BOTH: Array<[string, string]> = [...ADDRESS, ['homeStreet', 'Other_Street'], ['homeCity', 'Other_City']];
	const crm = { Mailing_Street: '12 High Street', Mailing_City: 'Springfield', Other_Street: '12 High Street', Other_City: 'Springfield' };
	const agreed = { ...crm, Mailing_Zip: '' };

	test('part with all of their parts when one of them is written', () => {
		const { fields, write } = shown({ entries: [apart({ street: '12 High Street', city: 'Springfield' })], crm, agreed, rows: BOTH });
		expect(fields).toEqual({ workStreet: '12 High Street', workCity: 'Springfield', homeStreet: '12 High Street', homeCity: 'Springfield' });
		expect(write({ homeStreet: '1 Low Street' })?.[0].changes).toEqual([{ place: null, label: 'home', parts: { street: '1 Low Street', city: 'Springfield' } }]);
	});

	test('one of its own is changed where it stands, part by part', () => {
		const entries = [apart({ street: '12 High Street', city: 'Springfield' }), apart({ street: '1 Low Street', city: 'Oslo' }, 'home')];
		const { write } = shown({ entries, crm: { ...crm, Other_Street: '1 Low Street', Other_City: 'Oslo' }, rows: BOTH });
		expect(write({ homeStreet: '2 Low Street' })?.[0].changes).toEqual([{ place: 1, label: 'home', parts: { street: '2 Low Street' } }]);
	});

	test('part so wherever the entry stands', () => {
		const entries = [apart({ city: 'Oslo' }, 'other'), apart({ street: '12 High Street', city: 'Springfield' })];
		const { write } = shown({ entries, crm, agreed, rows: BOTH });
		expect(write({ homeStreet: '1 Low Street' })?.[0].changes).toEqual([{ place: null, label: 'home', parts: { street: '1 Low Street', city: 'Springfield' } }]);
	});

	test('have nothing of one that is no field', () => {
		const entries = [apart({ street: '12 High Street', city: 'Springfield' }), piece('1 Low Street, Oslo', { label: 'other' })];
		const { write } = shown({ entries, crm: { ...crm, Other_Street: '', Other_City: '' }, rows: BOTH });
		expect(write({ homeCity: 'Rome' })?.[0].changes).toEqual([{ place: null, label: 'home', parts: { city: 'Rome' } }]);
	});
});

describe('which entry a field is', () => {
	const PHONE: Array<[string, string]> = [['workPhone', 'Phone']];
	const shownPhone = (numbers: string[], crm: FieldValues, agreed?: FieldValues) => {
		const settings = { ...settingsOf(PHONE), phoneCountry: 'US' };
		const phone = numbers.map((value): ListEntry => ({ label: 'work', parts: { value } }));
		const base = agreements(2, (index) => (index === 1 && agreed ? { google: agreed.google, crm: agreed.crm } : null));
		const record = { presence: 'in', modifiedAt: null, otherEmails: [], origin: null, partial: false } as const;
		const contact: Pair = { ...newContact('google', { ...record, id: 'people/a', fields: {}, lists: { email: [], phone } }), crm: { ...record, id: '1', fields: crm }, agreed: base };
		showSlots(contact, slotMap(settings), null);
		return contact.google?.fields.workPhone;
	};

	test('follows from what was agreed on, however it is written, then from what the CRM shows, then from the place', () => {
		const numbers = ['555 010 0100', '(555) 010-0199'];
		expect(shownPhone(numbers, {}, { google: '+1 555 010 0199', crm: '5550100199' })).toBe('(555) 010-0199');
		expect(shownPhone(numbers, { Phone: '+15550100199' })).toBe('(555) 010-0199');
		expect(shownPhone(numbers, { Phone: '555 010 0142' })).toBe('555 010 0100');
		expect(shownPhone(numbers, {})).toBe('555 010 0100');
	});

	test('says nothing of a field whose value is transformed on its way', () => {
		const settings = { ...settingsOf([]), rows: [{ google: 'workEmail', crm: 'Email', direction: 'both' }, { google: 'workPhone', crm: 'Digits', direction: 'toCrm', transform: 'digits' }] } as unknown as SyncSettings;
		expect(slotMap(settings).slots.get('phone')?.[0].fields[0]).toMatchObject({ field: 'workPhone', rows: [1], crm: undefined });
	});

	test('of a company follows from how the CRM links it', () => {
		const { same } = slotMap(settingsOf([['company', 'Account_Name']]));
		expect([same('organization', 'name', 'ACME', 'Acme'), same('organization', 'title', 'CHAIR', 'Chair'), same('phone', 'value', '', ' ')]).toEqual([true, false, false]);
		expect([same('organization', 'title', ' ', ''), same('organization', 'title', '', ''), same('organization', 'title', 'Chair', 'Chair ')]).toEqual([false, true, true]);
	});

	test('is worked out once for all contacts', () => {
		const settings = settingsOf(ADDRESS);
		expect(slotMap(settings)).toBe(slotMap(settings));
		expect(slotMap(settings)).not.toBe(slotMap({ ...settings }));
	});

	test('whose record shows the same as before keeps its fields as they are', () => {
		const { contact, map } = shown({ entries: [apart({ city: 'Oslo' })] });
		const fields = contact.google?.fields;
		showSlots(contact, map, contact.google);
		expect(contact.google?.fields).toBe(fields);
	});
});

describe('lists', () => {
	test('of which nothing is written have no changes', () => expect(shown({ entries: [apart({ street: '1 Low Street' })] }).write({ givenName: 'Ann' })).toEqual([]));

	test('are added to where they hold nothing', () => {
		expect(shown({}).write({ workCity: 'Oslo' })).toEqual([{ kind: 'address', expect: [], changes: [{ place: null, label: 'work', parts: { city: 'Oslo' } }] }]);
	});

	test('of a side that holds none are not known, those that are mapped are expected as they are, empty ones too', () => {
		const { contact, map } = shown({ entries: [apart({ city: 'Oslo' })] });
		expect(expectedLists(contact.google, map)).toEqual({ email: [], address: [apart({ city: 'Oslo' })], organization: [] });
		expect([expectedLists(contact.crm, map), expectedLists(null, map)]).toEqual([undefined, undefined]);
		expect(changesOfLists({ ...contact, google: { ...contact.google!, lists: undefined } }, { workCity: 'Rome' }, map)).toBeUndefined();
		expect(changesOfLists({ ...contact, google: null }, { workCity: 'Rome' }, map)).toEqual([{ kind: 'address', expect: [], changes: [{ place: null, label: 'work', parts: { city: 'Rome' } }] }]);
	});

	test('that were never read hold nothing', () => {
		const { contact, map } = shown({});
		const unread: Pair = { ...contact, google: { ...contact.google!, lists: { email: [] }, places: undefined } };
		expect(changesOfLists(unread, { workCity: 'Oslo' }, map)).toEqual([{ kind: 'address', expect: [], changes: [{ place: null, label: 'work', parts: { city: 'Oslo' } }] }]);
	});

	test('tell what the map named before only of a record that may be deleted with its counterpart', () => {
		const { contact, map } = shown({ entries: [apart({ city: 'Oslo' })] });
		const fields = { workEmail: 'ann@example.org', familyName: 'Lee', workCity: 'Rome', workPhone: '555 0100' };
		const fieldsWhere = (presence: Presence) => {
			const one: Pair = { ...contact, google: { ...contact.google!, fields }, crm: { ...contact.crm!, presence } };
			showSlots(one, map, null);
			return one.google?.fields;
		};
		// The field that is mapped follows from the lists in any case.
		expect(fieldsWhere('in')).toEqual({ familyName: 'Lee', workCity: 'Oslo' });
		expect(fieldsWhere('gone')).toEqual({ familyName: 'Lee', workCity: 'Oslo', workPhone: '555 0100' });
	});

	test('or none: the only name of a contact is seen as its family name, and a record that shows the same is left as it is', () => {
		const settings = settingsOf([['givenName', 'First_Name'], ['familyName', 'Last_Name']]);
		const { contact } = shown({});
		const one: Pair = { ...contact, google: { ...contact.google!, fields: { givenName: 'Cher' }, lists: undefined } };
		showSlots(one, slotMap(settings), null);
		expect(one.google).toMatchObject({ fields: { familyName: 'Cher' }, oneName: true });
		const { google } = one;
		showSlots(one, slotMap(settings), google);
		expect(one.google).toBe(google);
		const filled: Pair = { ...one, crm: { ...contact.crm!, fields: { First_Name: 'Cher', Last_Name: 'Sarkisian' } } };
		showSlots(filled, slotMap(settings), google);
		expect(filled.google).not.toHaveProperty('oneName');
		expect(filled.google?.fields).toEqual({ givenName: 'Cher' });
	});

	test('of a deleted contact, and of one that is not in Google, show nothing', () => {
		const { contact, map } = shown({ entries: [apart({ city: 'Oslo' })] });
		const gone: Pair = { ...contact, google: { ...contact.google!, presence: 'gone', fields: {} } };
		showSlots(gone, map, null);
		expect(gone.google?.fields).toEqual({});
		const nowhere: Pair = { ...contact, google: null };
		showSlots(nowhere, map, null);
		expect(nowhere.google).toBeNull();
	});
});
