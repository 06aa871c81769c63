import { GoogleWorld, named } from './googleWorld';

let world: GoogleWorld;

beforeEach(async () => (world = await GoogleWorld.start()));
afterEach(async () => await world.close());

type Row = Record<string, unknown>;

/** Creates or updates by `email` of each item, with the other fields that it has. */
async function upsert(items: Row[], onError: 'continueRegularOutput' | undefined = 'continueRegularOutput') {
	const names = [...new Set(items.flatMap((item) => Object.keys(item)))].filter((name) => name !== 'email');
	const values = names.map((field) => ({ field, value: `={{ $json.${field} }}` }));
	const result = await world.contact('upsert', { email: '={{ $json.email }}', group: { __rl: true, mode: 'name', value: '' }, fields: { values } }, { items, node: { onError } });
	return result.items.map(({ json }) => json);
}

const addresses = () => world.server.book.all().map(({ emailAddresses = [] }) => emailAddresses.map(({ value }) => value).join());

test.each(['ann\u200b@example.org', 'ANN@example.org', '<ann@example.org>', 'mailto:ann@example.org'])('items whose address is the same to people make one contact: %s', async (email) => {
	const told = await upsert([{ email: 'ann@example.org', jobTitle: 'Clerk' }, { email, jobTitle: 'Chair' }]);
	expect(told.map(({ result }) => result)).toEqual(['created', 'updated']);
	expect(world.server.book.all()).toMatchObject([{ organizations: [{ title: 'Chair' }] }]);
});

test('an item whose address another item brings to its contact changes that contact', async () => {
	const told = await upsert([{ email: 'ann@example.org', homeEmail: 'home@example.org', jobTitle: 'Clerk' }, { email: 'home@example.org', jobTitle: 'Chair' }]);
	expect(told.map(({ result }) => result)).toEqual(['created', 'updated']);
	expect(addresses()).toEqual(['ann@example.org,home@example.org']);
});

test('a further address that many share holds nobody up', async () => {
	await upsert(Array.from({ length: 30 }, (_, number) => ({ email: `p${number}@example.org`, otherEmail: 'office@example.org' })));
	expect(world.server.log.count({ operation: 'batchCreateContacts' })).toBe(1);
});

test.each(['', 'other@example.org'])('nobody is created who would not be found again by the address: work e-mail "%s"', async (workEmail) => {
	for (let run = 0; run < 2; run++) expect(await upsert([{ email: 'ann@example.org', workEmail }])).toMatchObject([{ result: 'failed', code: 'WRONG_VALUE', error: expect.stringContaining('would not hold this address') }]);
	expect(world.server.book.all()).toEqual([]);
	const told = await upsert([{ email: 'ann@example.org', workEmail, homeEmail: 'Ann@example.org' }]);
	expect(told).toMatchObject([{ result: 'created' }]);
});

test('a contact that exists may get another address', async () => {
	world.add(named('Ann'));
	expect(await upsert([{ email: 'ann@example.org', workEmail: 'lee@example.org' }])).toMatchObject([{ result: 'updated' }]);
	expect(addresses()).toEqual(['lee@example.org']);
});

test.each([Number('5843104000000401001'), -(2 ** 60), [1, 2 ** 53]])('a number that n8n has cut is no value: %j', async (n) => {
	expect(await upsert([{ email: 'ann@example.org', nickname: n }])).toMatchObject([{ error: expect.stringContaining('more digits than n8n keeps') }]);
	expect(await upsert([{ email: 'ann@example.org', nickname: 2 ** 53 - 1 }])).toMatchObject([{ result: 'created' }]);
});

test.each([[], [{ status: { code: 13 } }], [{ httpStatusCode: 404 }]])('a contact that was just written and is not shown gets no double: %j', async (...responses) => {
	const how = ({ body, ...rest }: { body?: unknown }) => ({ ...rest, body: { responses: (body as { responses: Row[] }).responses.flatMap(({ requestedResourceName }) => responses.map((response) => ({ ...response, requestedResourceName }))) } });
	world.server.faults.next({ kind: 'alter', how: how as never, when: 'after' }, { operation: 'batchGet', times: 9 });
	const told = await upsert([{ email: 'ann@example.org', jobTitle: 'Clerk' }, { email: 'ann@example.org', jobTitle: 'Chair' }]);
	expect(told).toMatchObject([{ result: 'created' }, { error: expect.stringContaining('does not show'), remedy: expect.stringContaining('again') }]);
	expect(world.server.book.all()).toHaveLength(1);
});

test.each(['ann@example.org, bob@example.org', 'ann@example.org;bob@example.org'])('two addresses in one are none: %s', async (email) => {
	world.add(named('Ann'));
	expect(await upsert([{ email }])).toMatchObject([{ result: 'failed', code: 'WRONG_VALUE' }]);
	expect(world.server.book.all()).toHaveLength(1);
});
