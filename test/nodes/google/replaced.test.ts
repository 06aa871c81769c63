import fc from 'fast-check';
import isUndefined from 'lodash/isUndefined';
import omit from 'lodash/omit';
import omitBy from 'lodash/omitBy';
import pickBy from 'lodash/pickBy';

import { DEFAULT_ROWS } from '../../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import type { FieldRow } from '../../../nodes/ContactReconcile/engine/model/types';
import { emailsOf, readPerson } from '../../../nodes/GoogleContactsSync/fields/person';
import { GOOGLE_FIELDS } from '../../../nodes/shared/catalogue/googleFields';
import type { Person } from '../../../nodes/GoogleContactsSync/transport/person';
import { readLists } from '../../../nodes/GoogleContactsSync/fields/personLists';
import { birthday } from '../../../nodes/GoogleContactsSync/fields/personSingles';
import { planUpdate, shownBy } from '../../../nodes/GoogleContactsSync/writing/plan';
import { resultOf } from '../../../nodes/shared/items/items';
import type { FieldValues, WriteOperation } from '../../../nodes/shared/protocol';
import { World } from '../../engine/world';
import { cases } from '../../setup/cases';
import { composedTexts, textsOf } from './held';
import { person, valueFor } from './people';

const CRM_NAMES = new Map<string, string>(DEFAULT_ROWS.map(([google, crm]) => [google, crm]));

/** Every field of Google but the one that is made of others, each to a field of the CRM. */
const ROWS = GOOGLE_FIELDS.filter(({ key }) => key !== 'fullName').map(({ key }): FieldRow => ({ google: key, crm: CRM_NAMES.get(key) ?? `CRM_${key}`, direction: 'both' }));

const record = fc.subarray(ROWS, { maxLength: 12 }).chain((rows) => fc.record(Object.fromEntries(rows.map(({ google, crm }) => [crm, valueFor(google, true)]))) as fc.Arbitrary<FieldValues>);

const steps = fc.array(record, { minLength: 1, maxLength: 3 });

/** Values that stand in one piece, as contacts from phones and imports have them. */
const piece = fc.record({
	names: fc.constantFrom(undefined, [{ unstructuredName: 'Ann Lee', displayName: 'Ann Lee' }]),
	birthdays: fc.constantFrom(undefined, [{ text: 'in spring' }], [{ date: { year: 1980 } }], [{ date: { year: 1980, month: 2, day: 29 }, text: 'in spring' }], ...['29 Graz', 'Ash 1980', '29.2.?'].map((text) => [{ date: { year: 1980, month: 2, day: 29 }, text }])),
	addresses: fc.constantFrom(undefined, [{ type: 'work', formattedValue: 'Ring 1, 1010 Wien' }]),
});
const contact = fc.tuple(person, piece).map(([held, pieces]): Person => ({ ...held, ...omitBy(pieces, isUndefined) }));

/** A world whose Google holds one contact just as the People API shows it. */
function worldOf(held: Person, settings: ConstructorParameters<typeof World>[0]) {
	const world = new World({ rows: ROWS, ...settings });
	const { google } = world.books;
	const id = google.add({});
	const stage = { world, id, person: { ...held, resourceName: id }, sent: [] as Array<{ before: Person; after: Person; mask: string[] }>, done: [] as WriteOperation[] };
	const read = google.read.bind(google);
	google.read = (instruction) =>
		read(instruction).map((reading) => {
			if (reading.kind !== 'contact') return reading;
			const options = { onlyEmailAsWork: instruction.run.onlyEmailAsWork };
			return { ...reading, fields: readPerson(stage.person, instruction.fields, options), lists: readLists(stage.person), emails: emailsOf(stage.person) };
		});
	google.apply = (operation: WriteOperation) => {
		if (operation.op !== 'update') throw new Error(`nobody is to be ${operation.op}d`);
		const step = planUpdate(operation, stage.person);
		if (step.kind === 'mismatch') return resultOf(operation, 'mismatch', { before: step.before });
		if (step.kind === 'done') stage.done.push(operation);
		if (step.kind === 'send') {
			const { mask, person: sent } = step.update;
			const after = { ...stage.person, ...Object.fromEntries(mask.map((part) => [part, sent[part as keyof Person]])) };
			stage.sent.push({ before: stage.person, after, mask });
			stage.person = JSON.parse(JSON.stringify(after)) as typeof stage.person;
			google.touch(id);
		}
		return resultOf(operation, 'written', { id, before: step.kind === 'done' ? step.before : {}, after: shownBy(stage.person, operation, operation.set), lists: readLists(stage.person), modifiedAt: new Date(google.get(id).modifiedAt).toISOString() });
	};
	return stage;
}

/** All that stands in a part of a contact; of an address in one piece every word, as its parts may part. */
function heldIn(of: Person, part: string): string[] {
	const entries = (of[part as keyof Person] ?? []) as Array<{ formattedValue?: string }>;
	const texts = textsOf(part === 'addresses' ? entries.map((entry) => omit(entry, 'formattedValue')) : entries);
	const pieces = part === 'addresses' ? entries.flatMap(({ formattedValue = '' }) => wordsIn(formattedValue)) : [];
	return [...texts, ...pieces, ...(part === 'birthdays' ? [birthday.read(of)] : [])].map(formOf).filter((text) => text !== '');
}

function wordsIn(text: string): string[] {
	return text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** How a text compares (S36). */
function formOf(text: string): string {
	return text.normalize('NFC').replace(/\r\n/g, '\n').trim();
}

test('whatever a contact holds and the CRM shows, all that a write to Google replaces is set, kept, or in the journal', () => {
	const settings = fc.record({ winner: fc.constantFrom('crm' as const, 'google' as const), onlyEmailAsWork: fc.boolean(), linkDifferentNames: fc.constant(true) });
	fc.assert(
		fc.property(contact, steps, settings, (held, edits, chosen) => {
			const stage = worldOf({ ...held, emailAddresses: [{ type: 'work', value: 'eve@example.org' }, ...(held.emailAddresses ?? [])] }, chosen);
			const { world } = stage;
			const crm = world.add('crm', { Last_Name: 'Lee', ...edits[0], Email: 'eve@example.org' });
			for (const edit of [{}, ...edits]) {
				world.edit('crm', crm, edit);
				stage.sent.length = 0;
				const { journal } = world.sync();
				const journalled = journal.flatMap(({ side, before }) => (side === 'google' ? before : []));
				for (const { before, after, mask } of stage.sent) {
					const lost = mask.flatMap((part) => {
						const composed = composedTexts((before[part as keyof Person] ?? []) as object[]);
						const texts = [...heldIn(after, part), ...[...journalled, ...composed].map(formOf)];
						const kept = new Set([...texts, ...texts.flatMap(wordsIn)]);
						return heldIn(before, part).filter((text) => !kept.has(text));
					});
					expect(lost).toEqual([]);
				}
			}
		}),
		{ numRuns: cases(50) },
	);
});

test('whatever a user removes between reading and writing, what counts as done without a write is shown', () => {
	const parts = fc.subarray(['emailAddresses', 'phoneNumbers', 'addresses', 'organizations', 'urls', 'nicknames', 'birthdays'] satisfies Array<keyof Person>, { minLength: 1 });
	const property = fc.property(record, record, parts, (first, second, removed) => {
		const stage = worldOf({ emailAddresses: [{ type: 'work', value: 'eve@example.org' }] }, {});
		const { world } = stage;
		const crm = world.add('crm', { Last_Name: 'Lee', ...first, Email: 'eve@example.org' });
		world.sync();
		world.edit('crm', crm, second);
		world.meanwhile = () => (stage.person = { ...stage.person, ...Object.fromEntries(removed.map((part) => [part, []])) });
		stage.done.length = 0;
		world.sync();
		for (const operation of stage.done) {
			const set = operation.op === 'update' ? pickBy(operation.set) : {};
			expect(shownBy(stage.person, operation, set)).toEqual(set);
		}
	});
	fc.assert(property, { numRuns: cases(50) });
});
