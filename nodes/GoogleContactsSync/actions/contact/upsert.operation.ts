import type { IExecuteFunctions, INodeExecutionData, INodeParameterResourceLocator, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { errorItem, shownFor } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import type { FieldValues, RunStamp, WriteOperation, WriteResult } from '../../../shared/syncProtocol';
import { writeGoogleChanges } from '../../changesWriter';
import type { GroupReference } from '../../group';
import { resolveGroup } from '../../group';
import { fieldValues, groupLocator } from '../../parameters';
import { emailsOf, googleCapability, groupsOf, readPerson } from '../../person';
import type { Person } from '../../personField';
import { asNodeError, connectGoogle } from '../../transport/googleContacts';
import { listAll } from './listAll';

export const description: INodeProperties[] = shownFor(
	[
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'name@email.com',
			default: '',
			required: true,
			description: 'The address that the contact is found by; a new contact gets it as its work e-mail',
		},
		fieldValues,
		{ ...groupLocator, required: false, description: 'The label to give to the contact, if any' },
	],
	{ resource: ['contact'], operation: ['upsert'] },
);

/** What one item asks for. */
interface Wanted {
	itemIndex: number;
	email: string;
	set: FieldValues;
	group: GroupReference | undefined;
	operation?: WriteOperation;
	unchanged?: Person;
}

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	const output: INodeExecutionData[] = [];
	const groups = new Map<string, Promise<GroupReference>>();
	const group = async (locator: INodeParameterResourceLocator, itemIndex: number): Promise<GroupReference | undefined> => {
		if (!locator.value) return undefined;
		const key = `${locator.mode}:${String(locator.value)}`;
		if (!groups.has(key)) groups.set(key, resolveGroup(this, google, locator, itemIndex));
		return await groups.get(key);
	};
	const wanted: Wanted[] = [];
	const byEmail = indexByEmail(
		await listAll(google).catch((error: unknown) => {
			throw asNodeError(this, error, 0);
		}),
	);
	for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
		try {
			const locator = this.getNodeParameter('group', itemIndex) as INodeParameterResourceLocator;
			const one = { ...readItem(this, itemIndex), group: await group(locator, itemIndex) };
			wanted.push(plan(this, one, byEmail, wanted));
		} catch (error) {
			output.push(...errorItem(this, asNodeError(this, error, itemIndex), itemIndex));
		}
	}
	const results = await writeGoogleChanges(google, wanted.flatMap(({ operation }) => operation ?? []));
	for (const one of wanted) output.push(...outcomeItem(this, one, results));
	return output.sort((a, b) => indexOf(a) - indexOf(b));
}

function indexOf({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0;
}

function indexByEmail(people: readonly Person[]): Map<string, Person[]> {
	const byEmail = new Map<string, Person[]>();
	for (const person of people) {
		for (const address of new Set(emailsOf(person).map((email) => email.trim().toLowerCase()))) {
			byEmail.set(address, [...(byEmail.get(address) ?? []), person]);
		}
	}
	return byEmail;
}

function readItem(context: IExecuteFunctions, itemIndex: number): Omit<Wanted, 'group'> {
	const email = (context.getNodeParameter('email', itemIndex) as string).trim();
	if (!email) {
		throw new NodeOperationError(context.getNode(), 'The item has no e-mail address', {
			description: 'Set "Email", or filter out items without an address.',
			itemIndex,
		});
	}
	const rows = context.getNodeParameter('fields.values', itemIndex, []) as Array<{ field: string; label?: string; value: string }>;
	const set: FieldValues = {};
	for (const { field, label, value } of rows) {
		const key = field === 'custom' || field === 'externalId' ? `${field}:${label ?? ''}` : field;
		if (!googleCapability(key)) {
			throw new NodeOperationError(context.getNode(), `There is no Google field "${key}"`, { itemIndex });
		}
		set[key] = String(value ?? '');
	}
	return { itemIndex, email, set };
}

function plan(context: IExecuteFunctions, one: Wanted, byEmail: Map<string, Person[]>, earlier: readonly Wanted[]): Wanted {
	const key = one.email.toLowerCase();
	if (earlier.some(({ email }) => email.toLowerCase() === key)) {
		throw new NodeOperationError(context.getNode(), `An earlier item has the address ${one.email} too`, {
			description: 'Send one item for each address, or run the node once for each.',
			itemIndex: one.itemIndex,
		});
	}
	const found = byEmail.get(key) ?? [];
	if (found.length > 1) {
		throw new NodeOperationError(context.getNode(), `${found.length} contacts have the address ${one.email}`, {
			description: 'Merge them in Google Contacts, or update one of them by its resource name.',
			itemIndex: one.itemIndex,
		});
	}
	const [person] = found;
	const base = {
		kind: 'operation' as const,
		side: 'google' as const,
		scope: one.group?.resourceName ?? 'contactGroups/myContacts',
		run: ownRun(context),
	};
	if (!person?.resourceName) {
		const set = { workEmail: one.email, ...one.set };
		const contact = { google: null, crm: null };
		return { ...one, operation: { ...base, op: 'create', contact, set, match: null, origin: null } };
	}
	const expect = withEmpty(readPerson(person, Object.keys(one.set), { onlyEmailAsWork: false }), Object.keys(one.set));
	const changed = Object.keys(one.set).some((field) => expect[field] !== one.set[field]);
	const join = one.group !== undefined && !groupsOf(person).includes(one.group.resourceName);
	if (!changed && !join) return { ...one, unchanged: person };
	const contact = { google: person.resourceName, crm: null };
	return { ...one, operation: { ...base, op: 'update', contact, id: person.resourceName, set: one.set, expect, join } };
}

function withEmpty(values: FieldValues, keys: readonly string[]): FieldValues {
	return Object.fromEntries(keys.map((key) => [key, values[key] ?? '']));
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

function outcomeItem(
	context: IExecuteFunctions,
	{ unchanged, operation, email, itemIndex }: Wanted,
	results: ReadonlyMap<WriteOperation, WriteResult>,
): INodeExecutionData[] {
	if (unchanged) return [toItem({ result: 'unchanged', resourceName: unchanged.resourceName, email }, itemIndex)];
	const result = operation && results.get(operation);
	if (result?.outcome === 'written') {
		const done = result.op === 'create' ? 'created' : 'updated';
		return [toItem({ result: done, resourceName: result.id, email, fields: result.after }, itemIndex)];
	}
	const error = new NodeOperationError(context.getNode(), `${email}: ${result?.error?.message ?? OUTCOMES[result?.outcome ?? 'unknown']}`, {
		description: result?.error?.remedy,
		itemIndex,
	});
	return errorItem(context, error, itemIndex);
}

const OUTCOMES: Record<string, string> = {
	mismatch: 'the contact was changed while the node ran; run it again',
	gone: 'the contact was deleted while the node ran',
	notSent: 'not written, since the execution was stopped',
	unknown: 'the answer was lost; check whether the contact was written before running again',
};
