import type { Person } from '../transport/person';
import { groupsOf, membershipsWith, MY_CONTACTS, OLD_GROUPS } from './memberships';
import type { PersonField } from './personField';

/* The labels of a contact: the groups that its owner has made, but for the one that the sync is about. Groups of Google's own are no labels. */

const SYSTEM_GROUPS: ReadonlySet<string> = new Set([...OLD_GROUPS, MY_CONTACTS, 'contactGroups/starred']);

/** As a contact holds them: the resource names of groups, in one order, joined with `;`. */
export const labels: PersonField = {
	part: 'memberships',
	read: (person, scope) => labelGroups(person, scope).sort().join(';'),
	write(person, value, scope) {
		const replaced = new Set(labelGroups(person, scope));
		const kept = groupsOf(person).filter((group) => !replaced.has(group));
		const groups = [...kept, ...value.split(';').filter(Boolean)];
		// A contact is in at least one group.
		person.memberships = membershipsWith({}, ...(groups.length > 0 ? groups : [MY_CONTACTS]));
	},
};

function labelGroups(person: Person, scope: string | undefined): string[] {
	return groupsOf(person).filter((group) => group !== scope && !SYSTEM_GROUPS.has(group));
}
