import { keyForm } from '../../../shared/values/text';
import type { FieldValues } from '../../../shared/protocol';
import type { FieldRow } from '../model/types';

/*
 * One name is one name, and one street is one street: Google has fields for titles, middle names and the second line of an address,
 * and many a CRM holds them in one with the given name, the family name or the street. Where no row brings such a neighbour
 * anywhere, a value that has it at its beginning or its end is the same value, and Google's neighbour stays what it is.
 */

interface Neighbour {
	field: string;
	at: 'start' | 'end';
	/** Whether the initial of it stands for it. */
	isName?: true;
}

const NEIGHBOURS: Readonly<Record<string, readonly Neighbour[] | undefined>> = {
	givenName: [{ field: 'namePrefix', at: 'start' }, { field: 'middleName', at: 'end', isName: true }],
	familyName: [{ field: 'middleName', at: 'start', isName: true }, { field: 'nameSuffix', at: 'end' }],
	fullName: [{ field: 'namePrefix', at: 'start' }, { field: 'nameSuffix', at: 'end' }],
	...Object.fromEntries(['work', 'home', 'other'].map((label) => [`${label}Street`, [{ field: `${label}ExtendedAddress`, at: 'end' }]])),
};

type Rows = ReadonlyArray<Pick<FieldRow, 'google'>>;

/** Whether the map has a row for given names, and none that knows of middle names. */
export function isMiddleNameUnmapped(rows: Rows): boolean {
	return rows.some(({ google }) => google === 'givenName') && isUnmapped('middleName', rows) && isUnmapped('fullName', rows);
}

function isUnmapped(field: string, rows: Rows): boolean {
	return !rows.some(({ google }) => google === field);
}

function isNeighbour({ field }: Neighbour, rows: Rows): boolean {
	// A map without given names knows nothing of the parts of a name.
	return field === 'middleName' ? isMiddleNameUnmapped(rows) : isUnmapped(field, rows);
}

/** The fields of Google that no row brings anywhere, and that the CRM may hold in one with fields of the map. */
export function unmappedNeighbours(rows: Rows): string[] {
	return rows.flatMap(({ google }) => (NEIGHBOURS[google] ?? []).filter((one) => isNeighbour(one, rows)).map(({ field }) => field));
}

/** Google's value as the CRM shows it: with the neighbours, where that is how it shows it. */
export function withNeighbours(field: string, value: string, shown: string, google: FieldValues, rows: Rows): string {
	if (value === '') return value;
	const [start, end] = ownPart(field, shown, google, rows);
	return shown.slice(0, start) + value + shown.slice(end);
}

/** A value of the CRM, without the neighbours that Google has beside it. */
export function withoutNeighbours(field: string, value: string, google: FieldValues, rows: Rows): string {
	return value.slice(...ownPart(field, value, google, rows));
}

const WORD = /[^\s,;]+/g;

type Span = [start: number, end: number];

/** Where a text begins and ends that has its neighbours taken off, but for those that Google's own value has as well. */
function ownPart(field: string, text: string, google: FieldValues, rows: Rows): Span {
	let span: Span = [0, text.length];
	for (const one of NEIGHBOURS[field] ?? []) {
		const neighbour = google[one.field];
		const own = google[field] ?? '';
		if (!neighbour || !isNeighbour(one, rows) || takenOff(own, [0, own.length], neighbour, one)) continue;
		span = takenOff(text, span, neighbour, one) ?? span;
	}
	return span;
}

/** What is left of a part of a text without a neighbour; undefined where it has it not, or is nothing else. */
function takenOff(text: string, [start, end]: Span, neighbour: string, { at, isName }: Neighbour): Span | undefined {
	const own = neighbour.match(WORD) ?? [];
	const words = [...text.slice(start, end).matchAll(WORD)];
	if (own.length === 0 || words.length <= own.length) return undefined;
	const [left, beside] = at === 'start' ? [words.slice(own.length), words.slice(0, own.length)] : [words.slice(0, -own.length), words.slice(-own.length)];
	if (!isSame(beside.join(' '), own.join(' '), isName)) return undefined;
	const last = left[left.length - 1];
	return at === 'start' ? [start + left[0].index, end] : [start, start + last.index + last[0].length];
}

/** The same words; of a middle name also its initial. */
function isSame(text: string, neighbour: string, isName = false): boolean {
	const [one, other] = [text, neighbour].map((words) => keyForm(words).replace(/\./g, ''));
	return one === other || (isName && Math.min(one.length, other.length) === 1 && one[0] === other[0]);
}
