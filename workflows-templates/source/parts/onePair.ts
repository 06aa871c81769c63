import type { Flow, Placed, Template } from '../flow';
import { door } from '../flow';
import type { TemplateFile } from '../code/shared/names';
import { note } from '../texts';
import { createTable } from './dataTable';
import { pruneJournal } from './journal';
import { CONTACTS, UNCHOSEN, defaultMap } from './ownNodes';
import type { SyncSettings } from './sync';
import { sync } from './sync';
import type { Table } from './tables';
import { PAIR } from './tables';
import { byHand, everyMinutes, nothing, when } from './steps';

export type Direction = 'both' | 'googleToCrm' | 'crmToGoogle';

/** What stands beside how to set it up. */
const PAIR_NOTES = [['pair-credentials'], ['pair-settings'], ['pair-try', 'pair-stop'], ['pair-what-happened']];

/** A template that syncs one group and one list view, by itself. */
export function onePair(file: TemplateFile, description: string, direction: Direction): Template {
	return {
		file,
		description,
		settings: { executionTimeout: 3000 },
		build(flow) {
			const { last: table } = beginning(flow);
			const { start, record } = sync(flow, PAIR.journal, settingsOf(direction));
			const busy = flow.add('Another Run Is Going On', 1.5, nothing());
			flow.chain(table, start);
			flow.connect(door(start, 2), busy);
			tellOf(flow, record, 0);
			for (const text of [note(file, 'pair-set-up'), ...PAIR_NOTES.map((pieces) => note(...pieces))]) flow.note(text);
		},
	};
}

/** Both triggers and the tables; @returns the node that made the last table. */
export function beginning(flow: Flow, ...tables: Array<readonly [name: string, table: Table]>): { last: Placed } {
	const schedule = flow.add('Schedule', -0.5, everyMinutes(15));
	const hand = flow.add('Run by Hand', 0.5, byHand());
	const made = ([['Journal Table', PAIR.journal], ...tables] as const).map(([name, table]) =>
		flow.add(name, 0, {
			...createTable(table),
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1000,
		}),
	);
	flow.connect(schedule, made[0]);
	flow.connect(hand, made[0]);
	flow.connect(made[0], pruneJournal(flow, PAIR.journal, -1));
	flow.chain(...made);
	return { last: made[made.length - 1] };
}

/** What a builder still has to choose, and the default map. @param start further parameters of Start Sync */
export function settingsOf(direction: Direction, start: object = {}): SyncSettings {
	return {
		start: { direction, ...(direction === 'both' && { winner: 'crm' }), fieldMap: defaultMap(), ...start, options: {} },
		google: { group: UNCHOSEN },
		crm: { module: CONTACTS, view: UNCHOSEN },
	};
}

/** Where the builder connects what tells people that a run needs them. */
export function tellOf(flow: Flow, record: Placed, row: number): void {
	const attention = flow.add(
		'Needs Attention?',
		row,
		when({ value: '={{ $json.attention }}', is: 'notEmpty', type: 'array' }),
	);
	const tell = flow.add('Connect Mail or Chat Here', row, nothing());
	flow.chain(record, attention, tell);
}
