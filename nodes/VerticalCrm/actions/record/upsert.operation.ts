import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import groupBy from 'lodash/groupBy';

import { errorItem, shownFor } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import type { FieldValues, RunStamp, WriteOperation, WriteResult } from '../../../shared/syncProtocol';
import { writeCrmChanges } from '../../changesWriter';
import { findByValue } from '../../coql';
import { moduleLocator, runWorkflows, TRIGGERS } from '../../parameters';
import { readRecord } from '../../record';
import type { Crm, CrmRecord } from '../../transport/crm';
import { asNodeError, BATCH, connectCrm } from '../../transport/crm';
import { moduleParameter } from '../../view';
import chunk from 'lodash/chunk';

export const description: INodeProperties[] = shownFor(
	[
		moduleLocator,
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'name@email.com',
			default: '',
			required: true,
			description: 'The address that the record is found by, exactly but for upper and lower case',
		},
		{
			displayName: 'Fields',
			name: 'columns',
			type: 'resourceMapper',
			noDataExpression: true,
			default: { mappingMode: 'defineBelow', value: null },
			typeOptions: {
				loadOptionsDependsOn: ['module.value'],
				resourceMapper: {
					resourceMapperMethod: 'getColumns',
					mode: 'add',
					fieldWords: { singular: 'field', plural: 'fields' },
					addAllFields: false,
					multiKeyMatch: false,
				},
			},
		},
		runWorkflows,
	],
	{ resource: ['record'], operation: ['upsert'] },
);

interface Wanted {
	itemIndex: number;
	module: string;
	email: string;
	set: FieldValues;
}

const EMAIL = 'Email';

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	const output: INodeExecutionData[] = [];
	const wanted: Wanted[] = [];
	for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
		try {
			wanted.push(readItem(this, itemIndex, wanted));
		} catch (error) {
			output.push(...errorItem(this, asNodeError(this, error, itemIndex), itemIndex));
		}
	}
	const trigger = (this.getNodeParameter('runWorkflows', 0, false) as boolean) ? TRIGGERS : [];
	for (const [module, own] of Object.entries(groupBy(wanted, 'module'))) {
		try {
			output.push(...(await upsert(this, crm, module, own, trigger)));
		} catch (error) {
			own.forEach(({ itemIndex }) => output.push(...errorItem(this, asNodeError(this, error, itemIndex), itemIndex)));
		}
	}
	return output.sort((a, b) => indexOf(a) - indexOf(b));
}

function indexOf({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0;
}

function readItem(context: IExecuteFunctions, itemIndex: number, earlier: readonly Wanted[]): Wanted {
	const module = moduleParameter(context, itemIndex);
	const email = (context.getNodeParameter('email', itemIndex) as string).trim();
	const same = earlier.some((other) => other.module === module && other.email.toLowerCase() === email.toLowerCase());
	if (!email || same) {
		throw new NodeOperationError(
			context.getNode(),
			email ? `An earlier item has the address ${email} too` : 'The item has no e-mail address',
			{ description: 'Send one item with an address for each record.', itemIndex },
		);
	}
	const values = (context.getNodeParameter('columns.value', itemIndex, {}) ?? {}) as IDataObject;
	const set = Object.entries(values).map(([name, value]) => [name, textOf(value)] as const);
	return { itemIndex, module, email, set: Object.fromEntries(set) };
}

function textOf(value: unknown): string {
	if (value === null || value === undefined) return '';
	return Array.isArray(value) ? value.join(';') : String(value);
}

async function upsert(
	context: IExecuteFunctions,
	crm: Crm,
	module: string,
	wanted: readonly Wanted[],
	trigger: readonly string[],
): Promise<INodeExecutionData[]> {
	const existing = await readExisting(crm, module, wanted);
	const planned = wanted.map((one) => ({ one, ...plan(context, module, one, existing.get(one.email.toLowerCase()) ?? []) }));
	const results = await writeCrmChanges(crm, planned.flatMap(({ operation }) => operation ?? []), trigger);
	return planned.flatMap(({ one, operation, unchanged, problem }) => {
		if (problem) return errorItem(context, problem, one.itemIndex);
		if (unchanged) return [toItem({ result: 'unchanged', id: unchanged.id, email: one.email }, one.itemIndex)];
		return outcomeItem(context, one, operation && results.get(operation));
	});
}

/** The records that have the addresses, with the fields that are to be set. */
async function readExisting(crm: Crm, module: string, wanted: readonly Wanted[]): Promise<Map<string, CrmRecord[]>> {
	const found = await findByValue(crm, module, EMAIL, wanted.map(({ email }) => email));
	const ids = [...found.values()].flat().map(({ id }) => id);
	const fields = [...new Set(wanted.flatMap(({ set }) => Object.keys(set)))];
	const records = new Map<string, CrmRecord>();
	for (const batch of chunk(ids, BATCH.ids)) {
		const page = await crm.list({ module, fields: [EMAIL, ...fields.filter((name) => name !== EMAIL)], ids: batch });
		page.records.forEach((record) => records.set(record.id, record));
	}
	return new Map([...found].map(([email, matches]) => [email, matches.map((match) => records.get(match.id) ?? match)]));
}

interface PlannedItem {
	operation?: WriteOperation;
	unchanged?: CrmRecord;
	problem?: NodeOperationError;
}

function plan(context: IExecuteFunctions, module: string, { email, set, itemIndex }: Wanted, found: readonly CrmRecord[]): PlannedItem {
	if (found.length > 1) {
		const ids = found.map(({ id }) => id).join(', ');
		const problem = new NodeOperationError(context.getNode(), `${found.length} records have the address ${email}: ${ids}`, {
			description: 'Merge them in the CRM, or update one of them by its ID.',
			itemIndex,
		});
		return { problem };
	}
	const base = { kind: 'operation' as const, side: 'crm' as const, scope: `${module}/`, run: ownRun(context) };
	const [record] = found;
	if (!record) {
		const match = { field: EMAIL, value: email };
		const contact = { google: null, crm: null };
		return { operation: { ...base, op: 'create', contact, set: { [EMAIL]: email, ...set }, match, origin: null } };
	}
	const shown = readRecord(record, Object.keys(set));
	const expect = Object.fromEntries(Object.keys(set).map((name) => [name, shown[name] ?? '']));
	if (Object.keys(set).every((name) => expect[name] === set[name])) return { unchanged: record };
	const contact = { google: null, crm: record.id };
	return { operation: { ...base, op: 'update', contact, id: record.id, set, expect, join: false } };
}

const HOUR = 60 * 60 * 1_000;

function ownRun(context: IExecuteFunctions): RunStamp {
	return {
		id: context.getExecutionId(),
		leaseExpiresAt: new Date(Date.now() + HOUR).toISOString(),
		syncName: '',
		onlyEmailAsWork: false,
	};
}

function outcomeItem(context: IExecuteFunctions, { email, itemIndex }: Wanted, result: WriteResult | undefined): INodeExecutionData[] {
	if (result?.outcome === 'written') {
		const done = result.op === 'create' ? 'created' : 'updated';
		const warning = result.error && { warning: result.error.message };
		return [toItem({ result: done, id: result.id, email, fields: result.after, ...warning }, itemIndex)];
	}
	const message = result?.error?.message ?? OUTCOMES[result?.outcome ?? 'unknown'];
	const error = new NodeOperationError(context.getNode(), `${email}: ${message}${result?.error ? ` (${result.error.code})` : ''}`, {
		description: result?.error?.remedy,
		itemIndex,
	});
	return errorItem(context, error, itemIndex);
}

const OUTCOMES: Record<string, string> = {
	exists: 'the record was created by someone else while the node ran; run it again',
	mismatch: 'the record was changed while the node ran; run it again',
	gone: 'the record was deleted while the node ran',
	notSent: 'not written, since the execution was stopped',
	unknown: 'the answer was lost; check whether the record was written before running again',
};
