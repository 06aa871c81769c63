import findLast from 'lodash/findLast';

import { type Group, groupsOf, membershipIn, MY_CONTACTS, systemGroups } from './groups';
import { mergedPerson } from './mergedPerson';
import { partsOf, type Person } from './personFields';
import { type Author, type Change, Revisions } from './revisions';

const TRASH_TIME = 30 * 24 * 3_600_000;

/** What becomes of the old names of contacts that were merged or renamed. */
export interface MergeOptions {
	/** Whether a sync token's changes show the old names as deleted, besides `previousResourceNames` of the new one. */
	tombstones?: boolean;
	/** Whether reading by an old name finds the new contact; then there are no tombstones either. */
	oldNamesResolve?: boolean;
}

/** One account's contacts and groups as they truly are; tests act on it as the user does in Google Contacts. */
export class AddressBook {
	/** Every change in order: the witness of who wrote what. */
	readonly changes: Change[] = [];

	/** The account's owner, `people/me`. */
	me: Person = {
		names: [{ givenName: 'Account', familyName: 'Owner' }],
		emailAddresses: [{ value: 'owner@example.org' }],
	};

	private readonly contacts = new Revisions<Person>();
	private readonly groupList = new Revisions<Group>();
	private readonly trash = new Map<string, number>();
	private readonly successors = new Map<string, string>();
	private readonly profiles = new Map<string, Person>();
	private nextId = 1_000;

	constructor(private readonly now: () => number) {
		for (const group of systemGroups()) this.groupList.put(group.resourceName, 0, group);
	}

	/** Counts every change of the account; what a sync token remembers. */
	get version(): number {
		return this.changes.length;
	}

	/** The account's version that long ago. @param age milliseconds. */
	versionBefore(age: number): number {
		if (age === 0) return this.version;
		return findLast(this.changes, ({ at }) => at <= this.now() - age)?.version ?? 0;
	}

	add(seed: Person, by: Author = 'user'): string {
		const resourceName = `people/c${this.nextId++}`;
		const memberships = seed.memberships?.length ? seed.memberships : [membershipIn(MY_CONTACTS)];
		const parts = { ...structuredClone(seed), memberships };
		this.put(
			resourceName,
			parts,
			this.change(
				by,
				resourceName,
				'create',
				partsOf(parts).map(([part]) => part),
			),
		);
		return resourceName;
	}

	get(resourceName: string): Person | undefined {
		return this.contacts.get(resourceName);
	}

	/** Reads by id as the API does: names of old may still lead to a contact. */
	find(resourceName: string): Person | undefined {
		const successor = this.successors.get(resourceName);
		return this.get(resourceName) ?? (successor === undefined ? undefined : this.find(successor));
	}

	all(): Person[] {
		return this.contacts.all();
	}

	allAt(version: number): Person[] {
		return this.contacts.allAt(version);
	}

	/** Contacts changed, and tombstones of those deleted, between two versions. */
	changesBetween(after: number, upTo: number): Person[] {
		return this.contacts.between(after, upTo).flatMap(({ value, isDeleted }) => {
			if (!isDeleted) return [value];
			return this.successors.has(value.resourceName ?? '') ? [] : [tombstone(value)];
		});
	}

	/** Replaces the given parts; an empty one is cleared. */
	update(resourceName: string, parts: Person, by: Author = 'user'): Person {
		const current = this.get(resourceName);
		if (!current) throw new Error(`no contact ${resourceName}`);
		const change = this.change(by, resourceName, 'update', Object.keys(parts));
		return this.put(resourceName, { ...current, ...structuredClone(parts) }, change);
	}

	remove(resourceName: string, by: Author = 'user'): void {
		this.end(resourceName, by);
		this.trash.set(resourceName, this.now());
	}

	/** Contacts and those deleted in the last thirty days, which Google counts too. */
	occupied(): number {
		const recent = [...this.trash.values()].filter((at) => this.now() - at < TRASH_TIME);
		return this.all().length + recent.length;
	}

	emptyTrash(): void {
		this.trash.clear();
	}

	/** The user merges contacts: their names vanish, and a new one has the values of all. @returns its name. */
	merge(names: readonly string[], { tombstones = true, oldNamesResolve = false }: MergeOptions = {}): string {
		const people = names.map((name) => this.get(name) ?? {});
		names.forEach((name) => this.end(name, 'user'));
		const resourceName = this.add(mergedPerson(people, names));
		if (!tombstones || oldNamesResolve)
			names.forEach((name) => this.successors.set(name, oldNamesResolve ? resourceName : ''));
		return resourceName;
	}

	/** The contact gets another resource name, as when a profile is linked to it. @returns the new name. */
	rename(resourceName: string): string {
		return this.merge([resourceName], { tombstones: false });
	}

	/** Every contact gets new etags and an update time, though no value changes. */
	touchAll(): void {
		for (const { resourceName } of this.all()) this.update(resourceName ?? '', {});
	}

	/** Links a Google profile, whose values Google mixes into the contact's unless only contact sources are asked for. */
	linkProfile(resourceName: string, profile: Person): void {
		this.profiles.set(resourceName, structuredClone(profile));
	}

	profileOf(resourceName: string): Person | undefined {
		return this.profiles.get(resourceName);
	}

	addGroup(name: string, by: Author = 'user'): string {
		const resourceName = `contactGroups/g${this.nextId++}`;
		const change = this.change(by, resourceName, 'create', ['name']);
		this.putGroup({ resourceName, name, groupType: 'USER_CONTACT_GROUP' }, change);
		return resourceName;
	}

	renameGroup(resourceName: string, name: string): void {
		const group = this.group(resourceName);
		if (!group) throw new Error(`no group ${resourceName}`);
		this.putGroup({ ...group, name }, this.change('user', resourceName, 'update', ['name']));
	}

	removeGroup(resourceName: string): void {
		const group = this.group(resourceName);
		if (!group) throw new Error(`no group ${resourceName}`);
		for (const person of this.members(resourceName)) this.removeFromGroup(person.resourceName ?? '', resourceName);
		this.groupList.put(resourceName, this.change('user', resourceName, 'delete', []).version, group, true);
	}

	groups(): Group[] {
		return this.groupList.all();
	}

	group(resourceName: string): Group | undefined {
		return this.groupList.get(resourceName);
	}

	groupChanges(after: number, upTo: number): Array<{ value: Group; isDeleted: boolean }> {
		return this.groupList.between(after, upTo);
	}

	members(group: string): Person[] {
		return this.all().filter((person) => groupsOf(person).includes(group));
	}

	addToGroup(resourceName: string, group: string, by: Author = 'user'): void {
		const memberships = this.get(resourceName)?.memberships ?? [];
		this.update(resourceName, { memberships: [...memberships, membershipIn(group)] }, by);
	}

	/** A contact that is in no other group goes back to My Contacts. */
	removeFromGroup(resourceName: string, group: string, by: Author = 'user'): void {
		const memberships = this.get(resourceName)?.memberships ?? [];
		const left = memberships.filter((one) => one.contactGroupMembership?.contactGroupResourceName !== group);
		if (left.length === memberships.length) return;
		this.update(resourceName, { memberships: left.length > 0 ? left : [membershipIn(MY_CONTACTS)] }, by);
	}

	private end(resourceName: string, by: Author): void {
		const current = this.get(resourceName);
		if (!current) throw new Error(`no contact ${resourceName}`);
		const { version } = this.change(by, resourceName, 'delete', []);
		this.contacts.put(resourceName, version, withEtags(current, version, this.time()), true);
	}

	private change(by: Author, resourceName: string, how: Change['how'], fields: string[]): Change {
		const change = { version: this.version + 1, at: this.now(), by, resourceName, how, fields };
		this.changes.push(change);
		return change;
	}

	private put(resourceName: string, parts: Person, { version }: Change): Person {
		const filled = Object.entries(parts).filter(([, value]) => !Array.isArray(value) || value.length > 0);
		const person = withEtags({ ...Object.fromEntries(filled), resourceName }, version, this.time());
		this.contacts.put(resourceName, version, person);
		return person;
	}

	private putGroup(group: Omit<Group, 'etag'>, { version }: Change): void {
		this.groupList.put(group.resourceName, version, { ...group, etag: `%G${version}`, updateTime: this.time() });
	}

	private time(): string {
		return new Date(this.now()).toISOString();
	}
}

/** Every write advances both etags, as Google's does. */
function withEtags(person: Person, version: number, updateTime: string): Person {
	const id = (person.resourceName ?? '').slice('people/c'.length);
	return {
		...person,
		etag: `%E${version}`,
		metadata: {
			...person.metadata,
			objectType: 'PERSON',
			sources: [{ type: 'CONTACT', id, etag: `#${version}`, updateTime }],
		},
	};
}

function tombstone({ resourceName, etag, metadata }: Person): Person {
	return { resourceName, etag, metadata: { ...metadata, deleted: true } };
}
