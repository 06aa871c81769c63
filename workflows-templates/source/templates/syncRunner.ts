import type { Flow, Placed, Template } from '../flow';
import { door, ref } from '../flow';
import { getRowsInOrder, listTables, updateRows, updateRowsOfAny } from '../parts/dataTable';
import { pruneJournal } from '../parts/journal';
import {
	byHand,
	callWorkflow,
	everyMinutes,
	nothing,
	oneAfterTheOther,
	whenRowChanged,
	whenTrue,
} from '../parts/steps';
import { PAGES } from '../parts/tables';
import { call, calling, note } from '../texts';

export const syncRunner: Template = {
	file: 'sync-runner',
	description:
		'For many syncs of one pair of accounts: every minute it runs what is due, the one that has waited longest first. A failing one is noted and told, and holds up no other.',
	settings: { saveDataSuccessExecution: 'none' },
	build(flow) {
		const schedule = flow.add('Every Minute', -0.5, everyMinutes(1));
		const hand = flow.add('Run by Hand', 0.5, byHand());
		const due = flow.group('What Is Due', () => whatIsDue(flow, schedule, hand));
		const each = flow.add('One after the Other', 0, oneAfterTheOther());
		flow.chain(due, each);
		// Cleaning up comes after the work: where it fails the execution fails, and everybody is synced.
		flow.connect(each, pruneJournal(flow, PAGES.journal, -3));
		syncEach(flow, each);
		flow.note(note('sync-runner'));
		flow.note(note('sync-runner-one-at-a-time'));
	},
};

/** @returns the node that reads what is due */
function whatIsDue(flow: Flow, ...triggers: Placed[]): Placed {
	const list = listTables(flow);
	for (const trigger of triggers) flow.connect(trigger, list);
	// An empty cell compares with nothing, so that a row made by hand would never be due, or never be taken; and nobody would wait
	// for times that a clock has left that was ahead.
	const everyDue = flow.add('Empty Means Now', 0, {
		...updateRowsOfAny(
			PAGES.configurations,
			[
				['dueAt', 'isEmpty'],
				['leaseUntil', 'isEmpty'],
				['dueAt', 'gt', '={{ $now.plus({ days: 8 }).toMillis() }}'],
				['leaseUntil', 'gt', '={{ $now.plus({ minutes: 20 }).toMillis() }}'],
			],
			{ dueAt: '={{ $now.toMillis() }}', leaseUntil: 0 },
		),
		executeOnce: true,
		alwaysOutputData: true,
	});
	const due = flow.add('Due Configurations', 0, {
		...getRowsInOrder(
			PAGES.configurations,
			'dueAt',
			['status', 'eq', 'active'],
			['dueAt', 'lte', '={{ $now.toMillis() }}'],
		),
		executeOnce: true,
	});
	flow.chain(list, everyDue, due);
	return due;
}

/** When the configuration at hand is due again; null where it does not say. */
const NEXT = calling('nextDue', '$json', '$now');

/** A row is changed only as long as nobody else has changed it: of two runners one takes it. */
function syncEach(flow: Flow, each: Placed): void {
	const take = flow.add('Take Turn', 0, {
		...updateRows(
			PAGES.configurations,
			[
				['id', 'eq', '={{ $json.id }}'],
				['status', 'eq', "={{ $execution.mode === 'production' ? 'active' : 'none: runs from the editor only look' }}"],
				['dueAt', 'eq', '={{ $json.dueAt }}'],
				['leaseUntil', 'lt', '={{ $now.toMillis() }}'],
			],
			{
				leaseUntil: '={{ $now.plus({ minutes: 10 }).toMillis() }}',
				dueAt: `={{ ${NEXT} ?? $now.plus({ hours: 1 }).toMillis() }}`,
			},
		),
		alwaysOutputData: true,
	});
	const free = flow.add('Free?', 0, whenRowChanged(false));
	const known = flow.add('Schedule Known?', 0, whenTrue(`={{ ${NEXT} !== null }}`));
	const one = flow.add('Sync One', -4, { ...callWorkflow(), onError: 'continueErrorOutput' });
	flow.connect(door(each, 1), take);
	flow.chain(take, free, known);
	flow.connect(known, one, ...endTurn(flow, take), each);
	const failure = noteFailure(flow, take);
	flow.connect(door(known, 1), failure, each);
	flow.connect(door(free, 1), each);
	flow.connect(door(one, 1), failure);
}

/**
 * Approval and decisions that the run was given are spent with it, decisions only where its plan was carried out: a refused one
 * is approved with them. Where it failed, or somebody has the row by now or has decided more, they stay.
 */
function endTurn(flow: Flow, take: Placed): Placed[] {
	const as = (column: 'id' | 'leaseUntil' | 'approval' | 'decisions') => [column, 'eq', `={{ ${ref(take)}.first().json.${column} }}`] as const;
	const always = { executeOnce: true, alwaysOutputData: true } as const;
	const carriedOut = ['lastReport', 'like', '%"refusal":null%'] as const;
	const spend = flow.add('Spend Decisions', -3, {
		...updateRows(PAGES.configurations, [as('id'), as('leaseUntil'), as('decisions'), carriedOut], { decisions: '' }),
		...always,
	});
	const end = flow.add('End Turn', -2, {
		...updateRows(PAGES.configurations, [as('id'), as('leaseUntil'), as('approval')], { leaseUntil: 0, approval: '' }),
		...always,
	});
	return [spend, end];
}

/** What a row says of when it is due is changed in the table alone; the page takes nothing else. */
const NO_SCHEDULE =
	'How often it runs, its time or its day is none of the choices. Open its settings on the page and save them; until then it waits, and is looked at every hour.';

/** @returns the node that notes a failure, and leads to what tells of it */
function noteFailure(flow: Flow, take: Placed): Placed {
	const taken = `${ref(take)}.first().json`;
	const failure = flow.add('Note Failure', -1, {
		...updateRows(
			PAGES.configurations,
			[
				['id', 'eq', `={{ ${taken}.id }}`],
				['leaseUntil', 'eq', `={{ ${taken}.leaseUntil }}`],
			],
			{
				leaseUntil: 0,
				lastError: `={{ $now.toISO() + ' ' + ($json.error?.message ?? $json.error ?? '${NO_SCHEDULE}') }}`,
				history: call('historyWith', `${taken}.history`, '$now.toUTC().toISODate()'),
			},
		),
		alwaysOutputData: true,
	});
	const tellOfIt = flow.add('Tell of It?', -1, whenTrue(`={{ !!$json.id && ${taken}.tell !== 'never' }}`));
	const tell = flow.add('Connect Mail or Chat Here', -1, nothing());
	flow.chain(failure, tellOfIt, tell);
	return failure;
}
