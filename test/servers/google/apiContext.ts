import type { AddressBook } from './addressBook';
import { GoogleRefusal } from './googleRefusal';
import type { ListingTokens } from './listingTokens';
import type { Person } from './personFields';
import { READABLE } from './personFields';
import { shown } from './personView';
import type { SearchIndex } from './searchIndex';
import type { Switches } from './switches';

export interface ApiContext {
	book: AddressBook;
	switches: Switches;
	tokens: ListingTokens;
	search: SearchIndex;
}

export interface ApiCall {
	query: URLSearchParams;
	/** Resource name in the path. */
	name: string;
	/** Parsed; an empty object when none was sent. */
	body: unknown;
}

/** @throws GoogleRefusal for an empty mask or a path that may not be named. */
export function requiredMask(text: string | null | undefined, name: string, allowed = READABLE): ReadonlySet<string> {
	const mask = optionalMask(text, name, allowed);
	if (mask.size === 0) throw GoogleRefusal.invalid(`${name} mask is required. Please specify one or more valid paths.`);
	return mask;
}

/** @throws GoogleRefusal for a path that may not be named. */
export function optionalMask(text: string | null | undefined, name: string, allowed = READABLE): ReadonlySet<string> {
	const paths = (text ?? '')
		.split(',')
		.map((path) => path.trim())
		.filter(Boolean);
	const unknown = paths.find((path) => !allowed.has(path));
	if (unknown !== undefined) throw GoogleRefusal.invalid(`Invalid ${name} mask path: "${unknown}".`);
	return new Set(paths);
}

/** Shows contacts as a request's mask and sources ask for. @param sources empty: contacts and profiles. */
export function viewOf(
	{ book }: ApiContext,
	mask: ReadonlySet<string>,
	sources: readonly string[],
	isSync = false,
): (person: Person) => Person {
	const isProfileShown = sources.length === 0 || sources.includes('READ_SOURCE_TYPE_PROFILE');
	return (person) =>
		shown(person, { mask, isSync, ...(isProfileShown && { profile: book.profileOf(person.resourceName ?? '') }) });
}

/** An order that nothing says anything about, and the same for the same seed. */
export function shuffled<Item>(items: readonly Item[], key: (item: Item) => string, seed: number): Item[] {
	const rank = (item: Item): number => [...`${seed}${key(item)}`].reduce(scramble, 2_166_136_261);
	return items
		.map((item): [number, Item] => [rank(item), item])
		.sort(([one], [other]) => one - other)
		.map(([, item]) => item);
}

/** A step of FNV-1a. */
function scramble(hash: number, letter: string): number {
	return Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0;
}
