/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { createHash } from 'node:crypto';

import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationMode,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';
import { tryToParseDateTime, UnexpectedError } from 'n8n-workflow';

interface StoredRow {
	mode: DeduplicationMode;
	/** One value in the modes "latest", hashes in the mode "entries". */
	data: DeduplicationItemTypes | DeduplicationItemTypes[] | undefined;
}

/**
 * n8n's table `processed_data`, with the behaviour of n8n 2.8's DeduplicationHelper: one row for each workflow and
 * context; the first call inserts, and throws where another execution inserted in between; later calls find, compare,
 * and update whatever is there by then. Every statement takes a turn of the event loop, so that executions that run
 * side by side can race as they do over a database.
 */
export class InMemoryDeduplication implements IDataDeduplicator {
	private readonly rows = new Map<string, string>();

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const key = keyOf(scope, contextData);
		const row = await this.find(key);
		if (row && row.mode !== options.mode) {
			throw new UnexpectedError('Deduplication data was originally saved with an incompatible mode');
		}
		return options.mode === 'entries'
			? await this.checkEntries(key, row, items, options)
			: await this.checkLatest(key, row, items, options.mode);
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
		{ mode }: ICheckProcessedOptions,
	): Promise<void> {
		if (mode !== 'entries') throw new UnexpectedError('Removing processed data is not possible in mode "latest"');
		const key = keyOf(scope, contextData);
		const row = await this.find(key);
		if (!row || !Array.isArray(row.data)) return;
		const removed = new Set<DeduplicationItemTypes>(items.map(hashOf));
		await this.update(key, { ...row, data: row.data.filter((hash) => !removed.has(hash)) });
	}

	async clearAllProcessedItems(scope: DeduplicationScope, contextData: ICheckProcessedContextData): Promise<void> {
		await statement();
		this.rows.delete(keyOf(scope, contextData));
	}

	async getProcessedDataCount(
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
		{ mode }: ICheckProcessedOptions,
	): Promise<number> {
		const row = await this.find(keyOf(scope, contextData));
		return mode === 'entries' && Array.isArray(row?.data) ? row.data.length : 0;
	}

	private async checkLatest(
		key: string,
		row: StoredRow | undefined,
		items: DeduplicationItemTypes[],
		mode: DeduplicationMode,
	): Promise<IDeduplicationOutput> {
		const incoming = items.slice().sort((a, b) => compare(mode, a, b));
		if (!row) {
			await this.insert(key, { mode, data: incoming.pop() });
			return { new: items, processed: [] };
		}
		if (Array.isArray(row.data) || row.data === undefined) return { new: [], processed: [] };
		let largest = row.data;
		const found: IDeduplicationOutput = { new: [], processed: [] };
		for (const item of incoming) {
			const isNew = compare(mode, item, row.data) === 1;
			(isNew ? found.new : found.processed).push(item);
			if (isNew && compare(mode, item, largest) === 1) largest = item;
		}
		await this.update(key, { mode, data: largest });
		return found;
	}

	private async checkEntries(
		key: string,
		row: StoredRow | undefined,
		items: DeduplicationItemTypes[],
		{ mode, maxEntries }: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		if (!row) {
			await this.insert(key, { mode, data: newest(items.map(hashOf), maxEntries) });
			return { new: items, processed: [] };
		}
		if (!Array.isArray(row.data)) return { new: [], processed: [] };
		const known = new Set(row.data);
		const found: IDeduplicationOutput = { new: [], processed: [] };
		for (const item of items) (known.has(hashOf(item)) ? found.processed : found.new).push(item);
		await this.update(key, { mode, data: newest([...row.data, ...found.new.map(hashOf)], maxEntries) });
		return found;
	}

	private async find(key: string): Promise<StoredRow | undefined> {
		await statement();
		const row = this.rows.get(key);
		return row === undefined ? undefined : (JSON.parse(row) as StoredRow);
	}

	private async insert(key: string, row: StoredRow): Promise<void> {
		await statement();
		if (this.rows.has(key)) throw new Error('UNIQUE constraint failed: processed_data.workflowId, processed_data.context');
		this.rows.set(key, JSON.stringify(row));
	}

	private async update(key: string, row: StoredRow): Promise<void> {
		await statement();
		if (this.rows.has(key)) this.rows.set(key, JSON.stringify(row));
	}
}

/** Which store a workflow's execution uses; n8n-core has one service for the whole process. */
const storeOf = new WeakMap<object, InMemoryDeduplication>();

/** Makes n8n-core's helpers use `store` in the executions of this workflow object. */
export async function useDeduplication(workflow: object, store: InMemoryDeduplication): Promise<void> {
	storeOf.set(workflow, store);
	if (!isServiceThere()) await DataDeduplicationService.init(dispatcher);
	// The service outlives the test file that made it.
	Object.assign(DataDeduplicationService.getInstance(), { deduplicator: dispatcher });
}

/** n8n-core does not say whether its service was made; it throws where it was not. */
function isServiceThere(): boolean {
	try {
		DataDeduplicationService.getInstance();
		return true;
	} catch {
		return false;
	}
}

const dispatcher: IDataDeduplicator = {
	checkProcessedAndRecord: async (items, scope, context, options) =>
		await storeFor(context).checkProcessedAndRecord(items, scope, context, options),
	removeProcessed: async (items, scope, context, options) =>
		await storeFor(context).removeProcessed(items, scope, context, options),
	clearAllProcessedItems: async (scope, context) => await storeFor(context).clearAllProcessedItems(scope, context),
	getProcessedDataCount: async (scope, context, options) =>
		await storeFor(context).getProcessedDataCount(scope, context, options),
};

function storeFor({ workflow }: ICheckProcessedContextData): InMemoryDeduplication {
	const store = storeOf.get(workflow);
	if (!store) throw new UnexpectedError('This workflow was not started by the harness');
	return store;
}

function keyOf(scope: DeduplicationScope, { node, workflow }: ICheckProcessedContextData): string {
	if (scope === 'node' && !node) throw new UnexpectedError("The scope 'node' needs a node");
	return JSON.stringify([workflow.id, scope === 'node' ? `n:${node?.id}` : '']);
}

/** As n8n: equal dates are not found equal, since it compares objects, but neither is the later one. */
function compare(mode: DeduplicationMode, a: DeduplicationItemTypes, b: DeduplicationItemTypes): number {
	if (mode === 'latestDate') return tryToParseDateTime(a) > tryToParseDateTime(b) ? 1 : -1;
	const [first, second] = [Number(a), Number(b)];
	if (Number.isNaN(first) || Number.isNaN(second)) throw new UnexpectedError('Invalid value. Only numbers are supported');
	return Math.sign(first - second);
}

function newest(hashes: DeduplicationItemTypes[], maxEntries: number | undefined): DeduplicationItemTypes[] {
	return maxEntries ? hashes.slice(-maxEntries) : hashes;
}

function hashOf(value: DeduplicationItemTypes): string {
	return createHash('md5').update(value.toString()).digest('base64');
}

async function statement(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}
