import type { Flow, Placed, Position, Template } from '../flow';
import { ref } from '../flow';
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
	make?: (flow: Flow, position: Position) => Placed;
	/** Of the note. */
	size: readonly [width: number, height: number];
	top: number;
}

/** A template that syncs the configuration that it is called with. */
export function oneConfiguration(file: string, name: string, { memory, make, size, top }: OneConfiguration): Template {
	return {
		file,
		name,
		settings: { executionTimeout: 3000, saveDataSuccessExecution: 'none' },
		build(flow) {
			const called = flow.add('Configuration', [0, 300], whenCalled());
			const made = make ? [make(flow, [220, 300])] : [];
			const x = made.length * 220;
			const read = flow.add('Read State', [x + 220, 300], memory.read(of('syncName')));
			const { start, record } = sync(flow, [x + 440, 300], PAGES.journal, settings());
			flow.chain(called, ...made, read, start);
			remember(flow, memory, record, of('syncName'), [x + 1680, 300]);
			flow.chain(record, ...report(flow, record, [x + 2120, 460]));
			flow.note([-60, top], size, note(file));
			flow.note([x + 2280, -60], [700, 200], note('sync-one-report'));
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
function report(flow: Flow, record: Placed, [x, y]: Position): Placed[] {
	const recorded = `${ref(record)}.first(0).json`;
	const noteRun = flow.add('Note Run', [x, y], {
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
	const rows = flow.add('Rows of the Run', [x + 220, y], {
		...conflictsOf(PAGES.journal, `={{ ${recorded}.runId }}`),
		executeOnce: true,
	});
	const build = flow.add(
		'Build Report',
		[x + 440, y],
		reconcile('buildReport', { title: of('name'), report: `={{ ${recorded} }}` }),
	);
	const worth = flow.add(
		'Worth Telling?',
		[x + 660, y],
		whenTrue(call('isWorthTelling', `${CONFIGURATION}.tell`, '$json', `${CONFIGURATION}.lastReport`)),
	);
	const tell = flow.add('Connect Mail or Chat Here', [x + 880, y - 100], nothing());
	return [noteRun, rows, build, worth, tell];
}
