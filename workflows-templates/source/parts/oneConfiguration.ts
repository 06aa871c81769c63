import type { Flow, Placed, Template } from '../flow';
import { ref } from '../flow';
import type { TemplateFile } from '../code/shared/names';
import { call, note } from '../texts';
import { updateRows } from './dataTable';
import { conflictsOf } from './journal';
import type { Memory } from './memory';
import { remember } from './memory';
import { chosen, reconcile } from './ownNodes';
import type { SyncSettings } from './sync';
import { sync } from './sync';
import { nothing, whenCalled, whenTrue } from './steps';
import { PAGES } from './tables';

const CONFIGURATION = "$('Configuration').first().json";

interface OneConfiguration {
	memory: Memory;
	/** What makes the place of the memory, where the setup does not. */
	make?: (flow: Flow) => Placed;
}

/** A template that syncs the configuration that it is called with. */
export function oneConfiguration(
	file: TemplateFile,
	description: string,
	{ memory, make }: OneConfiguration,
): Template {
	return {
		file,
		description,
		settings: { executionTimeout: 3000, saveDataSuccessExecution: 'none' },
		build(flow) {
			const called = flow.add('Configuration', 0, whenCalled());
			const made = make ? [make(flow)] : [];
			const read = flow.add('Read State', 0, memory.read(of('syncName')));
			const { start, record } = sync(flow, PAGES.journal, settings());
			flow.chain(called, ...made, read, start);
			remember(flow, memory, record, of('syncName'), -1);
			flow.chain(record, ...report(flow, record, 0));
			flow.note(note(file));
			flow.note(note('sync-one-remembers'));
			flow.note(note('sync-one-report'), record);
		},
	};
}

/** A column of the configuration. */
function of(column: string): string {
	return `={{ ${CONFIGURATION}.${column} }}`;
}

function settings(): SyncSettings {
	return {
		start: {
			...{ direction: of('direction'), winner: of('winner'), deletes: of('deletes') },
			...{
				fieldMapFrom: 'json',
				fieldMapJson: of('fieldMap'),
				stateStorage: 'connected',
				leaseUntil: of('leaseUntil'),
			},
			options: { syncName: of('syncName') },
		},
		google: { group: chosen('id', of('groupId')) },
		crm: { module: chosen('name', of('module')), view: chosen('id', of('viewId')) },
	};
}

/** Notes the run in its configuration, which ends its lease, and tells of it as the configuration says. */
function report(flow: Flow, record: Placed, row: number): Placed[] {
	const recorded = `${ref(record)}.first(0).json`;
	const noteRun = flow.add('Note Run', row, {
		...updateRows(
			PAGES.configurations,
			[
				['id', 'eq', of('id')],
				['leaseUntil', 'eq', of('leaseUntil')],
			],
			{
				leaseUntil: 0,
				lastRunId: `={{ ${recorded}.runId }}`,
				lastSync: `={{ ${recorded}.finishedAt }}`,
				lastReport: `={{ JSON.stringify(${recorded}) }}`,
				lastError: '',
			},
		),
		executeOnce: true,
	});
	const rows = flow.add('Rows of the Run', row, {
		...conflictsOf(PAGES.journal, `={{ ${recorded}.runId }}`),
		executeOnce: true,
	});
	const build = flow.add(
		'Build Report',
		row,
		reconcile('buildReport', { title: of('name'), report: `={{ ${recorded} }}` }),
	);
	const worth = flow.add(
		'Worth Telling?',
		row,
		whenTrue(call('isWorthTelling', `${CONFIGURATION}.tell`, '$json', `${CONFIGURATION}.lastReport`)),
	);
	const tell = flow.add('Connect Mail or Chat Here', row, nothing());
	return [noteRun, rows, build, worth, tell];
}
