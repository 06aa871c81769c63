import { noteFormer, withFormerFields } from '../../nodes/ContactReconcile/engine/fieldMap/formerFields';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import type { FieldRow, Pair, Presence, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import { contactWith, knownTree, stateWith } from './parts';

const FORMER: FieldRow[] = [{ google: 'jobTitle', crm: 'Title', direction: 'both' }];

const pair = (google: Presence | null, crm: Presence | null, more: Partial<Pair> = {}): Pair =>
	contactWith({ google: google && knownTree('people/a', { presence: google }), crm: crm && knownTree('1', { presence: crm }), ...more });

describe('rows that are mapped no more', () => {
	const doubted = (side: 'google' | 'crm'): Partial<SyncState> => {
		const { sides } = emptyState();
		return { sides: { ...sides, [side]: { ...sides[side], doubts: { a: {} } } } };
	};

	test.each<[isKept: boolean, string, FieldRow[], complete: boolean, Pair[], Partial<SyncState>]>([
		[false, 'once both sides have been read to the end', FORMER, true, [pair('in', 'in'), pair('out', 'in'), pair('gone', null)], {}],
		[true, 'as long as a side has not been read to the end', FORMER, false, [pair('in', 'in')], {}],
		[true, 'as long as a record of Google is in doubt', FORMER, true, [], doubted('google')],
		[true, 'as long as a record of the CRM is in doubt', FORMER, true, [], doubted('crm')],
		[true, 'as long as somebody may have to follow a counterpart', FORMER, true, [pair('in', 'in'), pair('gone', 'in')], {}],
		[false, 'for somebody who is synced no more', FORMER, true, [pair('gone', 'in', { detached: 'merged' })], {}],
		[false, 'where there are none', [], false, [pair('gone', 'in')], {}],
	])('count (%s) %s', (isKept, _case, former, complete, contacts, more) => {
		const state = stateWith(contacts, { ...more, former: FORMER });
		noteFormer(state, former, complete);
		if (isKept) expect(state.former).toEqual(FORMER);
		else expect(state).not.toHaveProperty('former');
	});
});

test('of a record what it held in fields that were not read stays known, and what was read is as it shows', () => {
	const known = knownTree('1', { fields: { Title: 'Clerk', Phone: '1', Fax: '2' } });
	const shown = knownTree('1', { fields: { Phone: '3' } });
	expect(withFormerFields(shown, known, ['Phone', 'Fax'])).toEqual({ ...shown, fields: { Phone: '3', Title: 'Clerk' } });
	// The very record, by which it is seen that nothing is new.
	expect(withFormerFields(shown, known, ['Phone', 'Fax', 'Title'])).toBe(shown);
});
