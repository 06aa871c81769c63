import type { Fault } from '../../servers/crm';
import { membershipIn } from '../../servers/google';
import { startHttpServer } from '../../servers/shared/httpServer';
import type { HttpRequest } from '../../servers/shared/httpServer';
import { cases } from '../../setup/cases';
import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const run = async () => reportOf(await stage.world.run('two-way'));

/** The limits that the nodes set, in milliseconds; a hundred times shorter here. */
const limits: number[] = [];
const timeout = AbortSignal.timeout.bind(AbortSignal);

beforeEach(() => {
	limits.length = 0;
	jest.spyOn(AbortSignal, 'timeout').mockImplementation((limit) => {
		limits.push(limit);
		return timeout(limit / 100);
	});
});

/** Answers after which nobody knows what became of a request that was carried out; those that differ most come first. */
const NO_PROOF: Array<[string, Fault]> = [
	['a cut connection', { kind: 'reset', when: 'after' }],
	['status 503 that asks to come again', { kind: 'fail', status: 503, retryAfter: 1, when: 'after' }],
	['silence', { kind: 'silence', when: 'after' }],
	['status 408', { kind: 'fail', status: 408, when: 'after' }],
	['a redirect', { kind: 'redirect', status: 307, location: 'http://127.0.0.1:9/', when: 'after' }],
	...(['encoding', 'protocol', 'half', 'empty', 'otherShape', 'page', 'length'] as const).map((how): [string, Fault] => [
		`an answer that cannot be read: ${how}`,
		{ kind: 'spoil', how, when: 'after' },
	]),
	...[500, 502, 503, 504].map((status): [string, Fault] => [`status ${status}`, { kind: 'fail', status, when: 'after' }]),
];

for (const [what, fault] of NO_PROOF.slice(0, cases(10))) {
	scenario(
		'S150',
		{ given: 'a new CRM record, and Google listings that lag behind', when: 'Google creates its contact and nothing that can be read tells so', then: 'it counts as unknown and is not sent again; once listings show it, it is linked, and Google holds one' },
		async () => {
			const { google } = stage.world;
			stage.world.addCrm({ First_Name: 'Byron', Last_Name: 'Noel', Email: 'byron@example.org' });
			reportOf(await stage.world.run('crm-to-google'));
			stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' });
			google.faults.freezeListings();
			google.faults.next(fault, { operation: 'batchCreateContacts' });
			expect((await run()).written.google).toMatchObject({ unknown: 1, created: 0, failed: 0 });
			await run();
			google.faults.thawListings();
			stage.skip(15);
			await run();
			await run();
			expect(google.log.count({ operation: 'batchCreateContacts' })).toBe(2);
			expect(google.book.members(stage.world.group)).toHaveLength(2);
			await expectQuietOverWire(stage.world);
		},
		what,
	);

	scenario(
		'S150',
		{ given: 'a new Google contact', when: 'the CRM creates its record and nothing that can be read tells so', then: 'it counts as unknown and is not sent again: the next run looks the address up, and the CRM holds one' },
		async () => {
			const { crm } = stage.world;
			addPerson(stage.world, 1);
			crm.faults.next(fault, { operation: 'records.create' });
			expect((await run()).written.crm).toMatchObject({ unknown: 1, created: 0, failed: 0 });
			await run();
			await run();
			expect(crm.log.count({ operation: 'records.create' })).toBe(1);
			expect(contacts().size).toBe(1);
			await expectQuietOverWire(stage.world);
		},
		what,
	);
}

// What becomes of an unknown create is the same whatever made it unknown.
for (const [what, fault] of NO_PROOF.slice(0, cases(3))) {
	scenario(
		'S286',
		{ given: 'a new Google contact without an e-mail, where everybody is synced', when: 'the CRM creates its record and nothing that can be read tells so', then: 'it counts as unknown and is not sent again: its name and number find it, and the CRM holds one' },
		async () => {
			const { google, crm, group } = stage.world;
			const memberships = [membershipIn('contactGroups/myContacts'), membershipIn(group)];
			google.book.add({ names: [{ givenName: 'Ann', familyName: 'Lee' }], phoneNumbers: [{ type: 'work', value: '555 010 0100' }], memberships });
			const everybody = async () => reportOf(await stage.world.run('two-way', withSettings({ withoutEmail: 'sync' })));
			crm.faults.next(fault, { operation: 'records.create' });
			expect((await everybody()).written.crm).toMatchObject({ unknown: 1, created: 0, failed: 0 });
			await everybody();
			expect((await everybody()).classes).toMatchObject({ inSync: 1 });
			expect(crm.log.count({ operation: 'records.create' })).toBe(1);
			expect([contacts().size, google.book.all().length]).toEqual([1, 1]);
		},
		what,
	);
}

scenario(
	'S157',
	{ given: 'an edit for each side', when: 'a service takes it and never answers', then: 'the run waits a minute and no longer for each answer, and reads what became of the edit' },
	async () => {
		const { google, crm } = stage.world;
		const ann = await syncedAnn(stage.world);
		setTitle(stage.world, ann.google, 'Chair');
		contacts().update(ann.crm, { Phone: '555 0199' });
		google.faults.next({ kind: 'silence', when: 'after' }, { operation: 'batchUpdateContacts' });
		crm.faults.next({ kind: 'silence', when: 'after' }, { operation: 'records.update' });
		expect((await run()).written).toMatchObject({ google: { updated: 1 }, crm: { updated: 1 } });
		expect(new Set(limits)).toEqual(new Set([60_000]));
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S157',
	{ given: 'two people in sync', when: 'the CRM never answers its listing', then: 'the run fails within five tries and names the host and the minute' },
	async () => {
		await syncedAnn(stage.world);
		stage.world.crm.faults.next({ kind: 'silence' }, { operation: 'records.list', times: 99 });
		const { error } = await stage.world.run('two-way');
		expect(error).toMatch(/127\.0\.0\.1:\d+ did not answer within 60 seconds/);
		expect(stage.world.crm.log.count({ status: 'silence' })).toBe(5);
	},
);

for (const side of ['google', 'crm'] as const) {
	for (const status of ([302, 307, 301, 303, 308] as const).slice(0, cases(2))) {
		scenario(
			'S182',
			{ given: 'a service that sends every request on to another host', when: 'the sync runs', then: 'nothing goes there, neither the token nor contacts; the run says where it was sent and what to correct' },
			async () => {
				const got: HttpRequest[] = [];
				const other = await startHttpServer({ handle: async (request) => (got.push(request), { status: 200, body: {} }) });
				const ann = await syncedAnn(stage.world);
				stage.world[side].faults.next({ kind: 'redirect', status, location: `${other.url}/steal` }, { times: 99 });
				const { error } = await stage.world.run('two-way');
				expect(error).toContain(`sends on to ${new URL(other.url).host}`);
				stage.world[side].faults.clear();
				setTitle(stage.world, ann.google, 'Chair');
				contacts().update(ann.crm, { Phone: '555 0199' });
				const write = side === 'google' ? ({ operation: 'batchUpdateContacts' } as const) : ({ operation: 'records.update' } as const);
				stage.world[side].faults.next({ kind: 'redirect', status, location: `${other.url}/steal` }, write as never);
				expect((await run()).written[side]).toMatchObject({ updated: 0, unknown: 1 });
				await run();
				expect(recordOf(stage.world, ann.crm).Title).toBe('Chair');
				expect(personOf(stage.world, ann.google).phoneNumbers?.[0].value).toBe('555 0199');
				await other.close();
				expect(got).toEqual([]);
			},
			`${side}, ${status}`,
		);
	}
}
