import type { Template } from '../flow';
import { createTable, insertRow, listTables, whenNoRow } from '../parts/dataTable';
import { byHand, randomText } from '../parts/steps';
import { PAGES } from '../parts/tables';
import { note } from '../texts';

export const syncSetup: Template = {
	file: 'sync-setup',
	description:
		'Makes the data tables that the page, the runner and the sync of many configurations share. Run once; running it again changes nothing.',
	settings: { saveDataSuccessExecution: 'none' },
	build(flow) {
		const { configurations, state, journal, secrets } = PAGES;
		flow.chain(
			flow.add('Run Once', 0, byHand()),
			flow.add('Table: Configurations', 0, createTable(configurations)),
			flow.add('Table: State', 0, createTable(state)),
			flow.add('Table: Journal', 0, createTable(journal)),
			flow.add('Table: Secrets', 0, createTable(secrets)),
			listTables(flow),
			flow.add('No Secret Yet?', 0, { ...whenNoRow(secrets, ['secret', 'isNotEmpty']), executeOnce: true }),
			flow.add('Secret', 0, randomText(64, 'secret')),
			flow.add('Store Secret', 0, insertRow(secrets, { secret: '={{ $json.secret }}' })),
		);
		flow.note(note('sync-setup'));
	},
};
