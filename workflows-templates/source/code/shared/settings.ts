import type { Configuration } from './configuration';

export interface Choice {
	value: string | number | boolean;
	name: string;
}

/** A setting that is chosen from a list. */
export interface List {
	column: 'direction' | 'winner' | 'frequency' | 'weekday' | 'deletes' | 'withoutEmail' | 'tell';
	label: string;
	choices: Choice[];
	standard: Choice['value'];
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

/** The settings whose choices are always the same. */
export const LISTS: List[] = [
	{
		column: 'direction',
		label: 'Direction',
		choices: named({ both: 'Both ways', googleToCrm: 'From Google to the CRM only', crmToGoogle: 'From the CRM to Google only' }),
		standard: 'both',
	},
	{
		column: 'winner',
		label: 'When both sides changed the same field',
		choices: named({ crm: 'The CRM’s value stays', google: 'Google’s value stays', newest: 'The side changed last wins', none: 'Leave both, and ask me' }),
		standard: 'crm',
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
		column: 'withoutEmail',
		label: 'People without an e-mail address',
		choices: named({
			link: 'Keep in step who is on both sides, by name and phone number',
			sync: 'Sync them like everybody else, by name and phone number',
			leaveOut: 'Leave them out',
		}),
		standard: 'link',
	},
	{
		column: 'frequency',
		label: 'How often',
		choices: named({ minutes: 'Every 15 minutes', hours: 'Every hour', days: 'Every day', weeks: 'Every week' }),
		standard: 'minutes',
	},
	{
		column: 'weekday',
		label: 'Day, if every week',
		choices: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((name, index) => ({
			value: index + 1,
			name,
		})),
		standard: 1,
	},
	{
		column: 'tell',
		label: 'Send a report',
		choices: named({ problems: 'When something needs me', always: 'After every sync', never: 'Never' }),
		standard: 'problems',
	},
];

/** Which way a row of the map goes. */
export const ROW_DIRECTIONS = named({ both: 'Both ways', toCrm: 'To the CRM only', toGoogle: 'To Google only' });

function named(names: Record<string, string>): Choice[] {
	return Object.entries(names).map(([value, name]) => ({ value, name }));
}

/** The name of a choice that is stored. */
export function choiceName(column: List['column'], row: Configuration): string {
	const { choices } = LISTS.find((one) => one.column === column) ?? LISTS[0];
	return choices.find(({ value }) => value === row[column])?.name ?? '';
}
