import type { BothSides } from '../../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import type { SideName } from '../../../nodes/shared/protocol';
import type { RunReport, World } from '../world';
import type { Hazard } from './hazards';
import { rowsTo, TIERS } from './hazards';
import type { Event } from './events';
import type { RunStep } from './steps';
import { FULL_MAP } from './steps';
import type { Users } from './users';
import { must } from './witness';

/** What hazards ask of whoever plays the history. */
interface Player {
	note(event: Event): void;
	/** A run that nothing befalls but this. */
	run(befalls: Partial<RunStep>): RunReport;
	isPoisoned(side: SideName, id: string): boolean;
	/** The last run was recorded, and the settings are those that it had. */
	isSteady(): boolean;
}

/** Several things in a certain order, with the runs between them. */
export class Hazards {
	constructor(
		private readonly world: World,
		private readonly users: Users,
		private readonly player: Player,
	) {}

	befall(step: Exclude<Hazard, { do: 'clock' }>): void {
		switch (step.do) {
			case 'again':
				this.loseAgain(step);
				return;
			case 'interval':
				this.crowdInterval(step);
				return;
			case 'slowSwap':
				this.swapSlowly(step);
				return;
			case 'tool':
				this.tug(step);
		}
	}

	/** Who is linked, alive on both sides, in the order of the memory. */
	private pairOf(who: number): BothSides<string> | undefined {
		const { contacts } = this.world.state;
		const pairs = contacts.flatMap(({ google, crm, detached }) => {
			const isLive = google && crm && !detached && this.world.books.google.records.has(google.id) && this.world.books.crm.records.has(crm.id);
			return isLive ? { google: google.id, crm: crm.id } : [];
		});
		return pairs[who % Math.max(pairs.length, 1)];
	}

	private loseAgain({ side, who, row, fault }: Extract<Hazard, { do: 'again' }>): void {
		const pair = this.pairOf(who);
		if (!pair) return;
		this.users.typeOwn(otherSide(side), pair[otherSide(side)], row);
		this.users.deleteRecord(side, pair[side]);
		const lost = this.player.run({ after: 2, faults: [fault] });
		if (lost.results.some(({ op, outcome }) => op === 'create' && outcome === 'unknown')) this.player.note('lost re-creation');
		this.player.run({ after: 2, lag: { google: 9, crm: 0 } });
	}

	private crowdInterval({ side, who, other, row, typed, merge }: Extract<Hazard, { do: 'interval' }>): void {
		const pair = this.pairOf(who);
		if (!pair) return;
		const left = otherSide(side);
		this.player.note('several in one interval');
		if (typed) this.users.typeOwn(left, pair[left], row);
		if (merge) this.users.mergeInto(side, pair[side], other);
		this.world.set({ rows: this.world.settings.rows.filter((one) => one.google !== FULL_MAP[row].google) });
		this.player.note('configuration change');
		this.users.deleteRecord(side, pair[side]);
	}

	/** S15: where nothing else stands in the way, the run that sees the whole of a swap ends it. */
	private swapSlowly({ who, other, after }: Extract<Hazard, { do: 'slowSwap' }>): void {
		const { world } = this;
		const pairs = [this.pairOf(who), this.pairOf(other)];
		const [a, b] = pairs;
		if (!a || !b || a.google === b.google) return;
		const address = (side: SideName, id: string): string => world.books[side].records.get(id)?.fields[side === 'google' ? 'workEmail' : 'Email'] ?? '';
		const [first, second] = [address('google', a.google), address('google', b.google)];
		const alone = (text: string): boolean => SIDES.every((side) => [...world.books[side].records.values()].filter(({ fields }) => Object.values(fields).includes(text)).length === 1);
		const inSync = alone(first) && alone(second) && address('crm', a.crm) === first && address('crm', b.crm) === second;
		const free = inSync && [a, b].every((pair) => this.isSeen(pair)) && this.isUntroubled([a, b]);
		this.player.note('slow swap');
		this.users.set('google', a.google, { workEmail: second });
		this.player.run({ after });
		this.users.set('google', b.google, { workEmail: first });
		// The first run may itself carry over a value that takes a record out of its list view.
		const isStillFree = free && this.isUntroubled([a, b]);
		const run = this.player.run({ after });
		const isSwapped = address('crm', a.crm) === second && address('crm', b.crm) === first;
		must('S15', !isStillFree || run.refusal !== null || isSwapped, () => `${a.crm} and ${b.crm} do not get each other's address`);
	}

	/**
	 * Whether the sync has seen these addresses: one that a contact got beside another of the same value is taken for the other
	 * under a new label, and two people who have swapped theirs already swap them back.
	 */
	private isSeen(pair: BothSides<string>): boolean {
		const known = this.world.state.contacts.find((one) => one.google?.id === pair.google);
		const addresses = { google: ['workEmail', 'homeEmail'], crm: ['Email'] };
		return SIDES.every((side) => addresses[side].every((field) => known?.[side]?.fields[field] === this.world.books[side].get(pair[side]).fields[field]));
	}

	/** Whether what is seen of these people is believed, and what is written to them succeeds, at once. */
	private isUntroubled(pairs: ReadonlyArray<BothSides<string>>): boolean {
		const { settings, books } = this.world;
		const leads = rowsTo(settings.rows, 'crm', 'Email').some(({ google }) => google === 'workEmail');
		const trouble = pairs.some((pair) => SIDES.some((side) => this.player.isPoisoned(side, pair[side]) || books[side].forbidden.has(pair[side]) || !books[side].isInScope(books[side].get(pair[side]))));
		return leads && settings.direction !== 'crmToGoogle' && settings.cap >= 500 && (settings.firstCap >= 500 || this.world.state.settled) && !trouble && this.player.isSteady() && SIDES.every((side) => books[side].skew === 0);
	}

	/** S64: what a tool sets back each time is written a few times, and then left alone. */
	private tug({ who, row }: Extract<Hazard, { do: 'tool' }>): void {
		const pair = this.pairOf(who);
		if (!pair) return;
		this.player.note('tool');
		const field = FULL_MAP[row];
		const values = field.transform ? TIERS : ['Chair', 'Clerk'];
		if (field.transform) this.player.note('transform');
		let written = 0;
		for (let turn = 0; turn < 12; turn++) {
			const side = SIDES[turn % 2];
			this.users.set(side, pair[side], { [field[side]]: values[turn % 2] });
			const { results } = this.player.run({});
			written += results.filter(({ side: on, id, outcome, fields }) => outcome === 'written' && id === pair[on] && fields.includes(field[on])).length;
		}
		must('S64', written <= 6, () => `${field.google} of ${pair.google} and ${pair.crm} is written ${written} times against a tool`);
	}
}
