import type { IExecuteFunctions, INodeExecutionData, INodeParameterResourceLocator, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import * as v from 'valibot';

import { checkedParameter, checkedSwitch } from '../../../shared/items/parameters';
import { slotOf } from '../../../shared/lists/contactLists';
import { emailForm, emailForms } from '../../../shared/values/email';
import { showsValues } from '../../../shared/values/sameText';
import { errorItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import type { FieldValues, WriteError, WriteOperation, WriteResult } from '../../../shared/protocol';
import { emailParameter, errorOf, failedUpsert, givenEmail, givenValue, ownRun, severalHave } from '../../../shared/items/upsertOutcome';
import { writeGoogleChanges } from '../../writing/changes';
import { EmailIndex } from '../../reading/lookup';
import type { GroupReference } from '../../reading/scope';
import { findOrCreateGroup, resolveGroup } from '../../reading/scope';
import { connectForWriting, fieldValues, groupLocator, groupParameter, hintAtQuota, writingOptions } from '../../parameters/parameters';
import { googleCapability, LABELLED_FIELDS } from '../../../shared/catalogue/googleFields';
import { groupsOf } from '../../fields/memberships';
import { readPerson } from '../../fields/person';
import type { Person } from '../../transport/person';
import type { GoogleContacts } from '../../transport/client';
import { listAll } from '../../reading/listing';

export const description: INodeProperties[] = [
	{ ...emailParameter, description: 'The address that the contact is found by; a new contact gets it as its work e-mail' },
	fieldValues,
	{ ...groupLocator, required: false, description: 'The label to give to the contact, if any' },
	{
		displayName: 'Create Missing Group',
		name: 'createGroup',
		type: 'boolean',
		default: false,
		description: 'Whether to create a contact group that is given by name and does not exist yet',
	},
	writingOptions,
];

/** What one item asks for. */
interface Wanted {
	itemIndex: number;
	email: string;
	set: FieldValues;
	group: GroupReference | undefined;
}

/** What it comes to. */
type Step =
	| { kind: 'unchanged'; wanted: Wanted; person: Person }
	| { kind: 'refused'; wanted: Wanted; error: WriteError }
	| { kind: 'write'; wanted: Wanted; operation: WriteOperation };

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectForWriting(this);
	const output = new Map<number, INodeExecutionData[]>();
	const fail = (error: unknown, itemIndex: number) => output.set(itemIndex, errorItem(this, error, itemIndex));

	const findGroup = groupFinder(this, google);
	let waiting: Wanted[] = [];
	for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
		try {
			waiting.push({ ...readItem(this, itemIndex), group: await findGroup(itemIndex) });
		} catch (error) {
			fail(error, itemIndex);
		}
	}
	try {
		const index = new EmailIndex(waiting.length > 0 ? await listAll(google) : []);
		while (waiting.length > 0) {
			const { now, later } = oneEach(waiting, index);
			const steps = now.map((wanted) => stepFor(this, wanted, index));
			const results = await writeGoogleChanges(google, steps.flatMap((step) => (step.kind === 'write' ? step.operation : [])), { wholeOnly: true });
			for (const step of steps) output.set(step.wanted.itemIndex, outcomeOf(this, step, results));
			waiting = later;
			if (later.length > 0) await readAgain(google, index, results);
		}
	} catch (error) {
		// Who is done stays so.
		waiting.forEach(({ itemIndex }) => fail(error, itemIndex));
	}
	hintAtQuota(this, google);
	return [...output.entries()].sort(([a], [b]) => a - b).flatMap(([, items]) => items);
}

function groupFinder(context: IExecuteFunctions, google: GoogleContacts) {
	const known = new Map<string, Promise<GroupReference>>();
	return async (itemIndex: number): Promise<GroupReference | undefined> => {
		const locator = groupParameter(context, itemIndex);
		if (!locator.value) return undefined;
		const key = `${locator.mode}:${String(locator.value)}`;
		if (!known.has(key)) known.set(key, groupOf(context, google, locator, itemIndex));
		return await known.get(key);
	};
}

async function groupOf(
	context: IExecuteFunctions,
	google: GoogleContacts,
	locator: INodeParameterResourceLocator,
	itemIndex: number,
): Promise<GroupReference> {
	const mayCreate = checkedSwitch(context, 'createGroup', 'Create Missing Group', { itemIndex });
	return mayCreate && locator.mode === 'name'
		? await findOrCreateGroup(google, String(locator.value).trim())
		: await resolveGroup(context, google, locator, itemIndex);
}

const RowsSchema = v.array(v.looseObject({ field: v.string(), label: v.nullish(v.string()) }));

function readItem(context: IExecuteFunctions, itemIndex: number): Omit<Wanted, 'group'> {
	const email = givenEmail(context, itemIndex);
	const rows = checkedParameter(context, { name: 'fields.values', label: 'Fields', unset: [], itemIndex }, RowsSchema);
	const set: FieldValues = {};
	for (const { field, label, value } of rows) {
		const key = LABELLED_FIELDS.includes(field) ? `${field}:${label ?? ''}` : field;
		if (!googleCapability(key)) {
			throw new NodeOperationError(context.getNode(), `There is no Google field "${key}"`, {
				description: 'Choose a field from the list; a custom field needs its label.',
				itemIndex,
			});
		}
		const text = givenValue(context, key, value, itemIndex);
		if (text !== undefined) set[key] = text;
	}
	return { itemIndex, email, set };
}

/**
 * Items for one contact are done one after the other, each on what the one before it wrote: also one whose address another one
 * brings to its contact.
 */
function oneEach(waiting: readonly Wanted[], index: EmailIndex): { now: Wanted[]; later: Wanted[] } {
	const taken = new Set<string>();
	const [now, later]: [Wanted[], Wanted[]] = [[], []];
	for (const wanted of waiting) {
		const [person] = index.find(wanted.email);
		const keys = [emailForm(wanted.email), ...(person?.resourceName ? [person.resourceName] : [])];
		(keys.some((key) => taken.has(key)) ? later : now).push(wanted);
		[...keys, ...addressesIn(wanted.set).map(emailForm)].forEach((key) => taken.add(key));
	}
	return { now, later };
}

function addressesIn(set: FieldValues): string[] {
	return Object.entries(set).flatMap(([field, value]) => (slotOf(field)?.slot.kind === 'email' ? value : []));
}

async function readAgain(
	google: GoogleContacts,
	index: EmailIndex,
	results: ReadonlyMap<WriteOperation, WriteResult>,
): Promise<void> {
	const written = [...results.values()].flatMap(({ id, outcome }) => (outcome === 'written' && id !== null ? id : []));
	await index.readAgain(google, written);
}

/** Google would take it, and the contact would never be found again by a true address. */
const NO_ADDRESS: WriteError = { code: 'WRONG_VALUE', field: 'Email', message: 'this is no e-mail address', remedy: 'Correct it, or filter such items out before this node.' };

/** Each run would create it anew. */
const OTHER_ADDRESS: WriteError = {
	...{ code: 'WRONG_VALUE', field: 'Email', message: 'a new contact would not hold this address, by which it is found' },
	remedy: 'Leave the work e-mail out of the fields, or bring this address to another e-mail field.',
};

function stepFor(context: IExecuteFunctions, wanted: Wanted, index: EmailIndex): Step {
	if (!wanted.email.includes('@') || emailForms(wanted.email).length > 1) return { kind: 'refused', wanted, error: NO_ADDRESS };
	const { email, set, group } = wanted;
	const found = index.find(email);
	if (found.length > 1) {
		const error = severalHave('contacts', found.length, 'Merge them in Google Contacts, or give each its own address.');
		return { kind: 'refused', wanted, error };
	}
	const [person] = found;
	const id = person?.resourceName;
	const base = {
		kind: 'operation' as const,
		side: 'google' as const,
		scope: group?.resourceName ?? '',
		run: ownRun(context),
		contact: { google: id ?? null, crm: null },
	};
	if (!person || !id) {
		const whole = { workEmail: email, ...set };
		if (!addressesIn(whole).map(emailForm).includes(emailForm(email))) return { kind: 'refused', wanted, error: OTHER_ADDRESS };
		return { kind: 'write', wanted, operation: { ...base, op: 'create', set: whole, match: null, origin: null } };
	}
	const join = group !== undefined && !groupsOf(person).includes(group.resourceName);
	const shown = readPerson(person, Object.keys(set), { onlyEmailAsWork: false });
	if (showsValues(shown, set) && !join) return { kind: 'unchanged', wanted, person };
	// Whatever it holds by now, it is to hold this.
	return { kind: 'write', wanted, operation: { ...base, op: 'update', id, set, expect: {}, join } };
}

function outcomeOf(
	context: IExecuteFunctions,
	step: Step,
	results: ReadonlyMap<WriteOperation, WriteResult>,
): INodeExecutionData[] {
	const { email, set, itemIndex } = step.wanted;
	if (step.kind === 'refused') return failedUpsert(context, step.wanted, step.error);
	if (step.kind === 'unchanged') {
		const fields = readPerson(step.person, Object.keys(set), { onlyEmailAsWork: false });
		return [toItem({ result: 'unchanged', resourceName: step.person.resourceName, email, fields }, itemIndex)];
	}
	const result = results.get(step.operation);
	if (result?.outcome === 'written') {
		const done = step.operation.op === 'create' ? 'created' : 'updated';
		return [toItem({ result: done, resourceName: result.id, email, fields: result.after }, itemIndex)];
	}
	return failedUpsert(context, step.wanted, errorOf(result, 'contact'));
}
