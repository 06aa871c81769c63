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
	name: 'Contact Sync: Add a Customer',
	settings: { saveDataSuccessExecution: 'none' },
	build(flow) {
		const once = { executeOnce: true } as const;
		const copies = "$('Copies').first().json";
		const publish = (workflowId: string) =>
			n8nWorkflow('activate', { workflowId: chosen('id', workflowId), additionalFields: {} });
		flow.chain(
			flow.add('Add a Customer', [0, 300], firstPage(FIRST_PAGE, 'contact-sync-customers')),
			flow.add('Workflows', [220, 300], n8nWorkflow('getAll', { returnAll: true, filters: {} })),
			flow.add('Copies', [440, 300], code('copies')),
			flow.add('Make Tables', [660, 300], runWorkflowGiven('={{ JSON.stringify($json.setup) }}')),
			flow.add('Create One', [880, 300], {
				...n8nWorkflow('create', { workflowObject: `={{ JSON.stringify(${copies}.one) }}` }),
				...once,
			}),
			flow.add('Publish One', [1100, 300], { ...publish("={{ $('Create One').first().json.id }}"), ...once }),
			flow.add('Rest', [1320, 300], code('rest')),
			flow.add(
				'Create Rest',
				[1540, 300],
				n8nWorkflow('create', { workflowObject: '={{ JSON.stringify($json.workflow) }}' }),
			),
			flow.add('Publish Rest', [1760, 300], publish('={{ $json.id }}')),
			flow.add('Added', [1980, 300], {
				...lastPage(
					`={{ ${copies}.customer }} is added`,
					`=The page is at /form/contact-sync-{{ ${copies}.slug }}, the page to undo at /form/contact-sync-undo-{{ ${copies}.slug }}.`,
				),
				...once,
			}),
		);
		flow.note([-60, -60], [760, 300], note('add-customer'));
	},
};
