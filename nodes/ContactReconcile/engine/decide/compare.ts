import { slotOf } from '../../../shared/lists/contactLists';
import type { SideName } from '../../../shared/protocol';
import { outgoingValue, rowGoesTo, sendableValue } from '../fieldMap/fieldMap';
import { fixedBeside } from '../fieldMap/fixedValues';
import { changes } from '../fieldMap/mapMeetings';
import { changesOfLists, slotMap } from '../fieldMap/slots';
import { showsAgreed } from '../model/agreement';
import type { Pair } from '../model/types';
import { otherSide } from '../model/types';
import { whyUnlinked } from '../observe/missingLinks';
import type { Compared, Create, DecisionContext } from './decision';
import type { FieldWrite, KeptDifference } from './field';
import { decideField, shownFields } from './field';
import { keepContradictingNames } from './firstMeeting';

const IN_SYNC: Compared = { kind: 'compare', agree: [], writes: [], kept: [], join: false };

/** Compares two records in scope field by field. @param join whether the Google contact is to join the group. */
export function compare(pair: Pair, context: DecisionContext, join: boolean): Compared {
	if (!join && showsAgreed(pair)) return IN_SYNC;
	const compared: Compared = { kind: 'compare', agree: [], writes: [], kept: [], join };
	context.rows.forEach((row, index) => {
		const decision = decideField(row, index, pair, context.settings, context.missing);
		if (decision.kind === 'agree') compared.agree.push(index);
		else if (decision.kind === 'write') compared.writes.push(decision.write);
		else if (decision.kind === 'keep') compared.kept.push(decision.kept);
	});
	keepContradictingNames(compared, pair, context.rows, context.settings);
	return withoutMoved({ ...compared, writes: compared.writes.filter((write) => !isReplaced(write, compared.writes, context)) }, pair, context);
}

/** Where a value moved from one field of the CRM to another, Google's lists hold it already: it is not written. */
function withoutMoved(compared: Compared, pair: Pair, { rows, settings }: DecisionContext): Compared {
	const kindOf = ({ row }: FieldWrite) => slotOf(rows[row].google)?.slot.kind;
	const entries = compared.writes.filter((write) => write.to === 'google' && kindOf(write));
	const lists = entries.length > 0 && changesOfLists(pair, Object.fromEntries(entries.map(({ row, value }) => [rows[row].google, value])), slotMap(settings));
	const moved = lists ? entries.filter((write) => !lists.some(({ kind }) => kind === kindOf(write))) : [];
	if (moved.length === 0) return compared;
	return { ...compared, writes: compared.writes.filter((write) => !moved.includes(write)), moved: moved.map(({ row }) => row) };
}

/** Whether another row replaces the very value that a write brings across: the next run brings what is there by then. */
function isReplaced({ row, to }: FieldWrite, writes: readonly FieldWrite[], { rows }: DecisionContext): boolean {
	const source = otherSide(to);
	const placeOf = (index: number) => ({ side: source, field: rows[index][source] });
	return writes.some((other) => other.to === source && changes(placeOf(other.row), placeOf(row)));
}

/** All that a new record on a side is to hold. */
export function create(on: SideName, pair: Pair, context: DecisionContext, again: boolean): Create {
	const fields = { ...shownFields(pair), [on]: {} };
	const writes: FieldWrite[] = [];
	const kept: KeptDifference[] = [];
	context.rows.forEach((row, index) => {
		if (!rowGoesTo(row, context.settings, on)) return;
		if (outgoingValue(row, on, fields[otherSide(on)], context.settings) === '') return;
		const carried = sendableValue(row, on, fields, context.settings);
		if ('problem' in carried) {
			kept.push({ row: index, why: 'notRepresentable', detail: carried.problem });
			return;
		}
		const unlinked = on === 'crm' ? whyUnlinked(row, carried.value, context.missing, context.settings) : undefined;
		if (unlinked) kept.push({ row: index, why: 'noAccount', ...unlinked });
		else if (carried.value !== '') writes.push({ row: index, to: on, value: carried.value, replaces: '', conflict: false });
	});
	const brought = [...writes, ...kept].map(({ row }) => context.rows[row].crm);
	return { kind: 'create', on, writes, fixed: on === 'crm' ? fixedBeside(brought, context.fixed) : {}, kept, again };
}
