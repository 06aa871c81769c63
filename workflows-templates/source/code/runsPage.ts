import type { JournalRow } from '../../../nodes/ContactReconcile/engine/plan/journal';
import type { Configuration } from './shared/configuration';
import type { Field } from './shared/fields';
import { fieldsJson, options } from './shared/fields';
import type { CodeScope, Item } from './shared/scope';

/** A run that can be undone, as the page names it. */
export interface Run {
	runId: string;
	at: string;
	/** Of its configuration; empty where none is found. */
	syncName: string;
	name: string;
}

/** The last fifty runs that overwrote something, newest first. */
export function runsPage({ $, $input, DateTime }: CodeScope): Item[] {
	const configurations = $('Configurations')
		.all<Configuration>()
		.map(({ json }) => json)
		.filter(({ id }) => id);
	const runs: Record<string, JournalRow[]> = {};
	for (const { json: row } of $input.all<JournalRow>()) if (row.runId) (runs[row.runId] ??= []).push(row);
	const named = Object.entries(runs)
		.map(([runId, rows]): Run => {
			const sync = syncOf(rows, configurations);
			const at = DateTime.fromISO(rows[0].at).toFormat('d LLLL yyyy, HH:mm:ss');
			const what = `${rows.length} values of ${new Set(rows.map(({ contact }) => contact)).size} contacts`;
			const name = [at, ...(sync ? [sync.name] : []), ...(runId.startsWith('undo-') ? ['an undo'] : []), what].join(
				', ',
			);
			return { runId, at: rows[0].at, syncName: sync?.syncName ?? '', name };
		})
		.sort((a, b) => b.at.localeCompare(a.at))
		.slice(0, 50);
	const choices = named.map((run) =>
		named.filter(({ name }) => name === run.name).length > 1 ? { ...run, name: `${run.name} (${run.runId})` } : run,
	);
	return [{ json: { choices, fields: fieldsJson(fieldsOf(choices)) } }];
}

/** A row of the journal names the group, or the module and the list view, that its record is in. */
function syncOf(rows: JournalRow[], configurations: Configuration[]): Configuration | undefined {
	const isOf = ({ groupId, module, viewId }: Configuration) =>
		rows.every(({ scope }) => [groupId, `${module}/${viewId}`].includes(scope));
	return configurations.find(({ lastRunId }) => lastRunId === rows[0].runId) ?? configurations.find(isOf);
}

function fieldsOf(choices: Run[]): Field[] {
	if (choices.length === 0) return [{ fieldType: 'html', html: '<p>No sync has overwritten anything yet.</p>' }];
	const names = choices.map(({ name }) => name);
	return [
		{
			fieldLabel: 'Run',
			fieldType: 'dropdown',
			requiredField: true,
			defaultValue: names[0],
			fieldOptions: options(names),
		},
	];
}
