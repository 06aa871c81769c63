import { links } from '../scenarios/pairs';
import { ANN, expectQuiet } from './people';
import { MINUTE, World } from './world';

test('a CRM contact whose person is in Google outside the group joins the group, and gets no double', () => {
	const world = new World();
	const outside = world.add('google', { ...ANN, jobTitle: '' }, { inScope: false });
	const crm = world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee', Title: 'Chair' });
	const run = world.sync();
	expect(run.writes).toMatchObject([{ side: 'google', op: 'update', join: true }, { side: 'crm', op: 'update' }]);
	expect(world.get('google', outside)).toMatchObject({ inScope: true, fields: { jobTitle: 'Chair', workPhone: '555 0100' } });
	expect(links(world)).toEqual([[outside, crm]]);
	expect(world.size('google')).toBe(1);
	expectQuiet(world);
});

test('of a contact outside the group no more than name and address are remembered: it is read before it joins', () => {
	const world = new World();
	const outside = world.add('google', ANN, { inScope: false });
	world.sync();
	expect(world.memory).not.toContain('Clerk');
	world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
	expect(world.sync().writes).toEqual([]);
	expect(world.sync().writes).toMatchObject([{ side: 'google', join: true }, { side: 'crm', set: { Title: 'Clerk' } }]);
	expect(world.get('google', outside).fields).toEqual(ANN);
	expectQuiet(world);
});

test('F16: who was to join the group does not once the sync no longer writes to Google', () => {
	const world = new World();
	world.add('google', ANN, { inScope: false });
	world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
	world.sync({ crash: { afterWrites: 0, keeps: 'plan' } });
	world.set({ direction: 'googleToCrm' });
	expectQuiet(world);
});

test('a contact that another sync made for a record without an e-mail is that of the record: no second one is made', () => {
	const world = new World();
	const crm = world.add('crm', { Last_Name: 'Silent' });
	const google = world.add('google', { familyName: 'Silent' }, { origin: { syncName: 'another', crmId: crm } });
	const { details, summary } = world.sync();
	expect(details).toMatchObject([{ class: 'ambiguous', crmId: crm }, { class: 'ambiguous', googleId: google }]);
	expect(summary).toMatchObject({ outcome: 'attention', attention: [expect.stringContaining('another sync')] });
	expect(world.size('google')).toBe(1);
	expectQuiet(world);
});

test('a record that the list view does not show is remembered as such, and no second one is made', () => {
	const world = new World();
	const hidden = world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' }, { inScope: false });
	world.add('google', ANN);
	expect(world.sync().results).toMatchObject([{ outcome: 'exists', id: hidden }]);
	const run = world.sync();
	expect(run.details).toMatchObject([{ class: 'detached', crmId: hidden, reason: expect.stringContaining('outside the list view') }]);
	expectQuiet(world);
	world.books.crm.setScope(hidden, true);
	world.clock.now += MINUTE;
	world.settle();
	expect(world.get('crm', hidden).fields.Title).toBe('Clerk');
});
