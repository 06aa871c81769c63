import omit from 'lodash/omit';

import { stopN8n } from '../harness';
import { Customer, formOf, optionsOf, textOf } from './pageForms';
import { CONFIGURATIONS, JOURNAL, PageWorld, STATE } from './pageWorld';

let world: PageWorld;
let customer: Customer;

beforeEach(async () => {
	world = await PageWorld.start();
	customer = new Customer(world);
});
afterEach(async () => await world.accounts.close());
afterAll(stopN8n);

const SYNC = { sync: '1' };

async function setUp(fields: Record<string, string> = {}) {
	const { group, crm } = world.accounts;
	const viewId = crm.crm.module('Contacts').views.named('All Contacts').id;
	return await customer.submit('save', 'setup', {}, { name: 'Sales', groupId: group, viewId, ...fields });
}

/** Everything that a change could be seen by. */
function everything() {
	const { google, crm } = world.accounts;
	return structuredClone([[CONFIGURATIONS, STATE, JOURNAL].map((table) => world.rows(table)), google.log.writes().length, crm.log.writes().length]);
}

describe('a customer sets a sync up', () => {
	test('each answer is one page that nobody keeps and no other page holds', async () => {
		const { status, headers } = await customer.open('overview');
		expect(status).toBe(200);
		expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
	});

	test('it is saved, shows what it would do, and writes nothing before that is approved', async () => {
		const { accounts } = world;
		accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
		const saved = await setUp();
		expect([saved.status, saved.headers.location]).toEqual([303, '?page=sync&sync=1']);
		await world.run();
		expect(accounts.crm.log.writes()).toEqual([]);
		const asked = await customer.open('sync', SYNC);
		expect(textOf(asked)).toContain('Waits for your approval');
		expect(textOf(asked)).toContain('Ann Lee New in the CRM');
		const mainButtons = ({ body }: { body: string }) => [...body.matchAll(/class="main"[^>]*>([^<]+)/g)].map(([, label]) => label);
		expect(mainButtons(await customer.open('sync', SYNC))).toEqual(['Approve, and let it sync']);
		const approved = await customer.submit('approve', 'sync', SYNC);
		expect(mainButtons(await customer.open('sync', SYNC))).toEqual(['Sync now']);
		expect(approved.status).toBe(303);
		expect(textOf(await customer.open('sync', SYNC))).toContain('Approved: the sync starts within a minute');
		await world.run();
		expect(accounts.crm.crm.module('Contacts').all()).toHaveLength(1);
		expect(world.configuration('Sales')).toMatchObject({ approval: '', lastError: '' });
		expect(textOf(await customer.open('overview'))).toContain('In step 1 of 1 contact');
		// The same approval again is none any more.
		const form = { ...formOf(asked, 'approve') };
		expect((await world.ask({ form })).status).toBe(409);
	});

	test('rows are added and removed without a script; the e-mail comes first; only fields that fit are offered', async () => {
		const opened = await customer.open('setup');
		const form = formOf(opened, 'save');
		expect([form['google-0'], form['crm-0']]).toEqual(['workEmail', 'Email']);
		expect(optionsOf(opened, 'crm-0')).toContain('Email');
		expect(optionsOf(opened, 'crm-0')).not.toContain('Date_of_Birth');
		const more = await world.ask({ form: { ...form, name: 'Half', add: 'nickname', deed: 'add' } });
		const last = Object.keys(formOf(more, 'save')).filter((name) => name.startsWith('google-')).length - 1;
		expect(formOf(more, 'save')).toMatchObject({ name: 'Half', [`google-${last}`]: 'nickname', [`crm-${last}`]: '' });
		expect(optionsOf(more, `crm-${last}`)).not.toContain('Created_By');
		const toGoogle = await world.ask({ form: { ...formOf(more, 'save'), [`direction-${last}`]: 'toGoogle', deed: 'again' } });
		expect(optionsOf(toGoogle, `crm-${last}`)).toContain('Created_By');
		const less = await world.ask({ form: { ...formOf(more, 'save'), deed: `remove-${last}` } });
		expect(formOf(less, 'save')[`google-${last}`]).toBeUndefined();
		expect(world.rows(CONFIGURATIONS)).toEqual([]);
	});

	test.each([
		['The sync has no name', { name: ' ' }],
		['No Google contact group is chosen', { groupId: 'contactGroups/other' }],
		['No CRM list view is chosen', { viewId: '1' }],
		['“How often” is not chosen', { frequency: 'years' }],
		['“Contacts deleted on one side” is not chosen', { deletes: 'perhaps' }],
		['The time is none of a clock', { atTime: '25:00' }],
		['The field map has no row for the e-mail fields', { 'crm-0': 'Title' }],
		['The CRM has no field “Elsewhere”', { 'crm-1': 'Elsewhere' }],
	])('"%s" is told, what was entered stays, and nothing is saved', async (problem, fields) => {
		const answer = await setUp({ tell: 'never', ...fields });
		expect(answer.status).toBe(422);
		expect(textOf(answer)).toContain(problem);
		expect(formOf(answer, 'save')).toMatchObject({ tell: 'never' });
		expect(world.rows(CONFIGURATIONS)).toEqual([]);
	});

	test('two syncs never hold the same group and list view, not even when they are set up in one moment', async () => {
		await setUp();
		const again = await setUp({ name: 'Support' });
		expect([again.status, textOf(again)]).toEqual([422, expect.stringContaining('keeps this group and this list view in step already')]);
		expect(world.rows(CONFIGURATIONS)).toHaveLength(1);
		// Both were checked before either was there.
		const { tables } = world;
		const [first] = world.rows(CONFIGURATIONS);
		world.change('Sales', { viewId: 'elsewhere' });
		const insert = tables.insert.bind(tables);
		tables.insert = (id, rows) => {
			world.change('Sales', { viewId: String(first.viewId) });
			return insert(id, rows);
		};
		const atOnce = await setUp({ name: 'Support' });
		expect([atOnce.status, world.rows(CONFIGURATIONS)]).toEqual([422, [expect.objectContaining({ name: 'Sales' })]]);
	});

	test('the button pressed twice makes one sync, and leads to it both times', async () => {
		const first = await setUp();
		expect([first.headers.location, (await setUp()).headers.location]).toEqual(['?page=sync&sync=1', '?page=sync&sync=1']);
		// Both were checked before either was there.
		const { tables } = world;
		const [{ viewId }] = world.rows(CONFIGURATIONS);
		world.change('Sales', { viewId: 'elsewhere', name: 'Other' });
		const insert = tables.insert.bind(tables);
		tables.insert = (id, rows) => {
			world.change('Other', { viewId: String(viewId), name: 'Sales' });
			return insert(id, rows);
		};
		expect((await setUp()).headers.location).toBe('?page=sync&sync=1');
		expect(world.rows(CONFIGURATIONS)).toHaveLength(1);
		// With other settings it is another one.
		expect((await setUp({ winner: 'google' })).status).toBe(422);
	});

	test('settings that were changed meanwhile are not overwritten', async () => {
		await setUp();
		const form = formOf(await customer.open('setup', SYNC), 'save');
		await customer.submit('save', 'setup', SYNC, { winner: 'google' });
		const late = await world.ask({ form: { ...form, winner: 'none' } });
		expect([late.status, textOf(late)]).toEqual([422, expect.stringContaining('were changed since this page was opened')]);
		expect(world.configuration('Sales')).toMatchObject({ winner: 'google' });
	});
});

describe('buttons do what they say, and nothing else', () => {
	beforeEach(() => world.add('Sales'));

	test('paused, resumed, synced now', async () => {
		expect((await customer.submit('pause', 'sync', SYNC)).headers.location).toBe('?page=sync&sync=1');
		expect(world.configuration('Sales')).toMatchObject({ status: 'paused', dueAt: 1 });
		expect(textOf(await customer.open('sync', SYNC))).toContain('Paused');
		await customer.submit('resume', 'sync', SYNC);
		expect(world.configuration('Sales')).toMatchObject({ status: 'active' });
		world.change('Sales', { dueAt: 9_999_999_999_999 });
		await customer.submit('sync', 'sync', SYNC);
		expect(Number(world.configuration('Sales').dueAt)).toBeLessThanOrEqual(Date.now());
	});

	test.each(['paused', 'inactive'])('"Sync now" wakes nothing that is %s', async (status) => {
		const form = formOf(await customer.open('sync', SYNC), 'sync');
		world.change('Sales', { status });
		const before = everything();
		const answer = await world.ask({ form });
		expect([answer.status, textOf(answer)]).toEqual([409, expect.stringContaining('paused or deactivated')]);
		expect(everything()).toEqual(before);
	});

	test('a button of a page that is out of date changes nothing', async () => {
		const pause = formOf(await customer.open('sync', SYNC), 'pause');
		world.change('Sales', { status: 'inactive' });
		expect((await world.ask({ form: pause })).status).toBe(409);
		// Even where the row changes between reading and writing.
		world.change('Sales', { status: 'active' });
		const update = world.tables.update.bind(world.tables);
		world.tables.update = (id, filter, data) => {
			world.tables.update = update;
			world.change('Sales', { dueAt: 77 });
			return update(id, filter, data);
		};
		const answer = await world.ask({ form: pause });
		expect([answer.status, world.configuration('Sales').status]).toEqual([409, 'active']);
	});
});

describe('whoever presses or saves while somebody else changes the same sync changes nothing', () => {
	/** Changes a column after the page has read the row, and before it writes. */
	function between(column: string, value: string | number | boolean): void {
		const update = world.tables.update.bind(world.tables);
		world.tables.update = (id, filter, data) => {
			world.tables.update = update;
			world.change('Sales', { [column]: value });
			return update(id, filter, data);
		};
	}

	beforeEach(() => world.add('Sales', { status: 'paused', withoutEmail: 'link', tell: 'problems', atTime: '06:00' }));

	test.each<[string, string | number]>([
		['status', 'inactive'],
		['dueAt', 77],
		['leaseUntil', 77],
		['approval', 'digest'],
		['decisions', '[]'],
		['apart', 'people/c1 1'],
	])('a button, beside %s', async (column, value) => {
		between(column, value);
		const { status } = await customer.submit('resume', 'sync', SYNC);
		expect([status, world.configuration('Sales')[column], world.configuration('Sales').status]).toEqual([409, value, column === 'status' ? value : 'paused']);
	});

	test.each<[string, string | number | boolean]>([
		['direction', 'googleToCrm'],
		['winner', 'none'],
		['deletes', true],
		['withoutEmail', 'sync'],
		['frequency', 'hours'],
		['atTime', '07:00'],
		['weekday', 2],
		['tell', 'never'],
		['status', 'inactive'],
	])('settings, beside %s', async (column, value) => {
		between(column, value);
		const { status } = await customer.submit('save', 'setup', SYNC, { name: 'Other' });
		expect([status, world.configuration('Sales')[column]]).toEqual([409, value]);
	});
});

describe('what is not this page’s own is refused, and changes nothing', () => {
	beforeEach(() => {
		world.add('Sales');
		world.add('Support', { groupId: 'contactGroups/other' });
	});

	test.each<[string, Record<string, string>, Record<string, string>]>([
		['without a token', { token: '' }, {}],
		['with another one', { token: '0'.repeat(64) }, {}],
		['with the verb of another form', { verb: 'deactivate' }, {}],
		['for another sync', { sync: '2' }, {}],
		['for one that is not there', { sync: '3' }, {}],
		['for one by its name', { sync: 'Sales' }, {}],
		['of no verb that there is', { verb: 'constructor' }, {}],
		['from another site', {}, { origin: 'https://evil.example' }],
		['from a script', {}, { 'sec-fetch-mode': 'cors' }],
	])('a form %s', async (_what, fields, headers) => {
		const before = everything();
		const answer = await customer.submit('pause', 'sync', SYNC, fields, headers);
		expect([answer.status, textOf(answer).includes('Sales')]).toEqual([403, false]);
		expect(everything()).toEqual(before);
	});

	test.each(['null', 'https://n8n.example'])('a form of its own comes from %s', async (origin) => {
		expect((await customer.submit('pause', 'sync', SYNC, {}, { origin, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(303);
	});

	test('looking changes nothing, whatever the address says', async () => {
		const before = everything();
		for (const page of ['overview', 'sync', 'setup', 'report', 'conflicts', 'undo', 'deactivate']) {
			const query = { page, sync: '1', verb: 'pause', deed: 'save', name: 'Other', deletes: 'true', direction: 'googleToCrm', winner: 'google', state: 'yes' };
			const { status, body } = await world.ask({ query });
			expect(status).toBe(200);
			// A link fills nothing in.
			if (page === 'setup') expect(formOf({ status, body, headers: {} }, 'save')).toMatchObject({ name: 'Sales', deletes: 'false', direction: 'both', winner: 'crm' });
		}
		expect(everything()).toEqual(before);
	});

	test.each<Record<string, string>>([{ page: 'elsewhere' }, { page: 'sync' }, { page: 'sync', sync: '3' }, { page: 'undo', sync: ' 1' }])('there is no page %j', async (query) => {
		expect((await world.ask({ query })).status).toBe(404);
	});

	test('without a secret the page does nothing at all', async () => {
		world.forgetSecret();
		await expect(customer.open('overview')).rejects.toThrow('has no secret yet');
	});
});

test('a second table with a longer name takes nothing over', async () => {
	world.add('Sales');
	for (const name of [CONFIGURATIONS, STATE, JOURNAL, 'Contact Sync: Secrets']) {
		const { columns = [] } = world.tables.find(name) ?? {};
		const other = world.tables.create({ name: `${name} (backup)`, columns });
		if (name === CONFIGURATIONS) world.tables.insert(other.id, [{ ...world.copyOf('Sales'), name: 'SECRET' }]);
	}
	const shown = textOf(await customer.open('overview'));
	expect([shown.includes('Sales'), shown.includes('SECRET')]).toEqual([true, false]);
	await customer.submit('pause', 'sync', SYNC);
	expect(world.configuration('Sales')).toMatchObject({ status: 'paused' });
});

test('a field that empties in many contacts at once is emptied on the other side when the customer approves it', async () => {
	const { accounts } = world;
	const people = Array.from({ length: 12 }, (_, number) => {
		const [given, family, email] = [`P${number}`, 'Lee', `p${number}@example.org`];
		return { google: accounts.addGoogle({ given, family, email, title: 'Clerk' }), crm: accounts.addCrm({ First_Name: given, Last_Name: family, Email: email, Title: 'Clerk' }) };
	});
	const titles = () => people.filter(({ google }) => accounts.google.book.get(google)?.organizations?.[0]?.title).length;
	world.add('Sales');
	await world.run();
	for (const { crm } of people) accounts.crm.crm.module('Contacts').update(crm, { Title: null });
	world.change('Sales', { dueAt: 1 });
	await world.run();
	expect(titles()).toBe(12);
	for (const page of ['sync', 'report']) {
		const shown = textOf(await customer.open(page, SYNC));
		expect(shown).toContain('shows Title empty in 12 of 12 linked contacts at once');
		expect(shown).not.toContain('Approved Plan');
	}
	const form = formOf(await customer.open('sync', SYNC), 'approve');
	for (const digest of ['0'.repeat(16), '']) expect((await world.ask({ form: { ...form, digest } })).status).toBe(409);
	expect((await world.ask({ form: omit(form, 'digest') })).status).toBe(409);
	expect((await world.ask({ form })).status).toBe(303);
	expect(textOf(await customer.open('sync', SYNC))).toContain('You have approved that: it goes with the next sync.');
	await world.run();
	expect([titles(), world.configuration('Sales').approval]).toEqual([0, '']);
});

describe('what a sync brought', () => {
	let ann: string;
	let annCrm: string;

	beforeEach(async () => {
		const { accounts } = world;
		ann = accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
		annCrm = accounts.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk' });
		world.add('Sales', { winner: 'none' });
		await world.run();
		accounts.google.book.update(ann, { organizations: [{ title: 'Queen <b>' }] });
		accounts.crm.crm.module('Contacts').update(annCrm, { Title: 'King' });
		world.change('Sales', { dueAt: 1 });
		await world.run();
	});

	const titles = () => {
		const { google, crm } = world.accounts;
		return [google.book.get(ann)?.organizations?.[0]?.title, crm.crm.module('Contacts').get(annCrm)?.Title];
	};

	test('an open conflict shows both values, and goes as the customer decides', async () => {
		const shown = await customer.open('conflicts', SYNC);
		expect(textOf(shown)).toContain('Ann Lee, Title Take Google’s: Queen <b> Take the CRM’s: King');
		const state = textOf(await customer.open('sync', SYNC));
		expect(state).toContain('1 open conflict');
		expect(state).toContain('Both sides changed Title. Decide it under Conflicts');
		const decided = await customer.submit('decide', 'conflicts', SYNC, { 'keep-0': 'google' });
		expect(decided.headers.location).toBe('?page=conflicts&sync=1');
		expect(textOf(await customer.open('conflicts', SYNC))).toContain('carried out with the next sync');
		expect(textOf(await customer.open('sync', SYNC))).not.toContain('open conflict');
		await world.run();
		expect(titles()).toEqual(['Queen <b>', 'Queen <b>']);
		expect(world.configuration('Sales')).toMatchObject({ decisions: '' });
		expect(textOf(await customer.open('conflicts', SYNC))).toContain('There is no open conflict');
	});

	test('of several conflicts each is decided by itself, as long as the next sync has not begun', async () => {
		world.change('Sales', { status: 'paused' });
		const report = JSON.parse(String(world.configuration('Sales').lastReport)) as { details: Array<{ conflicts: object[] }> };
		report.details[0].conflicts.push({ field: 'Fax', crmField: 'Fax', google: '1', crm: '2' });
		world.change('Sales', { lastReport: JSON.stringify(report) });
		const decisions = () => JSON.parse(String(world.configuration('Sales').decisions)) as object[];
		await customer.submit('decide', 'conflicts', SYNC, { 'keep-1': 'crm' });
		await customer.submit('decide', 'conflicts', SYNC, { 'keep-0': 'google' });
		expect(decisions()).toMatchObject([{ crmField: 'Fax', keep: 'crm' }, { crmField: 'Title', keep: 'google' }]);
	});

	test('a decision outlives a plan that is refused, and is part of what is approved', async () => {
		const sync = async () => {
			world.change('Sales', { dueAt: 1 });
			await world.run();
		};
		const gone = Array.from({ length: 7 }, (_, number) => world.accounts.addCrm({ First_Name: `P${number}`, Last_Name: 'Ray', Email: `p${number}@example.org` }));
		world.change('Sales', { deletes: true });
		await sync();
		for (const id of gone) world.accounts.crm.crm.module('Contacts').remove(id);
		await customer.submit('decide', 'conflicts', SYNC, { 'keep-0': 'google' });
		await sync();
		expect(titles()).toEqual(['Queen <b>', 'King']);
		expect(textOf(await customer.open('sync', SYNC))).toContain('Ann Lee Changed in the CRM Title: King Queen <b>');
		await customer.submit('approve', 'sync', SYNC);
		await sync();
		expect(titles()).toEqual(['Queen <b>', 'Queen <b>']);
		expect(world.configuration('Sales')).toMatchObject({ decisions: '', approval: '' });
	});

	test('a decision holds for the values that were seen, and for no others', async () => {
		await customer.submit('decide', 'conflicts', SYNC, { 'keep-0': 'google' });
		world.accounts.crm.crm.module('Contacts').update(annCrm, { Title: 'Emperor' });
		await world.run();
		expect(titles()).toEqual(['Queen <b>', 'Emperor']);
		expect(textOf(await customer.open('conflicts', SYNC))).toContain('Emperor');
	});

	describe('of people without an e-mail address', () => {
		const contacts = () => world.accounts.crm.crm.module('Contacts').all().length;
		const sync = async () => {
			world.change('Sales', { dueAt: 1 });
			await world.run();
		};

		beforeEach(() => {
			const { fieldMap } = world.configuration('Sales');
			world.change('Sales', { fieldMap: JSON.stringify([...(JSON.parse(String(fieldMap)) as object[]), { googleField: 'workPhone', crmField: 'Phone', direction: 'both' }]) });
			world.accounts.addGoogle({ given: 'Bo', family: '<Ek>', phone: '555 010 0100' });
		});

		test('those who may be one person wait until the customer says that they are two, and then each is synced by itself', async () => {
			world.accounts.addCrm({ First_Name: 'Bo', Last_Name: '<Ek>', Phone: '555 010 0199' });
			world.change('Sales', { withoutEmail: 'sync' });
			await sync();
			expect(contacts()).toBe(2);
			expect(textOf(await customer.open('sync', SYNC))).toContain('1 person who may be on both sides');
			const asked = await customer.open('conflicts', SYNC);
			expect(textOf(asked)).toContain('Bo <Ek> in Google, Bo <Ek> in the CRM');
			const form = formOf(asked, 'apart');
			const before = everything();
			expect((await world.ask({ form: { ...form, google: String(ann) } })).status).toBe(409);
			expect(everything()).toEqual(before);
			expect((await world.ask({ form })).headers.location).toBe('?page=conflicts&sync=1');
			expect(textOf(await customer.open('conflicts', SYNC))).toContain('1 pair is kept apart');
			await world.run();
			expect(contacts()).toBe(3);
			await customer.submit('together', 'conflicts', SYNC);
			expect(world.configuration('Sales')).toMatchObject({ apart: '' });
		});

		test('whoever is on one side alone goes to the other where the customer chooses so', async () => {
			await sync();
			expect(contacts()).toBe(1);
			await customer.submit('save', 'setup', SYNC, { withoutEmail: 'sync' });
			await sync();
			expect(contacts()).toBe(2);
		});
	});

	test('the state tells how long edits take to the other side', async () => {
		const day = new Date().toISOString().slice(0, 10);
		world.change('Sales', { history: JSON.stringify([{ day, runs: 3, written: 3, failed: 0, arrived: [20, 3_000, 260] }]) });
		expect(textOf(await customer.open('sync', SYNC))).toContain('None failed. An edit is on the other side after 4 minutes, as a rule.');
	});

	test('undo shows first what comes back, and then brings back whom the customer ticks', async () => {
		await customer.submit('decide', 'conflicts', SYNC, { 'keep-0': 'crm' });
		await world.run();
		expect(titles()).toEqual(['King', 'King']);
		const { runId } = world.rows(JOURNAL)[0];
		const choice = await customer.open('undo', SYNC);
		expect(textOf(choice)).toContain('1 value of 1 contact');
		const before = everything();
		const preview = await customer.open('undo', { ...SYNC, run: String(runId) });
		expect(textOf(preview)).toContain('Ann Lee Changed in Google Job title: King Queen <b>');
		expect(everything()).toEqual(before);
		const nobody = await world.ask({ form: { ...formOf(preview, 'undo'), everybody: '' } });
		expect([nobody.status, titles()[0]]).toEqual([409, 'King']);
		const done = await world.ask({ form: formOf(preview, 'undo') });
		expect(textOf(done)).toContain('1 contact was changed back');
		expect(titles()[0]).toBe('Queen <b>');
		// Sent once more, it finds everything as it is to be.
		const writes = world.accounts.google.log.writes().length;
		await world.ask({ form: formOf(preview, 'undo') });
		expect([world.accounts.google.log.writes().length, titles()[0]]).toEqual([writes, 'Queen <b>']);
		const person = decodeURIComponent(/person=([^"&]+)"/.exec(choice.body)?.[1] ?? '');
		expect(textOf(await customer.open('undo', { ...SYNC, person }))).toContain('Shows this value already');
	});

	test('a link to what the journal does not hold any more says so', async () => {
		const gone = 'is not in the journal any more';
		for (const [name, value] of [['run', 'r'], ['person', '["a","b"]']]) expect(textOf(await customer.open('undo', { ...SYNC, [name]: value }))).toContain(gone);
		expect(textOf(await customer.open('undo', SYNC))).not.toContain(gone);
	});

	test('a run of another sync cannot be undone here', async () => {
		const { journal } = { journal: world.rows(JOURNAL) };
		expect(journal).toEqual([]);
		world.add('Other', { groupId: 'contactGroups/other', viewId: '9' });
		world.insert(JOURNAL, { runId: 'r', at: '2026-01-01T00:00:00.000Z', side: 'crm', recordId: annCrm, otherId: ann, scope: 'Contacts/9', contact: 'Ann', field: 'Title', before: 'x', after: 'King', reason: 'overwritten' });
		const before = everything();
		const form = formOf(await customer.open('deactivate', SYNC), 'deactivate');
		const token = world.tokenFor('undo', 'Sales');
		expect((await world.ask({ form: { ...form, verb: 'undo', token, run: 'r', everybody: 'yes' } })).status).toBe(409);
		expect(everything()).toEqual(before);
	});

	test('deactivated, all that was ticked is done and told, and nothing else', async () => {
		const form = formOf(await customer.open('deactivate', SYNC), 'deactivate');
		world.change('Sales', { leaseUntil: Date.now() + 60_000 });
		expect(textOf(await world.ask({ form }))).toContain('A sync is going on');
		world.change('Sales', { leaseUntil: 0, apart: `${ann} ${annCrm}` });
		const said = textOf(await world.ask({ form: { ...form, state: 'yes', journal: 'yes' } }));
		expect(said).toContain('What it remembered is erased.');
		expect(said).toContain('is erased: 0 values.');
		expect([world.rows(STATE), world.rows(JOURNAL)]).toEqual([[], []]);
		expect(world.configuration('Sales')).toMatchObject({ status: 'inactive', lastReport: '', history: '', apart: '' });
		expect(world.accounts.google.log.count({ operation: 'auth.revoke' })).toBe(0);
		const ended = textOf(await world.ask({ form: { ...form, google: 'yes', crm: 'yes', row: 'yes' } }));
		expect(ended).toContain('What it remembers is kept.');
		expect(ended).toContain('Google has ended the access');
		expect(ended).toContain('The CRM has ended the access');
		expect(ended).toContain('The sync is taken off this page.');
		expect(world.rows(CONFIGURATIONS)).toEqual([]);
	});

	test('every value is shown as text', async () => {
		const evil = '<img src=x onerror=alert(1)>{{ 7*7 }}"\'&';
		world.change('Sales', { name: evil, groupName: evil, viewName: evil, lastError: `2026-01-05T12:00:00.000Z ${evil}` });
		for (const page of ['overview', 'sync', 'setup', 'report', 'conflicts', 'undo', 'deactivate']) {
			const answer = await customer.open(page, page === 'overview' ? {} : SYNC);
			expect(answer.body).not.toMatch(/<img|onerror=alert\(1\)>[^&]/);
			expect(textOf(answer)).toContain(evil);
		}
	});

	test('the report names who is not in step, and why', async () => {
		const shown = textOf(await customer.open('report', SYNC));
		expect(shown).toContain('Ann Lee In conflict Both sides changed Title');
	});
});
