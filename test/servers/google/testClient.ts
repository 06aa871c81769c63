import { people } from 'googleapis/build/src/apis/people';
import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

import { type GooglePeopleOptions, type GooglePeopleServer, type Person, startGooglePeopleServer } from './index';

/** A server with a clock that stands still unless moved, and Google's own client with a live token. */
export interface TestBench {
	server: GooglePeopleServer;
	client: people_v1.People;
	clock: { time: number };
}

export const START = Date.UTC(2026, 5, 1, 8, 0, 0);
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export const ANN: Person = { names: [{ givenName: 'Ann' }] };

/** All that a listing asks for; what a test varies comes after it. */
export const LIST = {
	resourceName: 'people/me',
	personFields: 'names,metadata,memberships',
	sources: ['READ_SOURCE_TYPE_CONTACT'],
};

export const SYNC = { ...LIST, requestSyncToken: true };

/** @param accessToken left out: a live one for everything, however far the clock is moved. */
export async function startBench({
	accessToken,
	...options
}: GooglePeopleOptions & { accessToken?: string } = {}): Promise<TestBench> {
	const clock = { time: START };
	const server = await startGooglePeopleServer({ now: () => clock.time, ...options });
	return { server, client: clientOf(server, accessToken), clock };
}

/** Google's own client, its own HTTP stack included. It does not retry, so that tests see every answer. */
export function clientOf(server: GooglePeopleServer, accessToken?: string): people_v1.People {
	const fetchWithToken: typeof fetch = async (input, init) => {
		const headers = new Headers(init?.headers);
		headers.set('authorization', `Bearer ${accessToken ?? server.tokens.issue().accessToken}`);
		return await fetch(input, { ...init, headers });
	};
	return people({
		version: 'v1',
		rootUrl: `${server.url}/`,
		// Its own choice is loaded by a dynamic import, which jest does not allow.
		fetchImplementation: fetchWithToken,
		retry: false,
	} as Parameters<typeof people>[0]);
}

export interface Refusal {
	status: number;
	/** Name of google.rpc.Code. */
	code: string;
	message: string;
	details: Array<{
		'@type': string;
		reason?: string;
		contactErrors?: Record<string, { code: number }>;
		[key: string]: unknown;
	}>;
	retryAfter: string | null;
}

/** What a call is refused with. @throws when it is not refused, or not by the server. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
	const error = await failure(call);
	const { response } = error as { response?: { status: number; headers: Headers; data: { error: ErrorBody } } };
	if (!response) throw error;
	const { status: code, message, details = [] } = response.data.error;
	return { status: response.status, code, message, details, retryAfter: response.headers.get('retry-after') };
}

interface ErrorBody {
	status: string;
	message: string;
	details?: Refusal['details'];
}

/** What a call fails with. */
export async function failure(call: Promise<unknown>): Promise<unknown> {
	try {
		await call;
	} catch (error) {
		return error;
	}
	throw new Error('The call succeeded.');
}

/** Replaces parts of contacts as they were read. */
export function updates(people: readonly Person[], parts: Person, updateMask: string) {
	const contacts = people.map(({ resourceName, metadata }) => [resourceName, { metadata, ...parts }]);
	return { requestBody: { contacts: Object.fromEntries(contacts), updateMask, readMask: 'names,metadata' } };
}

export function creates(people: readonly Person[], readMask = 'names,metadata') {
	return { requestBody: { contacts: people.map((contactPerson) => ({ contactPerson })), readMask } };
}

/** The user has so many contacts. */
export function addPeople({ server }: TestBench, count: number): string[] {
	return Array.from({ length: count }, (_, index) =>
		server.book.add({ names: [{ givenName: `Person ${index + 1}` }] }),
	);
}

/** @throws where the account has no such contact. */
export function personOf({ server }: TestBench, resourceName: string | null | undefined): Person {
	const person = server.book.get(resourceName ?? '');
	if (!person) throw new Error(`There is no ${resourceName}`);
	return person;
}
