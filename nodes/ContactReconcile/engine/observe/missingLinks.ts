import type { LinkName, LinkProblem, MissingLink, WriteResult } from '../../../shared/protocol';
import { keyForm } from '../../../shared/values/text';
import type { MappedRow } from '../fieldMap/fieldMap';
import type { SideReading } from './overlay';
import type { SyncSettings, SyncState } from '../model/types';

/*
 * Companies: a CRM field that links to another record, of whose name the CRM has none or several. The value stays a
 * difference as long as that lasts. The names are looked up in every run, one request for a hundred, and the field is
 * written as soon as one record has the name.
 */

/** Why names are not linked, by field and name. */
export type MissingLinks = ReadonlyMap<string, MissingLink>;

export function missingLinks(missing: readonly MissingLink[] = []): MissingLinks {
	return new Map(missing.map((one) => [keyOf(one), one]));
}

/**
 * Drops the names that a reading of the CRM found; and in a full reading those that are worth another try.
 *
 * @param state changed in place; callers pass a copy.
 */
export function dropFoundLinks(state: SyncState, { cursor: { linkable = [], mode } }: SideReading): void {
	const { unlinked } = state.sides.crm;
	if (!unlinked) return;
	const found = new Set(linkable.map(keyOf));
	keepMissing(state, unlinked.filter((one) => !found.has(keyOf(one)) && !(mode === 'full' && isWorthAnotherTry(one.why))));
}

/** The names of which these results, or earlier ones, say that the CRM cannot link to them. */
export function missingAfter(state: SyncState, results: readonly WriteResult[]): MissingLinks {
	return missingLinks([...(state.sides.crm.unlinked ?? []), ...results.flatMap(({ unlinked }) => unlinked ?? [])]);
}

/** @param state changed in place; callers pass a copy. */
export function keepMissing(state: SyncState, missing: readonly MissingLink[]): void {
	const kept = [...missingLinks(missing).values()];
	if (kept.length > 0) state.sides.crm.unlinked = kept;
	else delete state.sides.crm.unlinked;
}

/** Why a value for the CRM waits for a record of its name; undefined when it may be sent. */
export function whyUnlinked(
	row: MappedRow,
	value: string,
	missing: MissingLinks | undefined,
	{ createAccounts }: SyncSettings,
): { missing: MissingLink; detail: string } | undefined {
	if (!missing?.size || row.capability.crm.kind !== 'lookup' || value === '') return undefined;
	const found = missing.get(keyOf({ field: row.crm, name: value }));
	if (!found || (createAccounts && found.why === 'none')) return undefined;
	return { missing: found, detail: linkSentence({ ...found, name: value }, row.capability.crm.label) };
}

/** Why a field of the CRM is not linked, and what to do. */
export function linkSentence({ name, why }: MissingLink, label: string): string {
	return SENTENCES[why](name, label);
}

function isWorthAnotherTry(why: LinkProblem): boolean {
	return why === 'refused' || why === 'lost';
}

function keyOf({ field, name }: LinkName): string {
	return `${field}\n${keyForm(name)}`;
}

const SENTENCES: Record<LinkProblem, (name: string, label: string) => string> = {
	none: (name, label) => `${label}: nothing in the CRM is named "${name}"; create it there, or switch on Create Missing Accounts. The next run links it`,
	several: (name, label) => `${label}: several in the CRM are named "${name}"; choose the right one in the record, or merge them`,
	refused: (name, label) => `${label}: the CRM refused to create "${name}"; create it there by hand. The next run links it`,
	lost: (name, label) => `${label}: whether the CRM created "${name}" is not known; a run that finds it links it`,
};
