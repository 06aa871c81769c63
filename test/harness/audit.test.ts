import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { LoggerProxy, NodeOperationError } from 'n8n-workflow';

import { startSyncWorld } from '../workflows/syncWorld';
import { refuseContactData } from '../workflows/contactData';
import { runNode, stopN8n } from './index';
import { nodeDescription } from './standIns';

afterAll(stopN8n);

const TOKEN = 'access-token-of-the-test';
const credentials = { googleContactsSyncOAuth2Api: { oauthTokenData: { access_token: TOKEN } } };

/** A node that does with a token what none may. */
function leaking(leak: (context: IExecuteFunctions) => object): INodeType {
	return {
		description: nodeDescription('leaking'),
		async execute() {
			return [[{ json: leak(this) as never, pairedItem: 0 }]];
		},
	};
}

const SECRET = /^A run shows a token or secret/;

test.each<[string, (context: IExecuteFunctions) => object]>([
	['an item', () => ({ deep: [{ url: `https://api.example/?token=${TOKEN}` }] })],
	['a log line', () => (LoggerProxy.warn('Refused', { headers: { authorization: `Bearer ${TOKEN}` } }), {})],
	['an error', (context) => { throw new NodeOperationError(context.getNode(), `Refused: ${TOKEN}`); }],
	['the description of an error', (context) => { throw new NodeOperationError(context.getNode(), 'Refused', { description: `with ${TOKEN}` }); }],
])('a token in %s of any run of the harness fails its test', async (_place, leak) => {
	await expect(runNode(leaking(leak), {}, { credentials })).rejects.toThrow(SECRET);
	await expect(runNode(leaking(leak), {}, { credentials, showsSecrets: true })).resolves.toBeDefined();
});

test.each<[string, (context: IExecuteFunctions) => object]>([
	['an error', (context) => { throw new NodeOperationError(context.getNode(), 'Nobody is called ann@example.org'); }],
	['a log line', () => (LoggerProxy.info('read', { email: 'ann@example.org' }), {})],
	['the attention of a report', () => ({ attention: ['ann@example.org is gone'] })],
	['a refusal of somebody else', () => ({ kind: 'result', contact: { google: 'people/other', crm: null }, error: { message: 'as ann@example.org' } })],
	['a report on somebody else', () => ({ details: [{ reason: 'like ann@example.org', googleId: 'people/other', crmId: null }] })],
])('an address in %s of a run of both services fails its test', async (_place, leak) => {
	const world = await startSyncWorld();
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	const result = await runNode(leaking(leak), {});
	expect(() => refuseContactData({ ...result, items: () => [] }, world)).toThrow(/tells "ann@example.org" of somebody/);
	await world.close();
});
