import { GoogleRefusal } from './googleRefusal';
import { type Entry, partsOf, type Person, SINGLETONS, WRITABLE } from './personFields';

/** Fields of entries that Google writes itself, besides `formattedType`; what a client sends there is ignored. */
export const READ_ONLY: Record<string, readonly string[]> = {
	genders: ['formattedValue'],
	imClients: ['formattedProtocol'],
	names: ['displayName', 'displayNameLastFirst'],
	phoneNumbers: ['canonicalForm'],
};

/** What of a person sent by a client is kept: writable parts, entries of the contact itself, fields that are not read-only. */
export function writableParts(person: Person): Person {
	const kept = partsOf(person).filter(([part]) => WRITABLE.has(part));
	return Object.fromEntries(
		kept.map(([part, entries]) => [part, entries.filter(isOwn).map((entry) => writableEntry(part, entry))]),
	);
}

/** @throws GoogleRefusal for two values where a contact has at most one. */
export function refuseManySingletons(person: Person): void {
	for (const part of SINGLETONS) {
		const own = ((person[part] ?? []) as Entry[]).filter(isOwn);
		if (own.length > 1)
			throw GoogleRefusal.invalid(
				`Person field '${part}' is a singleton for contact sources: only one value is allowed.`,
			);
	}
}

/** What comes from a profile is no data of the contact. */
function isOwn({ metadata }: Entry): boolean {
	const type = metadata?.source?.type;
	return type === undefined || type === null || type === 'CONTACT';
}

function writableEntry(part: string, { metadata, ...entry }: Entry): Entry {
	const group = entry.contactGroupMembership as { contactGroupResourceName?: string } | undefined;
	if (part === 'memberships')
		return { contactGroupMembership: { contactGroupResourceName: group?.contactGroupResourceName } };
	const readOnly = ['formattedType', ...(READ_ONLY[part] ?? [])];
	const kept = Object.entries(entry).filter(([field]) => !readOnly.includes(field));
	return { ...Object.fromEntries(kept), ...(metadata?.sourcePrimary && { metadata: { sourcePrimary: true } }) };
}
