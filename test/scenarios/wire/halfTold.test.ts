import mapValues from 'lodash/mapValues';

import type { HttpAnswer } from '../../servers/shared/httpServer';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, reportOf, setStage, syncedAnn, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const settings = withSettings({ deletes: true, withoutEmail: 'sync', options: { deleteSharePercent: 100, createAccounts: true } });
const sync = async () => reportOf(await stage.world.run('two-way', settings));

type Part = Record<string, unknown>;
type Alter = (answer: HttpAnswer) => HttpAnswer;

const body = (how: (given: Part) => object): Alter => (answer) => ({ ...answer, body: how((answer.body ?? {}) as Part) });
const reversed = body((given) => mapValues(given, (part) => (Array.isArray(part) ? [...(part as unknown[])].reverse() : part)));

const alter = (operation: string, how: Alter, times = 1, matches?: (request: { path: string }) => boolean) =>
	stage.world.crm.faults.next({ kind: 'alter', how, when: 'after' }, { operation, times, matches } as never);

scenario(
	'S440',
	{ given: 'three new people without an e-mail address in Google', when: 'the CRM creates them, and answers in another order', then: 'nobody is linked with somebody else: later edits reach the people whom they are of, and nobody is there twice' },
	async () => {
		for (const number of [1, 2, 3]) stage.world.addGoogle({ given: 'P', family: `N${number}`, phone: `+49 30 123456${number}` });
		alter('records.create', reversed);
		await sync();
		for (const { id, Last_Name } of contacts().all() as Array<{ id: string; Last_Name: string }>) contacts().update(id, { Title: `Chair ${Last_Name}` });
		await sync();
		stage.skip(15);
		await sync();
		await sync();
		const people = stage.world.google.book.members(stage.world.group).map(({ names, organizations }) => [names?.[0].familyName, organizations?.[0]?.title]);
		expect(people.sort()).toEqual(['N1', 'N2', 'N3'].map((name) => [name, `Chair ${name}`]));
		expect(contacts().all().map(({ Last_Name }) => Last_Name).sort()).toEqual(['N1', 'N2', 'N3']);
	},
);

scenario(
	'S441',
	{ given: 'three new people in Google, each at a company that the CRM does not have', when: 'the CRM creates the companies, and answers in another order', then: 'everybody is at their own company, and each company is there once' },
	async () => {
		for (const number of [1, 2, 3]) {
			const id = stage.world.addGoogle({ given: 'P', family: `N${number}`, email: `p${number}@example.org` });
			stage.world.google.book.update(id, { organizations: [{ name: `Company ${number}` }] });
		}
		alter('records.create', reversed, 1, ({ path }) => path.includes('Accounts'));
		await sync();
		stage.skip(15);
		await sync();
		await sync();
		const companies = contacts().all().map(({ Last_Name, Account_Name }) => [Last_Name, (Account_Name as { name?: string } | null)?.name]);
		expect(companies.sort()).toEqual([1, 2, 3].map((number) => [`N${number}`, `Company ${number}`]));
		expect(stage.world.crm.crm.module('Accounts').size).toBe(3);
		await expectQuietOverWire(stage.world);
	},
);

for (const [what, date] of [['two days ahead', 48 * 60 * 60_000], ['in the year 9999', Date.parse('9999-12-31')], ['in the year 1970', -Date.now()]] as const) {
	scenario(
		'S442',
		{ given: 'two people in sync', when: 'the clock of what answers for the CRM is far off in one run, and then a record is edited and another one deleted', then: 'both reach Google in the next run' },
		async () => {
			const ann = await syncedAnn(stage.world);
			stage.world.addCrm({ First_Name: 'Bob', Last_Name: 'Ray', Email: 'bob@example.org' });
			await sync();
			await sync();
			const clock = new Date(Date.now() + date).toUTCString();
			for (const operation of ['records.list', 'deleted', 'settings.fields']) alter(operation, (answer) => ({ ...answer, headers: { ...answer.headers, date: clock } }), 9);
			stage.skip(10);
			await sync();
			stage.world.crm.faults.clear();
			stage.skip(10);
			contacts().update(ann.crm, { Title: 'Chair' });
			contacts().remove(String(contacts().all().find(({ Last_Name }) => Last_Name === 'Ray')?.id));
			await sync();
			expect(personOf(stage.world, ann.google).organizations?.[0].title).toBe('Chair');
			expect(stage.world.google.book.members(stage.world.group)).toHaveLength(1);
			await expectQuietOverWire(stage.world);
		},
		what,
	);
}
