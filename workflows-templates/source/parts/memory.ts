import type { Flow, Placed, Step } from '../flow';
import { door } from '../flow';
import { deleteRows, getRows, insertItems } from './dataTable';
import type { StateTable } from './tables';

/** Where a sync's memory lies. */
export interface Memory {
	/** @param syncName an expression, as in the other steps */
	read(syncName: string): Step;
	store(): Step;
	/** Deletes the generations before one. */
	deleteOld(syncName: string, generation: string): Step;
}

export function inDataTable(table: StateTable): Memory {
	return {
		read: (syncName) => ({
			...getRows(table, ['syncName', 'eq', syncName]),
			alwaysOutputData: true,
			executeOnce: true,
		}),
		store: () => insertItems(table),
		deleteOld: (syncName, generation) => ({
			...deleteRows(table, ['syncName', 'eq', syncName], ['generation', 'lt', generation]),
			alwaysOutputData: true,
		}),
	};
}

/** The table of Postgres, which has the columns of the data table. */
const POSTGRES_TABLE = 'contact_sync_state';

const COLUMNS = `CREATE TABLE IF NOT EXISTS ${POSTGRES_TABLE} (
	"syncName" text NOT NULL,
	generation double precision NOT NULL,
	kind text NOT NULL,
	part integer NOT NULL,
	parts integer NOT NULL,
	text text NOT NULL,
	PRIMARY KEY ("syncName", generation, kind, part)
)`;

export function makePostgresTable(): Step {
	return postgres('executeQuery', { query: COLUMNS, options: {} });
}

export function inPostgres(): Memory {
	const where = (...values: Array<[column: string, condition: string, value: string]>) => ({
		where: { values: values.map(([column, condition, value]) => ({ column, condition, value })) },
		options: {},
	});
	const once = { alwaysOutputData: true, executeOnce: true } as const;
	return {
		read: (syncName) => ({
			...postgres('select', { ...TABLE, returnAll: true, ...where(['syncName', 'equal', syncName]) }),
			...once,
		}),
		store: () =>
			postgres('insert', {
				...TABLE,
				columns: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
				options: { queryBatching: 'transaction', outputColumns: ['syncName'] },
			}),
		deleteOld: (syncName, generation) => ({
			...postgres('deleteTable', {
				...TABLE,
				deleteCommand: 'delete',
				...where(['syncName', 'equal', syncName], ['generation', '<', generation]),
			}),
			...once,
		}),
	};
}

const TABLE = {
	schema: { __rl: true, mode: 'name', value: 'public' },
	table: { __rl: true, mode: 'name', value: POSTGRES_TABLE },
};

function postgres(operation: string, parameters: object): Step {
	return { type: 'n8n-nodes-base.postgres', typeVersion: 2.5, parameters: { operation, ...parameters } };
}

/** Stores what Record Results put out, all of it, and then deletes what it takes the place of. */
export function remember(flow: Flow, memory: Memory, record: Placed, syncName: string, row: number): void {
	const store = flow.add('Store State', row, memory.store());
	const generation = `={{ $('${record.name}').first(1).json.generation }}`;
	const deleteOld = flow.add('Delete Old State', row, memory.deleteOld(syncName, generation));
	flow.connect(door(record, 1), store);
	flow.chain(store, deleteOld);
}
