import { refusals } from './apiError';
import { parseIsoWithOffset } from './clock';
import { isJsonObject, type Json, type JsonObject } from './json';

export type ApiVersion = 'v6' | 'v7' | 'v8';

/** A request to the REST API, after authentication. */
export interface ApiCall {
	version: ApiVersion;
	query: URLSearchParams;
	/** Lower-case names. */
	headers: Record<string, string>;
	body: string;
}

/** What the API answers; no body for 204 and 304. */
export interface ApiAnswer {
	status: number;
	body?: Json;
	headers?: Record<string, string>;
}

export const NO_CONTENT: ApiAnswer = { status: 204 };

/** A whole number within bounds. */
export function numberParam(
	query: URLSearchParams,
	name: string,
	bounds: { fallback: number; least: number; most: number },
): number {
	const text = query.get(name);
	if (text === null) return bounds.fallback;
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < bounds.least || value > bounds.most) throw refusals.invalidParam(name);
	return value;
}

/** One of a few values. */
export function choiceParam<Choice extends string>(
	query: URLSearchParams,
	name: string,
	choices: readonly Choice[],
	fallback: Choice,
): Choice {
	const text = query.get(name);
	if (text === null) return fallback;
	const choice = choices.find((candidate) => candidate === text);
	if (choice === undefined) throw refusals.invalidParam(name, [...choices]);
	return choice;
}

/** A comma-separated list; undefined when the parameter is missing or empty. */
export function listParam(query: URLSearchParams, name: string): string[] | undefined {
	const entries = (query.get(name) ?? '').split(',').map((entry) => entry.trim());
	const filled = entries.filter((entry) => entry !== '');
	return filled.length > 0 ? filled : undefined;
}

/** Milliseconds of a conditional header; ISO 8601 with offset only, an HTTP date is refused. */
export function timeHeader(headers: Record<string, string>, name: string): number | undefined {
	const text = headers[name.toLowerCase()];
	if (text === undefined) return undefined;
	const time = parseIsoWithOffset(text);
	if (time === undefined) throw refusals.patternNotMatched(name);
	return time;
}

/** The body as a JSON object. */
export function jsonBody(call: ApiCall): JsonObject {
	const parsed = parse(call.body);
	if (!isJsonObject(parsed)) throw refusals.notJson();
	return parsed;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
