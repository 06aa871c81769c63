import type { IDataObject } from 'n8n-workflow';

import type { WriteOperation, WriteResult } from '../../../nodes/shared/protocol';
import { runNode, stopN8n } from '../../harness';
import { GoogleWorld, named, runStamp } from '../../nodes/google/googleWorld';
import { scenario } from '../scenario';

let world: GoogleWorld;
beforeEach(async () => (world = await GoogleWorld.start()));
afterEach(async () => await world.close());
afterAll(stopN8n);

const [GOOGLE, CRM] = ['google', 'crm'] as const;

/** Expects that the node refused these operations with such words, and asked Google nothing. */
async function expectRefused(operations: object[], words: string | RegExp): Promise<void> {
	const { error, outputs } = await world.contact('applyChanges', {}, { items: operations });
	expect(error).toMatch(words);
	expect(error).not.toContain('example.org');
	expect(outputs.flat()).toEqual([]);
	expect(world.takeRequests()).toEqual([]);
}

const withRun = (operation: WriteOperation, id: string) => ({ ...operation, run: runStamp({ id }) });

scenario(
	'S200',
	{ given: 'a contact in Google', when: 'an operation with a verb that nobody knows, and nothing else wrong, reaches Apply Changes', then: 'it is refused by its item, verb and choices; the contact is not deleted, nor anything asked' },
	async () => {
		const ann = world.add(named('Ann'));
		const explode = { ...world.deleteOf(ann, {}), op: 'explode', set: {} };
		await expectRefused([world.updateOf(world.add(named('Bob')), { jobTitle: 'Chair' }, {}), explode], /^Item 1 .*"op" is "explode"; it can be create, update, delete/);
		expect(world.server.book.get(ann)).toBeDefined();
	},
);

scenario(
	'S201',
	{ given: 'planned changes, one of which is meant for the CRM', when: 'they reach Apply Changes of Google', then: 'none of them is carried out' },
	async () => {
		const stray = { ...world.createOf({ givenName: 'Bob' }), side: 'crm', contact: { google: 'people/1', crm: null } };
		await expectRefused([world.createOf({ givenName: 'Ann' }), stray], 'Item 1 is no planned change for Google: it is meant for the CRM');
	},
);

scenario(
	'S202',
	{ given: 'the planned changes of a run', when: 'two connections bring each of them to Apply Changes twice', then: 'they are refused before any request, so that nobody is created twice' },
	async () => {
		const ann = world.add(named('Ann'));
		const once = [world.createOf({ givenName: 'Bob', workEmail: 'bob@example.org' }), world.updateOf(ann, { jobTitle: 'Chair' }, {})];
		await expectRefused([...once, ...once], 'Item 2 is no planned change for Google: item 0 is for the same record');
		await expectRefused([once[1], world.deleteOf(ann, {})], 'item 0 is for the same record');
	},
);

scenario(
	'S202',
	{ given: 'two deletions that are undone, of people whom nobody knows on the other side', when: 'the same one of them comes twice, or each once', then: 'the doubled one is refused, the two are not' },
	async () => {
		const bare = (givenName: string) => world.createOf({ givenName }, { contact: { google: null, crm: null }, origin: null });
		await expectRefused([bare('Ann'), bare('Ann')], 'item 0 is for the same record');
		const { results } = await world.apply([bare('Ann'), bare('Bob')]);
		expect(results).toMatchObject([{ outcome: 'written' }, { outcome: 'written' }]);
	},
);

scenario(
	'S203',
	{ given: 'planned changes of two runs', when: 'they reach Apply Changes together', then: 'they are refused as a whole' },
	async () => {
		await expectRefused([world.createOf({ givenName: 'Ann' }), withRun(world.createOf({ givenName: 'Bob' }), 'run-0')], 'Item 1 is no planned change for Google: it belongs to another run, run-0 instead of run-1');
	},
);

scenario(
	'S204',
	{ given: 'an operation that names one record to write to and another as the person', when: 'it reaches Apply Changes', then: 'it is refused: its result would be noted with somebody else' },
	async () => {
		const [ann, bob] = [world.add(named('Ann')), world.add(named('Bob'))];
		await expectRefused([world.updateOf(ann, { jobTitle: 'Chair' }, {}, { contact: { google: bob, crm: '7001' } })], '"id" and "contact" name different records');
	},
);

scenario(
	'S205',
	{ given: 'an operation whose values are not as a plan makes them: a number, none at all, a misspelt property', when: 'it reaches Apply Changes', then: 'it is refused with its place, and the values of the contact are not quoted' },
	async () => {
		const create = world.createOf({ givenName: 'Ann', workEmail: 'ann@example.org' });
		await expectRefused([{ ...create, set: { givenName: 17, workEmail: 'ann@example.org' } }], '"set" holds something other than texts by field');
		await expectRefused([{ ...create, set: null }], '"set" holds something other than texts by field');
		const misspelt = { ...world.deleteOf(world.add(named('Bob')), {}), twinn: 'people/1' };
		await expectRefused([misspelt], '"twinn" is no property that is known here');
	},
);

/** What Plan Changes says of the readings that it gets. */
async function planned(google: object[], crm: object[]): Promise<string | undefined> {
	const { error, outputs } = await runNode('contactReconcile', { operation: 'planChanges' }, { items: [google, crm] });
	expect(outputs.flat()).toEqual([]);
	return error;
}

scenario(
	'S206',
	{ given: 'finished readings of both sides', when: 'they reach Plan Changes crossed, one of them twice, without its end, or with an item that is no reading', then: 'nothing is planned, and the words name input and item' },
	async () => {
		const { items } = await world.getChanges();
		const google = items.map(({ json }) => json);
		const crm = google.map((reading) => ({ ...reading, side: 'crm' }));
		expect(await planned(crm, google)).toContain('Item 0 of the "Google" input is no reading of Google: it shows CRM');
		expect(await planned([...google, ...google], crm)).toContain(`Item ${google.length} of the "Google" input is no reading of Google: item 0 has ended the reading already`);
		expect(await planned(google.slice(0, -1), crm)).toContain('The "Google" input got no reading of Google');
		expect(await planned([...google, { kind: 'result', side: GOOGLE }], crm)).toMatch(/Item 1 of the "Google" input .*"kind" is "result"; it can be contact, absence, cursor/);
		expect(await planned([...google, { side: GOOGLE }], crm)).toMatch(/Item 1 of the "Google" input .*"kind" is missing/);
	},
);

scenario(
	'S206',
	{ given: 'finished readings of both sides', when: 'a node between takes one of them out, or doubles it', then: 'nothing is planned: whoever is missing would count as not there' },
	async () => {
		['Ann', 'Bob'].forEach((name) => world.add(named(name)));
		const google = (await world.getChanges()).items.map(({ json }) => json);
		const crm = [{ ...google[2], side: 'crm', count: 0 }];
		expect(await planned(google.slice(1), crm)).toContain('Item 1 of the "Google" input is no reading of Google: 2 items were read, and 1 came');
		expect(await planned([google[0], ...google], crm)).toContain('2 items were read, and 3 came');
		expect(await planned(google, [google[0], ...crm].map((reading) => ({ ...reading, side: 'crm' })))).toContain('0 items were read, and 1 came');
	},
);

const runItem = {
	...{ kind: 'run', runId: 'run-1', syncName: 'Sales', startedAt: '2026-01-01T09:00:00.000Z', preview: false, complete: true, refusal: null },
	...{ readings: { google: 'full', crm: 'full' }, planned: { google: 1, crm: 0 }, deferred: 0, conflicts: 0, overwritten: 0, hints: [], attention: [] },
};

/** What Record Results says of results, given as those of Google. */
async function recorded(google: object[], run: object[] = [runItem]): Promise<string | undefined> {
	const { error, outputs } = await runNode('contactReconcile', { operation: 'recordResults' } as IDataObject, { items: [google, [{}], run] });
	expect(outputs.flat()).toEqual([]);
	return error;
}

scenario(
	'S207',
	{ given: 'what became of a run', when: 'a result of another run or of the other side is among it, one comes twice, or there are two runs', then: 'nothing is recorded: what was written is found by the next run, and nothing is believed that did not happen' },
	async () => {
		const { results } = await world.apply([world.createOf({ givenName: 'Ann' })]);
		const [result] = results as [WriteResult];
		expect(await recorded([result, { ...result, runId: 'run-0' }])).toContain('Item 1 of the "Google" input is no result of Google in this run: it belongs to another run, run-0 instead of run-1');
		expect(await recorded([{ ...result, side: CRM }])).toContain('it is of CRM');
		expect(await recorded([result, result])).toContain('item 0 is for the same record');
		expect(await recorded([{ ...result, outcome: 'done' }])).toMatch(/"outcome" is "done"; it can be written, exists/);
		expect(await recorded([result], [runItem, runItem])).toContain('Item 1 of the "Run" input is no run item: there is one already');
		expect(await recorded([result])).toContain('Start Sync did not begin this run in this execution');
	},
);

scenario(
	'S208',
	{ given: 'a node that reads changes', when: 'an item of a sync reaches it that is no instruction for its side', then: 'it reads nothing; any other item has it read everything, as a node on its own' },
	async () => {
		expect((await world.getChanges({ side: 'crm' })).error).toContain('Item 0 is no reading instruction for Google: it is meant for the CRM');
		expect((await world.getChanges({ mode: 'some' as 'full' })).error).toMatch(/"mode" is "some"; it can be full, changes/);
		expect((await world.getChanges({ kind: 'raed' as 'read' })).error).toMatch(/"kind" is "raed"; it can be read/);
		expect(world.takeRequests()).toEqual([]);
	},
);

scenario(
	'S384',
	{ given: 'an operation whose scope is no group: another address, a part of one, or one with a query', when: 'it reaches Apply Changes', then: 'it is refused before any request: it would become part of an address' },
	async () => {
		for (const scope of ['contactGroups/../people/c1:deleteContact', '../../oauth/x', 'contactGroups/1?x=1#', 'contactGroups/1/2', ' contactGroups/1', '__proto__', 'Contacts/1']) {
			await expectRefused([{ ...world.createOf({ givenName: 'Ann' }), scope }], '"scope" names no group');
		}
	},
);
