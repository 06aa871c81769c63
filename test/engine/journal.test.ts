import { journalRows } from '../../nodes/ContactReconcile/engine/plan/journal';
import type { Snapshot } from '../../nodes/ContactReconcile/engine/model/types';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { ContactLists } from '../../nodes/shared/lists/contactLists';
import type { FieldValues } from '../../nodes/shared/protocol';
import { World } from './world';

/** Fields and values in the journal when a Google contact with these fields and lists is deleted. */
function deleted(fields: FieldValues, lists?: ContactLists): Array<[string, string]> {
	const tree: Snapshot = { id: 'people/a', presence: 'in', modifiedAt: null, fields, lists, otherEmails: [], origin: null, partial: false };
	const run = { id: 'run', at: '2026-01-01T00:00:00.000Z', scopes: { google: 'contactGroups/g', crm: null }, naming: new World().settings };
	return journalRows(newContact('google', tree), { kind: 'delete', on: 'google' }, [], run).map(({ field, before }) => [field, before]);
}

const entry = (label: string, parts: FieldValues) => ({ label, parts });

describe('of a contact that is deleted the journal holds', () => {
	test('every mapped field', () => expect(deleted({ jobTitle: 'Chair', givenName: 'Ann' })).toEqual([['givenName', 'Ann'], ['jobTitle', 'Chair']]));

	test('every other entry of the lists that fields are in, under a field of its label where that is free', () => {
		const email = [entry('work', { value: 'new@example.org' }), entry('Club', { value: 'ann@example.org' }), entry('other', { value: 'more@example.org' })];
		expect(deleted({ workEmail: 'ann@example.org' }, { email })).toEqual([['homeEmail', 'new@example.org'], ['otherEmail', 'more@example.org'], ['workEmail', 'ann@example.org']]);
	});

	test('also those for which no field is left', () => {
		const email = ['a', 'b', 'c', 'd', 'e'].map((name) => entry('work', { value: `${name}@example.org` }));
		expect(deleted({ workEmail: 'a@example.org' }, { email }).map(([, value]) => value).sort()).toEqual(email.map(({ parts }) => parts.value));
	});

	test('the parts of an entry that no field shows, and nothing twice', () => {
		const address = [entry('work', { street: '1 Low Street', city: 'Oslo', region: '' }), entry('home', { city: 'Rome' })];
		expect(deleted({ workCity: 'Oslo' }, { address })).toEqual([['homeCity', 'Rome'], ['workCity', 'Oslo'], ['workStreet', '1 Low Street']]);
	});
});
