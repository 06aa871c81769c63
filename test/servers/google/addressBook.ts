import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

export type Person = people_v1.Schema$Person;
export type Group = { resourceName: string; name: string; groupType: 'USER_CONTACT_GROUP' | 'SYSTEM_CONTACT_GROUP' };

interface Entry {
	person: Person;
	/** Counts every change of the account; what a sync token remembers. */
	version: number;
	deleted: boolean;
}

export const MY_CONTACTS = 'contactGroups/myContacts';

/** One account's contacts and groups as they truly are; tests act on it as the user does in Google Contacts. */
export class AddressBook {
	version = 0;

	private readonly entries = new Map<string, Entry>();

	private readonly groupsByName = new Map<string, Group>();

	private nextId = 1_000;

	constructor(private readonly now: () => number) {
		for (const name of ['myContacts', 'starred']) {
			const resourceName = `contactGroups/${name}`;
			this.groupsByName.set(resourceName, { resourceName, name, groupType: 'SYSTEM_CONTACT_GROUP' });
		}
	}

	add(seed: Person): string {
		const resourceName = `people/c${this.nextId++}`;
		const memberships = seed.memberships?.length ? seed.memberships : [membershipIn(MY_CONTACTS)];
		this.put(resourceName, { ...structuredClone(seed), memberships });
		return resourceName;
	}

	get(resourceName: string): Person | undefined {
		const entry = this.entries.get(resourceName);
		return entry && !entry.deleted ? entry.person : undefined;
	}

	all(): Person[] {
		return [...this.entries.values()].filter(({ deleted }) => !deleted).map(({ person }) => person);
	}

	/** Contacts changed, and names of those deleted, after a version. */
	since(version: number): Person[] {
		return [...this.entries.values()]
			.filter((entry) => entry.version > version)
			.map(({ person, deleted }) => (deleted ? tombstone(person) : person));
	}

	/** Replaces the given parts. */
	update(resourceName: string, parts: Person): Person {
		const current = this.get(resourceName);
		if (!current) throw new Error(`no contact ${resourceName}`);
		return this.put(resourceName, { ...current, ...structuredClone(parts) });
	}

	remove(resourceName: string): void {
		const entry = this.entries.get(resourceName);
		if (!entry) throw new Error(`no contact ${resourceName}`);
		entry.deleted = true;
		entry.version = ++this.version;
	}

	addGroup(name: string): string {
		const resourceName = `contactGroups/g${this.nextId++}`;
		this.groupsByName.set(resourceName, { resourceName, name, groupType: 'USER_CONTACT_GROUP' });
		return resourceName;
	}

	groups(): Group[] {
		return [...this.groupsByName.values()];
	}

	group(resourceName: string): Group | undefined {
		return this.groupsByName.get(resourceName);
	}

	removeGroup(resourceName: string): void {
		this.groupsByName.delete(resourceName);
		for (const person of this.all()) this.removeFromGroup(person.resourceName ?? '', resourceName);
	}

	removeFromGroup(resourceName: string, group: string): void {
		const memberships = this.get(resourceName)?.memberships ?? [];
		const left = memberships.filter((one) => one.contactGroupMembership?.contactGroupResourceName !== group);
		if (left.length < memberships.length) this.update(resourceName, { memberships: left });
	}

	members(group: string): Person[] {
		return this.all().filter(({ memberships }) =>
			memberships?.some((one) => one.contactGroupMembership?.contactGroupResourceName === group),
		);
	}

	/** Every write advances both etags, as Google's does. */
	private put(resourceName: string, person: Person): Person {
		const version = ++this.version;
		const name = person.names?.[0];
		const full = [name?.givenName, name?.middleName, name?.familyName].filter(Boolean).join(' ');
		const stored: Person = {
			...person,
			resourceName,
			etag: `%E${version}`,
			metadata: {
				objectType: 'PERSON',
				sources: [{ type: 'CONTACT', id: resourceName.slice(7), etag: `#${version}`, updateTime: this.time() }],
			},
			...(name && { names: [{ ...name, displayName: full, unstructuredName: full }] }),
		};
		this.entries.set(resourceName, { person: stored, version, deleted: false });
		return stored;
	}

	private time(): string {
		return new Date(this.now()).toISOString();
	}
}

export function membershipIn(group: string): NonNullable<Person['memberships']>[number] {
	return { contactGroupMembership: { contactGroupResourceName: group } };
}

function tombstone({ resourceName, etag, metadata }: Person): Person {
	return { resourceName, etag, metadata: { ...metadata, deleted: true } };
}
