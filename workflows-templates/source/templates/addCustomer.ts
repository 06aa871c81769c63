import type { Template } from '../flow';
import { firstPage, lastPage } from '../parts/forms';
import { chosen } from '../parts/ownNodes';
import { code, n8nWorkflow, runWorkflowGiven } from '../parts/steps';
import { note } from '../texts';

const FIRST_PAGE = {
	path: 'contact-sync-customers',
	title: 'Add a customer',
	description:
		'Copies the workflows of the page for another customer, with credentials of their own. The ID of a credential is the last part of its address in n8n.',
	button: 'Add',
	fields: [
		'Customer',
		'ID of the Google credential',
		'ID of the CRM credential',
		"ID of the page's Basic Auth credential",
	],
};

export const addCustomer: Template = {
	file: 'add-customer',
	description:
		'For those who serve several customers: a page on which one more gets a set of workflows of its own, with other accounts.',
	settings: { saveDataSuccessExecution: 'none' },
	build(flow) {
		const once = { executeOnce: true } as const;
		const copies = "$('Copies').first().json";
		const publish = (workflowId: string) =>
			n8nWorkflow('activate', { workflowId: chosen('id', workflowId), additionalFields: {} });
		flow.chain(
			flow.add('Add a Customer', 0, firstPage(FIRST_PAGE, 'contact-sync-customers')),
			flow.add('Workflows', 0, n8nWorkflow('getAll', { returnAll: true, filters: {} })),
			flow.add('Copies', 0, code('copies')),
			flow.add('Make Tables', 0, runWorkflowGiven('={{ JSON.stringify($json.setup) }}')),
			flow.add('Create One', 0, {
				...n8nWorkflow('create', { workflowObject: `={{ JSON.stringify(${copies}.one) }}` }),
				...once,
			}),
			flow.add('Publish One', 0, { ...publish("={{ $('Create One').first().json.id }}"), ...once }),
			flow.add('Rest', 0, code('rest')),
			flow.add('Create Rest', 0, n8nWorkflow('create', { workflowObject: '={{ JSON.stringify($json.workflow) }}' })),
			flow.add('Publish Rest', 0, publish('={{ $json.id }}')),
			flow.add('Added', 0, {
				...lastPage(
					`={{ ${copies}.customer }} is added`,
					`=The page is at /webhook/contact-sync-{{ ${copies}.slug }}.`,
				),
				...once,
			}),
		);
		flow.note(note('add-customer'));
	},
};
