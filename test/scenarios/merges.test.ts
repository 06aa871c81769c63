import type { FieldRow } from '../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import { ANN, BOB, expectQuiet, synced } from '../engine/people';
import { World } from '../engine/world';
import { links, syncedPair } from './pairs';
import { scenario } from './scenario';

for (const named of [true, false]) {
	scenario(
		'S21',
		{ given: 'two people in sync, deletions switched on', when: 'their contacts are merged in Google, and the merged one has both e-mails', then: 'the CRM record of its first e-mail goes on with it; the other is kept and reported as probably merged' },
		() => {
			const { world, ann, bob } = syncedPair({ deletes: true });
			world.remove('google', ann.google);
			world.remove('google', bob.google);
			const previousIds = named ? { previousIds: [ann.google, bob.google] } : {};
			const survivor = world.add('google', { ...ANN, homeEmail: BOB.workEmail }, previousIds);
			const run = world.sync();
			expect(run.writes.filter(({ op }) => op !== 'update')).toEqual([]);
			expect(links(world)).toEqual([[survivor, ann.crm]]);
			expect(run.details).toMatchObject([{ class: 'detached', crmId: bob.crm, reason: expect.stringContaining('merged') }]);
			expectQuiet(world);
			expect(world.size('crm')).toBe(2);
		},
		`Google ${named ? 'names' : 'does not name'} the old ids`,
	);
}

scenario(
	'S21',
	{ given: 'a person in sync and a contact without an e-mail, deletions switched on', when: 'the two are merged in Google', then: 'the CRM record of the one without an e-mail is kept' },
	() => {
		const world = new World({ deletes: true });
		const ann = world.addBoth(ANN);
		const silent = world.add('crm', { Last_Name: 'Silent' });
		world.sync();
		const [created] = world.find('google', 'familyName', 'Silent');
		world.remove('google', ann.google);
		world.remove('google', created.id);
		world.add('google', ANN, { previousIds: [ann.google, created.id] });
		world.settle();
		expect(world.get('crm', silent).fields.Last_Name).toBe('Silent');
	},
);

scenario(
	'S21',
	{ given: 'two people in sync, deletions switched on', when: 'they are merged in Google and only a full check sees it', then: 'both CRM records are kept' },
	() => {
		const { world, ann, bob } = syncedPair({ deletes: true });
		world.remove('google', ann.google);
		world.remove('google', bob.google);
		world.add('google', { ...ANN, homeEmail: BOB.workEmail }, { previousIds: [ann.google, bob.google] });
		world.sync({ full: true });
		world.settle();
		expect(world.size('crm')).toBe(2);
	},
);

scenario(
	'S21',
	{ given: 'two people in sync of whom one has an address in the second field of the CRM alone, and another main one in Google, deletions switched on', when: 'that record goes into the one of the other person', then: 'the contact in Google is kept and reported as probably merged' },
	() => {
		const rows = new World().settings.rows.map((row): FieldRow => (row.crm === 'Email' ? { ...row, direction: 'toGoogle' } : row));
		const world = new World({ deletes: true, rows: [...rows, { google: 'homeEmail', crm: 'Secondary_Email', direction: 'both' }] });
		const ann = world.addBoth(ANN);
		const bob = { google: world.add('google', { ...BOB, homeEmail: 'bob@example.com' }), crm: world.add('crm', { First_Name: 'Bob', Last_Name: 'Ray', Secondary_Email: 'bob@example.com' }) };
		world.sync();
		world.remove('crm', bob.crm);
		world.edit('crm', ann.crm, { Secondary_Email: 'bob@example.com' });
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'detached', googleId: bob.google, reason: expect.stringContaining('merged') }]);
		world.settle();
		expect(world.size('google')).toBe(2);
	},
);

scenario(
	'S22',
	{ given: 'a person in sync, deletions switched on', when: 'the CRM record goes and another one of the same e-mail takes its place (merged or converted)', then: 'the Google contact goes on with that one and gives it what it lacks' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.remove('crm', ids.crm);
		const survivor = world.add('crm', { First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' });
		world.settle();
		expect(links(world)).toEqual([[ids.google, survivor]]);
		expect(world.get('crm', survivor).fields.Title).toBe('Clerk');
		expectQuiet(world);
	},
);

scenario(
	'S22',
	{ given: 'two people in sync, deletions switched on', when: 'their CRM records are merged, and the survivor has both e-mails', then: 'the Google contact of the one that vanished is kept and reported' },
	() => {
		const { world, ann, bob } = syncedPair({ deletes: true });
		world.remove('crm', bob.crm);
		world.edit('crm', ann.crm, { Secondary_Email: BOB.workEmail });
		const run = world.sync();
		expect(world.get('google', bob.google).fields.givenName).toBe('Bob');
		expect(run.details).toMatchObject([{ class: 'detached', googleId: bob.google }]);
		expectQuiet(world);
	},
);

scenario(
	'S22',
	{ given: 'a person in sync, deletions switched on', when: 'the CRM record goes and another one of the same e-mail exists outside the list view', then: 'the Google contact is kept and reported as being in the CRM already' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.remove('crm', ids.crm);
		const survivor = world.add('crm', { First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' }, { inScope: false });
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'detached', googleId: ids.google, crmId: survivor }]);
		expectQuiet(world);
		expect(world.size('google')).toBe(1);
	},
);

scenario(
	'S22',
	{ given: 'a person in sync, and a fuller Google contact of the same e-mail that was left alone as a double', when: 'the CRM record goes and another one of that e-mail takes its place', then: 'the contact that was in sync goes on with it, not the fuller double' },
	() => {
		const { world, ids } = synced({ deletes: true });
		const double = world.add('google', { ...ANN, mobilePhone: '555 0166', notes: 'fuller' });
		world.sync();
		world.remove('crm', ids.crm);
		const survivor = world.add('crm', { First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' });
		const run = world.sync();
		expect(links(world)).toEqual([[ids.google, survivor]]);
		expect(run.details).toMatchObject([{ class: 'ambiguous', googleId: double }]);
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 1]);
	},
);

for (const side of SIDES) {
	scenario(
		'S22',
		{ given: 'two people of different names and main addresses in sync, deletions switched on', when: 'their records are merged field by field, so that the survivor gets nothing of the other one but a further address', then: 'the counterpart of the one that vanished is kept and reported as probably merged' },
		() => {
			const world = new World({ deletes: true });
			const ann = world.addBoth(ANN);
			const bob = world.addBoth({ ...BOB, homeEmail: 'team@example.org' });
			world.sync();
			world.remove(side, bob[side]);
			world.edit(side, ann[side], { [side === 'google' ? 'homeEmail' : 'Secondary_Email']: 'team@example.org' });
			const other = otherSide(side);
			expect(world.sync().details).toMatchObject([{ class: 'detached', reason: expect.stringContaining('merged') }]);
			expect(world.get(other, bob[other]).fields).toMatchObject(other === 'google' ? BOB : { Email: BOB.workEmail });
			expect(world.size(other)).toBe(2);
			expectQuiet(world);
		},
		side,
	);
}
