import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { limitParameters, searchedWords, searchParameter, wantedCount } from '../../../shared/items/operations';
import { eachItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { searchFor } from '../../../shared/values/search';
import { resolveGroup } from '../../reading/scope';
import { outputOf, outputParameters } from '../../parameters/output';
import { groupLocator, groupParameter } from '../../parameters/parameters';
import { groupsOf } from '../../fields/memberships';
import { contactJson } from '../../fields/plainContact';
import type { Person } from '../../transport/person';
import type { GoogleContacts } from '../../transport/client';
import { BATCH, connectGoogle } from '../../transport/client';
import { connectionPages } from '../../reading/listing';

export const description: INodeProperties[] = [
	...limitParameters,
	searchParameter,
	{ ...groupLocator, required: false, description: 'Only contacts with this label; all contacts when empty' },
	...outputParameters,
];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	return await eachItem(this, async (itemIndex) => {
		const locator = groupParameter(this, itemIndex);
		const group = locator.value ? await resolveGroup(this, google, locator, itemIndex) : undefined;
		const toOutput = outputOf(this, itemIndex);
		const isSearched = searchFor(searchedWords(this, itemIndex));
		const people = await listUntil(google, wantedCount(this, itemIndex), isWanted(group?.resourceName, isSearched));
		return people.map((person) => toItem(toOutput(person), itemIndex));
	});
}

/** Undefined where everybody is. */
function isWanted(group?: string, isSearched?: (fields: object) => boolean): ((person: Person) => boolean) | undefined {
	if (!group && !isSearched) return undefined;
	return (person) => (!group || groupsOf(person).includes(group)) && (!isSearched || isSearched(contactJson(person, true)));
}

/** Fetches no page more than the limit needs; a contact that pages show twice, as it moved from one to the next, is one. */
async function listUntil(google: GoogleContacts, wanted: number, isMeant?: (person: Person) => boolean): Promise<Person[]> {
	const people = new Map<string | null | undefined, Person>();
	const pageSize = isMeant ? BATCH.list : Math.min(BATCH.list, wanted);
	for await (const page of connectionPages(google, { pageSize })) {
		for (const person of page.people) if (!isMeant || isMeant(person)) people.set(person.resourceName, person);
		if (people.size >= wanted) break;
	}
	return [...people.values()].slice(0, wanted);
}
