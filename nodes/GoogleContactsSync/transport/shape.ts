import type { Person } from './person';

/** What stands in text wherever a field is read from it; whatever else Google says may be anything. */
const TEXTS = new Set([
	...['value', 'type', 'key', 'name', 'title', 'department', 'text', 'formattedValue', 'unstructuredName', 'displayName'],
	...['honorificPrefix', 'givenName', 'middleName', 'familyName', 'honorificSuffix', 'contactGroupResourceName'],
	...['streetAddress', 'extendedAddress', 'city', 'region', 'postalCode', 'country', 'formattedName', 'resourceName', 'etag'],
	...['nextPageToken', 'nextSyncToken'],
]);

/** The lists that fields are read from. */
const PARTS = [
	...(['addresses', 'biographies', 'birthdays', 'clientData', 'emailAddresses', 'externalIds', 'memberships', 'names', 'nicknames'] as const),
	...(['organizations', 'phoneNumbers', 'urls', 'userDefined'] as const),
] satisfies Array<keyof Person>;

/**
 * Whether the contacts and groups of an answer are as Google documents them, as far as something is read from them.
 *
 * @param withMetadata whether every contact has to have its own.
 */
export function isReadable(answer: Record<string, unknown>, withMetadata = false): boolean {
	const isPerson = (person: unknown): boolean => isPersonOf(person, withMetadata);
	const isResponse = (response: unknown): boolean => hasTexts(response) && hasTexts(response.status ?? {}) && ((response.person ?? null) === null || isPerson(response.person));
	const { error, connections, contactGroups, createdPeople, responses, updateResult } = answer;
	return (
		error === undefined &&
		hasTexts(answer) &&
		isList(connections, isPerson) &&
		isList(contactGroups, isNamed) &&
		isList(createdPeople, isResponse) &&
		isList(responses, isResponse) &&
		hasTexts(updateResult ?? {}) &&
		isList(Object.values(updateResult ?? {}), isResponse)
	);
}

function isPersonOf(person: unknown, withMetadata: boolean): boolean {
	if (!isNamed(person) || (withMetadata && !person.metadata)) return false;
	const metadata = person.metadata ?? {};
	const isKnown = isMarked(metadata) && isList(metadata.sources, hasTexts) && isList(metadata.previousResourceNames, (name) => typeof name === 'string');
	return isKnown && PARTS.every((part) => isList(person[part], (entry) => hasTexts(entry) && hasTexts(entry.contactGroupMembership ?? {}) && isDate(entry.date ?? {})));
}

/** Whether it is a contact or group that can be told from others. */
export function isNamed(one: unknown): one is Record<string, unknown> {
	return hasTexts(one) && (one.resourceName ?? '') !== '' && isMarked(one.metadata ?? {});
}

/** Metadata says of what is deleted that it is so; a text would say it of everything. */
function isMarked(metadata: unknown): metadata is Record<string, unknown> {
	return hasTexts(metadata) && typeof (metadata.deleted ?? false) === 'boolean';
}

function isDate(date: unknown): boolean {
	return hasTexts(date) && ['year', 'month', 'day'].every((part) => typeof (date[part] ?? 0) === 'number');
}

function hasTexts(one: unknown): one is Record<string, unknown> {
	if (typeof one !== 'object' || one === null || Array.isArray(one)) return false;
	const given = one as Record<string, unknown>;
	for (const name in given) if (TEXTS.has(name) && typeof (given[name] ?? '') !== 'string') return false;
	return true;
}

/** Google leaves out what is empty. */
function isList(list: unknown, isEntry: (entry: unknown) => boolean): boolean {
	return (list ?? undefined) === undefined || (Array.isArray(list) && list.every(isEntry));
}
