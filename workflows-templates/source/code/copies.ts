import type { Copy } from './shared/customer';
import { CHOSEN_IN, SET } from './shared/customer';
import type { TemplateFile } from './shared/names';
import { NAMES } from './shared/names';
import type { CodeScope, Item } from './shared/scope';
import type { StoredWorkflow, Workflow } from './shared/workflow';

type Credentials = Record<string, { id: string; name: string }>;

/** Whose accounts the new customer's are, and the workflows that there are to be. */
export function copies({ $, $input }: CodeScope): Item[] {
	const { customer: given = '', make } = $('Customer').first<{ customer?: string; make: boolean }>().json;
	const customer = given.replace(/[^\p{L}\p{M}\d -]/gu, '').trim();
	if (!customer) throw new Error('The customer has no name: enter it in "Customer"');
	// n8n takes names of 128 characters, and each workflow bears that of its original besides.
	if (customer.length > 80) throw new Error('The name of the customer is too long: enter one of at most 80 characters in "Customer"');
	const credentials = chosenIn($('This Workflow').first<StoredWorkflow>().json);
	const there = $input.all<StoredWorkflow>().map(({ json }) => json);
	const original = (node: string): StoredWorkflow => $(node).first<StoredWorkflow>().json;
	const ofCustomer = (workflow: StoredWorkflow, file: TemplateFile): Workflow => ({
		...copied(workflow, customer, credentials),
		name: `${customer}: ${NAMES[file]}`,
	});
	const all = Object.entries(SET).map(([file, node]): Copy => {
		const workflow = ofCustomer(original(node), file as TemplateFile);
		return { id: idOf(workflow, there, credentials), workflow };
	});
	return [
		{
			json: {
				...{ customer, path: pathOf(all), google: accountOf($, 'google'), crm: accountOf($, 'crm') },
				toMake: all.filter(({ id }) => id === '').map(({ workflow: { name } }) => name),
				thereAlready: all.filter(({ id }) => id !== '').map(({ workflow: { name } }) => name),
				...{ make, setUp: ofCustomer(original('Original: Set Up'), 'sync-setup'), all },
			},
		},
	];
}

/** The address of the page, the only one of the set that has one. */
function pathOf(all: readonly Copy[]): string {
	const nodes = all.flatMap(({ workflow }) => workflow.nodes);
	return nodes.find(({ type }) => type.endsWith('.webhook'))?.parameters.path ?? '';
}

function accountOf($: CodeScope['$'], side: 'google' | 'crm'): unknown {
	if (side === 'crm') return $(CHOSEN_IN.verticalCrmOAuth2Api).first<{ user: unknown }>().json.user;
	return $(CHOSEN_IN.googleContactsSyncOAuth2Api).first<{ account: unknown }>().json.account;
}

function chosenIn({ nodes }: StoredWorkflow): Credentials {
	return Object.fromEntries(
		Object.entries(CHOSEN_IN).map(([type, name]) => {
			const chosen = nodes.find((node) => node.name === name)?.credentials?.[type];
			if (!chosen?.id) throw new Error(`Choose the customer's credential in "${name}", and save the workflow`);
			return [type, chosen];
		}),
	);
}

/** @throws Error where a workflow of this name works for somebody else. */
function idOf({ name }: Workflow, there: readonly StoredWorkflow[], credentials: Credentials): string {
	// n8n tells tables apart without regard to case.
	const found = there.filter((one) => one.name.toLowerCase() === name.toLowerCase());
	if (found.length === 0) return '';
	const isOwn = ({ nodes }: StoredWorkflow): boolean =>
		nodes.every((node) =>
			Object.entries(node.credentials ?? {}).every(
				([type, { id }]) => !credentials[type] || credentials[type].id === id,
			),
		);
	if (found.length === 1 && found[0].name === name && isOwn(found[0])) return found[0].id;
	throw new Error(
		`There is a workflow "${found[0].name}" already, of other credentials or twice: enter another name in "Customer", or remove it`,
	);
}

/** Of no other customer, however alike their names are. */
function slugOf(customer: string): string {
	let sum = 7;
	for (const character of customer) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
	return `${customer.toLowerCase().replace(/[^a-z\d]+/g, '-')}-${sum.toString(36)}`;
}

/** As it is published, with tables, address and credentials of the customer's own. */
function copied(original: StoredWorkflow, customer: string, credentials: Credentials): Workflow {
	const { nodes, connections } = JSON.parse(
		JSON.stringify(original.activeVersion ?? original).replaceAll('Contact Sync: ', `Contact Sync ${customer}: `),
	) as Workflow;
	const slug = slugOf(customer);
	for (const node of nodes) {
		if (node.webhookId) node.webhookId += `-${slug}`;
		if (node.type.endsWith('.webhook')) node.parameters.path += `-${slug}`;
		for (const type of Object.keys(node.credentials ?? {})) {
			if (credentials[type] && node.credentials) node.credentials[type] = credentials[type];
		}
	}
	const { executionOrder, executionTimeout, saveDataSuccessExecution } = original.settings;
	const settings = JSON.parse(
		JSON.stringify({ executionOrder, executionTimeout, saveDataSuccessExecution }),
	) as Workflow['settings'];
	return { name: original.name, nodes, connections, settings };
}
