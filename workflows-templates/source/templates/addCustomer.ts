import { CHOSEN_IN, SET } from '../code/shared/customer';
import type { Flow, Placed, Template } from '../flow';
import { door, ref } from '../flow';
import { UNCHOSEN, chosen, crm, google, ofResource } from '../parts/ownNodes';
import {
	byHand,
	code,
	fields,
	n8nWorkflow,
	nothing,
	oneAfterTheOther,
	page,
	runWorkflowGiven,
	whenTrue,
} from '../parts/steps';
import { note } from '../texts';

const ONCE = { executeOnce: true } as const;

export const addCustomer: Template = {
	file: 'add-customer',
	description:
		'For those who serve several customers: gives one more a set of workflows of its own, with other accounts. Shows first whose accounts they are and what it would make, and goes on where it broke off.',
	settings: { saveDataSuccessExecution: 'none' },
	build(flow) {
		flow.add(CHOSEN_IN.httpBasicAuth, 2, { ...page('contact-sync-password', 'contact-sync-password'), disabled: true });
		const copies = look(flow);
		const make = flow.add('Make It?', 0, whenTrue('={{ $json.make }}'));
		flow.chain(copies, make);
		flow.connect(door(make, 1), flow.add('Look, Then Switch "make" On', 1, nothing()));
		flow.connect(make, makeAll(flow, copies));
		for (const text of ['add-customer', 'add-customer-again']) flow.note(note(text));
	},
};

/** Reads accounts, originals and what is there already. */
function look(flow: Flow): Placed {
	const get = (workflowId: object) => n8nWorkflow('get', { workflowId });
	const copies = flow.add('Copies', 0, code('copies'));
	flow.chain(
		flow.add('Run by Hand', 0, byHand()),
		flow.add('Customer', 0, fields({ customer: '', make: false })),
		flow.add(CHOSEN_IN.googleContactsSyncOAuth2Api, 0, ofResource('account', google('checkAccess'))),
		flow.add(CHOSEN_IN.verticalCrmOAuth2Api, 0, ofResource('account', crm('checkAccess'))),
		flow.add('This Workflow', 0, get(chosen('id', '={{ $workflow.id }}'))),
		...['Original: Set Up', ...Object.values(SET)].map((name) => flow.add(name, 0, get(UNCHOSEN))),
		flow.add('Workflows', 0, n8nWorkflow('getAll', { returnAll: true, filters: {} })),
		copies,
	);
	return copies;
}

const list = () => ({ ...n8nWorkflow('getAll', { returnAll: true, filters: {} }), ...ONCE });

/** Makes what is missing, and publishes at the end. @returns where it begins */
function makeAll(flow: Flow, copies: Placed): Placed {
	const ofCopies = `${ref(copies)}.first().json`;
	const tables = flow.add('Make Tables', 0, runWorkflowGiven('={{ JSON.stringify($json.setUp) }}'));
	const toPublish = flow.group('Make Workflows', () => makeWorkflows(flow, tables, ofCopies));
	const turn = flow.add('In Turn', 0, oneAfterTheOther());
	const activate = { workflowId: chosen('id', '={{ $json.id }}'), additionalFields: {} };
	const publish = flow.add('Publish', 1, n8nWorkflow('activate', activate));
	const added = { customer: `={{ ${ofCopies}.customer }}`, page: `={{ '/webhook/' + ${ofCopies}.path }}` };
	flow.chain(toPublish, turn);
	// n8n would send the requests for several items at once.
	flow.connect(door(turn, 1), publish);
	flow.connect(publish, turn);
	flow.connect(turn, flow.add('Added', 0, fields(added)));
	return tables;
}

/** The called workflow first. @returns the node that says what is to be published */
function makeWorkflows(flow: Flow, tables: Placed, ofCopies: string): Placed {
	const create = (workflow: string) => n8nWorkflow('create', { workflowObject: `={{ JSON.stringify(${workflow}) }}` });
	const isThere = (id: string) => whenTrue(`={{ !!${id} }}`);
	const oneThere = flow.add('One Is There?', 0, { ...isThere(`${ofCopies}.all[0].id`), ...ONCE });
	const createOne = flow.add('Create One', 1, { ...create(`${ofCopies}.all[0].workflow`), ...ONCE });
	const withOne = flow.add('With One', 0, list());
	flow.chain(tables, oneThere, withOne);
	flow.connect(door(oneThere, 1), createOne);
	flow.connect(createOne, withOne);

	const each = flow.add('One after the Other', 0, oneAfterTheOther());
	const there = flow.add('Is There?', 1, isThere('$json.id'));
	const createOther = flow.add('Create', 2, create('$json.workflow'));
	flow.chain(withOne, flow.add('Others', 0, code('others')), each);
	flow.connect(door(each, 1), there);
	flow.connect(there, each);
	flow.connect(door(there, 1), createOther);
	flow.connect(createOther, each);
	const toPublish = flow.add('To Publish', 0, code('toPublish'));
	flow.chain(each, flow.add('All of Them', 0, list()), toPublish);
	return toPublish;
}
