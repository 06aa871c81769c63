import type { Choice, List, MapRow, MapSlot, Problem, SettingsItem } from './shared/settings';
import { LISTS } from './shared/settings';
import type { Configuration } from './shared/configuration';
import type { Field } from './shared/fields';
import { escaped, fieldsJson, options } from './shared/fields';
import type { CodeScope, Item } from './shared/scope';

type Saved = Partial<Configuration> & { more?: boolean };

interface Group {
	resourceName: string;
	groupType: string;
	name: string;
	formattedName?: string;
}

interface CrmField {
	name: string;
	label: string;
	writable: boolean;
}

/** The settings of a configuration as fields; what was wrong with the last answers comes first. */
export function settingsPage({ $ }: CodeScope): Item[] {
	const all = <Json>(node: string) =>
		$(node)
			.all<Json>()
			.map(({ json }) => json);
	const again = $('Read Answers').isExecuted
		? {
				...$('Read Answers').first<{ answers: Saved; wrong: Problem[] }>().json,
				...$('Check Field Map').first<{ problems: Problem[] }>().json,
			}
		: undefined;
	const saved = again?.answers ?? $('Choice').first<Saved>().json;
	const { googleFields, suggestedRows } = $('Suggested Map').first<{
		googleFields: Choice[];
		suggestedRows: MapRow[];
	}>().json;
	const rows = saved.fieldMap ? (JSON.parse(saved.fieldMap) as MapRow[]) : suggestedRows;
	const more = saved.more ?? false;
	const lists = listsOf(all<Group>('Google Groups'), all<{ id: string; name: string }>('List Views'));
	const mapped = new Set([...suggestedRows, ...rows].map(({ googleField }) => googleField));
	const slots = googleFields.filter(({ value }) => more || mapped.has(String(value)));
	const crmFields = crmChoices(all<CrmField>('CRM Fields'));
	const map = slots.map(
		({ name, value }): MapSlot => ({ google: String(value), label: `Google: ${name}`, choices: crmFields }),
	);
	const fields: Field[] = [
		...problemsOf(again ? [...again.wrong, ...again.problems] : []),
		{
			fieldLabel: 'Name',
			fieldType: 'text',
			requiredField: true,
			defaultValue: saved.name ?? '',
			placeholder: 'e.g. Sales',
		},
		...lists.flatMap((list) => [
			dropdown(list, saved[list.column] ?? list.standard),
			...(list.column === 'weekday' ? [timeOf(saved)] : []),
		]),
		{ fieldType: 'html', html: '<h3>Which field goes where</h3>' },
		...map.map((slot) => dropdown(slot, rows.find(({ googleField }) => googleField === slot.google)?.crmField ?? '')),
		...(more
			? []
			: [{ fieldLabel: 'More', fieldType: 'checkbox', fieldOptions: options(['Map more fields']) } as const]),
	];
	const page: SettingsItem = { lists, map, rows, more, fields: fieldsJson(fields) };
	return [{ json: page }];
}

function listsOf(groups: Group[], views: Array<{ id: string; name: string }>): List[] {
	const own = groups.filter(({ groupType, name }) => groupType === 'USER_CONTACT_GROUP' || name === 'myContacts');
	return [
		{
			column: 'groupId',
			label: 'Google contact group',
			choices: toldApart(own.map((one) => ({ value: one.resourceName, name: one.formattedName ?? one.name }))),
		},
		{
			column: 'viewId',
			label: 'CRM list view',
			choices: toldApart(views.map(({ id, name }) => ({ value: id, name }))),
		},
		...LISTS,
	];
}

/** A form answers with names: of those that several bear, each gets its id. */
function toldApart(choices: Choice[]): Choice[] {
	const isShared = ({ name }: Choice) => choices.filter((other) => other.name === name).length > 1;
	return choices.map((one) => (isShared(one) ? { ...one, name: `${one.name} (${one.value})` } : one));
}

function crmChoices(fields: CrmField[]): Choice[] {
	const choices = fields.map(({ name, label, writable }) => ({
		value: name,
		name: `${label} (${name}${writable ? '' : ', read-only'})`,
	}));
	return [{ value: '', name: 'Not synced' }, ...choices.sort((a, b) => a.name.localeCompare(b.name))];
}

function dropdown({ label, choices }: { label: string; choices: Choice[] }, value: unknown): Field {
	const defaultValue = choices.find((choice) => String(choice.value) === String(value))?.name ?? '';
	return {
		fieldLabel: label,
		fieldType: 'dropdown',
		requiredField: true,
		fieldOptions: options(choices.map(({ name }) => name)),
		defaultValue,
	};
}

function timeOf({ atTime }: Saved): Field {
	return {
		fieldLabel: 'Time (every day or week)',
		fieldType: 'text',
		requiredField: true,
		defaultValue: atTime || '06:00',
	};
}

function problemsOf(problems: Problem[]): Field[] {
	if (problems.length === 0) return [];
	const list = problems
		.map(({ problem, remedy }) => `<li><b>${escaped(problem)}.</b> ${escaped(remedy)}</li>`)
		.join('');
	return [{ fieldType: 'html', html: `<h3>Not saved yet</h3><ul>${list}</ul>` }];
}
