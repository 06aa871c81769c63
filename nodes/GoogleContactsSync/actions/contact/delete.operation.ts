import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import chunk from 'lodash/chunk';
import * as v from 'valibot';

import { checkedParameter } from '../../../shared/items/parameters';
import { errorItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { emailParameter, givenEmail } from '../../../shared/items/upsertOutcome';
import { EmailIndex } from '../../reading/lookup';
import { connectForWriting, contactLocator, contactParameter, hintAtQuota, writingOptions } from '../../parameters/parameters';
import type { Person } from '../../transport/person';
import type { GoogleContacts } from '../../transport/client';
import { BATCH } from '../../transport/client';
import type { GoogleError } from '../../transport/error';
import { sendNarrowing } from '../../../shared/writing/narrowing';
import { listAll } from '../../reading/listing';

export const description: INodeProperties[] = [
	{
		displayName: 'Delete By',
		name: 'deleteBy',
		type: 'options',
		options: [
			{ name: 'Contact', value: 'contact' },
			{ name: 'E-Mail', value: 'email' },
		],
		default: 'contact',
	},
	{ ...contactLocator, displayOptions: { show: { deleteBy: ['contact'] } } },
	{ ...emailParameter, displayOptions: { show: { deleteBy: ['email'] } }, description: 'The address of the one contact to delete. Nothing is deleted when several contacts have it.' },
	writingOptions,
];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectForWriting(this);
	const find = emailFinder(google);
	const targets: Array<string | Error> = [];
	for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
		targets.push(await targetOf(this, find, itemIndex).catch((error: Error) => error));
	}
	const ids = new Set(targets.filter((target): target is string => typeof target === 'string'));
	// Without Continue On Fail nothing is deleted when an item names nobody.
	const nothing = !this.continueOnFail() && targets.some((target) => target instanceof Error);
	const failures = nothing ? new Map<string, unknown>() : await deleteAll(google, [...ids]);
	hintAtQuota(this, google);
	return targets.flatMap((target, itemIndex) => {
		const error = target instanceof Error ? target : failures.get(target);
		return error === undefined ? toItem({ deleted: true, resourceName: target }, itemIndex) : errorItem(this, error, itemIndex);
	});
}

/** @returns why contacts were not deleted, by their resource names. */
async function deleteAll(google: GoogleContacts, ids: readonly string[]): Promise<Map<string, unknown>> {
	const failures = new Map<string, unknown>();
	let stopped: unknown;
	for (const batch of chunk(ids, BATCH.delete)) {
		await sendNarrowing(batch, {
			maySend(part) {
				if (stopped !== undefined) part.forEach((id) => failures.set(id, stopped));
				return stopped === undefined;
			},
			named: (error: GoogleError, id, place) => error.ofContact([String(place), id]),
			send: async (part) => await google.deleteBatch(part),
			refused(id, error) {
				failures.set(id, error);
			},
			async broke(part, error) {
				part.forEach((id) => failures.set(id, error));
				stopped = error;
			},
		});
	}
	return failures;
}

type EmailFinder = (email: string) => Promise<Person[]>;

/** Reads all contacts once, at the first look-up. */
function emailFinder(google: GoogleContacts): EmailFinder {
	let index: Promise<EmailIndex> | undefined;
	return async (email) => {
		index ??= listAll(google).then((people) => new EmailIndex(people));
		return (await index).find(email);
	};
}

async function targetOf(context: IExecuteFunctions, find: EmailFinder, itemIndex: number): Promise<string> {
	const words = { name: 'deleteBy', label: 'Delete By', unset: 'contact', itemIndex };
	if (checkedParameter(context, words, v.picklist(['contact', 'email'])) === 'contact') return contactParameter(context, itemIndex);
	const email = givenEmail(context, itemIndex);
	const found = await find(email);
	if (found.length === 1) return found[0].resourceName ?? '';
	throw new NodeOperationError(
		context.getNode(),
		found.length === 0 ? `No contact has the address ${email}` : `${found.length} contacts have the address ${email}`,
		{ description: 'Nothing was deleted for this item. Delete by contact instead.', itemIndex },
	);
}
