import * as v from 'valibot';

import { JournalRowSchema, journalRows } from '../../nodes/ContactReconcile/engine/plan/journal';
import type { Snapshot } from '../../nodes/ContactReconcile/engine/model/types';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { ContactLists } from '../../nodes/shared/lists/contactLists';
import type { FieldValues } from '../../nodes/shared/protocol';
import { World } from './world';

/** What the journal holds when a Google contact with these fields and lists is deleted. */
function rowsOfDeleted(fields: FieldValues, lists?: ContactLists) {
	const tree: Snapshot = { id: 'people/a', presence: 'in', modifiedAt: null, fields, lists, otherEmails: [], origin: null, partial: false };
	const run = { id: 'run', at: '2026-01-01T00:00:00.000Z', scopes: { google: 'contactGroups/g', crm: null }, naming: new World().settings };
	return journalRows(newContact('google', tree), { kind: 'delete', on: 'google' }, [], run);
}

const deleted = (fields: FieldValues, lists?: ContactLists) => rowsOfDeleted(fields, lists).map(({ field, before }) => [field, before]);

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

	test.each<[string, FieldValues, ContactLists, Array<[string, string]>]>([
		['under the field of its label, whichever comes first', {}, { email: [entry('Other', { value: 'o' }), entry('home', { value: 'h' })] }, [['homeEmail', 'h'], ['otherEmail', 'o']]],
		['under the field of its label, beside one that a field shows', { workEmail: 'w' }, { email: [entry('work', { value: 'w' }), entry('other', { value: 'o' })] }, [['otherEmail', 'o'], ['workEmail', 'w']]],
		['each under one of its own while there are any', {}, { email: [entry('Club', { value: 'a' }), entry('Club', { value: 'b' })] }, [['homeEmail', 'b'], ['workEmail', 'a']]],
		[
			'never under fields of which some are shown',
			{ workCity: 'Oslo' },
			{ address: [entry('work', { city: 'Oslo' }), entry('work', { street: '1 Low Street', city: 'Rome' })] },
			[['homeCity', 'Rome'], ['homeStreet', '1 Low Street'], ['workCity', 'Oslo']],
		],
		[
			'whole, where it differs in a part from what the fields show',
			{ workCity: 'Oslo', workStreet: '1 High Street' },
			{ address: [entry('work', { street: '1 Low Street', city: 'Oslo' })] },
			[['homeCity', 'Oslo'], ['homeStreet', '1 Low Street'], ['workCity', 'Oslo'], ['workStreet', '1 High Street']],
		],
		['without the parts that no field is for', {}, { organization: [entry('', { name: 'Acme', location: 'Oslo' })] }, [['company', 'Acme']]],
	])('an entry %s', (_how, fields, lists, rows) => {
		expect(deleted(fields, lists)).toEqual(rows);
	});

	test('who it was, where, and nobody on the other side', () => {
		expect(rowsOfDeleted({ familyName: 'Lee' })).toEqual([
			{
				...{ runId: 'run', at: '2026-01-01T00:00:00.000Z', side: 'google', recordId: 'people/a', scope: 'contactGroups/g', otherId: '' },
				...{ contact: 'Lee', field: 'familyName', before: 'Lee', after: '', reason: 'deleted' },
			},
		]);
	});
});

describe('a row of the journal that comes back from a table', () => {
	const [row] = rowsOfDeleted({ familyName: 'Lee' });
	const parsed = (more: Record<string, unknown>) => v.safeParse(JournalRowSchema, { ...row, ...more });

	test.each([
		['with what the table adds', { createdAt: 'today' }, {}],
		['with nothing in place of an empty text', { runId: null, otherId: null, contact: undefined, before: null, after: undefined }, { runId: '', otherId: '', contact: '', before: '', after: '' }],
		['with its time as a database has it', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
		['with its time in another zone', { at: '1970-01-01T02:00:00+02:00' }, { at: '1970-01-01T00:00:00.000Z' }],
		...['overwritten', 'conflict', 'deleted', 'recreated', 'undone'].map((reason): [string, object, object] => [`of the reason ${reason}`, { reason }, { reason }]),
	])('is taken %s', (_how, more, taken) => {
		expect(parsed({ ...more }).output).toStrictEqual({ ...row, ...taken });
	});

	test.each<[Record<string, unknown>, string]>([
		[{ at: 'yesterday' }, 'is no ISO time'],
		[{ at: 5 }, 'is no ISO time'],
		[{ recordId: '' }, 'is empty'],
		[{ scope: '' }, 'is empty'],
		[{ field: '' }, 'is empty'],
		[{ reason: 'lost' }, 'Invalid type: Expected ("overwritten" | "conflict" | "deleted" | "recreated" | "undone") but received "lost"'],
	])('is not taken with %j: it %s', (more, message) => {
		expect(parsed(more).issues?.map((issue) => issue.message)).toEqual([message]);
	});
});
