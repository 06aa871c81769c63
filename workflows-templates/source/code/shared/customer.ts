import type { Workflow } from './workflow';

/** The workflows of a customer's set, each with the node that reads its original; whoever calls another comes after it. */
export const SET = {
	'sync-one': 'Original: Run One',
	'sync-runner': 'Original: Run When Due',
	'sync-page': 'Original: Page',
} as const;

/** The nodes in which the customer's credentials are chosen, by the type of the credential. */
export const CHOSEN_IN = {
	googleContactsSyncOAuth2Api: 'Google: Check Access',
	verticalCrmOAuth2Api: 'CRM: Check Access',
	httpBasicAuth: 'Password of the Page',
} as const;

/** A workflow of the customer's set, and its id where it has been made already. */
export interface Copy {
	id: string;
	workflow: Workflow;
}
