import type { JournalRow } from '../../nodes/ContactReconcile/engine/plan/journal';
import { contactLabel } from '../../nodes/ContactReconcile/engine/fieldMap/contactLabel';
import { journalRows } from '../../nodes/ContactReconcile/engine/plan/journal';
import { comparisonForm, equivalent } from '../../nodes/ContactReconcile/engine/values/normalise';
import { keptOf, snapshotAfter } from '../../nodes/ContactReconcile/engine/observe/snapshot';
import { gainedAddresses, newlySharedAddresses } from '../../nodes/ContactReconcile/engine/observe/sharedAddresses';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, Snapshot } from '../../nodes/ContactReconcile/engine/model/types';
import type { ContactReading, FieldKind, FieldValues } from '../../nodes/shared/protocol';
import { World } from './world';

const NAMES = keptOf(['familyName', 'jobTitle', 'workEmail', 'own'], ['workEmail', 'own'], new Set());
const NAMING = new World().settings;

function tree(more: Partial<Snapshot> = {}): Snapshot {
	return { id: 'a', presence: 'in', modifiedAt: 5, fields: { familyName: 'Lee' }, otherEmails: [], origin: null, partial: false, ...more };
}

function shown(more: Partial<ContactReading> = {}): ContactReading {
	return { kind: 'contact', side: 'google', id: 'a', fields: { familyName: 'Lee' }, emails: [], inScope: true, modifiedAt: null, ...more };
}

test('a reading that shows what is known leaves the very record', () => {
	const known = tree({ otherEmails: ['x@example.org', 'y@example.org'], origin: { syncName: 's', crmId: '7' } });
	const same = shown({ emails: ['x@example.org', 'y@example.org'], origin: { syncName: 's', crmId: '7' }, fields: { familyName: 'Lee', jobTitle: ' ', unmapped: 'x' } });
	expect(snapshotAfter(known, same, 5, NAMES)).toBe(known);
	expect(snapshotAfter(known, same, null, NAMES)).toBe(known);
	expect(snapshotAfter(known, same, 6, NAMES)).toEqual({ ...known, modifiedAt: 6 });
});

test.each<[string, Partial<Snapshot>, Partial<ContactReading>, Partial<Snapshot>]>([
	['another value', {}, { fields: { familyName: 'Ray' } }, { fields: { familyName: 'Ray' } }],
	['a value more', {}, { fields: { familyName: 'Lee', jobTitle: 'Cook' } }, { fields: { familyName: 'Lee', jobTitle: 'Cook' } }],
	['a value less', {}, { fields: {} }, { fields: {} }],
	['blanks', {}, { fields: { familyName: ' ' } }, { fields: {} }],
	['a field that is no longer mapped', { fields: { familyName: 'Lee', nickname: 'x' } }, { fields: { familyName: 'Lee', nickname: 'x' } }, { fields: { familyName: 'Lee' } }],
	['another place', {}, { inScope: false }, { presence: 'out' }],
	['no place, in before', {}, { inScope: null }, {}],
	['no place, unlisted before', { presence: 'unlisted' }, { inScope: null }, { presence: 'out' }],
	['all of somebody of whom little was known', { partial: true }, {}, { partial: false }],
	['an address more', {}, { emails: ['x@example.org', 'y@example.org'] }, { otherEmails: ['x@example.org', 'y@example.org'] }],
	['another address', { otherEmails: ['x@example.org', 'y@example.org'] }, { emails: ['x@example.org', 'z@example.org'] }, { otherEmails: ['x@example.org', 'z@example.org'] }],
	['addresses that stand in fields', {}, { fields: { familyName: 'Lee', own: 'y@example.org' }, emails: ['x@example.org', 'y@example.org'] }, { fields: { familyName: 'Lee', own: 'y@example.org' }, otherEmails: ['x@example.org'] }],
	['an address that stands in a field for something else', {}, { fields: { familyName: 'Lee', jobTitle: 'x@example.org' }, emails: ['x@example.org'] }, { fields: { familyName: 'Lee', jobTitle: 'x@example.org' }, otherEmails: ['x@example.org'] }],
	['one address that stands in no field', {}, { emails: ['x@example.org'] }, { otherEmails: ['x@example.org'] }],
	['one address that stands in a field', {}, { fields: { workEmail: 'x@example.org' }, emails: ['x@example.org'] }, { fields: { workEmail: 'x@example.org' } }],
	['an address of blanks', {}, { emails: [' '] }, {}],
	['an origin', {}, { origin: { syncName: 's', crmId: '7' } }, { origin: { syncName: 's', crmId: '7' } }],
	['another name in the origin', { origin: { syncName: 't', crmId: '7' } }, { origin: { syncName: 's', crmId: '7' } }, { origin: { syncName: 's', crmId: '7' } }],
	['another record in the origin', { origin: { syncName: 's', crmId: '8' } }, { origin: { syncName: 's', crmId: '7' } }, { origin: { syncName: 's', crmId: '7' } }],
])('a reading that shows %s', (_what, known, reading, then) => {
	expect(snapshotAfter(tree(known), shown(reading), null, NAMES)).toEqual(tree({ ...known, ...then }));
});

test('a record that is new is kept as it is shown', () => {
	expect(snapshotAfter(null, shown({ inScope: null, fields: { jobTitle: 'Cook', unmapped: 'x', familyName: '' } }), null, NAMES)).toEqual(tree({ presence: 'out', modifiedAt: null, fields: { jobTitle: 'Cook' } }));
});

test('S20: the addresses that a person showed nowhere before', () => {
	const before = tree({ fields: { workEmail: 'a@example.org' }, otherEmails: ['b@example.org'] });
	const [FIELDS, NONE] = [['workEmail'], () => []];
	const now = (fields: FieldValues, otherEmails: string[]) => tree({ fields, otherEmails });
	expect(gainedAddresses(before, now({ workEmail: 'a@example.org', jobTitle: 'Cook' }, ['b@example.org']), FIELDS, NONE)).toEqual([]);
	expect(gainedAddresses(before, now({ workEmail: 'B@example.org' }, ['A@example.org']), FIELDS, NONE)).toEqual([]);
	expect(gainedAddresses(before, now({ workEmail: 'C@example.org' }, []), FIELDS, NONE)).toEqual(['c@example.org']);
	expect(gainedAddresses(before, now({ workEmail: 'a@example.org' }, ['c@example.org', 'd@example.org']), FIELDS, () => ['c@example.org'])).toEqual(['d@example.org']);
});

test('S20: who got the address of another one in sync is told, by name, and of many how many', () => {
	const person = (number: number): Pair => ({ ...newContact('google', tree({ fields: { familyName: `N${number}`, workEmail: `p${number}@example.org` } })), crm: tree({ fields: { Email: `p${number}@example.org` } }) });
	const contacts = [0, 1, 2, 3, 4, 5].map(person);
	const told = (gained: Array<[Pair, string[]]>) => newlySharedAddresses(new Map(gained), { ...emptyState(), contacts }, new World().settings);
	const sentence = (number: number) => `N${number} now has, as a further address, the e-mail address of another contact that is in sync`;
	expect(told([])).toEqual([]);
	expect(told([[contacts[1], ['x@example.org', 'p0@example.org']]])).toEqual([sentence(1)]);
	expect(told([[contacts[1], ['p1@example.org', 'x@example.org']]])).toEqual([]);
	expect(told([[{ ...contacts[1], crm: null }, ['p0@example.org']]])).toEqual([]);
	expect(told(contacts.slice(1, 4).map((contact) => [contact, ['p0@example.org']]))).toEqual([1, 2, 3].map(sentence));
	expect(told(contacts.slice(1).map((contact) => [contact, ['p0@example.org']]))).toEqual([...[1, 2, 3].map(sentence), 'So have 2 more contacts']);
	contacts[0] = { ...contacts[0], google: null };
	expect(told([[contacts[1], ['p0@example.org']]])).toEqual([]);
});

test.each<[FieldValues | null, FieldValues | null, string]>([
	[{ givenName: 'Ann', familyName: 'Lee' }, { Last_Name: 'Ray' }, 'Ann Lee'],
	[{ familyName: 'Lee' }, null, 'Lee'],
	[{ workEmail: 'a@x.org' }, { First_Name: 'Bob', Last_Name: 'Ray' }, 'Bob Ray'],
	[{ workEmail: 'a@x.org' }, { Email: 'b@x.org' }, 'a@x.org'],
	[null, { Email: 'b@x.org' }, 'b@x.org'],
	[{ company: 'Acme', workPhone: '1' }, { Email: 'b@x.org' }, 'b@x.org'],
	[{ company: 'Acme', workPhone: '1' }, null, 'Acme'],
	[{ workPhone: '555 0100' }, {}, '555 0100'],
	[null, { Mobile: '555 0100' }, '555 0100'],
	[{}, {}, 'g'],
	[null, {}, 'c'],
	[null, null, ''],
])('of %p and %p people read "%s"', (google, crm, label) => {
	expect(contactLabel({ ...newContact('google', tree()), google: google && tree({ id: 'g', fields: google }), crm: crm && tree({ id: 'c', fields: crm }) }, NAMING)).toBe(label);
});

test('F8: the journal holds what a plan takes away, and where it was', () => {
	const contact = { ...newContact('google', tree({ id: 'g', fields: { jobTitle: 'Cook', familyName: 'Lee' } })), crm: tree({ id: 'c', fields: {} }) };
	const field = (name: string) => ({ name, label: name, kind: 'text' as const, writable: true, mandatory: false });
	const rows = [{ google: 'jobTitle', crm: 'Title', direction: 'both' as const, capability: { google: field('jobTitle'), crm: field('Title') } }];
	const journal = (decision: Parameters<typeof journalRows>[1], one: Pair = contact) => journalRows(one, decision, rows, { id: 'r', at: 'now', scopes: { google: 'G', crm: null }, naming: NAMING });
	const write = { row: 0, to: 'google' as const, value: 'Chair', replaces: 'Cook', conflict: false };
	const compared = { kind: 'compare' as const, agree: [], kept: [], join: false };
	const inGoogle: JournalRow = { runId: 'r', at: 'now', side: 'google', recordId: 'g', scope: 'G', otherId: 'c', contact: 'Lee', field: 'jobTitle', before: 'Cook', after: 'Chair', reason: 'overwritten' };
	expect(journal({ ...compared, writes: [write, { ...write, conflict: true }, { ...write, replaces: '' }] })).toEqual([inGoogle, { ...inGoogle, reason: 'conflict' }]);
	expect(journal({ ...compared, writes: [{ ...write, to: 'crm' }] })).toEqual([{ ...inGoogle, side: 'crm', recordId: 'c', scope: '', otherId: 'g', field: 'Title' }]);
	expect(journal({ kind: 'delete', on: 'google' })).toEqual([{ ...inGoogle, field: 'familyName', before: 'Lee', after: '', reason: 'deleted' }, { ...inGoogle, after: '', reason: 'deleted' }]);
	const again = { kind: 'create' as const, on: 'crm' as const, writes: [], fixed: {}, kept: [], again: true };
	expect(journal(again, { ...contact, crm: null })).toEqual([{ ...inGoogle, side: 'crm', recordId: '', scope: '', otherId: 'g', field: '*', before: '', after: '', reason: 'recreated' }]);
	expect(journal({ ...again, again: false })).toEqual([]);
});

test.each<[FieldKind, string, string]>([
	['email', ' Ann@Example.org ', 'ann@example.org'],
	['url', 'HTTPS://Example.org/', 'http://example.org'],
	['url', 'https://www.example.org/a/b/', 'http://example.org/a/b'],
	['url', 'see http://example.org', 'see http://example.org'],
	['number', ' 1.50 ', '1.5'],
	['number', '', ''],
	['number', 'many', 'many'],
	['boolean', 'TRUE', 'true'],
	['multiPicklist', 'b; a;b', 'a;b'],
	['date', '2000-1-2', '2000-01-02'],
	['date', '--5-17', '--05-17'],
	['date', '2000-01-02T03:04:05Z', '2000-01-02'],
	['date', '2000-01-02 03:04', '2000-01-02'],
	['date', '2000-01-02x', '2000-01-02x'],
	['date', 'x2000-01-02', 'x2000-01-02'],
	['note', 'a\r\nb\rc', 'a\nb\nc'],
	['text', ' Cafe\u0301 ', 'Caf\u00e9'],
	['picklist', ' Gold', 'Gold'],
	['lookup', 'Acme ', 'acme'],
])('S36: as a %s "%s" is compared as "%s"', (kind, value, form) => {
	expect(comparisonForm(kind, value)).toBe(form);
	expect(equivalent(kind, value, form)).toBe(true);
	expect(equivalent(kind, value, `${form}1`)).toBe(false);
});
