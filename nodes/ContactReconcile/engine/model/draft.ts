import pickBy from 'lodash/pickBy';

import type { SideName } from '../../../shared/protocol';
import { NOTHING_AGREED } from './agreement';
import type { Base, Pair, DetachReason, Failure, FieldReturns, Presence, Snapshot, SideState, SyncState } from './types';

/*
 * The only hands on the memory: everything else reads it. Within a run it is changed in place, as thousands of people are
 * too many to copy at every step; each phase works on the copy that its caller made.
 */

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

function draft(pair: Pair): Draft<Pair> {
	return pair;
}

/** A side shows this record of a person; null: none any more. */
export function show(pair: Pair, side: SideName, tree: Snapshot | null): void {
	draft(pair)[side] = tree;
}

/** A side shows the same record somewhere else. */
export function stand(pair: Pair, side: SideName, presence: Presence): void {
	const tree = pair[side];
	if (tree) draft(pair)[side] = { ...tree, presence };
}

/** The two sides agree on what they show in these rows. */
export function agree(pair: Pair, agreed: Base): void {
	draft(pair).agreed = agreed;
}

/** What was agreed with another record, or happened to it, does not count for a new one. */
export function startAnew(pair: Pair): void {
	Object.assign(draft(pair), { agreed: NOTHING_AGREED, detached: null, failure: null, returns: null, lostCreateAt: null });
}

/** No longer synced, and why; what had failed will not be tried again. */
export function detach(pair: Pair, reason: DetachReason): void {
	Object.assign(draft(pair), { detached: reason, failure: null });
}

/** Synced again. */
export function attach(pair: Pair): void {
	draft(pair).detached = null;
}

/** A write was refused; null: it succeeded, or is not to be made any more. */
export function fail(pair: Pair, failure: Failure | null): void {
	draft(pair).failure = failure;
}

/** A change waits for its turn since then, in milliseconds since 1970; null: it had it. */
export function wait(pair: Pair, since: number | null): void {
	draft(pair).waitingSince = since;
}

/** The answer to a create in Google was lost then, in milliseconds since 1970; null: it is known what became of it. */
export function loseCreate(pair: Pair, at: number | null): void {
	draft(pair).lostCreateAt = at;
}

/** Whether the CRM's record is as the sync created it, and the list view has not shown it yet. */
export function noteCreated(pair: Pair, isUnseen: boolean): void {
	draft(pair).createdInCrm = isUnseen;
}

/** Whether the Google contact is to join the group. */
export function noteJoining(pair: Pair, joins: boolean): void {
	draft(pair).joining = joins;
}

/** How often fields went back and forth. */
export function noteReturns(pair: Pair, returns: Readonly<Record<string, FieldReturns>> | null): void {
	draft(pair).returns = returns;
}

/** A record was deleted, as of this time, in milliseconds since 1970. */
export function bury(own: SideState, id: string, now: number): void {
	own.tombstones[id] = now;
}

/** Somebody who was not known. */
export function add(state: SyncState, pair: Pair): void {
	state.contacts.push(pair);
}

/** Forgets people. */
export function forget(state: SyncState, isForgotten: (pair: Pair) => boolean): void {
	state.contacts = state.contacts.filter((pair) => !isForgotten(pair));
}

/** A record to read by its id next time, whatever a listing shows. */
export function askNext(state: SyncState, side: SideName, id: string): void {
	state.sides[side].readNext.push(id);
}

/** Forgets a person and keeps digests by which they are known again; whatever else of them stands in the memory goes too. */
export function erase(state: SyncState, { google, crm }: Pair, digests: readonly string[]): void {
	state.forgotten = [...(state.forgotten ?? []), digests];
	const ids = new Set([google?.id, crm?.id]);
	const isOther = (id: string): boolean => !ids.has(id);
	for (const own of [state.sides.google, state.sides.crm]) {
		own.readNext = own.readNext.filter(isOther);
		own.tombstones = pickBy(own.tombstones, (_at, id) => isOther(id));
		if (own.doubts) own.doubts = pickBy(own.doubts, (_doubt, id) => isOther(id));
		// What a side notes for itself may name records; it finds all of it out again.
		own.about = null;
	}
	if (state.lastRun) state.lastRun = { ...state.lastRun, attention: [] };
}

/** Whoever is forgotten by one of these digests is known again by this one as well. */
export function keepForgotten(state: SyncState, digest: string, known: readonly string[]): void {
	state.forgotten = state.forgotten?.map((digests) => (digests.includes(digest) || !digests.some((one) => known.includes(one)) ? digests : [...digests, digest]));
}

/** Those who were forgotten are nobody special any more; both sides are read in full, so that they are found. */
export function takeUp(state: SyncState, isMeant: (digests: readonly string[]) => boolean): void {
	const left = (state.forgotten ?? []).filter((digests) => !isMeant(digests));
	if (left.length > 0) state.forgotten = left;
	else delete state.forgotten;
	state.sides.google.cursor = null;
	state.sides.crm.cursor = null;
}
