import type { SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { World } from './world';

export const ANN = {
	givenName: 'Ann',
	familyName: 'Lee',
	workEmail: 'ann@example.org',
	workPhone: '555 0100',
	jobTitle: 'Clerk',
};

export const BOB = { givenName: 'Bob', familyName: 'Ray', workEmail: 'bob@example.org', jobTitle: 'Cook' };

/** A person without more than a name and an address. */
export function person(number: number) {
	return { familyName: `N${number}`, workEmail: `p${number}@example.org` };
}

/** A world in which Ann is in sync. */
export function synced(settings: Partial<SyncSettings> = {}) {
	const world = new World(settings);
	const ids = world.addBoth(ANN);
	world.sync();
	return { world, ids };
}

/** A world in which so many people are in sync. */
export function crowd(count: number, settings: Partial<SyncSettings> = {}) {
	const world = new World(settings);
	const people = Array.from({ length: count }, (_, number) => world.addBoth(person(number)));
	world.sync();
	return { world, people };
}

/** The next run writes nothing, and neither does a full check. */
export function expectQuiet(world: World): void {
	expect(world.sync().writes).toEqual([]);
	expect(world.sync({ full: true }).writes).toEqual([]);
}
