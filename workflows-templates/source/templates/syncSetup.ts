import type { Template } from '../flow';
import { createTable } from '../parts/dataTable';
import { byHand } from '../parts/steps';
import { PAGES } from '../parts/tables';
import { note } from '../texts';

export const syncSetup: Template = {
	file: 'sync-setup',
	description:
		'Makes the data tables that the page, the runner and the sync of many configurations share. Run once; running it again changes nothing.',
	settings: {},
	build(flow) {
		const { configurations, state, journal } = PAGES;
		flow.chain(
			flow.add('Run Once', 0, byHand()),
			flow.add('Table: Configurations', 0, createTable(configurations)),
			flow.add('Table: State', 0, createTable(state)),
			flow.add('Table: Journal', 0, createTable(journal)),
		);
		flow.note(note('sync-setup'));
	},
};
