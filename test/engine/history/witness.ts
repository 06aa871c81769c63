import { agreementOf, hasAgreed } from '../../../nodes/ContactReconcile/engine/model/agreement';
import { equivalent } from '../../../nodes/ContactReconcile/engine/values/normalise';
import type { Pair, SyncSettings, SyncState } from '../../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import { googleCapability } from '../../../nodes/shared/catalogue/googleFields';
import { sameText } from '../../../nodes/shared/values/sameText';
import type { ContactPair, FieldKind, FieldValues, SideName, WriteOperation } from '../../../nodes/shared/protocol';
import type { StoredRecord } from '../addressBook';
import type { World } from '../world';
import { rowsTo } from './hazards';
import { addressesOf } from './addresses';
import { FULL_MAP } from './steps';
import type { Users } from './users';
import { key } from './users';

/** Google's fields that may be told apart by their values alone: which of two addresses is which, their labels need not say. */
const ADDRESSES = ['workEmail', 'homeEmail'];

/** The fields that may stand for a field. */
export function kin(field: string): readonly string[] {
	return ADDRESSES.includes(field) ? ADDRESSES : [field];
}

/** What stands for a field on a record: its value, and of an address every one that the record holds. */
export function heldFor(field: string, { fields, arrangement }: StoredRecord): string[] {
	const others = kin(field).length > 1 ? (arrangement?.extras.email ?? []).flatMap(({ parts }) => parts.value ?? []) : [];
	return [...kin(field).map((name) => fields[name] ?? ''), ...others];
}

const NAME_FIELDS = ['givenName', 'familyName'];

/** Given and family name; empty where one is missing. */
function nameOf(side: SideName, { fields }: StoredRecord): string {
	const names = side === 'google' ? [fields.givenName, fields.familyName] : [fields.First_Name, fields.Last_Name];
	return names.every(Boolean) ? names.join(' ').normalize('NFC').toLowerCase() : '';
}

/** Full name and number; empty where one is missing. */
export function nameAndPhone(side: SideName, record: StoredRecord): string {
	const phone = (record.fields[side === 'google' ? 'workPhone' : 'Phone'] ?? '').replace(/\D/g, '');
	const name = nameOf(side, record);
	return name !== '' && phone.length >= 5 ? `${name} ${phone}` : '';
}

/** A property that a history breaks. */
export class Violation extends Error {
	constructor(
		readonly law: string,
		what: string,
	) {
		super(`${law}: ${what}`);
	}
}

/** Throws unless `holds`; the sentence is made only then, since this is asked a million times. */
export function must(law: string, holds: boolean, what: () => string): void {
	if (!holds) throw new Violation(law, what());
}

/** What the run that writes was entitled to know. */
export interface RunContext {
	/** What was remembered when it began. */
	before: SyncState;
	settings: SyncSettings;
	/** The settings or the scope differ from those of the remembered state. */
	reconfigured: boolean;
	/** Both listings were complete. */
	complete: boolean;
	/** No user edits between its reading and its writes. */
	undisturbed: boolean;
}

/** Watches every write as it takes effect in an address book, and knows what is true there. */
export class Witness {
	/** Effects of the present run: what happened on which side, and whose record was made. */
	effects: Array<{ side: SideName; op: WriteOperation['op']; owner: string }> = [];

	/** Name and number of everybody before the run. */
	private named: ReadonlyMap<string, string> = new Map();

	/** People whose two records could not be told to be one when the memory was lost: a double of theirs is no fault. */
	readonly unrecognisable = new Set<string>();

	deletions = 0;

	/** People whom the sync has not met since it lost its memory. */
	private readonly strangers = new Set<string>();

	private run: RunContext | undefined;

	constructor(
		private readonly world: World,
		private readonly users: Users,
		/** Whether values go across as they are, and by one map all the time. */
		private readonly isStrict: () => boolean,
	) {
		for (const side of SIDES) {
			world.books[side].heard = (operation, before, after) => this.hear(operation, before, after);
		}
	}

	begin(run: RunContext): void {
		this.recognise(run.before);
		this.run = run;
		this.effects = [];
		const all = SIDES.flatMap((side) => [...this.world.books[side].records.values()].map((record): [string, string] => [key(side, record.id), nameAndPhone(side, record)]));
		this.named = new Map(all);
	}

	/** Nothing is remembered, yet or any more: everybody has to be recognised. */
	noteLoss(): void {
		for (const owner of this.users.owner.values()) this.strangers.add(owner);
	}

	/** The run ended before its results were recorded: whom it created in the CRM, only the address tells (S43). */
	noteUnrecorded(): void {
		for (const { side, op, owner } of this.effects) {
			if (side === 'crm' && op === 'create') this.strangers.add(owner);
		}
	}

	/** Only people who have one address, their own, on both sides can be recognised (P5). */
	private recognise({ contacts }: SyncState): void {
		for (const contact of contacts) {
			const ids = SIDES.map((side) => ({ side, id: contact[side]?.id ?? '' }));
			const owners = ids.map(({ side, id }) => this.users.ownerOf(side, id));
			if (owners[0] === owners[1] && ids.every(({ side, id }) => this.world.books[side].records.has(id))) this.strangers.delete(owners[0]);
		}
		for (const owner of this.strangers) {
			if (!this.isRecognisable(owner)) this.unrecognisable.add(owner);
		}
	}

	private isRecognisable(owner: string): boolean {
		const keys = [this.addressesAlone(owner), SIDES.map((side) => this.nameAlone(side, owner))];
		return keys.some(([google, crm]) => google !== '' && google === crm);
	}

	/** The full name of somebody without an address, which nobody else has; empty where there is none. */
	private nameAlone(side: SideName, owner: string): string {
		const { rows } = this.world.settings;
		if (!NAME_FIELDS.every((name) => rows.some(({ google }) => google === name))) return '';
		const all = [...this.world.books[side].records.values()];
		const own = all.filter(({ id }) => this.users.ownerOf(side, id) === owner);
		const names = all.map((record) => nameOf(side, record));
		const name = own.length === 1 ? nameOf(side, own[0]) : '';
		return name !== '' && addressesOf(own[0]).size === 0 && names.filter((one) => one === name).length === 1 ? name : '';
	}

	private addressesAlone(owner: string): string[] {
		return SIDES.map((side) => {
			const all = [...this.world.books[side].records.values()];
			const own = all.filter(({ id }) => this.users.ownerOf(side, id) === owner);
			const address = (fields: FieldValues) => (fields[this.world.settings.match[side]] ?? '').trim().toLowerCase();
			const alone = own.length === 1 && all.filter(({ fields }) => address(fields) === address(own[0].fields)).length === 1;
			return alone ? address(own[0].fields) : '';
		});
	}

	private hear(operation: WriteOperation, before: StoredRecord | null, after: StoredRecord | null): void {
		const { run } = this;
		if (!run) throw new Error('a write outside of a run');
		const { side, op } = operation;
		const source = otherSide(side);
		this.effects.push({ side, op, owner: this.users.ownerOf(source, operation.contact[source] ?? '') });
		must('F16', mayWriteTo(run.settings, side), () => `a write to ${side}, the source`);
		this.checkJournal(operation, before, after, run.settings);
		switch (operation.op) {
			case 'create':
				this.checkCreate(operation, after, run);
				return;
			case 'update':
				this.checkUpdate(operation, before, after, run);
				return;
			case 'delete':
				this.deletions += 1;
				this.users.forgetUnmapped(operation.id);
				this.checkDelete(operation, before, run);
		}
	}

	/** F8: whatever goes away stands in the journal by now. */
	private checkJournal({ side }: WriteOperation, before: StoredRecord | null, after: StoredRecord | null, settings: SyncSettings): void {
		for (const [field, value] of Object.entries(before?.fields ?? {})) {
			if (kin(field).some((one) => after?.fields[one] === value)) continue;
			if (!after && !settings.rows.some((row) => row[side] === field)) continue;
			// An address that is no field's entry goes under that for further ones.
			const names = kin(field).length > 1 ? [...kin(field), 'otherEmail'] : [field];
			const stored = this.world.journal.some((row) => row.side === side && row.recordId === before?.id && names.includes(row.field) && sameText(row.before, value));
			must('F8', stored, () => `${field} "${value}" of ${before?.id} is destroyed and not in the journal`);
		}
	}

	private checkCreate(operation: Extract<WriteOperation, { op: 'create' }>, after: StoredRecord | null, run: RunContext): void {
		const { side } = operation;
		const source = otherSide(side);
		const owner = this.users.ownerOf(source, operation.contact[source] ?? '');
		if (after) this.users.owner.set(key(side, after.id), owner);
		must('F11', run.complete, () => `${owner} is created in ${side} although a listing ended early`);
		const isFound = side === 'google' || (operation.match?.value !== undefined && operation.set[operation.match.field] !== undefined) || operation.named !== undefined;
		must('F11', isFound, () => `${owner} is created in the CRM, where nothing would find the record again`);
		this.checkMapped(operation, run.settings);
		this.checkNamesake(operation, after, run);
		const own = [...this.world.books[side].records.keys()].filter((id) => this.users.ownerOf(side, id) === owner);
		const excused = this.unrecognisable.has(owner) || this.users.restored.has(owner) || this.users.merged.has(owner);
		must('F11', own.length === 1 || excused, () => `${owner} exists ${own.length} times in ${side}: ${own.join(', ')}`);
		this.checkResurrection(operation, run);
	}

	/** F11: nobody without an address is made beside somebody of the same full name and number, nor against the settings. */
	private checkNamesake({ side, contact: pair }: Extract<WriteOperation, { op: 'create' }>, after: StoredRecord | null, run: RunContext): void {
		const source = this.world.books[otherSide(side)].records.get(pair[otherSide(side)] ?? '');
		// A listing that lags behind may still show an address.
		const shown = this.world.books[otherSide(side)].lag > 0 ? after : source;
		if (!after || !source || [source, shown].some((record) => record && addressesOf(record).size > 0)) return;
		const { withoutEmail } = run.settings;
		must('S284', withoutEmail !== 'leaveOut' || run.before.contacts.some((one) => one[side] && one[otherSide(side)]?.id === source.id), () => `${source.id} has no address and is created in ${side}`);
		must('S284', side === 'google' || withoutEmail === 'sync', () => `${source.id} has no address and is created in the CRM`);
		// Whoever is created again was known as somebody else than that one before.
		const isAgain = run.before.contacts.some((one) => one[side] && one[otherSide(side)]?.id === source.id);
		if (isAgain || !run.undisturbed || this.world.books[side].lag > 0 || withoutEmail === 'leaveOut') return;
		const own = nameAndPhone(side, after);
		// Whoever gets the name or the number from this very run was somebody else when it was planned.
		const was = (one: StoredRecord): string => this.named.get(key(side, one.id)) ?? own;
		const other = [...this.world.books[side].records.values()].find((one) => one.id !== after.id && [nameAndPhone(side, one), was(one)].every((text) => text === own));
		must('F11', own === '' || !other, () => `${after.id} is created beside ${other?.id}, which has its name and number`);
	}

	/** F9: whoever was deleted by a user comes back only for an edit, or a way out of the recycle bin, on the other side. */
	private checkResurrection({ side, contact: pair }: WriteOperation, run: RunContext): void {
		const source = otherSide(side);
		const contact = run.before.contacts.find((one) => one[source]?.id === pair[source]);
		const isThere = contact?.[side] != null && this.world.books[side].records.has(contact[side].id);
		must('F11', !isThere || this.world.books[side].lag > 0, () => `${pair[source]} is made again in ${side}, though ${contact?.[side]?.id} is there`);
		const restored = this.users.restored.has(this.users.ownerOf(source, pair[source] ?? ''));
		if (!contact?.[side] || run.reconfigured || !run.undisturbed || restored || !this.users.deleted.has(key(side, contact[side].id))) return;
		const agreed = hasAgreed(contact);
		const record = this.world.books[source].records.get(pair[source] ?? '');
		const edited = record === undefined || this.isEdited(source, record, contact, run.before, side);
		must('F9', !agreed || edited, () => `${pair[source]} was deleted in ${side}, is not edited, and comes back`);
	}

	private checkUpdate(operation: Extract<WriteOperation, { op: 'update' }>, before: StoredRecord | null, after: StoredRecord | null, run: RunContext): void {
		const { side, set, expect } = operation;
		this.checkMapped(operation, run.settings);
		for (const [field, value] of Object.entries(set)) {
			const shown = kin(field).length > 1 ? expect[field] : (before?.fields[field] ?? '');
			must('F14', !equivalent(kindOf(side, field), value, shown), () => `${field} of ${operation.id} shows "${shown}" and is set to "${value}"`);
			this.checkWinner(operation, field, run);
		}
		for (const field of new Set([...Object.keys(before?.fields ?? {}), ...Object.keys(after?.fields ?? {})])) {
			must('F12', kin(field).some((one) => one in set) || before?.fields[field] === after?.fields[field], () => `${field} of ${operation.id} changes unasked`);
		}
	}

	/** F13: nothing but mapped fields, and only where they may go. */
	private checkMapped({ side, set }: Extract<WriteOperation, { op: 'create' | 'update' }>, settings: SyncSettings): void {
		for (const field of Object.keys(set)) {
			must('F13', rowsTo(settings.rows, side, field).length === 1, () => `${field} is written in ${side}`);
		}
	}

	/**
	 * F17, P9: the change of one side goes across whatever the winner; of two, the winner's, but for an address that the
	 * winner only cleared; only what was agreed is cleared.
	 */
	private checkWinner(operation: Extract<WriteOperation, { op: 'update' }>, field: string, run: RunContext): void {
		const { side, set, expect, contact: pair } = operation;
		const source = otherSide(side);
		const [row] = rowsTo(run.settings.rows, side, field);
		const index = run.before.rows.findIndex((one) => one[side] === field && one[source] === row?.[source]);
		if (this.isRenamed(pair, run.before)) return;
		const known = run.before.contacts.find(({ google, crm }) => google?.id === pair.google && crm?.id === pair.crm);
		const agreed = (index >= 0 && known && agreementOf(known, index)) || null;
		must('F24', set[field] !== '' || agreed !== null, () => `${field} of ${operation.id} is cleared though nothing was agreed`);
		if (!agreed || !row || row.transform || run.reconfigured) return;
		const kind = kindOf(side, field);
		const sourceChanged = !equivalent(kindOf(source, row[source]), set[field], agreed[source]);
		const targetChanged = !equivalent(kind, expect[field] ?? '', agreed[side]);
		// Another field may stand in for an empty family name, so that the value written is not the source's.
		if (row.crm === run.settings.crmNameField) return;
		must('F17', sourceChanged, () => `${field} of ${operation.id} is overwritten by a value that did not change`);
		const twoWay = run.settings.direction === 'both' && row.direction === 'both';
		const { winner } = run.settings;
		const isClearedAddress = field === run.settings.match[side] && (expect[field] ?? '') === '';
		const right = winner === 'newest' || winner === source || !targetChanged || !twoWay || isClearedAddress;
		must('F17', right, () => `${field} of ${operation.id} is overwritten by the loser of a conflict`);
	}

	/** A merge in Google gives a record a new id: what was agreed under its old one is not looked for. */
	private isRenamed({ google }: ContactPair, { contacts }: SyncState): boolean {
		const former = this.world.books.google.records.get(google ?? '')?.previousIds;
		return former !== undefined && !contacts.some((contact) => contact.google?.id === google);
	}

	private checkDelete({ side, id, contact: pair, twin }: WriteOperation & { op: 'delete' }, before: StoredRecord | null, run: RunContext): void {
		if (twin !== undefined) {
			const made = before?.origin !== undefined && this.world.books[side].records.has(twin);
			must('F10', run.settings.deletes && made, () => `${id} is deleted as a double of ${twin}, which the sync did not make`);
			return;
		}
		const cause = otherSide(side);
		const lost = pair[cause] ?? '';
		must('F10', run.settings.deletes, () => `${id} is deleted though deletions are off`);
		// A stale listing may yet show as deleted who is back from the recycle bin.
		const isBack = this.world.books[cause].lag > 0 && this.users.restored.has(this.users.ownerOf(cause, lost));
		must('F10', lost !== '' && (isBack || !this.world.books[cause].records.has(lost)), () => `${id} is deleted though ${lost} is there`);
		must('F10', run.complete, () => `${id} is deleted although a listing ended early`);
		must('F24', !run.reconfigured, () => `${id} is deleted in a run with changed settings`);
		const contact = run.before.contacts.find((one) => one[side]?.id === id || one[cause]?.id === lost);
		must('F10', contact !== undefined && !contact.detached, () => `${id} is deleted though it was detached or unknown`);
		must('F10', !this.isMergedAway(cause, lost, before), () => `${id} is deleted though ${lost} was merged into another record`);
		if (!contact || !before) return;
		must('F19', contact[side]?.presence !== 'gone', () => `${id} is back from the recycle bin and deleted again`);
		must('F19', !this.isUncarried(side, before, lost, run.settings), () => `${id} is deleted though a user filled a field that ${lost} never showed`);
		const agreed = hasAgreed(contact);
		must('F19', agreed && !this.isEdited(side, before, contact, run.before), () => `${id} is deleted though it was edited since the last agreement`);
	}

	/** Whether a user typed what the other record, now deleted, never showed: an edit, agreed on or not. */
	private isUncarried(side: SideName, record: StoredRecord, lost: string, { rows }: SyncSettings): boolean {
		if (!this.isStrict()) return false;
		const other = otherSide(side);
		return this.users.typed.some(({ id, field, value, superseded }) => {
			const named = rows.filter((one) => one[side] === field);
			const stands = id === record.id && !superseded && record.fields[field] === value;
			return stands && named.length > 0 && !named.some((row) => this.world.books[other].hasShown(lost, row[other], value));
		});
	}

	/** S21, S22, S355: the record went into another one, which still carries its address or, of who had none, the full name. */
	private isMergedAway(side: SideName, id: string, left: StoredRecord | null): boolean {
		const survivor = this.world.books[side].records.get(this.users.mergedInto.get(key(side, id)) ?? '');
		const address = left?.fields[this.world.settings.match[otherSide(side)]] ?? '';
		// A full reading of the list view cannot know of a survivor outside of it.
		if (side === 'crm' && survivor && !this.world.books.crm.isInScope(survivor)) return false;
		if (!survivor || !left) return false;
		if (addressesOf(left).size > 0) return address !== '' && Object.values(survivor.fields).includes(address);
		const name = nameOf(otherSide(side), left);
		return name !== '' && name === nameOf(side, survivor) && NAME_FIELDS.every((field) => this.world.settings.rows.some(({ google }) => google === field));
	}

	/**
	 * Whether a record shows anything else in a mapped field than when the two sides last agreed.
	 *
	 * @param to only in rows that lead to this side, where it is given.
	 */
	private isEdited(side: SideName, record: StoredRecord, contact: Pair, { rows }: SyncState, to?: SideName): boolean {
		return rows.some((row, index) => {
			if (to !== undefined && rowsTo([row], to, row[to]).length === 0) return false;
			const agreed = agreementOf(contact, index);
			if (!agreed) return false;
			const isSame = (value: string | undefined): boolean => value !== undefined && equivalent(kindOf(side, row[side]), value, agreed[side]);
			// Whoever had no address and has one is edited, whichever field or further entry it stands in.
			const kinAgreements = rows.flatMap((one, at) => (kin(row[side]).includes(one[side]) ? [agreementOf(contact, at)] : []));
			const kinRows = kinAgreements.map((one) => one?.[side] ?? '');
			if (kinAgreements.every((one) => one?.[side] === '') && heldFor(row[side], record).some((value) => value !== '')) return true;
			// One that was not agreed on may fill a field that was empty, or one of two of one value, or be a further entry that no field is.
			const hasRoom = kinRows.includes('') || new Set(kinRows).size < kinRows.length;
			const isNew = (value: string): boolean => value !== '' && !kinRows.some((known) => equivalent(kindOf(side, row[side]), value, known));
			if (to !== undefined && hasRoom && heldFor(row[side], record).some(isNew)) return true;
			// Of two addresses of one value, both are there, unless one entry was both.
			const were = rows.filter((one, at) => kin(row[side]).includes(one[side]) && isSame(agreementOf(contact, at)?.[side]));
			const entries = (contact[side]?.lists?.email ?? []).filter(({ parts }) => isSame(parts.value)).length;
			const held = heldFor(row[side], record).filter(isSame).length;
			return held < Math.min(new Set(were.map((one) => one[side])).size, Math.max(1, entries));
		});
	}
}

function mayWriteTo({ direction }: SyncSettings, side: SideName): boolean {
	return direction === 'both' || (direction === 'googleToCrm') === (side === 'crm');
}

const KINDS = new Map(FULL_MAP.map((row) => [row.crm, row.google]));

/** How the values of a field compare. */
export function kindOf(side: SideName, field: string): FieldKind {
	return googleCapability(side === 'google' ? field : (KINDS.get(field) ?? field))?.kind ?? 'text';
}
