import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

import { groupsOf } from './groups';
import { type Entry, partsOf, type Person } from './personFields';

type Source = people_v1.Schema$Source;

/** What a reading asks for. */
export interface View {
	mask: ReadonlySet<string>;
	/** Of a linked Google profile; mixed in unless only contact sources are asked for. */
	profile?: Person;
	/** Only readings with a sync token tell the former names. */
	isSync?: boolean;
}

const WITH_FORMATTED_TYPE = new Set([
	'addresses',
	'calendarUrls',
	'emailAddresses',
	'events',
	'externalIds',
	'imClients',
	'miscKeywords',
	'organizations',
	'phoneNumbers',
	'relations',
	'sipAddresses',
	'urls',
]);

/** A contact as the API shows it: the parts asked for, with what Google derives from them. */
export function shown(person: Person, { mask, profile, isSync = false }: View): Person {
	if (person.metadata?.deleted) return person;
	const { resourceName, etag, metadata: { previousResourceNames, ...metadata } = {} } = person;
	const contact = { type: 'CONTACT', id: metadata.sources?.[0].id } satisfies Source;
	const parts = [
		...ownParts(person, contact),
		...(profile ? partsOf(profile).map(([part, entries]): Part => [part, profileEntries(entries)]) : []),
	].filter(([part]) => mask.has(part));
	const merged: Record<string, Entry[]> = {};
	for (const [part, entries] of parts) merged[part] = [...(merged[part] ?? []), ...entries];
	return {
		resourceName,
		etag,
		...merged,
		...(mask.has('metadata') && {
			metadata: {
				...metadata,
				...(isSync && previousResourceNames && { previousResourceNames }),
				...(profile && { sources: [...(metadata.sources ?? []), PROFILE_SOURCE] }),
			},
		}),
	};
}

type Part = [part: string, entries: Entry[]];

const PROFILE_SOURCE: Source = {
	type: 'PROFILE',
	id: '10001',
	etag: '#profile',
	profileMetadata: { objectType: 'PERSON', userTypes: ['GOOGLE_USER'] },
};

function ownParts(person: Person, source: Source): Part[] {
	return partsOf(person).map(([part, entries]) => {
		if (part === 'memberships') return [part, memberships(person, source)];
		const primary = Math.max(
			0,
			entries.findIndex(({ metadata }) => metadata?.sourcePrimary),
		);
		return [
			part,
			entries.map((entry, index) => ({
				...entry,
				...derived(part, entry),
				metadata: { ...(index === primary && { primary: true, sourcePrimary: true }), source },
			})),
		];
	});
}

function memberships(person: Person, source: Source): Entry[] {
	return groupsOf(person).map((group) => ({
		metadata: { source },
		contactGroupMembership: { contactGroupId: group.slice('contactGroups/'.length), contactGroupResourceName: group },
	}));
}

function profileEntries(entries: readonly Entry[]): Entry[] {
	const { type, id } = PROFILE_SOURCE;
	return entries.map((entry) => ({ ...entry, metadata: { verified: true, source: { type, id } } }));
}

/** The read-only fields that Google fills in. */
function derived(part: string, entry: Entry): Entry {
	const type = text(entry.type);
	return {
		...(type && WITH_FORMATTED_TYPE.has(part) && { formattedType: formatted(type) }),
		...(part === 'names' && nameForms(entry)),
		...(part === 'phoneNumbers' && canonicalPhone(text(entry.value))),
		...(part === 'addresses' && !entry.formattedValue && { formattedValue: formattedAddress(entry) }),
	};
}

function nameForms({ honorificPrefix, givenName, middleName, familyName, honorificSuffix }: Entry): Entry {
	const first = [honorificPrefix, givenName, middleName].filter(Boolean).join(' ');
	const full = [first, familyName].filter(Boolean).join(' ');
	const withSuffix = honorificSuffix ? `${full}, ${text(honorificSuffix)}` : full;
	return {
		displayName: withSuffix,
		displayNameLastFirst: [familyName, first].filter(Boolean).join(', '),
		unstructuredName: withSuffix,
	};
}

/** E.164; a number without a country code has no canonical form, as the account's country is not known here. */
function canonicalPhone(value: string): Entry {
	return value.startsWith('+') ? { canonicalForm: `+${value.replace(/\D/g, '')}` } : {};
}

function formattedAddress(entry: Entry): string {
	const { streetAddress, extendedAddress, poBox, city, region, postalCode, country } = entry;
	const place = [city, region, postalCode].filter(Boolean).join(' ');
	return [streetAddress, extendedAddress, poBox, place, country].filter(Boolean).join('\n');
}

/** `workFax` as `Work Fax`; a label of the user's own as it is. */
function formatted(type: string): string {
	if (!/^[a-z]+([A-Z][a-z]+)*$/.test(type)) return type;
	return type.replace(/[A-Z]/g, ' $&').replace(/^./, (letter) => letter.toUpperCase());
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
