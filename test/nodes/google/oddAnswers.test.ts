import { GoogleWorld, named, outcomes } from './googleWorld';
import type { HttpAnswer } from '../../servers/shared/httpServer';
import type { Operation } from '../../servers/google/routes';

type Part = Record<string, unknown>;

let world: GoogleWorld;

beforeEach(async () => (world = await GoogleWorld.start()));
afterEach(async () => await world.close());

/** Each request of a kind is carried out, and answered otherwise. */
function answer(operation: Operation, how: (given: HttpAnswer) => HttpAnswer): void {
	world.server.faults.next({ kind: 'alter', how, when: 'after' }, { operation, times: 99 });
}

test('a group that answers for another one is not taken for it', async () => {
	world.add(named('Ann'));
	const other = world.server.book.addGroup('Other');
	answer('contactGroups.get', ({ body, ...rest }) => ({ ...rest, body: { ...(body as object), resourceName: other } }));
	expect((await world.getChanges()).error).toMatch(/cannot be read/);
	const group = { __rl: true, mode: 'id', value: world.group };
	expect((await world.contact('upsert', { email: 'bob@example.org', group })).error).toMatch(/cannot be read/);
	expect(world.server.book.all()).toHaveLength(1);
});

test.each([400, 401, 409, 429])('a create that is answered with status %i and with contacts is unknown, and not sent again', async (status) => {
	answer('batchCreateContacts', (given) => ({ ...given, status }));
	const { results } = await world.apply(['Ann', 'Bob'].map((givenName) => world.createOf({ givenName, familyName: 'Lee' })));
	expect(outcomes(results)).toEqual(['unknown', 'unknown']);
	expect(world.server.book.all()).toHaveLength(2);
});

const ODD_REFUSALS = [
	{ error: null },
	{ error: { message: 7, status: 7, details: 'odd' } },
	{ error: { message: 'No', details: [null, { reason: 7, metadata: 7, contactErrors: 'odd' }] } },
	{ error: { message: 'No', details: [{ contactErrors: { 0: null, 1: { code: 'x', message: {}, details: 7 } } }] } },
	{ error: { message: 'No', errors: [null] } },
	{ error: { message: 'No', errors: 'odd' } },
];

for (const status of [400, 403, 429]) {
	test.each(ODD_REFUSALS)(`status ${status} with %j is a refusal, in words`, async (body) => {
		const { operations } = world.phoneUpdates(2);
		world.refuse('batchUpdateContacts', { status, body }, 99);
		const { results, error } = await world.apply(operations);
		expect(error).toBeUndefined();
		for (const result of results) expect(`${result.outcome}: ${result.error?.message}`).toMatch(/^(failed|notSent): (Google: )?(No|answered with status \d+|gave no reason)$/);
	});
}

test('a contact that is refused in other kinds of words than documented is not known to be refused', async () => {
	const { operations } = world.phoneUpdates(1);
	answer('batchUpdateContacts', (given) => ({ ...given, body: { updateResult: { [operations[0].contact.google ?? '']: { status: { code: 'INVALID', message: 7 } } } } }));
	expect(outcomes((await world.apply(operations)).results)).toEqual(['unknown']);
});

const TOMBSTONES: Array<[string, boolean, (person: Part) => Part]> = [
	['as deleted in a listing of everybody', true, ({ resourceName, metadata }) => ({ resourceName, metadata: { ...(metadata as Part), deleted: true } })],
	['as deleted, with what it holds', false, ({ metadata, ...rest }) => ({ ...rest, metadata: { ...(metadata as Part), deleted: true } })],
];

test.each(TOMBSTONES)('a contact that a listing shows %s is asked for itself', async (_what, isFull, how) => {
	const id = world.add(named('Ann'));
	const { cursor } = await world.getChanges();
	world.edit(id, named('Anna'));
	answer('connections.list', ({ body, ...rest }) => ({ ...rest, body: { ...(body as Part), connections: ((body as Part).connections as Part[]).map(how) } }));
	const { readings } = await world.getChanges(isFull ? {} : world.next(cursor));
	expect(readings).toMatchObject([{ kind: 'contact', id, fields: { givenName: 'Anna' }, byId: true }, { kind: 'cursor', complete: true }]);
});

const byId = (id: string) => ({ contact: { __rl: true, mode: 'id', value: id } });

test.each([[[]], [[{ status: { code: 13 } }]], [[{}, { httpStatusCode: 404 }]]])('Get says that a contact is not there only where Google says so: %j', async (responses) => {
	const id = world.add(named('Ann'));
	answer('batchGet', (given) => ({ ...given, body: { responses: responses.map((response) => ({ ...(Object.keys(response).length > 0 ? {} : (given.body as { responses: object[] }).responses[0]), ...response, requestedResourceName: id })) } }));
	expect((await world.contact('get', byId(id))).error).toMatch(/^Google did not give the contact people\/c\w+: its answer says nothing of it \| Run the workflow again/);
	expect((await world.contact('get', byId('people/c999'))).error).toMatch(/^Google did not give/);
});

test('a contact that is shown and called missing in one answer is neither', async () => {
	const [id, other] = [world.add(named('Ann')), world.add(named('Bob'))];
	answer('batchGet', (given) => ({ ...given, body: { responses: [...(given.body as { responses: object[] }).responses, { requestedResourceName: id, httpStatusCode: 404 }] } }));
	const { results } = await world.apply([world.updateOf(id, { jobTitle: 'Chair' }, {}), world.updateOf(other, { jobTitle: 'Chair' }, {}, { contact: { google: other, crm: '7002' } })]);
	expect(outcomes(results)).toEqual(['failed', 'written']);
	world.server.faults.clear();
	answer('connections.list', (given) => ({ ...given, body: { ...(given.body as object), connections: [] } }));
	answer('batchGet', (given) => ({ ...given, body: { responses: [...(given.body as { responses: object[] }).responses, { requestedResourceName: id, httpStatusCode: 404 }] } }));
	expect((await world.getChanges({ ids: [id] })).readings).toMatchObject([{ kind: 'cursor', complete: false }]);
});

test('a contact that the pages of a listing show twice comes out of Get Many once', async () => {
	world.add(named('Ann'));
	answer('connections.list', ({ body, ...rest }) => ({ ...rest, body: { ...(body as Part), connections: [0, 1].flatMap(() => (body as Part).connections) } }));
	const group = { __rl: true, mode: 'list', value: '' };
	expect((await world.contact('getAll', { returnAll: true, group })).items).toHaveLength(1);
	expect((await world.contact('getAll', { limit: 5, group, search: 'ann' })).items).toHaveLength(1);
});

test.each(['9999-12-31T23:59:59-12:00', '+012026-01-01T00:00:00Z', '-000001-01-01T00:00:00Z'])('a time of %s is none', async (updateTime) => {
	world.add(named('Ann'));
	answer('connections.list', ({ body, ...rest }) => ({ ...rest, body: { ...(body as Part), connections: ((body as Part).connections as Part[]).map((person) => ({ ...person, metadata: { sources: [{ type: 'CONTACT', id: '1', updateTime }] } })) } }));
	expect((await world.getChanges()).readings[0]).toMatchObject({ kind: 'contact', modifiedAt: null });
});

test.each(['1990-05-17', { year: '1990', month: 5, day: 17 }, { year: 1990, month: { value: 5 }, day: 17 }])('a birthday of %j cannot be read', async (date) => {
	world.add(named('Ann'));
	answer('connections.list', ({ body, ...rest }) => ({ ...rest, body: { ...(body as Part), connections: ((body as Part).connections as Part[]).map((person) => ({ ...person, birthdays: [{ date }] })) } }));
	expect((await world.getChanges()).error).toMatch(/cannot be read/);
});

test.each(['<html>Bad Request</html>', {}])('Check Access does not call an account writable because something between refuses a request: %j', async (body) => {
	answer('batchDeleteContacts', () => ({ status: 400, body }));
	const { error, items } = await world.run({ resource: 'account', operation: 'checkAccess' });
	expect([error, items]).toEqual([expect.stringContaining("no answer of Google's API"), []]);
});

test('of created contacts without an origin, which Google answers in another order, none is taken for another one', async () => {
	answer('batchCreateContacts', ({ body, ...rest }) => ({ ...rest, body: { ...(body as Part), createdPeople: [...((body as Part).createdPeople as unknown[])].reverse() } }));
	const items = ['ann', 'bob', 'cem'].map((name) => ({ email: `${name}@example.org` }));
	const parameters = { email: '={{ $json.email }}', group: { __rl: true, mode: 'name', value: '' }, fields: {} };
	const told = (await world.contact('upsert', parameters, { items, node: { onError: 'continueRegularOutput' } })).items.map(({ json }) => json);
	expect(told.map(({ result }) => result)).toEqual(['failed', 'created', 'failed']);
	expect(world.get(String(told[1].resourceName)).emailAddresses).toMatchObject([{ value: 'bob@example.org' }]);
	const again = (await world.contact('upsert', parameters, { items })).items.map(({ json }) => json.result);
	expect(again).toEqual(['unchanged', 'unchanged', 'unchanged']);
	const bare = (givenName: string) => world.createOf({ givenName }, { contact: { google: null, crm: null }, origin: null });
	expect(outcomes((await world.apply([bare('Ann'), bare('Bob'), bare('Cem')])).results)).toEqual(['unknown', 'written', 'unknown']);
});

test.each([{ error: 'no '.repeat(100_000) }, { error: { status: 'INVALID_ARGUMENT', message: 'no '.repeat(100_000) } }])('words of a refusal that have no end are cut off', async (body) => {
	const { operations } = world.phoneUpdates(1);
	world.refuse('batchUpdateContacts', { status: 400, body }, 99);
	const { results } = await world.apply(operations);
	expect(results[0].error?.message.length).toBeLessThan(1_100);
	answer('batchGet', (given) => ({ ...given, body: { responses: [{ requestedResourceName: operations[0].contact.google, status: { code: 3, message: 'no '.repeat(100_000) } }] } }));
	expect((await world.contact('get', byId(String(operations[0].contact.google)))).error?.length).toBeLessThan(1_300);
});

test.each([204, 205, 304])('nothing at all, with status %i, is no account without contacts or groups', async (status) => {
	world.add(named('Ann'));
	for (const operation of ['connections.list', 'contactGroups.list'] as const) answer(operation, () => ({ status }));
	const group = { __rl: true, mode: 'list', value: '' };
	for (const result of [await world.contact('upsert', { email: 'ann@example.org', group, fields: {} }), await world.contact('getAll', { returnAll: true, group }), await world.run({ resource: 'contactGroup', operation: 'getAll', returnAll: true })]) {
		expect(result.error).toMatch(/The answer of 127\.0\.0\.1:\d+ is empty/);
	}
	expect(world.server.book.all()).toHaveLength(1);
});
