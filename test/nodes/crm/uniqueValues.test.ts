import type { CrmWorld } from './crmWorld';
import { create, remove, startCrmWorld, update } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

function people(...emails: string[]): string[] {
	world.server.crm.module('Contacts').fields.alter('Email', { unique: { caseSensitive: false } });
	return emails.map((Email) => world.add({ Email, Title: 'Clerk' }));
}

const toBob = (id: string) => update(id, { Email: 'bob@example.org' }, { Email: 'ann@example.org' });
const toAnn = (id: string) => update(id, { Email: 'ann@example.org' }, { Email: 'bob@example.org' });
const emailOf = (id: string) => world.record(id).Email;

test('S15: two records swap a unique e-mail, and the swap changes nothing else', async () => {
	const [ann, bob] = people('ann@example.org', 'bob@example.org');
	const results = await world.apply([
		update(ann, { Email: 'bob@example.org', Title: 'Chair' }, { Email: 'ann@example.org', Title: 'Clerk' }),
		toAnn(bob),
	]);
	expect(results.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
	expect(results[0].after).toEqual({ Email: 'bob@example.org', Title: 'Chair' });
	expect(world.record(ann)).toMatchObject({ Email: 'bob@example.org', Title: 'Chair' });
	expect(world.record(bob)).toMatchObject({ Email: 'ann@example.org', Title: 'Clerk' });
	// Refused, emptied, one, the other.
	expect(world.server.log.writes()).toHaveLength(4);
});

test('S15: a ring of three beyond one batch, a chain, and an address that a deletion frees', async () => {
	const emails = Array.from({ length: 120 }, (_, n) => `p${n}@example.org`);
	const ids = people(...emails);
	const moved = (from: number, to: number) => update(ids[from], { Email: emails[to] }, { Email: emails[from] });
	const middle = ids.slice(3, 115).map((id) => update(id, { Title: 'Chair' }, { Title: 'Clerk' }));
	const results = await world.apply([
		moved(116, 115),
		moved(115, 119),
		moved(0, 1),
		moved(1, 2),
		...middle,
		moved(2, 0),
		remove(ids[119], { Email: emails[119] }),
	]);
	expect(results.filter(({ outcome }) => outcome !== 'written')).toEqual([]);
	expect([0, 1, 2, 115, 116].map((n) => emailOf(ids[n]))).toEqual([1, 2, 0, 119, 115].map((n) => emails[n]));
});

test('S15: a chain that leads into a ring', async () => {
	const [a, b, c] = people('a@example.org', 'b@example.org', 'c@example.org');
	const results = await world.apply([
		update(c, { Email: 'a@example.org' }, { Email: 'c@example.org' }),
		update(a, { Email: 'b@example.org' }, { Email: 'a@example.org' }),
		update(b, { Email: 'd@example.org' }, { Email: 'b@example.org' }),
	]);
	expect(results.map(({ outcome }) => outcome)).toEqual(['written', 'written', 'written']);
	expect([a, b, c].map(emailOf)).toEqual(['b@example.org', 'd@example.org', 'a@example.org']);
});

test('S15: an address that a third record holds is refused with its id, and so is who waited for it', async () => {
	const [ann, bob, third] = people('ann@example.org', 'bob@example.org', 'third@example.org');
	const results = await world.apply([toBob(ann), update(bob, { Email: 'third@example.org' }, { Email: 'bob@example.org' })]);
	expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
	expect(results[1].error).toMatchObject({ code: 'DUPLICATE_DATA', field: 'Email' });
	expect(results[1].error?.remedy).toContain(third);
	expect(results[0].error?.remedy).toContain(bob);
	expect([ann, bob, third].map(emailOf)).toEqual(['ann@example.org', 'bob@example.org', 'third@example.org']);
});

test('S15: a swap that is refused in the end puts back what it emptied', async () => {
	const [ann, bob] = people('ann@example.org', 'bob@example.org');
	world.server.faults.poisonRecord((record) => record.id === bob && record.Email === 'ann@example.org', 'NOT_APPROVED', 'not approved');
	// Only once the address is free is it refused for another reason.
	const results = await world.apply([toBob(ann), toAnn(bob)]);
	expect(results[1]).toMatchObject({ outcome: 'failed', error: { code: 'NOT_APPROVED' } });
	expect(results[0]).toMatchObject({ outcome: 'failed', error: { code: 'DUPLICATE_DATA' } });
	expect([ann, bob].map(emailOf)).toEqual(['ann@example.org', 'bob@example.org']);
});

test('S15: an emptying whose answer is lost ends with both addresses in place', async () => {
	const [ann, bob] = people('ann@example.org', 'bob@example.org');
	let writes = 0;
	world.server.faults.beforeOperation(
		'records.update',
		() => {
			// The CRM's times are whole seconds: each write is in one of its own, so that it counts as a modification.
			world.advance(2);
			if ((writes += 1) === 1) world.server.faults.resetNext({ operation: 'records.update', when: 'after' });
		},
		{ times: 9 },
	);
	await world.apply([toBob(ann), toAnn(bob)]);
	expect([ann, bob].map(emailOf).sort()).toEqual(['ann@example.org', 'bob@example.org']);
});

test('S15, S57: an edit while an address is emptied survives, and both addresses end in place', async () => {
	const [ann, bob] = people('ann@example.org', 'bob@example.org');
	let writes = 0;
	world.server.faults.beforeOperation(
		'records.update',
		() => {
			world.advance(2);
			const emptied = [ann, bob].find((id) => emailOf(id) === null);
			if ((writes += 1) === 3 && emptied) world.server.crm.module('Contacts').update(emptied, { Title: 'Typed meanwhile' });
		},
		{ times: 9 },
	);
	await world.apply([toBob(ann), toAnn(bob)]);
	expect([ann, bob].map(emailOf).sort()).toEqual(['ann@example.org', 'bob@example.org']);
	expect([ann, bob].map((id) => world.record(id).Title).sort()).toEqual(['Clerk', 'Typed meanwhile']);
});

test('a create whose unique address appeared after the look-up is told as existing', async () => {
	people();
	let id = '';
	world.server.faults.beforeOperation('records.create', () => {
		id = world.add({ Email: 'ann@example.org' });
	});
	expect(await world.apply([create({ Last_Name: 'Lee', Email: 'ann@example.org' })])).toMatchObject([{ outcome: 'exists', id }]);
});
