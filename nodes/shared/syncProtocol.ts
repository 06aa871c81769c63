import type { ContactLists } from './contactLists';
import type { ListChange } from './listChanges';

/**
 * The shapes that travel between the three nodes of a sync, as the `json` of n8n items.
 *
 * Start Sync -> ReadInstruction -> Get Changes -> Reading -> Plan Changes -> WriteOperation -> Apply Changes
 * -> WriteResult -> Record Results.
 */

export type SideName = 'google' | 'crm';

/**
 * Field values of one contact, by the side's own field name: a key of the Google catalogue (`person.ts`) or the
 * CRM's API name. Every value is text, as the side shows it: dates as `YYYY-MM-DD` (`--MM-DD` without a year),
 * booleans as `true` or `false`, a multi-select as its values joined with `;`, a lookup as the name of its record.
 * An empty field may be left out; a missing key and `''` mean the same.
 */
export type FieldValues = Record<string, string>;

/** How a field's values are compared and what they may hold. */
export type FieldKind =
	| 'text'
	| 'note'
	| 'email'
	| 'phone'
	| 'country'
	| 'date'
	| 'url'
	| 'number'
	| 'boolean'
	| 'picklist'
	| 'multiPicklist'
	| 'lookup';

/** A text that is a date with its time; a whole number; a phone number or web site by the CRM's own rules. */
export type FieldFormat = 'dateTime' | 'integer' | 'crmPhone' | 'crmWebsite';

/** What a side can hold in one field. */
export interface FieldCapability {
	name: string;
	label: string;
	kind: FieldKind;
	/** False when the field is computed or the account may not change it. */
	writable: boolean;
	/** True when a record cannot be saved without it. */
	mandatory: boolean;
	/** In UTF-16 units; left out when unlimited. */
	maxLength?: number;
	/** The values that a picklist takes. */
	options?: string[];
	/** False when a date needs its year. Left out for other kinds. */
	yearOptional?: boolean;
	/** What more the field demands than its kind says. */
	format?: FieldFormat;
}

/** What every item of one run knows about the run. */
export interface RunStamp {
	id: string;
	/** ISO time after which no write may be sent: another run may hold the lease by then. */
	leaseExpiresAt: string;
	/** The execution that holds the lease; absent where writing needs none. */
	executionId?: string;
	/** The sync's name, as written into the origin of contacts that it creates. */
	syncName: string;
	/** Whether accounts that CRM records are to be linked to are created where the CRM has none of the name. */
	createAccounts?: boolean;
	/** Whether an e-mail of any label stands in for the work e-mail of a Google contact that has none. */
	onlyEmailAsWork: boolean;
}

/** Start Sync tells a side what to read. */
export interface ReadInstruction {
	kind: 'read';
	side: SideName;
	mode: 'full' | 'changes';
	/** What the last complete reading returned as its cursor; null in a full reading. */
	cursor: string | null;
	/** The scope that the cursor was taken in. A node set to another scope reads in full. */
	scope: string | null;
	/** Record ids to read one by one besides. */
	ids: string[];
	/** The mapped fields of this side. */
	fields: string[];
	/** What the side found out about its account earlier and may rely on for a day; its own business. */
	about: SideNotes | null;
	/** Names to look up that could not be linked to before. */
	links?: LinkName[];
	run: RunStamp;
}

/** The name of a record that a field is to link to. */
export interface LinkName {
	field: string;
	name: string;
}

/** Why a field was not linked: no record of the name, several, or one whose creation was refused or not answered. */
export type LinkProblem = 'none' | 'several' | 'refused' | 'lost';

export interface MissingLink extends LinkName {
	why: LinkProblem;
}

/** A side's own notes about group, view, field metadata and permissions, kept between runs. */
export interface SideNotes {
	/** ISO time by n8n's clock. */
	notedAt: string;
	[key: string]: unknown;
}

/** Who a Google contact was created for. */
export interface ContactOrigin {
	syncName: string;
	crmId: string;
}

/** A record as a side shows it now. */
export interface ContactReading {
	kind: 'contact';
	side: SideName;
	id: string;
	fields: FieldValues;
	/**
	 * Every entry of the lists that mapped fields are slots of, where the side holds lists. Which entry a field is says the
	 * engine; what `fields` shows of these fields is found by labels alone, for people to read.
	 */
	lists?: ContactLists;
	/** Every e-mail address of the record, mapped or not. */
	emails: string[];
	/** In the group or list view; null when this reading cannot tell. */
	inScope: boolean | null;
	/** ISO time by the side's clock. */
	modifiedAt: string | null;
	origin?: ContactOrigin;
	/** Ids that this record had before, as after a merge in Google. */
	previousIds?: string[];
	/** The record was asked for by its id: it is shown as it is now, while a listing may lag behind. */
	byId?: true;
}

/** A record that a side does not show. `deleted` is a tombstone; `gone` and `forbidden` answer a reading by id. */
export interface AbsenceReading {
	kind: 'absence';
	side: SideName;
	id: string;
	reason: 'deleted' | 'gone' | 'forbidden';
	/** ISO time by the side's clock, where it tells. */
	at: string | null;
}

/** Ends every reading, also an empty one. */
export interface CursorReading {
	kind: 'cursor';
	side: SideName;
	/** What was really read: a changes reading falls back to full when its cursor is lost. */
	mode: 'full' | 'changes';
	/** False when the listing ended early: then nothing may be concluded from what it does not show. */
	complete: boolean;
	/** What to pass as the next cursor; null when incomplete. */
	cursor: string | null;
	/** ISO time by the side's clock at which the reading started. */
	readAt: string;
	/** Identifies the group, or the module and list view. */
	scope: string;
	/** The scope as its users call it. */
	scopeName: string;
	/** The mapped fields that this side has; a mapped field that it lacks is not listed. */
	fields: FieldCapability[];
	about: SideNotes;
	/** Those of the names asked for that exactly one record has now. */
	linkable?: LinkName[];
	/** What the builder should know, in sentences. */
	hints: string[];
	run: RunStamp;
}

export type Reading = ContactReading | AbsenceReading | CursorReading;

/** The two records of one person; null for the one that does not exist yet. */
export interface ContactPair {
	google: string | null;
	crm: string | null;
}

interface OperationBase {
	kind: 'operation';
	side: SideName;
	contact: ContactPair;
	/** Group resource name, or module and list view, as the reading gave it. */
	scope: string;
	run: RunStamp;
}

/** Creates a record. The CRM looks `match` up first and answers `exists` instead where it finds one. */
export interface CreateOperation extends OperationBase {
	op: 'create';
	set: FieldValues;
	/** What becomes of the lists that fields of `set` are slots of, where the side holds lists. */
	lists?: ListChange[];
	/** The e-mail to look up before creating; null for a contact without one. */
	match: { field: string; value: string } | null;
	/** Written into Google contacts. */
	origin: ContactOrigin | null;
}

/** Changes fields of a record whose fields still show `expect`. An empty value in `set` clears the field. */
export interface UpdateOperation extends OperationBase {
	op: 'update';
	id: string;
	set: FieldValues;
	expect: FieldValues;
	/** What becomes of the lists that fields of `set` are slots of, where the side holds lists. */
	lists?: ListChange[];
	/** True where the contact's one name, a given name, is shown and set as its family name. */
	oneName?: boolean;
	/** Whether the Google contact joins the group. */
	join: boolean;
}

/** Deletes a record whose fields still show `expect`. */
export interface DeleteOperation extends OperationBase {
	op: 'delete';
	id: string;
	expect: FieldValues;
	/** What the lists that hold mapped fields showed, where the side holds lists. */
	lists?: ContactLists;
	/** True where the contact's one name, a given name, is shown as its family name. */
	oneName?: boolean;
	/** Another Google contact: deletes only what is its double, mapped or not. */
	twin?: string;
}

export type WriteOperation = CreateOperation | UpdateOperation | DeleteOperation;

/**
 * What became of an operation.
 * - `written`: done; `after` is what the record now shows.
 * - `exists`: not created, since `id` has the same e-mail.
 * - `mismatch`: not written, since the record no longer shows what was expected.
 * - `gone`: the record to change does not exist.
 * - `failed`: the API refused it; `error` says why.
 * - `unknown`: the answer was lost; it may or may not have happened.
 * - `notSent`: not tried: the lease had expired, the execution was cancelled, or access was lost before its turn.
 */
export type WriteOutcome =
	| 'written'
	| 'exists'
	| 'mismatch'
	| 'gone'
	| 'failed'
	| 'unknown'
	| 'notSent';

export interface WriteError {
	/** The API's own code. */
	code: string;
	message: string;
	/** What to do about it. */
	remedy?: string;
	/** The field that the API named. */
	field?: string;
	/** True when access was refused (401, 403) rather than the record. */
	access?: boolean;
}

export interface WriteResult {
	kind: 'result';
	side: SideName;
	op: WriteOperation['op'];
	contact: ContactPair;
	runId: string;
	outcome: WriteOutcome;
	/** The record written, found or tried; null when there is none. */
	id: string | null;
	/** The names of the fields that the operation set. */
	fields: string[];
	/** What the record showed just before the write, at least in `fields`; null when it was not read. */
	before: FieldValues | null;
	/** What the record shows after the write, at least in `fields`; null when nothing is known. */
	after: FieldValues | null;
	/** What the lists of the record show after the write, where the side holds lists. */
	lists?: ContactLists;
	/** ISO time of the record's last modification, by the side's clock. */
	modifiedAt: string | null;
	/** Fields left as they are, since there is no one record of the name to link to. */
	unlinked?: MissingLink[];
	/** True when no request was needed or possible: it showed the values already, or nothing else was to be written. */
	unsent?: true;
	error?: WriteError;
}
