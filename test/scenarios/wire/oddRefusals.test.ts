import { membershipIn } from '../../servers/google';
import { cases } from '../../setup/cases';
import { scenario } from '../scenario';
import type { WireReport } from './wireWorld';
import { addPerson, expectQuietOverWire, personOf, reportOf, setStage, setTitle, syncedAnn, withSettings } from './wireWorld';

const waits: number[] = [];

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async (milliseconds: number) => void waits.push(milliseconds) }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const FOREVER = 100_000;

interface Refusal {
	status: number;
	body: object | string;
	headers?: Record<string, string>;
}

/** Nothing is done, and this is answered each time. */
function refuse(side: 'google' | 'crm', operation: string, { status, body }: Refusal): void {
	stage.world[side].faults.next({ kind: 'fail', status, body: body as object }, { operation, times: FOREVER } as never);
}

const PAGE = '<html>Not here</html>';
const ruled = (code: string) => ({ code, message: 'refused', status: 'error', details: {} });

/** One of each kind comes first: of the access, of the pace, of the request, and none. */
const REFUSALS: Record<'google' | 'crm', Refusal[]> = {
	google: [
		{ status: 403, body: PAGE },
		{ status: 403, body: { error: { code: 403, message: 'Rate Limit Exceeded', errors: [{ domain: 'usageLimits', reason: 'rateLimitExceeded' }] } } },
		{ status: 409, body: { error: { code: 409, message: 'Conflict', status: 'ABORTED' } } },
		{ status: 200, body: { error: { code: 500, message: 'No' } } },
		{ status: 403, body: { error: { code: 403, message: 'Off', status: 'PERMISSION_DENIED', details: [{ reason: 'SERVICE_DISABLED' }] } } },
		{ status: 412, body: { error: { code: 412, message: 'No', status: 'FAILED_PRECONDITION' } } },
		{ status: 413, body: PAGE },
	],
	crm: [
		{ status: 403, body: PAGE },
		{ status: 403, body: ruled('TOO_MANY_REQUESTS') },
		{ status: 409, body: ruled('CONFLICT') },
		{ status: 200, body: ruled('INTERNAL') },
		{ status: 403, body: ruled('LICENSE_EXPIRED') },
		{ status: 412, body: ruled('PRECONDITION_FAILED') },
		{ status: 413, body: PAGE },
	],
};

const REQUESTS: Record<'google' | 'crm', string[]> = {
	google: ['connections.list', 'batchGet', 'batchCreateContacts', 'batchUpdateContacts', 'batchDeleteContacts', 'contactGroups.list', 'contactGroups.members.modify'],
	crm: ['records.list', 'records.create', 'records.update', 'records.delete', 'coql', 'deleted', 'settings.fields', 'settings.customViews'],
};

/** Something to create, to change, to delete and to join, on both sides. */
async function muchToDo(): Promise<void> {
	const { world } = stage;
	const { google } = world;
	const ann = await syncedAnn(world);
	const [gone] = ['d1', 'd2'].map((name) => world.addGoogle({ given: name, family: 'X', email: `${name}@example.org` }));
	for (let number = 3; number < 8; number++) addPerson(world, number);
	reportOf(await world.run('two-way'));
	setTitle(world, ann.google, 'Chair');
	contacts().update(ann.crm, { First_Name: 'Anna' });
	addPerson(world, 1);
	world.addCrm({ First_Name: 'P', Last_Name: 'N2', Email: 'p2@example.org' });
	google.book.remove(gone);
	contacts().remove(String(contacts().all().find(({ Email }) => Email === 'd2@example.org')?.id));
	google.book.add({ names: [{ givenName: 'Old', familyName: 'Friend' }], emailAddresses: [{ type: 'work', value: 'old@example.org' }], memberships: [membershipIn('contactGroups/myContacts'), membershipIn('contactGroups/friends')] });
	world.addCrm({ First_Name: 'Old', Last_Name: 'Friend', Email: 'old@example.org' });
}

const run = async () => await stage.world.run('two-way', withSettings({ deletes: true, options: { deleteSharePercent: 100 } }));

/** What a run says, on the whole and of single contacts. */
function saidBy({ attention, hints, details }: WireReport): string {
	return [...attention, ...hints, ...details.flatMap((detail) => Object.values(detail))].join(' | ');
}

for (const side of ['google', 'crm'] as const) {
	for (const operation of REQUESTS[side]) {
		scenario(
			'S368',
			{ given: 'creations, edits and deletions for both sides', when: 'one kind of request is refused each time, with a status or a body that is documented nowhere', then: 'each run ends after few requests and says what to do; once the service answers, everything is carried out, and nobody is there twice' },
			async () => {
				const { world } = stage;
				await muchToDo();
				let asked = 0;
				for (const refusal of REFUSALS[side].slice(0, cases(4))) {
					stage.skip(25 * 60);
					[world.google.log, world.crm.log].forEach((log) => log.clear());
					refuse(side, operation, refusal);
					const result = await run();
					const count = world[side].log.count({ operation } as never);
					asked += count;
					expect(world.google.log.entries().length + world.crm.log.entries().length).toBeLessThan(50);
					const said = result.error ?? saidBy(reportOf(result));
					if (count > 0) expect(`${JSON.stringify(refusal)}: ${said}`).toMatch(/Check |Run the workflow|again|find out|tried|Open the|Nothing was/);
					// A quota that is used up is no lack of access.
					if (/rateLimit|TOO_MANY/.test(JSON.stringify(refusal))) expect(said).not.toMatch(/refused access|is enabled in the Google Cloud project/);
					world[side].faults.clear();
				}
				expect(asked).toBeGreaterThan(0);
				for (let runs = 0; runs < 4; runs++) {
					stage.skip(25 * 60);
					reportOf(await run());
				}
				const people = ['ann', 'old', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'].map((name) => `${name}@example.org`);
				expect(world.google.book.members(world.group).map(({ emailAddresses }) => emailAddresses?.[0].value).sort()).toEqual(people);
				expect(contacts().all().map(({ Email }) => Email).sort()).toEqual(people);
				await expectQuietOverWire(world);
			},
			`${side}, ${operation}`,
		);
	}
}

const HEADERS = ['-5', '0', 'Wed, 21 Oct 2015 07:28:00 GMT', 'soon', '120, 120', 'NaN', '99999999', 'Fri, 01 Jan 2100 00:00:00 GMT', '1e3'];

for (const [place, header] of HEADERS.entries()) {
	// Both sides read it in the same place.
	const sides = place % 2 === 0 ? (['google', 'crm'] as const) : (['crm', 'google'] as const);
	for (const side of sides.slice(0, cases(1))) {
		scenario(
			'S369',
			{ given: 'an edit', when: 'a service answers 429 with an odd time to wait, twice or for ever', then: 'requests do not follow each other at once, a wait of hours is not waited for, and the edit crosses in the end' },
			async () => {
				const { world } = stage;
				const ann = await syncedAnn(world);
				const operation = side === 'google' ? 'batchUpdateContacts' : 'records.update';
				const asked = Number(header) > 65 || header.includes('2100') ? 1 : 5;
				for (const times of [2, FOREVER]) {
					if (side === 'crm') setTitle(world, ann.google, `Chair ${times}`);
					else contacts().update(ann.crm, { Title: `Chair ${times}` });
					waits.length = 0;
					world[side].log.clear();
					world[side].faults.next({ kind: 'fail', status: 429, retryAfter: header as never, body: {} }, { operation, times } as never);
					const { hints, written } = reportOf(await run());
					const isThrough = times === 2 && asked === 5;
					expect(world[side].log.count({ operation } as never)).toBe(isThrough ? 3 : asked);
					expect(waits.filter((wait) => wait < 400)).toEqual([]);
					expect(written[side]).toMatchObject(isThrough ? { updated: 1 } : { updated: 0 });
					expect(hints.join()).toMatch(isThrough ? /^$/ : /1 change\(s\) were not sent: .*Run the workflow less often/);
					world[side].faults.clear();
					stage.skip(25 * 60);
					reportOf(await run());
				}
				expect([personOf(world, ann.google).organizations?.[0].title, contacts().get(ann.crm)?.Title]).toEqual([`Chair ${FOREVER}`, `Chair ${FOREVER}`]);
			},
			`${side}, ${header}`,
		);
	}
}

const MODIFIED: Record<string, (id: string) => object | string> = {
	'that it knows no such contact': (id) => ({ notFoundResourceNames: [id] }),
	'that it was its last group': (id) => ({ canNotRemoveLastContactGroupResourceNames: [id] }),
	'nothing': () => ({}),
	'a page': () => PAGE,
	'names that are numbers': () => ({ notFoundResourceNames: [7], canNotRemoveLastContactGroupResourceNames: 'x' }),
};

for (const [what, body] of Object.entries(MODIFIED)) {
	scenario(
		'S370',
		{ given: 'a contact in a group of the old kind that is to join the group of the sync', when: 'Google answers with something else each time, and does not do it', then: 'only what the contact itself shows counts: the run asks for attention after few requests, and the contact keeps its groups and joins once Google does it' },
		async () => {
			const { world } = stage;
			const { google } = world;
			await syncedAnn(world);
			const old = google.book.add({ names: [{ givenName: 'Old', familyName: 'Friend' }], emailAddresses: [{ type: 'work', value: 'old@example.org' }], memberships: [membershipIn('contactGroups/myContacts'), membershipIn('contactGroups/friends')] });
			world.addCrm({ First_Name: 'Old', Last_Name: 'Friend', Email: 'old@example.org' });
			const groups = () => personOf(world, old).memberships?.map(({ contactGroupMembership }) => contactGroupMembership?.contactGroupResourceName).sort();
			const before = groups();
			google.faults.next({ kind: 'fail', status: 200, body: body(old) as object }, { operation: 'contactGroups.members.modify', times: FOREVER });
			let told = '';
			for (let runs = 0; runs < 3; runs++) {
				google.log.clear();
				told += saidBy(reportOf(await run()));
				expect(google.log.entries().length).toBeLessThan(20);
				expect(groups()).toEqual(before);
			}
			expect(told).toMatch(/could not be written|not known|not sent/);
			google.faults.clear();
			stage.skip(25 * 60);
			reportOf(await run());
			expect(groups()).toEqual([...(before ?? []), world.group].sort());
			await expectQuietOverWire(world);
		},
		what,
	);
}

scenario(
	'S371',
	{ given: 'edits of three contacts', when: 'Google refuses one of them within the batch, as one that may not be changed', then: 'the other two are written, and what was refused is told of that contact, not of the account' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		for (const number of [1, 2]) addPerson(world, number);
		reportOf(await world.run('two-way'));
		for (const { id } of contacts().all()) contacts().update(String(id), { Title: 'Chair' });
		const body = { error: { code: 403, message: 'Refused', status: 'PERMISSION_DENIED', details: [{ contactErrors: { [ann.google]: { code: 7, message: 'This contact is read-only' } } }] } };
		const matches = (request: { body?: unknown }) => JSON.stringify(request.body).includes(ann.google);
		world.google.faults.next({ kind: 'fail', status: 403, body }, { operation: 'batchUpdateContacts', times: FOREVER, matches });
		const report = reportOf(await world.run('two-way'));
		expect(report.written.google).toMatchObject({ updated: 2, failed: 1 });
		expect(report.details).toMatchObject([{ contact: 'Ann Lee', class: 'failing', reason: expect.stringContaining('This contact is read-only') }]);
		expect(report.attention.join()).not.toMatch(/refused access/);
	},
);
