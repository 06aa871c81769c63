import type { TemplateFile } from './shared/names';
import { NAMES } from './shared/names';
import type { CodeScope, Item } from './shared/scope';
import type { Workflow } from './shared/workflow';

/** The workflows of the page for another customer, from those in this n8n. */
export function copies({ $, $input }: CodeScope): Item[] {
	const given = $('Add a Customer').first<Record<string, string>>().json;
	const customer = given.Customer.replace(/[^\p{L}\d -]/gu, '').trim();
	if (!customer) throw new Error('The customer has no name');
	const slug = `${customer.toLowerCase().replace(/[^a-z\d]+/g, '-')}-${Date.now().toString(36)}`;
	const credentials: Record<string, string> = {
		googleContactsSyncOAuth2Api: given['ID of the Google credential'],
		verticalCrmOAuth2Api: given['ID of the CRM credential'],
		httpBasicAuth: given["ID of the page's Basic Auth credential"],
	};
	const all = $input.all<Workflow>().map(({ json }) => json);
	// n8n finds data tables by their names without regard to case.
	const taken = nameOf('sync-one', customer).toLowerCase();
	if (all.some(({ name }) => name.toLowerCase() === taken)) throw new Error(`${customer} has these workflows already`);
	const copy = (file: TemplateFile): Workflow => {
		const original = all.find(({ name }) => name === NAMES[file]);
		if (!original) throw new Error(`Import the template "${NAMES[file]}" first`);
		return { ...copied(original, customer, slug, credentials), name: nameOf(file, customer) };
	};
	const [setup, one, ...rest] = (['sync-setup', 'sync-one', 'sync-runner', 'sync-page'] as const).map(copy);
	return [{ json: { customer, slug, setup, one, rest } }];
}

function nameOf(file: TemplateFile, customer: string): string {
	return `${customer}: ${NAMES[file]}`;
}

function copied(original: Workflow, customer: string, slug: string, credentials: Record<string, string>): Workflow {
	// Names of tables.
	const { name, nodes, connections } = JSON.parse(
		JSON.stringify(original).replaceAll('Contact Sync: ', `Contact Sync ${customer}: `),
	) as Workflow;
	for (const node of nodes) {
		if (node.webhookId) node.webhookId += `-${slug}`;
		if (node.type.endsWith('.webhook')) node.parameters.path += `-${slug}`;
		for (const type of Object.keys(node.credentials ?? {})) {
			if (credentials[type] && node.credentials)
				node.credentials[type] = { id: credentials[type].trim(), name: customer };
		}
	}
	const { executionOrder, executionTimeout, saveDataSuccessExecution } = original.settings;
	const settings = JSON.parse(
		JSON.stringify({ executionOrder, executionTimeout, saveDataSuccessExecution }),
	) as Workflow['settings'];
	return { name, nodes, connections, settings };
}
