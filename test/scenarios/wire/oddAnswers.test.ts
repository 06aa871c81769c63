import mapValues from 'lodash/mapValues';

import type { HttpAnswer } from '../../servers/shared/httpServer';
import type { SyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, reportOf, setStage, setTitle, syncedAnn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const run = async () => reportOf(await stage.world.run('two-way'));

type Alter = (answer: HttpAnswer) => HttpAnswer;

/** Does something with the list that an answer holds. */
const items = (change: (list: unknown[]) => unknown[]): Alter => (answer) => ({
	...answer,
	body: mapValues(answer.body as object, (part) => (Array.isArray(part) ? change(part) : part)),
});

/** Gives values of the names that match something else, at any depth. */
function valued(names: RegExp, value: unknown): Alter {
	const changed = (part: unknown): unknown => {
		if (Array.isArray(part)) return part.map(changed);
		if (typeof part !== 'object' || part === null) return part;
		return mapValues(part, (inside, name) => (names.test(name) ? value : changed(inside)));
	};
	return (answer) => ({ ...answer, body: changed(answer.body) as object });
}

const next = (side: 'google' | 'crm', operation: string, how: Alter) =>
	stage.world[side].faults.next({ kind: 'alter', how, when: 'after' }, { operation } as never);

/** Everybody by address, with the family name that stands there, on either side. */
function everybody({ google, group }: SyncWorld) {
	const inGoogle = google.book.members(group).map(({ emailAddresses, names }) => `${emailAddresses?.[0].value} ${names?.[0].familyName}`);
	const inCrm = contacts().all().map(({ Email, Last_Name }) => `${String(Email)} ${String(Last_Name)}`);
	return { google: inGoogle.sort(), crm: inCrm.sort() };
}

const OTHER_ITEMS: Record<string, Alter> = {
	'in another order': items((list) => [...list].reverse()),
	'without the first': items((list) => list.slice(1)),
	'without the last': items((list) => list.slice(0, -1)),
	'each twice': items((list) => [...list, ...list]),
	'one in the place of all': items((list) => list.map(() => list[0])),
};

for (const [what, how] of Object.entries(OTHER_ITEMS)) {
	for (const [side, operation] of [['google', 'batchCreateContacts'], ['crm', 'records.create']] as const) {
		scenario(
			'S350',
			{ given: 'three new people for a service', when: 'it creates them, and answers with fewer, with more, in another order, or with one of them in the place of others', then: 'nobody is linked with somebody else: later edits reach the people whom they are of, and nobody is there twice' },
			async () => {
				const numbers = [1, 2, 3];
				if (side === 'crm') numbers.forEach((number) => addPerson(stage.world, number));
				else numbers.forEach((number) => stage.world.addCrm({ First_Name: 'P', Last_Name: `N${number}`, Email: `p${number}@example.org` }));
				next(side, operation, how);
				await run();
				for (const { id } of contacts().all() as Array<{ id: string }>) contacts().update(id, { Last_Name: `New ${String(contacts().get(id)?.Last_Name)}` });
				await run();
				stage.skip(15);
				await run();
				await run();
				const people = numbers.map((number) => `p${number}@example.org New N${number}`);
				expect(everybody(stage.world)).toEqual({ google: people, crm: people });
				await expectQuietOverWire(stage.world);
			},
			`${side}, ${what}`,
		);
	}
}

const OTHER_KINDS: Record<string, Alter> = {
	'a clock that is none': (answer) => ({ ...answer, headers: { ...answer.headers, date: 'today' } }),
	'times that are none': valued(/time$/i, 'yesterday'),
	'ids that are numbers': valued(/^(id|resourceName)$/, 7),
	'lists that are texts': valued(/^(emailAddresses|names|memberships|details)$/, 'none'),
	'texts that are numbers': valued(/^(value|givenName|title|message)$/, 7),
	'texts that are objects': valued(/^(value|givenName|title|Email|Last_Name)$/, { a: 1 }),
};

for (const [what, how] of Object.entries(OTHER_KINDS)) {
	for (const [side, create, update] of [['google', 'batchCreateContacts', 'batchUpdateContacts'], ['crm', 'records.create', 'records.update']] as const) {
		scenario(
			'S351',
			{ given: 'a new person and an edit for each side', when: 'a service does what it was asked for, and what it answers is of other kinds than documented', then: 'the run comes to its end and records what became of the other side; what is not known is looked up, and nobody is there twice' },
			async () => {
				const ann = await syncedAnn(stage.world);
				addPerson(stage.world, 1);
				stage.world.addCrm({ First_Name: 'P', Last_Name: 'N2', Email: 'p2@example.org' });
				setTitle(stage.world, ann.google, 'Chair');
				contacts().update(ann.crm, { First_Name: 'Anna' });
				next(side, create, how);
				next(side, update, how);
				const other = side === 'google' ? 'crm' : 'google';
				expect((await run()).written[other]).toMatchObject({ created: 1, updated: 1 });
				await run();
				stage.skip(15);
				await run();
				await run();
				const people = ['ann@example.org Lee', 'p1@example.org N1', 'p2@example.org N2'];
				expect(everybody(stage.world)).toEqual({ google: people, crm: people });
				await expectQuietOverWire(stage.world);
			},
			`${side}, ${what}`,
		);
	}
}

const UNTOLD_ITEMS: Record<string, Alter> = {
	'one without an id': items((list) => [...list, {}]),
	'one that is none': items((list) => [...list, null]),
	'ids that are numbers': valued(/^(id|resourceName)$/, 7),
	'lists that are texts': valued(/^(emailAddresses|names|connections|data)$/, 'none'),
};

for (const [what, how] of Object.entries(UNTOLD_ITEMS)) {
	for (const [side, operation] of [['google', 'connections.list'], ['crm', 'records.list']] as const) {
		scenario(
			'S352',
			{ given: 'a person in sync, and an edit', when: 'a listing holds items of other kinds than documented, again and again', then: 'the run says that the answer of this host cannot be read, and nothing is written; the edit crosses once it can' },
			async () => {
				const ann = await syncedAnn(stage.world);
				setTitle(stage.world, ann.google, 'Chair');
				contacts().update(ann.crm, { First_Name: 'Anna' });
				stage.world[side].faults.next({ kind: 'alter', how, when: 'after' }, { operation, times: 5 } as never);
				expect((await stage.world.run('two-way')).error).toMatch(/The answer of 127\.0\.0\.1:\d+ cannot be read \| Check that/);
				expect((await run()).written).toMatchObject({ google: { updated: 1 }, crm: { updated: 1 } });
				await expectQuietOverWire(stage.world);
			},
			`${side}, ${what}`,
		);
	}
}

const NO_FIELDS: Record<string, Alter> = {
	'an empty list': items(() => []),
	'no list': (answer) => ({ ...answer, body: {} }),
	'nothing': () => ({ status: 204 }),
};

for (const [what, how] of Object.entries(NO_FIELDS)) {
	scenario(
		'S353',
		{ given: 'a person in sync, a day ago', when: 'the CRM answers with no fields at all for the module', then: 'the run says that this answer cannot be read and remembers nothing of it; no field is agreed on anew' },
		async () => {
			const ann = await syncedAnn(stage.world);
			stage.skip(25 * 60);
			setTitle(stage.world, ann.google, 'Chair');
			stage.world.crm.faults.next({ kind: 'alter', how, when: 'after' }, { operation: 'settings.fields', times: 5 });
			expect((await stage.world.run('two-way')).error).toMatch(/The answer of 127\.0\.0\.1:\d+ (cannot be read|is empty) \| Check that/);
			expect((await run()).written.crm).toMatchObject({ updated: 1 });
			await expectQuietOverWire(stage.world);
		},
		what,
	);
}

scenario(
	'S354',
	{ given: '201 people in sync, a day ago', when: 'the CRM says that more follow, and its second page holds no list', then: 'nobody counts as out of the list view: the listing has not come to its end' },
	async () => {
		for (let number = 1; number <= 201; number++) stage.world.addCrm({ First_Name: 'P', Last_Name: `N${number}`, Email: `p${number}@example.org` });
		await run();
		await run();
		stage.skip(25 * 60);
		const matches = ({ query }: { query: Record<string, unknown> }) => query.page_token !== undefined;
		stage.world.crm.faults.next({ kind: 'alter', how: (answer) => ({ ...answer, body: {} }), when: 'after' }, { operation: 'records.list', matches, times: 5 });
		const { classes, hints } = await run();
		expect([classes.inSync, hints.join()]).toEqual([201, expect.stringContaining('ended early')]);
		expect((await run()).classes.inSync).toBe(201);
	},
);
