/** What each template is called, by its file. */
export const NAMES = {
	'two-way': 'Sync Google Contacts and a Vertical CRM Both Ways',
	'two-way-on-change': 'Sync Google Contacts and a Vertical CRM Both Ways When They Change',
	'google-to-crm': 'Sync Google Contacts to a Vertical CRM',
	'crm-to-google': 'Sync Vertical CRM Contacts to Google',
	'sync-setup': 'Set Up Contact Syncs',
	'sync-one': 'Run One Contact Sync',
	'sync-one-postgres': 'Run One Contact Sync, in Postgres',
	'sync-runner': 'Run Contact Syncs When Due',
	'sync-page': 'Manage Contact Syncs on a Page',
	undo: 'Undo a Run of a Contact Sync',
	'forget-person': 'Forget a Person in a Contact Sync',
	'forget-person-on-page': 'Forget a Person in the Contact Syncs of a Page',
	'add-customer': 'Add a Customer to Contact Syncs',
} as const;

export type TemplateFile = keyof typeof NAMES;
