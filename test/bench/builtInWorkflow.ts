import type { IConnections, INode, IWorkflowBase } from 'n8n-workflow';

import type { Accounts } from '../demo/accounts';

export const BUILT_IN = 'builtInNodes';

const BASE = 'n8n-nodes-base';

/** As Google's and Zoho's nodes show people, by names of their own; an empty field and a missing one are the same. */
const FROM_GOOGLE = `={{ ({
	email: $json.emailAddresses.work[0], givenName: $json.names.givenName ?? '', familyName: $json.names.familyName ?? '',
	title: $json.organizations?.[0].title ?? '', phone: $json.phoneNumbers?.work?.[0] ?? '', contactId: $json.contactId
}) }}`;
const FROM_CRM = `={{ ({
	email: $json.Email, givenName: $json.First_Name ?? '', familyName: $json.Last_Name ?? '',
	title: $json.Title ?? '', phone: $json.Phone ?? '', contactId: $json.id
}) }}`;

const GOOGLE_VALUES = {
	companyUi: { companyValues: [{ title: '={{ $json.title }}', current: true }] },
	phoneUi: { phoneValues: [{ type: 'work', value: '={{ $json.phone }}' }] },
};

/**
 * What a builder makes of n8n's own nodes: both sides read, compared by e-mail, the CRM's values put where they differ,
 * and who is missing created, one request a contact. It has no memory: an edit in Google that the CRM lacks is
 * overwritten, and a deleted contact comes back.
 *
 * @param trigger the type of the node that starts it.
 */
export function builtInWorkflow(group: string, trigger: 'manualTrigger' | 'scheduleTrigger'): IWorkflowBase {
	const nodes = [
		node('Start', trigger, 1, trigger === 'manualTrigger' ? {} : { rule: { interval: [{ field: 'minutes', minutesInterval: 1 }] } }),
		google('Google: Get Many', { operation: 'getAll', returnAll: true, fields: ['names', 'emailAddresses', 'organizations', 'phoneNumbers'] }),
		crm('CRM: Get Many', { operation: 'getAll', returnAll: true, options: {} }),
		node('As Google Has It', 'set', 3.4, { mode: 'raw', jsonOutput: FROM_GOOGLE, options: {} }),
		node('As CRM Has It', 'set', 3.4, { mode: 'raw', jsonOutput: FROM_CRM, options: {} }),
		node('Compare', 'compareDatasets', 2.3, {
			mergeByFields: { values: [{ field1: 'email', field2: 'email' }] },
			resolve: 'mix',
			preferWhenMix: 'input2',
			exceptWhenMix: 'contactId',
			options: { skipFields: 'contactId' },
		}),
		crm('CRM: Create', {
			operation: 'create',
			lastName: '={{ $json.familyName }}',
			additionalFields: { First_Name: '={{ $json.givenName }}', Email: '={{ $json.email }}', Title: '={{ $json.title }}', Phone: '={{ $json.phone }}' },
		}),
		google('Google: Update', {
			operation: 'update',
			contactId: '={{ $json.contactId }}',
			fields: ['names'],
			updateFields: { givenName: '={{ $json.givenName }}', familyName: '={{ $json.familyName }}', ...GOOGLE_VALUES },
		}),
		google('Google: Create', {
			operation: 'create',
			givenName: '={{ $json.givenName }}',
			familyName: '={{ $json.familyName }}',
			additionalFields: { emailsUi: { emailsValues: [{ type: 'work', value: '={{ $json.email }}' }] }, group: [group], ...GOOGLE_VALUES },
		}),
	];
	return { id: BUILT_IN, name: 'Built-in nodes', nodes, connections: connections(), settings: { executionOrder: 'v1' }, active: false } as Partial<IWorkflowBase> as IWorkflowBase;
}

function connections(): IConnections {
	const to = (...targets: Array<[name: string, index?: number]>) =>
		targets.map(([name, index = 0]) => ({ node: name, type: 'main' as const, index }));
	return {
		Start: { main: [to(['Google: Get Many'], ['CRM: Get Many'])] },
		'Google: Get Many': { main: [to(['As Google Has It'])] },
		'CRM: Get Many': { main: [to(['As CRM Has It'])] },
		'As Google Has It': { main: [to(['Compare', 0])] },
		'As CRM Has It': { main: [to(['Compare', 1])] },
		Compare: { main: [to(['CRM: Create']), [], to(['Google: Update']), to(['Google: Create'])] },
	};
}

let placed = 0;

function node(name: string, type: string, typeVersion: number, parameters: INode['parameters']): INode {
	placed += 1;
	return { id: `node${placed}`, name, type: `${BASE}.${type}`, typeVersion, position: [0, placed * 100], parameters };
}

function google(name: string, parameters: INode['parameters']): INode {
	const credentials = { googleContactsOAuth2Api: { id: 'builtInGoogle', name: 'Google' } };
	return { ...node(name, 'googleContacts', 1, { resource: 'contact', ...parameters }), credentials };
}

function crm(name: string, parameters: INode['parameters']): INode {
	return { ...node(name, 'zohoCrm', 1, { resource: 'contact', ...parameters }), credentials: { zohoOAuth2Api: { id: 'builtInCrm', name: 'CRM' } } };
}

/** The credentials of the nodes, as n8n imports them. Zoho's node calls the address that its token names. */
export function builtInCredentials({ crm: server }: Accounts) {
	const { client, ...tokens } = { client: server.tokens.client, ...server.tokens.issue() };
	const google = { access_token: 'google-access', refresh_token: 'google-refresh', token_type: 'Bearer' };
	const zoho = { access_token: tokens.accessToken, refresh_token: tokens.refreshToken, token_type: 'Bearer', api_domain: 'https://www.zohoapis.com' };
	return [
		{ id: 'builtInGoogle', name: 'Google', type: 'googleContactsOAuth2Api', data: { clientId: 'demo', clientSecret: 'demo', oauthTokenData: google } },
		{ id: 'builtInCrm', name: 'CRM', type: 'zohoOAuth2Api', data: { clientId: client.id, clientSecret: client.secret, oauthTokenData: zoho } },
	];
}
