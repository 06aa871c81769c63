import mapValues from 'lodash/mapValues';

import type { MissingLink, SideName } from '../../../shared/protocol';
import { sideName } from '../../../shared/protocol/parts';
import type { KeptDifference } from '../decide/field';
import { hiddenCreates } from '../plan/guards';
import { contactLabel } from '../fieldMap/contactLabel';
import type { Decision, DecisionContext } from '../decide/decision';
import { keptBy } from '../decide/decision';
import { decide } from '../decide/person';
import { isBackingOff } from '../decide/backOff';
import type { OpenConflict, ReportedContact, SideCounts } from '../model/run';
import type { Pair, ContactClass } from '../model/types';
import { cutOff } from '../values/cutOff';
import type { Told } from './reasons';
import { AMBIGUOUS, BY_ITSELF, DETACHED, EXCLUDED, FAILING, HELD, OTHER_NAME, UNFIT, WAITING } from './reasons';

export interface Classification {
	classes: Record<ContactClass, number>;
	/** Everybody who is not in sync; at most so many of each class as were asked for. */
	details: ReportedContact[];
	/** Why people are not in sync, how many for each reason, and what to do: a sentence each. */
	leftOut: string[];
	/** How many of the conflicted are changed back again and again (S64). */
	frozen: number;
	/** Records that CRM fields wait to be linked to. */
	missing: MissingLink[];
}

export const DETAIL_LIMIT = 200;

/** How people call the classes. */
export const CLASS_NAMES: Record<ContactClass, string> = {
	inSync: 'In sync',
	deferred: 'Go with the next run',
	waiting: 'Waiting',
	failing: 'Failing',
	excluded: 'Excluded',
	ambiguous: 'Ambiguous',
	detached: 'No longer synced',
	conflicted: 'In conflict',
	notRepresentable: 'Cannot be held by the other side',
};

/** How people call what became of operations. */
export const COUNTS: Array<[keyof SideCounts, string]> = [
	['created', 'Created'],
	['updated', 'Updated'],
	['deleted', 'Deleted'],
	['joined', 'Joined the group'],
	['failed', 'Failed'],
	['overtaken', 'Changed meanwhile'],
	['unknown', 'Not confirmed'],
	['notSent', 'Not sent'],
];

/** Classes whose reasons speak of one contact. */
const ONE_BY_ONE: ReadonlySet<ContactClass> = new Set(['failing', 'conflicted', 'notRepresentable']);

/** Puts every contact in scope into exactly one class (F29). @param most how many of a class are listed one by one. */
export function classify(contacts: readonly Pair[], context: DecisionContext, now: number, most = DETAIL_LIMIT): Classification {
	const classes: Classification['classes'] = mapValues(CLASS_NAMES, () => 0);
	const details: ReportedContact[] = [];
	const held = hiddenCreates(contacts).length > 0;
	let frozen = 0;
	const reasons = new Map<string, number>();
	const missing: MissingLink[] = [];
	for (const pair of contacts) {
		const decision = decide(pair, context);
		missing.push(...missingIn(decision));
		const found = classOf(pair, decision, context, { now, held });
		if (!found) continue;
		if (isOscillating(decision)) frozen += 1;
		classes[found.class] += 1;
		if (found.class === 'inSync') continue;
		const sentence = ONE_BY_ONE.has(found.class) ? `${CLASS_NAMES[found.class]}. See the contacts one by one` : `${found.reason}. ${found.toDo}`;
		if (found.class !== 'deferred') reasons.set(sentence, (reasons.get(sentence) ?? 0) + 1);
		if (classes[found.class] <= most) details.push(reported(pair, found, context));
	}
	const leftOut = [...reasons].sort(([, a], [, b]) => b - a).map(([sentence, count]) => `${count}: ${sentence}`);
	return { classes, details, leftOut: leftOut.slice(0, DETAIL_LIMIT), frozen, missing };
}

function reported(pair: Pair, found: ClassAndReason, { settings, perhaps }: DecisionContext): ReportedContact {
	const candidates = found.class === 'ambiguous' ? perhaps?.get(pair) : undefined;
	return {
		...found,
		...(candidates && { perhaps: [...candidates] }),
		contact: contactLabel(pair, settings),
		googleId: pair.google?.id ?? null,
		crmId: pair.crm?.id ?? null,
	};
}

function missingIn(decision: Decision): MissingLink[] {
	return keptBy(decision).flatMap(({ missing }) => missing ?? []);
}

function isOscillating(decision: Decision): boolean {
	return decision.kind === 'compare' && decision.kept.some(({ why }) => why === 'oscillating');
}

type ClassAndReason = Pick<ReportedContact, 'class' | 'reason' | 'code' | 'nextTry' | 'conflicts'> & Told;

function classOf(
	pair: Pair,
	decision: Decision,
	context: DecisionContext,
	{ now, held }: { now: number; held: boolean },
): ClassAndReason | null {
	if (isBackingOff(pair, decision, context.rows, now) && pair.failure) {
		const { message, code, retryAt } = pair.failure;
		return { class: 'failing', reason: message, toDo: FAILING, code, nextTry: new Date(retryAt).toISOString() };
	}
	switch (decision.kind) {
		case 'compare':
			if (decision.writes.length > 0 || decision.join) return { class: 'deferred', reason: 'Goes with the next run', toDo: BY_ITSELF };
			return classOfKept(pair, decision.kept, context);
		case 'create':
			return { class: 'deferred', ...(held && decision.on === 'crm' ? HELD : { reason: `Will be created in ${sideName(decision.on)}`, toDo: BY_ITSELF }) };
		case 'delete':
			return { class: 'deferred', reason: `Will be deleted in ${sideName(decision.on)}`, toDo: BY_ITSELF };
		case 'detach':
			return { class: 'detached', ...DETACHED[decision.reason] };
		case 'exclude':
			return { class: 'excluded', ...EXCLUDED[decision.reason] };
		case 'ambiguous':
			return { class: 'ambiguous', ...AMBIGUOUS[decision.reason] };
		case 'wait':
			return { class: 'waiting', ...WAITING[decision.reason] };
		case 'outside':
		case 'forget':
			return null;
	}
}

function classOfKept(pair: Pair, kept: readonly KeptDifference[], context: DecisionContext): ClassAndReason {
	const conflicts = openConflicts(pair, kept, context);
	const conflict = kept.find(({ why }) => why === 'conflict');
	if (conflict) {
		const row = context.rows[conflict.row];
		return { class: 'conflicted', reason: `Both sides changed ${row.capability.crm.label}`, toDo: 'Enter the right value on both sides', conflicts };
	}
	const oscillating = kept.find(({ why }) => why === 'oscillating');
	if (oscillating) {
		const { label } = context.rows[oscillating.row].capability.crm;
		return { class: 'conflicted', reason: `${label} is changed back again and again by something else, and left alone`, toDo: 'Switch the other tool off for this field, and give the field a new value', conflicts };
	}
	if (kept.some(({ why }) => why === 'otherName')) return { class: 'conflicted', ...OTHER_NAME, conflicts };
	const unfit = kept.find(isUnfit);
	return unfit ? { class: 'notRepresentable', reason: unfit.detail ?? '', toDo: UNFIT[unfit.why] } : { class: 'inSync', reason: '', toDo: '' };
}

function isUnfit(kept: KeptDifference): kept is KeptDifference & { why: keyof typeof UNFIT } {
	return kept.why in UNFIT;
}

function openConflicts(pair: Pair, kept: readonly KeptDifference[], { rows }: DecisionContext): OpenConflict[] {
	return kept
		.filter(({ why }) => why === 'conflict' || why === 'oscillating' || why === 'otherName')
		.map(({ row: index, why }) => {
			const row = rows[index];
			const shown = (side: SideName): string => cutOff(pair[side]?.fields[row[side]] ?? '');
			return { field: row.capability.crm.label, google: shown('google'), crm: shown('crm'), ...(why === 'conflict' && { crmField: row.crm }) };
		});
}
