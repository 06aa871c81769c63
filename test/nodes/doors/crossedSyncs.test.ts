import type { IConnections, IDataObject } from 'n8n-workflow';

import { runWorkflow, stopN8n } from '../../harness';
import { PACKAGE } from '../../harness/nodeTypes';
import type { CrmWorld } from '../crm/crmWorld';
import { MODULE, startCrmWorld } from '../crm/crmWorld';
import { GoogleWorld, named } from '../google/googleWorld';

let google: GoogleWorld;
let crm: CrmWorld;

beforeEach(async () => void ([google, crm] = [await GoogleWorld.start(), await startCrmWorld()]));
afterEach(async () => await Promise.all([google.close(), crm.close()]));
afterAll(stopN8n);

/** Two syncs of one workflow that are read; Plan Changes gets Google of the first and the CRM of the one that is told. */
async function planned(ofCrm: 'First' | 'Second') {
	const node = (name: string, type: string, parameters: IDataObject) => ({ id: name, name, type, typeVersion: 1, position: [0, 0] as [number, number], parameters: parameters as never });
	const start = (name: string) => node(name, `${PACKAGE}.contactReconcile`, { operation: 'startSync', preview: 'everyRun', options: { syncName: name } });
	const to = (name: string, index = 0) => [{ node: name, type: 'main' as const, index }];
	const connections = {
		Trigger: { main: [[...to('First'), ...to('Second')]] },
		First: { main: [to('Google'), ofCrm === 'First' ? to('CRM') : []] },
		Second: { main: [[], ofCrm === 'Second' ? to('CRM') : []] },
		Google: { main: [to('Plan')] },
		CRM: { main: [to('Plan', 1)] },
	} as IConnections;
	const nodes = [
		...[node('Trigger', 'n8n-nodes-base.scheduleTrigger', {}), start('First'), start('Second')],
		node('Google', `${PACKAGE}.googleContactsSync`, { resource: 'contact', operation: 'getChanges', group: { __rl: true, mode: 'id', value: google.group } }),
		node('CRM', `${PACKAGE}.verticalCrm`, { resource: 'record', operation: 'getChanges', module: MODULE, view: { __rl: true, mode: 'name', value: 'All Contacts' } }),
		node('Plan', `${PACKAGE}.contactReconcile`, { operation: 'planChanges' }),
	];
	return await runWorkflow({ name: 'Two syncs', nodes, connections, settings: { executionOrder: 'v1' } }, { startItem: {}, credentials: { ...google.credentials, ...crm.credentials } });
}

test('what two syncs of a workflow have read is not planned as one', async () => {
	google.add(named('Ann'));
	const first = await planned('First');
	expect(first.items('Plan', 3)).toHaveLength(1);
	const { error, runData } = await planned('Second');
	expect(error).toMatch(/^The readings are of two syncs, "First" and "Second" \| Connect both/);
	expect(runData.Plan?.[0]?.data).toBeUndefined();
});
