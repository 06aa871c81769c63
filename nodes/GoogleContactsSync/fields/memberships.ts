import type { Person } from '../transport/person';

/** The group of all contacts that Google Contacts lists; one outside it is hidden there. */
export const MY_CONTACTS = 'contactGroups/myContacts';

/** Groups of Google's own that take no members any more: a contact that is in one cannot be sent with its groups. */
export const OLD_GROUPS: readonly string[] = ['all', 'blocked', 'chatBuddies', 'coworkers', 'family', 'friends'].map((name) => `contactGroups/${name}`);

/** The groups that a contact is in, by their resource names. */
export function groupsOf(person: Person): string[] {
	return (person.memberships ?? []).flatMap(
		({ contactGroupMembership }) => contactGroupMembership?.contactGroupResourceName || [],
	);
}

/** The memberships of a person with more groups, in the form that Google takes them. */
export function membershipsWith(person: Person, ...groups: string[]): NonNullable<Person['memberships']> {
	return [...new Set([...groupsOf(person), ...groups])].map((contactGroupResourceName) => ({
		contactGroupMembership: { contactGroupResourceName },
	}));
}
