import chunk from 'lodash/chunk';
import groupBy from 'lodash/groupBy';
import isEqual from 'lodash/isEqual';
import { NodeOperationError } from 'n8n-workflow';
import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

import type { ApiContext } from '../../shared/api/answers';
import { createApiSender, DEFAULT_RETRY_POLICY } from '../../shared/api/request';
import { checkedServiceAddress } from '../../shared/api/address';
import type { WriteError } from '../../shared/protocol';
import { isoTime } from '../../shared/values/dates';
import { READ_PERSON_FIELDS } from './person';
import type { Person } from './person';
import { contactStatus, GoogleError, waitToldBy } from './error';
import { DEFAULT_UNITS_PER_MINUTE, Pacer, spentInExecution } from './pacing';
import { eachPage } from './pages';
import { createPeopleClient } from './peopleApi';

export const CREDENTIAL = 'googleContactsSyncOAuth2Api';

export const GOOGLE_ADDRESS = 'https://people.googleapis.com';

/** What Google takes in one request. */
export const BATCH = { list: 1_000, get: 200, create: 200, update: 200, delete: 500, join: 1_000 } as const;

/** Google ends the access that a client in testing got after seven days ("OAuth 2.0 policies", refresh token expiration). */
const STILL_TESTING =
	'If this comes every seven days: the consent screen of the Google Cloud project is still in "Testing"; set its publishing status to "In production" first.';

/** Contacts of the account itself, without what their owners publish in profiles. */
const OWN_CONTACTS = 'READ_SOURCE_TYPE_CONTACT';

export interface ConnectionPage {
	people: Person[];
	nextPageToken: string | null;
	nextSyncToken: string | null;
}

export interface PageOptions {
	pageToken?: string | null;
	pageSize?: number;
	/**
	 * Given to ask for a sync token with the last page; with one, only what changed since is listed. Left out by who
	 * needs none: Google counts full listings with a token against a quota of their own.
	 */
	sync?: { token: string | null };
	/** What to tell of each contact; a token is bound to it. All that fields are read from when left out. */
	fields?: string;
}

/** What Google says of one contact of a batch. */
export type ContactAnswer =
	| { kind: 'contact'; person: Person }
	| { kind: 'gone' }
	| { kind: 'refused'; error: WriteError }
	/** Google says nothing of it. */
	| { kind: 'silent' };

export type Group = people_v1.Schema$ContactGroup;

interface AccountOwner {
	resourceName: string;
	/** Empty where the access does not extend to the account's own profile. */
	name: string;
	email: string;
}

/** An account's contacts and groups: one method a request. */
export interface GoogleContacts {
	/** One page of all contacts, or of what changed since a sync token. */
	listPage(options: PageOptions): Promise<ConnectionPage>;
	/** At most 200 contacts; after a merge the old name answers with a contact of another name. */
	getBatch(resourceNames: readonly string[], fields?: string): Promise<Map<string, ContactAnswer>>;
	/** At most 200; the answers as they come. All are refused when one is. */
	createBatch(contacts: readonly Person[]): Promise<ContactAnswer[]>;
	/** At most 200, by resource name, each with metadata.sources. All are refused when one is. */
	updateBatch(contacts: ReadonlyMap<string, Person>, mask: readonly string[]): Promise<Map<string, ContactAnswer>>;
	/** At most 500. */
	deleteBatch(resourceNames: readonly string[]): Promise<void>;
	listGroups(): Promise<Group[]>;
	getGroup(resourceName: string): Promise<Group | undefined>;
	createGroup(name: string): Promise<Group>;
	/** At most 1,000 contacts join the group or leave it; their other groups stay. */
	changeGroup(resourceName: string, way: 'add' | 'remove', contacts: readonly string[]): Promise<void>;
	/** Whose account it is, as far as Google tells. */
	getOwner(): Promise<AccountOwner>;
	/** How many contacts the account has. */
	countContacts(): Promise<number>;
	/** Asks for a deletion of nobody: answers when writing is allowed. @throws GoogleError when it is not. */
	tryWriting(): Promise<true>;
	/** The time that Google's latest answer showed; ISO, null before the first answer. */
	serverTime(): string | null;
	/** How long requests were held back so far to stay within the quota; milliseconds. */
	waited(): number;
}

/**
 * Connects to the account of the node's credential.
 *
 * @param unitsPerMinute how many units of Google's quota to spend at most.
 */
export async function connectGoogle(context: ApiContext, unitsPerMinute = DEFAULT_UNITS_PER_MINUTE): Promise<GoogleContacts> {
	const credential = await context.getCredentials(CREDENTIAL);
	let serverTime: string | null = null;
	const account = context.getNode().credentials?.[CREDENTIAL]?.id ?? '';
	const pacer = new Pacer(context, unitsPerMinute, spentInExecution(context, account));
	let heldBack = 0;
	const policy = { ...DEFAULT_RETRY_POLICY, waitIn: waitToldBy, whyNotRenewed: STILL_TESTING, onWait: (wait: number) => void (heldBack += wait) };
	const client = createPeopleClient(createApiSender(context, CREDENTIAL, policy), {
		address: serviceAddress(context, String(credential.serviceAddress ?? '')),
		onHeaders({ date }) {
			serverTime = isoTime(date) ?? serverTime;
		},
		pacer,
	});
	return {
		serverTime: () => serverTime,
		waited: () => pacer.waited + heldBack,
		...contactRequests(client),
		...groupRequests(client),
		...accountRequests(client),
	};
}

export function serviceAddress(context: ApiContext, address: string): string {
	try {
		return checkedServiceAddress(address || GOOGLE_ADDRESS);
	} catch (error) {
		throw new NodeOperationError(context.getNode(), error as Error, {
			description: 'Correct "Service Address" in the Google credential.',
		});
	}
}

type ContactRequests = Pick<GoogleContacts, 'listPage' | 'getBatch' | 'createBatch' | 'updateBatch' | 'deleteBatch'>;

function contactRequests({ people }: people_v1.People): ContactRequests {
	return {
		listPage: async (options) => await listPage(people, options),
		getBatch: async (resourceNames, personFields = READ_PERSON_FIELDS) => await getBatch(people, resourceNames, personFields),
		async createBatch(contacts) {
			const { data } = await people.batchCreateContacts({
				requestBody: {
					contacts: contacts.map((contactPerson) => ({ contactPerson })),
					readMask: READ_PERSON_FIELDS,
					sources: [OWN_CONTACTS],
				},
			});
			return (data.createdPeople ?? []).map(contactAnswer);
		},
		async updateBatch(contacts, mask) {
			const { data } = await people.batchUpdateContacts({
				requestBody: {
					contacts: Object.fromEntries(contacts),
					updateMask: mask.join(','),
					readMask: READ_PERSON_FIELDS,
					sources: [OWN_CONTACTS],
				},
			});
			return new Map([...contacts.keys()].map((name) => [name, contactAnswer(data.updateResult?.[name])]));
		},
		async deleteBatch(resourceNames) {
			await people.batchDeleteContacts({ requestBody: { resourceNames: [...resourceNames] } });
		},
	};
}

async function listPage(
	people: people_v1.Resource$People,
	{ sync, pageToken, pageSize = BATCH.list, fields = READ_PERSON_FIELDS }: PageOptions,
): Promise<ConnectionPage> {
	const { data } = await people.connections.list({
		resourceName: 'people/me',
		personFields: fields,
		sources: [OWN_CONTACTS],
		pageSize,
		...(sync && { requestSyncToken: true }),
		...(sync?.token && { syncToken: sync.token }),
		...(pageToken && { pageToken }),
	});
	return {
		people: data.connections ?? [],
		nextPageToken: data.nextPageToken || null,
		nextSyncToken: data.nextSyncToken || null,
	};
}

/** Names stand in the address, whose length is limited nowhere in the documents: one that is too long is asked in halves. */
async function getBatch(
	people: people_v1.Resource$People,
	resourceNames: readonly string[],
	personFields: string,
): Promise<Map<string, ContactAnswer>> {
	const asked = people.getBatchGet({ resourceNames: [...resourceNames], personFields, sources: [OWN_CONTACTS] });
	const answer = await asked.catch((error: unknown) => {
		if (error instanceof GoogleError && TOO_LONG.has(error.status) && resourceNames.length > 1) return undefined;
		throw error;
	});
	if (answer) {
		const responses = groupBy(answer.data.responses, 'requestedResourceName');
		return new Map(resourceNames.map((name) => [name, agreedAnswer(responses[name])]));
	}
	const [first, second] = chunk(resourceNames, Math.ceil(resourceNames.length / 2));
	return new Map([...(await getBatch(people, first, personFields)), ...(await getBatch(people, second, personFields))]);
}

/** Content Too Large, URI Too Long, Request Header Fields Too Large. */
const TOO_LONG = new Set([413, 414, 431]);

/** Codes of google.rpc.Code. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
/** UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, UNAVAILABLE: what was done is not said. */
const SAYS_NOTHING = new Set([2, 4, 10, 13, 14]);

/** Two answers for one contact that differ say nothing of it. */
function agreedAnswer([first, ...others]: people_v1.Schema$PersonResponse[] = []): ContactAnswer {
	return others.every((other) => isEqual(other, first)) ? contactAnswer(first) : { kind: 'silent' };
}

function contactAnswer(response: people_v1.Schema$PersonResponse | undefined): ContactAnswer {
	const { person, status, httpStatusCode } = response ?? {};
	const { code, message = 'Google gave no reason' } = contactStatus(status);
	const isGone = code === NOT_FOUND || httpStatusCode === 404;
	// A contact beside the word that there is none, or that it is refused, says neither.
	if (person?.resourceName) return isGone || status?.code ? { kind: 'silent' } : { kind: 'contact', person };
	if (isGone) return { kind: 'gone' };
	if (!code || SAYS_NOTHING.has(code)) return { kind: 'silent' };
	return { kind: 'refused', error: { code: String(code), message, ...(code === PERMISSION_DENIED && { access: true }) } };
}

type GroupRequests = Pick<GoogleContacts, 'listGroups' | 'getGroup' | 'createGroup' | 'changeGroup'>;

function groupRequests({ contactGroups }: people_v1.People): GroupRequests {
	return {
		async listGroups() {
			const groups: Group[] = [];
			const pages = eachPage(
				async (pageToken) => (await contactGroups.list({ pageSize: 1_000, ...(pageToken && { pageToken }) })).data,
				(page) => (page.contactGroups ?? []).map(({ resourceName }) => resourceName),
			);
			for await (const page of pages) groups.push(...(page.contactGroups ?? []));
			return groups;
		},
		async getGroup(resourceName) {
			try {
				return (await contactGroups.get({ resourceName })).data;
			} catch (error) {
				return undefinedWhenMissing(error);
			}
		},
		async createGroup(name) {
			return (await contactGroups.create({ requestBody: { contactGroup: { name } } })).data;
		},
		async changeGroup(resourceName, way, contacts) {
			const requestBody = way === 'add' ? { resourceNamesToAdd: [...contacts] } : { resourceNamesToRemove: [...contacts] };
			await contactGroups.members.modify({ resourceName, requestBody });
		},
	};
}

type AccountRequests = Pick<GoogleContacts, 'getOwner' | 'countContacts' | 'tryWriting'>;

function accountRequests({ people }: people_v1.People): AccountRequests {
	return {
		async getOwner() {
			const { data } = await people.get({ resourceName: 'people/me', personFields: 'names,emailAddresses,metadata' });
			return {
				resourceName: data.resourceName ?? 'people/me',
				name: data.names?.[0]?.displayName ?? data.names?.[0]?.givenName ?? '',
				email: data.emailAddresses?.[0]?.value ?? '',
			};
		},
		async countContacts() {
			const { data } = await people.connections.list({
				resourceName: 'people/me',
				personFields: 'metadata',
				sources: [OWN_CONTACTS],
				pageSize: 1,
			});
			return data.totalItems ?? data.totalPeople ?? 0;
		},
		async tryWriting() {
			await people.batchDeleteContacts({ requestBody: { resourceNames: [] } }).catch((error: unknown) => {
				// Permission comes first: whoever is told by Google that the list must not be empty may write.
				if (!(error instanceof GoogleError) || error.status !== 400 || error.isOfTheWay) throw error;
			});
			return true;
		},
	};
}

function undefinedWhenMissing(error: unknown): undefined {
	if (error instanceof GoogleError && error.status === 404) return undefined;
	throw error;
}
