import type { Flow, Placed, Step } from '../flow';
import { door, ref } from '../flow';
import { deleteRows, getRows, getRowsOfAny, insertItems } from './dataTable';
import type { StateTable } from './tables';

/** Where a sync's memory lies. */
export interface Memory {
	/** The rows of a sync. @param syncName an expression */
	read(syncName: string): Step;
	/** And those that tell which run of the others came last, where a workflow syncs several. */
	readForTurn(syncName: string): Step;
	store(): Step;
	/** Deletes all that a sync remembers. @param syncName an expression */
	erase(syncName: string): Step;
	/** Deletes the generations before one, but for the one that is still needed. Expressions, all of them. */
	deleteOld(syncName: string, generation: string, keep: string): Step;
}

/** Runs once, whatever comes in, and goes on also where nothing comes out. */
export const once = { alwaysOutputData: true, executeOnce: true } as const;

export function inDataTable(table: StateTable): Memory {
	return {
		read: (syncName) => ({ ...getRows(table, ['syncName', 'eq', syncName]), ...once }),
		readForTurn: (syncName) => ({ ...getRowsOfAny(table, ['syncName', 'eq', syncName], ['kind', 'eq', 'state']), ...once }),
		store: () => insertItems(table),
		erase: (syncName) => ({ ...deleteRows(table, ['syncName', 'eq', syncName]), ...once }),
		deleteOld: (syncName, generation, keep) => ({
			...deleteRows(table, ['syncName', 'eq', syncName], ['generation', 'lt', generation], ['generation', 'neq', keep]),
			...once,
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
	const select = (...conditions: Parameters<typeof where>) =>
		postgres('select', { ...TABLE, returnAll: true, combineConditions: 'OR', ...where(...conditions) });
	const erased = (...conditions: Parameters<typeof where>) => ({
		...postgres('deleteTable', { ...TABLE, deleteCommand: 'delete', ...where(...conditions) }),
		...once,
	});
	return {
		read: (syncName) => ({ ...select(['syncName', 'equal', syncName]), ...once }),
		readForTurn: (syncName) => ({ ...select(['syncName', 'equal', syncName], ['kind', 'equal', 'state']), ...once }),
		store: () =>
			postgres('insert', {
				...TABLE,
				columns: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
				options: { queryBatching: 'transaction', outputColumns: ['syncName'] },
			}),
		erase: (syncName) => erased(['syncName', 'equal', syncName]),
		deleteOld: (syncName, generation, keep) =>
			erased(['syncName', 'equal', syncName], ['generation', '<', generation], ['generation', '!=', keep]),
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
export function remember(flow: Flow, memory: Memory, record: Placed, row: number): void {
	const stored = `${ref(record)}.first(0).json.memory`;
	const syncName = `={{ ${ref(record)}.first(2).json.syncName }}`;
	const step = memory.deleteOld(syncName, `={{ ${stored}.generation }}`, `={{ ${stored}.keep }}`);
	flow.group('Remember', () => {
		const store = flow.add('Store State', row, memory.store());
		flow.connect(door(record, 2), store);
		flow.chain(store, flow.add('Delete Old State', row, step));
	});
}
