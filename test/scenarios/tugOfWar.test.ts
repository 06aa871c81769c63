import { expectQuiet, synced } from '../engine/people';
import { scenario } from './scenario';

/** Ann's title is set in Google and set back in the CRM, in turn, with a run after each; how often the sync wrote. */
function tugOfWar({ world, ids }: ReturnType<typeof synced>, turns: number): number {
	const written = world.sent.length;
	for (let turn = 0; turn < turns; turn++) {
		if (turn % 2 === 0) world.edit('google', ids.google, { jobTitle: 'Chair' });
		else world.edit('crm', ids.crm, { Title: 'Clerk' });
		world.sync();
	}
	return world.sent.length - written;
}

scenario(
	'S64',
	{ given: 'another tool that writes to both sides too', when: 'it sets a field back each time that the sync has written it', then: 'after the value has returned three times the sync leaves the field alone, reports it, and asks for attention; it does not write for ever' },
	() => {
		const sync = synced();
		expect(tugOfWar(sync, 40)).toBe(4);
		const { writes, details, summary } = sync.world.sync();
		expect(writes).toEqual([]);
		expect(summary.outcome).toBe('attention');
		expect(details).toMatchObject([{ class: 'conflicted', reason: expect.stringContaining('again and again') }]);
	},
);

scenario(
	'S64',
	{ given: 'a field that the sync leaves alone, as it was set back again and again', when: 'another field of that person is edited, and then a side shows a third value in the field itself', then: 'the other field goes across all along, and the new value ends it: it is on both sides' },
	() => {
		const sync = synced();
		const { world, ids } = sync;
		tugOfWar(sync, 9);
		world.edit('crm', ids.crm, { Phone: '555 0177' });
		world.sync();
		expect(world.get('google', ids.google).fields).toMatchObject({ workPhone: '555 0177', jobTitle: 'Chair' });
		expect(world.get('crm', ids.crm).fields.Title).toBe('Clerk');
		world.edit('crm', ids.crm, { Title: 'Owner' });
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Owner');
		expect(world.sync().summary.outcome).toBe('complete');
		expectQuiet(world);
	},
);
