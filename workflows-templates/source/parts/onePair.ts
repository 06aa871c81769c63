import type { Flow, Placed, Position, Template } from '../flow';
import { door } from '../flow';
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

/** A template that syncs one group and one list view, by itself. */
export function onePair(file: string, name: string, direction: Direction): Template {
	return {
		file,
		name,
		settings: { executionTimeout: 3000 },
		build(flow) {
			const { last: table } = beginning(flow, [0, 300]);
			const { start, record } = sync(flow, [440, 300], PAIR.journal, settingsOf(direction));
			const busy = flow.add('Another Run Is Going On', [680, 600], nothing());
			flow.chain(table, start);
			flow.connect(door(start, 2), busy);
			tellOf(flow, record, [1680, 300]);
			const winner = direction === 'both' ? ['one-pair-winner'] : [];
			notes(flow, [
				[[620, 570], note(file, 'one-pair-set-up')],
				[[560, 570], note('one-pair-settings', ...winner, 'one-pair-more-settings')],
				[[640, 570], note('one-pair-what-happened')],
			]);
		},
	};
}

/** Both triggers and the tables; @returns the node that made the last table. */
export function beginning(
	flow: Flow,
	[x, y]: Position,
	...tables: Array<readonly [name: string, table: Table]>
): { last: Placed } {
	const schedule = flow.add('Schedule', [x, y - 100], everyMinutes(15));
	const hand = flow.add('Run by Hand', [x, y + 100], byHand());
	const made = ([['Journal Table', PAIR.journal], ...tables] as const).map(([name, table], index) =>
		flow.add(name, [x + 220 * (index + 1), y], {
			...createTable(table),
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1000,
		}),
	);
	flow.connect(schedule, made[0]);
	flow.connect(hand, made[0]);
	flow.connect(made[0], pruneJournal(flow, PAIR.journal, [x + 440, y - 200]));
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
export function tellOf(flow: Flow, record: Placed, [x, y]: Position, down = -100): void {
	const attention = flow.add(
		'Needs Attention?',
		[x, y],
		when({ value: '={{ $json.attention }}', is: 'notEmpty', type: 'array' }),
	);
	const tell = flow.add('Connect Mail or Chat Here', [x + 240, y + down], nothing());
	flow.chain(record, attention, tell);
}

/** Notes above a flow that begins at 0, one beside the other. */
export function notes(flow: Flow, all: Array<[size: readonly [number, number], content: string]>): void {
	let x = -60;
	for (const [size, content] of all) {
		flow.note([x, -600], size, content);
		x += size[0] + 20;
	}
}
