import { createdTree, showAfter } from '../../nodes/ContactReconcile/engine/record/writtenSnapshot';
import { slotMap } from '../../nodes/ContactReconcile/engine/fieldMap/slots';
import type { Snapshot } from '../../nodes/ContactReconcile/engine/model/types';
import type { WriteResult } from '../../nodes/shared/protocol';
import { tree } from './decisionInput';
import { World } from './world';

/* S34, S35: what a record shows after a write, which may be other than what was sent. */

const WRITTEN = { kind: 'result', side: 'google', op: 'update', outcome: 'written', id: 'google', before: null, after: {}, fields: [], modifiedAt: null } as unknown as WriteResult;
const after = (known: Partial<Snapshot>, more: Partial<WriteResult>): Snapshot => showAfter(tree('google', known), { ...WRITTEN, ...more }, slotMap(new World().settings));

test('the fields that were written show what came of them; the others stay', () => {
	expect(after({}, { fields: ['jobTitle', 'workEmail'], after: { jobTitle: 'Cle', familyName: 'Ray' } }).fields).toEqual({ familyName: 'Lee', jobTitle: 'Cle' });
	const untold = tree('google', { oneName: true });
	expect(showAfter(untold, { ...WRITTEN, after: null, fields: ['jobTitle'] }, slotMap(new World().settings))).toBe(untold);
});

test.each<[number | null, string | null, number | null]>([
	[5_000, '1970-01-01T00:00:09.000Z', 9_000],
	[5_000, '1970-01-01T00:00:05.000Z', 5_001],
	[5_000, '1970-01-01T00:00:01.000Z', 5_001],
	[5_000, null, 5_000],
	[null, '1970-01-01T00:00:01.000Z', 1_000],
	[null, null, null],
])('modified at %p before and told as %p, it is at %p', (before, told, now) => {
	expect(after({ modifiedAt: before }, { modifiedAt: told }).modifiedAt).toBe(now);
});

describe('lists', () => {
	const email = (value: string) => [{ label: 'work', parts: { value } }];
	const phone = (value: string) => [{ label: 'mobile', parts: { value } }];
	const known = { email: email('ann@example.org'), phone: phone('555 0100') };

	test('that were written show what came of them; of the others the next reading tells', () => {
		const shown = after({ lists: known, otherEmails: ['ann@example.org'] }, { fields: ['workEmail', 'jobTitle'], after: { workEmail: 'lee@example.org' }, lists: { email: email('lee@example.org'), phone: phone('555 0199') } });
		expect(shown.lists).toEqual({ email: email('lee@example.org'), phone: known.phone, organization: [] });
		expect(shown.otherEmails).toEqual(['lee@example.org']);
		expect(shown).not.toHaveProperty('places');
	});

	test('of a record of which none were known are those that came, as far as they are mapped', () => {
		const lists = { email: email('lee@example.org'), nickname: [{ label: '', parts: { value: 'Annie' } }] };
		expect(after({}, { fields: ['workEmail'], after: { workEmail: 'lee@example.org' }, lists })).toMatchObject({ lists: { email: lists.email }, otherEmails: ['lee@example.org'] });
		expect(after({}, { fields: ['workEmail'], lists }).lists).not.toHaveProperty('nickname');
		expect(after({}, { fields: [] })).not.toHaveProperty('lists');
	});
});

test('one name stays one until a given name is written', () => {
	expect(after({ oneName: true }, { fields: ['jobTitle'], after: { jobTitle: 'Chair' } })).toHaveProperty('oneName', true);
	expect(after({ oneName: true }, { fields: ['givenName'], after: { givenName: 'Ann' } })).not.toHaveProperty('oneName');
	expect(after({}, { fields: [] })).not.toHaveProperty('oneName');
});

test('a record that was created is in scope, and shows nothing yet; one without an id is not known', () => {
	expect(createdTree(WRITTEN)).toEqual({ id: 'google', presence: 'in', modifiedAt: null, fields: {}, otherEmails: [], origin: null, partial: false });
	expect(createdTree({ ...WRITTEN, id: null })).toBeNull();
});
