import type { IExecuteFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import chunk from 'lodash/chunk';

import { CancelledError } from '../shared/apiRequest';
import type {
	ContactReading,
	CursorReading,
	FieldCapability,
	Reading,
	ReadInstruction,
	SideNotes,
} from '../shared/syncProtocol';
import type { GroupReference } from './group';
import { missingGroup, resolveGroup } from './group';
import {
	emailsOf,
	googleCapability,
	groupsOf,
	modifiedAtOf,
	originOf,
	readPerson,
	readWholePerson,
} from './person';
import type { Person } from './personFields';
import type { ConnectionPage, GoogleContacts } from './transport/googleContacts';
import { BATCH } from './transport/googleContacts';
import { GoogleError } from './transport/googleError';

const DAY = 24 * 60 * 60 * 1_000;

interface GroupNotes extends SideNotes {
	/** What the parameter said when the group was looked up. */
	asked: string;
	group: GroupReference;
}

interface Listing {
	people: Person[];
	mode: 'full' | 'changes';
	complete: boolean;
	syncToken: string | null;
}

/**
 * Reads what an account shows: everything, or what changed since the cursor, and single contacts besides. Contacts
 * outside the group are read too, so that none of them gets a double.
 *
 * @returns readings that end with one cursor.
 * @throws NodeOperationError when the group does not exist; GoogleError or LostAnswerError when nothing could be read.
 */
export async function readGoogleChanges(
	context: IExecuteFunctions,
	google: GoogleContacts,
	instruction: ReadInstruction,
	locator: INodeParameterResourceLocator,
	itemIndex: number,
): Promise<Reading[]> {
	const known = instruction.mode === 'changes' ? freshNotes(instruction.about, locator) : undefined;
	const group = known?.group ?? (await resolveGroup(context, google, locator, itemIndex));
	const started = google.serverTime();
	const since = group.resourceName === instruction.scope && instruction.mode === 'changes' ? instruction.cursor : null;
	const listing = await listConnections(google, since);
	const readAt = started ?? google.serverTime() ?? new Date().toISOString();
	if (known && listing.people.some((person) => !person.metadata?.deleted && !isMember(person, group))) {
		// A deleted group looks as if everybody had left it.
		if (!(await google.getGroup(group.resourceName))) throw missingGroup(context, group.name, itemIndex);
	}
	const readings = listing.people.map((person) => toReading(person, instruction, group));
	const single = await readSingles(google, instruction, group, listing);
	const complete = listing.complete && single.complete;
	const about: GroupNotes = known ?? { notedAt: new Date().toISOString(), asked: askedFor(locator), group };
	const cursor: CursorReading = {
		kind: 'cursor',
		side: 'google',
		mode: listing.mode,
		complete,
		cursor: complete ? listing.syncToken : null,
		readAt,
		scope: group.resourceName,
		scopeName: group.name,
		fields: instruction.fields.map(googleCapability).filter(isKnown),
		about,
		hints: [],
		run: instruction.run,
	};
	return [...readings, ...single.readings, cursor];
}

function freshNotes(about: SideNotes | null, locator: INodeParameterResourceLocator): GroupNotes | undefined {
	const notes = about as GroupNotes | null;
	if (!notes?.group || notes.asked !== askedFor(locator)) return undefined;
	return Date.now() - Date.parse(notes.notedAt) < DAY ? notes : undefined;
}

function askedFor({ mode, value }: INodeParameterResourceLocator): string {
	return `${mode}:${String(value)}`;
}

/** A refused first page is the caller's; a page that fails later ends the listing, which is then incomplete (S60). */
async function listConnections(google: GoogleContacts, since: string | null): Promise<Listing> {
	const listing: Listing = { people: [], mode: since ? 'changes' : 'full', complete: false, syncToken: null };
	let pageToken: string | null = null;
	do {
		const page: ConnectionPage | 'expired' | 'failed' = await google.listPage({ syncToken: since, pageToken }).catch((error: unknown) => {
			if (error instanceof GoogleError && error.isExpiredSyncToken && since !== null) return 'expired' as const;
			if (pageToken === null || error instanceof CancelledError) throw error;
			return 'failed' as const;
		});
		if (page === 'expired') return await listConnections(google, null);
		if (page === 'failed') return listing;
		listing.people.push(...page.people);
		listing.syncToken = page.nextSyncToken;
		pageToken = page.nextPageToken;
	} while (pageToken !== null);
	// The token comes with the last page only: without one, pages are missing.
	listing.complete = listing.syncToken !== null;
	return listing;
}

async function readSingles(
	google: GoogleContacts,
	instruction: ReadInstruction,
	group: GroupReference,
	listing: Listing,
): Promise<{ readings: Reading[]; complete: boolean }> {
	const listed = new Set(listing.people.map((person) => person.resourceName));
	const asked = instruction.ids.filter((id) => !listed.has(id));
	const readings: Reading[] = [];
	for (const ids of chunk(asked, BATCH.get)) {
		const found = await google.getBatch(ids).catch((error: unknown) => {
			if (error instanceof CancelledError) throw error;
			return undefined;
		});
		if (!found) return { readings, complete: false };
		for (const id of ids) {
			const person = found.get(id);
			// After a merge the old name answers with the new contact: the old one is gone.
			if (person) readings.push(toReading(person, instruction, group));
			if (person?.resourceName !== id) {
				readings.push({ kind: 'absence', side: 'google', id, reason: 'gone', at: null });
			}
		}
	}
	return { readings, complete: true };
}

function toReading(person: Person, instruction: ReadInstruction, group: GroupReference): Reading {
	const id = person.resourceName ?? '';
	if (person.metadata?.deleted) return { kind: 'absence', side: 'google', id, reason: 'deleted', at: null };
	const options = { onlyEmailAsWork: instruction.run.onlyEmailAsWork };
	const origin = originOf(person);
	const previousIds = person.metadata?.previousResourceNames ?? [];
	const reading: ContactReading = {
		kind: 'contact',
		side: 'google',
		id,
		fields:
			instruction.fields.length > 0
				? readPerson(person, instruction.fields, options)
				: readWholePerson(person, options),
		emails: emailsOf(person),
		inScope: isMember(person, group),
		modifiedAt: modifiedAtOf(person),
		...(origin && { origin }),
		...(previousIds.length > 0 && { previousIds }),
	};
	return reading;
}

function isKnown(field: FieldCapability | undefined): field is FieldCapability {
	return field !== undefined;
}

function isMember(person: Person, group: GroupReference): boolean {
	return groupsOf(person).includes(group.resourceName);
}
