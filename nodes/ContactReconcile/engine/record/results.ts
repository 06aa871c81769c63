import type { FieldValues, SideName, WriteError, WriteResult } from '../../../shared/protocol';
import type { DecisionContext } from '../decide/decision';
import { fingerprintOf, LONGEST_RETRY } from '../decide/backOff';
import { shownFields } from '../decide/field';
import { noteOverwritten } from '../decide/oscillation';
import { decide } from '../decide/person';
import type { MappedRow } from '../fieldMap/fieldMap';
import { carriedValue, rowGoesTo, sideLabel } from '../fieldMap/fieldMap';
import { slotMap } from '../fieldMap/slots';
import { noteHolder } from '../match/holder';
import { agreementOf, agreements } from '../model/agreement';
import { agree, askNext, bury, fail, forget, loseCreate, noteCreated, noteJoining, show, startAnew } from '../model/draft';
import type { Pair, Snapshot, SyncSettings, SyncState } from '../model/types';
import { otherSide, SIDES } from '../model/types';
import { isForgotten } from '../observe/forgotten';
import { agreementBeside, bindWritten, shownNow } from '../plan/agreeing';
import { createdTree, showAfter } from './writtenSnapshot';

/* What became of one operation, taken into the memory. Only what a side confirmed becomes an agreement (F21). */

/** Of a record that must not be remembered nothing tells whether it is that of the same person. */
const FORGOTTEN: WriteError = {
	code: 'FORGOTTEN',
	message: 'the record that has this e-mail address or name is that of somebody who is forgotten',
	remedy: 'Take that person up again, or give this one another address',
};

const FIRST_RETRY = 15 * 60 * 1_000;

/** A contact that results are about, and what it was when they were planned. */
export interface Touched {
	contact: Pair;
	planned: Readonly<Pair>;
}

export function takeResult(state: SyncState, touched: Touched, result: WriteResult, context: DecisionContext, now: number): void {
	const { contact: pair } = touched;
	const { side, id } = result;
	switch (result.outcome) {
		case 'written':
			takeWritten(state, touched, result, context, now);
			// The rest crossed; the refused values are still to do, and not tried again until the plan changes.
			if (result.refused) fail(pair, nextFailure(pair, result, context, now));
			return;
		case 'exists':
			if (id === null) return;
			if (isForgotten(state, side, id)) fail(pair, nextFailure(pair, { ...result, error: FORGOTTEN }, context, now));
			else noteHolder(state, pair, side, id, context.settings);
			return;
		case 'gone':
		case 'mismatch':
			// What is there differs from what was read: asked by id next time, whatever the listing shows (F21).
			if (id !== null) askNext(state, side, id);
			return;
		case 'unknown':
			if (result.op !== 'create' && id !== null) askNext(state, side, id);
			if (result.op === 'create' && side === 'google') loseCreate(pair, now);
			return;
		case 'failed':
			if (!result.error?.access) fail(pair, nextFailure(pair, result, context, now));
			return;
		case 'notSent':
			return;
	}
}

function takeWritten(state: SyncState, touched: Touched, result: WriteResult, context: DecisionContext, now: number): void {
	const { contact: pair } = touched;
	const { side, op } = result;
	fail(pair, null);
	if (op === 'delete') return takeDeletion(state, pair, now);
	const known = op === 'create' ? createdTree(result) : pair[side];
	if (!known) return;
	if (op === 'create') {
		startAnew(pair);
		noteCreated(pair, side === 'crm');
	}
	const joins = pair.joining && side === 'google';
	if (joins) noteJoining(pair, false);
	show(pair, side, showAfter(joins ? { ...known, presence: 'in' } : known, result, slotMap(context.settings)));
	if (result.after === null) {
		// Nothing is known of what the target made of it, so nothing is agreed until it has been read.
		askNext(state, side, known.id);
		return;
	}
	if (result.lists) bindWritten(pair, result.fields, known, context);
	agreeOnWritten(touched, result, known, context, now);
}

function takeDeletion(state: SyncState, pair: Pair, now: number): void {
	for (const side of SIDES) {
		const tree = pair[side];
		if (tree) bury(state.sides[side], tree.id, now);
	}
	forget(state, (other) => other === pair);
}

function agreeOnWritten({ contact: pair, planned }: Touched, result: WriteResult, known: Snapshot, context: DecisionContext, now: number): void {
	const { rows, settings } = context;
	const { side, op } = result;
	const other = otherSide(side);
	const written = new Set(result.fields.filter((name) => !isUnlinked(result, name)));
	const agreed = agreements(rows.length, (index) => {
		const row = rows[index];
		const agreement = side === 'google' ? agreementBeside(pair, index, result.fields, known, context) : agreementOf(pair, index);
		// What was carried is what the source showed, though another row may have written to it in the same run.
		const shown = { ...shownNow(pair, row), [other]: shownNow(planned, row)[other] };
		// What is empty on both sides of a new pair is agreed on too, so that a value in it is an edit from now on (P1).
		if (op === 'create' && shown.google === '' && shown.crm === '') return shown;
		// Of several rows with this field only one writes to it; the others have still to go their way.
		if (!written.has(row[side]) || !rowGoesTo(row, settings, side)) return agreement;
		if (agreement) noteOverwritten(pair, row, overwritten(pair, row, { to: side, before: known.fields }, settings), settings, now);
		return shown;
	});
	agree(pair, agreed);
}

export function isUnlinked({ unlinked = [] }: WriteResult, name: string): boolean {
	return unlinked.some(({ field }) => field === name);
}

/** What a side showed before a write, and the value that was carried there. */
function overwritten(pair: Pair, row: MappedRow, { to, before }: { to: SideName; before: FieldValues }, settings: SyncSettings) {
	const carried = carriedValue(row, to, { ...shownFields(pair), [to]: before }, settings);
	return { to, replaced: before[row[to]] ?? '', value: 'value' in carried ? carried.value : '' };
}

/** The wait doubles with every failure of the same plan (S50). */
function nextFailure(pair: Pair, result: WriteResult, context: DecisionContext, now: number): Pair['failure'] {
	const fingerprint = result.op === 'delete' ? 'delete' : fingerprintOf(decide(pair, context), context.rows);
	const attempts = pair.failure?.fingerprint === fingerprint ? pair.failure.attempts + 1 : 1;
	const errors = result.refused ?? (result.error ? [result.error] : []);
	const sentences = errors.map(({ message, remedy }) => [message, remedy].filter(Boolean).join('. '));
	return {
		attempts,
		retryAt: now + Math.min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_RETRY),
		code: errors[0]?.code ?? 'UNKNOWN',
		message: `${sideLabel(result.side)}: ${sentences.join('; ') || 'refused'}`,
		fingerprint,
	};
}
