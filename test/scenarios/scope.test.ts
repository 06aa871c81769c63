import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { SideName } from '../../nodes/shared/protocol';
import { ANN, BOB, crowd, expectQuiet, synced } from '../engine/people';
import { World } from '../engine/world';
import { scenario } from './scenario';

/** Ann leaves the scope of a side and comes back; meanwhile Google edits her. */
function leaveAndReturn(side: SideName): void {
	const { world, ids } = synced({ deletes: true });
	world.books[side].setScope(ids[side], false);
	const left = world.sync();
	expect(left.writes).toEqual([]);
	expect(left.details).toMatchObject([{ class: 'detached', reason: expect.stringContaining('Left the') }]);
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	expectQuiet(world);
	expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
	world.books[side].setScope(ids[side], true);
	const back = world.sync();
	expect(back.writes).toMatchObject([{ op: 'update', side: 'crm', set: { Title: 'Chair' } }]);
	expect(back.conflicts).toBe(0);
	expectQuiet(world);
}

scenario(
	'S24',
	{ given: 'a person in sync, deletions switched on', when: 'the contact leaves the Google group, and later comes back', then: 'meanwhile the CRM record is untouched and the report says that the contact left; back again it is linked, and what was edited meanwhile goes across without a conflict' },
	() => leaveAndReturn('google'),
);

scenario(
	'S24',
	{ given: 'a contact outside the group whom the sync was to take into it', when: 'somebody puts it into the group and takes it out again', then: 'the sync does not put it back' },
	() => {
		const world = new World();
		const outside = world.add('google', ANN, { inScope: false });
		world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		world.sync({ crash: { afterWrites: 0, keeps: 'plan' } });
		world.books.google.setScope(outside, true);
		world.settle();
		world.books.google.setScope(outside, false);
		expect(world.sync().writes).toEqual([]);
		expect(world.get('google', outside).inScope).toBe(false);
	},
);

scenario(
	'S25',
	{ given: 'a person in sync, deletions switched on', when: 'the record leaves the CRM list view, and later comes back', then: 'meanwhile the Google contact is untouched and the report says that the record left; back again it is linked, and what was edited meanwhile goes across without a conflict' },
	() => leaveAndReturn('crm'),
);

scenario(
	'S25',
	{ given: 'a person in sync, deletions switched on', when: 'an edit that came from Google takes the record out of its list view', then: 'nothing swings: no record is made or deleted, and when another edit brings it back it is linked again' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.books.crm.view = ({ Title }) => Title !== 'Retired';
		world.edit('google', ids.google, { jobTitle: 'Retired' });
		expect(world.sync().writes).toHaveLength(1);
		expectQuiet(world);
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
		expect(world.get('google', ids.google).fields).toEqual({ ...ANN, jobTitle: 'Retired' });
		world.edit('crm', ids.crm, { Title: 'Clerk' });
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Clerk');
		expect(world.sent.every(({ op }) => op === 'update')).toBe(true);
		expectQuiet(world);
	},
);

scenario(
	'S25',
	{ given: 'a list view that does not show what the sync creates in the CRM', when: 'the sync has created a record and more are to be created', then: 'they wait, and the report asks for another list view; once it shows the record, they are created' },
	() => {
		const world = new World();
		world.books.crm.view = ({ Title }) => Title === 'Customer';
		world.add('google', ANN);
		world.sync();
		world.add('google', BOB);
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.summary.outcome).toBe('attention');
		expect(run.attention[0]).toContain('does not show 1 record');
		expect(run.details).toMatchObject([{}, { class: 'deferred', reason: 'Will be created in the CRM once the list view shows what the sync created there before' }]);
		expectQuiet(world);
		world.books.crm.view = () => true;
		world.sync({ full: true });
		world.settle();
		expect(world.size('crm')).toBe(2);
	},
);

scenario(
	'S25',
	{ given: 'a record that the sync created in the CRM', when: 'somebody takes it out of the list view before the sync reads it again', then: 'the report says that it left the view, and others are created as before' },
	() => {
		const world = new World();
		const ann = world.add('google', ANN);
		world.sync();
		const [record] = world.find('crm', 'Email', 'ann@example.org');
		world.books.crm.setScope(record.id, false);
		world.add('google', BOB);
		const run = world.sync();
		expect(run.writes).toMatchObject([{ op: 'create', set: { Email: 'bob@example.org' } }]);
		expect(run.summary.attention).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'detached', googleId: ann, reason: expect.stringContaining('Left the') }]);
		expectQuiet(world);
	},
);

for (const first of SIDES) {
	scenario(
		'S24',
		{ given: 'a person in sync who left the Google group or the CRM list view, deletions switched on', when: 'the record on the other side leaves its scope too or is deleted, and the first one comes back; or the first one is deleted', then: 'the report says where the person is missing by then, so that what it asks for helps' },
		() => {
			const second = otherSide(first);
			const scopeOf = { google: 'Left the Google group', crm: 'Left the CRM list view' };
			const nameOf = { google: 'Google', crm: 'the CRM' };
			const { world, ids } = synced({ deletes: true });
			const told = () => world.sync().details.map(({ reason }) => reason);
			world.books[first].setScope(ids[first], false);
			expect(told()).toEqual([expect.stringContaining(scopeOf[first])]);
			world.books[second].setScope(ids[second], false);
			expect(told()).toEqual([expect.stringContaining('Left both')]);
			world.books[first].setScope(ids[first], true);
			expect(told()).toEqual([expect.stringContaining(scopeOf[second])]);
			world.remove(second, ids[second]);
			expect(told()).toEqual([expect.stringContaining(`Deleted in ${nameOf[second]}`)]);
			world.books[second].restore(ids[second]);
			world.books[second].setScope(ids[second], true);
			expect(told()).toEqual([]);
			world.books[first].setScope(ids[first], false);
			world.sync();
			world.remove(first, ids[first]);
			expect(told()).toEqual([expect.stringContaining(`Deleted in ${nameOf[first]}`)]);
			expect(world.size(second)).toBe(1);
			expectQuiet(world);
		},
		first,
	);
}

scenario(
	'S25',
	{ given: 'a record that the sync created in the CRM without hearing what the CRM made of it, outside the list view', when: 'more are to be created', then: 'they wait all the same' },
	() => {
		const world = new World();
		world.books.crm.view = ({ Title }) => Title === 'Customer';
		world.add('google', ANN);
		world.fault = () => 'blind';
		world.sync();
		world.fault = () => undefined;
		world.add('google', BOB);
		expect(world.sync().summary.outcome).toBe('attention');
		expectQuiet(world);
	},
);

scenario(
	'S26',
	{ given: 'a person in sync, deletions switched on', when: 'the list view no longer shows the record, which still exists', then: 'it is read by its id, found to have left the view, and nothing is deleted; when it is listed again it is linked' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.books.crm.setScope(ids.crm, false, true);
		expect(world.sync({ full: true }).summary.classes.waiting).toBe(1);
		expect(world.sync().summary.classes.detached).toBe(1);
		expectQuiet(world);
		expect(world.size('google')).toBe(1);
		world.books.crm.setScope(ids.crm, true, true);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.sync({ full: true });
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expectQuiet(world);
	},
);

scenario(
	'S26',
	{ given: 'a person in sync, deletions switched on', when: 'the list view no longer shows the record, which was deleted', then: 'only after a reading by its id has found nothing is the Google contact deleted' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.remove('crm', ids.crm);
		expect(world.sync({ full: true }).writes).toEqual([]);
		expect(world.sync().writes).toMatchObject([{ op: 'delete', side: 'google', id: ids.google }]);
		expectQuiet(world);
	},
);

scenario(
	'S26',
	{ given: 'a person in sync, deletions switched on', when: 'the record may no longer be read', then: 'it waits, reported with the reason, and goes on when it may be read again' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.books.crm.setScope(ids.crm, false, true);
		world.books.crm.forbidden.add(ids.crm);
		world.sync({ full: true });
		expect(world.sync().details).toMatchObject([{ class: 'waiting', reason: expect.stringContaining('may not read') }]);
		expectQuiet(world);
		world.books.crm.forbidden.clear();
		world.books.crm.setScope(ids.crm, true);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.settle();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
	},
);

scenario(
	'S27',
	{ given: 'people in sync, deletions switched on', when: 'another group or list view is chosen', then: 'it is read in full, and in that run nobody is deleted' },
	() => {
		const { world, people } = crowd(3, { deletes: true });
		world.books.crm.scope = 'Contacts/2';
		world.books.crm.setScope(people[0].crm, false, true);
		world.remove('google', people[1].google);
		const run = world.sync();
		expect(run.summary.readings.crm).toBe('full');
		expect(run.writes).toEqual([]);
		world.books.google.scope = 'contactGroups/other';
		world.books.google.incomplete = true;
		world.sync();
		world.books.google.incomplete = false;
		expect(world.sync().summary.readings.google).toBe('full');
	},
);

scenario(
	'S27',
	{ given: 'people in sync, deletions switched on', when: 'another module of the CRM is chosen', then: 'ids that mean nothing there are no deletions; people are matched anew by e-mail' },
	() => {
		const { world, people } = crowd(3, { deletes: true });
		people.forEach(({ crm }) => world.remove('crm', crm));
		world.books.crm.scope = 'Leads/7';
		const lead = world.add('crm', { Last_Name: 'N0', Email: 'p0@example.org' }, { id: '999' });
		world.settle();
		expect(world.sent.filter(({ op }) => op === 'delete')).toEqual([]);
		expect(world.size('google')).toBe(3);
		expect(world.state.contacts.find(({ crm }) => crm?.id === lead)?.google?.id).toBe(people[0].google);
	},
);
