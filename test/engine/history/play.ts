import type { SyncSettings } from '../../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import type { SideName, WriteOperation } from '../../../nodes/shared/protocol';
import type { Fault } from '../addressBook';
import type { RunReport } from '../world';
import { BLANK_MEMORY, MINUTE, World } from '../world';
import type { Event } from './events';
import { TIERS } from './hazards';
import { Hazards } from './hazardSteps';
import { checkConverged, checkLeftOut, checkSeen, checkTyped, heldBack } from './finalLaws';
import { kindsIn } from './kinds';
import { checkRun } from './runLaws';
import { Sharing } from './sharingLaws';
import type { History, RunStep, Step, WriteFault } from './steps';
import { canonicaliser, FULL_MAP } from './steps';
import { HIDDEN_TITLE, key, Users } from './users';
import { must, Witness } from './witness';

/** A run that nothing befalls. */
export const CALM: RunStep = {
	do: 'run', full: false, after: 15, lag: { google: 0, crm: 0 }, incomplete: null, crash: null, faults: [], meanwhile: null, approve: true,
};

/** Plays one history to its end and checks every property on the way. */
export function playHistory(history: History): Set<Event> {
	const player = new Player(history);
	history.steps.forEach((step) => player.take(step));
	player.finish();
	return player.events;
}

class Player {
	readonly events = new Set<Event>();

	readonly world: World;

	private readonly users: Users;

	private readonly witness: Witness;

	private readonly hazards: Hazards;

	private readonly sharing: Sharing;

	private readonly poisoned = new Set<string>();

	/** The last run ended without giving its lease back, or the memory is gone: the next one comes later. */
	private cut = false;

	private refused = '';

	constructor(private readonly history: History) {
		this.world = new World({ rows: FULL_MAP, ...history.settings });
		this.users = new Users(this.world);
		this.sharing = new Sharing(this.world);
		const unsteady: Event[] = ['hostile storage', 'configuration change', 'lost state'];
		this.witness = new Witness(this.world, this.users, () => !history.shortTitle && !unsteady.some((event) => this.events.has(event)));
		this.hazards = new Hazards(this.world, this.users, {
			note: (event) => this.events.add(event),
			run: (befalls) => this.run({ ...CALM, ...befalls, after: this.cut ? 15 : (befalls.after ?? CALM.after) }),
			isPoisoned: (side, id) => this.poisoned.has(key(side, id)),
			isSteady: () => !this.cut && !isReconfigured(this.world, this.world.state),
		});
		for (const side of SIDES) this.world.books[side].canonicalise = canonicaliser(history.storage[side]);
		const { google, crm } = this.world.books;
		google.isArranged = true;
		if (history.unique) crm.unique = 'Email';
		if (history.view) crm.view = (fields) => fields.Title?.trim() !== HIDDEN_TITLE;
		crm.capabilities = { Tier: { kind: 'picklist', options: TIERS }, ...(history.shortTitle && { Title: { maxLength: 7 } }) };
		if (SIDES.some((side) => history.storage[side] !== 'faithful')) this.events.add('hostile storage');
		for (let number = 0; number < history.people; number++) this.users.addPair(number);
		for (let number = 0; number < history.silent; number++) this.users.addSilentPair(number);
		const namesakes = history.namesakes ? [...SIDES, ...SIDES] : [];
		namesakes.forEach((side) => this.users.take({ do: 'create', side, email: 8, inScope: true }));
		this.witness.noteLoss();
		this.run(CALM);
	}

	take(step: Step): void {
		const { world } = this;
		switch (step.do) {
			case 'run':
				this.run(step);
				return;
			case 'settings':
				this.events.add('configuration change');
				world.set(step.change);
				return;
			case 'scope':
				this.events.add('configuration change');
				world.books[step.side].scope += '0';
				return;
			case 'lose':
				this.lose(step.how);
				return;
			case 'expire':
				world.books[step.side].cursorLost = true;
				return;
			case 'forbid':
			case 'poison':
				this.trouble(step);
				return;
			case 'clock':
				this.events.add('clock back');
				world.books[step.side].skew -= step.minutes * MINUTE;
				return;
			case 'again':
			case 'interval':
			case 'slowSwap':
			case 'tool':
				this.hazards.befall(step);
				return;
			default:
				if (step.do === 'restore' && step.untouched) this.events.add('restored as it was');
				if (step.do === 'edit' && FULL_MAP[step.row].transform) this.events.add('transform');
				if (step.do === 'merge') this.events.add('merge');
				if (step.do === 'restore') this.events.add('recycle bin');
				if (step.do === 'delete') this.events.add('deletion');
				this.users.take(step);
				for (const kind of this.users.kinds) this.events.add(kind);
				if (this.users.swaps > 0) this.events.add('e-mail swap');
		}
	}

	private lose(how: 'erased' | 'corrupt'): void {
		this.events.add('lost state');
		this.witness.noteLoss();
		this.world.memory = how === 'erased' ? BLANK_MEMORY : this.world.memory.slice(0, -9);
		this.cut = true;
	}

	private trouble(step: Extract<Step, { do: 'forbid' | 'poison' }>): void {
		const record = this.users.pick(step.side, step.who);
		if (!record) return;
		if (step.do === 'forbid') this.world.books[step.side].forbidden.add(record.id);
		else this.poisoned.add(key(step.side, record.id));
	}

	private run(step: RunStep): RunReport {
		const { world, witness } = this;
		const before = world.state;
		for (const kind of kindsIn(world)) this.events.add(kind);
		for (const side of SIDES) {
			world.books[side].lag = step.lag[side] * MINUTE;
			world.books[side].incomplete = step.incomplete === side;
		}
		world.set({ approvedDigest: step.approve ? this.refused : '' });
		world.meanwhile = () => {
			this.users.isRunning = true;
			if (step.meanwhile) this.users.take(step.meanwhile);
			this.users.isRunning = false;
			this.sharing.begin();
		};
		let turn = 0;
		world.fault = (operation) => this.faultOf(operation, step.faults[turn++ % step.faults.length]);
		const context = { before, settings: world.settings, reconfigured: isReconfigured(world, before), complete: step.incomplete === null, undisturbed: step.meanwhile === null };
		witness.begin(context);
		const run = world.sync({ full: step.full, after: this.cut ? Math.max(15, step.after) : step.after, crash: step.crash ?? undefined });
		checkRun(world, run, context, witness);
		this.sharing.check(run, before);
		this.users.noteMap(world.state.rows, (side, id) => isWhole(world, side, id));
		if (step.crash || run.results.some(({ outcome }) => outcome === 'unknown')) witness.noteUnrecorded();
		this.cut = step.crash !== null;
		this.refused = run.refusal?.digest ?? '';
		this.note(step, run);
		return run;
	}

	private faultOf(operation: WriteOperation, fault: WriteFault | undefined): Fault | undefined {
		const isPoisoned = SIDES.some((side) => this.poisoned.has(key(side, operation.contact[side] ?? '')));
		if (isPoisoned || fault === 'refused') return { refused: 'INVALID_DATA' };
		if (fault === 'access') return { refused: 'NO_PERMISSION', access: true };
		return fault ?? undefined;
	}

	private note(step: RunStep, run: RunReport): void {
		const seen: Array<[Event, boolean]> = [
			['conflict', run.conflicts > 0],
			['crash', step.crash !== null],
			['cap', run.deferred > 0 && !run.refusal],
			['stale listing', step.lag.google + step.lag.crm > 0],
			['incomplete listing', step.incomplete !== null],
			['deleted by the sync', this.witness.deletions > 0],
			['refused plan', run.refusal !== null],
			['lost answer', run.results.some(({ outcome }) => outcome === 'unknown')],
			['failed write', run.results.some(({ outcome }) => outcome === 'failed')],
			['edit during a run', step.meanwhile !== null],
		];
		const read = this.world.settings.rows.map(({ google }) => google);
		seen.push(['meeting rows', read.length > new Set(read).size]);
		for (const [event, happened] of seen) if (happened) this.events.add(event);
	}

	/** No more edits and no more faults: the two sides become equal, and then nothing moves. */
	finish(): void {
		const { world } = this;
		checkTyped(world, this.users);
		this.poisoned.clear();
		for (const side of SIDES) world.books[side].forbidden.clear();
		this.settle(CALM);
		checkSeen(world, false);
		// A failed contact waits a day at most; who entered or left without an edit is seen by a full check.
		this.settle({ ...CALM, full: true, after: 25 * 60 });
		checkSeen(world, true);
		const last = this.run(CALM);
		checkConverged(world, last, this.events);
		checkLeftOut(world, last);
		checkTyped(world, this.users);
		const remembered = this.remembered();
		for (const full of [false, true]) {
			const run = this.run({ ...CALM, full });
			must('F2', isQuiet(run), () => `a settled sync writes ${JSON.stringify(run.writes)}`);
			const moved = this.remembered().filter((part) => !remembered.includes(part));
			must('F2', moved.length === 0, () => `the memory of a settled sync changes to ${moved.join()} from ${remembered.join()}`);
		}
	}

	/** F1: so many runs suffice as the caps ask for. */
	private settle(first: RunStep): void {
		const { world, history } = this;
		const { cap, firstCap } = world.settings;
		const most = 8 + Math.ceil((history.people + history.steps.length) / Math.min(cap, firstCap)) * 2;
		let run = this.run(first);
		for (let runs = 1; ; runs++) {
			// What is refused for good may take the place of others in a run.
			if (isQuiet(run) && !run.refusal && run.deferred === heldBack(run) && runs > 2) return;
			must('F1', runs < most, () => `still writing after ${most} runs: ${JSON.stringify(run.writes)}${run.refusal?.message ?? ''}`);
			run = this.run(CALM);
		}
	}

	private remembered(): string[] {
		const { contacts, rows, mark, settled } = this.world.state;
		// A write that is refused again and again, with longer waits, moves these two.
		const lasting = contacts.map((contact) => ({ ...contact, failure: null, waitingSince: null }));
		return [...lasting, { rows, mark, settled }].map((part) => JSON.stringify(part));
	}
}

/** Whether a record has its counterpart, as far as the sync knows. */
function isWhole({ state, books }: World, side: SideName, id: string): boolean {
	const contact = state.contacts.find((one) => one[side]?.id === id);
	const other = contact?.[otherSide(side)];
	return books[side].records.has(id) && (!other || other.presence === 'in' || other.presence === 'out');
}

/** What is refused for good: a unique value that another record keeps, a double that somebody has changed. */
const LASTING = ['DUPLICATE_DATA', 'CHANGED_DOUBLE'];

/** Nothing is written but what is refused for good, tried again ever more seldom (S50). */
function isQuiet({ results }: RunReport): boolean {
	return results.every(({ error }) => error !== undefined && LASTING.includes(error.code));
}

/** Whether settings that agreements hang on, or a scope, differ from those that the memory was made with (P8). */
function isReconfigured(world: World, before: ReturnType<World['plan']>['plan']['state']): boolean {
	if (before.mark === null) return false;
	const signature = (rows: SyncSettings['rows']) => rows.map((row) => JSON.stringify([row.google, row.crm, row.direction])).sort().join();
	const { direction, match, onlyEmailAsWork, rows } = world.settings;
	const same =
		before.mark.direction === direction &&
		before.mark.match.google === match.google &&
		before.mark.onlyEmailAsWork === onlyEmailAsWork &&
		signature(before.rows) === signature(rows) &&
		SIDES.every((side) => before.sides[side].scope === world.books[side].scope);
	return !same;
}
