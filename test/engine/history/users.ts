import type { FieldRow } from '../../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import type { ListEntry } from '../../../nodes/shared/lists/contactLists';
import type { FieldValues, SideName } from '../../../nodes/shared/protocol';
import type { StoredRecord } from '../addressBook';
import { PLAIN } from '../arranged';
import { inNamesOf } from '../histories';
import type { World } from '../world';
import type { Hazard } from './hazards';
import type { Kind } from './events';
import { TIERS } from './hazards';
import type { Step } from './steps';
import { FULL_MAP } from './steps';

/** A value that a user typed, unlike any other. */
export interface Typed {
	side: SideName;
	id: string;
	field: string;
	value: string;
	/** A user has since typed over it, or deleted or merged away its record. */
	superseded: boolean;
}

export type UserStep = Exclude<Step, Hazard | { do: 'run' | 'expire' | 'scope' | 'lose' | 'settings' | 'poison' | 'forbid' }>;

/** Values that several edits share, some of them equal only to the sync (P2). */
const SHARED: Record<string, string[]> = {
	givenName: ['Zoë', 'Zoe\u0308'],
	workPhone: ['555 0100', '(555) 0100', '+1 555 0100'],
	jobTitle: ['Clerk', ' Clerk ', 'Hidden'],
	notes: ['a\nb', 'a\r\nb', '😀'.repeat(50)],
};

/** The value of the title that a list view may leave out. */
export const HIDDEN_TITLE = 'Hidden';

/** The users of both sides: what they do to the address books, and who is who in truth. */
export class Users {
	readonly typed: Typed[] = [];

	/** Whose record it is, by side and id; a record that the sync makes is its source's. */
	readonly owner = new Map<string, string>();

	/** Fields that the map no longer named when their record still had its counterpart: none of the sync's business. */
	private readonly unmapped = new WeakSet<Typed>();

	/** Records that users deleted, and those that they merged away, with the id of the survivor. */
	readonly deleted = new Set<string>();

	readonly mergedInto = new Map<string, string>();

	/** Whose Google contacts became one: whose it is, only the sync's own rule tells (S21). */
	readonly merged = new Set<string>();

	/** Whose records came back from the recycle bin: they may by now have been made again. */
	readonly restored = new Set<string>();

	swaps = 0;

	/** What became of entries. */
	readonly kinds = new Set<Kind>();

	/** A run has begun by the settings of now. */
	isRunning = false;

	private count = 0;

	constructor(private readonly world: World) {}

	/** A person on both sides; every other one has entries in Google that are no field. */
	addPair(number: number): void {
		const fields = { givenName: `G${number}`, familyName: `N${number}`, workEmail: address(number), jobTitle: `T${number}` };
		const owner = `person ${number}`;
		for (const side of SIDES) {
			const id = this.add(side, fields, owner, true);
			const extras = { email: [EXTRAS.email(++this.count)], phone: [EXTRAS.phone(++this.count)] };
			if (side === 'google' && number % 2 === 0) this.world.books.google.arrange(id, { labels: {}, extras });
		}
	}

	/** A person on both sides without an e-mail. */
	addSilentPair(number: number): void {
		const owner = `silent ${number}`;
		for (const side of SIDES) this.add(side, { ...silent(Math.floor(number / 2), 2), jobTitle: `S${number}` }, owner, true);
	}

	take(step: UserStep): void {
		if (step.do === 'create') this.create(step);
		else if (step.do === 'silent') this.add(step.side, silent(step.name, step.phone), `silent newcomer ${++this.count}`, step.inScope);
		else if (step.do === 'label' || step.do === 'entry') this.arrange(step);
		else if (step.do === 'restore') this.restore(step);
		else {
			const record = this.pick(step.side, step.who);
			if (record) this.change(step, record);
		}
	}

	pick(side: SideName, number: number): StoredRecord | undefined {
		const records = [...this.world.books[side].records.values()];
		return records[number % Math.max(records.length, 1)];
	}

	private change(step: Exclude<UserStep, { do: 'create' | 'silent' | 'restore' | 'label' | 'entry' }>, record: StoredRecord): void {
		const { side } = step;
		switch (step.do) {
			case 'edit': {
				const row = FULL_MAP[step.row];
				const tier = row.transform !== undefined;
				const value = tier ? tierOf(step.value, side) : this.valueOf(step.value, row.google);
				this.type(side, record, { [row[side]]: value });
				if (step.value === 'own' && !tier) this.noteTyped({ side, id: record.id, field: row[side], value, superseded: false });
				return;
			}
			case 'email':
				this.type(side, record, inNames(side, { [step.home ? 'homeEmail' : 'workEmail']: address(step.email) }));
				return;
			case 'silence':
				this.type(side, record, inNames(side, { workEmail: '', homeEmail: '' }));
				return;
			case 'swap':
				this.swap(side, record, this.pick(side, step.other));
				return;
			case 'delete':
				this.supersede(record, () => true);
				this.deleted.add(key(side, record.id));
				this.world.remove(side, record.id);
				return;
			case 'move':
				this.world.books[side].setScope(record.id, !record.inScope, step.silently);
				return;
			case 'touch':
				this.world.books[side].touch(record.id);
				return;
			case 'merge':
				this.merge(side, record, this.pick(side, step.other));
		}
	}

	/** In Google an entry gets another label, or one comes or goes that is no field. */
	private arrange(step: Extract<Step, { do: 'label' | 'entry' }>): void {
		const records = [...this.world.books.google.records.values()].filter((one) => canArrange(one, step));
		const record = records[step.who % Math.max(records.length, 1)];
		if (!record) return;
		const { labels, extras } = record.arrangement ?? PLAIN;
		const number = ++this.count;
		this.kinds.add(step.do === 'label' ? 'relabelled' : step.adds ? 'entry added' : 'entry removed');
		this.world.books.google.arrange(record.id, {
			labels: step.do === 'label' ? { ...labels, [step.field]: step.label } : labels,
			extras: step.do === 'entry' ? { ...extras, [step.kind]: step.adds ? [...(extras[step.kind] ?? []), EXTRAS[step.kind](number)] : [] } : extras,
		});
	}

	private create({ side, email, inScope }: Extract<Step, { do: 'create' }>): void {
		const number = ++this.count;
		const value = `typed ${number}`;
		// Few names, so that namesakes and strangers share addresses.
		const fields = { givenName: `New${Number(number % 5 === 0)}`, familyName: `C${Number(number % 7 === 0)}`, workEmail: address(email), jobTitle: value };
		if (this.isTaken(side, inNames(side, fields))) return;
		const id = this.add(side, fields, `newcomer ${number}`, inScope);
		this.typed.push({ side, id, field: side === 'google' ? 'jobTitle' : 'Title', value, superseded: false });
	}

	private add(side: SideName, fields: FieldValues, owner: string, inScope: boolean): string {
		const id = this.world.add(side, { ...inNames(side, fields), own: `unmapped of ${owner}` }, { inScope });
		this.owner.set(key(side, id), owner);
		return id;
	}

	/** Out of the recycle bin, whoever put it there. */
	private restore({ side, who, untouched }: Extract<Step, { do: 'restore' }>): void {
		const book = this.world.books[side];
		const ids = [...this.owner.keys()].flatMap((text) => (text.startsWith(`${side} `) ? text.slice(side.length + 1) : []));
		const binned = ids.filter((id) => !book.records.has(id) && !this.mergedInto.has(key(side, id)));
		const id = binned[who % Math.max(binned.length, 1)];
		if (id === undefined) return;
		book.restore(id, untouched);
		if (book.isTaken(book.get(id).fields, id)) return book.remove(id);
		this.deleted.delete(key(side, id));
		this.restored.add(this.ownerOf(side, id));
	}

	private swap(side: SideName, a: StoredRecord, b: StoredRecord | undefined): void {
		if (!b || a === b || this.world.books[side].unique) return;
		const field = side === 'google' ? 'workEmail' : 'Email';
		const [first, second] = [a.fields[field] ?? '', b.fields[field] ?? ''];
		if (first === second) return;
		this.swaps += 1;
		this.type(side, a, { [field]: second });
		this.type(side, b, { [field]: first });
	}

	/**
	 * One record takes in another of its side: empty fields are filled, the second address is kept. Google gives what
	 * comes out a new id and names the old ones (S21); in the CRM the survivor keeps its own (S22).
	 */
	private merge(side: SideName, survivor: StoredRecord, loser: StoredRecord | undefined): void {
		if (!loser || loser === survivor) return;
		const book = this.world.books[side];
		const second = side === 'google' ? 'homeEmail' : 'Secondary_Email';
		const addresses = [loser, survivor].flatMap(({ fields }) => Object.entries(fields).flatMap(([name, value]) => (/email/i.test(name) ? value : [])));
		const kept = { ...loser.fields, ...survivor.fields };
		kept[second] ||= addresses.find((one) => !Object.values(kept).includes(one)) ?? '';
		book.remove(loser.id);
		let { id } = survivor;
		if (side === 'google') {
			book.remove(survivor.id);
			[survivor, loser].forEach((one) => this.merged.add(this.ownerOf(side, one.id)));
			const { inScope, origin } = survivor;
			id = this.world.add(side, kept, { inScope: inScope || loser.inScope, origin, previousIds: [survivor.id, loser.id] });
		} else book.edit(id, kept);
		[loser, survivor].forEach((one) => one.id !== id && this.mergedInto.set(key(side, one.id), id));
		this.owner.set(key(side, id), this.ownerOf(side, survivor.id));
		for (const typed of this.typed) {
			if (typed.side !== side || (typed.id !== survivor.id && typed.id !== loser.id)) continue;
			typed.id = id;
			if (kept[typed.field] !== typed.value) typed.superseded = true;
		}
	}

	ownerOf(side: SideName, id: string): string {
		return this.owner.get(key(side, id)) ?? '';
	}

	/** A record is deleted by the sync; of fields that had been un-mapped before its counterpart was deleted it knows nothing. */
	forgetUnmapped(id: string): void {
		for (const typed of this.typed) {
			if (typed.id === id && this.unmapped.has(typed)) typed.superseded = true;
		}
	}

	/** A run has seen the map: what it does not name of records that have their counterpart, the sync watches no more. */
	noteMap(rows: readonly FieldRow[], isWhole: (side: SideName, id: string) => boolean): void {
		for (const typed of this.typed) {
			const isMapped = rows.some((row) => row[typed.side] === typed.field);
			if (isMapped) this.unmapped.delete(typed);
			else if (isWhole(typed.side, typed.id)) this.unmapped.add(typed);
		}
	}

	/** What is typed where the last run named no field is none of the sync's business from the start. */
	private noteTyped(typed: Typed): void {
		this.typed.push(typed);
		const { mark } = this.world.state;
		const { rows } = this.isRunning ? this.world.settings : this.world.state;
		if (mark !== null && !rows.some((row) => row[typed.side] === typed.field)) this.unmapped.add(typed);
	}

	/** Types a value of somebody's own into a field. */
	typeOwn(side: SideName, id: string, row: number): void {
		const record = this.world.books[side].records.get(id);
		if (record) this.change({ do: 'edit', side, who: 0, row, value: 'own' }, record);
	}

	deleteRecord(side: SideName, id: string): void {
		const record = this.world.books[side].records.get(id);
		if (record) this.change({ do: 'delete', side, who: 0 }, record);
	}

	mergeInto(side: SideName, id: string, other: number): void {
		const record = this.world.books[side].records.get(id);
		if (record) this.merge(side, record, this.pick(side, other));
	}

	/** Another program sets fields. */
	set(side: SideName, id: string, fields: FieldValues): void {
		const record = this.world.books[side].records.get(id);
		if (record) this.type(side, record, fields);
	}

	private type(side: SideName, record: StoredRecord, fields: FieldValues): void {
		if (this.isTaken(side, fields, record.id)) return;
		this.supersede(record, (field) => field in fields);
		this.world.edit(side, record.id, fields);
	}

	private isTaken(side: SideName, fields: FieldValues, id?: string): boolean {
		return this.world.books[side].isTaken(fields, id);
	}

	private supersede(record: StoredRecord, touches: (field: string) => boolean): void {
		for (const typed of this.typed) {
			if (typed.id === record.id && touches(typed.field)) typed.superseded = true;
		}
	}

	private valueOf(value: 'own' | 'clear' | number, field: string): string {
		if (value === 'clear') return '';
		const number = ++this.count;
		if (value === 'own') return field === 'workPhone' ? `555 ${1_000 + number}` : `typed ${number}`;
		const shared = SHARED[field] ?? ['x'];
		return shared[value % shared.length];
	}
}

/** Whether a contact holds the entry that is to get another label, or to go. */
function canArrange({ fields, arrangement = PLAIN }: StoredRecord, step: Extract<Step, { do: 'label' | 'entry' }>): boolean {
	if (step.do === 'label') return fields[step.field] !== undefined && (arrangement.labels[step.field] ?? 'work') !== step.label;
	return step.adds || (arrangement.extras[step.kind] ?? []).length > 0;
}

/** Entries that no slot of the map takes for its own. */
const EXTRAS: Record<'email' | 'phone', (number: number) => ListEntry> = {
	email: (number) => ({ label: 'Club', parts: { value: `extra${number}@example.org` } }),
	phone: (number) => ({ label: 'home', parts: { value: `555 9${number}` } }),
};

function tierOf(value: 'own' | 'clear' | number, side: SideName): string {
	if (value === 'clear') return '';
	const tier = TIERS[value === 'own' ? 0 : value % TIERS.length];
	return side === 'google' && value === 2 ? tier.toUpperCase() : tier;
}

/** Few names and numbers, so that several have one. */
function silent(name: number, phone: number | null): FieldValues {
	return { givenName: `Mum${name}`, familyName: 'Lee', ...(phone !== null && { workPhone: `555 010${phone}` }) };
}

export function key(side: SideName, id: string): string {
	return `${side} ${id}`;
}

function address(number: number): string {
	return `p${number}@example.org`;
}

function inNames(side: SideName, fields: FieldValues): FieldValues {
	const { homeEmail, ...rest } = fields;
	return { ...inNamesOf(side, rest), ...(homeEmail !== undefined && { [side === 'google' ? 'homeEmail' : 'Secondary_Email']: homeEmail }) };
}
