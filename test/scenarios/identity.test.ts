import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import { ANN, BOB, crowd, expectQuiet, synced } from '../engine/people';
import { BLANK_MEMORY, World } from '../engine/world';
import { links, syncedPair } from './pairs';
import { scenario } from './scenario';

scenario(
	'S13',
	{ given: 'a person in sync', when: 'the e-mail changes in Google', then: 'it changes in the CRM like any other field; the two stay linked and nobody is created' },
	() => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workEmail: 'ann.lee@example.org' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Email).toBe('ann.lee@example.org');
		expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
		expect(links(world)).toEqual([[ids.google, ids.crm]]);
		expectQuiet(world);
	},
);

scenario(
	'S14',
	{ given: 'a person in sync', when: 'the e-mail changes on both sides, differently', then: 'that is a conflict of one field: no third record, and the losing address is in the journal' },
	() => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workEmail: 'e1@example.org' });
		world.edit('crm', ids.crm, { Email: 'e2@example.org' });
		const run = world.sync();
		expect(run.conflicts).toBe(1);
		expect(run.journal).toMatchObject([{ before: 'e1@example.org', after: 'e2@example.org' }]);
		expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
		expect(links(world)).toEqual([[ids.google, ids.crm]]);
		expectQuiet(world);
	},
);

scenario(
	'S14',
	{ given: 'a person in sync and a side that wins conflicts', when: 'the winner clears the e-mail and the other side changes it', then: 'the new e-mail is on both sides', because: 'people are known by it, and a swap of two e-mails that broke off half way leaves one empty, as if somebody had cleared it.' },
	() => {
		for (const winner of SIDES) {
			const { world, ids } = synced({ winner });
			const fieldOf = { google: 'workEmail', crm: 'Email' };
			const loser = otherSide(winner);
			world.edit(winner, ids[winner], { [fieldOf[winner]]: '' });
			world.edit(loser, ids[loser], { [fieldOf[loser]]: 'new@example.org' });
			expect(world.sync().conflicts).toBe(0);
			expect(SIDES.map((side) => world.get(side, ids[side]).fields[fieldOf[side]])).toEqual(['new@example.org', 'new@example.org']);
			expectQuiet(world);
		}
	},
);

scenario(
	'S15',
	{ given: 'two people in sync', when: 'their e-mails are swapped in Google', then: 'they are swapped in the CRM too, and nobody is merged' },
	() => {
		const { world, ann, bob } = syncedPair();
		world.edit('google', ann.google, { workEmail: BOB.workEmail });
		world.edit('google', bob.google, { workEmail: ANN.workEmail });
		world.sync();
		expect(world.get('crm', ann.crm).fields).toMatchObject({ First_Name: 'Ann', Email: BOB.workEmail });
		expect(world.get('crm', bob.crm).fields).toMatchObject({ First_Name: 'Bob', Email: ANN.workEmail });
		expect(links(world).sort()).toEqual([[ann.google, ann.crm], [bob.google, bob.crm]].sort());
		expectQuiet(world);
	},
);

scenario(
	'S16',
	{ given: 'two Google contacts and one CRM record of one e-mail', when: 'they first meet', then: 'the contact with more fields is linked (of equals, the one with the lower id), the other is reported and left alone; a sync set up anew chooses the same', because: 'which contact is older, Google does not tell; its id never changes.' },
	() => {
		const world = new World();
		const poor = world.add('google', { workEmail: 'ANN@example.org', familyName: 'Lee' });
		const full = world.add('google', ANN);
		const crm = world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'ambiguous', googleId: poor }]);
		expect(links(world)).toEqual([[full, crm]]);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 1]);
		expectQuiet(world);
		world.memory = BLANK_MEMORY;
		world.books.google.listingOrder = (records) => [...records].reverse();
		world.sync();
		expect(links(world)).toEqual([[full, crm]]);
		expect(world.get('google', poor).fields).toEqual({ workEmail: 'ANN@example.org', familyName: 'Lee' });
	},
);

scenario(
	'S16',
	{ given: 'two Google contacts of one e-mail, equally full, and one CRM record', when: 'they first meet, listed in any order', then: 'the one with the lower id is linked' },
	() => {
		for (const listingOrder of [(all: object[]) => all, (all: object[]) => [...all].reverse()]) {
			const world = new World();
			const first = world.add('google', { workEmail: 'ann@example.org', familyName: 'Lee' });
			world.add('google', { workEmail: 'ann@example.org', familyName: 'LEE' });
			const crm = world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
			world.books.google.listingOrder = listingOrder as typeof world.books.google.listingOrder;
			world.sync();
			expect(links(world)).toEqual([[first, crm]]);
		}
	},
);

for (const [side, email, name] of [['google', 'workEmail', 'familyName'], ['crm', 'Email', 'Last_Name']] as const) {
	scenario(
		'S16',
		{ given: 'two contacts of one e-mail on one side and none on the other', when: 'they are first seen', then: 'both are reported and nobody is created' },
		() => {
			const world = new World();
			world.add(side, { [email]: 'ann@example.org', [name]: 'A' });
			world.add(side, { [email]: 'Ann@example.org', [name]: 'B' });
			const run = world.sync();
			expect(run.writes).toEqual([]);
			expect(run.summary.classes.ambiguous).toBe(2);
			expectQuiet(world);
		},
		side,
	);
}

scenario(
	'S17',
	{ given: 'two contacts on each side of one e-mail', when: 'they first meet and the full names tell them apart', then: 'each is linked to its namesake, and nobody is created' },
	() => {
		const world = new World();
		const shared = 'office@example.org';
		const annG = world.add('google', { ...ANN, workEmail: shared });
		const bobG = world.add('google', { ...BOB, workEmail: shared });
		const bobZ = world.add('crm', { First_Name: 'Bob', Last_Name: 'Ray', Email: shared });
		const annZ = world.add('crm', { First_Name: 'Ann', Last_Name: 'Lee', Email: shared });
		expect(world.sync().writes.every(({ op }) => op === 'update')).toBe(true);
		expect(links(world).sort()).toEqual([[annG, annZ], [bobG, bobZ]].sort());
		expectQuiet(world);
	},
);

scenario(
	'S17',
	{ given: 'two contacts on each side of one e-mail', when: 'they first meet and the names do not tell them apart', then: 'all four are reported; nothing is linked or created' },
	() => {
		const world = new World();
		const shared = 'office@example.org';
		for (const familyName of ['A', 'B']) world.add('google', { familyName, workEmail: shared });
		for (const Last_Name of ['A', 'A']) world.add('crm', { Last_Name, Email: shared });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(links(world)).toEqual([]);
		expect(run.summary.classes.ambiguous).toBe(4);
		expectQuiet(world);
	},
);

scenario(
	'S18',
	{ given: 'a contact without an e-mail on each side', when: 'they are first seen', then: "Google's is left out with the reason, the CRM's is created in Google once, where its origin finds it again" },
	() => {
		const world = new World();
		world.add('google', { givenName: 'No', familyName: 'Mail' });
		world.add('crm', { Last_Name: 'Silent' });
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'excluded', reason: expect.stringContaining('e-mail') }]);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 1]);
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 1]);
	},
);

scenario(
	'S18',
	{ given: 'a Google contact whose e-mail the CRM would refuse', when: 'it is first seen', then: 'it is left out with the reason and never tried' },
	() => {
		const world = new World();
		world.add('google', { familyName: 'Typo', workEmail: 'typo@nowhere' });
		expect(world.sync().details).toMatchObject([{ class: 'excluded' }]);
		expectQuiet(world);
	},
);

scenario(
	'S19',
	{ given: 'e-mails that differ in case, in spaces at the edges, or in a dot', when: 'they first meet', then: 'case and spaces do not matter and stay as they were typed; dots do' },
	() => {
		const world = new World({ direction: 'crmToGoogle' });
		const google = world.add('google', { workEmail: ' Ann@Example.org ', familyName: 'Lee' });
		const crm = world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		world.add('crm', { Email: 'a.nn@example.org', Last_Name: 'Other' });
		world.sync();
		expect(links(world)).toContainEqual([google, crm]);
		expect(world.size('google')).toBe(2);
		expect(world.get('google', google).fields.workEmail).toBe(' Ann@Example.org ');
		expectQuiet(world);
	},
);

scenario(
	'S19',
	{ given: 'gmail addresses that differ in a dot only', when: 'they first meet', then: 'they are two people' },
	() => {
		const world = new World();
		const google = world.add('google', { workEmail: 'ann.lee@gmail.com', familyName: 'Lee' });
		const crm = world.add('crm', { Email: 'annlee@gmail.com', Last_Name: 'Lee' });
		world.sync();
		expect(links(world)).not.toContainEqual([google, crm]);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 2]);
		expectQuiet(world);
	},
);

scenario(
	'S20',
	{ given: 'two people in sync', when: "one gets the other's address as a second e-mail", then: 'nobody is linked anew or merged, the second e-mail is synced like any field, and the report says so once' },
	() => {
		const { world, ann, bob } = syncedPair();
		world.edit('google', ann.google, { homeEmail: BOB.workEmail });
		expect(world.sync().hints).toEqual([expect.stringContaining('Ann Lee')]);
		expect(links(world).sort()).toEqual([[ann.google, ann.crm], [bob.google, bob.crm]].sort());
		expect(world.get('crm', ann.crm).fields.Secondary_Email).toBe(BOB.workEmail);
		const next = world.sync();
		expect(next.writes).toEqual([]);
		expect(next.hints).toEqual([]);
		expectQuiet(world);
	},
);

scenario(
	'S23',
	{ given: 'twenty people in sync, deletions switched on', when: 'the sync is deleted and set up anew, or reset', then: 'all are linked again by e-mail; nothing is written, created or deleted' },
	() => {
		const { world } = crowd(20, { deletes: true });
		world.memory = BLANK_MEMORY;
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.summary.classes.inSync).toBe(20);
		expectQuiet(world);
	},
);
