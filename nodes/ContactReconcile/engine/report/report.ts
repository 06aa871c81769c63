import type { MissingLink, SideName } from '../../../shared/protocol';
import type { KeptDifference } from '../decide/field';
import { hiddenCreates } from '../plan/guards';
import { contactLabel } from '../fieldMap/contactLabel';
import type { Decision, DecisionContext } from '../decide/decision';
import { keptBy } from '../decide/decision';
import { decide } from '../decide/person';
import { isBackingOff } from '../decide/backOff';
import type { OpenConflict, ReportedContact, SideCounts } from '../model/run';
import type { Contact, ContactClass, DetachReason } from '../model/types';

export type { OpenConflict, ReportedContact } from '../model/run';

export interface Classification {
	classes: Record<ContactClass, number>;
	/** Everybody who is not in sync; at most `DETAIL_LIMIT` of each class. */
	details: ReportedContact[];
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
	notRepresentable: 'Not representable',
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

/** Characters of a value in a report. */
const SHOWN_LENGTH = 500;

const DETACHED: Record<DetachReason, string> = {
	leftGroup: 'Left the Google group; kept on both sides, no longer synced',
	leftView: 'Left the CRM list view; kept on both sides, no longer synced',
	leftBoth: 'Left both the Google group and the CRM list view',
	outsideView: 'Is in the CRM already, outside the list view',
	deletedInGoogle: 'Deleted in Google; kept in the CRM',
	deletedInCrm: 'Deleted in the CRM; kept in Google',
	merged: 'Its counterpart seems to have been merged into another contact; check whether this one is still needed',
};

/** Puts every contact in scope into exactly one class (F29). */
export function classify(contacts: readonly Contact[], context: DecisionContext, now: number): Classification {
	const classes: Classification['classes'] = {
		inSync: 0,
		deferred: 0,
		waiting: 0,
		failing: 0,
		excluded: 0,
		ambiguous: 0,
		detached: 0,
		conflicted: 0,
		notRepresentable: 0,
	};
	const details: ReportedContact[] = [];
	const held = hiddenCreates(contacts).length > 0;
	let frozen = 0;
	const missing: MissingLink[] = [];
	for (const contact of contacts) {
		const decision = decide(contact, context);
		missing.push(...missingIn(decision));
		const found = classOf(contact, decision, context, { now, held });
		if (!found) continue;
		if (isOscillating(decision)) frozen += 1;
		classes[found.class] += 1;
		if (found.class === 'inSync' || classes[found.class] > DETAIL_LIMIT) continue;
		details.push({
			...found,
			contact: contactLabel(contact, context.settings),
			googleId: contact.google?.id ?? null,
			crmId: contact.crm?.id ?? null,
		});
	}
	return { classes, details, frozen, missing };
}

function missingIn(decision: Decision): MissingLink[] {
	return keptBy(decision).flatMap(({ missing }) => missing ?? []);
}

function isOscillating(decision: Decision): boolean {
	return decision.kind === 'compare' && decision.kept.some(({ why }) => why === 'oscillating');
}

type ClassAndReason = Pick<ReportedContact, 'class' | 'reason' | 'code' | 'nextTry' | 'conflicts'>;

function classOf(
	contact: Contact,
	decision: Decision,
	context: DecisionContext,
	{ now, held }: { now: number; held: boolean },
): ClassAndReason | null {
	if (isBackingOff(contact, decision, context.rows, now) && contact.failure) {
		const { message, code, retryAt } = contact.failure;
		return { class: 'failing', reason: message, code, nextTry: new Date(retryAt).toISOString() };
	}
	switch (decision.kind) {
		case 'compare':
			if (decision.writes.length > 0 || decision.join) return { class: 'deferred', reason: 'Goes with the next run' };
			return classOfKept(contact, decision.kept, context);
		case 'create':
			return { class: 'deferred', reason: held && decision.on === 'crm' ? HELD : `Will be created in ${sideName(decision.on)}` };
		case 'delete':
			return { class: 'deferred', reason: `Will be deleted in ${sideName(decision.on)}` };
		case 'detach':
			return { class: 'detached', reason: DETACHED[decision.reason] };
		case 'exclude':
			return { class: 'excluded', reason: EXCLUDED[decision.reason] };
		case 'ambiguous':
			return { class: 'ambiguous', reason: AMBIGUOUS[decision.reason] };
		case 'wait':
			return { class: 'waiting', reason: WAITING[decision.reason] };
		case 'outside':
		case 'forget':
			return null;
	}
}

export const HELD = 'Will be created in the CRM once the list view shows what the sync created there before';

const EXCLUDED = {
	onlyInGoogle: 'Only in Google, and this sync does not write to the CRM',
	onlyInCrm: 'Only in the CRM, and this sync does not write to Google',
	noEmail: 'Has no e-mail address, and whoever has none is not created in the CRM; enter one, or set "People Without an E-Mail" to Sync',
	leftOut: 'Has no e-mail address, and whoever has none is left out; enter one, or choose otherwise in "People Without an E-Mail"',
	empty: 'Holds nothing in the fields that are mapped to Google; enter a name, or add rows to the field map',
	noKey: 'Has neither an e-mail address nor both a full name and a phone number, so nothing would find it again; enter one of them',
};

const AMBIGUOUS: Record<Extract<Decision, { kind: 'ambiguous' }>['reason'], string> = {
	duplicateOfSynced: 'Has an e-mail address of another contact that is in sync; merge the two, or give this one its own',
	sharedWithSynced: 'Has an e-mail address of somebody else who is in sync; give each of the two a main address of their own, or remove it from the one whom it does not belong to',
	differentNames:
		'Has an e-mail address of a record on the other side whose name is another one; if the two are one person, correct a name or switch on "Link People Whose Names Differ"; if not, remove the address from the one whom it does not belong to',
	forbiddenNamesake: 'A record with this e-mail address exists that the account may not read; give the account access to it, or the two different addresses',
	otherSync: 'Another sync has made a Google contact for this CRM record; take one of the two out of one of the syncs',
	severalInGoogle: 'Several Google contacts have this e-mail address; merge them, or give each its own',
	severalInCrm: 'Several CRM records have this e-mail address; merge them, or give each its own',
	severalOnBothSides: 'Several contacts on both sides have this e-mail address, and the names do not decide; merge them, or give each its own',
	severalOutsideGroup: 'Several Google contacts outside the group have this e-mail address; take the right one into the group',
	nameOfSynced: 'Has the full name and a phone number of another contact that is in sync; merge the two, or give this one its own',
	severalOfName: 'Several contacts have this full name and phone number; merge them, or give each an e-mail address of its own',
	sameName: 'A record of the same full name is on the other side, and no e-mail address or phone number tells whether they are one person; enter the same number or address in both, or set them apart with "Keep Apart"',
	forbiddenName: 'A record of the same full name exists that the account may not read; give the account access to it, or enter an e-mail address',
	doubleOfOwn: 'The sync created this contact twice; delete the one that is not needed, or switch deletions on, which removes it unless someone has changed it',
};

const WAITING = {
	readById: 'No longer listed; its record is looked up in the next run',
	forbidden: 'This record is not shown any more: the account may not read it, or it was deleted without a trace. Nothing is changed or deleted until it shows again',
	origin: 'The sync made it for a CRM record that is not in the list view; that record is looked up first',
	namesake: 'A record with the same e-mail address is looked up first',
	lostCreate: 'Its creation was not confirmed; checked again when Google lists it, after ten minutes at the earliest',
};

function classOfKept(contact: Contact, kept: readonly KeptDifference[], context: DecisionContext): ClassAndReason {
	const conflicts = openConflicts(contact, kept, context);
	const conflict = kept.find(({ why }) => why === 'conflict');
	if (conflict) {
		const row = context.rows[conflict.row];
		return { class: 'conflicted', reason: `Both sides changed ${row.capability.crm.label}`, conflicts };
	}
	const oscillating = kept.find(({ why }) => why === 'oscillating');
	if (oscillating) {
		const { label } = context.rows[oscillating.row].capability.crm;
		return { class: 'conflicted', reason: `${label} is changed back again and again by something else; left alone until it gets a new value`, conflicts };
	}
	if (kept.some(({ why }) => why === 'otherName')) return { class: 'conflicted', reason: OTHER_NAME, conflicts };
	const unfit = kept.find(({ why }) => why === 'notRepresentable' || why === 'noAccount');
	return unfit ? { class: 'notRepresentable', reason: unfit.detail ?? '' } : { class: 'inSync', reason: '' };
}

const OTHER_NAME =
	'The two records share an e-mail address, and each has a name of its own, which it keeps; if they are one person, enter the same name in both; if not, give each its own address and delete what came across';

function openConflicts(contact: Contact, kept: readonly KeptDifference[], { rows }: DecisionContext): OpenConflict[] {
	return kept
		.filter(({ why }) => why === 'conflict' || why === 'oscillating' || why === 'otherName')
		.map(({ row: index }) => {
			const row = rows[index];
			const shown = (side: SideName): string => cutOff(contact[side]?.fields[row[side]] ?? '');
			return { field: row.capability.crm.label, google: shown('google'), crm: shown('crm') };
		});
}

/** A value as a report shows it; cuts no character in two. */
export function cutOff(text: string): string {
	if (text.length <= SHOWN_LENGTH) return text;
	return `${text.slice(0, SHOWN_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

export function sideName(side: SideName): string {
	return side === 'google' ? 'Google' : 'the CRM';
}
