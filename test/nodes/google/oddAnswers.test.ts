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

test.each([400, 409, 429])('a create that is answered with status %i and with contacts is unknown, and not sent again', async (status) => {
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
