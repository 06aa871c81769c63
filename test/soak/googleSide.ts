import omit from 'lodash/omit';

import type { Person } from '../../nodes/GoogleContactsSync/transport/person';
import type { FieldValues } from '../../nodes/shared/protocol';
import type { GooglePeopleServer } from '../servers/google';
import { membershipIn } from '../servers/google';
import type { LogEntry } from '../servers/shared/requestLog';
import { shown } from '../servers/google/personView';
import type { Fault, SoakPerson, SoakSide } from './soakSide';

const MY_CONTACTS = membershipIn('contactGroups/myContacts');

/** Requests before which users act. */
const OPERATIONS = ['connections.list', 'batchGet', 'batchCreateContacts', 'batchUpdateContacts', 'batchDeleteContacts'] as const;

/** The parts that the default map writes to, and the group. */
const MAPPED_PARTS = new Set([
	'addresses', 'biographies', 'birthdays', 'emailAddresses', 'memberships', 'names', 'organizations', 'phoneNumbers',
]);

/** Entries that are no field of the default map, whatever else the contact holds. */
const UNMAPPED: Person = {
	phoneNumbers: [{ type: 'workPager', value: '8' }, { type: 'pager', value: '9' }],
	emailAddresses: [{ type: 'Club', value: '', displayName: 'B' }],
	organizations: [{ jobDescription: 'Sails', symbol: 'S' }],
	addresses: [{ type: 'home', city: 'Bern', poBox: '7' }],
	userDefined: [{ key: 'Shoe size', value: '38' }],
	relations: [{ person: 'Eve', type: 'spouse' }],
	events: [{ date: { year: 2010, month: 6, day: 1 }, type: 'anniversary' }],
	nicknames: [{ value: 'Nick' }],
	urls: [{ type: 'work', value: 'https://example.org' }],
	photos: [{ url: 'https://photos.example/p' }],
};

const SEEDED_PARTS = new Set(Object.keys(UNMAPPED));

export class GoogleSide implements SoakSide {
	readonly name = 'google';

	constructor(
		private readonly server: GooglePeopleServer,
		private readonly group: string,
	) {}

	people(): SoakPerson[] {
		return this.server.book.all().map((person) => ({ id: person.resourceName ?? '', who: person.names?.[0].familyName ?? '', fields: fieldsOf(person) }));
	}

	add(fields: FieldValues): string {
		const { emailAddresses = [], ...unmapped } = structuredClone(UNMAPPED);
		const club = emailAddresses.map((entry) => ({ ...entry, value: `${fields.familyName}@club.example` }));
		return this.server.book.add({
			...withFields({ ...unmapped, emailAddresses: club }, fields),
			memberships: [MY_CONTACTS, membershipIn(this.group)],
		});
	}

	edit(id: string, fields: FieldValues): void {
		this.server.book.update(id, withFields(this.get(id), fields));
	}

	remove(id: string): void {
		this.server.book.remove(id);
	}

	move(id: string): void {
		const isIn = this.get(id).memberships?.some((one) => one.contactGroupMembership?.contactGroupResourceName === this.group);
		this.server.book.update(id, { memberships: isIn ? [MY_CONTACTS] : [MY_CONTACTS, membershipIn(this.group)] });
	}

	/** As Google shows it: who is primary moves on when a user clears the first entry. */
	unmapped(id: string): string {
		const { phoneNumbers, emailAddresses, organizations, addresses, ...others } = shown(this.get(id), { mask: SEEDED_PARTS });
		const unmapped = {
			...omit(others, ['resourceName', 'etag']),
			phoneNumbers: phoneNumbers?.filter(({ type }) => type !== 'work'),
			emailAddresses: emailAddresses?.filter(({ type }) => type !== 'work'),
			organizations: organizations?.map((entry) => ({ ...entry, title: undefined })),
			addresses: addresses?.filter(({ type }) => type !== 'work'),
		};
		return JSON.stringify(unmapped, (key, value: unknown) => (key === 'metadata' ? undefined : inOrder(value)));
	}

	fail(fault: Fault, matches: (request: LogEntry) => boolean): void {
		this.server.faults.scripted.next(fault, { matches });
	}

	actAt(after: number, act: () => void): void {
		const { log, faults } = this.server;
		const due = log.entries().length + after;
		for (const operation of OPERATIONS) {
			const look = (): void => {
				const number = log.entries().length - 1;
				if (number === due) act();
				else if (number < due) faults.beforeOperation(operation, look);
			};
			faults.beforeOperation(operation, look);
		}
	}

	heal(): void {
		this.server.faults.clear();
	}

	writes(): number {
		return this.server.log.writes().length;
	}

	strayWrites(): string[] {
		return this.server.log.entries().flatMap(({ operation, body }) => {
			if (operation !== 'batchUpdateContacts') return [];
			const { updateMask, contacts } = body as { updateMask: string; contacts: Record<string, Person> };
			const sent = Object.values(contacts).flatMap((person) => Object.keys(person)).filter((part) => part !== 'resourceName' && part !== 'metadata');
			return [...updateMask.split(','), ...sent].filter((part) => !MAPPED_PARTS.has(part));
		});
	}

	overlaps(): number {
		return this.server.log.overlappingMutations;
	}

	private get(id: string): Person {
		const person = this.server.book.get(id);
		if (!person) throw new Error(`Google has no ${id}`);
		return person;
	}
}

/** The same object whatever order its fields were written in. */
function inOrder(value: unknown): unknown {
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	return isObject ? Object.fromEntries(Object.entries(value).sort()) : value;
}

function fieldsOf(person: Person): FieldValues {
	const fields = {
		givenName: person.names?.[0]?.givenName,
		familyName: person.names?.[0]?.familyName,
		workEmail: person.emailAddresses?.find(({ type }) => type === 'work')?.value,
		workPhone: person.phoneNumbers?.find(({ type }) => type === 'work')?.value,
		jobTitle: person.organizations?.[0]?.title,
		notes: person.biographies?.[0]?.value,
		workCity: person.addresses?.find(({ type }) => type === 'work')?.city,
	};
	return Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

/** As a user changes a contact in Google Contacts: the entry keeps its place. */
function withFields(person: Person, fields: FieldValues): Person {
	const { givenName, familyName, workEmail, workPhone, jobTitle, notes, workCity } = { ...fieldsOf(person), ...fields };
	return {
		...person,
		names: [{ givenName, familyName }],
		emailAddresses: withEntry(person.emailAddresses, workEmail, (value) => ({ value })),
		phoneNumbers: withEntry(person.phoneNumbers, workPhone, (value) => ({ value })),
		organizations: [{ ...person.organizations?.[0], title: jobTitle || undefined }],
		biographies: notes ? [{ value: notes, contentType: 'TEXT_PLAIN' }] : [],
		addresses: withEntry(person.addresses, workCity, (city) => ({ city })),
	};
}

function withEntry<T extends { type?: string | null }>(entries: T[] = [], value: string | undefined, made: (value: string) => Partial<T>): T[] {
	const at = entries.findIndex(({ type }) => type === 'work');
	const entry = value ? [{ ...entries[at], type: 'work', ...made(value) } as T] : [];
	if (at < 0) return [...entries, ...entry];
	return [...entries.slice(0, at), ...entry, ...entries.slice(at + 1)];
}
