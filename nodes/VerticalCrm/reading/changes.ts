import type { IExecuteFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import omit from 'lodash/omit';

import { isTime } from '../../shared/values/dates';
import type { AbsenceReading, ContactReading, CursorReading, LinkName, Reading, ReadInstruction, SideNotes } from '../../shared/protocol';
import { findLinks } from './links';
import type { Listing } from './listing';
import { listAll, listDeleted } from './listing';
import type { ModuleField } from '../fields/moduleFields';
import { readModuleFields } from '../fields/moduleFields';
import { emailsOf, isToldIn, modifiedAtOf, readRecord, zohoTime } from '../fields/record';
import { deletedSince, deletionsOf, readSingles, withoutLiving } from './singles';
import type { Crm, CrmRecord } from '../transport/crm';
import { CrmError } from '../transport/error';
import type { ListView } from './scope';
import { resolveView } from './scope';

const DAY = 24 * 60 * 60 * 1_000;

/** A listing may lag behind what was written, so a reading looks back: what it sees twice changes nothing (S59). */
const OVERLAP = 5 * 60_000;

/** Times of modification are whole seconds, of a clock that is known to some seconds. */
const SETTLED = 10_000;

/** Below this many API credits the report says so. */
const FEW_CREDITS = 2_000;

/** What the node found out about the module, for as many fields as the sync needs. */
interface ModuleNotes extends SideNotes {
	asked: string;
	view: ListView;
	/** The mapped ones. */
	fields: ModuleField[];
	/** Every e-mail field of the module, mapped or not. */
	emailFields: string[];
	/** When those were modified whom the next reading sees again, since it looks back, by id; ISO times. */
	seen?: Record<string, string>;
}

interface Place {
	module: string;
	view: INodeParameterResourceLocator;
}

/** What one reading is about. */
interface Scope {
	module: string;
	notes: ModuleNotes;
	/** The mapped fields, by name. */
	fields: ReadonlyMap<string, ModuleField>;
	instruction: ReadInstruction;
}

interface Read {
	readings: Array<ContactReading | AbsenceReading>;
	endedEarly: string | null;
	/** Why a full reading was not told all who were deleted: its cursor stays, and the next one asks again. */
	feedEnded?: string | null;
	askedAt: string | null;
	/** What was listed as changed, and of whom it is known whether the view shows them. */
	changed: readonly CrmRecord[];
}

/**
 * Reads what a list view shows: everything, or what changed in the module since the cursor and who of them is in the
 * view, what was deleted, and single records besides.
 *
 * @returns readings that end with one cursor.
 * @throws NodeOperationError when the view does not exist; CrmError or LostAnswerError when nothing could be read.
 */
export async function readCrmChanges(
	context: IExecuteFunctions,
	crm: Crm,
	instruction: ReadInstruction,
	place: Place,
	itemIndex: number,
): Promise<Reading[]> {
	const take = async () => await takeNotes(context, crm, instruction, place, itemIndex);
	const fresh = freshNotes(instruction, place);
	const scopeOf = (notes: ModuleNotes): Scope => ({ module: place.module, notes, fields: new Map(notes.fields.map((field) => [field.name, field])), instruction });
	if (!fresh) return await readScope(crm, scopeOf(await take()));
	const readings = await readScope(crm, scopeOf(fresh)).catch((error: unknown) => {
		if (!(error instanceof CrmError) || error.isGeneral) throw error;
		return undefined;
	});
	if (readings && (await areTold(crm, place.module, fresh.fields, readings))) return readings;
	// What was noted of the module or its list view no longer holds; a view that is missing is named (S27).
	return await readScope(crm, scopeOf(await take()));
}

/** A field that was hidden since it was noted may come as an empty one: before that is believed, the fields are asked for. */
async function areTold(crm: Crm, module: string, fields: readonly ModuleField[], readings: readonly Reading[]): Promise<boolean> {
	const isEmptySomewhere = readings.some((reading) => reading.kind === 'contact' && fields.some(({ name }) => reading.fields[name] === undefined));
	if (!isEmptySomewhere) return true;
	const told = new Set((await readModuleFields(crm, module)).map(({ name }) => name));
	return fields.every(({ name }) => told.has(name));
}

async function readScope(crm: Crm, scope: Scope): Promise<Reading[]> {
	const { notes, instruction } = scope;
	const scopeId = scopeIdOf(scope);
	const isKnown = scopeId === instruction.scope && instruction.mode === 'changes' && isTime(instruction.cursor ?? '');
	const since = isKnown ? instruction.cursor : null;
	// Known only from the first answer on, so what came before counts as its start too.
	const startedBefore = crm.serverTime();
	const read = since === null ? await readView(crm, scope) : await readSince(crm, scope, since);
	const readAt = startedBefore ?? read.askedAt ?? new Date().toISOString();
	const single = await readAsked(crm, scope, read.readings);
	const linkable = await findLinkable(crm, notes.fields, instruction.links ?? []);
	const complete = read.endedEarly === null && single.complete;
	const readings = [...read.readings, ...single.readings];
	const next = read.feedEnded ? instruction.cursor : zohoTime(clockTime(readAt) - OVERLAP);
	const cursor: CursorReading = {
		kind: 'cursor',
		side: 'crm',
		count: readings.length,
		mode: since === null ? 'full' : 'changes',
		complete,
		cursor: complete ? next : null,
		readAt,
		scope: scopeId,
		scopeName: notes.view.name,
		fields: notes.fields.map((field) => omit(field, ['type', 'linkedModule', 'displays'])),
		about: { ...notes, seen: seenAt(read.changed, Date.parse(readAt)) },
		...(linkable.length > 0 && { linkable }),
		hints: hintsOf(crm, read),
		run: instruction.run,
	};
	return [...readings, cursor];
}

/** A clock on the way that is far ahead would have what happens until then missed; n8n's is not more than a day behind. */
function clockTime(readAt: string): number {
	const time = Date.parse(readAt);
	return time > Date.now() + DAY ? Date.now() : time;
}

/** Who was modified after the next reading begins, and so long before this one that a later edit bears another time. */
function seenAt(changed: readonly CrmRecord[], readAt: number): Record<string, string> {
	return Object.fromEntries(
		changed.flatMap((record) => {
			const modifiedAt = modifiedAtOf(record);
			const age = modifiedAt === null ? OVERLAP : readAt - Date.parse(modifiedAt);
			return modifiedAt !== null && age >= SETTLED && age <= OVERLAP ? [[record.id, modifiedAt]] : [];
		}),
	);
}

/** One request for a hundred names that wait; none when nobody waits. What cannot be looked up goes on waiting. */
async function findLinkable(crm: Crm, fields: readonly ModuleField[], links: readonly LinkName[]): Promise<LinkName[]> {
	const byName = new Map(fields.map((field) => [field.name, field]));
	const find = await findLinks(crm, fields, links.map(({ field, name }) => ({ [field]: name }))).catch((error: unknown) => {
		if (error instanceof CrmError) return undefined;
		throw error;
	});
	return links.filter(({ field, name }) => {
		const own = byName.get(field);
		return own !== undefined && typeof find?.(own, name) === 'object';
	});
}

function hintsOf(crm: Crm, { endedEarly, feedEnded = null }: Read): string[] {
	const left = crm.creditsLeft();
	return [
		...(endedEarly === null ? [] : [`The CRM's listing ended early, so nothing is concluded from it: ${endedEarly}.`]),
		...(feedEnded === null ? [] : [`The CRM did not tell all who were deleted since the last reading: ${feedEnded}. The next run asks again.`]),
		...(left !== null && left < FEW_CREDITS ? [`The CRM has ${left} API credits left for today. Run the sync less often.`] : []),
	];
}

function freshNotes(instruction: ReadInstruction, place: Place): ModuleNotes | undefined {
	const notes = instruction.mode === 'changes' ? (instruction.about as ModuleNotes | null) : null;
	if (!notes?.view || !notes.emailFields || notes.asked !== askedFor(instruction, place)) return undefined;
	return Math.abs(Date.now() - Date.parse(notes.notedAt)) < DAY ? notes : undefined;
}

async function takeNotes(
	context: IExecuteFunctions,
	crm: Crm,
	instruction: ReadInstruction,
	place: Place,
	itemIndex: number,
): Promise<ModuleNotes> {
	const view = await resolveView(context, crm, place.module, place.view, itemIndex);
	const fields = await readModuleFields(crm, place.module);
	const wanted = new Set(instruction.fields);
	return {
		notedAt: new Date().toISOString(),
		asked: askedFor(instruction, place),
		view,
		fields: wanted.size === 0 ? fields : fields.filter(({ name }) => wanted.has(name)),
		emailFields: fields.flatMap(({ kind, name }) => (kind === 'email' ? name : [])),
	};
}

function askedFor({ fields }: ReadInstruction, { module, view }: Place): string {
	return [module, view.mode, String(view.value), ...fields].join('\n');
}

/** Of records outside the list view no listing of it tells that they were deleted: the feed does. */
async function readView(crm: Crm, scope: Scope): Promise<Read> {
	const { module, notes, instruction } = scope;
	const listing = await listAll(crm, { module, fields: fieldsToRead(scope), view: notes.view.id });
	const { endedEarly, askedAt, records } = listing;
	const since = instruction.scope === scopeIdOf(scope) ? (instruction.cursor ?? '') : '';
	const deleted = isTime(since) ? await withoutLiving(crm, module, await deletedSince(crm, module, since)) : { absences: [], endedEarly: null };
	const readings = [...records.map((record) => toReading(record, scope, true)), ...deleted.absences];
	return { readings, endedEarly, feedEnded: deleted.endedEarly, askedAt, changed: records };
}

function scopeIdOf({ module, notes }: Scope): string {
	return `${module}/${notes.view.id}`;
}

/** The deleted feed comes last: a record that was deleted after it was listed is told as deleted in the same run. */
async function readSince(crm: Crm, scope: Scope, since: string): Promise<Read> {
	const { module } = scope;
	const request = { module, fields: fieldsToRead(scope), modifiedSince: since, latestFirst: true };
	const listing = await listAll(crm, request);
	// Whoever was seen as it is now, was so together with its place in the view.
	const changed = { ...listing, records: listing.records.filter((record) => scope.notes.seen?.[record.id] !== modifiedAtOf(record)) };
	const members = changed.records.length > 0 ? await listMembers(crm, scope, since) : undefined;
	const deleted = await withoutLiving(crm, module, await listDeleted(crm, module, since));
	const inView = new Set(members?.records.map(({ id }) => id));
	const isKnown = members?.endedEarly === null;
	const gone = new Set(deleted.absences.map(({ id }) => id));
	const left = isKnown ? changed.records.filter(({ id }) => !inView.has(id) && !gone.has(id)) : [];
	const singles = await readSingles(crm, module, left.map(({ id }) => id), fieldsToRead(scope));
	const missing = new Set(singles.absences.map(({ id }) => id));
	const contacts = changed.records
		.filter(({ id }) => !missing.has(id))
		.map((record) => toReading(singles.found.get(record.id) ?? record, scope, isKnown ? inView.has(record.id) : null));
	return {
		readings: [...contacts, ...singles.absences, ...deleted.absences],
		endedEarly:
			changed.endedEarly ??
			members?.endedEarly ??
			deleted.endedEarly ??
			(singles.complete ? null : 'a record that left the list view could not be read'),
		askedAt: changed.askedAt,
		// Who could not be read whole is to be told again.
		changed: (isKnown || changed.records.length === 0) && singles.complete ? listing.records : [],
	};
}

/** A CRM that honours the condition lists the changed members only; one that takes no notice lists the whole view. */
async function listMembers(crm: Crm, { module, notes }: Scope, since: string): Promise<Listing> {
	return await listAll(crm, { module, view: notes.view.id, fields: ['id'], modifiedSince: since });
}

function fieldsToRead({ notes }: Scope): string[] {
	return [...new Set(['Modified_Time', ...notes.fields.map(({ name }) => name), ...notes.emailFields])];
}

/** The records that the instruction asks for; whether the view shows them, only a listing can tell. */
async function readAsked(
	crm: Crm,
	scope: Scope,
	read: ReadonlyArray<ContactReading | AbsenceReading>,
): Promise<{ readings: Reading[]; complete: boolean }> {
	const answered = new Set(read.map(({ id }) => id));
	const asked = scope.instruction.ids.filter((id) => !answered.has(id));
	if (asked.length === 0) return { readings: [], complete: true };
	const { found, unlisted, absences, complete } = await readSingles(crm, scope.module, asked, fieldsToRead(scope));
	const contacts = [...found.values()].map((record) => {
		// What no listing shows, as a converted lead, is in no list view either.
		const inScope = unlisted.has(record.id) ? false : null;
		return { ...toReading(record, scope, inScope), byId: true as const };
	});
	const deleted = await deletionsOf(crm, scope.module, absences);
	return { readings: [...contacts, ...absences.map((one) => deleted.get(one.id) ?? one)], complete };
}

function toReading(record: CrmRecord, { notes, fields }: Scope, inScope: boolean | null): ContactReading {
	const names = [...fields.keys()];
	const shown = readRecord(record, names, fields);
	const isEmpty = (name: string): boolean => !(name in shown);
	// No record is without its name: one that comes so is hidden, and what else is empty in it may be too.
	const isHidden = names.some((name) => fields.get(name)?.mandatory && isEmpty(name));
	// Every field was asked for: one that the record does not name was not told, while an empty one is named.
	const untold = names.filter((name) => !isToldIn(record, name, fields.get(name)) || (isHidden && isEmpty(name)));
	return {
		kind: 'contact',
		side: 'crm',
		id: record.id,
		fields: omit(shown, untold),
		...(untold.length > 0 && { untold }),
		emails: emailsOf(record, notes.emailFields),
		inScope,
		modifiedAt: modifiedAtOf(record),
	};
}
