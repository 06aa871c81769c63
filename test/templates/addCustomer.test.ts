import { copies } from '../../workflows-templates/source/code/copies';
import { rest } from '../../workflows-templates/source/code/rest';
import { NAMES } from '../../workflows-templates/source/code/shared/names';
import type { Workflow } from '../../workflows-templates/source/code/shared/workflow';
import { codeScope } from './codeScope';

const PARTS = ['sync-setup', 'sync-one', 'sync-runner', 'sync-page'] as const;

function workflow(name: string): Workflow & { id: string } {
	const nodes = [
		{
			type: 'n8n-nodes-base.webhook',
			webhookId: 'page',
			parameters: { path: 'page' },
			credentials: { httpBasicAuth: { id: '1', name: 'Mine' } },
		},
		{ type: 'n8n-nodes-base.executeWorkflow', parameters: { workflowId: {} } },
		{ type: 'n8n-nodes-base.dataTable', parameters: { dataTableId: { value: 'Contact Sync: State' } } },
	];
	return {
		id: 'x',
		name,
		nodes,
		connections: {},
		settings: { executionOrder: 'v1', executionTimeout: 3000 },
	} as Workflow & { id: string };
}

function copied(
	customer: string,
	others: string[] = [],
): { customer: string; slug: string; one: Workflow; rest: Workflow[] } {
	const all = [...PARTS.map((file) => NAMES[file]), ...others].map(workflow);
	const given = {
		Customer: customer,
		'ID of the Google credential': 'g',
		'ID of the CRM credential': 'c',
		"ID of the page's Basic Auth credential": ' p ',
	};
	return copies(codeScope(all, { 'Add a Customer': [given] }))[0].json as ReturnType<typeof copied>;
}

test("each workflow is copied under the customer's name, with tables, pages and credentials of its own", () => {
	const { customer, slug, one, rest: others } = copied('Acme & Sons');
	expect(customer).toBe('Acme  Sons');
	expect([one, ...others].map(({ name }) => name)).toEqual(PARTS.slice(1).map((file) => `Acme  Sons: ${NAMES[file]}`));
	expect(one).toEqual({
		name: `Acme  Sons: ${NAMES['sync-one']}`,
		nodes: [
			{
				...{
					type: 'n8n-nodes-base.webhook',
					webhookId: `page-${slug}`,
					parameters: { path: `page-${slug}` },
				},
				credentials: { httpBasicAuth: { id: 'p', name: customer } },
			},
			{ type: 'n8n-nodes-base.executeWorkflow', parameters: { workflowId: {} } },
			{ type: 'n8n-nodes-base.dataTable', parameters: { dataTableId: { value: 'Contact Sync Acme  Sons: State' } } },
		],
		connections: {},
		settings: { executionOrder: 'v1', executionTimeout: 3000 },
	});
});

test('a customer without a name, and one whose templates are not there, are refused', () => {
	expect(() => copied('&')).toThrow('no name');
	const given = { Customer: 'Acme', 'ID of the Google credential': '', 'ID of the CRM credential': '' };
	expect(() => copies(codeScope([workflow(NAMES['sync-setup'])], { 'Add a Customer': [given] }))).toThrow(
		'Import the template "Run One Contact Sync" first',
	);
});

test.each([
	['acme', true],
	['Acme 2', false],
])(
	'a customer "%s" beside the customer "ACME", of whom n8n would find the same data tables, is refused: %s',
	(customer, refused) => {
		const add = () => copied(customer, [`ACME: ${NAMES['sync-one']}`]);
		if (refused) expect(add).toThrow('acme has these workflows already');
		else expect(add).not.toThrow();
	},
);

test('the other workflows call the one that was created', () => {
	const items = rest(
		codeScope([], { 'Create One': [{ id: 'new' }], Copies: [{ rest: [workflow(NAMES['sync-runner'])] }] }),
	);
	expect(items).toMatchObject([
		{ json: { workflow: { nodes: [{}, { parameters: { workflowId: { mode: 'id', value: 'new' } } }, {}] } } },
	]);
});
