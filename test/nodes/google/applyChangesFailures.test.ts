import { stopN8n } from '../../harness';
import { GoogleWorld, named, outcomes, runStamp } from './googleWorld';

const waits: number[] = [];

// Back-off takes no time here: what is tested is how often, and how long it would be.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (milliseconds: number) => void waits.push(milliseconds),
}));

let world: GoogleWorld;

beforeEach(async () => {
	world = await GoogleWorld.start();
	waits.length = 0;
});
afterEach(async () => {
	jest.restoreAllMocks();
	expect(world.server.log.overlappingMutations).toBe(0);
	await world.close();
});
afterAll(stopN8n);

describe('lost answers are looked up', () => {
	test('an update that took effect is written', async () => {
		const { operations } = world.phoneUpdates(2);
		world.cut('batchUpdateContacts', 'after');
		const { results } = await world.apply(operations);
		expect(results).toMatchObject([
			{ outcome: 'written', before: { workPhone: '1' }, after: { workPhone: '2' } },
			{ outcome: 'written', before: { workPhone: '1' }, after: { workPhone: '2' } },
		]);
		expect(world.takeRequests()).toEqual(['batchGet', 'batchUpdateContacts', 'batchGet']);
	});

	test('one that does not show is unknown', async () => {
		const { operations } = world.phoneUpdates(1);
		world.cut('batchUpdateContacts', 'before');
		expect(outcomes((await world.apply(operations)).results)).toEqual(['unknown']);
	});

	test.each([
		['after', 'written'],
		['before', 'unknown'],
	] as const)('a delete that was cut %s it took effect is %s', async (when, outcome) => {
		const ann = world.add(named('Ann'));
		world.cut('batchDeleteContacts', when);
		expect(outcomes((await world.apply([world.deleteOf(ann, {})])).results)).toEqual([outcome]);
	});

	test('when they cannot be looked up they are unknown, and nothing more is sent', async () => {
		const { operations } = world.phoneUpdates(1);
		world.cut('batchUpdateContacts', 'after');
		world.meanwhile('batchUpdateContacts', () => world.losePermission());
		const { results } = await world.apply([...operations, world.createOf({ givenName: 'Bob' })]);
		expect(outcomes(results)).toEqual(['unknown', 'notSent']);
	});
});

describe('S41: what would meet every request ends the writing', () => {
	test('access lost half way: what succeeded stands, who met it failed, the rest was not sent', async () => {
		const { operations } = world.phoneUpdates(2);
		const bob = world.add(named('Bob'));
		let writes = 0;
		world.meanwhileAlways('batchUpdateContacts', () => {
			if (++writes === 1) world.losePermission();
		});
		const { results, error } = await world.apply([...operations, world.updateOf(bob, { jobTitle: 'Chair' }, {}), world.createOf({ givenName: 'Cem' })]);
		expect(error).toBeUndefined();
		expect(outcomes(results)).toEqual(['written', 'written', 'failed', 'notSent']);
		expect(results[2].error).toMatchObject({ access: true, remedy: expect.stringContaining('credential') });
		expect(results[3].error).toMatchObject({ access: true });
	});

	test('no access to begin with: nothing is sent', async () => {
		world.losePermission();
		const { operations } = world.phoneUpdates(2);
		const { results } = await world.apply(operations);
		expect(outcomes(results)).toEqual(['notSent', 'notSent']);
		expect(results[0].error?.access).toBe(true);
		expect(world.takeRequests()).toEqual(['batchGet']);
	});

	test('an account that is no longer connected', async () => {
		world.server.tokens.expireAccessTokens();
		world.refuseRefresh();
		const { results, error } = await world.apply([world.createOf({ givenName: 'Ann' })]);
		expect(error).toBeUndefined();
		expect(results).toMatchObject([{ outcome: 'failed', error: { access: true, remedy: expect.stringMatching(/connect the account again.*every seven days.*"In production"/) } }]);
	});

	test('an expired access token is renewed on the way', async () => {
		world.server.tokens.expireAccessTokens();
		const { operations } = world.phoneUpdates(1);
		expect(outcomes((await world.apply(operations)).results)).toEqual(['written']);
	});

	test('a service that is down', async () => {
		const { operations } = world.phoneUpdates(800);
		world.refuse('batchUpdateContacts', { status: 503 }, 9);
		const { results } = await world.apply([...operations, world.createOf({ givenName: 'Bob' })]);
		const count = (wanted: string) => outcomes(results).filter((outcome) => outcome === wanted).length;
		expect([count('unknown'), count('notSent')]).toEqual([600, 201]);
		expect(results[800].error).toMatchObject({ code: 'NO_ANSWER', message: expect.stringContaining('status 503') });
		// Neither sent again nor narrowed; after three in a row no more are sent.
		const batches = ['batchUpdateContacts', 'batchGet'];
		expect(world.takeRequests()).toEqual([...Array<string>(4).fill('batchGet'), ...batches, ...batches, ...batches]);
	});

	test('S53: a quota that is used up: waited for as Google asks, then given up', async () => {
		const { operations } = world.phoneUpdates(1);
		world.refuse('batchUpdateContacts', { status: 429, retryAfter: 7 }, 2);
		expect(outcomes((await world.apply(operations)).results)).toEqual(['written']);
		expect(waits).toEqual([7_000, 7_000]);

		world.refuse('batchCreateContacts', { status: 429, retryAfter: 3600 }, 9);
		world.takeRequests();
		const { results } = await world.apply([world.createOf({ givenName: 'Ann' })]);
		expect(results).toMatchObject([{ outcome: 'notSent', error: { message: expect.any(String) } }]);
		expect(world.takeRequests()).toEqual(['batchCreateContacts']);
	});
});

describe('an account that holds 25,000 contacts', () => {
	const remedy = 'The account holds as many contacts as Google allows. Delete some of them, and empty the bin, which counts too.';

	test.each([400, 403, 429] as const)('answers creates with %i: they fail after one request, what else was planned is written', async (status) => {
		world.server.switches.accountFullStatus = status;
		for (let count = 0; count < 24_950; count++) world.addOutside({});
		const { ids: [ann], operations } = world.phoneUpdates(50);
		const creates = Array.from({ length: 401 }, (_, count) => world.createOf({ givenName: `Bob${count}` }));
		const { results } = await world.apply([...creates, ...operations]);
		expect(new Set(outcomes(results.slice(0, 401)))).toEqual(new Set(['failed']));
		expect(new Set(outcomes(results.slice(401)))).toEqual(new Set(['written']));
		expect(results[400].error).toEqual({ code: expect.any(String), message: 'MY_CONTACTS_OVERFLOW_COUNT', remedy });
		expect(world.phoneOf(ann)).toBe('2');
		expect(world.takeRequests()).toEqual(['batchGet', 'batchUpdateContacts', 'batchCreateContacts']);
		expect(waits).toEqual([]);
	});

	test('has room again once contacts are deleted and the bin is empty', async () => {
		world.server.switches.contactLimit = 2;
		const [ann] = [world.add(named('Ann')), world.add(named('Bob'))];
		const create = async () => outcomes((await world.apply([world.createOf({ givenName: 'Cem' })])).results);
		expect(await create()).toEqual(['failed']);
		await world.apply([world.deleteOf(ann, {})]);
		expect(await create()).toEqual(['failed']);
		world.server.book.emptyTrash();
		expect(await create()).toEqual(['written']);
	});
});

test("what another execution planned, as n8n's Retry hands on, is refused as a whole (S45)", async () => {
	const { ids: [ann], operations } = world.phoneUpdates(1, { run: runStamp({ executionId: 'another' }) });
	const { error, results } = await world.apply(operations);
	expect(error).toMatch(/begun by an earlier execution.*run the workflow anew/s);
	expect(results).toEqual([]);
	expect(world.phoneOf(ann)).toBe('1');
	expect(world.server.log.entries()).toEqual([]);
});

describe('its input', () => {
	test('empty items are passed over', async () => {
		const { items, error } = await world.contact('applyChanges', {}, { items: [{}] });
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
		expect(world.takeRequests()).toEqual([]);
	});

	test('an operation for the other side is no business of this node', async () => {
		const { error } = await world.apply([{ ...world.createOf({ givenName: 'Ann' }), side: 'crm' }]);
		expect(error).toContain('Item 0 is no planned change for Google: it is meant for the CRM');
		expect(world.takeRequests()).toEqual([]);
	});
});

describe('S27: a group that is deleted between the reading and the writing', () => {
	test.each([true, false])('creates fail without a search for the guilty one, whether or not Google names it (%p)', async (named) => {
		world.server.switches.nameRefusedContacts = named;
		const scope = world.server.book.addGroup('Gone');
		world.server.book.removeGroup(scope);
		const { results } = await world.apply(Array.from({ length: 401 }, (_, index) => world.createOf({ givenName: `Ann${index}` }, { scope })));
		expect(new Set(outcomes(results))).toEqual(new Set(['failed']));
		expect(results[400].error?.message).toContain(scope);
		expect(world.server.log.count({ operation: 'batchCreateContacts' })).toBe(3);
		expect(world.server.log.count({ operation: 'contactGroups.get' })).toBeLessThanOrEqual(1);
		expect(world.server.book.all()).toEqual([]);
	});

	test('contacts do not join it, and other changes are written', async () => {
		world.server.switches.nameRefusedContacts = false;
		const scope = world.server.book.addGroup('Gone');
		const joins = Array.from({ length: 50 }, (_, index) => world.addOutside(named(`Ann${index}`)));
		const bob = world.add(named('Bob'));
		world.meanwhile('batchUpdateContacts', () => world.server.book.removeGroup(scope));
		const { results } = await world.apply([
			...joins.map((id) => world.updateOf(id, {}, {}, { scope, join: true })),
			world.updateOf(bob, { workPhone: '2' }, {}, { scope }),
		]);
		expect(outcomes(results)).toEqual([...Array<string>(50).fill('failed'), 'written']);
		expect(world.server.log.count({ operation: 'batchUpdateContacts' })).toBe(2);
	});
});
