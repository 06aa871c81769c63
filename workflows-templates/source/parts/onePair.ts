import type { Flow, Placed, Template } from '../flow';
import type { TemplateFile } from '../code/shared/names';
import { note } from '../texts';
import { createTable, listTables } from './dataTable';
import { pruneJournal } from './journal';
import { inDataTable, remember } from './memory';
import { CONTACTS, UNCHOSEN, defaultMap, reconcile } from './ownNodes';
import type { SyncSettings } from './sync';
import { sync } from './sync';
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
		settings: {},
		build(flow) {
			const memory = inDataTable(PAIR.state);
			const list = beginning(flow);
			const read = flow.add('Read State', 0, memory.read(SYNC_NAME));
			const { start, record } = sync(flow, PAIR.journal, settingsOf(direction));
			flow.chain(list, read, start);
			remember(flow, memory, record, -1);
			tellOf(flow, record, 0);
			for (const text of [note(file, 'pair-set-up'), ...PAIR_NOTES.map((pieces) => note(...pieces))]) flow.note(text);
		},
	};
}

/** As Start Sync names it: by its option, else by the workflow. */
const SYNC_NAME = "={{ ($('Start Sync').params.options.syncName ?? '').trim() || $workflow.id }}";

/** Both triggers and the tables; @returns the node that lists them. */
function beginning(flow: Flow): Placed {
	const schedule = flow.add('Schedule', -0.5, everyMinutes(15));
	const hand = flow.add('Run by Hand', 0.5, byHand());
	const journal = flow.add('Journal Table', 0, createTable(PAIR.journal));
	const state = flow.add('State Table', 0, createTable(PAIR.state));
	const list = listTables(flow);
	flow.connect(schedule, journal);
	flow.connect(hand, journal);
	flow.chain(journal, state, list, pruneJournal(flow, PAIR.journal, -1));
	return list;
}

/** What a builder still has to choose, and the default map. */
function settingsOf(direction: Direction): SyncSettings {
	return {
		start: { direction, ...(direction === 'both' && { winner: 'crm' }), fieldMap: defaultMap(), options: {} },
		google: { group: UNCHOSEN },
		crm: { module: CONTACTS, view: UNCHOSEN },
	};
}

/** The report as a page, and where the builder connects what tells people that a run needs them. */
function tellOf(flow: Flow, record: Placed, row: number): void {
	const build = flow.add('Build Report', row, reconcile('buildReport'));
	const needed = when({ value: '={{ $json.run.attention }}', is: 'notEmpty', type: 'array' });
	const attention = flow.add('Needs Attention?', row, needed);
	flow.chain(record, build, attention, flow.add('Connect Mail or Chat Here', row, nothing()));
}
