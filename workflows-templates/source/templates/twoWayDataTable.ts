import type { Flow, Placed, Template } from '../flow';
import { door, ref } from '../flow';
import { note } from '../texts';
import { getRowsInOrder, insertRow, noRow, updateRows } from '../parts/dataTable';
import { inDataTable, remember } from '../parts/memory';
import { beginning, settingsOf, tellOf } from '../parts/onePair';
import { nothing, when, whenRunFailed } from '../parts/steps';
import { sync } from '../parts/sync';
import { PAIR } from '../parts/tables';

const OWN_ROW = ['sync', 'eq', '={{ $workflow.id }}'] as const;

export const twoWayDataTable: Template = {
	file: 'two-way-data-table',
	description:
		'For a sync both ways in n8n with queue mode, or from the editor again and again: as the other one, with what it remembers in data tables.',
	settings: { executionTimeout: 3000 },
	build(flow) {
		const memory = inDataTable(PAIR.state);
		const { last } = beginning(flow, ['State Table', PAIR.state], ['Lease Table', PAIR.lease]);
		const { take, free } = lease(flow, last);
		const syncName = "={{ ($('Start Sync').params.options.syncName ?? '').trim() || $workflow.id }}";
		const read = flow.add('Read State', 0, memory.read(syncName));
		const connected = { stateStorage: 'connected', leaseUntil: `={{ ${ref(take)}.first().json.leaseUntil }}` };
		const { start, record } = sync(flow, PAIR.journal, settingsOf('both', connected));
		flow.chain(free, read, start);
		remember(flow, memory, record, `={{ ${ref(record)}.first(1).json.syncName }}`, -1);
		giveBack(flow, record);
		tellOf(flow, record, 1);
		const texts = [
			'pair-credentials',
			'pair-settings',
			'two-way-data-table-try',
			'pair-what-happened',
			'two-way-data-table-remembers',
		];
		for (const text of [note('two-way-data-table', 'pair-set-up'), ...texts.map((name) => note(name))]) flow.note(text);
	},
};

/** Takes the lease, a row of its own, before anything is read. */
function lease(flow: Flow, table: Placed): { take: Placed; free: Placed } {
	const none = flow.add('No Lease Yet?', -1, noRow(PAIR.lease, OWN_ROW));
	const make = flow.add(
		'Make Lease',
		-1,
		insertRow(PAIR.lease, { sync: '={{ $workflow.id }}', leaseUntil: 0, holder: '' }),
	);
	const find = flow.add('Find Lease', 0, getRowsInOrder(PAIR.lease, 'id', OWN_ROW));
	const take = flow.add('Take Lease', 0, {
		...updateRows(
			PAIR.lease,
			[
				['id', 'eq', '={{ $json.id }}'],
				['leaseUntil', 'lt', '={{ $now.toMillis() }}'],
			],
			{
				leaseUntil: "={{ $now.plus({ minutes: $execution.mode === 'production' ? 60 : 10 }).toMillis() }}",
				holder: '={{ $execution.id }}',
			},
		),
		...{ alwaysOutputData: true, executeOnce: true },
	});
	const free = flow.add(
		'Free?',
		0,
		when({ value: '={{ $json.holder === $execution.id }}', is: 'true', type: 'boolean' }),
	);
	const busy = flow.add('Another Run Is Going On', 1, nothing());
	flow.connect(table, none, find);
	flow.chain(none, make);
	flow.chain(find, take, free);
	flow.connect(door(free, 1), busy);
	return { take, free };
}

function giveBack(flow: Flow, record: Placed): void {
	const heldBy = (holder: string) => updateRows(PAIR.lease, [OWN_ROW, ['holder', 'eq', holder]], { leaseUntil: 0 });
	flow.chain(record, flow.add('Free Lease', 0, heldBy('={{ $execution.id }}')));
	flow.chain(
		flow.add('A Run Failed', 3, whenRunFailed()),
		flow.add('Free Lease of Failed Run', 3, {
			...heldBy("={{ $json.execution.error?.node ? $json.execution.id : '' }}"),
			alwaysOutputData: true,
		}),
	);
}
