/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { isDeepStrictEqual } from 'node:util';

/* A thing that came in, wrong in exactly one place. */

export interface Mutation<T = unknown> {
	/** The place, its parts joined by dots. */
	place: string;
	/** What was there, and what is there now; undefined where there is nothing. */
	before: unknown;
	after: unknown;
	mutated: T;
}

/** What people, sheets, databases and expressions put in the place of something else. */
const WRONG: readonly unknown[] = [
	undefined,
	null,
	'',
	'nonsense',
	'constructor',
	'__proto__',
	'true',
	'false',
	'10%',
	'-5',
	-1,
	1.5,
	NaN,
	Infinity,
	1e20,
	true,
	false,
	[],
	['both'],
	{},
	{ both: true },
];

/** Every place of a value, each with every wrong value in it, and with a property too many in every object. */
export function mutationsOf<T>(value: T): Array<Mutation<T>> {
	return placesOf(value, []).flatMap((path) => {
		const before = valueAt(value, path);
		const extra = isObject(before) ? [[...path, 'unheardOf']] : [];
		return [
			...WRONG.filter((wrong) => !isDeepStrictEqual(wrong, before)).map((wrong) => mutationAt(value, path, wrong)),
			...extra.map((place) => mutationAt(value, place, 'nonsense')),
		];
	}).filter(({ place }) => place !== '');
}

function mutationAt<T>(value: T, path: readonly string[], after: unknown): Mutation<T> {
	return { place: path.join('.'), before: valueAt(value, path), after, mutated: changed(value, path, after) as T };
}

function placesOf(value: unknown, path: readonly string[]): string[][] {
	const below = isObject(value) || Array.isArray(value) ? Object.entries(value) : [];
	return [[...path], ...below.flatMap(([key, part]) => placesOf(part, [...path, key]))];
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
	return path.reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], value);
}

function changed(value: unknown, [key, ...rest]: readonly string[], after: unknown): unknown {
	if (key === undefined) return after;
	const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
	const part = changed(copy[key], rest, after);
	if (part === undefined && Array.isArray(copy)) copy.splice(Number(key), 1);
	else if (part === undefined) delete copy[key];
	else copy[key] = part;
	return copy;
}

/** A mutation in words, as the name of a case. */
export function told({ place, before, after }: Mutation): string {
	return `${place}: ${inWords(after)} instead of ${inWords(before)}`;
}

function inWords(value: unknown): string {
	return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
}
