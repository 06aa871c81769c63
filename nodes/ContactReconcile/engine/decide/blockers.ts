import type { SideName, WriteResult } from '../../../shared/protocol';
import type { Decision, DecisionContext } from './decision';
import { writesOf } from './decision';
import { decide } from './person';
import { fail } from '../model/draft';
import type { Pair, Failure } from '../model/types';
import { SIDES } from '../model/types';

/*
 * S15, S50: a value that only one record may have is refused as long as another one holds it. Whoever was refused is not
 * helped by waiting, but by a change of the other one: that is looked for in every run.
 */

/** A write that was refused. */
export interface Refused {
	contact: Pair;
	result: WriteResult;
}

/** The record that held a value which another one was refused. */
type Blocker = NonNullable<Failure['blockers']>[number];

/**
 * Notes with each failure the one other record that shows a value that was to be written; a value that several show is
 * none that must be unique.
 *
 * @param refused their failures are replaced.
 */
export function noteBlockers(contacts: readonly Pair[], refused: readonly Refused[], context: DecisionContext): void {
	const wanted = refused.flatMap(({ contact: pair, result }) => wantedValues(pair, result, context));
	if (wanted.length === 0) return;
	const fields = new Set(wanted.map(({ field }) => field));
	const holders = new Map<string, string[]>(wanted.map(({ key }) => [key, []]));
	for (const pair of contacts) {
		for (const side of SIDES) {
			const tree = pair[side];
			if (!tree || tree.presence === 'gone') continue;
			for (const field of fields) holders.get(keyOf(side, field, tree.fields[field]))?.push(tree.id);
		}
	}
	for (const { contact: pair, side, field, key } of wanted) {
		const others = [...new Set(holders.get(key))].filter((id) => id !== pair[side]?.id);
		if (others.length !== 1 || !pair.failure) continue;
		const blocker: Blocker = { side, field, id: others[0] };
		fail(pair, { ...pair.failure, blockers: [...(pair.failure.blockers ?? []), blocker] });
	}
}

interface Wanted {
	contact: Pair;
	side: SideName;
	field: string;
	key: string;
}

function wantedValues(pair: Pair, { side, error }: WriteResult, context: DecisionContext): Wanted[] {
	return writesOf(decide(pair, context))
		.filter(({ to, value }) => to === side && value !== '')
		.map(({ row, value }) => ({ field: context.rows[row][side], value }))
		.filter(({ field }) => error?.field === undefined || error.field === field)
		.map(({ field, value }) => ({ contact: pair, side, field, key: keyOf(side, field, value) }));
}

/** Services compare unique values without regard to case. */
function keyOf(side: SideName, field: string, value = ''): string {
	return [side, field, value.trim().toLowerCase()].join('\n');
}

/** A person for whom something is to be written. */
interface Planned {
	contact: Pair;
	decision: Decision;
}

/** Whose write frees the value that a blocker holds; nobody's where it keeps it; null where it has let it go. */
type Release<T> = (one: T, blocker: Blocker) => readonly T[] | null;

function releases<T extends Planned>(planned: readonly T[], contacts: readonly Pair[], rows: DecisionContext['rows']): Release<T> {
	const holders = new Map(contacts.flatMap((pair) => [pair.google, pair.crm].flatMap((tree) => (tree ? [[tree.id, pair]] : []))));
	const planOf = new Map<Pair | undefined, T>(planned.map((one) => [one.contact, one]));
	return (one, { side, field, id }) => {
		const holder = holders.get(id);
		const tree = holder?.[side];
		const wanted = writesOf(one.decision).find(({ row, to }) => to === side && rows[row][side] === field);
		if (!tree || tree.presence === 'gone' || !wanted) return null;
		if (keyOf(side, field, tree.fields[field]) !== keyOf(side, field, wanted.value)) return null;
		const plan = planOf.get(holder);
		return plan && givesUp(plan.decision, side, field, rows) ? [plan] : [];
	};
}

function blockersOf({ contact: pair }: Planned): readonly Blocker[] {
	return pair.failure?.blockers ?? [];
}

/**
 * Who waits after a failure in this run: whoever is not due, unless a record that blocked the write has given the value
 * up, or gives it up in this run. So the two sides of a swap go together, whichever of them is due.
 *
 * @param notDue whoever failed and is not due yet.
 */
export function stillWaiting<T extends Planned>(planned: readonly T[], notDue: ReadonlySet<T>, contacts: readonly Pair[], { rows }: DecisionContext): Set<T> {
	const waiting = new Set([...notDue].filter((one) => blockersOf(one).length > 0));
	if (waiting.size === 0) return new Set(notDue);
	const release = releases(planned, contacts, rows);
	const left = new Set(notDue);
	const isReleased = (one: T, blocker: Blocker): boolean => release(one, blocker)?.some((plan) => !left.has(plan)) ?? true;
	for (let released = true; released; ) {
		released = false;
		for (const one of waiting) {
			if (!blockersOf(one).some((blocker) => isReleased(one, blocker))) continue;
			waiting.delete(one);
			left.delete(one);
			released = true;
		}
	}
	return left;
}

/** Those who wait for each other's values: a swap, or a longer circle. By member; whoever is in none is left out. */
export function circlesOf<T extends Planned>(ready: readonly T[], contacts: readonly Pair[], { rows }: DecisionContext): Map<T, readonly T[]> {
	const blocked = ready.filter((one) => blockersOf(one).length > 0);
	const circles = new Map<T, readonly T[]>();
	if (blocked.length < 2) return circles;
	const release = releases(blocked, contacts, rows);
	const next = (one: T): T[] => blockersOf(one).flatMap((blocker) => release(one, blocker) ?? []);
	for (const one of blocked) {
		const reached = new Set<T>();
		for (let front = [one]; front.length > 0; ) {
			front = front.flatMap(next).filter((member) => !reached.has(member));
			front.forEach((member) => reached.add(member));
		}
		if (reached.has(one)) circles.set(one, [...reached]);
	}
	return circles;
}

function givesUp(decision: Decision, side: SideName, field: string, rows: DecisionContext['rows']): boolean {
	if (decision.kind === 'delete') return decision.on === side;
	return writesOf(decision).some(({ row, to }) => to === side && rows[row][side] === field);
}
