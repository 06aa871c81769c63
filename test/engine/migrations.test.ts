import { STATE_VERSION } from '../../nodes/ContactReconcile/engine/model/migrations';
import { decodeState, encodeState, UnreadableStateError } from '../../nodes/ContactReconcile/store/stateCodec';
import version1 from './fixtures/stateVersion1.json';
import version2 from './fixtures/stateVersion2.json';

const OLDER = [version1, version2];

test('there is a stored state of every older version', () => {
	expect(OLDER.map(({ version }) => version)).toEqual(Array.from({ length: STATE_VERSION - 1 }, (_, index) => index + 1));
});

test.each(OLDER.map((stored) => [stored.version, stored] as const))('a state of version %i is brought forward, and nothing is lost', (_version, stored) => {
	const state = decodeState(JSON.stringify(stored));
	expect(state.version).toBe(STATE_VERSION);
	expect(state.mark).toMatchObject({ ...stored.mark, phoneCountry: '' });
	expect(state.lastRun).toMatchObject({ runId: stored.lastRun.runId, outcome: stored.lastRun.outcome });
	// Google's lists were not kept then: they are read once more.
	expect(state.sides.google.cursor).toBeNull();
	expect(state.sides.crm.cursor).toBe(stored.sides.crm.cursor);
	const named = (name: string) => state.contacts.find(({ google }) => google?.fields.familyName === name);
	const [ada, otto, silent] = [named('King'), named('Blau'), named('Silent')];
	expect(state.contacts).toHaveLength(3);
	expect(ada?.google?.fields).toMatchObject({ givenName: 'Ada', workPhone: '+49 30 1234567' });
	expect(ada?.crm?.fields).toMatchObject({ First_Name: 'Ada', Phone: '+49 30 1234567' });
	expect(otto?.agreed.google.filter((value) => value !== null)).toHaveLength(18);
	expect(silent?.crm).toBeNull();
	// Written back it is one of ours.
	expect(decodeState(encodeState(state))).toEqual(state);
});

test.each([0, STATE_VERSION + 1, 1.5, '', null, 'x'])('S42: a state of version %j is refused', (version) => {
	expect(() => decodeState(JSON.stringify({ ...version1, version }))).toThrow(UnreadableStateError);
});
