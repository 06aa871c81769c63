import type { AddressBook, Person } from './addressBook';
import { GoogleRefusal } from './googleRefusal';

/** The parts of a person that an update mask may name; fileAses and photos are not among them. */
const WRITABLE = new Set([
	'addresses', 'biographies', 'birthdays', 'calendarUrls', 'clientData', 'emailAddresses', 'events', 'externalIds', 'genders',
	'imClients', 'interests', 'locales', 'locations', 'memberships', 'miscKeywords', 'names', 'nicknames', 'occupations',
	'organizations', 'phoneNumbers', 'relations', 'sipAddresses', 'urls', 'userDefined',
]);
const READABLE = new Set([...WRITABLE, 'metadata', 'photos', 'coverPhotos', 'ageRanges', 'fileAses', 'skills']);
const SINGLETONS = ['biographies', 'birthdays', 'genders', 'names'] as const;
const WEEK = 7 * 24 * 60 * 60 * 1_000;

interface Token {
	/** The parameters that the first call had; later ones must match. */
	asked: string;
	version: number;
	until: number;
	offset: number;
	at: number;
}

/** The People API's calls on one address book. */
export class PeopleCalls {
	/** Set to make every sync token so far expired, answered with this status. */
	expired: 'INVALID_ARGUMENT' | 'FAILED_PRECONDITION' | null = null;

	/** A contact that no batch may hold: the whole batch is refused, naming its place. */
	poison: (person: Person) => boolean = () => false;

	constructor(
		private readonly book: AddressBook,
		private readonly now: () => number,
	) {}

	listConnections(query: URLSearchParams): object {
		const mask = this.readMask(query.get('personFields'), 'personFields');
		const pageSize = Number(query.get('pageSize') ?? 100);
		if (!(pageSize >= 1 && pageSize <= 1_000)) throw GoogleRefusal.invalid('Invalid page size');
		const asked = `${[...mask].sort().join()}|${query.getAll('sources').join()}`;
		const syncToken = this.token(query.get('syncToken'), asked, 'Sync');
		const pageToken = this.token(query.get('pageToken'), asked, 'Page');
		if (syncToken) this.refuseExpired(syncToken);
		const until = pageToken?.until ?? this.book.version;
		const since = syncToken?.version ?? 0;
		const people = (syncToken ? this.book.since(since) : this.book.all()).map((person) => masked(person, mask));
		const offset = pageToken?.offset ?? 0;
		const page = people.slice(offset, offset + pageSize);
		const next = offset + pageSize;
		const token = (more: Partial<Token>) => encode({ asked, version: since, until, offset: 0, at: this.now(), ...more });
		return {
			...(page.length > 0 && { connections: page }),
			...(next < people.length
				? { nextPageToken: token({ offset: next }) }
				: query.get('requestSyncToken') === 'true' && { nextSyncToken: token({ version: until }) }),
			...(!syncToken && { totalPeople: people.length, totalItems: people.length }),
		};
	}

	batchGet(query: URLSearchParams): object {
		const mask = this.readMask(query.get('personFields'), 'personFields');
		const names = query.getAll('resourceNames');
		if (names.length === 0 || names.length > 200) throw GoogleRefusal.invalid('Between 1 and 200 resource names are allowed');
		const responses = names.map((requestedResourceName) => {
			const person = this.book.get(requestedResourceName);
			return person
				? { requestedResourceName, person: masked(person, mask), httpStatusCode: 200 }
				: { requestedResourceName, status: { code: 5, message: 'Requested entity was not found.' }, httpStatusCode: 404 };
		});
		return { responses };
	}

	batchCreate(body: { contacts?: Array<{ contactPerson?: Person }>; readMask?: string }): object {
		const contacts = body.contacts ?? [];
		if (contacts.length === 0 || contacts.length > 200) throw GoogleRefusal.invalid('Between 1 and 200 contacts are allowed');
		const people = contacts.map(({ contactPerson }) => contactPerson ?? {});
		people.forEach(refuseManySingletons);
		this.refusePoison(people, people.map((_, index) => String(index)));
		// Without a mask Google returns nothing of what it made.
		const mask = new Set((body.readMask ?? '').split(',').filter(Boolean));
		const created = people.map((person) => this.book.get(this.book.add(writableParts(person))) ?? {});
		return { createdPeople: mask.size > 0 ? created.map((person) => ({ person: masked(person, mask), httpStatusCode: 200 })) : [] };
	}

	batchUpdate(body: { contacts?: Record<string, Person>; updateMask?: string; readMask?: string }): object {
		const contacts = Object.entries(body.contacts ?? {});
		if (contacts.length === 0 || contacts.length > 200) throw GoogleRefusal.invalid('Between 1 and 200 contacts are allowed');
		const mask = (body.updateMask ?? '').split(',').filter(Boolean);
		if (mask.length === 0 || mask.some((part) => !WRITABLE.has(part))) throw GoogleRefusal.invalid('Invalid updateMask');
		for (const [resourceName, person] of contacts) this.checkUpdate(resourceName, person, mask);
		this.refusePoison(contacts.map(([, person]) => person), contacts.map(([resourceName]) => resourceName));
		const readMask = new Set((body.readMask ?? '').split(',').filter(Boolean));
		const updateResult = contacts.map(([resourceName, person]) => {
			// Masked parts are replaced: what is not sent is cleared.
			const parts = Object.fromEntries(mask.map((part) => [part, person[part as keyof Person] ?? []]));
			const stored = this.book.update(resourceName, parts);
			return [resourceName, { requestedResourceName: resourceName, person: masked(stored, readMask), httpStatusCode: 200 }];
		});
		return { updateResult: readMask.size > 0 ? Object.fromEntries(updateResult) : {} };
	}

	batchDelete(body: { resourceNames?: string[] }): object {
		const names = body.resourceNames ?? [];
		if (names.length === 0 || names.length > 500) throw GoogleRefusal.invalid('Between 1 and 500 resource names are allowed');
		const missing = names.find((name) => !this.book.get(name));
		if (missing) throw GoogleRefusal.notFound();
		names.forEach((name) => this.book.remove(name));
		return {};
	}

	createGroup(body: { contactGroup?: { name?: string } }): object {
		const name = body.contactGroup?.name ?? '';
		if (!name) throw GoogleRefusal.invalid('A contact group needs a name');
		if (this.book.groups().some((group) => group.name === name)) {
			throw new GoogleRefusal(409, 'ALREADY_EXISTS', 'Contact group name already exists.');
		}
		return this.group(this.book.addGroup(name));
	}

	group(resourceName: string): object {
		const group = this.book.group(resourceName);
		if (!group) throw GoogleRefusal.notFound();
		return { ...group, formattedName: group.name, memberCount: this.book.members(resourceName).length };
	}

	private checkUpdate(resourceName: string, person: Person, mask: readonly string[]): void {
		const current = this.book.get(resourceName);
		if (!current) throw GoogleRefusal.notFound();
		refuseManySingletons(person);
		const sent = person.metadata?.sources?.find(({ type }) => type === 'CONTACT');
		if (!sent) throw GoogleRefusal.invalid('Request must contain a CONTACT source in metadata.sources');
		if (sent.etag !== current.metadata?.sources?.[0].etag) {
			throw new GoogleRefusal(400, 'FAILED_PRECONDITION', 'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.');
		}
		if (mask.includes('memberships') && !person.memberships?.length) {
			throw GoogleRefusal.invalid('A contact must always have at least one contact group membership');
		}
	}

	private refusePoison(people: readonly Person[], keys: readonly string[]): void {
		const guilty = keys.filter((_, index) => this.poison(people[index]));
		if (guilty.length === 0) return;
		const contactErrors = Object.fromEntries(guilty.map((key) => [key, { code: 3, message: 'Invalid contact' }]));
		throw new GoogleRefusal(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.', [
			{ '@type': 'type.googleapis.com/google.people.v1.BatchContactsErrorDetails', contactErrors },
		]);
	}

	private readMask(text: string | null, name: string): Set<string> {
		const mask = (text ?? '').split(',').filter(Boolean);
		if (mask.length === 0) throw GoogleRefusal.invalid(`${name} mask is required.`);
		if (mask.some((part) => !READABLE.has(part))) throw GoogleRefusal.invalid(`Invalid ${name} mask path`);
		return new Set(mask);
	}

	private token(text: string | null, asked: string, kind: 'Sync' | 'Page'): Token | undefined {
		if (text === null) return undefined;
		const token = decode(text);
		if (!token) throw GoogleRefusal.invalid(`${kind} token is invalid.`);
		if (token.asked !== asked) throw GoogleRefusal.invalid(`${kind} token was made with other parameters.`);
		return token;
	}

	private refuseExpired(token: Token): void {
		const aged = this.now() - token.at > WEEK;
		if (!this.expired && !aged) return;
		throw new GoogleRefusal(400, this.expired ?? 'FAILED_PRECONDITION', 'Sync token is expired. Clear local cache and retry call without the sync token.', [
			{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'EXPIRED_SYNC_TOKEN', domain: 'people.googleapis.com' },
		]);
	}
}

function encode(token: Token): string {
	return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function decode(text: string): Token | undefined {
	try {
		return JSON.parse(Buffer.from(text, 'base64url').toString()) as Token;
	} catch {
		return undefined;
	}
}

function masked(person: Person, mask: ReadonlySet<string>): Person {
	if (person.metadata?.deleted) return person;
	const shown = Object.entries(person).filter(([part]) => mask.has(part) || part === 'resourceName' || part === 'etag');
	return Object.fromEntries(shown);
}

function writableParts(person: Person): Person {
	return Object.fromEntries(Object.entries(person).filter(([part]) => WRITABLE.has(part)));
}

function refuseManySingletons(person: Person): void {
	for (const part of SINGLETONS) {
		if ((person[part]?.length ?? 0) > 1) throw GoogleRefusal.invalid(`Only one value is allowed in ${part}`);
	}
}
