import type { SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { ANN, BOB, crowd, expectQuiet, synced } from '../engine/people';
import { asCrmFields, BLANK_MEMORY, MINUTE, World } from '../engine/world';
import { links } from './pairs';
import { scenario } from './scenario';

const PLANNED = { afterWrites: 0, keeps: 'plan' } as const;
const KILLED = { afterWrites: Infinity, keeps: 'nothing' } as const;

/** A CRM record for which the sync has made two Google contacts. */
function doubled(settings: Partial<SyncSettings>) {
	const world = new World(settings);
	const crm = world.add('crm', { Last_Name: 'Silent' });
	const origin = { syncName: 'test', crmId: crm };
	const [first, second] = [0, 1].map(() => world.add('google', { familyName: 'Silent' }, { origin }));
	return { world, ids: { first, second, crm } };
}

scenario(
	'S41',
	{ given: 'ten people with edits to carry to the CRM, deletions switched on', when: 'access is lost after four of them', then: 'writing stops, what succeeded counts, nothing is deleted, the run asks for attention; the next one carries the other six' },
	() => {
		const { world, people } = crowd(10, { deletes: true });
		people.forEach(({ google }) => world.edit('google', google, { jobTitle: 'Chair' }));
		let count = 0;
		world.fault = () => {
			count += 1;
			if (count <= 4) return undefined;
			return count === 5 ? { refused: 'NO_PERMISSION', access: true } : 'notSent';
		};
		const run = world.sync();
		expect(run.summary).toMatchObject({ outcome: 'attention', written: { crm: { updated: 4, failed: 1, notSent: 5 } } });
		expect(run.summary.attention[0]).toContain('refused access');
		world.fault = () => undefined;
		const next = world.sync().writes;
		expect(next).toHaveLength(6);
		expect(next.every(({ op }) => op === 'update')).toBe(true);
		expectQuiet(world);
	},
);

scenario(
	'S42',
	{ given: 'ten people in sync, one of them edited on both sides, deletions switched on', when: 'what the sync remembers is lost', then: 'all are linked anew by e-mail: nobody is created or deleted, empty fields are filled, a difference goes by the winner and is journalled' },
	() => {
		const { world, people } = crowd(10, { deletes: true });
		world.edit('google', people[0].google, { jobTitle: 'Chair' });
		world.edit('crm', people[0].crm, { Title: 'Owner', Phone: '555 0100' });
		world.memory = BLANK_MEMORY;
		const run = world.sync();
		expect(run.writes).toMatchObject([{ op: 'update', side: 'google', set: { jobTitle: 'Owner', workPhone: '555 0100' } }]);
		expect(run.journal).toMatchObject([{ before: 'Chair', reason: 'conflict' }]);
		expect(links(world)).toHaveLength(10);
		expectQuiet(world);
	},
);

for (const [variant, crash] of [['its process was killed', KILLED], ['its execution failed', { afterWrites: Infinity, keeps: 'plan' }]] as const) {
	scenario(
		'S43',
		{ given: 'an edit and a new contact on each side', when: 'a run writes them and ends before it remembers that', then: 'the next run finds both sides equal: no write, no conflict, no double' },
		() => {
			const { world, ids } = synced();
			world.edit('google', ids.google, { jobTitle: 'Chair' });
			world.add('google', { familyName: 'New', workEmail: 'new@example.org' });
			world.add('crm', { Last_Name: 'Newer', Email: 'newer@example.org' });
			expect(world.sync({ crash }).writes).toHaveLength(3);
			const next = world.sync();
			expect(next.writes).toEqual([]);
			expect(next.summary.classes).toMatchObject({ inSync: 3, deferred: 0 });
			expect(next.conflicts).toBe(0);
			expect([world.size('google'), world.size('crm')]).toEqual([3, 3]);
			expectQuiet(world);
			// The agreement is repaired: going back is an edit of one side.
			world.edit('google', ids.google, { jobTitle: 'Clerk' });
			expect(world.sync().conflicts).toBe(0);
			expect(world.get('crm', ids.crm).fields.Title).toBe('Clerk');
		},
		variant,
	);
}

scenario(
	'S43',
	{ given: 'a person new in the CRM, whom a run makes in Google before it breaks off', when: 'the record leaves the list view and gets another address before the next run', then: 'the contact waits until the record that it was made for has been read by its id, and nobody is created twice' },
	() => {
		const { world } = synced();
		const crm = world.add('crm', { Last_Name: 'New', Email: 'new@example.org' });
		expect(world.sync({ crash: { afterWrites: 1, keeps: 'nothing' } }).writes).toHaveLength(1);
		world.edit('crm', crm, { Email: 'other@example.org' });
		world.books.crm.setScope(crm, false);
		world.books.crm.cursorLost = true;
		const next = world.sync({ full: true });
		expect(next.writes).toEqual([]);
		expect(next.details).toMatchObject([{ class: 'waiting', reason: expect.stringContaining('made it for a CRM record') }]);
		expect(world.sync().writes).toEqual([]);
		expect(world.sync().details).toMatchObject([{ class: 'detached' }]);
		expectQuiet(world);
		world.books.crm.setScope(crm, true);
		world.sync();
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 2]);
	},
);

scenario(
	'S43',
	{ given: 'a contact that the sync made in Google, while what it knew of the record is lost', when: 'that record is deleted for good', then: 'it is asked for once, and the contact goes the way of one that is only in Google' },
	() => {
		const { world } = synced();
		const crm = world.add('crm', { Last_Name: 'New', Email: 'new@example.org' });
		world.sync({ crash: { afterWrites: 1, keeps: 'nothing' } });
		world.remove('crm', crm);
		expect(world.sync().writes).toEqual([]);
		expect(world.sync().writes).toMatchObject([{ side: 'crm', op: 'create' }]);
		expectQuiet(world);
		expect(world.state.sides.crm.readNext).toEqual([]);
	},
);

scenario(
	'S43',
	{ given: 'an edit and a new contact', when: 'a run ends after planning and before writing', then: 'the next run writes them' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.add('google', BOB);
		world.sync({ crash: PLANNED });
		expect(world.sync().writes.map(({ op }) => op).sort()).toEqual(['create', 'update']);
		expectQuiet(world);
	},
);

scenario(
	'S44',
	{ given: 'a CRM record without an e-mail', when: 'the run that created its Google contact ends before it remembers that', then: 'the contact is found by the origin written into it; no second one is made' },
	() => {
		const world = new World();
		const crm = world.add('crm', { Last_Name: 'Silent' });
		world.sync({ crash: KILLED });
		expect(world.sync().writes).toEqual([]);
		expect(world.size('google')).toBe(1);
		expect(links(world)).toMatchObject([[expect.any(String), crm]]);
		expectQuiet(world);
	},
);

scenario(
	'S44',
	{ given: 'two Google contacts that carry the origin of one CRM record', when: 'the sync sees them, listed in any order', then: 'the one with the lower id is linked, the other is reported as a double of the sync; nothing is written' },
	() => {
		for (const order of [1, -1]) {
			const world = new World();
			const crm = world.add('crm', { Last_Name: 'Silent' });
			const origin = { syncName: 'test', crmId: crm };
			const first = world.add('google', { familyName: 'Silent' }, { origin });
			world.add('google', { familyName: 'Silent' }, { origin });
			world.books.google.listingOrder = (records) => (order === 1 ? records : [...records].reverse());
			const run = world.sync();
			expect(run.writes).toEqual([]);
			expect(run.details).toMatchObject([{ class: 'ambiguous', reason: expect.stringContaining('twice') }]);
			expect(links(world)).toEqual([[first, crm]]);
			expectQuiet(world);
		}
	},
);

scenario(
	'S54',
	{ given: 'two Google contacts that the sync created for one CRM record, and deletions on', when: 'nobody has changed either', then: 'the one that is not linked is deleted with its values in the journal, however many there are; deletions off: it is reported' },
	() => {
		for (const deletes of [true, false]) {
			const world = new World({ deletes });
			const people = Array.from({ length: 8 }, (_, number) => ({ familyName: `N${number}`, ...(number < 4 && { workEmail: `p${number}@example.org` }) }));
			for (const fields of people) {
				const crmId = world.add('crm', asCrmFields(fields));
				for (let time = 0; time < 2; time++) world.add('google', fields, { origin: { syncName: 'test', crmId } });
			}
			world.sync();
			world.sync();
			expect(world.size('google')).toBe(deletes ? 8 : 16);
			expect(world.size('crm')).toBe(8);
			expect(world.journal.filter(({ reason, field }) => reason === 'deleted' && field === 'familyName')).toHaveLength(deletes ? 8 : 0);
			expect(world.sync().summary.classes.ambiguous).toBe(deletes ? 0 : 8);
			expectQuiet(world);
		}
	},
);

scenario(
	'S54',
	{ given: 'two Google contacts that the sync created for one CRM record, and deletions on', when: 'someone has changed either of them, or the CRM record', then: 'both stay until they are the same again, and are reported' },
	() => {
		for (const which of ['first', 'second', 'crm'] as const) {
			const world = new World({ deletes: true, direction: 'crmToGoogle' });
			const crm = world.add('crm', { Last_Name: 'Silent', Title: 'Clerk' });
			const origin = { syncName: 'test', crmId: crm };
			const double = { familyName: 'Silent', jobTitle: 'Clerk' };
			const ids = { first: world.add('google', double, { origin }), second: world.add('google', double, { origin }), crm };
			world.sync();
			if (which === 'crm') world.edit('crm', crm, { Title: 'Chair' });
			else world.edit('google', ids[which], { jobTitle: 'Cook' });
			const run = world.sync();
			expect(run.writes.filter(({ op }) => op === 'delete')).toEqual([]);
			expect(run.details).toMatchObject([{ class: 'ambiguous', reason: expect.stringContaining('twice') }]);
			expect(world.size('google')).toBe(2);
		}
	},
);

scenario(
	'S54',
	{ given: 'two Google contacts that the sync created for one CRM record, and deletions on', when: 'one of them leaves the group, or the record its list view', then: 'nobody is deleted' },
	() => {
		for (const which of ['first', 'second', 'crm'] as const) {
			const { world, ids } = doubled({ deletes: true });
			world.sync();
			world.books[which === 'crm' ? 'crm' : 'google'].setScope(ids[which], false);
			world.sync();
			world.sync();
			expect([world.size('google'), world.size('crm')]).toEqual([2, 1]);
		}
	},
);

scenario(
	'S54',
	{ given: 'two Google contacts that the sync created for one CRM record, and deletions on', when: 'one of them gets an e-mail that is not mapped', then: 'both stay; when the other has all of its e-mails too, in whatever order, one is deleted' },
	() => {
		const { world, ids } = doubled({ deletes: true });
		world.edit('google', ids.first, { schoolEmail: 'a@example.org', clubEmail: 'b@example.org' });
		world.sync();
		world.sync();
		expect(world.size('google')).toBe(2);
		world.edit('google', ids.second, { clubEmail: 'b@example.org' });
		world.edit('google', ids.second, { schoolEmail: 'a@example.org' });
		world.sync();
		expect(world.size('google')).toBe(1);
	},
);

scenario(
	'S54',
	{ given: 'two Google contacts that the sync created for one CRM record, one of them linked', when: 'the linked one is deleted in Google', then: 'the other takes its place, and nothing is deleted in the CRM' },
	() => {
		const { world, ids } = doubled({ deletes: true, direction: 'googleToCrm' });
		world.sync();
		expect(links(world)).toEqual([[ids.first, ids.crm]]);
		world.remove('google', ids.first);
		expect(world.sync().writes).toEqual([]);
		expect(links(world)).toEqual([[ids.second, ids.crm]]);
		expectQuiet(world);
	},
);

scenario(
	'S54',
	{ given: 'a double whose deletion is refused, since it holds something that is not mapped', when: 'the sync runs on', then: 'it is reported with the reason and tried ever more rarely' },
	() => {
		const world = new World({ deletes: true });
		const crm = world.add('crm', { Last_Name: 'Silent' });
		const origin = { syncName: 'test', crmId: crm };
		for (let time = 0; time < 2; time++) world.add('google', { familyName: 'Silent' }, { origin });
		world.sync();
		world.fault = ({ op }) => (op === 'delete' ? { refused: 'CHANGED_DOUBLE' } : undefined);
		const [[first], then, later] = [world.sync().writes, world.sync({ after: 5 }), world.sync({ after: 5 })];
		expect(first).toMatchObject({ op: 'delete', twin: expect.any(String) });
		expect([...then.writes, ...later.writes]).toEqual([]);
		expect(later.details).toMatchObject([{ class: 'failing', reason: expect.stringContaining('CHANGED_DOUBLE') }]);
		expect(world.sync({ after: 60 }).writes).toHaveLength(1);
	},
);

scenario(
	'S50',
	{ given: 'two people with edits, one of whom the CRM refuses each time', when: 'the sync runs on', then: 'the other goes across; the refused one is reported with the reason in every run, tried ever more rarely, and at once when it is edited' },
	() => {
		const { world, ids } = synced();
		const bob = world.addBoth(BOB);
		world.sync();
		world.fault = ({ contact }) => (contact.crm === ids.crm ? { refused: 'INVALID_DATA' } : undefined);
		world.edit('google', ids.google, { jobTitle: 'Bad' });
		world.edit('google', bob.google, { jobTitle: 'Good' });
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'failing', reason: expect.stringContaining('INVALID_DATA'), crmId: ids.crm }]);
		expect(run.summary.outcome).toBe('attention');
		expect(world.get('crm', bob.crm).fields.Title).toBe('Good');
		const tries = Array.from({ length: 20 }, () => world.sync()).map(({ writes, summary }) => {
			expect(summary.classes).toMatchObject({ failing: 1, inSync: 1 });
			expect(summary.readings).toEqual({ google: 'changes', crm: 'changes' });
			return writes.length;
		});
		expect(tries.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(4);
		expect(tries.reduce((sum, count) => sum + count)).toBeGreaterThan(0);
		world.fault = () => undefined;
		world.edit('google', ids.google, { jobTitle: 'Better' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Better');
		expectQuiet(world);
	},
);

scenario(
	'S50',
	{ given: 'a person with edits for both sides', when: 'Google refuses its part and the CRM takes the other', then: "the CRM's part counts, and the refused one waits before it is tried again" },
	() => {
		const { world, ids } = synced();
		world.fault = ({ side }) => (side === 'google' ? { refused: 'INVALID_ARGUMENT' } : undefined);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.edit('crm', ids.crm, { Phone: '555 0111' });
		expect(world.sync().summary.classes.failing).toBe(1);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expect(world.sync({ after: 1 }).writes).toEqual([]);
	},
);

scenario(
	'S51',
	{ given: 'a hundred edits in one batch', when: 'the CRM refuses three of them', then: '97 are settled, the three are reported with the reason, and only they are sent again' },
	() => {
		const { world, people } = crowd(100);
		people.forEach(({ google }) => world.edit('google', google, { jobTitle: 'Chair' }));
		const poisoned = new Set(people.slice(40, 43).map(({ crm }) => crm));
		world.fault = ({ contact }) => (poisoned.has(contact.crm ?? '') ? { refused: 'INVALID_DATA' } : undefined);
		const run = world.sync();
		expect(run.summary.written.crm).toMatchObject({ updated: 97, failed: 3 });
		expect(run.summary.classes).toMatchObject({ inSync: 97, failing: 3 });
		expect(new Set(run.details.map(({ crmId }) => crmId))).toEqual(poisoned);
		expect(run.details.every(({ reason }) => reason.includes('INVALID_DATA'))).toBe(true);
		world.fault = () => undefined;
		expect(new Set(world.sync({ after: 60 }).writes.map(({ contact }) => contact.crm))).toEqual(poisoned);
		expectQuiet(world);
	},
);

for (const fault of ['lostAfter', 'lostBefore'] as const) {
	const variant = fault === 'lostAfter' ? 'it had happened' : 'it had not';
	scenario(
		'S54',
		{ given: 'a CRM record without an e-mail', when: 'the answer to its creation in Google is lost', then: 'it is reported as unconfirmed and not tried again until Google had ten minutes to show it; in the end there is one contact' },
		() => {
			const world = new World();
			world.add('crm', { Last_Name: 'Silent' });
			world.fault = () => fault;
			world.sync();
			world.fault = () => undefined;
			world.books.google.lag = 8 * MINUTE;
			const soon = world.sync({ after: 2 });
			expect(soon.writes).toEqual([]);
			expect(soon.details).toMatchObject([{ class: 'waiting', reason: expect.stringContaining('not confirmed') }]);
			world.books.google.lag = 0;
			world.settle();
			expect(world.size('google')).toBe(1);
			expectQuiet(world);
		},
		variant,
	);

	scenario(
		'S54',
		{ given: 'a new Google contact', when: 'the answer to its creation in the CRM is lost', then: 'the next run looks its e-mail up before it creates: there is one record' },
		() => {
			const world = new World();
			world.add('google', ANN);
			world.fault = () => fault;
			world.sync();
			world.fault = () => undefined;
			world.settle();
			expect(world.size('crm')).toBe(1);
			expectQuiet(world);
		},
		variant,
	);

	scenario(
		'S54',
		{ given: 'an edit to carry to the CRM', when: 'the answer to the update is lost', then: 'the run is partial, the record is read, and the edit ends up done' },
		() => {
			const { world, ids } = synced();
			world.edit('google', ids.google, { jobTitle: 'Chair' });
			world.fault = () => fault;
			expect(world.sync().summary.outcome).toBe('partial');
			world.fault = () => undefined;
			world.settle();
			expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		},
		variant,
	);
}
