import { contactWith, ROWS, settingsWith, TITLE_ROW } from './decisionInput';
import { forgetOldReturns, MOST_RETURNS, noteOverwritten } from '../../nodes/ContactReconcile/engine/decide/oscillation';
import { rowKey } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import type { Pair } from '../../nodes/ContactReconcile/engine/model/types';
import { World } from './world';

/** A person in sync, and what the two sides show of the job title. */
function ada(settings: ConstructorParameters<typeof World>[0] = {}) {
	const world = new World(settings);
	const ids = world.addBoth({ familyName: 'King', workEmail: 'ada@example.org', jobTitle: 'A', department: 'Court' });
	world.sync();
	world.sync();
	const shows = () => [world.get('google', ids.google).fields.jobTitle, world.get('crm', ids.crm).fields.Title];
	return { world, ids, shows };
}

/** Google is set to B and the CRM back to A, in turn, with a run after each; how many of these runs wrote. */
function tugOfWar({ world, ids }: ReturnType<typeof ada>, turns: number, minutes = 15): number {
	let wrote = 0;
	for (let turn = 0; turn < turns; turn++) {
		if (turn % 2 === 0) world.edit('google', ids.google, { jobTitle: 'B' });
		else world.edit('crm', ids.crm, { Title: 'A' });
		if (world.sync({ after: minutes }).writes.length > 0) wrote += 1;
	}
	return wrote;
}

describe('S64: another tool sets a field back each time', () => {
	test('after three returns the field is left alone and reported, and nothing is written for ever', () => {
		const sync = ada();
		expect(tugOfWar(sync, 40)).toBe(1 + MOST_RETURNS);
		sync.world.edit('google', sync.ids.google, { jobTitle: 'B' });
		const { summary, details, writes } = sync.world.sync();
		expect(writes).toEqual([]);
		expect(summary.classes).toMatchObject({ conflicted: 1, inSync: 0 });
		expect(summary.outcome).toBe('attention');
		expect(summary.attention).toEqual([expect.stringContaining('1 contact(s) are changed back again and again')]);
		expect(details).toMatchObject([{ class: 'conflicted', reason: expect.stringContaining('Title is changed back again and again'), conflicts: [{ field: 'Title', google: 'B', crm: 'A' }] }]);
	});

	test('the other fields of the contact go on', () => {
		const sync = ada();
		tugOfWar(sync, 9);
		sync.world.edit('crm', sync.ids.crm, { Department: 'Castle' });
		sync.world.sync();
		expect(sync.world.get('google', sync.ids.google).fields.department).toBe('Castle');
		expect(sync.shows()).toEqual(['B', 'A']);
	});

	test.each(['google', 'crm'] as const)('a new value in %s ends it', (side) => {
		const sync = ada();
		tugOfWar(sync, 9);
		sync.world.edit(side, sync.ids[side], side === 'google' ? { jobTitle: 'C' } : { Title: 'C' });
		sync.world.sync();
		expect(sync.shows()).toEqual(['C', 'C']);
		expect(sync.world.sync()).toMatchObject({ writes: [], summary: { classes: { inSync: 1, conflicted: 0 }, outcome: 'complete' } });
		// And counting starts anew.
		sync.world.edit('google', sync.ids.google, { jobTitle: 'A' });
		sync.world.sync();
		expect(sync.shows()).toEqual(['A', 'A']);
	});

	test('when both sides show the same again, it has settled by itself', () => {
		const sync = ada();
		tugOfWar(sync, 9);
		sync.world.edit('google', sync.ids.google, { jobTitle: 'A' });
		expect(sync.world.sync()).toMatchObject({ writes: [], summary: { classes: { inSync: 1, conflicted: 0 } } });
	});

	test('a field stays frozen however long it takes', () => {
		const sync = ada();
		tugOfWar(sync, 9);
		expect(sync.world.sync({ after: 30 * 24 * 60 })).toMatchObject({ writes: [], summary: { classes: { conflicted: 1 } } });
	});
});

test('a value that returns every few days is an edit like any other, and leaves nothing behind', () => {
	const sync = ada();
	expect(tugOfWar(sync, 12, 4 * 24 * 60)).toBe(12);
	expect(sync.world.memory).toContain('"r":');
	sync.world.sync({ after: 4 * 24 * 60 });
	expect(sync.world.memory).not.toContain('"r":');
});

test('S28: a row that is no longer mapped forgets how often its values returned', () => {
	const sync = ada();
	tugOfWar(sync, 9);
	sync.world.set({ rows: sync.world.settings.rows.filter(({ crm }) => crm !== 'Title') });
	expect(sync.world.sync().summary.classes).toMatchObject({ inSync: 1, conflicted: 0 });
	expect(sync.world.memory).not.toContain('"r":');
});

describe('what is remembered of values that were replaced', () => {
	const DAYS = 24 * 60 * 60 * 1_000;
	const row = ROWS[TITLE_ROW];

	function replacedOnce(): Pair {
		const contact = contactWith();
		noteOverwritten(contact, row, { to: 'crm', replaced: 'Clerk', value: 'Chair' }, settingsWith(), 0);
		return contact;
	}

	test.each([
		[1, 'Clerk', 1],
		[3 * DAYS - 1, 'Clerk', 1],
		[3 * DAYS, 'Clerk', 0],
		[1, 'Queen', 0],
	])('%p ms later %j goes the other way: returned %p times', (after, value, count) => {
		const contact = replacedOnce();
		noteOverwritten(contact, row, { to: 'google', replaced: 'Chair', value }, settingsWith(), after);
		expect(contact.returns?.[rowKey(row)]).toMatchObject({ count, at: after });
	});

	test('is forgotten after three days', () => {
		const contact = replacedOnce();
		forgetOldReturns(contact, ROWS, 3 * DAYS - 1);
		expect(contact.returns).not.toBeNull();
		forgetOldReturns(contact, ROWS, 3 * DAYS);
		expect(contact.returns).toBeNull();
	});
});

test('values that differ only to the eye are the same value that returns', () => {
	const world = new World();
	const ids = world.addBoth({ familyName: 'King', workEmail: 'ada@example.org', workPhone: '+49 30 1234567' });
	world.sync();
	let wrote = 0;
	for (let turn = 0; turn < 20; turn++) {
		if (turn % 2 === 0) world.edit('google', ids.google, { workPhone: '555 0100' });
		else world.edit('crm', ids.crm, { Phone: turn % 4 === 1 ? '+49 (0)30 1234567' : '0049 30 123 45 67' });
		wrote += world.sync().writes.length;
	}
	expect(wrote).toBe(1 + MOST_RETURNS);
});
