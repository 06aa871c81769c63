import { ANN, BOB } from '../engine/people';
import { World } from '../engine/world';
import type { SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';

/** The ids of everybody who is linked, Google's first. */
export function links(world: World): Array<[string, string]> {
	return world.state.contacts.flatMap(({ google, crm, detached }): Array<[string, string]> =>
		google && crm && !detached ? [[google.id, crm.id]] : [],
	);
}

/** A world in which Ann and Bob are in sync. */
export function syncedPair(settings: Partial<SyncSettings> = {}) {
	const world = new World(settings);
	const ann = world.addBoth(ANN);
	const bob = world.addBoth(BOB);
	world.sync();
	return { world, ann, bob };
}
