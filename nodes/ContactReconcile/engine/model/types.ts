import type {
	ContactOrigin,
	FieldCapability,
	FieldValues,
	MissingLink,
	SideName,
	SideNotes,
} from '../../../shared/protocol';
import type { ContactLists, ListKind } from '../../../shared/lists/contactLists';
import type { Places } from '../../../shared/lists/slots';
import type { RunSummary } from './run';
import type { FieldRow, SyncDirection, SyncSettings } from './settings';

export type { ContactClass, RunOutcome, RunSummary, SideCounts } from './run';
export type { ConflictWinner, FieldRow, SyncDirection, SyncSettings } from './settings';

export const SIDES: readonly SideName[] = ['google', 'crm'];

export function otherSide(side: SideName): SideName {
	return side === 'google' ? 'crm' : 'google';
}

/** One value or thing for each side. */
export type BothSides<T> = Record<SideName, T>;

/**
 * Where a record stands on its side.
 * - `in`, `out`: shown, inside or outside the group or list view.
 * - `unlisted`: a complete listing no longer shows it; to be read by id.
 * - `forbidden`: a reading by id was refused, or showed nothing though no deletion was told.
 * - `gone`: deleted, by a tombstone or a reading by id.
 */
export type Presence = 'in' | 'out' | 'unlisted' | 'forbidden' | 'gone';

/** What a side last showed of one record. Replaced as a whole, never changed, so that copies of a state may share it. */
export type Snapshot = Readonly<{
	id: string;
	presence: Presence;
	/** Milliseconds since 1970 by the side's clock; null when it never said. */
	modifiedAt: number | null;
	/** Mapped fields that hold something; of those that are slots in lists, what the entry that they are shows. */
	fields: Readonly<FieldValues>;
	/** The lists that mapped fields are slots of, and that of the addresses; left out where the side holds none. */
	lists?: ContactLists;
	/** Which entry of the lists each slot is, where `fields` show them; not stored. */
	places?: ReadonlyMap<ListKind, Places>;
	/** True where the contact's one name, a given name, is shown as its family name. */
	oneName?: true;
	/** Addresses other than the one that people are matched by. */
	otherEmails: readonly string[];
	origin: ContactOrigin | null;
	/**
	 * True when only id, name, e-mail and phones are kept (a Google contact outside the group), or what a look-up found a CRM
	 * record by: read it before deciding on it.
	 */
	partial: boolean;
}>;

export type DetachReason =
	| 'leftGroup'
	| 'leftView'
	| 'leftBoth'
	| 'outsideView'
	| 'deletedInGoogle'
	| 'deletedInCrm'
	| 'merged';

export interface Failure {
	attempts: number;
	/** Milliseconds since 1970 by n8n's clock. */
	retryAt: number;
	code: string;
	message: string;
	/** What was tried: a contact whose plan has changed since is tried again at once. */
	fingerprint: string;
	/** The records that held a value which was to be written, each the only one. None: left out. */
	blockers?: ReadonlyArray<{ side: SideName; field: string; id: string }>;
}

/**
 * What each side showed in each row of the field map when the two last agreed on it, by the row's position; null, or
 * past the end, before they ever did. Replaced as a whole, never changed, so that copies of a state may share it.
 */
export interface Base extends Readonly<BothSides<ReadonlyArray<string | null>>> {
	/** The fields of the two records that show just this, where that is known: those very objects, for a quick look. */
	readonly shownBy?: Readonly<BothSides<FieldValues>>;
}

/** How a field went back and forth. */
export interface FieldReturns {
	/** Digest of the value that the sync overwrote last, and of the side it stood on. */
	before: string;
	/** How often the sync wrote the value that it had overwritten the time before. */
	count: number;
	/** When the sync wrote last; milliseconds since 1970 by n8n's clock. */
	at: number;
}

/** One person: changed by the verbs of `draft.ts` alone. The record on each side, and what the two last agreed on, row by row of the field map. */
export interface Pair {
	readonly google: Snapshot | null;
	readonly crm: Snapshot | null;
	readonly agreed: Base;
	readonly detached: DetachReason | null;
	/** The Google contact was found outside the group and is to join it. */
	readonly joining: boolean;
	/** A CRM record that is as the sync created it, and that the list view has not shown yet. */
	readonly createdInCrm: boolean;
	/** When a create in Google was sent whose answer was lost; milliseconds since 1970 by n8n's clock. */
	readonly lostCreateAt: number | null;
	/** Since when a change waits for its turn; milliseconds since 1970 by n8n's clock. */
	readonly waitingSince: number | null;
	readonly failure: Failure | null;
	/** Fields that the sync overwrote lately, by the key of their row (S64); null when there is none. */
	readonly returns: Readonly<Record<string, FieldReturns>> | null;
}

export interface SideState {
	cursor: string | null;
	scope: string | null;
	scopeName: string;
	about: SideNotes | null;
	capabilities: FieldCapability[];
	/** When the last complete full reading was; milliseconds since 1970 by n8n's clock. */
	lastFullAt: number | null;
	/** Record ids to read one by one next time. */
	readNext: string[];
	/** Names that fields of the CRM could not be linked to; absent when there is none. */
	unlinked?: readonly MissingLink[];
	/** Deleted ids and when that was seen by n8n's clock, so that a stale listing does not bring them back (S10). */
	tombstones: Record<string, number>;
	/** When anything was last learnt of this side; milliseconds since 1970 by n8n's clock. Never yet: left out. */
	seenAt?: number;
	/** Ids of which a listing showed what may be older than what is known: to be read by id. None: left out. */
	doubts?: Record<string, Doubt>;
}

/** What a listing showed that is not believed yet (S55). */
interface Doubt {
	/** Milliseconds since 1970 by n8n's clock. */
	since: number;
	/** Whether the listing showed it in the group or list view; null where it could not tell. */
	inScope: boolean | null;
}

/** The settings that agreements depend on, as they were when the state was written. */
export interface SettingsMark {
	direction: SyncDirection;
	match: BothSides<string>;
	onlyEmailAsWork: boolean;
	phoneCountry: string;
	/** Version of the comparison rules. */
	normaliser: number;
	syncName: string;
	/** Absent where a version wrote it that kept no phone numbers of contacts outside the group. */
	withoutEmail?: SyncSettings['withoutEmail'];
}

export interface SyncState {
	version: 3;
	mark: SettingsMark | null;
	rows: FieldRow[];
	/** Rows of the settings that the module had no field for. None: left out. */
	dropped?: FieldRow[];
	/** Rows that are mapped no more, and whose fields have yet to be read to the end once more. None: left out. */
	former?: FieldRow[];
	sides: BothSides<SideState>;
	/** Everybody, a pair each, also those who are on one side alone. */
	contacts: Pair[];
	/** Of each person who is to be forgotten, digests by which they are known again. None: left out. */
	forgotten?: ReadonlyArray<readonly string[]>;
	/** True once a complete run left nothing for later. */
	settled: boolean;
	lastRun: RunSummary | null;
}
