import { copies } from '../../workflows-templates/source/code/copies';
import type { Copy } from '../../workflows-templates/source/code/shared/customer';
import { CHOSEN_IN, SET } from '../../workflows-templates/source/code/shared/customer';
import { others } from '../../workflows-templates/source/code/others';
import { NAMES } from '../../workflows-templates/source/code/shared/names';
import type { StoredWorkflow, Workflow } from '../../workflows-templates/source/code/shared/workflow';
import { toPublish } from '../../workflows-templates/source/code/toPublish';
import { codeScope } from './codeScope';

interface Copied {
	customer: string;
	path: string;
	toMake: string[];
	thereAlready: string[];
	setUp: Workflow;
	all: Copy[];
}

const credentials = (type: keyof typeof CHOSEN_IN, id: string) => ({ [type]: { id, name: 'Acme' } });

function workflow(name: string, id = 'x'): StoredWorkflow {
	const nodes = [
		{ name: 'Page', type: 'n8n-nodes-base.webhook', webhookId: 'page', parameters: { path: 'page' }, credentials: credentials('httpBasicAuth', '1') },
		{ name: 'Sync One', type: 'n8n-nodes-base.executeWorkflow', parameters: { workflowId: {} } },
		{ name: 'State', type: 'n8n-nodes-base.dataTable', parameters: { dataTableId: { value: 'Contact Sync: State' } } },
		{ name: 'Google', type: 'n8n-nodes-contact-sync.googleContactsSync', parameters: {}, credentials: credentials('googleContactsSyncOAuth2Api', '2') },
	];
	return { id, name, nodes, connections: {}, settings: { executionOrder: 'v1', executionTimeout: 3000 } } as StoredWorkflow;
}

const originals = {
	'Original: Set Up': [workflow(NAMES['sync-setup'])],
	...Object.fromEntries(Object.entries(SET).map(([file, node]) => [node, [workflow(NAMES[file as keyof typeof SET])]])),
};

function copied(customer: string, there: StoredWorkflow[] = [], changed: Record<string, object[]> = {}): Copied {
	const chosen = { googleContactsSyncOAuth2Api: 'g', verticalCrmOAuth2Api: 'c', httpBasicAuth: 'p' };
	const nodes = Object.entries(CHOSEN_IN).map(([type, name]) => ({ name, credentials: credentials(type as 'httpBasicAuth', chosen[type as 'httpBasicAuth']) }));
	const scope = codeScope(there, {
		...{ Customer: [{ customer, make: false }], 'This Workflow': [{ nodes }], ...originals },
		...{ 'Google: Check Access': [{ account: { email: 'ann@acme.example' } }], 'CRM: Check Access': [{ user: { name: 'Ann' } }] },
		...changed,
	});
	return copies(scope)[0].json as Copied;
}

test("each workflow is copied under the customer's name, with tables, address and credentials of its own", () => {
	const { customer, path, toMake, all, setUp } = copied('Acme & Sons');
	expect(customer).toBe('Acme  Sons');
	expect(toMake).toEqual(Object.keys(SET).map((file) => `Acme  Sons: ${NAMES[file as keyof typeof SET]}`));
	expect(all[0].workflow).toMatchObject({ connections: {}, settings: { executionOrder: 'v1', executionTimeout: 3000 } });
	expect(all[0].workflow.nodes).toMatchObject([
		{ webhookId: expect.stringMatching(/^page-acme-sons-/), parameters: { path }, credentials: { httpBasicAuth: { id: 'p' } } },
		{ parameters: { workflowId: {} } },
		{ parameters: { dataTableId: { value: 'Contact Sync Acme  Sons: State' } } },
		{ credentials: { googleContactsSyncOAuth2Api: { id: 'g' } } },
	]);
	expect(JSON.stringify(setUp)).toContain('Contact Sync Acme  Sons: State');
	expect(all[0].workflow).not.toHaveProperty('id');
});

test('whose accounts they are is shown before anything is made', () => {
	expect(copied('Acme')).toMatchObject({ google: { email: 'ann@acme.example' }, crm: { name: 'Ann' }, make: false });
});

test('what is published is copied, not what somebody is about to change', () => {
	const draft = { ...workflow(NAMES['sync-one']), nodes: [], activeVersion: workflow('') };
	expect(copied('Acme', [], { [SET['sync-one']]: [draft] }).all[0].workflow.nodes).toHaveLength(4);
});

test('customers whose names are alike have addresses of their own, the same at every run', () => {
	const paths = ['Acme Sons', 'Acme-Sons', 'Ärme', 'Ürme', 'Арго', 'Агро'].map((name) => copied(name).path);
	expect(new Set(paths).size).toBe(paths.length);
	expect(copied('Acme Sons').path).toBe(paths[0]);
});

test('a name of any script is kept as it is written', () => {
	expect(copied('हिन्दी').customer).toBe('हिन्दी');
});

test('what was made before it broke off is kept, and the rest is made', () => {
	const [one] = copied('Acme').all;
	const again = copied('Acme', [{ ...workflow(''), ...one.workflow, id: 'made' }, workflow('Another')]);
	expect(again).toMatchObject({ thereAlready: [one.workflow.name], all: [{ id: 'made' }, { id: '' }, { id: '' }] });
	expect(again.toMake).toHaveLength(2);
});

const taken = (name: string) => [workflow(`${name}: ${NAMES['sync-one']}`)];

test.each<[string, string, () => unknown]>([
	['without a name', 'no name', () => copied('&')],
	['with a longer name than n8n takes', 'at most 80 characters', () => copied('A'.repeat(81))],
	['whose credential is not chosen', 'Choose the customer\'s credential in "Google: Check Access"', () => copied('Acme', [], { 'This Workflow': [{ nodes: [] }] })],
	['whose workflows work with other credentials', 'of other credentials', () => copied('Acme', taken('Acme'))],
	['whom only capital letters tell from another', 'enter another name', () => copied('acme', taken('ACME'))],
	['whose workflow is there twice', 'twice', () => {
		const [{ workflow: own }] = copied('Acme').all;
		return copied('Acme', ['1', '2'].map((id) => ({ ...own, id })));
	}],
])('a customer %s is refused before anything is made', (_what, words, add) => {
	expect(add).toThrow(words);
});

test('the other workflows call the one that was created, and it is published first', () => {
	const { all } = copied('Acme');
	const made = all.map(({ workflow: { name } }, index) => ({ ...workflow(name), id: `made-${index}` }));
	const scope = codeScope([workflow('Another'), ...made].reverse(), { Copies: [{ all }] });
	for (const { json } of others(scope)) expect(json).toMatchObject({ workflow: { nodes: [{}, { parameters: { workflowId: { mode: 'id', value: 'made-0' } } }, {}, {}] } });
	expect(toPublish(scope).map(({ json }) => json)).toMatchObject([{ id: 'made-0' }, { id: 'made-1' }, { id: 'made-2' }]);
});
