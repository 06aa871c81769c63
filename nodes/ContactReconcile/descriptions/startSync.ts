import type { INodeProperties } from 'n8n-workflow';

import { notice } from '../../shared/items/operations';
import { fieldMap } from './fieldMap';

const crmModule: INodeProperties = {
	displayName: 'CRM Module',
	name: 'crmModule',
	type: 'string',
	default: 'Contacts',
	description: 'API name of the module whose fields the field map offers: the one chosen in CRM: Get Changes',
};

const preview: INodeProperties = {
	displayName: 'Preview',
	name: 'preview',
	type: 'options',
	options: [
		{ name: 'Every Run', value: 'everyRun', description: 'Nothing is ever written' },
		{ name: 'Never', value: 'never', description: 'Runs from the editor sync, too' },
		{ name: 'Runs From the Editor', value: 'editor', description: 'The editor looks, the published workflow syncs' },
	],
	default: 'editor',
	description: 'Which runs only look: they read and plan, report each contact and field, and write and remember nothing',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Approved Plan',
			name: 'approvedPlan',
			type: 'string',
			default: '',
			description:
				'The digest that a report named: of a refused plan, or of a field that emptied in many contacts. It lets exactly that through; remove it afterwards.',
		},
		{
			displayName: 'Ask Before the First Sync',
			name: 'askFirst',
			type: 'boolean',
			default: false,
			description:
				'Whether the plan of the first sync is refused and reported, until its digest is given as Approved Plan',
		},
		{
			displayName: 'Contacts per Run',
			name: 'cap',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 500,
			description: 'Max number of contacts to write on each side in one run; the rest goes with the next run',
		},
		{
			displayName: 'Contacts per Run at First',
			name: 'firstCap',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 10000,
			description:
				'Max number of contacts to write on each side in one run, until a run has left nothing for later',
		},
		{
			displayName: 'Create Missing Accounts',
			name: 'createAccounts',
			type: 'boolean',
			default: false,
			description:
				'Whether an account is created in the CRM for a company of a Google contact that has none there. Otherwise the contact is reported until the account exists.',
		},
		{
			displayName: 'CRM E-Mail Field',
			name: 'crmEmailField',
			type: 'string',
			default: 'Email',
			description: 'API name of the CRM field that people are matched by',
		},
		{
			displayName: 'CRM Name Field',
			name: 'crmNameField',
			type: 'string',
			default: 'Last_Name',
			description:
				'API name of the CRM field that no record can be without. A Google contact without a family name brings its given name, company or the start of its e-mail address instead.',
		},
		{
			displayName: 'Decided Conflicts',
			name: 'decisions',
			type: 'json',
			default: '[]',
			description:
				'A list of conflicts that people decided, each from the details of a report: { googleId, crmId, crmField, google, crm } of it, and keep: google or crm. One whose values have changed since is left open.',
		},
		{
			displayName: 'Default Country for Phones',
			name: 'phoneCountry',
			type: 'string',
			default: '',
			placeholder: 'e.g. US',
			description:
				'Code (ISO 3166) of the country of phone numbers that name none, so that 030 1234567 and +49 30 1234567 count as the same number with DE. Numbers are only compared, never rewritten. When empty, no country is assumed.',
		},
		{
			displayName: 'Full Check Every (Hours)',
			name: 'fullCheckHours',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 8760 },
			default: 24,
			description:
				'How often everything is read again. Only that shows who came into or fell out of a list view without being edited.',
		},
		{
			displayName: 'Google E-Mail Field',
			name: 'googleEmailField',
			type: 'options',
			options: [
				{ name: 'Home E-Mail', value: 'homeEmail' },
				{ name: 'Other E-Mail', value: 'otherEmail' },
				{ name: 'Work E-Mail', value: 'workEmail' },
			],
			default: 'workEmail',
			description: 'The Google field that people are matched by',
		},
		{
			displayName: 'Keep Apart',
			name: 'keepApart',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. people/c1234 5843104000000123',
			description:
				'Pairs that are never linked, whatever they have in common, one a line, as a report names them: the Google contact, then the CRM record. Two that are linked already become two people again.',
		},
		{
			displayName: 'Link by Name Alone',
			name: 'linkByName',
			type: 'boolean',
			default: false,
			description:
				'Whether a full name that nobody else has on either side links two records of which one has no e-mail address, also without a phone number in common',
		},
		{
			displayName: 'Link People Whose Names Differ',
			name: 'linkDifferentNames',
			type: 'boolean',
			default: false,
			description:
				'Whether a Google contact and a CRM record that alone share an e-mail address are one person even if their names have nothing in common. The name of the side that wins then replaces the other. When off, the two are reported and left alone.',
		},
		{
			displayName: 'Refuse to Delete More Than (%)',
			name: 'deleteSharePercent',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100 },
			default: 10,
			description:
				'A plan that would delete more than this share of the linked contacts, and more than five, is refused as a whole',
		},
		{
			displayName: 'Sync Name',
			name: 'syncName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Sales',
			description:
				'Tells several syncs apart that run in one workflow, and contacts that they create. When empty, the ID of the workflow.',
		},
		{
			displayName: 'Use the Only E-Mail as Work E-Mail',
			name: 'onlyEmailAsWork',
			type: 'boolean',
			default: true,
			description:
				'Whether an address of any label, also a private one, counts as the work e-mail of a Google contact that has none',
		},
	],
};

const withoutEmail: INodeProperties = {
	displayName: 'People Without an E-Mail',
	name: 'withoutEmail',
	type: 'options',
	options: [
		{
			name: 'Leave Out',
			value: 'leaveOut',
			description: 'Nobody without an address is linked or created anew; who is in sync stays so',
		},
		{
			name: 'Link Only',
			value: 'link',
			description: 'Full name and phone link them; they are created in Google, but not in the CRM',
		},
		{
			name: 'Sync',
			value: 'sync',
			description: 'As Link Only, and who has a full name and a phone number is created in the CRM too',
		},
	],
	default: 'link',
	description:
		'What becomes of people who have no e-mail address on one side or on both. Full name and phone link two records only where nobody else has both; who cannot be told apart is reported.',
};

/** Which side is written to at all. */
export const direction: INodeProperties = {
	displayName: 'Direction',
	name: 'direction',
	type: 'options',
	options: [
		{
			name: '2-Way',
			value: 'both',
			description: 'A change on either side goes to the other',
		},
		{
			name: 'CRM to Google',
			value: 'crmToGoogle',
			description: 'Nothing is ever written to the CRM',
		},
		{
			name: 'Google to CRM',
			value: 'googleToCrm',
			description: 'Nothing is ever written to Google',
		},
	],
	default: 'both',
	description: 'Which side is written to',
};

/** What the builder sets for a sync; all of it stands here, and travels with the run. */
export const startSyncDescription: INodeProperties[] = [
	notice('stateNotice', 'The templates have this connected. Takes the rows that the sync remembers, from a node with "Always Output Data": those with its name, and those of kind "state" of other syncs in this workflow, as all of them take turns. Store the rows of the "State" output of Record Results, and then delete the older ones, as in the templates.'),
	direction,
	{
		displayName: 'When Both Changed a Field',
		name: 'winner',
		type: 'options',
		displayOptions: { show: { direction: ['both'] } },
		options: [
			{ name: 'CRM Wins', value: 'crm' },
			{ name: 'Google Wins', value: 'google' },
			{ name: 'Leave Both and Report', value: 'none' },
			{
				name: 'Most Recently Changed Wins',
				value: 'newest',
				description: 'By the time the record was last changed on each side; the CRM when that does not tell',
			},
		],
		default: 'crm',
		description:
			'Who wins a field that both sides changed since the last run. Only this field goes to the winner; changes of other fields go across from either side. The value that loses is kept in the journal.',
	},
	{
		displayName: 'Carry Deletions Across',
		name: 'deletes',
		type: 'boolean',
		default: false,
		description:
			'Whether a contact deleted on one side is deleted on the other. When off, the other side keeps it and it is no longer synced.',
	},
	{ ...notice('deletesNotice', 'Contacts deleted from now on are deleted on the other side too, in the CRM into its recycle bin. A contact edited on the other side since is created again instead. A plan that deletes unusually many is refused.'), displayOptions: { show: { deletes: [true] } } },
	withoutEmail,
	preview,
	// Above the field map, which is long.
	options,
	crmModule,
	...fieldMap,
];
