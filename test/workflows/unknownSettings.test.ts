import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { stopN8n } from '../harness';
import { mutationsOf, told } from '../nodes/doors/mutations';
import { asExpressions, mayBe, VALID } from '../nodes/doors/startSettings';
import { cases } from '../setup/cases';
import type { SyncWorld } from './syncWorld';
import { startSyncWorld } from './syncWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

let world: SyncWorld;
let skipped = 0;
const trueNow = Date.now.bind(Date);

beforeEach(() => {
	jest.spyOn(Date, 'now').mockImplementation(() => trueNow() + skipped);
});
afterEach(async () => {
	await world.close();
	jest.restoreAllMocks();
});
afterAll(stopN8n);

/** The sync with parameters of one of its nodes, an hour after the last one, so that no lease holds it up. */
async function run(node: string, parameters: IDataObject) {
	skipped += 61 * 60_000;
	return await world.run('two-way', (nodes) => Object.assign(nodes.find(({ name }) => name === node)?.parameters ?? {}, parameters));
}

/** Something to create on both sides, to overwrite on both, and to delete in Google. */
async function startWithWork(): Promise<void> {
	world = await startSyncWorld();
	const contacts = world.crm.crm.module('Contacts');
	const [ann, bob] = ['Ann', 'Bob'].map((name) => world.addCrm({ First_Name: name, Last_Name: 'Lee', Email: `${name}@example.org`, Title: 'Clerk' }));
	await run('Start Sync', {});
	contacts.update(ann, { Last_Name: 'Ray' });
	contacts.remove(bob);
	world.addCrm({ First_Name: 'Cas', Last_Name: 'Lee', Email: 'cas@example.org' });
	world.addGoogle({ given: 'Dee', family: 'Lee', email: 'dee@example.org' });
	world.google.log.clear();
	world.crm.log.clear();
}

const writes = () => [...world.google.log.writes(), ...world.crm.log.writes()].length;

test('no value of a setting of Start Sync that nobody can choose has anything written, or asked for', async () => {
	await startWithWork();
	const unknown = mutationsOf(VALID).filter((one) => !mayBe(one));
	const property = fc.asyncProperty(fc.constantFrom(...unknown), async (mutation) => {
		const { error } = await run('Start Sync', asExpressions(mutation.mutated));
		expect([told(mutation), error !== undefined, world.google.log.entries().length, world.crm.log.entries().length]).toEqual([told(mutation), true, 0, 0]);
	});
	await fc.assert(property, { numRuns: cases(30) });
	expect((await run('Start Sync', {})).error).toBeUndefined();
	expect(writes()).toBeGreaterThan(0);
});

const NO_SWITCH = ['false', 'true', '', 0, 1, 'no', null, [], {}];

test.each(NO_SWITCH)('Run CRM Workflows as %j starts no workflow, and nothing is written to the CRM', async (value) => {
	await startWithWork();
	const { error } = await run('CRM: Apply Changes', asExpressions({ runWorkflows: value } as IDataObject));
	expect(error).toContain('"Run CRM Workflows"');
	expect(world.crm.log.writes()).toEqual([]);
	expect(world.crm.crm.firedWorkflows).toEqual([]);
});

test.each([0, -1, 1.5, '90', 'many', null])('Quota Units per Minute as %j has nothing written to Google', async (unitsPerMinute) => {
	await startWithWork();
	const { error } = await run('Google: Apply Changes', { options: asExpressions({ unitsPerMinute } as IDataObject) });
	expect(error).toContain('"Quota Units per Minute"');
	expect(world.google.log.writes()).toEqual([]);
});

test.each([
	['Google: Get Changes', 'group'],
	['CRM: Get Changes', 'view'],
	['CRM: Get Changes', 'module'],
])('%s: a %s that is none has nothing written', async (node, name) => {
	await startWithWork();
	for (const value of ['nonsense', 'constructor', '../users', '-1', '={{ null }}', '={{ true }}', '={{ ({}) }}']) {
		const { error } = await run(node, { [name]: { __rl: true, mode: 'id', value } } as IDataObject);
		expect([value, error !== undefined, writes()]).toEqual([value, true, 0]);
	}
});
