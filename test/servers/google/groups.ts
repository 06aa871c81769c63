import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

import type { Person } from './personFields';

export interface Group {
	resourceName: string;
	name: string;
	groupType: 'USER_CONTACT_GROUP' | 'SYSTEM_CONTACT_GROUP';
	etag: string;
	/** RFC 3339; groups of the system have none. */
	updateTime?: string;
	clientData?: people_v1.Schema$GroupClientData[];
}

export const MY_CONTACTS = 'contactGroups/myContacts';

/** The groups of the system that members may be added to; the others are remains. */
export const OPEN_SYSTEM_GROUPS: ReadonlySet<string> = new Set([MY_CONTACTS, 'contactGroups/starred']);

const SYSTEM_GROUPS = ['myContacts', 'starred', 'chatBuddies', 'all', 'friends', 'family', 'coworkers', 'blocked'];

export function systemGroups(): Group[] {
	return SYSTEM_GROUPS.map((name) => ({
		resourceName: `contactGroups/${name}`,
		name,
		groupType: 'SYSTEM_CONTACT_GROUP',
		etag: '%system',
	}));
}

export function membershipIn(group: string): people_v1.Schema$Membership {
	return { contactGroupMembership: { contactGroupResourceName: group } };
}

export function groupsOf({ memberships = [] }: Person): string[] {
	return memberships.flatMap(({ contactGroupMembership }) => contactGroupMembership?.contactGroupResourceName ?? []);
}
