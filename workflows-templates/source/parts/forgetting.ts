import type { TemplateFile } from '../code/shared/names';
import type { Flow, Placed, Template } from '../flow';
import { door, ref } from '../flow';
import { call, note } from '../texts';
import { deleteRowsOfAny, getRows, listTables, updateRows } from './dataTable';
import { inDataTable, once } from './memory';
import { reconcile } from './ownNodes';
import { byHand, fields } from './steps';
import { PAGES } from './tables';
import type { JournalTable, StateTable } from './tables';

/** A template that erases one person from the tables of a sync: memory, journal, and the last report where it is kept. */
export function forgetting(
	file: TemplateFile,
	description: string,
	tables: { state: StateTable; journal: JournalTable },
): Template {
	return {
		file,
		description,
		// What an execution holds of the person goes with it.
		settings: { saveDataSuccessExecution: 'none' },
		build(flow) {
			const memory = inDataTable(tables.state);
			const whom = flow.add('Whom', 0, fields({ person: '', syncName: '', again: false }));
			const given = (name: string) => `={{ ${ref(whom)}.first().json.${name} }}`;
			const forget = flow.add('Forget Person', 0, {
				...reconcile('forget', {
					person: given('person'),
					again: given('again'),
					options: { syncName: given('syncName') },
				}),
			});
			const hand = flow.add('Run by Hand', 0, byHand());
			flow.chain(hand, whom, listTables(flow), flow.add('Read State', 0, memory.read(given('syncName'))), forget);
			// Of its first output, wherever it is asked from.
			const told = `${ref(forget)}.first(0).json`;
			const store = flow.add('Store State', 1, memory.store());
			flow.connect(door(forget, 1), store);
			flow.chain(
				store,
				flow.add(
					'Delete Old State',
					1,
					memory.deleteOld(given('syncName'), `={{ ${told}.memory.generation }}`, `={{ ${told}.memory.keep }}`),
				),
			);
			flow.connect(forget, eraseElsewhere(flow, tables.journal, told, given('syncName')));
			for (const text of [file, 'forget-person-what']) flow.note(note(text));
		},
	};
}

function eraseElsewhere(flow: Flow, journal: JournalTable, told: string, syncName: string): Placed {
	// An ID that there is not stands in no row.
	const is = (column: 'recordId' | 'otherId', id: string) =>
		[column, 'eq', `={{ ${told}.${id} ?? 'nobody' }}`] as const;
	const rows = deleteRowsOfAny(
		journal,
		is('recordId', 'googleId'),
		is('recordId', 'crmId'),
		is('otherId', 'googleId'),
		is('otherId', 'crmId'),
	);
	const erase = flow.add('Erase from Journal', -1, { ...rows, ...once });
	if (journal === PAGES.journal) {
		const own = getRows(PAGES.configurations, ['syncName', 'eq', syncName]);
		const apart = call('withoutPairsOf', '$json.apart', `${told}.googleId`, `${told}.crmId`);
		const emptied = updateRows(PAGES.configurations, [['id', 'eq', '={{ $json.id ?? -1 }}']], { lastReport: '', lastError: '', decisions: '', apart });
		flow.chain(erase, flow.add('Configuration', -1, { ...own, ...once }), flow.add('Empty Last Report', -1, emptied));
	}
	return erase;
}
