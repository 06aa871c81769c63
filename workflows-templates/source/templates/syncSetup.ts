import type { Template } from '../flow';
import { createTable } from '../parts/dataTable';
import { byHand } from '../parts/steps';
import { PAGES } from '../parts/tables';
import { note } from '../texts';

export const syncSetup: Template = {
	file: 'sync-setup',
	name: 'Contact Sync: Setup',
	settings: {},
	build(flow) {
		const { configurations, state, journal } = PAGES;
		flow.chain(
			flow.add('Run Once', [0, 200], byHand()),
			flow.add('Table: Configurations', [240, 200], createTable(configurations)),
			flow.add('Table: State', [460, 200], createTable(state)),
			flow.add('Table: Journal', [680, 200], createTable(journal)),
		);
		flow.note([-60, -200], [760, 320], note('sync-setup'));
	},
};
