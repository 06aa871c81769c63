import { SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import { decodeState, encodeState } from '../../nodes/ContactReconcile/store/stateCodec';
import { ANN, crowd, expectQuiet, synced } from './people';
import { MINUTE, World } from './world';

/* n8n's own clock was a year ahead for a while, and is right again: nothing waits for that year. */

const YEAR = 365 * 24 * 60 * MINUTE;

/** Puts what a world remembers of n8n's clock that much ahead; the services' own clocks are what they are. */
function setBack(world: World): void {
	const state = structuredClone(decodeState(world.memory));
	for (const side of SIDES) state.sides[side].lastFullAt = ahead(state.sides[side].lastFullAt);
	const contacts = state.contacts.map((pair) => ({ ...pair, lostCreateAt: ahead(pair.lostCreateAt), failure: pair.failure && { ...pair.failure, retryAt: pair.failure.retryAt + YEAR } }));
	world.memory = encodeState({ ...state, contacts });
}

function ahead(time: number | null): number | null {
	return time === null ? null : time + YEAR;
}

test('everything is read again before long', () => {
	const { world } = crowd(2);
	setBack(world);
	expect(world.sync().summary.readings).toEqual({ google: 'full', crm: 'full' });
	expect(world.sync().summary.readings).toEqual({ google: 'changes', crm: 'changes' });
});

test('what failed is tried again', () => {
	const { world, ids } = synced();
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.fault = () => ({ refused: 'INVALID_DATA' });
	world.sync();
	world.fault = () => undefined;
	setBack(world);
	expect(world.sync({ after: 1 }).writes).toMatchObject([{ set: { Title: 'Chair' } }]);
});

test('a create whose answer was lost is sent again after ten minutes, not at once, and not never', () => {
	const world = new World();
	world.add('crm', { Last_Name: ANN.familyName, Email: ANN.workEmail });
	world.fault = () => 'lostBefore';
	world.sync();
	world.fault = () => undefined;
	setBack(world);
	expect(world.sync({ after: 1 }).writes).toEqual([]);
	expect(world.sync({ after: 5 }).writes).toEqual([]);
	expect(world.sync({ after: 6, full: true }).writes).toMatchObject([{ side: 'google', op: 'create' }]);
	expectQuiet(world);
});
