import mapValues from 'lodash/mapValues';

import type { HttpAnswer } from '../../servers/shared/httpServer';
import type { LogEntry } from '../../servers/shared/requestLog';
import { cases } from '../../setup/cases';
import { scenario } from '../scenario';
import { expectQuietOverWire, reportOf, setStage, setTitle, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const settings = withSettings({ deletes: true, withoutEmail: 'sync', options: { deleteSharePercent: 100 } });
const sync = async () => reportOf(await stage.world.run('two-way', settings));

type Part = Record<string, unknown>;
type Alter = (answer: HttpAnswer, request: LogEntry) => HttpAnswer;

const body = (how: (given: Part) => object): Alter => (answer) => ({ ...answer, body: how((answer.body ?? {}) as Part) });
const each = (how: (part: Part) => object): Alter => body((given) => mapValues(given, (part) => (Array.isArray(part) ? part.map((one) => how(one as Part)) : part)));
const answered = (given: object): Alter => () => ({ status: 200, body: given });
const values = (value: unknown): Alter => each((record) => mapValues(record, (old, name) => (['id', 'Modified_Time'].includes(name) ? old : value)));
const renamed = (rename: (name: string) => string): Alter => each((record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name === 'id' ? name : rename(name), value])));

/** However many requests of a kind are answered otherwise; @returns how many were. */
function alter(side: 'google' | 'crm', operation: string, how: Alter, times = 300): () => number {
	let count = 0;
	let request: LogEntry | undefined;
	const changed = (answer: HttpAnswer): HttpAnswer => {
		count += 1;
		return how(answer, request as LogEntry);
	};
	const matches = (entry: LogEntry): boolean => {
		request = entry;
		return true;
	};
	stage.world[side].faults.next({ kind: 'alter', how: changed, when: 'after' }, { operation, times, matches } as never);
	return () => count;
}

function members(): string[] {
	return stage.world.google.book.members(stage.world.group).flatMap(({ resourceName }) => resourceName ?? []);
}

/** Everybody on either side, with the title that stands there. */
function everybody() {
	const people = stage.world.google.book.members(stage.world.group).map(({ names, organizations }) => [names?.[0].givenName, names?.[0].familyName, organizations?.[0]?.title]);
	const records = contacts().all().map(({ First_Name, Last_Name, Title }) => [First_Name, Last_Name, Title]);
	return { google: people.map((one) => one.join(' ')).sort(), crm: records.map((one) => one.join(' ')).sort() };
}

const idOf = (family: string): string => String(contacts().all().find(({ Last_Name }) => Last_Name === family)?.id);
const nameOf = (family: string): string => stage.world.google.book.members(stage.world.group).find(({ names }) => names?.[0].familyName === family)?.resourceName ?? '';

/** Three people in sync, a third of them edited on either side, and one new on either. @param later minutes after the last run. */
async function muchToDo(later: number): Promise<void> {
	for (const name of ['N1', 'N2', 'N3']) stage.world.addCrm({ First_Name: 'P', Last_Name: name, Email: `${name}@example.org`, Title: 'Clerk' });
	await sync();
	await sync();
	stage.skip(later);
	setTitle(stage.world, nameOf('N1'), 'Chair');
	contacts().update(idOf('N2'), { Title: 'Boss' });
	stage.world.addGoogle({ given: 'N', family: 'G4', email: 'g4@example.org', title: 'New' });
	stage.world.addCrm({ First_Name: 'N', Last_Name: 'C5', Email: 'c5@example.org', Title: 'New' });
}

const DONE = ['N C5 New', 'N G4 New', 'P N1 Chair', 'P N2 Boss', 'P N3 Clerk'];

/** Once it answers as it should, everything is carried out. */
async function expectDone(): Promise<void> {
	stage.world.google.faults.clear();
	stage.world.crm.faults.clear();
	await stage.world.run('two-way', settings);
	stage.skip(15);
	await sync();
	await sync();
	expect(everybody()).toEqual({ google: DONE, crm: DONE });
	await expectQuietOverWire(stage.world);
}

let page = 0;
const inVain: Alter = body(({ data = [{ id: '1' }] }) => ({ data, info: { more_records: true, next_page_token: `t${page++}` } }));

const ENDLESS: Array<[string, Alter, number]> = [
	['records.list', (answer, request) => inVain(answer.status === 200 ? answer : { status: 200 }, request), 20],
	['records.list', (answer, request) => inVain(answer.status === 200 ? answer : { status: 200 }, request), 25 * 60],
	['deleted', answered({ data: [{ id: '1', deleted_time: null }], info: { more_records: true } }), 20],
	['coql', answered({ data: [{ id: '1', Email: 'x@example.org' }], info: { more_records: true } }), 20],
	['settings.fields', body((given) => ({ ...given, info: { more_records: true } })), 25 * 60],
	['settings.customViews', body((given) => ({ ...given, info: { more_records: true } })), 25 * 60],
];

for (const [operation, how, later] of ENDLESS) {
	scenario(
		'S380',
		{ given: 'people in sync, and changes on both sides', when: 'the CRM says of each page of a listing that more follow, and shows the same again', then: 'it is asked a few times and no more; what was listed is not taken for all there is, and later everything is carried out' },
		async () => {
			await muchToDo(later);
			const asked = alter('crm', operation, how);
			await stage.world.run('two-way', settings);
			expect(asked()).toBeLessThan(10);
			await expectDone();
		},
		`${operation}, after ${later} minutes`,
	);
}

const OF_THE_CRM: Array<[string, string, Alter]> = [
	['"not modified", unasked', 'records.list', () => ({ status: 304 })],
	['an error beside an empty list', 'records.list', body((given) => ({ ...given, data: [], code: 'LIMIT', status: 'error' }))],
	['ids that are several', 'records.list', each((record) => ({ ...record, id: `${String(record.id)},${String(record.id)}` }))],
	['"more" as a text', 'records.list', body((given) => ({ ...given, info: { more_records: 'true' } }))],
	['nobody has a name', 'records.list', values(null)],
	['nobody has a name, in lists', 'records.list', values([])],
	['values inside objects', 'records.list', values({ value: 'x' })],
	['the feed names who is there', 'deleted', () => ({ status: 200, body: { data: contacts().all().map(({ id }) => ({ id, deleted_time: null })), info: {} } })],
	['done, in other letters', 'records.create', each((row) => ({ ...row, status: 'SUCCESS' }))],
];

const OF_GOOGLE: Array<[string, string, Alter]> = [
	['an empty token for the next page', 'connections.list', body((given) => ({ ...given, nextPageToken: '' }))],
	['an empty sync token', 'connections.list', body((given) => ({ ...given, nextSyncToken: '' }))],
	['"deleted" as a text', 'connections.list', each((person) => ({ ...person, metadata: { ...(person.metadata as object), deleted: 'false' } }))],
	['names alone', 'connections.list', each(({ resourceName, etag }) => ({ resourceName, etag }))],
	['who is there as the former name of others', 'connections.list', each((person) => ({ ...person, metadata: { ...(person.metadata as object), previousResourceNames: members().filter((name) => [nameOf('N1'), nameOf('G4')].includes(name) && name !== person.resourceName) } }))],
	['a refusal beside a contact', 'batchUpdateContacts', body((given) => ({ ...given, updateResult: mapValues(given.updateResult as object, (row: object) => ({ ...row, status: { code: 3 } })) }))],
	['another contact', 'batchUpdateContacts', body((given) => ({ ...given, updateResult: mapValues(given.updateResult as object, (row: Part) => ({ ...row, person: { ...(row.person as object), resourceName: 'people/c1' } })) }))],
	['an error beside a contact', 'batchGet', each((row) => ({ ...row, status: { code: 13 } }))],
	['the word that there is none beside a contact', 'batchGet', each((row) => ({ ...row, httpStatusCode: 404 }))],
];

for (const [side, answers] of [['crm', OF_THE_CRM], ['google', OF_GOOGLE]] as const) {
	for (const [what, operation, how] of answers) {
		for (const later of operation.endsWith('.list') ? [25 * 60, 20].slice(0, cases(1)) : [20]) {
			scenario(
				'S381',
				{ given: 'people in sync, and changes on both sides', when: 'an answer contradicts itself, another one or the question, in one run', then: 'nobody is deleted, cleared, mistaken or made twice because of it, and later everything is carried out' },
				async () => {
					await muchToDo(later);
					alter(side, operation, how);
					await stage.world.run('two-way', settings);
					const { google, crm } = everybody();
					for (const name of ['N1', 'N2', 'N3']) expect([google, crm].map((side) => side.filter((one) => one.startsWith(`P ${name} `)).length)).toEqual([1, 1]);
					await expectDone();
				},
				`${side}, ${operation}: ${what}, after ${later} minutes`,
			);
		}
	}
}

const LOOK_UPS: Record<string, Alter> = {
	'"not modified"': () => ({ status: 304 }),
	'with nobody, and more to follow': answered({ data: [], info: { more_records: true } }),
	'with an error beside an empty list': answered({ data: [], code: 'INTERNAL', status: 'error' }),
	'with ids alone': each(({ id }) => ({ id })),
	'with fields in other letters': renamed((name) => name.toLowerCase()),
	'with the module in the names of fields': renamed((name) => `Contacts.${name}`),
	'with empty fields': values(null),
};

for (const [place, [what, how]] of Object.entries(LOOK_UPS).entries()) {
	// Of names nothing but ids is read from the answer.
	for (const email of place < cases(4) ? [undefined, 'g4@example.org'] : ['g4@example.org']) {
		scenario(
			'S382',
			{ given: 'somebody new in Google, whom the CRM gets too while the sync runs', when: 'the CRM answers the look-up before the create in a way that does not tell who was found', then: 'nobody is created for whom it is not known, and later the two are one person' },
			async () => {
				await sync();
				stage.world.addGoogle({ given: 'N', family: 'G4', ...(email ? { email } : { phone: '+49 30 1234567' }) });
				stage.world.crm.faults.beforeOperation('coql', () => void stage.world.addCrm({ First_Name: 'N', Last_Name: 'G4', ...(email ? { Email: email } : { Phone: '+49 30 1234567' }) }));
				alter('crm', 'coql', how);
				await sync();
				stage.world.crm.faults.clear();
				await sync();
				await sync();
				expect([contacts().size, members().length]).toEqual([1, 1]);
			},
			`${what}, ${email ? 'by address' : 'by name'}`,
		);
	}
}

for (const permissions of [[], ['Crm_Implied_Edit_Contacts']]) {
	scenario(
		'S383',
		{ given: 'edits of three contacts', when: 'the CRM refuses one of the records as one that its user may not change', then: 'the other two are written, and what was refused is told of that contact, not of the account' },
		async () => {
			for (const name of ['N1', 'N2', 'N3']) stage.world.addCrm({ First_Name: 'P', Last_Name: name, Email: `${name}@example.org` });
			await sync();
			for (const name of ['N1', 'N2', 'N3']) setTitle(stage.world, nameOf(name), 'Chair');
			const refusal = { code: 'NO_PERMISSION', message: 'permission denied', status: 'error', details: { permissions } };
			alter('crm', 'records.update', (answer) => ({ ...answer, body: { data: (answer.body as { data: object[] }).data.map((row, place) => (place === 0 ? refusal : row)) } }));
			const report = await sync();
			expect(report.written.crm).toMatchObject({ updated: 2, failed: 1 });
			expect(report.details).toMatchObject([{ class: 'failing', reason: expect.stringContaining('sharing rules') }]);
			expect(report.attention.join()).not.toMatch(/refused access/);
		},
		permissions.join() || 'nothing named',
	);
}

for (const [what, wrong] of Object.entries({ 'of a deletion': { op: 'delete' }, 'of somebody else': { contact: '={{ { google: "people/c999", crm: null } }}' } })) {
	scenario(
		'S385',
		{ given: 'an edit that a run plans to carry to Google', when: 'what reaches Record Results is a result of this run for a change that it did not plan', then: 'nothing is recorded, and the next run carries the edit out' },
		async () => {
			stage.world.addCrm({ First_Name: 'P', Last_Name: 'N1', Email: 'n1@example.org', Title: 'Clerk' });
			await sync();
			stage.skip(20);
			contacts().update(idOf('N1'), { Title: 'Chair' });
			const result = { kind: 'result', side: 'google', op: 'update', contact: '={{ $json.contact }}', runId: '={{ $json.run.id }}', outcome: 'written', id: '={{ $json.id }}', fields: '={{ [] }}', before: '={{ null }}', after: '={{ null }}', modifiedAt: '={{ null }}', ...wrong };
			const assignments = Object.entries(result).map(([name, value]) => ({ name, value }));
			const { error } = await stage.world.run('two-way', (nodes) => {
				settings(nodes);
				const apply = nodes.find(({ name }) => name === 'Google: Apply Changes');
				Object.assign(apply ?? {}, { type: 'n8n-nodes-base.set', typeVersion: 1, parameters: { assignments: { assignments } } });
			});
			expect(error).toContain('These results are of no plan of this run');
			stage.skip(15);
			await sync();
			expect(everybody()).toEqual({ google: ['P N1 Chair'], crm: ['P N1 Chair'] });
		},
		what,
	);
}
