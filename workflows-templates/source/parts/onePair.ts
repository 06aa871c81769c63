import type { Flow, Placed, Step, Template } from '../flow';
import type { TemplateFile } from '../code/shared/names';
import { note } from '../texts';
import { createTable, listTables } from './dataTable';
import { pruneJournal } from './journal';
import type { Memory } from './memory';
import { inDataTable, remember } from './memory';
import { CONTACTS, UNCHOSEN, defaultMap, reconcile, whenContactsChange } from './ownNodes';
import type { SyncSettings } from './sync';
import { sync } from './sync';
import { PAIR } from './tables';
import { byHand, everyMinutes, nothing, when } from './steps';

export type Direction = 'both' | 'googleToCrm' | 'crmToGoogle';

/** What starts a sync, and what the notes say of it. */
interface Beginning {
	name: string;
	step: Step;
	setUp: string;
	howOften: string;
}

/** Every quarter of an hour, changed or not. */
export const ON_SCHEDULE: Beginning = {
	name: 'Schedule',
	step: everyMinutes(15),
	setUp: 'pair-set-up',
	howOften: 'pair-every',
};

/** A minute after a change, and once a day. */
export const ON_CHANGE: Beginning = {
	name: 'When Contacts Change',
	step: whenContactsChange(),
	setUp: 'pair-set-up-on-change',
	howOften: 'pair-on-change',
};

/** A template that syncs one group and one list view, by itself. */
export function onePair(file: TemplateFile, description: string, direction: Direction, start = ON_SCHEDULE): Template {
	return {
		file,
		description,
		settings: {},
		build(flow) {
			const memory = inDataTable(PAIR.state);
			const read = beginning(flow, start, memory);
			const { start: begin, record } = sync(flow, PAIR.journal, settingsOf(direction));
			flow.chain(read, begin);
			remember(flow, memory, record, -1);
			tellOf(flow, record, 0);
			const beside = [
				['pair-credentials'],
				['pair-settings', start.howOften],
				['pair-try', 'pair-stop'],
				['pair-what-happened'],
			];
			for (const pieces of [[file, start.setUp], ...beside]) flow.note(note(...pieces));
		},
	};
}

/** As Start Sync names it: by its option, else by the workflow. */
const SYNC_NAME = "={{ ($('Start Sync').params.options.syncName ?? '').trim() || $workflow.id }}";

/** Both triggers, the tables and what they hold; @returns the node that reads the memory. */
function beginning(flow: Flow, { name, step }: Beginning, memory: Memory): Placed {
	const start = flow.add(name, -0.5, step);
	const hand = flow.add('Run by Hand', 0.5, byHand());
	return flow.group('Tables and Memory', () => {
		const journal = flow.add('Journal Table', 0, createTable(PAIR.journal));
		const state = flow.add('State Table', 0, createTable(PAIR.state));
		const list = listTables(flow);
		flow.connect(start, journal);
		flow.connect(hand, journal);
		flow.chain(journal, state, list, pruneJournal(flow, PAIR.journal, -1));
		const read = flow.add('Read State', 0, memory.read(SYNC_NAME));
		flow.chain(list, read);
		return read;
	});
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
