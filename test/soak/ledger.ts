import type { SideName } from '../../nodes/shared/protocol';
import type { SoakPerson, SoakSide } from './soakSide';

/** A value that a user typed, unlike any other. */
interface Typed {
	side: SideName;
	id: string;
	field: string;
	value: string;
	/** By a later edit of the same field of the same record, or the deletion of the record by a user. */
	superseded: boolean;
}

/** A row of the journal, as far as a lost value is looked for in it. */
export interface Overwritten {
	side?: unknown;
	before?: unknown;
}

/** What users did, and what must therefore hold in the end. */
export class Ledger {
	private readonly typed: Typed[] = [];

	/** What no field of the map names, of each record that a user made. */
	private readonly unmapped = new Map<string, string>();

	private readonly seen = new Set<string>();

	private readonly deleted = new Set<string>();

	/** People who were deleted or taken out of scope: they need not be the same on both sides. */
	private readonly apart = new Set<string>();

	noteAdded(side: SoakSide, id: string): void {
		this.unmapped.set(`${side.name} ${id}`, side.unmapped(id));
	}

	noteTyped(side: SideName, id: string, field: string, value: string, isOwn: boolean): void {
		this.supersede((one) => one.side === side && one.id === id && one.field === field);
		if (isOwn) this.typed.push({ side, id, field, value, superseded: false });
	}

	noteDeleted(side: SideName, { id, who }: SoakPerson): void {
		this.supersede((one) => one.side === side && one.id === id);
		this.deleted.add(who);
		this.apart.add(who);
	}

	noteMoved({ who }: SoakPerson): void {
		this.apart.add(who);
	}

	/** Takes note of who is where, so that nobody vanishes unnoticed. */
	look(sides: readonly SoakSide[]): void {
		for (const side of sides) side.people().forEach(({ who }) => this.seen.add(`${side.name} ${who}`));
	}

	/**
	 * What is wrong, in sentences; empty when all is well.
	 *
	 * @param isAlike whether people who were neither deleted nor moved have to be the same on both sides.
	 */
	faults(sides: readonly SoakSide[], journal: readonly Overwritten[], isAlike = true): string[] {
		return [
			...this.lostValues(sides, journal),
			...sides.flatMap((side) => this.doubles(side)),
			...this.vanished(sides),
			...(isAlike ? this.different(sides) : []),
			...sides.flatMap((side) => this.touched(side)),
			...sides.flatMap((side) => side.strayWrites().map((name) => `F13: a write to ${side.name} named ${name}`)),
			...sides.flatMap((side) => (side.overlaps() > 0 ? [`writes to ${side.name} overlapped`] : [])),
		];
	}

	private supersede(which: (typed: Typed) => boolean): void {
		for (const one of this.typed) one.superseded ||= which(one);
	}

	private lostValues(sides: readonly SoakSide[], journal: readonly Overwritten[]): string[] {
		const kept = new Set(sides.flatMap((side) => side.people().flatMap(({ fields }) => Object.values(fields))));
		const noted = new Set(journal.map(({ before }) => before));
		return this.typed
			.filter(({ superseded, value }) => !superseded && !kept.has(value) && !noted.has(value))
			.map(({ side, field, value }) => `F7: "${value}", typed as ${field} in ${side}, is lost`);
	}

	private doubles(side: SoakSide): string[] {
		const names = side.people().map(({ who }) => who);
		return [...new Set(names.filter((who, index) => names.indexOf(who) !== index))].map((who) => `F11: ${side.name} holds ${who} twice`);
	}

	private vanished(sides: readonly SoakSide[]): string[] {
		const present = new Set(sides.flatMap((side) => side.people().map(({ who }) => `${side.name} ${who}`)));
		return [...this.seen]
			.filter((one) => !present.has(one) && !this.deleted.has(one.split(' ')[1]))
			.map((one) => `F10: nobody deleted ${one}, who is gone`);
	}

	private different(sides: readonly SoakSide[]): string[] {
		const [google, crm] = sides.map((side) => new Map(side.people().map(({ who, fields }) => [who, JSON.stringify(Object.entries(fields).sort())])));
		const together = [...new Set([...google.keys(), ...crm.keys()])].filter((who) => !this.apart.has(who));
		return together
			.filter((who) => google.get(who) !== crm.get(who))
			.map((who) => `F1: ${who} is ${google.get(who) ?? 'missing'} in google and ${crm.get(who) ?? 'missing'} in crm`);
	}

	private touched(side: SoakSide): string[] {
		return side.people().flatMap(({ id }) => {
			const before = this.unmapped.get(`${side.name} ${id}`);
			const after = before === undefined ? undefined : side.unmapped(id);
			return before === after ? [] : [`F12: ${side.name} ${id} was ${before} and is ${after}`];
		});
	}
}
