import type { Configuration } from './shared/configuration';
import type { Choice, MapRow, Problem, SettingsItem } from './shared/settings';
import type { CodeScope, Item } from './shared/scope';

/** Labels of fields with what was answered. */
type Given = Record<string, string> & { Name?: string; More?: string[] };

/** The fields of the CRM, for the check of the map; what was answered is with the first of them. */
export function readAnswers({ $, $input }: CodeScope): Item[] {
	const given = $input.first<Given>().json;
	// Nobody answered within an hour.
	if (given.Name === undefined) return [];
	const page = $('Settings Page').first<SettingsItem>().json;
	const { id, syncName } = $('Choice').first<Partial<Configuration>>().json;
	const chosen = ({ label, choices }: { label: string; choices: Choice[] }) =>
		choices.find(({ name }) => name === given[label])?.value;
	const answers = {
		name: given.Name,
		syncName: syncName ?? `sync-${Date.now().toString(36)}`,
		atTime: given['Time (every day or week)'].trim(),
		...Object.fromEntries(page.lists.map((list) => [list.column, chosen(list)])),
		groupName: given['Google contact group'],
		viewName: given['CRM list view'],
		fieldMap: JSON.stringify(mapOf(page, chosen)),
		more: page.more || Boolean(given.More?.length),
	};
	const others = $('Configurations')
		.all<Configuration>()
		.map(({ json }) => json)
		.filter((one) => one.id !== id);
	const unchosen = page.lists.filter((list) => chosen(list) === undefined).map(({ label }) => label);
	const wrong = problemsOf(answers, others, unchosen);
	const again = answers.more && !page.more;
	return $('CRM Fields')
		.all<object>()
		.map(({ json }, index) => ({ json: index ? json : { ...json, answers, wrong, again } }));
}

/** The chosen rows; one that was there before keeps what else is set in it. */
function mapOf(
	{ map, rows }: SettingsItem,
	chosen: (slot: SettingsItem['map'][number]) => Choice['value'] | undefined,
): MapRow[] {
	return map.flatMap((slot) => {
		const crmField = String(chosen(slot) ?? '');
		if (crmField === '') return [];
		const before = rows.find((row) => row.googleField === slot.google && row.crmField === crmField);
		return [before ?? { googleField: slot.google, crmField, direction: 'both' }];
	});
}

function problemsOf(
	{ name, atTime }: { name: string; atTime: string },
	others: Configuration[],
	unchosen: string[],
): Problem[] {
	const isClock = /^([01]?\d|2[0-3]):[0-5]\d$/.test(atTime);
	return [
		...(others.some((other) => other.name === name)
			? [{ problem: 'There is a sync of this name', remedy: 'Give it another name' }]
			: []),
		...(['', 'New sync'].includes(name) ? [{ problem: 'The sync has no name of its own', remedy: 'Give it one' }] : []),
		...(isClock ? [] : [{ problem: 'The time is none of a clock', remedy: 'Write it as 06:00' }]),
		...unchosen.map((label) => ({ problem: `"${label}" is not chosen`, remedy: 'Choose from the list' })),
	];
}
