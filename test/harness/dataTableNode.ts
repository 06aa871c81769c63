import orderBy from 'lodash/orderBy';
import type {
	DataTableColumnJsType,
	DataTableFilter,
	DataTableRow,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
} from 'n8n-workflow';
import { DATA_TABLE_SYSTEM_COLUMNS, NodeOperationError } from 'n8n-workflow';

import type { InMemoryDataTables } from './dataTables';
import { nodeDescription } from './standIns';

interface Condition {
	keyName: string;
	condition?: string;
	keyValue?: DataTableColumnJsType;
}

const OPERATIONS = {
	row: ['insert', 'get', 'rowNotExists', 'update', 'deleteRows'],
	table: ['create', 'list'],
} as const;

const parameters: INodeProperties[] = [
	options('resource', ['row', 'table'], 'row'),
	{ ...options('operation', OPERATIONS.row, 'insert'), displayOptions: { show: { resource: ['row'] } } },
	{ ...options('operation', OPERATIONS.table, 'create'), displayOptions: { show: { resource: ['table'] } } },
	{
		...options('dataTableId', [], ''),
		type: 'resourceLocator',
		options: undefined,
		default: { mode: 'list', value: '' },
		displayOptions: { show: { resource: ['row'] } },
	},
	{ ...text('tableName'), displayOptions: { show: { resource: ['table'] } } },
	{
		...text('columns'),
		type: 'resourceMapper',
		default: { mappingMode: 'defineBelow', value: null },
		displayOptions: { show: { resource: ['row'], operation: ['insert', 'update'] } },
	},
	{
		...rows('columns', 'column', [text('name'), options('type', ['boolean', 'date', 'number', 'string'], 'string')]),
		displayOptions: { show: { resource: ['table'] } },
	},
	{
		...options('matchType', ['anyCondition', 'allConditions'], 'anyCondition'),
		displayOptions: { show: { operation: ['deleteRows', 'get', 'rowNotExists', 'update'] } },
	},
	{
		...rows('filters', 'conditions', [text('keyName'), text('condition', 'eq'), text('keyValue')]),
		displayOptions: { show: { operation: ['deleteRows', 'get', 'rowNotExists', 'update'] } },
	},
	{ ...text('orderByColumn'), displayOptions: { show: { operation: ['get'] } } },
	{ ...text('orderByDirection', 'DESC'), displayOptions: { show: { operation: ['get'] } } },
	{
		displayName: 'options',
		name: 'options',
		type: 'collection',
		default: {},
		options: ['createIfNotExists', 'optimizeBulk', 'dryRun'].map((name) => ({
			displayName: name,
			name,
			type: 'boolean' as const,
			default: name === 'createIfNotExists',
		})),
	},
];

/** n8n's Data Table node, version 1.1, as far as a sync uses it, over tables in memory. */
export function dataTableNode(tables: InMemoryDataTables): INodeType {
	return {
		description: nodeDescription('dataTable', { properties: parameters, version: [1, 1.1] }),
		async execute() {
			const resource = this.getNodeParameter('resource', 0) as keyof typeof OPERATIONS;
			const operation = this.getNodeParameter('operation', 0) as string;
			switch (`${resource}.${operation}`) {
				case 'table.create':
					return [eachItem(this, (index) => [createTable(this, tables, index)])];
				case 'table.list':
					return [eachItem(this, () => tables.list())];
				case 'row.insert':
					return [insertRows(this, tables)];
				case 'row.get':
					return [eachItem(this, (index) => selectRows(this, tables, index))];
				case 'row.rowNotExists':
				return [this.getInputData().filter((_, index) => selectRows(this, tables, index).length === 0)];
			case 'row.update':
					return [eachItem(this, (index) => tables.update(tableId(this, tables, index), filterOf(this, tables, index), rowOf(this, index)))];
				case 'row.deleteRows':
					return [eachItem(this, (index) => deleteRows(this, tables, index))];
				default:
					throw new NodeOperationError(this.getNode(), `The stand-in of Data Table knows no ${resource}.${operation}`);
			}
		},
	};
}

function createTable(context: IExecuteFunctions, tables: InMemoryDataTables, index: number): object {
	const name = context.getNodeParameter('tableName', index) as string;
	const columns = context.getNodeParameter('columns.column', index, []) as never[];
	const reuse = context.getNodeParameter('options.createIfNotExists', index, false) as boolean;
	// The only one that n8n looks at is the one that it finds by a part of the name.
	const found = reuse ? tables.search(name) : undefined;
	return found?.name === name ? found : tables.create({ name, columns });
}

/** Takes all items at once, as n8n does where the table is not chosen by an expression. */
function insertRows(context: IExecuteFunctions, tables: InMemoryDataTables): INodeExecutionData[] {
	const id = tableId(context, tables, 0);
	const rowsToInsert = context.getInputData().map((_, index) => rowOf(context, index));
	const inserted = tables.insert(id, rowsToInsert);
	if (context.getNodeParameter('options.optimizeBulk', 0, false)) {
		return [{ json: { success: true, insertedRows: inserted.length } }];
	}
	return inserted.map((row, item) => ({ json: row as IDataObject, pairedItem: { item } }));
}

function rowOf(context: IExecuteFunctions, index: number): DataTableRow {
	const automatic = context.getNodeParameter('columns.mappingMode', index) === 'autoMapInputData';
	const given = automatic
		? context.getInputData()[index].json
		: (context.getNodeParameter('columns.value', index, {}) as IDataObject);
	const entries = Object.entries(given).filter(([name]) => !automatic || !DATA_TABLE_SYSTEM_COLUMNS.includes(name));
	return Object.fromEntries(entries.map(([name, value]) => [name, cellOf(context, value, index)]));
}

function cellOf(context: IExecuteFunctions, value: unknown, index: number): DataTableColumnJsType {
	if (value === null || value === undefined) return null;
	if (typeof value !== 'object' || value instanceof Date) return value as DataTableColumnJsType;
	const kind = Array.isArray(value) ? 'array' : 'object';
	throw new NodeOperationError(context.getNode(), `unexpected ${kind} input '${JSON.stringify(value)}' in row ${index}`);
}

function selectRows(context: IExecuteFunctions, tables: InMemoryDataTables, index: number): object[] {
	const rows = tables.select(tableId(context, tables, index), filterOf(context, tables, index));
	const column = context.getNodeParameter('orderByColumn', index, '') as string;
	return column ? orderBy(rows, [column], [context.getNodeParameter('orderByDirection', index) === 'DESC' ? 'desc' : 'asc']) : rows;
}

function deleteRows(context: IExecuteFunctions, tables: InMemoryDataTables, index: number): object[] {
	const id = tableId(context, tables, index);
	const filter = filterOf(context, tables, index);
	if (filter.filters.length === 0) {
		throw new NodeOperationError(context.getNode(), 'At least one condition is required');
	}
	const dryRun = context.getNodeParameter('options.dryRun', index, false) as boolean;
	return dryRun ? tables.select(id, filter) : tables.delete(id, filter);
}

function tableId(context: IExecuteFunctions, tables: InMemoryDataTables, index: number): string {
	const { mode, value } = context.getNodeParameter('dataTableId', index) as { mode: string; value: string };
	if (mode !== 'name') return value;
	const found = tables.search(value);
	if (!found) throw new NodeOperationError(context.getNode(), `Data table with name "${value}" not found`);
	return found.id;
}

function filterOf(context: IExecuteFunctions, tables: InMemoryDataTables, index: number): DataTableFilter {
	const id = tableId(context, tables, index);
	const conditions = context.getNodeParameter('filters.conditions', index, []) as Condition[];
	const type = context.getNodeParameter('matchType', index) === 'allConditions' ? 'and' : 'or';
	return { type, filters: conditions.map((condition) => conditionOf(context, tables, id, condition)) };
}

function conditionOf(
	context: IExecuteFunctions,
	tables: InMemoryDataTables,
	id: string,
	{ keyName, condition = 'eq', keyValue = null }: Condition,
): DataTableFilter['filters'][number] {
	const type = tables.columnType(id, keyName);
	if (!type) throw new NodeOperationError(context.getNode(), `Column(s) "${keyName}" do not exist in the selected table.`);
	if (condition === 'isEmpty') return { columnName: keyName, condition: 'eq', value: null };
	if (condition === 'isNotEmpty') return { columnName: keyName, condition: 'neq', value: null };
	if (condition === 'isTrue' || condition === 'isFalse') {
		return { columnName: keyName, condition: 'eq', value: condition === 'isTrue' };
	}
	const value = type === 'date' && keyValue !== null ? new Date(String(keyValue)) : keyValue;
	if (value instanceof Date && Number.isNaN(value.getTime())) {
		throw new NodeOperationError(context.getNode(), `Invalid date string '${String(keyValue)}' for column '${keyName}'`);
	}
	return { columnName: keyName, condition: condition as 'eq', value };
}

/** Dates become ISO texts, as in the items that n8n stores. */
function eachItem(context: IExecuteFunctions, run: (index: number) => object[]): INodeExecutionData[] {
	return context.getInputData().flatMap((_, item) =>
		run(item).map((json) => ({ json: JSON.parse(JSON.stringify(json)) as IDataObject, pairedItem: { item } })),
	);
}

function text(name: string, value = ''): INodeProperties {
	return { displayName: name, name, type: 'string', default: value };
}

function options(name: string, values: readonly string[], value: string): INodeProperties {
	return {
		displayName: name,
		name,
		type: 'options',
		options: values.map((one) => ({ name: one, value: one })),
		default: value,
	};
}

function rows(name: string, inner: string, values: INodeProperties[]): INodeProperties {
	return {
		displayName: name,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		options: [{ displayName: inner, name: inner, values }],
	};
}
