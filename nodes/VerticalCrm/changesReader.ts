import type { IExecuteFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import chunk from 'lodash/chunk';
import omit from 'lodash/omit';

import { CancelledError } from '../shared/apiRequest';
import type {
	AbsenceReading,
	ContactReading,
	CursorReading,
	Reading,
	ReadInstruction,
	SideNotes,
} from '../shared/syncProtocol';
import type { ModuleField } from './moduleFields';
import { readModuleFields } from './moduleFields';
import { emailsOf, modifiedAtOf, readRecord } from './record';
import type { Crm, CrmRecord, ListRequest, RecordPage } from './transport/crm';
import { BATCH } from './transport/crm';
import { CrmError } from './transport/crmError';
import type { ListView } from './view';
import { resolveView } from './view';

const DAY = 24 * 60 * 60 * 1_000;

/** The CRM's times are whole seconds, so a reading looks back a little: what it sees twice changes nothing (S59). */
const OVERLAP = 2_000;

/** What the node found out about the module, for as many fields as the sync needs. */
interface ModuleNotes extends SideNotes {
	asked: string;
	view: ListView;
	fields: ModuleField[];
}

interface Listing {
	records: CrmRecord[];
	complete: boolean;
}

/** What one reading is about. */
interface Scope {
	module: string;
	view: ListView;
	fields: ModuleField[];
	instruction: ReadInstruction;
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
	where: { module: string; view: INodeParameterResourceLocator },
	itemIndex: number,
): Promise<Reading[]> {
	const { module } = where;
	const known = instruction.mode === 'changes' ? freshNotes(instruction, where) : undefined;
	const view = known?.view ?? (await resolveView(context, crm, module, where.view, itemIndex));
	const fields = known?.fields ?? mappedFields(await readModuleFields(crm, module), instruction);
	const scope: Scope = { module, view, fields, instruction };
	const since = `${module}/${view.id}` === instruction.scope && instruction.mode === 'changes' ? instruction.cursor : null;
	// Known only from the first answer on, so what came before counts as its start too.
	const startedBefore = crm.serverTime();
	const read = since === null ? await readView(crm, scope) : await readSince(context, crm, scope, since, where.view, itemIndex);
	const readAt = startedBefore ?? read.firstAnswerAt ?? new Date().toISOString();
	const single = await readSingles(crm, scope, read.readings);
	const complete = read.complete && single.complete;
	const about: ModuleNotes = known ?? { notedAt: new Date().toISOString(), asked: askedFor(instruction, where), view, fields };
	const cursor: CursorReading = {
		kind: 'cursor',
		side: 'crm',
		mode: since === null ? 'full' : 'changes',
		complete,
		cursor: complete ? zohoTime(Date.parse(readAt) - OVERLAP) : null,
		readAt,
		scope: `${module}/${view.id}`,
		scopeName: view.name,
		fields: fields.map((field) => omit(field, ['type', 'linkedModule'])),
		about,
		hints: [],
		run: instruction.run,
	};
	return [...read.readings, ...single.readings, cursor];
}

function freshNotes(
	instruction: ReadInstruction,
	where: { module: string; view: INodeParameterResourceLocator },
): ModuleNotes | undefined {
	const notes = instruction.about as ModuleNotes | null;
	if (!notes?.view || notes.asked !== askedFor(instruction, where)) return undefined;
	return Date.now() - Date.parse(notes.notedAt) < DAY ? notes : undefined;
}

function askedFor(
	{ fields }: ReadInstruction,
	{ module, view }: { module: string; view: INodeParameterResourceLocator },
): string {
	return [module, view.mode, String(view.value), ...fields].join('\n');
}

function mappedFields(fields: ModuleField[], instruction: ReadInstruction): ModuleField[] {
	if (instruction.fields.length === 0) return fields.slice(0, BATCH.fields - 1);
	const wanted = new Set(instruction.fields);
	return fields.filter(({ name }) => wanted.has(name));
}

/** ISO with an offset and without milliseconds, as If-Modified-Since takes it; never an HTTP date. */
function zohoTime(milliseconds: number): string {
	return `${new Date(milliseconds).toISOString().slice(0, 19)}+00:00`;
}

interface Read {
	readings: Reading[];
	complete: boolean;
	firstAnswerAt: string | null;
}

async function readView(crm: Crm, scope: Scope): Promise<Read> {
	let firstAnswerAt: string | null = null;
	const listing = await listAll(crm, { ...listRequest(scope), view: scope.view.id }, (time) => (firstAnswerAt ??= time));
	return { readings: listing.records.map((record) => toReading(record, scope, true)), complete: listing.complete, firstAnswerAt };
}

async function readSince(
	context: IExecuteFunctions,
	crm: Crm,
	scope: Scope,
	since: string,
	locator: INodeParameterResourceLocator,
	itemIndex: number,
): Promise<Read> {
	let firstAnswerAt: string | null = null;
	const changed = await listAll(crm, { ...listRequest(scope), modifiedSince: since }, (time) => (firstAnswerAt ??= time));
	const deleted = await readDeleted(crm, scope.module, since);
	// A CRM that honours the header lists the changed members only; one that ignores it lists the whole view.
	const members =
		changed.records.length > 0
			? await listAll(crm, { module: scope.module, view: scope.view.id, fields: ['id'], modifiedSince: since }).catch(
					async (error: unknown) => {
						if (error instanceof CrmError) await resolveView(context, crm, scope.module, locator, itemIndex);
						throw error;
					},
				)
			: { records: [], complete: true };
	const inView = new Set(members.records.map(({ id }) => id));
	const readings = changed.records.map((record) =>
		toReading(record, scope, members.complete ? inView.has(record.id) : null),
	);
	return {
		readings: [...readings, ...deleted.readings],
		complete: changed.complete && deleted.complete && members.complete,
		firstAnswerAt,
	};
}

function listRequest({ module, fields }: Scope): ListRequest {
	const names = fields.map(({ name }) => name).filter((name) => name !== 'Modified_Time');
	return { module, fields: [...names, 'Modified_Time'] };
}

/** A refused first page is the caller's; a page that fails later ends the listing, which is then incomplete (S60). */
async function listAll(crm: Crm, request: ListRequest, onAnswer: (time: string | null) => void = () => {}): Promise<Listing> {
	const listing: Listing = { records: [], complete: false };
	let pageToken: string | null = null;
	do {
		const page: RecordPage | undefined = await crm.list({ ...request, pageToken }).catch((error: unknown) => {
			if (pageToken === null || error instanceof CancelledError) throw error;
			return undefined;
		});
		onAnswer(crm.serverTime());
		if (!page) return listing;
		listing.records.push(...page.records);
		pageToken = page.nextPageToken;
	} while (pageToken !== null);
	listing.complete = true;
	return listing;
}

async function readDeleted(crm: Crm, module: string, since: string): Promise<{ readings: AbsenceReading[]; complete: boolean }> {
	const readings: AbsenceReading[] = [];
	for (let page = 1; ; page++) {
		const answer = await crm.deletedPage(module, since, page);
		for (const { id, deletedAt } of answer.records) {
			const at = deletedAt === null ? null : new Date(deletedAt).toISOString();
			readings.push({ kind: 'absence', side: 'crm', id, reason: 'deleted', at });
		}
		if (!answer.more) return { readings, complete: true };
	}
}

/** Single records tell whether they exist; whether the view shows them, only a listing can. */
async function readSingles(
	crm: Crm,
	scope: Scope,
	read: readonly Reading[],
): Promise<{ readings: Reading[]; complete: boolean }> {
	const answered = new Set(read.flatMap((reading) => (reading.kind === 'cursor' ? [] : reading.id)));
	const asked = scope.instruction.ids.filter((id) => !answered.has(id));
	const readings: Reading[] = [];
	for (const ids of chunk(asked, BATCH.ids)) {
		const page = await crm.list({ ...listRequest(scope), ids }).catch((error: unknown) => {
			if (error instanceof CancelledError) throw error;
			return error instanceof CrmError && error.isAccess ? ('forbidden' as const) : undefined;
		});
		if (!page) return { readings, complete: false };
		const found = new Map(page === 'forbidden' ? [] : page.records.map((record) => [record.id, record]));
		for (const id of ids) {
			const record = found.get(id);
			const reason = page === 'forbidden' ? 'forbidden' : 'gone';
			readings.push(record ? toReading(record, scope, null) : { kind: 'absence', side: 'crm', id, reason, at: null });
		}
	}
	return { readings, complete: true };
}

function toReading(record: CrmRecord, { fields }: Scope, inScope: boolean | null): ContactReading {
	return {
		kind: 'contact',
		side: 'crm',
		id: record.id,
		fields: readRecord(
			record,
			fields.map(({ name }) => name),
		),
		emails: emailsOf(record, fields),
		inScope,
		modifiedAt: modifiedAtOf(record),
	};
}
