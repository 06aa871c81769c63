import type { Flow, Placed, Template } from '../flow';
import { door, ref } from '../flow';
import type { Action } from '../code/shared/choices';
import { ACTIONS } from '../code/shared/choices';
import type { TemplateFile } from '../code/shared/names';
import { call, note } from '../texts';
import { listTables, updateRows } from './dataTable';
import type { Memory } from './memory';
import { remember } from './memory';
import { chosen, reconcile } from './ownNodes';
import type { SyncSettings } from './sync';
import { sync } from './sync';
import { choose, nothing, whenCalled, whenTrue, whichOf } from './steps';
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
		settings: { saveDataSuccessExecution: 'none' },
		build(flow) {
			const called = flow.add('Configuration', 0, whenCalled());
			const made = [listTables(flow), ...(make ? [make(flow)] : [])];
			const whatToDo = flow.add('What to Do', 0, { ...choose(ACTIONS.length, whichOf(ACTIONS, `${CONFIGURATION}.action ?? 'sync'`)), executeOnce: true });
			const read = flow.add('Read State', 0, memory.readForTurn(of('syncName')));
			const { start, record } = sync(flow, PAGES.journal, settings());
			flow.chain(called, ...made, whatToDo);
			flow.chain(read, start);
			const own = flow.add('Own State', 3, memory.read(of('syncName')));
			const erase = flow.add('Erase State', 4, memory.erase(of('syncName')));
			const ways: Record<Action, Placed> = { sync: read, read: own, forget: erase };
			ACTIONS.forEach((action, index) => flow.connect(door(whatToDo, index), ways[action]));
			flow.connect(erase, own);
			remember(flow, memory, record, -1);
			flow.chain(record, ...report(flow, record, 0));
			flow.connect(door(start, 2), giveTurnBack(flow, 1.5));
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

/** The same, as a text in any case: a data table gives an empty one back as nothing. */
function orEmpty(column: string): string {
	return `={{ ${CONFIGURATION}.${column} ?? '' }}`;
}

function settings(): SyncSettings {
	return {
		start: {
			...{ direction: of('direction'), winner: of('winner'), deletes: of('deletes'), withoutEmail: `={{ ${CONFIGURATION}.withoutEmail ?? 'link' }}` },
			...{
				fieldMapFrom: 'json',
				fieldMapJson: of('fieldMap'),
			},
			options: {
				...{ syncName: of('syncName'), askFirst: `={{ ${CONFIGURATION}.askFirst === true }}` },
				...{ approvedPlan: orEmpty('approval'), decisions: orEmpty('decisions'), keepApart: orEmpty('apart') },
			},
		},
		google: { group: chosen('id', of('groupId')) },
		crm: { module: chosen('name', of('module')), view: chosen('id', of('viewId')) },
	};
}

/** Notes the run in its configuration, and tells of it as the configuration says. */
function report(flow: Flow, record: Placed, row: number): Placed[] {
	const recorded = `${ref(record)}.first(0).json`;
	const noteRun = flow.add('Note Run', row, {
		...updateRows(
			PAGES.configurations,
			[
				// A preview leaves no trace. A run that took longer than its turn did what it did all the same.
				['id', 'eq', `={{ $json.preview ? -1 : ${CONFIGURATION}.id }}`],
				['status', 'neq', 'inactive'],
			],
			{
				lastRunId: `={{ ${recorded}.runId }}`,
				lastSync: `={{ ${recorded}.finishedAt }}`,
				lastReport: `={{ JSON.stringify(${recorded}) }}`,
				lastError: '',
				history: call('historyWith', `${CONFIGURATION}.history`, '$now.toUTC().toISODate()', recorded),
			},
		),
		executeOnce: true,
	});
	const build = flow.add(
		'Build Report',
		row,
		reconcile('buildReport', { title: orEmpty('name'), report: `={{ ${recorded} }}` }),
	);
	const worth = flow.add(
		'Worth Telling?',
		row,
		whenTrue(call('isWorthTelling', `${CONFIGURATION}.tell`, '$json', `${CONFIGURATION}.lastReport`)),
	);
	const tell = flow.add('Connect Mail or Chat Here', row, nothing());
	return [noteRun, build, worth, tell];
}

/** Another configuration is being synced: this one stays due. */
function giveTurnBack(flow: Flow, row: number): Placed {
	const own = [
		['id', 'eq', of('id')],
		['leaseUntil', 'eq', of('leaseUntil')],
	] as const;
	const due = { leaseUntil: 0, dueAt: '={{ $now.toMillis() }}' };
	return flow.add('Give Turn Back', row, updateRows(PAGES.configurations, [...own], due));
}
