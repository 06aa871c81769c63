import type { IDataObject } from 'n8n-workflow';

import { InMemoryDataTables, runNode } from './index';
import { dataTableNode } from './dataTableNode';

let tables: InMemoryDataTables;

beforeEach(() => {
	tables = new InMemoryDataTables();
});

/** Runs the stand-in on items. */
async function table(parameters: IDataObject, items: IDataObject[] = [{}]) {
	return await runNode(dataTableNode(tables), parameters, { items, node: { typeVersion: 1.1 } });
}

const create = {
	resource: 'table',
	operation: 'create',
	tableName: 'Journal',
	columns: { column: [{ name: 'field', type: 'string' }, { name: 'size', type: 'number' }, { name: 'at', type: 'date' }] },
	options: { createIfNotExists: true },
};
const journal = { __rl: true, mode: 'name', value: 'Journal' };
const insert = { resource: 'row', operation: 'insert', dataTableId: journal, columns: { mappingMode: 'autoMapInputData', value: null } };
const rows = [
	{ field: 'Phone', size: 1, at: '2026-01-01T00:00:00.000Z' },
	{ field: 'Fax', size: 2, at: '2026-03-01T00:00:00.000Z' },
];

function where(...conditions: IDataObject[]) {
	return { dataTableId: journal, matchType: 'allConditions', filters: { conditions } };
}

test('a table is created once, and returned when it is there already', async () => {
	const [first, second] = [await table(create), await table(create)];
	expect(first.items[0].json).toMatchObject({ name: 'Journal' });
	expect(second.items[0].json.id).toBe(first.items[0].json.id);
	const { error } = await table({ ...create, options: { createIfNotExists: false } });
	expect(error).toContain("'Journal' already exists");
});

test('items become rows, linked to the items that they came from', async () => {
	await table(create);
	const { items, error } = await table(insert, rows);
	expect(error).toBeUndefined();
	expect(items.map(({ json: { id, field }, pairedItem }) => ({ id, field, pairedItem }))).toEqual([
		{ id: 1, field: 'Phone', pairedItem: { item: 0 } },
		{ id: 2, field: 'Fax', pairedItem: { item: 1 } },
	]);
	expect(tables.insertedInto('Journal')).toHaveLength(2);
});

test('a bulk insert says how many rows it stored', async () => {
	await table(create);
	const { items } = await table({ ...insert, options: { optimizeBulk: true } }, rows);
	expect(items.map(({ json }) => json)).toEqual([{ success: true, insertedRows: 2 }]);
});

test.each<[string, IDataObject, string]>([
	['a column that the table lacks', { colour: 'red' }, "unknown column name 'colour'"],
	['a value of another type', { size: 'large' }, "does not match column type 'number'"],
	['an object', { field: { a: 1 } }, 'unexpected object input'],
])('%s is refused, and no row of the batch is stored', async (_, row, message) => {
	await table(create);
	const { error } = await table(insert, [{ field: 'Phone' }, row]);
	expect(error).toContain(message);
	expect(tables.insertedInto('Journal')).toEqual([]);
});

test('a table that does not exist is named', async () => {
	expect((await table(insert, rows)).error).toContain('"Journal" not found');
});

test('rows are found and deleted by their dates', async () => {
	await table(create);
	await table(insert, rows);
	const old = where({ keyName: 'at', condition: 'lt', keyValue: '2026-02-01T00:00:00.000Z' });
	const found = await table({ resource: 'row', operation: 'get', ...old });
	expect(found.items.map(({ json: { field, at } }) => ({ field, at }))).toEqual([{ field: 'Phone', at: rows[0].at }]);
	const dry = await table({ resource: 'row', operation: 'deleteRows', ...old, options: { dryRun: true } });
	const deleted = await table({ resource: 'row', operation: 'deleteRows', ...old });
	expect([dry, deleted].map(({ items }) => items.map(({ json: { field } }) => field))).toEqual([['Phone'], ['Phone']]);
	const id = String(tables.find('Journal')?.id);
	expect(tables.rows(id).map(({ field }) => field)).toEqual(['Fax']);
});

test('a delete without a condition, or on an unknown column, is refused', async () => {
	await table(create);
	const parameters = { resource: 'row', operation: 'deleteRows' };
	expect((await table({ ...parameters, ...where() })).error).toContain('At least one condition');
	expect((await table({ ...parameters, ...where({ keyName: 'colour', condition: 'eq', keyValue: 'red' }) })).error).toContain('"colour"');
});

test('rows are changed where all conditions hold, and come out as they are then', async () => {
	await table(create);
	await table(insert, rows);
	const change = { resource: 'row', operation: 'update', columns: { mappingMode: 'defineBelow', value: { size: 9 } } };
	const only = where({ keyName: 'size', condition: 'lt', keyValue: 2 });
	expect((await table({ ...change, ...only })).items.map(({ json: { field, size } }) => [field, size])).toEqual([['Phone', 9]]);
	expect((await table({ ...change, ...only })).items).toEqual([]);
	const all = await table({ resource: 'row', operation: 'get', dataTableId: journal, orderByColumn: 'size', orderByDirection: 'DESC' });
	expect(all.items.map(({ json: { size } }) => size)).toEqual([9, 2]);
});
