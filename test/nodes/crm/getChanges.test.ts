import type { CursorReading, Reading } from '../../../nodes/shared/protocol';
import type { CrmWorld } from './crmWorld';
import { startCrmWorld } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

function cursorOf(readings: readonly Reading[]): CursorReading {
	const last = readings[readings.length - 1];
	if (last?.kind !== 'cursor') throw new Error('the last reading is no cursor');
	return last;
}

/** Reads in full, then what changed after `edit`. */
async function changesAfter(edit: () => void, view?: string): Promise<Reading[]> {
	// A reading looks back five minutes, and would see again what was made in them.
	world.advance(360);
	const { readings } = await world.read({}, view);
	const { cursor, scope, about } = cursorOf(readings);
	world.advance(60);
	edit();
	world.advance(60);
	world.server.log.clear();
	return (await world.read({ mode: 'changes', cursor, scope, about }, view)).readings;
}

test('reads a list view in full, with what each field can hold', async () => {
	const id = world.add({ First_Name: 'Ann', Email: 'ann@example.org' });
	const { readings } = await world.read();
	expect(readings[0]).toMatchObject({ id, inScope: true, fields: { First_Name: 'Ann', Last_Name: 'Lee' }, emails: ['ann@example.org'] });
	const cursor = cursorOf(readings);
	expect(cursor).toMatchObject({ mode: 'full', complete: true, scopeName: 'All Contacts' });
	expect(cursor.fields).toContainEqual(expect.objectContaining({ name: 'Title', kind: 'text', maxLength: 100, writable: true }));
	expect(cursor.fields).toContainEqual(expect.objectContaining({ name: 'Last_Name', mandatory: true }));
});

test('more than one page is read to its end', async () => {
	for (let n = 0; n < 450; n++) world.add({ Email: `p${n}@example.org` });
	const { readings } = await world.read();
	expect(readings).toHaveLength(451);
	expect(world.server.log.count({ operation: 'records.list' })).toBe(3);
});

test('with nothing changed it makes two requests', async () => {
	world.add({ Email: 'ann@example.org' });
	const readings = await changesAfter(() => {});
	expect(readings).toHaveLength(1);
	expect(cursorOf(readings)).toMatchObject({ mode: 'changes', complete: true });
	expect(world.requests()).toEqual(['records.list', 'deleted']);
});

describe('a reading looks back five minutes', () => {
	/** The next reading after one. */
	async function after(readings: readonly Reading[]): Promise<Reading[]> {
		const { cursor, scope, about } = cursorOf(readings);
		world.server.log.clear();
		return (await world.read({ mode: 'changes', cursor, scope, about })).readings;
	}

	test('what it sees a second time as it was costs nothing and is not told again', async () => {
		const id = world.add({ Email: 'ann@example.org' });
		world.advance(15);
		const first = (await world.read()).readings;
		expect(first).toHaveLength(2);
		world.advance(15);
		const second = await after(first);
		expect(second).toHaveLength(1);
		expect(world.requests()).toEqual(['records.list', 'deleted']);
		world.advance(15);
		world.server.crm.module('Contacts').update(id, { Title: 'Chair' });
		world.advance(15);
		const third = await after(second);
		expect(third[0]).toMatchObject({ id, fields: { Title: 'Chair' } });
		world.advance(15);
		expect(await after(third)).toHaveLength(1);
	});

	test('what was modified in the very second that it was read may have been so again, and is told again', async () => {
		const id = world.add({ Email: 'ann@example.org' });
		const first = (await world.read()).readings;
		expect((await after(first))[0]).toMatchObject({ id });
	});
});

test('a changed record and a deleted one are told, and nobody else', async () => {
	const edited = world.add({ Email: 'ann@example.org' });
	const deleted = world.add({ Email: 'bob@example.org' });
	world.add({ Email: 'cem@example.org' });
	const contacts = world.server.crm.module('Contacts');
	const readings = await changesAfter(() => {
		contacts.update(edited, { Title: 'Chair' });
		contacts.remove(deleted);
	});
	expect(readings.slice(0, -1)).toMatchObject([
		{ kind: 'contact', id: edited, inScope: true, fields: { Title: 'Chair' } },
		{ kind: 'absence', id: deleted, reason: 'deleted' },
	]);
});

test('S25: a record that left the view by its own edit is told in the same run', async () => {
	const contacts = world.server.crm.module('Contacts');
	contacts.views.addView({ name: 'Clerks', predicate: ({ Title }: { Title?: unknown }) => Title === 'Clerk' } as never);
	const left = world.add({ Title: 'Clerk' });
	const stays = world.add({ Title: 'Clerk' });
	const readings = await changesAfter(() => {
		contacts.update(left, { Title: 'Chair' });
		contacts.update(stays, { Phone: '1' });
	}, 'Clerks');
	expect(readings.slice(0, -1)).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ id: left, inScope: false }),
			expect.objectContaining({ id: stays, inScope: true }),
		]),
	);
});

test('a CRM that ignores the condition on the view is read right all the same', async () => {
	const edited = world.add({ Title: 'Clerk' });
	const readings = await changesAfter(() => {
		world.server.crm.module('Contacts').update(edited, { Title: 'Chair' });
		world.server.faults.ignoreIfModifiedSince();
	});
	expect(readings).toContainEqual(expect.objectContaining({ id: edited, inScope: true }));
});

test('S26: single ids are answered as shown, or as the deleted feed tells them', async () => {
	const id = world.add({ Title: 'Clerk' });
	const gone = world.add({ Title: 'Clerk' });
	const { readings: before } = await world.read();
	world.server.crm.module('Contacts').remove(gone);
	world.advance(60);
	const { scope, about, cursor } = cursorOf(before);
	const later = new Date(Date.now() + 600_000).toISOString().replace(/\.\d+Z/, '+00:00');
	expect(cursor).not.toBeNull();
	const { readings } = await world.read({ mode: 'changes', cursor: later, scope, about, ids: [id, gone] });
	expect(readings).toContainEqual(expect.objectContaining({ kind: 'contact', id, inScope: null }));
	expect(readings).toContainEqual(expect.objectContaining({ kind: 'absence', id: gone, reason: 'deleted' }));
});

test('S59: forty records of one modified time across a page edge are all seen', async () => {
	const ids = Array.from({ length: 240 }, (_, n) => world.add({ Email: `p${n}@example.org` }));
	const readings = await changesAfter(() => ids.forEach((id) => world.server.crm.module('Contacts').update(id, { Title: 'X' })));
	expect(new Set(readings.map((reading) => (reading.kind === 'cursor' ? '' : reading.id))).size).toBe(241);
});

test('S60: a listing that ends early is incomplete and gives no cursor', async () => {
	for (let n = 0; n < 450; n++) world.add({ Email: `p${n}@example.org` });
	world.server.faults.stopListingEarly({ page: 2, how: 'fails' });
	expect(cursorOf((await world.read()).readings)).toMatchObject({ complete: false, cursor: null });
}, 120_000);

test('S27: a list view that does not exist is named', async () => {
	expect((await world.read({}, 'No View')).error).toContain('"No View"');
});

test('a field that the module lacks is not asked for and not listed', async () => {
	world.add({});
	const { readings } = await world.read({ fields: ['Last_Name', 'No_Such_Field'] });
	expect(cursorOf(readings).fields.map(({ name }) => name)).toEqual(['Last_Name']);
});

test('an expired token is renewed, and the renewed one kept', async () => {
	world.server.tokens.expireAccessTokens();
	expect((await world.read()).error).toBeUndefined();
	expect((await world.read()).error).toBeUndefined();
	expect(world.server.log.count({ operation: 'auth.token' })).toBe(1);
});

test('a revoked access says what to do', async () => {
	world.server.tokens.revokeAll();
	expect((await world.read()).error).toMatch(/connect the account again/i);
});

test('an unreachable service is named', async () => {
	world.credentials.verticalCrmOAuth2Api.host = 'http://127.0.0.1:9';
	expect((await world.read()).error).toContain('127.0.0.1:9');
}, 120_000);

test('tokens go to no address that is neither https nor on this machine', async () => {
	world.credentials.verticalCrmOAuth2Api.host = 'http://crm.example.org';
	expect((await world.read()).error).toContain('https://');
});

test('S26: a hidden record is told as forbidden; one that the deleted feed does not have, as not shown', async () => {
	const hidden = world.add({ Title: 'Clerk' });
	const gone = world.add({ Title: 'Clerk' });
	world.server.faults.hideRecord(hidden);
	world.server.crm.module('Contacts').remove(gone, { unlisted: true });
	const { readings } = await world.read({ ids: [hidden, gone] });
	expect(readings.slice(0, -1)).toEqual([
		expect.objectContaining({ kind: 'absence', id: hidden, reason: 'forbidden' }),
		expect.objectContaining({ kind: 'absence', id: gone, reason: 'notShown' }),
	]);
});

test('S26: left the view, deleted in between, merged away and hidden in between are told apart in the run in which it happens', async () => {
	const contacts = world.server.crm.module('Contacts');
	contacts.views.addView({ name: 'Clerks', predicate: ({ Title }: { Title?: unknown }) => Title === 'Clerk' } as never);
	const [left, deleted, merged, hidden] = [1, 2, 3, 4].map((n) => world.add({ Title: 'Clerk', Email: `p${n}@example.org` }));
	const readings = await changesAfter(() => {
		[left, deleted, merged, hidden].forEach((id) => contacts.update(id, { Phone: '1' }));
		contacts.update(left, { Title: 'Chair' });
		// Between the listing of the module and that of the view.
		let listings = 0;
		const between = () => {
			if ((listings += 1) < 2) return;
			contacts.remove(deleted);
			contacts.remove(merged, { unlisted: true });
			world.server.faults.hideRecord(hidden);
		};
		world.server.faults.beforeOperation('records.list', between, { times: 2 });
	}, 'Clerks');
	const said = readings.map((reading) => {
		if (reading.kind === 'contact') return [reading.id, reading.inScope];
		return reading.kind === 'absence' ? [reading.id, reading.reason] : ['cursor', reading.complete];
	});
	expect(said.filter(([id]) => id === left)).toEqual([[left, false]]);
	expect(said).toContainEqual([deleted, 'deleted']);
	expect(said).toContainEqual([merged, 'notShown']);
	expect(said).toContainEqual([hidden, 'forbidden']);
	expect(said).toContainEqual(['cursor', true]);
});

test('a CRM that takes no notice of the condition is read to the cursor only, not to its end', async () => {
	for (let n = 0; n < 600; n++) world.add({ Email: `p${n}@example.org` });
	world.server.faults.ignoreIfModifiedSince();
	const readings = await changesAfter(() => {});
	expect(readings).toHaveLength(1);
	expect(world.server.log.count({ operation: 'records.list' })).toBe(1);
});

test.each(['saysMore', 'fails'] as const)('S60: a deleted feed that %s on a later page', async (how) => {
	const ids = Array.from({ length: 450 }, (_, n) => world.add({ Email: `p${n}@example.org` }));
	const contacts = world.server.crm.module('Contacts');
	const readings = await changesAfter(() => {
		ids.forEach((id) => contacts.remove(id));
		world.server.faults.stopListingEarly({ operation: 'deleted', page: how === 'fails' ? 2 : 3, how });
	});
	expect(cursorOf(readings)).toMatchObject({ complete: how === 'saysMore' });
	expect(cursorOf(readings).hints).toHaveLength(how === 'fails' ? 1 : 0);
}, 120_000);

test('a full reading that is not told who was deleted keeps the cursor, so that the next one asks again', async () => {
	const id = world.add({ Email: 'ann@example.org' });
	world.advance(360);
	const { cursor, scope, about } = cursorOf((await world.read()).readings);
	world.server.crm.module('Contacts').remove(id);
	world.advance(6 * 60);
	world.server.faults.failNext({ operation: 'deleted', status: 403, body: { code: 'NO_PERMISSION', status: 'error', message: 'no', details: {} } });
	const untold = cursorOf((await world.read({ mode: 'full', cursor, scope, about })).readings);
	expect(untold).toMatchObject({ mode: 'full', complete: true, cursor });
	expect(untold.hints).toEqual([expect.stringMatching(/did not tell all who were deleted.*asks again/)]);
	world.advance(6 * 60);
	const { readings } = await world.read({ mode: 'changes', cursor: untold.cursor, scope, about });
	expect(readings[0]).toMatchObject({ kind: 'absence', id, reason: 'deleted' });
});

test('S60: more records that the CRM announces but gives no way to are missing', async () => {
	for (let n = 0; n < 250; n++) world.add({ Email: `p${n}@example.org` });
	const body = { data: [{ id: '4876001000000999999' }], info: { more_records: true, next_page_token: null, per_page: 200, count: 1 } };
	world.server.faults.failNext({ operation: 'records.list', status: 200, body });
	const cursor = cursorOf((await world.read()).readings);
	expect(cursor).toMatchObject({ complete: false, cursor: null });
	expect(cursor.hints[0]).toContain('ended early');
});

test('a page edited while it is paged through shows each record once, as it was last', async () => {
	const ids = Array.from({ length: 250 }, (_, n) => world.add({ Email: `p${n}@example.org` }));
	const contacts = world.server.crm.module('Contacts');
	const readings = await changesAfter(() => {
		ids.forEach((id) => contacts.update(id, { Title: 'X' }));
		world.server.faults.beforeOperation('records.list', () => contacts.update(ids[0], { Title: 'Y' }), { times: 2 });
	});
	const seen = readings.flatMap((reading) => (reading.kind === 'contact' ? reading.id : []));
	expect(new Set(seen).size).toBe(seen.length);
});

test('more than fifty mapped fields are read by joining requests', async () => {
	const contacts = world.server.crm.module('Contacts');
	const names = Array.from({ length: 60 }, (_, n) => `Custom_${n}`);
	names.forEach((apiName) => contacts.fields.add({ apiName, type: 'text', length: 20 }));
	const id = world.add(Object.fromEntries(names.map((name, n) => [name, `value ${n}`])));
	const { readings } = await world.read({ fields: ['Last_Name', ...names] });
	expect(readings[0]).toMatchObject({ id, fields: { Custom_0: 'value 0', Custom_59: 'value 59' } });
	expect(world.server.log.count({ operation: 'records.list' })).toBe(2);
});

test('addresses of fields that are not mapped are told too', async () => {
	const id = world.add({ Email: 'ann@example.org', Secondary_Email: 'home@example.org' });
	const { readings } = await world.read({ fields: ['Last_Name', 'Email'] });
	expect(readings[0]).toMatchObject({ id, emails: ['ann@example.org', 'home@example.org'], fields: { Last_Name: 'Lee' } });
	expect(readings[0]).not.toHaveProperty('fields.Secondary_Email');
});

test('S41: a lost View permission is named, with the direction that needs it', async () => {
	world.server.faults.losePermission('Contacts', 'view');
	expect((await world.read()).error).toMatch(/"View".*Every direction/);
	world.server.faults.restorePermission('Contacts', 'view');
	world.server.faults.losePermission('Contacts', 'syncWithGoogleContacts');
	expect((await world.read()).error).toContain('"Sync With Google Contacts"');
});

test('few API credits are told', async () => {
	world.add({});
	world.server.faults.credits({ limit: 8 });
	expect(cursorOf((await world.read()).readings).hints[0]).toContain('3 API credits left');
});
