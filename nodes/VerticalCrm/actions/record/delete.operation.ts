import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import chunk from 'lodash/chunk';
import groupBy from 'lodash/groupBy';
import * as v from 'valibot';

import { checkedParameter } from '../../../shared/items/parameters';
import { errorItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import type { WriteError } from '../../../shared/protocol';
import { isLost } from '../../../shared/writing/ledger';
import { emailParameter, givenEmail } from '../../../shared/items/upsertOutcome';
import { findByValue } from '../../reading/lookup';
import { emailFieldOf, emailFieldParameter, moduleLocator, moduleParameter, recordIdOf, recordIdParameter, runWorkflows, triggersOf } from '../../parameters/parameters';
import type { Crm } from '../../transport/crm';
import { BATCH } from '../../transport/crm';
import { connectCrm } from '../../transport/client';
import { CrmError, recordError } from '../../transport/error';
import type { Answer } from '../../writing/results';
import { answersByPlace, writtenId } from '../../writing/results';

export const description: INodeProperties[] = [
	moduleLocator,
	{
		displayName: 'Delete By',
		name: 'deleteBy',
		type: 'options',
		options: [
			{ name: 'E-Mail', value: 'email' },
			{ name: 'ID', value: 'id' },
		],
		default: 'id',
	},
	{ ...recordIdParameter, displayOptions: { show: { deleteBy: ['id'] } } },
	{ ...emailFieldParameter, displayOptions: { show: { deleteBy: ['email'] } } },
	{ ...emailParameter, displayOptions: { show: { deleteBy: ['email'] } }, description: 'The address of the one record to delete. Nothing is deleted when several records have it.' },
	runWorkflows,
];

interface Target {
	module: string;
	id: string;
	itemIndex: number;
}

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	const output = new Map<number, INodeExecutionData[]>();
	const targets = await findTargets(this, crm, (error, itemIndex) => {
		output.set(itemIndex, errorItem(this, error, itemIndex));
	});
	const trigger = triggersOf(this);
	for (const [module, own] of Object.entries(groupBy(targets, 'module'))) {
		const byId = groupBy(own, 'id');
		let stopped: Failure | undefined;
		// An id twice would be refused the second time.
		for (const ids of chunk(Object.keys(byId), BATCH.ids)) {
			const told: Answer[] | Failure = stopped ?? (await deleteBatch(crm, module, ids, trigger));
			if (!Array.isArray(told) && told.isGeneral) stopped = told;
			ids.forEach((id, place) => {
				for (const { itemIndex } of byId[id]) output.set(itemIndex, outcomeItem(this, id, Array.isArray(told) ? told[place] : told, itemIndex));
			});
		}
	}
	return [...output.entries()].sort(([a], [b]) => a - b).flatMap(([, items]) => items);
}

/** Why a request came to nothing that is known. */
interface Failure {
	error: unknown;
	/** Whether every other request for the module would meet the same. */
	isGeneral: boolean;
}

/** @returns what the CRM said of each, in order. */
async function deleteBatch(crm: Crm, module: string, ids: readonly string[], trigger: readonly string[]): Promise<Answer[] | Failure> {
	try {
		return answersByPlace(await crm.remove(module, ids, { trigger }), ids.length);
	} catch (error) {
		return { error, isGeneral: error instanceof CrmError ? error.isGeneral : !isLost(error) };
	}
}

const NOT_TOLD: WriteError = {
	code: 'NO_ANSWER',
	message: 'the CRM does not say whether it was deleted',
	remedy: 'Look for the record in the CRM before running again.',
};

function outcomeItem(context: IExecuteFunctions, id: string, answer: Answer | Failure, itemIndex: number): INodeExecutionData[] {
	if (typeof answer === 'object' && 'isGeneral' in answer) return errorItem(context, answer.error, itemIndex);
	// What is said of another record says nothing of this one.
	const isTold = answer !== 'lost' && [undefined, id].includes(writtenId(answer));
	if (isTold && answer.status === 'success') return [toItem({ deleted: true, id }, itemIndex)];
	const { message, code, remedy } = isTold ? recordError(answer) : NOT_TOLD;
	const error = new NodeOperationError(context.getNode(), `${id}: ${message} (${code})`, { description: remedy, itemIndex });
	return errorItem(context, error, itemIndex);
}

interface Address {
	module: string;
	field: string;
	email: string;
	itemIndex: number;
}

/** Ids as they are; addresses are looked up all at once, by exact value. */
async function findTargets(
	context: IExecuteFunctions,
	crm: Crm,
	fail: (error: unknown, itemIndex: number) => void,
): Promise<Target[]> {
	const targets: Target[] = [];
	const addresses: Address[] = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		try {
			const module = moduleParameter(context, itemIndex);
			const words = { name: 'deleteBy', label: 'Delete By', unset: 'id', itemIndex };
			const isById = checkedParameter(context, words, v.picklist(['email', 'id'])) === 'id';
			if (isById) targets.push({ module, id: recordIdOf(context, itemIndex), itemIndex });
			else addresses.push({ module, field: emailFieldOf(context, itemIndex), email: givenEmail(context, itemIndex), itemIndex });
		} catch (error) {
			fail(error, itemIndex);
		}
	}
	for (const group of Object.values(groupBy(addresses, ({ module, field }) => `${module}\n${field}`))) {
		const [{ module, field }] = group;
		try {
			const { records: found, unanswered } = await findByValue(crm, module, field, group.map(({ email }) => email));
			for (const address of group) {
				const records = found.get(address.email.toLowerCase()) ?? [];
				const refusal = unanswered.get(address.email.toLowerCase());
				if (refusal) fail(refusal, address.itemIndex);
				else if (records.length === 1) targets.push({ module, id: records[0].id, itemIndex: address.itemIndex });
				else fail(notOne(context, address, records.length), address.itemIndex);
			}
		} catch (error) {
			group.forEach(({ itemIndex }) => fail(error, itemIndex));
		}
	}
	return targets;
}

function notOne(context: IExecuteFunctions, { email, itemIndex }: Address, count: number): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		count === 0 ? `No record has the address ${email}` : `${count} records have the address ${email}`,
		{ description: 'Nothing was deleted for this item. Delete by ID instead.', itemIndex },
	);
}
