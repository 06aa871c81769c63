import type { IExecuteFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import chunk from 'lodash/chunk';
import omit from 'lodash/omit';
import partition from 'lodash/partition';

import { CancelledError } from '../../shared/api/answers';
import type { AbsenceReading, CursorReading, FieldValues, Reading, ReadInstruction, SideNotes } from '../../shared/protocol';
import type { GroupReference } from './scope';
import { missingGroup, resolveGroup } from './scope';
import { groupsOf } from '../fields/memberships';
import { emailsOf, modifiedAtOf, originOf, readPerson, readWholePerson } from '../fields/person';
import { googleCapability, LABELS } from '../../shared/catalogue/googleFields';
import type { Person } from '../transport/person';
import { readLists } from '../fields/personLists';
import type { GoogleContacts } from '../transport/client';
import { BATCH } from '../transport/client';
import { GoogleError } from '../transport/error';
import { Labels } from './labels';
import { connectionPages } from './listing';

const DAY = 24 * 60 * 60 * 1_000;

interface GroupNotes extends SideNotes {
	/** The labels that were seen, by their groups; where they are mapped. */
	labels?: Record<string, string>;
	/** What the parameter said when the group was looked up. */
	asked: string;
	group: GroupReference;
}

interface Listing {
	people: Person[];
	/** Names of those whom it calls deleted, and shows all the same: they themselves are asked. */
	doubtful: string[];
	mode: 'full' | 'changes';
	syncToken: string | null;
	/** ISO time of Google's first answer. */
	readAt: string;
	/** Why contacts are missing from it; undefined when it is complete. */
	cutShort?: string;
}

/** What contacts are shown by. */
interface Shown {
	group: GroupReference;
	labels?: Labels;
}

/** Answers for single contacts. */
interface Singles {
	readings: Reading[];
	/** Names that were asked for, by the name of the contact that answered instead. */
	renamed: Map<string, string[]>;
	cutShort?: string;
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
	const since = group.resourceName === instruction.scope && instruction.mode === 'changes' ? instruction.cursor : null;
	const { listing, labels } = await listLabelled(google, since, instruction);
	if (known && listing.people.some((person) => !person.metadata?.deleted && !isMember(person, group))) {
		// A deleted group looks as if everybody had left it.
		if (!(await google.getGroup(group.resourceName))) throw missingGroup(context, group.name, itemIndex);
	}
	const show = (person: Person, byId?: boolean): Reading => toReading(person, instruction, { group, labels }, byId);
	const singles = await readSingles(google, instruction, show, listing);
	const cutShort = listing.cutShort ?? singles.cutShort;
	const readings = [...listing.people.map((person) => show(person)), ...singles.readings];
	const cursor: CursorReading = {
		kind: 'cursor',
		side: 'google',
		count: readings.length,
		mode: listing.mode,
		complete: cutShort === undefined,
		cursor: cutShort === undefined ? listing.syncToken : null,
		readAt: listing.readAt,
		scope: group.resourceName,
		scopeName: group.name,
		fields: instruction.fields.flatMap((field) => googleCapability(field) ?? []),
		about: { ...(known ?? notesOf(locator, group)), ...(labels && { labels: labels.noted() }) },
		hints: cutShort === undefined ? [] : [`Google's contacts could not be read to the end: ${cutShort}`],
		run: instruction.run,
	};
	const shown = new Set(readings.flatMap((reading) => (reading.kind === 'contact' ? reading.id : [])));
	return [...readings.map((reading) => withOldNames(reading, singles.renamed, shown)), cursor];
}

function noteRename({ renamed }: Singles, oldName: string, newName: string | null | undefined): void {
	if (newName) renamed.set(newName, [...(renamed.get(newName) ?? []), oldName]);
}

/** Google tells old names in a listing with a sync token alone. Whoever is shown under a name has not gone into another contact. */
function withOldNames(reading: Reading, renamed: Singles['renamed'], shown: ReadonlySet<string>): Reading {
	if (reading.kind !== 'contact') return reading;
	const { previousIds = [], ...rest } = reading;
	const oldNames = [...new Set([...previousIds, ...(renamed.get(reading.id) ?? [])])].filter((name) => !shown.has(name));
	return oldNames.length > 0 ? { ...rest, previousIds: oldNames } : rest;
}

function notesOf(locator: INodeParameterResourceLocator, group: GroupReference): GroupNotes {
	return { notedAt: new Date().toISOString(), asked: askedFor(locator), group };
}

function freshNotes(about: SideNotes | null, locator: INodeParameterResourceLocator): GroupNotes | undefined {
	const notes = about as GroupNotes | null;
	if (!notes?.group || notes.asked !== askedFor(locator)) return undefined;
	return Math.abs(Date.now() - Date.parse(notes.notedAt)) < DAY ? notes : undefined;
}

function askedFor({ mode, value }: INodeParameterResourceLocator): string {
	return `${mode}:${String(value)}`;
}

/** A refused first page is the caller's; a page that fails later ends the listing, which is then incomplete (S60). */
async function listConnections(google: GoogleContacts, since: string | null): Promise<Listing> {
	const listing: Listing = { people: [], doubtful: [], mode: since ? 'changes' : 'full', syncToken: null, readAt: '' };
	try {
		for await (const page of connectionPages(google, { sync: { token: since } })) {
			listing.readAt ||= google.serverTime() ?? new Date().toISOString();
			const [doubtful, told] = partition(page.people, (person) => isDoubtful(person, since));
			listing.people.push(...told);
			listing.doubtful.push(...doubtful.flatMap(({ resourceName }) => resourceName ?? []));
			listing.syncToken = page.nextSyncToken;
		}
	} catch (error) {
		const failure = errorUnlessCancelled(error);
		if (failure instanceof GoogleError && failure.isOfSyncToken && since !== null) return await listConnections(google, null);
		if (listing.readAt === '') throw failure;
		return { ...listing, cutShort: failure.message };
	}
	// The token comes with the last page only: without one, pages are missing.
	return listing.syncToken === null ? { ...listing, cutShort: 'the last page is missing' } : listing;
}

/** Google tells deletions in a listing with a sync token alone, and then nothing of what the contact held. */
function isDoubtful({ metadata, ...person }: Person, since: string | null): boolean {
	return metadata?.deleted === true && (since === null || Object.keys(omit(person, ['resourceName', 'etag'])).length > 0);
}

/** The error of a request that failed, to go on with; the one of a cancelled execution is thrown on. */
function errorUnlessCancelled(error: unknown): Error {
	if (error instanceof CancelledError || !(error instanceof Error)) throw error;
	return error;
}

async function readSingles(
	google: GoogleContacts,
	instruction: ReadInstruction,
	show: (person: Person, byId: boolean) => Reading,
	listing: Listing,
): Promise<Singles> {
	const seen = new Set(listing.people.map((person) => person.resourceName));
	const singles: Singles = { readings: [], renamed: new Map() };
	for (const ids of chunk([...new Set([...instruction.ids, ...listing.doubtful])].filter((id) => !seen.has(id)), BATCH.get)) {
		const answers = await google.getBatch(ids).catch(errorUnlessCancelled);
		if (answers instanceof Error) return { ...singles, cutShort: answers.message };
		for (const [id, answer] of answers) {
			switch (answer.kind) {
				case 'contact':
					// After a merge the old name answers with the contact that goes on for it.
					if (answer.person.resourceName !== id) noteRename(singles, id, answer.person.resourceName);
					if (!seen.has(answer.person.resourceName)) singles.readings.push(show(answer.person, true));
					seen.add(answer.person.resourceName);
					break;
				case 'gone':
					singles.readings.push(absence(id, 'gone'));
					break;
				case 'refused':
					if (answer.error.access) singles.readings.push(absence(id, 'forbidden'));
					else singles.cutShort = answer.error.message;
					break;
				case 'silent':
					// No word of a contact is no proof that it is gone (F10).
					singles.cutShort = `no answer for ${id}`;
			}
		}
	}
	return singles;
}

/**
 * Lists contacts, and then the labels, so that each that a contact holds is among them. Where one is called otherwise by now,
 * everything is listed: of that Google need not list anybody as changed.
 */
async function listLabelled(google: GoogleContacts, since: string | null, { fields, about }: ReadInstruction): Promise<{ listing: Listing; labels?: Labels }> {
	const listing = await listConnections(google, since);
	if (!fields.includes(LABELS)) return { listing };
	const labels = await Labels.read(google);
	const differ = labels.differFrom((about as GroupNotes | null)?.labels ?? {});
	return { listing: listing.mode === 'changes' && differ ? await listConnections(google, null) : listing, labels };
}

function absence(id: string, reason: AbsenceReading['reason']): Reading {
	return { kind: 'absence', side: 'google', id, reason, at: null };
}

function toReading(person: Person, instruction: ReadInstruction, { group, labels }: Shown, byId = false): Reading {
	const id = person.resourceName ?? '';
	if (person.metadata?.deleted) return absence(id, 'deleted');
	const options = { onlyEmailAsWork: instruction.run.onlyEmailAsWork, scope: group.resourceName };
	const origin = originOf(person);
	const previousIds = person.metadata?.previousResourceNames ?? [];
	return {
		kind: 'contact',
		side: 'google',
		id,
		fields: withNames(instruction.fields.length > 0 ? readPerson(person, instruction.fields, options) : readWholePerson(person, options), labels),
		lists: readLists(person),
		emails: emailsOf(person),
		inScope: isMember(person, group),
		modifiedAt: modifiedAtOf(person),
		...(origin && { origin }),
		...(previousIds.length > 0 && { previousIds }),
		...(byId && { byId }),
	};
}

/** A contact holds groups; people know them by their names. */
function withNames(fields: FieldValues, labels: Labels | undefined): FieldValues {
	if (fields[LABELS] === undefined) return fields;
	const { [LABELS]: groups, ...others } = fields;
	const names = labels?.shown(groups) ?? '';
	return names === '' ? others : { ...others, [LABELS]: names };
}

function isMember(person: Person, group: GroupReference): boolean {
	return groupsOf(person).includes(group.resourceName);
}
