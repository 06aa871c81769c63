import type { Configuration } from './configuration';

export interface Choice {
	value: string | number | boolean;
	name: string;
}

/** A setting that is chosen from a list. */
export interface List {
	column: keyof Configuration;
	label: string;
	choices: Choice[];
	standard?: Choice['value'];
}

/** A Google field, and the CRM fields that it can be mapped to. */
export interface MapSlot {
	google: string;
	label: string;
	choices: Choice[];
}

export interface MapRow {
	googleField: string;
	crmField: string;
	direction: string;
}

export interface Problem {
	problem: string;
	remedy: string;
}

/** What the settings page was made of, for reading its answers. */
export interface SettingsItem {
	lists: List[];
	map: MapSlot[];
	rows: MapRow[];
	/** Whether all Google fields are shown. */
	more: boolean;
	/** As JSON. */
	fields: string;
}

/** The settings whose choices are always the same. */
export const LISTS: List[] = [
	{
		column: 'direction',
		label: 'Sync option',
		choices: named({ both: '2 Way Sync', googleToCrm: '1-Way: Google to CRM', crmToGoogle: '1-Way: CRM to Google' }),
		standard: 'both',
	},
	{
		column: 'winner',
		label: 'Who overwrites when both sides changed the same field',
		choices: named({ crm: 'The CRM', google: 'Google', newest: 'The side changed last', none: 'Nobody: leave both' }),
		standard: 'crm',
	},
	{
		column: 'frequency',
		label: 'How often',
		choices: named({ minutes: 'Every 15 minutes', hours: 'Every hour', days: 'Every day', weeks: 'Every week' }),
		standard: 'minutes',
	},
	{
		column: 'weekday',
		label: 'Day (every week)',
		choices: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((name, index) => ({
			value: index + 1,
			name,
		})),
		standard: 1,
	},
	{
		column: 'deletes',
		label: 'Contacts deleted on one side',
		choices: [
			{ value: false, name: 'Keep on the other' },
			{ value: true, name: 'Delete on the other' },
		],
		standard: false,
	},
	{
		column: 'tell',
		label: 'When to send a report',
		choices: named({ problems: 'On a failure or a conflict', always: 'After every sync', never: 'Never' }),
		standard: 'problems',
	},
];

function named(names: Record<string, string>): Choice[] {
	return Object.entries(names).map(([value, name]) => ({ value, name }));
}
