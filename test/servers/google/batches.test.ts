import type { Person } from './index';
import { addPeople, ANN, creates, personOf, refusal, startBench, type TestBench, updates } from './testClient';

let bench: TestBench;

beforeEach(async () => (bench = await startBench()));
afterEach(async () => await bench.server.close());

const BEA = { names: [{ givenName: 'Bea' }] };
const isBea = ({ names }: Person): boolean => names?.[0].givenName === 'Bea';

function peopleOf(names: readonly string[]): Person[] {
	return names.map((name) => personOf(bench, name));
}

describe('the size of a batch', () => {
	const MANY: Person[] = Array.from({ length: 201 }, () => ANN);

	test('creates: 1 to 200', async () => {
		const create = async (people: Person[]) => await bench.client.people.batchCreateContacts(creates(people));
		expect((await refusal(create([]))).status).toBe(400);
		expect((await refusal(create(MANY))).status).toBe(400);
		expect((await create(MANY.slice(1))).data.createdPeople).toHaveLength(200);
	});

	test('updates: 1 to 200', async () => {
		const people = peopleOf(addPeople(bench, 201));
		const update = async (some: Person[]) => await bench.client.people.batchUpdateContacts(updates(some, ANN, 'names'));
		expect((await refusal(update([]))).status).toBe(400);
		expect((await refusal(update(people))).status).toBe(400);
		expect(Object.keys((await update(people.slice(1))).data.updateResult ?? {})).toHaveLength(200);
	});

	test('deletes: 1 to 500', async () => {
		const names = addPeople(bench, 501);
		const remove = async (resourceNames: string[]) =>
			await bench.client.people.batchDeleteContacts({ requestBody: { resourceNames } });
		expect((await refusal(remove([]))).status).toBe(400);
		expect((await refusal(remove(names))).status).toBe(400);
		await remove(names.slice(1));
		expect(bench.server.book.all()).toHaveLength(1);
	});

	test('reads: 1 to 200', async () => {
		const names = addPeople(bench, 201);
		const read = async (resourceNames: string[]) =>
			await bench.client.people.getBatchGet({ resourceNames, personFields: 'names' });
		expect((await refusal(read([]))).status).toBe(400);
		expect((await refusal(read(names))).status).toBe(400);
		expect((await read(names.slice(1))).data.responses).toHaveLength(200);
		const unmasked = bench.client.people.getBatchGet({ resourceNames: names.slice(1), personFields: '' });
		expect((await refusal(unmasked)).message).toContain('personFields mask is required');
	});
});

describe('S52: a batch is refused whole because of one contact', () => {
	test('a create names it by its place', async () => {
		bench.server.faults.poisonContact(isBea, { message: 'No Bea.' });
		const refused = await refusal(bench.client.people.batchCreateContacts(creates([ANN, BEA, ANN])));
		expect(refused).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT', message: 'No Bea.' });
		expect(refused.details).toEqual([
			{
				'@type': 'type.googleapis.com/google.people.v1.BatchCreateContactsErrorDetails',
				contactErrors: { 1: { code: 3, message: 'No Bea.' } },
			},
		]);
		expect(bench.server.book.all()).toEqual([]);
	});

	test('an update names each by its resource name, with its own reason', async () => {
		const names = addPeople(bench, 4);
		const [stale, bea, gone, good] = peopleOf(names);
		const { book, faults } = bench.server;
		faults.poisonContact(isBea);
		book.update(names[0], { urls: [{ value: 'https://example.org' }] });
		book.update(names[1], BEA);
		book.remove(names[2]);
		const request = updates(
			[stale, personOf(bench, bea.resourceName), gone, good],
			{ nicknames: [{ value: 'A' }] },
			'nicknames',
		);
		const { details, status, code } = await refusal(bench.client.people.batchUpdateContacts(request));
		expect([status, code]).toEqual([400, 'FAILED_PRECONDITION']);
		expect(details[0]['@type']).toMatch(/BatchUpdateContactsErrorDetails$/);
		expect(details[0].contactErrors).toMatchObject({
			[names[0]]: { code: 9 },
			[names[1]]: { code: 3 },
			[names[2]]: { code: 5 },
		});
		expect(Object.keys(details[0].contactErrors ?? {})).toHaveLength(3);
		expect(book.all().some(({ nicknames }) => nicknames)).toBe(false);
	});

	test('or names nobody', async () => {
		bench.server.faults.poisonContact(isBea, { named: false });
		const refused = await refusal(bench.client.people.batchCreateContacts(creates([ANN, BEA])));
		expect(refused).toMatchObject({ status: 400, details: [] });
		expect(bench.server.book.all()).toEqual([]);
		await bench.client.people.batchCreateContacts(creates([ANN]));
	});

	test('a delete of one that is gone deletes none', async () => {
		const [name] = addPeople(bench, 1);
		const requestBody = { resourceNames: [name, 'people/c1'] };
		expect((await refusal(bench.client.people.batchDeleteContacts({ requestBody }))).status).toBe(404);
		expect(bench.server.book.all()).toHaveLength(1);
	});
});

test('answers come in no order, but for what was created', async () => {
	const { client, server } = bench;
	server.switches.shuffleItems = true;
	const people = Array.from({ length: 20 }, (_, index) => ({ names: [{ givenName: `New ${index}` }] }));
	const { data: created } = await client.people.batchCreateContacts(creates(people));
	expect(created.createdPeople?.map(({ person }) => person?.names?.[0].givenName)).toEqual(
		people.map(({ names }) => names[0].givenName),
	);
	const names = created.createdPeople?.map(({ person }) => person?.resourceName ?? '') ?? [];
	const { data: read } = await client.people.getBatchGet({ resourceNames: names, personFields: 'names' });
	const { data: updated } = await client.people.batchUpdateContacts(updates(peopleOf(names), ANN, 'names'));
	for (const got of [
		read.responses?.map(({ person }) => person?.resourceName),
		Object.keys(updated.updateResult ?? {}),
	]) {
		expect(got).not.toEqual(names);
		expect([...(got ?? [])].sort()).toEqual([...names].sort());
	}
});

describe('writes at the same time', () => {
	/** Both are under way before either takes effect. */
	async function createTwoAtOnce() {
		let arrived = 0;
		let letBothGo: () => void = () => {};
		const both = new Promise<void>((resolve) => (letBothGo = resolve));
		const wait = async () => {
			arrived += 1;
			if (arrived === 2) letBothGo();
			await both;
		};
		bench.server.faults.beforeOperation('createContact', wait, { times: 2 });
		const create = async (requestBody: Person) => await bench.client.people.createContact({ requestBody });
		return await Promise.allSettled([create(ANN), create(BEA)]);
	}

	test('are flagged in the log', async () => {
		const { server, client } = bench;
		await createTwoAtOnce();
		expect(server.log.overlappingMutations).toBe(1);
		expect(server.log.writes().map(({ overlapping }) => overlapping)).toEqual([undefined, true]);
		await client.people.createContact({ requestBody: ANN });
		expect(server.log.overlappingMutations).toBe(1);
	});

	test('are refused where that is switched on', async () => {
		bench.server.switches.refuseOverlappingWrites = true;
		const outcomes = await createTwoAtOnce();
		expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
		expect(bench.server.log.count({ status: 409 })).toBe(1);
		expect(bench.server.book.all()).toHaveLength(1);
	});
});
