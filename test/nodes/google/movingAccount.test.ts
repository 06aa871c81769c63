import { READ_PERSON_FIELDS } from '../../../nodes/GoogleContactsSync/transport/person';
import type { Reading } from '../../../nodes/shared/protocol';
import { stopN8n } from '../../harness';
import { clientOf } from '../../servers/google/testClient';
import { GoogleWorld, named, outcomes } from './googleWorld';

const MINUTE = 60_000;

let world: GoogleWorld;
let skipped: number;

beforeEach(async () => {
	skipped = 0;
	const now = Date.now.bind(Date);
	jest.spyOn(Date, 'now').mockImplementation(() => now() + skipped);
	world = await GoogleWorld.start();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await world.close();
});
afterAll(stopN8n);

/** What was said of each contact: its phone, or why it is not there. */
function said(readings: Reading[]): Record<string, string> {
	return Object.fromEntries(
		readings.flatMap((reading): Array<[string, string]> => {
			if (reading.kind === 'cursor') return [];
			return [[reading.id, reading.kind === 'absence' ? reading.reason : (reading.fields.workPhone ?? 'none')]];
		}),
	);
}

describe('S21: contacts that the user merged', () => {
	async function merged(options: Parameters<GoogleWorld['server']['book']['merge']>[1]) {
		const { ids, operations } = world.phoneUpdates(3);
		const { cursor } = await world.getChanges();
		const name = world.server.book.merge(ids.slice(0, 2), options);
		return { ids, operations, name, next: world.next(cursor) };
	}

	test.each([
		['shown as deleted', { tombstones: true }, 'deleted'],
		['not mentioned', { tombstones: false }, 'gone'],
		['leading to the new contact', { oldNamesResolve: true }, undefined],
	])('old names %s: none of them passes for one that is there, and the new contact says that it was them', async (_, options, reason) => {
		const { ids: [ann, bob, cem], name, next } = await merged(options);
		const { readings, cursor } = await world.getChanges({ ...next, ids: [ann, bob, cem] });
		expect(said(readings)).toEqual({ [name]: '1', [cem]: '1', ...(reason && { [ann]: reason, [bob]: reason }) });
		expect(readings.find((reading) => 'id' in reading && reading.id === name)).toMatchObject({ previousIds: [ann, bob], inScope: true });
		expect(cursor.complete).toBe(true);
	});

	test.each([{ tombstones: true }, { oldNamesResolve: true }])('what was planned for an old name is not done to the new contact (%p)', async (options) => {
		const { ids, operations, name } = await merged(options);
		const [first, , other] = operations;
		const { results } = await world.apply([first, world.deleteOf(ids[1], {}), other]);
		expect(outcomes(results)).toEqual(['gone', 'gone', 'written']);
		expect(world.phoneOf(name)).toBe('1');
		expect(world.server.log.count({ operation: 'batchDeleteContacts' })).toBe(0);
	});

	test('S52: merged between reading and writing, they are gone and the others are written', async () => {
		const { ids, operations } = world.phoneUpdates(4);
		world.meanwhile('batchUpdateContacts', () => world.server.book.merge(ids.slice(1, 3)));
		const { results } = await world.apply(operations);
		expect(outcomes(results)).toEqual(['written', 'gone', 'gone', 'written']);
		expect(world.takeRequests()).toEqual(['batchGet', 'batchUpdateContacts', 'batchUpdateContacts']);
	});

	test('a contact that got another resource name says which it had', async () => {
		const ann = world.add(named('Ann'));
		const { cursor } = await world.getChanges();
		const name = world.server.book.rename(ann);
		const { readings } = await world.getChanges(world.next(cursor));
		expect(readings[0]).toMatchObject({ kind: 'contact', id: name, previousIds: [ann] });
	});
});

describe('S55: listings that are minutes behind', () => {
	test('show an update later, with its time; reading by id shows it at once', async () => {
		const { ids: [ann], operations } = world.phoneUpdates(1);
		skipped += 10 * MINUTE;
		const { cursor } = await world.getChanges();
		world.server.faults.lag(5 * MINUTE);
		const { results } = await world.apply(operations);

		const early = await world.getChanges({ ...world.next(cursor), ids: [] });
		expect(said(early.readings)).toEqual({});
		const full = await world.getChanges();
		expect(full.readings[0]).toMatchObject({ id: ann, fields: { workPhone: '1' } });
		const byId = await world.getChanges({ ...world.next(early.cursor), ids: [ann] });
		expect(byId.readings[0]).toMatchObject({ id: ann, fields: { workPhone: '2' }, modifiedAt: results[0].modifiedAt });
		// The listing tells by its time that it is the older one.
		expect(Date.parse(String((full.readings[0] as { modifiedAt: string }).modifiedAt))).toBeLessThan(Date.parse(String(results[0].modifiedAt)));

		skipped += 5 * MINUTE;
		const late = await world.getChanges(world.next(byId.cursor));
		expect(late.readings[0]).toMatchObject({ id: ann, fields: { workPhone: '2' }, modifiedAt: results[0].modifiedAt });
	});

	test('show a created contact later; by its id it is there, and not gone', async () => {
		world.server.faults.lag(5 * MINUTE);
		const { results: [{ id }] } = await world.apply([world.createOf({ givenName: 'Ann', workPhone: '1' })]);
		const early = await world.getChanges({ ids: [String(id)] });
		expect(said(early.readings)).toEqual({ [String(id)]: '1' });
		skipped += 6 * MINUTE;
		expect(said((await world.getChanges(world.next(early.cursor))).readings)).toEqual({ [String(id)]: '1' });
	});

	test('go on showing a deleted contact; by its id it is gone', async () => {
		const ann = world.add(named('Ann'));
		skipped += 10 * MINUTE;
		world.server.faults.lag(5 * MINUTE);
		await world.apply([world.deleteOf(ann, {})]);
		const { cursor, readings } = await world.getChanges({ ids: [ann] });
		expect(said(readings)).toEqual({ [ann]: 'none' });
		expect(said((await world.getChanges({ ...world.next(cursor), ids: [ann] })).readings)).toEqual({ [ann]: 'gone' });
		skipped += 6 * MINUTE;
		expect(said((await world.getChanges(world.next(cursor))).readings)).toEqual({ [ann]: 'deleted' });
	});
});

describe('S63: etags that change though no value does', () => {
	test('between reading and writing: the contacts are read again, and written', async () => {
		const { ids, operations } = world.phoneUpdates(5);
		world.meanwhile('batchUpdateContacts', () => world.server.faults.touchAll());
		expect(new Set(outcomes((await world.apply(operations)).results))).toEqual(new Set(['written']));
		expect(ids.map((id) => world.phoneOf(id))).toEqual(Array(5).fill('2'));
		expect(world.takeRequests()).toEqual(['batchGet', 'batchUpdateContacts', 'batchGet', 'batchUpdateContacts']);
	});

	test('between the planning and the reading they are no edit', async () => {
		const { operations } = world.phoneUpdates(5);
		world.server.faults.touchAll();
		expect(new Set(outcomes((await world.apply(operations)).results))).toEqual(new Set(['written']));
		expect(world.takeRequests()).toEqual(['batchGet', 'batchUpdateContacts']);
	});
});

describe('S40: sync tokens that Google does not take', () => {
	test.each([
		[400, 'INVALID_ARGUMENT'],
		[400, 'FAILED_PRECONDITION'],
		[410, 'FAILED_PRECONDITION'],
	] as const)('expired with %i %s: everything is read, and the new token is good', async (httpStatus, status) => {
		const ann = world.add(named('Ann', { phoneNumbers: [{ type: 'work', value: '1' }] }));
		const { cursor } = await world.getChanges();
		world.server.faults.expireSyncTokens({ httpStatus, status });
		world.takeRequests();
		const full = await world.getChanges(world.next(cursor));
		expect(full.cursor).toMatchObject({ mode: 'full', complete: true });
		expect(said(full.readings)).toEqual({ [ann]: '1' });
		expect(world.takeRequests()).toEqual(['connections.list', 'connections.list']);
		expect((await world.getChanges(world.next(full.cursor))).cursor).toMatchObject({ mode: 'changes', complete: true });
	});

	test('given to a request with other parameters: everything is read', async () => {
		const ann = world.add(named('Ann', { phoneNumbers: [{ type: 'work', value: '1' }] }));
		const { cursor } = await world.getChanges();
		const { data } = await clientOf(world.server).people.connections.list({
			resourceName: 'people/me',
			personFields: READ_PERSON_FIELDS.replace(',urls', ''),
			requestSyncToken: true,
		});
		const full = await world.getChanges({ ...world.next(cursor), cursor: data.nextSyncToken });
		expect(full.cursor).toMatchObject({ mode: 'full', complete: true });
		expect(said(full.readings)).toEqual({ [ann]: '1' });
		expect(world.server.log.count({ status: 400 })).toBe(1);
	});

	test('however it says so', async () => {
		const { cursor } = await world.getChanges();
		const body = { error: { code: 400, message: 'Request contains an invalid argument.', status: 'INVALID_ARGUMENT' } };
		world.refuse('connections.list', { status: 400, body });
		expect((await world.getChanges(world.next(cursor))).cursor).toMatchObject({ mode: 'full', complete: true });
		world.refuse('connections.list', { status: 400, body }, 2);
		expect((await world.getChanges(world.next(cursor))).error).toContain('invalid argument');
	});
});

describe('S41: permission that is lost half way', () => {
	test('in a listing: it is incomplete, and nobody counts as gone', async () => {
		for (let count = 0; count < 1_001; count++) world.add(named(`Ann${count}`));
		world.server.faults.losePermission('all', { after: 2 });
		const { readings, cursor, error } = await world.getChanges();
		expect(error).toBeUndefined();
		expect(cursor).toMatchObject({ complete: false, cursor: null, hints: [expect.stringContaining('does not have permission')] });
		expect(readings.filter(({ kind }) => kind === 'absence')).toEqual([]);
	});

	test('to write alone: what succeeded stands, the rest is told and not sent', async () => {
		const { ids, operations } = world.phoneUpdates(400);
		// Two readings and a write are still allowed.
		world.server.faults.losePermission('writes', { after: 3 });
		const { results, error } = await world.apply([...operations, world.createOf({ givenName: 'Cem' })]);
		expect(error).toBeUndefined();
		expect(outcomes(results)).toEqual([...Array<string>(200).fill('written'), ...Array<string>(200).fill('failed'), 'notSent']);
		expect(results[200].error).toMatchObject({ access: true, remedy: expect.stringContaining('Read and Write') });
		expect(ids.map((id) => world.phoneOf(id))).toEqual([...Array<string>(200).fill('2'), ...Array<string>(200).fill('1')]);
		expect(world.server.log.count({ status: 403 })).toBe(1);
	});

	test('Delete: no batch is tried after the one that was refused', async () => {
		const items = Array.from({ length: 1_100 }, (_, index) => ({ id: world.add(named(`Ann${index}`)) }));
		world.server.faults.losePermission('writes', { after: 1 });
		const parameters = { deleteBy: 'contact', contact: { __rl: true, mode: 'id', value: '={{ $json.id }}' } };
		const result = await world.contact('delete', parameters, { items, node: { onError: 'continueRegularOutput' } });
		expect(result.items.filter(({ json }) => json.deleted === true)).toHaveLength(500);
		expect(result.items[1_099].json).toMatchObject({ error: expect.stringContaining('permission'), remedy: expect.stringContaining('Read and Write') });
		expect(world.server.log.count({ operation: 'batchDeleteContacts' })).toBe(2);
	});
});
