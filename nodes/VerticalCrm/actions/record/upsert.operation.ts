import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import groupBy from 'lodash/groupBy';
import isEqual from 'lodash/isEqual';
import pick from 'lodash/pick';
import * as v from 'valibot';

import { checkedParameter } from '../../../shared/items/parameters';
import { errorItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import type { FieldValues, WriteError, WriteOperation, WriteResult } from '../../../shared/protocol';
import { emailParameter, errorOf, failedUpsert, givenEmail, givenValue, ownRun, severalHave } from '../../../shared/items/upsertOutcome';
import { writeCrmChanges } from '../../writing/changes';
import { findByValue } from '../../reading/lookup';
import { emailFieldOf, emailFieldParameter, moduleLocator, moduleParameter, runWorkflows, triggersOf } from '../../parameters/parameters';
import type { Crm, CrmRecord } from '../../transport/crm';
import { connectCrm } from '../../transport/client';

export const description: INodeProperties[] = [
	moduleLocator,
	emailFieldParameter,
	{ ...emailParameter, description: 'The address that the record is found by, exactly but for upper and lower case' },
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
];

interface Wanted {
	itemIndex: number;
	module: string;
	emailField: string;
	email: string;
	set: FieldValues;
}

/** Looks records up and writes them a hundred a request; items of one address go one after the other. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	const output = new Map<number, INodeExecutionData[]>();
	const fail = (error: unknown, itemIndex: number) => output.set(itemIndex, errorItem(this, error, itemIndex));
	let waiting: Wanted[] = [];
	for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
		try {
			waiting.push(readItem(this, itemIndex));
		} catch (error) {
			fail(error, itemIndex);
		}
	}
	const made = new Map<string, string>();
	while (waiting.length > 0) {
		const { now, later } = oneEach(waiting);
		for (const own of Object.values(groupBy(now, ({ module, emailField }) => `${module}\n${emailField}`))) {
			try {
				const items = await upsert(this, crm, own, made);
				own.forEach(({ itemIndex }, index) => output.set(itemIndex, items[index]));
			} catch (error) {
				own.forEach(({ itemIndex }) => fail(error, itemIndex));
			}
		}
		waiting = later;
	}
	return [...output.entries()].sort(([a], [b]) => a - b).flatMap(([, items]) => items);
}

/** The first item of each address, and the others. */
function oneEach(waiting: readonly Wanted[]): { now: Wanted[]; later: Wanted[] } {
	const seen = new Set<string>();
	const [now, later]: [Wanted[], Wanted[]] = [[], []];
	for (const one of waiting) {
		const key = keyOf(one);
		(seen.has(key) ? later : now).push(one);
		seen.add(key);
	}
	return { now, later };
}

/** What a record is known by. */
function keyOf({ module, emailField, email }: Wanted): string {
	return [module, emailField, email.toLowerCase()].join('\n');
}

function readItem(context: IExecuteFunctions, itemIndex: number): Wanted {
	const module = moduleParameter(context, itemIndex);
	const emailField = emailFieldOf(context, itemIndex);
	const email = givenEmail(context, itemIndex);
	const set = Object.entries(columnValues(context, itemIndex)).flatMap(([name, value]) => {
		const text = name === emailField ? undefined : givenValue(context, name, value, itemIndex);
		return text === undefined ? [] : [[name, text] as const];
	});
	return { itemIndex, module, emailField, email, set: Object.fromEntries(set) };
}

const ColumnsSchema = v.object({
	mappingMode: v.optional(v.picklist(['autoMapInputData', 'defineBelow']), 'defineBelow'),
	schema: v.optional(v.array(v.object({ id: v.string(), removed: v.optional(v.boolean()) })), []),
});

function columnValues(context: IExecuteFunctions, itemIndex: number): Record<string, unknown> {
	const columns = checkedParameter(context, { name: 'columns', label: 'Fields', unset: {}, itemIndex }, ColumnsSchema);
	if (columns.mappingMode === 'defineBelow') {
		// n8n brings values to the types of their columns where they are asked for by this name alone.
		return checkedParameter(context, { name: 'columns.value', label: 'Fields', unset: {}, itemIndex }, v.nullable(v.record(v.string(), v.unknown()))) ?? {};
	}
	return pick(context.getInputData()[itemIndex].json, columns.schema.filter(({ removed }) => !removed).map(({ id }) => id));
}

/**
 * @param made ids of those who were created before, by what they are known by: a look-up may not show them yet.
 * @returns the output of each item, in order.
 */
async function upsert(context: IExecuteFunctions, crm: Crm, wanted: readonly Wanted[], made: Map<string, string>): Promise<INodeExecutionData[][]> {
	const [{ module, emailField }] = wanted;
	const { records, unanswered } = await findByValue(crm, module, emailField, wanted.map(({ email }) => email));
	const existing = (one: Wanted): CrmRecord[] => {
		const id = made.get(keyOf(one));
		return records.get(one.email.toLowerCase()) ?? (id === undefined ? [] : [{ id }]);
	};
	const planned = wanted.map((one) => ({ one, plan: unanswered.get(one.email.toLowerCase())?.toWriteError() ?? plan(context, one, existing(one)) }));
	const operations = planned.flatMap((step) => ('op' in step.plan ? step.plan : []));
	const results = await writeCrmChanges(crm, operations, triggersOf(context), { wholeOnly: true });
	for (const step of planned) {
		const result = 'op' in step.plan ? results.get(step.plan) : undefined;
		if (result?.outcome === 'written' && result.id !== null) made.set(keyOf(step.one), result.id);
	}
	return planned.map((step) =>
		'op' in step.plan ? outcomeItem(context, step.one, results.get(step.plan)) : failedUpsert(context, step.one, step.plan),
	);
}

function plan(context: IExecuteFunctions, { module, emailField, email, set }: Wanted, found: readonly CrmRecord[]): WriteOperation | WriteError {
	if (found.length > 1) {
		return { ...severalHave('records', found.length, 'Merge them in the CRM.', found.map(({ id }) => id)), field: emailField };
	}
	const base = { kind: 'operation' as const, side: 'crm' as const, scope: `${module}/`, run: ownRun(context) };
	const [record] = found;
	if (record) return { ...base, op: 'update', contact: { google: null, crm: record.id }, id: record.id, set, expect: {}, join: false };
	const match = { field: emailField, value: email };
	return { ...base, op: 'create', contact: { google: null, crm: null }, set: { [emailField]: email, ...set }, match, origin: null };
}

function outcomeItem(context: IExecuteFunctions, wanted: Wanted, result: WriteResult | undefined): INodeExecutionData[] {
	if (result?.outcome === 'written') {
		const { op, id, before, after, error } = result;
		const done = op === 'create' ? 'created' : isEqual(before, after) ? 'unchanged' : 'updated';
		const warning = error && { warning: error.message };
		return [toItem({ result: done, id, email: wanted.email, fields: after, ...warning }, wanted.itemIndex)];
	}
	return failedUpsert(context, wanted, errorOf(result, 'record'));
}
