import type { IExecuteFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { textForm } from '../../shared/values/text';
import { checkedName } from '../../shared/api/names';
import type { GoogleContacts, Group } from '../transport/client';

/** A contact group, by the name that the API knows it under and the one that people do. */
export interface GroupReference {
	resourceName: string;
	name: string;
}

/**
 * Finds the group in the account.
 *
 * @throws NodeOperationError that names the group when it does not exist (S27).
 */
export async function resolveGroup(
	context: IExecuteFunctions,
	google: GoogleContacts,
	{ mode, value }: INodeParameterResourceLocator,
	itemIndex: number,
): Promise<GroupReference> {
	const text = String(value ?? '').trim();
	const group =
		mode === 'name'
			? findByName(await google.listGroups(), text)
			: text && (await google.getGroup(checkedName(context, 'group', text.startsWith('contactGroups/') ? text : `contactGroups/${text}`, itemIndex)));
	if (!group || !group.resourceName || group.metadata?.deleted) throw missingGroup(context, text, itemIndex);
	return { resourceName: group.resourceName, name: group.formattedName ?? group.name ?? text };
}

/** The group of a name, created where it does not exist. */
export async function findOrCreateGroup(google: GoogleContacts, name: string): Promise<GroupReference> {
	const group = findByName(await google.listGroups(), name) ?? (await google.createGroup(name));
	return { resourceName: group.resourceName ?? '', name: group.formattedName ?? name };
}

function findByName(groups: readonly Group[], name: string): Group | undefined {
	const existing = groups.filter(({ metadata }) => !metadata?.deleted);
	const called = (form: (text: string) => string) =>
		existing.find((group) => [group.name, group.formattedName].some((own) => own && form(own) === form(name)));
	// The one of just this name comes before one that only looks the same.
	return called(String) ?? called(textForm);
}

/** Tells whether a group is gone, asking once for each; one that cannot be asked for counts as there. */
export function groupWatch(google: GoogleContacts): (resourceName: string) => Promise<boolean> {
	const known = new Map<string, Promise<boolean>>();
	return async (resourceName) => {
		const isGone =
			known.get(resourceName) ??
			google.getGroup(resourceName).then(
				(group) => group === undefined || group.metadata?.deleted === true,
				() => false,
			);
		known.set(resourceName, isGone);
		return await isGone;
	};
}

export function missingGroup(context: IExecuteFunctions, group: string, itemIndex: number): NodeOperationError {
	const problem = group ? `The contact group "${group}" does not exist in this Google account` : 'No contact group is chosen';
	return new NodeOperationError(context.getNode(), problem, {
		description: 'Choose a group in the parameter "Contact Group". Nothing was written.',
		itemIndex,
	});
}
