import { withinCaps } from '../../nodes/ContactReconcile/engine/plan/caps';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, Snapshot } from '../../nodes/ContactReconcile/engine/model/types';
import type { SideName } from '../../nodes/shared/protocol';

function tree(id: string): Snapshot {
	return { id, presence: 'in', modifiedAt: null, fields: {}, otherEmails: [], origin: null, partial: false };
}

function candidate(ids: Partial<Record<SideName, string>>, sides: SideName[], waitingSince: number | null = null) {
	const contact: Pair = {
		...newContact('google', tree('')),
		google: ids.google === undefined ? null : tree(ids.google),
		crm: ids.crm === undefined ? null : tree(ids.crm),
		waitingSince,
	};
	return { contact, sides };
}

const idsOf = (chosen: ReadonlyArray<{ contact: Pair }>) => chosen.map(({ contact }) => contact.crm?.id ?? contact.google?.id);

test('P7: whoever waits longest goes first, then whoever waits at all, then by id', () => {
	const candidates = [
		candidate({ crm: '4' }, ['crm']),
		candidate({ crm: '3' }, ['crm']),
		candidate({ crm: '2' }, ['crm'], 200),
		candidate({ crm: '1' }, ['crm'], 300),
		candidate({ crm: '5' }, ['crm'], 100),
	];
	expect(idsOf(withinCaps(candidates, 10))).toEqual(['5', '2', '1', '3', '4']);
});

test('P7: of those who wait equally long the lower id goes first; the id of the CRM, else that of Google', () => {
	const candidates = [
		candidate({ google: 'people/b' }, ['crm'], 100),
		candidate({ crm: '9', google: 'people/a' }, ['crm'], 100),
		candidate({ google: 'people/a' }, ['crm'], 100),
	];
	expect(idsOf(withinCaps(candidates, 10))).toEqual(['9', 'people/a', 'people/b']);
});

test('S47: at most so many on each side, whatever the other side has left', () => {
	const candidates = [candidate({ crm: '1' }, ['crm']), candidate({ crm: '2' }, ['crm']), candidate({ crm: '3' }, ['google'])];
	expect(idsOf(withinCaps(candidates, 1))).toEqual(['1', '3']);
	expect(withinCaps(candidates, 0)).toEqual([]);
});

test('S48: whoever needs both sides takes a place on both, or waits and takes none', () => {
	const candidates = [candidate({ crm: '1' }, ['google']), candidate({ crm: '2' }, ['google', 'crm']), candidate({ crm: '3' }, ['crm'])];
	expect(idsOf(withinCaps(candidates, 1))).toEqual(['1', '3']);
});

test('S221: those who can only go together take a place each, or the whole of a cap that is too small for them', () => {
	const candidates = ['1', '2', '3', '4'].map((crm) => candidate({ crm }, ['crm'], Number(crm)));
	const [one, two, three, four] = candidates;
	const circles = new Map([[two, [two, three]], [three, [two, three]]]);
	const chosen = (cap: number, of = candidates) => idsOf(withinCaps(of, cap, circles));
	expect([1, 2, 3, 5].map((cap) => chosen(cap))).toEqual([['1'], ['1', '4'], ['1', '2', '3'], ['1', '2', '3', '4']]);
	expect(chosen(1, [two, three, four])).toEqual(['2', '3']);
	expect(chosen(2, [three, two, one, four])).toEqual(['1', '4']);
});
