import type { Flow, Placed, Template } from '../flow';
import { door } from '../flow';
import { getRows, listTables } from '../parts/dataTable';
import { firstPage, lastPage, page } from '../parts/forms';
import { inDataTable } from '../parts/memory';
import { reconcile } from '../parts/ownNodes';
import { code, merge, when } from '../parts/steps';
import { carryOut } from '../parts/sync';
import { PAGES } from '../parts/tables';
import { call, note } from '../texts';

const TITLE = 'Undo a sync';
const FIRST_PAGE = {
	path: 'contact-sync-undo',
	title: TITLE,
	description: 'Brings back what a run of a sync overwrote or deleted.',
	button: 'Open',
};
const CHOSEN = "$('Runs Page').first().json.choices.find(({ name }) => name === ";
const FROM_TABLES = { rowsFrom: 'input', options: {} };

export const undo: Template = {
	file: 'undo',
	description:
		'For customers who never open n8n: a page behind a name and a password, on which they take back a whole run of a sync. What was edited since is left alone.',
	settings: { saveDataSuccessExecution: 'none' },
	build(flow) {
		const confirmed = preview(flow, chooseRun(flow));
		const nothingDone = flow.add('Nothing Done', 1, lastPage(TITLE, 'Nothing was changed.'));
		const again = flow.add('Rows Again', 0, rowsOf("={{ $('Rows').first().json.runId ?? '' }}"));
		const state = flow.add(
			'State Again',
			1,
			inDataTable(PAGES.state).read("={{ $('State').first().json.syncName ?? '' }}"),
		);
		const back = flow.add('Undo', 0, reconcile('undo', FROM_TABLES));
		const results = flow.add('Results', 0, merge(3));
		flow.connect(confirmed, again);
		flow.connect(door(confirmed, 1), nothingDone);
		flow.connect(again, back, state);
		flow.connect(state, door(back, 1));
		carryOut(flow, back, PAGES.journal, results);
		flow.chain(
			results,
			flow.add('Done', 0, { ...lastPage(TITLE, call('undone', "$('Results').all()")), executeOnce: true }),
		);
		flow.note(note('undo'));
	},
};

/** The rows of the run that the user chooses. */
function chooseRun(flow: Flow): Placed {
	const configurations = flow.add('Configurations', 0, {
		...getRows(PAGES.configurations),
		...{ alwaysOutputData: true, executeOnce: true },
	});
	const journal = flow.add('Journal', 0, {
		...getRows(PAGES.journal),
		alwaysOutputData: true,
		executeOnce: true,
		retryOnFail: true,
	});
	const rows = flow.add('Rows', 0, rowsOf(`={{ ${CHOSEN}$json.Run)?.runId ?? '' }}`));
	flow.chain(
		flow.add('Undo a Sync', 0, firstPage(FIRST_PAGE, 'contact-sync-undo')),
		listTables(flow),
		...[configurations, journal],
		flow.add('Runs Page', 0, code('runsPage')),
		flow.add('Run', 0, page(TITLE, 'See what comes back')),
		rows,
	);
	return rows;
}

/** What would come back, and the question whether it shall. */
function preview(flow: Flow, rows: Placed): Placed {
	const syncName = `={{ ${CHOSEN}$('Run').first().json.Run)?.syncName ?? '' }}`;
	const state = flow.add('State', 1, inDataTable(PAGES.state).read(syncName));
	const planned = flow.add('Preview', 0, reconcile('undo', { ...FROM_TABLES, dryRun: true }));
	const previewPage = flow.add('Preview Page', 0, code('previewPage'));
	const confirm = flow.add('Confirm', 0, page(TITLE, 'Continue'));
	const yes = flow.add(
		'Yes?',
		0,
		when({ value: "={{ $json['Bring it back?'] }}", is: 'equals', type: 'string', than: 'Yes', loose: true }),
	);
	flow.connect(rows, planned, state);
	flow.connect(state, door(planned, 1));
	flow.connect(door(planned, 3), previewPage);
	flow.chain(previewPage, confirm, yes);
	return yes;
}

function rowsOf(runId: string) {
	return { ...getRows(PAGES.journal, ['runId', 'eq', runId]), alwaysOutputData: true, retryOnFail: true } as const;
}
