import { addressesOf, matchKey } from '../fieldMap/addresses';
import { contactLabel } from '../fieldMap/contactLabel';
import type { Pair, Snapshot, SyncSettings, SyncState } from '../model/types';
import { SIDES } from '../model/types';

/**
 * The addresses, in comparison form, that a record shows now and its person showed on neither side before.
 *
 * @param fields the fields of its side that hold addresses.
 * @param known the addresses of the record on the other side.
 */
export function gainedAddresses(before: Snapshot, now: Snapshot, fields: readonly string[], known: () => readonly string[]): string[] {
	if (showsAddressesOf(before, now, fields)) return [];
	const seen = new Set([...addressesOf(before, fields), ...known()]);
	return addressesOf(now, fields).filter((address) => !seen.has(address));
}

/** Whether every address of a record was in the same place before: true of most, and quickly seen. */
function showsAddressesOf(before: Snapshot, now: Snapshot, fields: readonly string[]): boolean {
	return fields.every((field) => now.fields[field] === before.fields[field]) && now.otherEmails.every((address) => before.otherEmails.includes(address));
}

/**
 * People in sync who got the address of another one as a further address: that links and merges nobody, but is worth a
 * look (S20). Told in the run that first sees it only.
 *
 * @param gained the addresses that people got in this run, in comparison form.
 * @returns a sentence each, at most three and how many more there are.
 */
export function newlySharedAddresses(
	gained: ReadonlyMap<Pair, readonly string[]>,
	{ contacts }: SyncState,
	settings: SyncSettings,
): string[] {
	if (gained.size === 0) return [];
	const owners = new Map<string, Pair>();
	for (const pair of contacts) {
		if (isLinked(pair)) keysOf(pair, settings).forEach((key) => owners.set(key, pair));
	}
	const sharing = [...gained].flatMap(([pair, addresses]) => {
		const own = new Set(keysOf(pair, settings));
		const isAnothers = (address: string): boolean => !own.has(address) && (owners.get(address) ?? pair) !== pair;
		return isLinked(pair) && addresses.some(isAnothers) ? pair : [];
	});
	const sentences = sharing
		.slice(0, 3)
		.map((pair) => `${contactLabel(pair, settings)} now has, as a further address, the e-mail address of another contact that is in sync`);
	return sharing.length > 3 ? [...sentences, `So have ${sharing.length - 3} more contacts`] : sentences;
}

function isLinked({ google, crm }: Pair): boolean {
	return google !== null && crm !== null;
}

function keysOf(pair: Pair, settings: SyncSettings): string[] {
	return SIDES.flatMap((side) => matchKey(side, pair[side], settings) || []);
}
