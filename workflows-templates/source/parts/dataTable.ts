import type { Flow, Placed, Step } from '../flow';
import { ref } from '../flow';
import { call } from '../texts';
import type { Table } from './tables';

/** What a row must be like; every row has an id, and the time it was made at. */
export type Where<Column extends string> = readonly [
	column: Column | 'id' | 'createdAt',
	condition: 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'like' | 'isEmpty' | 'isNotEmpty' | `={{ ${string} }}`,
	value?: string | number,
];

type Values<Column extends string> = Partial<Record<Column, string | number | boolean>>;

/**
 * Makes the table, unless it is there. n8n looks for it by a part of its name, and fails where it then finds another one;
 * which one it is says {@link listTables}.
 */
export function createTable({ name, columns }: Table): Step {
	const column = Object.entries(columns).map(([of, type]) => ({ name: of, type }));
	return {
		...dataTable({
			...{ resource: 'table', operation: 'create', tableName: name },
			...{ columns: { column }, options: { createIfNotExists: true } },
		}),
		onError: 'continueRegularOutput',
	};
}

const TABLES = 'Tables';

/** Lists the tables that there are: all other nodes take theirs by the ID that its exact name has here. */
export function listTables(flow: Flow): Placed {
	const list = dataTable({ resource: 'table', operation: 'list', returnAll: true, options: {} });
	return flow.add(TABLES, 0, { ...list, executeOnce: true });
}

/** All rows that meet any of the conditions. */
export function getRowsOfAny<Column extends string>(table: Table<Column>, ...where: Array<Where<NoInfer<Column>>>): Step {
	return rows('get', table, { ...matching(where), matchType: 'anyCondition', returnAll: true });
}

/** All rows that meet every condition. */
export function getRows<Column extends string>(table: Table<Column>, ...where: Array<Where<NoInfer<Column>>>): Step {
	return rows('get', table, { ...matching(where), returnAll: true });
}

/** As {@link getRows}, those of the smallest value first. */
export function getRowsInOrder<Column extends string>(
	table: Table<Column>,
	by: NoInfer<Column> | 'id',
	...where: Array<Where<NoInfer<Column>>>
): Step {
	return rows('get', table, {
		...matching(where),
		returnAll: true,
		orderBy: true,
		orderByColumn: by,
		orderByDirection: 'ASC',
	});
}

/** Stores the items as rows, all at once. */
export function insertItems(table: Table): Step {
	return rows('insert', table, {
		columns: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
		options: { optimizeBulk: true },
	});
}

/** Changes all rows that meet every condition; its items are the rows that it changed. */
export function updateRows<Column extends string>(
	table: Table<Column>,
	where: Array<Where<NoInfer<Column>>>,
	values: Values<NoInfer<Column>>,
): Step {
	return rows('update', table, { ...matching(where), columns: defined(values) });
}

/** As {@link updateRows}, those that meet any of the conditions. */
export function updateRowsOfAny<Column extends string>(
	table: Table<Column>,
	where: Array<Where<NoInfer<Column>>>,
	values: Values<NoInfer<Column>>,
): Step {
	return rows('update', table, { ...matching(where), matchType: 'anyCondition', columns: defined(values) });
}

/** Stores one row. */
export function insertRow<Column extends string>(table: Table<Column>, values: Values<NoInfer<Column>>): Step {
	return rows('insert', table, { columns: defined(values), options: {} });
}

/** Lets an item through where no row meets every condition. */
export function whenNoRow<Column extends string>(table: Table<Column>, ...where: Array<Where<NoInfer<Column>>>): Step {
	return rows('rowNotExists', table, matching(where));
}

export function deleteRows<Column extends string>(table: Table<Column>, ...where: Array<Where<NoInfer<Column>>>): Step {
	return rows('deleteRows', table, matching(where));
}

/** As {@link deleteRows}, those that meet any of the conditions. */
export function deleteRowsOfAny<Column extends string>(
	table: Table<Column>,
	...where: Array<Where<NoInfer<Column>>>
): Step {
	return rows('deleteRows', table, { ...matching(where), matchType: 'anyCondition' });
}

function rows(operation: string, { name }: Table, parameters: object): Step {
	return dataTable({
		resource: 'row',
		operation,
		dataTableId: { __rl: true, mode: 'id', value: call('tableId', `${ref({ name: TABLES })}.all()`, `'${name}'`) },
		...parameters,
	});
}

function matching(where: ReadonlyArray<Where<string>>): object {
	const conditions = where.map(([keyName, condition, keyValue]) => ({
		keyName,
		condition,
		...(keyValue !== undefined && { keyValue }),
	}));
	return { matchType: 'allConditions', filters: { conditions } };
}

function defined(value: object): object {
	return { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] };
}

function dataTable(parameters: object): Step {
	return { type: 'n8n-nodes-base.dataTable', typeVersion: 1.1, parameters };
}
