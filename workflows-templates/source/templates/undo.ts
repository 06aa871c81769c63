import type { Template } from '../flow';
import { door, ref } from '../flow';
import { getRows, listTables } from '../parts/dataTable';
import { inDataTable, once } from '../parts/memory';
import { reconcile } from '../parts/ownNodes';
import { byHand, fields, merge } from '../parts/steps';
import { carryOut } from '../parts/sync';
import { PAIR } from '../parts/tables';
import { note } from '../texts';

export const undo: Template = {
	file: 'undo',
	description:
		'For a sync by itself: shows what one of its runs overwrote or deleted, of everybody or of one person, and brings it back. What was edited since is left alone.',
	settings: {},
	build(flow) {
		const what = flow.add('What to Undo', 0, fields({ runId: '', syncName: '', contact: '', carryOut: false }));
		const given = `${ref(what)}.first().json`;
		const tables = listTables(flow);
		// An ID that there is not stands in no row, a name that there is not is nobody's.
		const ofRun = ['runId', 'eq', `={{ ${given}.runId.trim() || 'none' }}`] as const;
		const ofContact = ['contact', `={{ ${given}.contact ? 'eq' : 'neq' }}`, `={{ ${given}.contact || 'nobody' }}`] as const;
		const journal = flow.add('Read Journal', -0.5, { ...getRows(PAIR.journal, ofRun, ofContact), ...once });
		const state = flow.add('Read State', 0.5, inDataTable(PAIR.state).read(`={{ ${given}.syncName }}`));
		const back = flow.add('Undo', 0, {
			...reconcile('undo', {
				dryRun: `={{ !${given}.carryOut }}`,
				options: { syncName: `={{ ${given}.syncName }}` },
			}),
		});
		const results = { name: 'Results', row: 0 };
		flow.chain(flow.add('Run by Hand', 0, byHand()), what, tables);
		flow.connect(tables, journal, state);
		flow.connect(journal, back);
		flow.connect(state, door(back, 1));
		carryOut(flow, back, PAIR.journal, results);
		flow.add(results.name, results.row, merge(3));
		flow.note(note('undo'));
		flow.note(note('undo-after'));
	},
};
