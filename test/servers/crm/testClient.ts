import { startVerticalCrmServer, type IssuedTokens, type VerticalCrmOptions, type VerticalCrmServer } from './index';
import type { Json, JsonObject } from './json';

export interface Answer {
	status: number;
	headers: Headers;
	/** Undefined when the answer had none. */
	body: JsonObject | undefined;
}

export interface CallOptions {
	method?: string;
	query?: Record<string, string | number | boolean>;
	headers?: Record<string, string>;
	body?: Json;
	version?: 'v6' | 'v7' | 'v8';
	accessToken?: string;
}

/** A server with a clock that stands still unless moved, and a client with a token for everything. */
export interface TestBench {
	server: VerticalCrmServer;
	tokens: IssuedTokens;
	clock: { time: number };
	call(path: string, options?: CallOptions): Promise<Answer>;
}

export const START = Date.UTC(2026, 5, 1, 8, 0, 0);

export async function startBench(options: VerticalCrmOptions = {}): Promise<TestBench> {
	const clock = { time: START };
	const server = await startVerticalCrmServer({ now: () => clock.time, ...options });
	const tokens = server.tokens.issue();
	return { server, tokens, clock, call: async (path, more = {}) => await call(server, tokens, path, more) };
}

async function call(
	server: VerticalCrmServer,
	tokens: IssuedTokens,
	path: string,
	{ method = 'GET', query = {}, headers = {}, body, version = 'v8', accessToken = tokens.accessToken }: CallOptions,
): Promise<Answer> {
	const parameters = new URLSearchParams(
		Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
	);
	const response = await fetch(`${server.url}/crm/${version}/${path}?${parameters}`, {
		method,
		headers: { authorization: `Zoho-oauthtoken ${accessToken}`, ...headers },
		body: body === undefined ? undefined : JSON.stringify(body),
		redirect: 'manual',
	});
	const text = await response.text();
	return {
		status: response.status,
		headers: response.headers,
		body: text === '' ? undefined : (JSON.parse(text) as JsonObject),
	};
}

/** The records or results of an answer. */
export function dataOf(answer: Answer): JsonObject[] {
	return (answer.body?.data ?? []) as JsonObject[];
}

export function infoOf(answer: Answer): JsonObject {
	return (answer.body?.info ?? {}) as JsonObject;
}

export function idsOf(answer: Answer): string[] {
	return dataOf(answer).map(({ id }) => String(id));
}

/** The codes of the results, in order. */
export function codesOf(answer: Answer): Json[] {
	return dataOf(answer).map(({ code }) => code);
}

export async function coql(bench: TestBench, query: string, options: CallOptions = {}): Promise<Answer> {
	return await bench.call('coql', { method: 'POST', body: { select_query: query }, ...options });
}

/** Adds contacts as a user would, named `Person 1` and so on. @returns their ids. */
export function addPeople(bench: TestBench, count: number): string[] {
	const contacts = bench.server.crm.module('Contacts');
	return Array.from({ length: count }, (_, index) =>
		contacts.add({
			First_Name: 'Person',
			Last_Name: String(index + 1),
			Email: `person${index + 1}@example.org`,
		}),
	);
}
