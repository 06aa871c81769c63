import omit from 'lodash/omit';
import type {
	CreateDataTableOptions,
	DataTable,
	DataTableColumnJsType,
	DataTableColumnType,
	DataTableFilter,
	DataTableRow,
	DataTableRowReturn,
	FieldType,
	IDataObject,
} from 'n8n-workflow';
import { DATA_TABLE_SYSTEM_COLUMN_TYPE_MAP, UserError, validateFieldType } from 'n8n-workflow';

interface Table extends DataTable {
	rows: DataTableRowReturn[];
	nextRowId: number;
}

const FIELD_TYPES: Record<DataTableColumnType, FieldType> = {
	boolean: 'boolean',
	date: 'dateTime',
	number: 'number',
	string: 'string',
};

/**
 * n8n's Data Tables of one project. Refuses what n8n 2.8 refuses: a second table of a name, a row with a column that
 * the table lacks or with a value of another type.
 */
export class InMemoryDataTables {
	private readonly inserted = new Map<string, IDataObject[]>();

	private readonly tables: Table[] = [];

	/** Every row that was ever inserted into a table of this name, in order, as it was given; grows with the table. */
	insertedInto(name: string): IDataObject[] {
		const rows = this.inserted.get(name) ?? [];
		this.inserted.set(name, rows);
		return rows;
	}

	/** All tables, the one that changed last first. */
	list(): DataTable[] {
		return this.tables.map(described).sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
	}

	/** A table by its exact name. */
	find(name: string): DataTable | undefined {
		return this.tables.find((table) => table.name === name);
	}

	/** As the node looks one up "by name": ignoring case, and content with a part of the name; the one that changed last. */
	search(name: string): DataTable | undefined {
		return this.list().find((table) => table.name.toLowerCase().includes(name.toLowerCase()));
	}

	create({ name, columns }: CreateDataTableOptions): DataTable {
		if (this.find(name)) throw new UserError(`Data table with name '${name}' already exists in this project`);
		const now = new Date();
		const id = `table${this.tables.length + 1}`;
		const table: Table = {
			id,
			name,
			columns: columns.map((column, index) => ({ ...column, id: `${id}.${index}`, index, dataTableId: id })),
			createdAt: now,
			updatedAt: now,
			projectId: 'project',
			rows: [],
			nextRowId: 1,
		};
		this.tables.push(table);
		return described(table);
	}

	/** As in n8n's own list of tables. */
	rename(name: string, to: string): void {
		const table = this.find(name);
		if (table) table.name = to;
	}

	rows(id: string): DataTableRowReturn[] {
		return structuredClone(this.table(id).rows);
	}

	insert(id: string, rows: DataTableRow[]): DataTableRowReturn[] {
		const table = this.table(id);
		const checked = rows.map((row) => checkedRow(table, row));
		this.insertedInto(table.name).push(...structuredClone(checked as IDataObject[]));
		const stored = checked.map((row) => {
			const now = new Date();
			return { id: table.nextRowId++, createdAt: now, updatedAt: now, ...row } as DataTableRowReturn;
		});
		table.rows.push(...stored);
		return structuredClone(stored);
	}

	/** Makes every row so much older; milliseconds. */
	age(id: string, by: number): void {
		for (const row of this.table(id).rows) row.createdAt = new Date(row.createdAt.getTime() - by);
	}

	select(id: string, filter: DataTableFilter): DataTableRowReturn[] {
		return structuredClone(this.table(id).rows.filter((row) => fulfils(row, filter)));
	}

	/** @returns the rows deleted. */
	delete(id: string, filter: DataTableFilter): DataTableRowReturn[] {
		if (filter.filters.length === 0) {
			throw new UserError('Filter is required for delete operations to prevent accidental deletion of all data');
		}
		const table = this.table(id);
		const deleted = this.select(id, filter);
		const ids = new Set(deleted.map((row) => row.id));
		table.rows = table.rows.filter((row) => !ids.has(row.id));
		return deleted;
	}

	/** Changes the rows that fulfil the filter, all of them or none. @returns the rows as they are then. */
	update(id: string, filter: DataTableFilter, data: DataTableRow): DataTableRowReturn[] {
		const table = this.table(id);
		const ids = new Set(this.select(id, filter).map((row) => row.id));
		const changes = checkedRow({ ...table, columns: table.columns.filter(({ name }) => name in data) }, data);
		table.rows = table.rows.map((row) => (ids.has(row.id) ? { ...row, ...changes, updatedAt: new Date() } : row));
		return structuredClone(table.rows.filter((row) => ids.has(row.id)));
	}

	columnType(id: string, column: string): DataTableColumnType | undefined {
		const own = this.table(id).columns.find(({ name }) => name === column)?.type;
		return own ?? DATA_TABLE_SYSTEM_COLUMN_TYPE_MAP[column];
	}

	private table(id: string): Table {
		const found = this.tables.find((table) => table.id === id);
		if (!found) throw new UserError(`Could not find the data table: '${id}'`);
		return found;
	}
}

function described(table: Table): DataTable {
	return omit(table, ['rows', 'nextRowId']);
}

function checkedRow({ columns }: Table, row: DataTableRow): DataTableRow {
	const types = new Map(columns.map(({ name, type }) => [name, type]));
	const given = Object.entries(row).map(([name, value]) => {
		const type = types.get(name);
		if (!type) throw new UserError(`unknown column name '${name}'`);
		return [name, checkedCell(name, value, type)];
	});
	return { ...Object.fromEntries(columns.map(({ name }) => [name, null])), ...Object.fromEntries(given) } as DataTableRow;
}

function checkedCell(name: string, value: DataTableColumnJsType, type: DataTableColumnType): DataTableColumnJsType {
	if (value === null) return null;
	const checked = validateFieldType(name, value, FIELD_TYPES[type], { strict: false, parseStrings: false });
	if (!checked.valid) {
		throw new UserError(`value '${String(value)}' does not match column type '${type}': ${checked.errorMessage}`);
	}
	return type === 'date' ? new Date(String(checked.newValue)) : (checked.newValue as DataTableColumnJsType);
}

function fulfils(row: DataTableRowReturn, { type, filters }: DataTableFilter): boolean {
	const holds = ({ columnName, condition, value }: DataTableFilter['filters'][number]): boolean =>
		compares(row[columnName] ?? null, condition, value);
	return type === 'or' && filters.length > 0 ? filters.some(holds) : filters.every(holds);
}

/** As SQL compares: an empty cell equals nothing, is neither larger nor smaller, but differs from every value. */
function compares(
	cell: DataTableColumnJsType,
	condition: DataTableFilter['filters'][number]['condition'],
	value: DataTableColumnJsType,
): boolean {
	if (value === null) return condition === 'neq' ? cell !== null : cell === null;
	if (cell === null) return condition === 'neq';
	const [left, right] = [comparable(cell), comparable(value)];
	switch (condition) {
		case 'eq':
			return left === right;
		case 'neq':
			return left !== right;
		case 'gt':
			return left > right;
		case 'gte':
			return left >= right;
		case 'lt':
			return left < right;
		case 'lte':
			return left <= right;
		case 'like':
			return String(left).includes(String(right).replaceAll('%', ''));
		case 'ilike':
			return String(left).toLowerCase().includes(String(right).replaceAll('%', '').toLowerCase());
	}
}

function comparable(value: Exclude<DataTableColumnJsType, null>): string | number | boolean {
	return value instanceof Date ? value.getTime() : value;
}
