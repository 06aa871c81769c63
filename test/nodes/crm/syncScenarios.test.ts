import type { LogEntry } from '../../servers/shared/requestLog';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn } from '../../scenarios/wire/wireWorld';

// Back-off takes no time here: what is tested is what is sent, not how long it takes.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();

const contacts = () => stage.world.crm.crm.module('Contacts');
const crmWrites = () => stage.world.crm.log.writes();
const sync = async (template = 'two-way') => reportOf(await stage.world.run(template));

/** The next run may delete. */
const syncDeleting = async () =>
	reportOf(
		await stage.world.run('two-way', (nodes) => {
			const start = nodes.find(({ name }) => name === 'Start Sync');
			if (start) Object.assign(start.parameters, { deletes: true });
		}),
	);

function clerksOnly(): void {
	const { views } = contacts();
	views.changeView(views.named('All Contacts').id, ({ Title }) => Title === 'Clerk');
}

/** What a write asked for, by record. */
function sent({ body }: LogEntry): Array<Record<string, unknown>> {
	return (body as { data: Array<Record<string, unknown>> }).data;
}

test('S12: into the CRM only, a field cleared in Google is cleared there', async () => {
	const google = stage.world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	await sync('google-to-crm');
	const [record] = contacts().all();
	expect(record).toMatchObject({ Title: 'Clerk' });
	stage.world.google.book.update(google, { organizations: [] });
	await sync('google-to-crm');
	expect(contacts().get(String(record.id))).toMatchObject({ Title: null });
	expect(sent(crmWrites()[1])).toEqual([{ id: record.id, Title: null }]);
	expect(stage.world.google.log.writes()).toEqual([]);
});

test('S13: an address that changes in Google changes in the same record of the CRM', async () => {
	const { google, crm } = await syncedAnn(stage.world);
	stage.world.google.book.update(google, { emailAddresses: [{ type: 'work', value: 'lee@example.org' }] });
	await sync();
	expect(contacts().all()).toMatchObject([{ id: crm, Email: 'lee@example.org' }]);
	expect(stage.world.crm.log.count({ operation: 'records.create' })).toBe(0);
	await expectQuietOverWire(stage.world);
});

test('S14: an address that changes on both sides is a conflict of that field, and no third record', async () => {
	const { google, crm } = await syncedAnn(stage.world);
	stage.world.google.book.update(google, { emailAddresses: [{ type: 'work', value: 'g@example.org' }] });
	contacts().update(crm, { Email: 'z@example.org' });
	expect((await sync()).conflicts).toBe(1);
	expect(personOf(stage.world, google).emailAddresses?.[0].value).toBe('z@example.org');
	expect(contacts().all()).toMatchObject([{ id: crm, Email: 'z@example.org' }]);
	expect(stage.world.google.book.members(stage.world.group)).toHaveLength(1);
});

test('S15: addresses swapped in Google end swapped in a CRM that allows none twice', async () => {
	contacts().fields.alter('Email', { unique: { caseSensitive: false } });
	const addresses = ['ann@example.org', 'bob@example.org'];
	const people = addresses.map((email, n) => stage.world.addGoogle({ given: `P${n}`, family: `N${n}`, email }));
	await sync();
	people.forEach((id, n) => stage.world.google.book.update(id, { emailAddresses: [{ type: 'work', value: addresses[1 - n] }] }));
	const { classes } = await sync();
	expect(classes).toMatchObject({ inSync: 2, failing: 0 });
	const byName = new Map(contacts().all().map(({ Last_Name, Email }) => [Last_Name, Email]));
	expect([byName.get('N0'), byName.get('N1')]).toEqual([addresses[1], addresses[0]]);
	await expectQuietOverWire(stage.world);
});

test("S20: a second address that is another person's first joins nobody", async () => {
	const ann = await syncedAnn(stage.world);
	const bob = stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	await sync();
	contacts().update(ann.crm, { Secondary_Email: 'bob@example.org' });
	await sync();
	expect(contacts().size).toBe(2);
	expect(personOf(stage.world, bob).names?.[0].givenName).toBe('Bob');
	expect(recordOf(stage.world, ann.crm)).toMatchObject({ First_Name: 'Ann', Email: 'ann@example.org' });
	await expectQuietOverWire(stage.world);
});

test('S22: a record that was merged into another is linked to the survivor, and nobody is deleted', async () => {
	const { google, crm } = await syncedAnn(stage.world);
	const survivor = stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: '', Phone: '555 0199' });
	contacts().mergeInto(crm, survivor);
	contacts().update(survivor, { Email: 'ann@example.org' });
	for (let run = 0; run < 3; run++) await syncDeleting();
	expect(stage.world.google.book.members(stage.world.group)).toHaveLength(1);
	contacts().update(survivor, { Department: 'Sales' });
	await sync();
	expect(personOf(stage.world, google).organizations?.[0].department).toBe('Sales');
	expect(contacts().all()).toMatchObject([{ id: survivor }]);
});

test('S25: a synced edit that takes a record out of the view detaches it in that run, and coming back relinks it', async () => {
	const { google, crm } = await syncedAnn(stage.world);
	clerksOnly();
	contacts().update(crm, { Title: 'Chair' });
	expect((await syncDeleting()).details).toContainEqual(expect.objectContaining({ crmId: crm, class: 'detached' }));
	expect(personOf(stage.world, google).organizations?.[0].title).toBe('Clerk');
	await expectQuietOverWire(stage.world);
	contacts().update(crm, { Title: 'Clerk', Phone: '555 0199' });
	await sync();
	expect(personOf(stage.world, google).phoneNumbers?.[0].value).toBe('555 0199');
	expect(contacts().size).toBe(1);
	expect(stage.world.google.book.members(stage.world.group)).toHaveLength(1);
});

test('S26: of records that are listed no more, the deleted one is deleted in Google, the hidden and the moved one are not', async () => {
	const people = ['ann', 'bob', 'cem'].map((name) => stage.world.addGoogle({ given: name, family: 'N', email: `${name}@example.org`, title: 'Clerk' }));
	await sync();
	await sync();
	clerksOnly();
	const ids = new Map(contacts().all().map(({ First_Name, id }) => [String(First_Name), String(id)]));
	const idOf = (name: string) => ids.get(name) ?? '';
	contacts().remove(idOf('ann'), { unlisted: true });
	stage.world.crm.faults.hideRecord(idOf('bob'));
	contacts().update(idOf('cem'), { Title: 'Chair' });
	stage.skip(25 * 60);
	stage.world.advance(25 * 60);
	for (let run = 0; run < 3; run++) await syncDeleting();
	expect(people.map((id) => stage.world.google.book.get(id) !== undefined)).toEqual([false, true, true]);
});

test('S35: what the CRM makes of a number is no edit of the user', async () => {
	const { google, crm } = await syncedAnn(stage.world);
	stage.world.crm.faults.canonicalise('Contacts', ({ Phone, ...rest }) => ({
		...rest,
		...(typeof Phone === 'string' && { Phone: `+${Phone.replace(/\D/g, '')}` }),
	}));
	stage.world.google.book.update(google, { phoneNumbers: [{ type: 'work', value: '(1555) 010-0100' }] });
	await sync();
	expect(recordOf(stage.world, crm).Phone).toBe('+15550100100');
	await expectQuietOverWire(stage.world);
	expect(personOf(stage.world, google).phoneNumbers?.[0].value).toBe('(1555) 010-0100');
});

test('S50: a record that is always refused is tried less and less often, and holds nobody up', async () => {
	const poison = stage.world.addGoogle({ given: 'Poison', family: 'N0', email: 'p0@example.org' });
	await sync();
	stage.world.crm.faults.poisonRecord(({ Last_Name }) => Last_Name === 'N0', 'NOT_APPROVED', 'record not approved');
	setTitle(stage.world, poison, 'Chair');
	let writes = crmWrites().length;
	const tried: boolean[] = [];
	for (let run = 0; run < 8; run++) {
		const other = stage.world.addGoogle({ given: 'P', family: `N${run + 1}`, email: `p${run + 1}@example.org` });
		const { classes, details } = await sync();
		expect(classes.failing).toBe(1);
		expect(details.find(({ class: name }) => name === 'failing')?.reason).toContain('record not approved');
		expect(contacts().all().filter(({ Email }) => Email === `p${run + 1}@example.org`)).toHaveLength(1);
		expect(other).toBeTruthy();
		tried.push(crmWrites().slice(writes).some((entry) => entry.operation === 'records.update'));
		writes = crmWrites().length;
		stage.skip(14);
	}
	expect(tried[0]).toBe(true);
	expect(tried.filter(Boolean).length).toBeLessThan(6);
	stage.world.crm.faults.clear();
	stage.skip(25 * 60);
	await sync();
	expect(contacts().all().find(({ Email }) => Email === 'p0@example.org')).toMatchObject({ Title: 'Chair' });
});

test('S51: of a hundred the three refused are sent again alone', async () => {
	const people = Array.from({ length: 100 }, (_, n) => stage.world.addGoogle({ given: 'P', family: `N${n}`, email: `p${n}@example.org` }));
	stage.world.crm.faults.poisonRecord(({ Last_Name }) => ['N3', 'N50', 'N99'].includes(String(Last_Name)), 'NOT_APPROVED', 'not approved');
	const first = await sync();
	expect(first.written.crm).toMatchObject({ created: 97, failed: 3 });
	stage.world.crm.faults.clear();
	const before = crmWrites().length;
	stage.skip(30);
	await sync();
	expect(crmWrites().slice(before).flatMap(sent)).toHaveLength(3);
	expect(contacts().size).toBe(people.length);
});
