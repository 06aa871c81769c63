import isEqual from 'lodash/isEqual';

import { addressesIn } from '../../nodes/ContactReconcile/engine/observe/snapshot';
import type { ContactLists, ListEntry, ListKind } from '../../nodes/shared/lists/contactLists';
import { LIST_KINDS, sameEntries, slotOf } from '../../nodes/shared/lists/contactLists';
import type { ListChange } from '../../nodes/shared/protocol/lists';
import { changedEntries, showsChanges } from '../../nodes/shared/lists/listChanges';
import { resultOf } from '../../nodes/shared/items/items';
import type {
	AddressLookUp,
	ContactOrigin,
	ContactReading,
	CreateOperation,
	FieldCapability,
	FieldValues,
	NameLookUp,
	Reading,
	ReadInstruction,
	SideName,
	UpdateOperation,
	WriteOperation,
	WriteResult,
} from '../../nodes/shared/protocol';
import { fullNameKeys, personName } from '../../nodes/shared/values/names';
import { sameText } from '../../nodes/shared/values/sameText';
import type { Arrangement } from './arranged';
import { afterChanges, listsOf, PLAIN } from './arranged';
import type { Clock } from './clock';

/** A record as an address book holds it. */
export interface StoredRecord {
	id: string;
	fields: FieldValues;
	/** The lists of a side that holds some; then `fields` are those that stand in none. */
	lists?: ContactLists;
	/** How the fields lie in lists, on a side that is seen to hold some. */
	arrangement?: Arrangement;
	inScope: boolean;
	/** By the side's own clock. */
	modifiedAt: number;
	origin?: ContactOrigin;
	/** Ids of the records that were merged into this one. */
	previousIds?: string[];
}

/**
 * What goes wrong with a write: refused, its answer lost before or after it took effect, never sent, or answered
 * without a word on what the record shows now.
 */
export type Fault = { refused: string; access?: boolean } | 'lostBefore' | 'lostAfter' | 'notSent' | 'blind';

/** What the CRM says of a unique value that another record has. */
export const DUPLICATE = 'another record has this value';

interface Version {
	at: number;
	record: StoredRecord | null;
}

/** One side in memory: answers reading instructions and carries operations out, as Get Changes and Apply Changes do. */
export class AddressBook {
	readonly records = new Map<string, StoredRecord>();

	/** What the side makes of the values that it is sent (S34, S35). */
	canonicalise: (fields: FieldValues) => FieldValues = (fields) => fields;

	/** Who the list view shows, besides those set out of scope. */
	view: (fields: FieldValues) => boolean = () => true;

	/** Listings show what was there so many milliseconds ago (S55). */
	lag = 0;

	/** How far the side's own clock is ahead by now; milliseconds. */
	skew = 0;

	/** Listings end half way (S60). */
	incomplete = false;

	/** Ids whose reading is refused (S41). */
	readonly forbidden = new Set<string>();

	/** A field that no two records may share; a write that would is refused. */
	unique: string | null = null;

	/** Contacts that the sync makes hold lists, as Google's do. */
	holdsLists = false;

	/** Contacts are seen as lists, in which their fields lie as they are arranged. */
	isArranged = false;

	/** The next reading finds its cursor expired (S40). */
	cursorLost = false;

	/** Hears of every change that an operation makes, when it takes effect. */
	heard: (operation: WriteOperation, before: StoredRecord | null, after: StoredRecord | null) => void = () => {};

	/** What a listing makes of the records that it should show: their order, or an answer by mistake. */
	listingOrder: (records: StoredRecord[]) => StoredRecord[] = (records) => records;

	/** Properties of fields other than the usual ones. */
	capabilities: Record<string, Partial<FieldCapability>> = {};

	scope: string;

	private nextId = 1;

	private readonly versions = new Map<string, Version[]>();

	constructor(
		readonly side: SideName,
		private readonly clock: Clock,
		private readonly usual: (side: SideName, field: string) => FieldCapability,
	) {
		this.scope = side === 'google' ? 'contactGroups/g' : 'Contacts/1';
	}

	add(fields: FieldValues, more: Partial<StoredRecord> = {}): string {
		const number = this.nextId++;
		const id = more.id ?? (this.side === 'google' ? `people/c${number}` : `58431040000000${number}`);
		this.store({ inScope: true, ...more, id, fields: filled(fields), modifiedAt: 0 });
		return id;
	}

	get(id: string): StoredRecord {
		const record = this.records.get(id);
		if (!record) throw new Error(`no ${this.side} record ${id}`);
		return record;
	}

	edit(id: string, fields: FieldValues): void {
		const record = this.get(id);
		this.store({ ...record, fields: filled({ ...record.fields, ...fields }) });
	}

	/** The user changes the entries of a list. */
	editList(id: string, kind: ListKind, entries: readonly ListEntry[]): void {
		const record = this.get(id);
		this.store({ ...record, lists: { ...record.lists, [kind]: entries } });
	}

	/** The user gives entries other labels, or keeps some that are no field. */
	arrange(id: string, arrangement: Arrangement): void {
		this.store({ ...this.get(id), arrangement });
	}

	/** What a record shows of its lists; undefined on a side without. */
	private listsIn({ lists, fields, arrangement = PLAIN }: StoredRecord): ContactLists | undefined {
		return this.isArranged ? listsOf(fields, arrangement) : lists;
	}

	/** @param silently the change leaves no modification time behind, as a list view that another table decides. */
	setScope(id: string, inScope: boolean, silently = false): void {
		const record = this.get(id);
		if (silently) record.inScope = inScope;
		else this.store({ ...record, inScope });
	}

	/** The server touches a record without changing a value (S63). */
	touch(id: string): void {
		this.store({ ...this.get(id) });
	}

	remove(id: string): void {
		this.records.delete(id);
		this.versions.get(id)?.push({ at: this.clock.tick(), record: null });
	}

	/**
	 * Brings a deleted record back out of the recycle bin, under its id.
	 *
	 * @param untouched it comes back with the modification time that it had.
	 */
	restore(id: string, untouched = false): void {
		const deleted = this.lastOf(id);
		if (!deleted) return;
		this.store(deleted);
		if (untouched) this.get(id).modifiedAt = deleted.modifiedAt;
	}

	/** What a record showed last, also when it has been deleted since. */
	lastOf(id: string): StoredRecord | undefined {
		return this.versions.get(id)?.flatMap(({ record }) => record ?? []).at(-1);
	}

	/** Whether a record ever showed a value, also when it has been deleted since. */
	hasShown(id: string, field: string, value: string): boolean {
		return (this.versions.get(id) ?? []).some(({ record }) => record?.fields[field] === value);
	}

	/** Whether some other record holds the unique value of these fields. */
	isTaken(fields: FieldValues, id?: string): boolean {
		const { unique } = this;
		const value = unique === null ? '' : (fields[unique] ?? '').trim().toLowerCase();
		return value !== '' && [...this.records.values()].some((other) => other.id !== id && other.fields[unique ?? '']?.trim().toLowerCase() === value);
	}

	/** Whether an update wants a unique value that one of the other operations will free. */
	waits(operation: WriteOperation, others: readonly WriteOperation[]): boolean {
		const { unique } = this;
		if (unique === null || operation.op !== 'update' || !this.isTaken(operation.set, operation.id)) return false;
		return others.some((other) => {
			if (other === operation || other.op === 'create' || other.side !== this.side) return false;
			const frees = other.op === 'delete' || unique in other.set;
			return frees && this.records.get(other.id)?.fields[unique] === operation.set[unique];
		});
	}

	isInScope(record: StoredRecord): boolean {
		return record.inScope && this.view(record.fields);
	}

	/** The items of one Get Changes. */
	read(instruction: ReadInstruction): Reading[] {
		const { side } = this;
		const readAt = this.clock.now - this.lag;
		const mode = instruction.scope === this.scope && !this.cursorLost ? instruction.mode : 'full';
		this.cursorLost = false;
		const since = mode === 'changes' ? Number(instruction.cursor) : 0;
		const all = this.asOf(readAt);
		const listed = this.listingOrder(
			all.flatMap(({ record, at }) => (record && (mode === 'changes' ? at >= since : this.lists(record)) ? record : [])),
		);
		const shown = this.incomplete ? listed.slice(0, Math.floor(listed.length / 2)) : listed;
		const readings: Reading[] = shown.map((record) => this.contact(record, instruction, this.isInScope(record)));
		for (const { id, record, at } of mode === 'changes' ? all : []) {
			if (record || at < since) continue;
			const deletedAt = side === 'google' ? null : this.time(at);
			readings.push({ kind: 'absence', side, id, reason: 'deleted', at: deletedAt });
		}
		const answered = new Set(readings.flatMap((reading) => (reading.kind === 'cursor' ? [] : reading.id)));
		readings.push(...instruction.ids.filter((id) => !answered.has(id)).map((id) => this.single(id, instruction)));
		const complete = !this.incomplete;
		return [
			...readings,
			{
				kind: 'cursor',
				side,
				mode,
				complete,
				cursor: complete ? String(readAt) : null,
				readAt: this.time(readAt),
				scope: this.scope,
				scopeName: 'Customers',
				fields: instruction.fields.map((field) => ({ ...this.usual(side, field), ...this.capabilities[field] })),
				about: { notedAt: new Date(this.clock.now).toISOString() },
				hints: [],
				run: instruction.run,
			},
		];
	}

	/** A time as the side tells it. */
	private time(at: number): string {
		return new Date(at + this.skew).toISOString();
	}

	/** Carries one operation out, or not. */
	apply(operation: WriteOperation, fault: Fault | undefined): WriteResult {
		if (fault === 'notSent') return resultOf(operation, 'notSent');
		if (fault === 'lostBefore') return resultOf(operation, 'unknown');
		if (typeof fault === 'object') {
			return refused(operation, fault.refused, `refused with ${fault.refused}`, fault.access);
		}
		const result = operation.op === 'create' ? this.create(operation) : this.change(operation);
		if (fault === 'blind') return { ...result, after: null, modifiedAt: null };
		return fault === 'lostAfter' ? resultOf(operation, 'unknown') : result;
	}

	private create(operation: CreateOperation): WriteResult {
		const { match, named } = operation;
		const existing = [...this.records.values()].find((record) => (match && standsInTheWay(record, match)) || (named && isNamesake(record, operation.set, named)));
		if (existing) return resultOf(operation, 'exists', { id: existing.id });
		if (this.isTaken(operation.set)) return refused(operation, 'DUPLICATE_DATA', DUPLICATE);
		const set = this.canonicalise(operation.set);
		const lists = this.holdsLists && operation.lists && Object.fromEntries(operation.lists.map(({ kind, changes }) => [kind, changedEntries([], changes)]));
		const made = this.isArranged && operation.lists ? afterChanges(withoutSlots(set), PLAIN, operation.lists).fields : set;
		const id = this.add(lists ? withoutSlots(set) : this.canonicalise(made), { origin: operation.origin ?? undefined, ...(lists && { lists }) });
		this.heard(operation, null, this.get(id));
		return this.written(operation, id, null);
	}

	private change(operation: Exclude<WriteOperation, CreateOperation>): WriteResult {
		const record = this.records.get(operation.id);
		if (!record) return resultOf(operation, 'gone');
		const before = seen(record, operation);
		const held = this.listsIn(record);
		const shows = (values: FieldValues) => Object.entries(values).every(([name, value]) => (held && slotOf(name)) || sameText(before[name] ?? '', value));
		const lists = operation.op === 'update' && operation.lists ? listsAfter(held, operation.lists) : held;
		const done = operation.op === 'update' && !operation.join && shows(operation.set) && sameLists(lists, held) && (operation.lists ?? []).every((list) => showsChanges(held?.[list.kind] ?? [], list));
		if (!done && !(shows(operation.expect) && showsExpectedLists(held, operation))) return resultOf(operation, 'mismatch', { before });
		if (operation.op === 'delete') {
			const { twin } = operation;
			if (twin !== undefined && !isEqual(record.fields, this.records.get(twin)?.fields)) return refused(operation, 'CHANGED_DOUBLE', 'the two contacts differ by now');
			this.remove(operation.id);
			this.heard(operation, record, null);
			return resultOf(operation, 'written', { before });
		}
		if (!done) {
			if (this.isTaken(operation.set, operation.id)) return refused(operation, 'DUPLICATE_DATA', DUPLICATE);
			const set = this.canonicalise(operation.set);
			const others = filled({ ...record.fields, ...rawNames(record, operation, held ? withoutSlots(set) : set) });
			const laid = this.isArranged ? this.laid(others, record, operation) : { fields: others, ...(lists && { lists }) };
			this.store({ ...record, ...laid, inScope: record.inScope || operation.join });
			this.heard(operation, record, this.get(operation.id));
		}
		return this.written(operation, operation.id, before);
	}

	/** The fields and the arrangement after the lists were changed, as the side stores what it is sent. */
	private laid(others: FieldValues, { fields, arrangement = PLAIN }: StoredRecord, operation: UpdateOperation): Pick<StoredRecord, 'fields' | 'arrangement'> {
		const after = afterChanges(others, arrangement, operation.lists ?? []);
		const changed = Object.entries(after.fields).map(([name, value]) => [name, value === fields[name] ? value : (this.canonicalise({ [name]: value })[name] ?? '')]);
		return { fields: filled(Object.fromEntries(changed)), arrangement: after.arrangement };
	}

	private written(operation: WriteOperation, id: string, before: FieldValues | null): WriteResult {
		const record = this.get(id);
		const { modifiedAt } = record;
		const lists = this.listsIn(record);
		const set = operation.op === 'delete' ? {} : operation.set;
		const held = Object.fromEntries(Object.entries(set).filter(([field, value]) => lists && slotOf(field) && holdsValue(lists, field, value)));
		return resultOf(operation, 'written', { id, before, after: { ...seen(record, operation), ...held }, ...(lists && { lists }), modifiedAt: new Date(modifiedAt).toISOString() });
	}

	private store(record: StoredRecord): void {
		const at = this.clock.tick();
		const stored = { ...record, modifiedAt: at + this.skew };
		this.records.set(record.id, stored);
		this.versions.set(record.id, [...(this.versions.get(record.id) ?? []), { at, record: stored }]);
	}

	/** Google lists all connections, the CRM what its list view shows. */
	private lists(record: StoredRecord): boolean {
		return this.side === 'google' || this.isInScope(record);
	}

	private asOf(time: number): Array<Version & { id: string }> {
		return [...this.versions].flatMap(([id, versions]) => {
			const latest = versions.filter(({ at }) => at <= time).at(-1);
			return latest ? { id, ...latest } : [];
		});
	}

	private single(id: string, instruction: ReadInstruction): Reading {
		const { side } = this;
		const record = this.records.get(id);
		if (!record) return { kind: 'absence', side, id, reason: 'gone', at: null };
		if (this.forbidden.has(id)) return { kind: 'absence', side, id, reason: 'forbidden', at: null };
		return { ...this.contact(record, instruction, side === 'google' ? this.isInScope(record) : null), byId: true };
	}

	private contact(record: StoredRecord, instruction: ReadInstruction, inScope: boolean | null): ContactReading {
		const wanted = new Set(instruction.fields);
		const lists = this.listsIn(record);
		return {
			kind: 'contact',
			side: this.side,
			id: record.id,
			fields: Object.fromEntries(Object.entries(record.fields).filter(([name]) => wanted.has(name))),
			...(lists && { lists }),
			emails: lists ? [...addressesIn(lists)] : emailsOf(record),
			inScope,
			modifiedAt: new Date(record.modifiedAt).toISOString(),
			...(record.origin && { origin: record.origin }),
			...(record.previousIds && { previousIds: record.previousIds }),
		};
	}
}

/** What a record shows to those who see its one name as its family name. */
function seen({ fields }: StoredRecord, operation: WriteOperation): FieldValues {
	const { givenName, ...others } = fields;
	const isSeen = operation.op !== 'create' && operation.oneName && givenName && !fields.familyName;
	return isSeen ? { ...others, familyName: givenName } : { ...fields };
}

function rawNames({ fields }: StoredRecord, operation: WriteOperation, set: FieldValues): FieldValues {
	if (operation.op !== 'update' || !operation.oneName || fields.familyName || !fields.givenName) return set;
	const { givenName = '', familyName = fields.givenName, ...others } = set;
	return givenName === '' ? { ...others, givenName: familyName } : { ...others, givenName, familyName };
}

function withoutSlots(fields: FieldValues): FieldValues {
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !slotOf(name)));
}

function listsAfter(lists: ContactLists | undefined, changes: readonly ListChange[]): ContactLists | undefined {
	return lists && { ...lists, ...Object.fromEntries(changes.map((change) => [change.kind, changedEntries(lists[change.kind] ?? [], change.changes)])) };
}

function sameLists(a: ContactLists | undefined, b: ContactLists | undefined): boolean {
	return LIST_KINDS.every((kind) => sameEntries(a?.[kind], b?.[kind]));
}

function showsExpectedLists(lists: ContactLists | undefined, operation: Exclude<WriteOperation, CreateOperation>): boolean {
	if (operation.op === 'update') return (operation.lists ?? []).every(({ kind, expect }) => sameEntries(lists?.[kind], expect));
	return Object.entries(operation.lists ?? {}).every(([kind, expect]) => sameEntries(lists?.[kind as ListKind], expect));
}

function holdsValue(lists: ContactLists, field: string, value: string): boolean {
	const { slot, part } = slotOf(field) ?? {};
	return slot !== undefined && part !== undefined && (lists[slot.kind] ?? []).some(({ parts }) => parts[part] === value);
}

/** Every e-mail field is looked at; who shares an address knowingly stops nothing. */
function standsInTheWay(record: StoredRecord, { value, others = [], shared }: AddressLookUp): boolean {
	const addresses = emailsOf(record).map(addressKey);
	const own = [value, ...others].map(addressKey);
	const known = (shared?.addresses ?? []).map(addressKey);
	return !shared?.by.includes(record.id) && addresses.some((address) => own.includes(address) || known.includes(address));
}

/** The full name is looked at; who is known to be somebody else stops nothing. */
function isNamesake({ id, fields }: StoredRecord, set: FieldValues, { fields: named, address, others }: NameLookUp): boolean {
	const keysOf = (values: FieldValues) => fullNameKeys(personName(values, named, address));
	const keys = keysOf(set);
	return !others.includes(id) && keysOf(fields).some((key) => keys.includes(key));
}

/** Every address of a record, from whichever field. */
export function emailsOf({ fields, lists }: StoredRecord): string[] {
	if (lists) return [...addressesIn(lists)];
	return Object.entries(fields).flatMap(([name, value]) => (/email/i.test(name) ? value : []));
}

export function addressKey(address: string): string {
	return address.trim().toLowerCase();
}

function refused(operation: WriteOperation, code: string, message: string, access?: boolean): WriteResult {
	return resultOf(operation, 'failed', { error: { code, message, access } });
}

function filled(fields: FieldValues): FieldValues {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
