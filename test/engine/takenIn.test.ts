import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import type { Pair, Presence } from '../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import { indexById } from '../../nodes/ContactReconcile/engine/observe/overlay';
import { ownerOf } from '../../nodes/ContactReconcile/engine/observe/takenIn';
import type { ContactReading, FieldValues } from '../../nodes/shared/protocol';
import { contactWith, knownTree } from './parts';

/* S21: who goes on with a record that others were merged into, and what becomes of those. */

const AGREED = { google: ['x'], crm: ['x'] };
const NOW = 7;
const [ANN, BOB] = [{ givenName: 'Ann', workEmail: 'ann@example.org' }, { givenName: 'Bob', familyName: 'Ray', workEmail: 'bob@example.org' }];

describe.each(SIDES)('of those who were merged in %s', (side) => {
	/** Somebody known by this id there; on the other side: where it stands, or null without a counterpart. */
	const known = (id: string, counterpart: Presence | null, fields: FieldValues = {}, presence: Presence = 'in'): Pair =>
		contactWith({ agreed: AGREED, [side]: knownTree(id, { fields, presence }), [otherSide(side)]: counterpart && knownTree(`${id} there`, { presence: counterpart }) });
	const shown = (id: string, previousIds: string[], fields: FieldValues = {}): ContactReading => ({
		...{ kind: 'contact', side, id, previousIds, fields, inScope: true, modifiedAt: null },
		emails: fields.workEmail === undefined ? [] : [fields.workEmail],
	});
	function owning(contacts: Pair[], record: ContactReading, tombstones = {}) {
		const own = { ...emptyState().sides[side], tombstones: { ...tombstones } };
		const byId = indexById(contacts, side);
		const before = new Map(contacts.map((pair) => [pair, pair[side]?.id]));
		const owner = ownerOf(record, { side, own, byId, now: NOW });
		return { owner: owner && before.get(owner), isStillAgreed: owner?.agreed === AGREED, own, byId, tree: owner?.[side] };
	}

	test.each<[string, string, Pair[], ContactReading]>([
		['has the id, whatever the address', 'a', [known('a', 'in', ANN), known('b', 'in', BOB)], shown('a', ['b'], BOB)],
		['has the first address', 'b', [known('a', 'in', ANN), known('b', 'in', BOB)], shown('n', ['a', 'b'], { ...ANN, workEmail: BOB.workEmail })],
		['bears the name', 'b', [known('a', 'in', ANN), known('b', 'in', BOB)], shown('n', ['a', 'b'], { givenName: 'Bob', familyName: 'Ray' })],
		['is named first, where half a name tells none, and no name neither', 'a', [known('a', 'in', ANN), known('b', 'in', BOB), known('c', 'in')], shown('n', ['a', 'b', 'c'], { givenName: 'Bob', familyName: 'Fox' })],
		['has a counterpart, whoever has the address', 'b', [known('a', null, ANN), known('b', 'in', BOB)], shown('n', ['a', 'b'], ANN)],
		['has a counterpart, whoever has the id', 'b', [known('a', null, ANN), known('b', 'in', BOB)], shown('a', ['b'], ANN)],
		['has the address, where nobody has a counterpart', 'b', [known('a', null, ANN), known('b', null, BOB)], shown('n', ['a', 'b'], BOB)],
		['has the address, where the counterparts of all are gone', 'b', [known('a', 'gone', ANN), known('b', 'gone', BOB)], shown('n', ['a', 'b'], BOB)],
	])('the one goes on that %s, with all that was agreed: %s', (_why, id, contacts, record) => {
		const { owner, isStillAgreed, byId, tree } = owning(contacts, record);
		expect([owner, isStillAgreed, tree?.id, byId.get(record.id)?.[side]]).toEqual([id, true, record.id, tree]);
		expect(tree?.modifiedAt === null).toBe(id !== record.id);
		if (id !== record.id) expect(byId.has(id)).toBe(false);
	});

	test.each([['n', ['a', 'b']], ['b', ['a']], ['b', ['a', 'b']]])('the one goes on whose counterpart is still there, and agrees on nothing, as the record %j made of %j is that of another', (id, previousIds) => {
		const contacts = [known('a', 'in', ANN), known('b', 'gone', BOB)];
		const { isStillAgreed, owner, own } = owning(contacts, shown(id, previousIds, BOB));
		expect([owner, isStillAgreed, contacts[0].agreed]).toEqual(['a', false, NOTHING_AGREED]);
		expect(contacts[0]).toMatchObject({ detached: null, [side]: { id, modifiedAt: null, fields: ANN } });
		if (id === 'b') expect([contacts[1][side], contacts[1].detached, own.tombstones]).toEqual([null, null, {}]);
		else expect([contacts[1][side]?.presence, contacts[1].detached, own.tombstones]).toEqual(['gone', 'merged', { b: NOW }]);
	});

	test('the others were deleted by nobody: their records are gone, and they are set aside if they had a counterpart', () => {
		const contacts = [known('a', 'in', ANN), known('b', 'in', BOB), known('c', null), { ...known('d', 'in'), detached: 'leftView' as const }, known('e', 'in', {}, 'gone')];
		const { own } = owning(contacts, shown('a', ['b', 'c', 'd', 'e'], ANN), { e: 1 });
		expect(contacts.map((pair) => [pair[side]?.presence, pair.detached])).toEqual([['in', null], ['gone', 'merged'], ['gone', null], ['gone', 'leftView'], ['gone', 'merged']]);
		expect(own.tombstones).toEqual({ b: NOW, c: NOW, d: NOW, e: 1 });
	});

	test.each<[string, string | undefined, ContactReading]>([
		['nobody, where none of the ids is known', undefined, shown('n', ['z'])],
		['whoever has the id, where none of the others is known', 'a', shown('a', ['z'])],
		['whoever has the id, where it is named among the former ones alone', 'a', shown('a', ['a'])],
	])('it is %s', (_who, id, record) => {
		const contacts = [known('a', 'in', ANN)];
		expect(owning(contacts, record)).toMatchObject({ owner: id, own: { tombstones: {} } });
		expect(contacts).toEqual([known('a', 'in', ANN)]);
	});
});
