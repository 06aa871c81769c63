import type { IDataObject } from 'n8n-workflow';

import type { RunResult } from '../harness';
import { errorsOf } from '../harness';
import type { VerticalCrmServer } from '../servers/crm';
import type { GooglePeopleServer } from '../servers/google';

/** A text that a run says, and the records that it is about, which it may name. */
interface Said {
	text: string;
	about: ReadonlyArray<string | null>;
}

/** Shorter values are words and numbers that stand in any sentence. */
const SHORTEST = 7;

/**
 * Searches what a run says, in errors, logs, reports and refusals, for addresses and phone numbers of people whom it is
 * not about. What finds a record are its ids and its person's name.
 *
 * @throws Error that quotes the sentence.
 */
export function refuseContactData(result: RunResult, servers: { google: GooglePeopleServer; crm: VerticalCrmServer }): void {
	const sentences = saidBy(result);
	if (sentences.length === 0) return;
	for (const [value, owners] of valuesOf(servers)) {
		const found = sentences.find(({ text, about }) => text.includes(value) && !about.some((id) => id !== null && owners.has(id)));
		if (found) throw new Error(`A run tells "${value}" of somebody whom it is not about: ${found.text.slice(0, 400)}`);
	}
}

function saidBy(result: RunResult): Said[] {
	const items = Object.values(result.runData).flatMap((runs) => runs.flatMap(({ data }) => (data?.main ?? []).flatMap((output) => output ?? [])));
	return [
		...[...errorsOf(result.run), ...result.logged].map((text) => ({ text, about: [] })),
		...items.flatMap(({ json }) => saidIn(json)),
	].filter(({ text }) => text.length >= SHORTEST);
}

/** What an item says in sentences; what it carries as data is its work. */
function saidIn(json: IDataObject): Said[] {
	const { kind, error, refused, contact, id, attention, hints, warnings, details, remedy, message } = json as Record<string, unknown>;
	if (kind === 'result') {
		const { google = null, crm = null } = (contact ?? {}) as Record<string, string | null>;
		return [error, ...((refused ?? []) as unknown[])].map((text) => ({ text: JSON.stringify(text ?? ''), about: [google, crm, id as string | null] }));
	}
	const reported = (details ?? []) as Array<Record<'reason' | 'googleId' | 'crmId', string | null>>;
	return [
		...[attention, hints, warnings].flatMap((list) => ((list ?? []) as string[]).map((text) => ({ text, about: [] }))),
		...reported.map(({ reason, googleId, crmId }) => ({ text: reason ?? '', about: [googleId, crmId] })),
		...[error, remedy, message].map((text) => ({ text: JSON.stringify(text ?? ''), about: [] })),
	];
}

/** Addresses and phone numbers, with the ids of the records that hold them. */
function valuesOf({ google, crm }: { google: GooglePeopleServer; crm: VerticalCrmServer }): Map<string, Set<string>> {
	const owners = new Map<string, Set<string>>();
	const note = (id: string, value: unknown): void => {
		if (typeof value !== 'string' || value.length < SHORTEST) return;
		owners.set(value, (owners.get(value) ?? new Set()).add(id));
	};
	for (const { resourceName, emailAddresses = [], phoneNumbers = [] } of google.book.all()) {
		[...emailAddresses, ...phoneNumbers].forEach(({ value }) => note(String(resourceName), value));
	}
	for (const { id, values } of crm.crm.module('Contacts').storedAt()) {
		for (const [field, value] of Object.entries(values)) if (/Email|Phone|Mobile|Fax/.test(field)) note(id, value);
	}
	return owners;
}
