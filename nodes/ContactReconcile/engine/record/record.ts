import type { FieldValues, SideName, WriteError, WriteResult } from '../../../shared/protocol';
import { agreementOf, agreements, NOTHING_AGREED } from '../model/agreement';
import type { Refused } from '../decide/blockers';
import { noteBlockers } from '../decide/blockers';
import type { MappedRow } from '../fieldMap/fieldMap';
import { carriedValue, rowGoesTo, sideLabel } from '../fieldMap/fieldMap';
import { shownFields } from '../decide/field';
import { contactLabel } from '../fieldMap/contactLabel';
import { noteHolder } from '../match/holder';
import { matchContacts } from '../match/match';
import { keepMissing, missingAfter } from '../observe/missingLinks';
import { comparisonForm } from '../values/normalise';
import { noteOverwritten } from '../decide/oscillation';
import { shownNow } from '../plan/plan';
import type { DecisionContext } from '../decide/decision';
import { decide } from '../decide/person';
import type { Classification } from '../report/report';
import { classify, DETAIL_LIMIT } from '../report/report';
import { fingerprintOf } from '../decide/backOff';
import { showSlots, slotMap } from '../fieldMap/slots';
import { copyState } from '../model/memory';
import { idsToAsk } from '../observe/nextReading';
import { count, noCounts } from './sideCounts';
import { indexById } from '../observe/overlay';
import { createdTree, showAfter } from './writtenTree';
import type {
	BothSides,
	Contact,
	RecordTree,
	RunOutcome,
	RunSummary,
	SideCounts,
	SyncSettings,
	SyncState,
} from '../model/types';
import { otherSide, SIDES } from '../model/types';
import { attentionOn } from '../match/undecided';

const FIRST_RETRY = 15 * 60 * 1_000;
const LONGEST_RETRY = 24 * 60 * 60 * 1_000;

export interface RecordInput {
	/** The state as planning left it. */
	state: SyncState;
	settings: SyncSettings;
	rows: readonly MappedRow[];
	results: readonly WriteResult[];
	/** What planning has to say about the run. */
	run: {
		id: string;
		startedAt: number;
		finishedAt: number;
		readings: BothSides<'full' | 'changes'>;
		complete: boolean;
		refused: boolean;
		deferred: number;
		conflicts: number;
		overwritten: number;
		attention: string[];
	};
}

export interface Recorded {
	state: SyncState;
	summary: RunSummary;
	details: Classification['details'];
	/** Sentences about values of which a side stored a part or nothing; at most `DETAIL_LIMIT`. */
	warnings: string[];
}

/**
 * Takes the results of a run into the trees. Only what the two APIs confirmed becomes an agreement; everything else is
 * still different and comes up again (F21).
 */
export function recordResults({ state: planned, settings, rows, results, run }: RecordInput): Recorded {
	const state = copyState(planned);
	const context: DecisionContext = { settings, rows, ambiguous: new Map(), missing: missingAfter(planned, results) };
	const written: BothSides<SideCounts> = { google: noCounts(), crm: noCounts() };
	const attention = new Set(run.attention);
	const find = contactFinder(state);
	const warnings: string[] = [];
	const refused: Refused[] = [];
	const asPlanned = new Map<Contact, Readonly<Contact>>();
	for (const result of failuresLast(results)) {
		count(written[result.side], result);
		state.sides[result.side].seenAt = run.finishedAt;
		if (result.error?.access || result.error?.lasting) attention.add(refusalSentence(result.side, result.error));
		const contact = find(result);
		if (!contact) continue;
		const touched = { contact, planned: asPlanned.get(contact) ?? { ...contact } };
		asPlanned.set(contact, touched.planned);
		takeResult(state, touched, result, context, run.finishedAt);
		if (contact.failure && (result.outcome === 'failed' || result.refused)) refused.push({ contact, result });
		warnings.push(...lossesIn(contact, result, context));
	}
	noteBlockers(state.contacts, refused, context);
	const matched: DecisionContext = { ...context, ...matchContacts(state, settings) };
	for (const side of SIDES) state.sides[side].readNext = idsToAsk(state, side);

	const { classes, details, frozen, missing } = classify(state.contacts, matched, run.finishedAt);
	keepMissing(state, missing);
	if (classes.failing > 0) attention.add(`${classes.failing} contact(s) could not be written; see the details`);
	if (frozen > 0) {
		attention.add(`${frozen} contact(s) are changed back again and again by something else that writes to both sides; see the details`);
	}
	for (const sentence of attentionOn(matched.ambiguous)) attention.add(sentence);
	const unsettled = results.some(({ outcome }) => outcome === 'notSent' || outcome === 'unknown');
	const outcome = outcomeOf({ ...run, attention: attention.size, unsettled });
	if (run.complete && !run.refused && run.deferred === 0 && !unsettled) state.settled = true;
	const summary: RunSummary = {
		runId: run.id,
		startedAt: new Date(run.startedAt).toISOString(),
		finishedAt: new Date(run.finishedAt).toISOString(),
		outcome,
		attention: [...attention],
		readings: run.readings,
		written,
		conflicts: run.conflicts,
		overwritten: run.overwritten,
		classes,
	};
	state.lastRun = summary;
	return { state, summary, details, warnings: warnings.slice(0, DETAIL_LIMIT) };
}

/** A failure is noted against what is still to be done, so it counts after what the other side accepted (S50). */
function failuresLast(results: readonly WriteResult[]): WriteResult[] {
	const failed = (result: WriteResult): boolean => result.outcome === 'failed' || result.refused !== undefined;
	return [...results.filter((result) => !failed(result)), ...results.filter(failed)];
}

function refusalSentence(side: SideName, error: WriteError): string {
	const what = error.access ? 'refused access' : 'does not take what the sync asks for';
	return `${sideLabel(side)} ${what}: ${error.message}${error.remedy ? `. ${error.remedy}` : ''}`;
}

function outcomeOf(run: {
	refused: boolean;
	complete: boolean;
	deferred: number;
	attention: number;
	unsettled: boolean;
}): RunOutcome {
	if (run.refused) return 'refused';
	if (!run.complete) return 'incomplete';
	if (run.attention > 0) return 'attention';
	return run.deferred > 0 || run.unsettled ? 'partial' : 'complete';
}

function contactFinder(state: SyncState): (result: WriteResult) => Contact | undefined {
	const byId = { google: indexById(state.contacts, 'google'), crm: indexById(state.contacts, 'crm') };
	return ({ contact: { google, crm } }) =>
		(google === null ? undefined : byId.google.get(google)) ?? (crm === null ? undefined : byId.crm.get(crm));
}

/** A contact that results are about, and what it was when they were planned. */
interface Touched {
	contact: Contact;
	planned: Readonly<Contact>;
}

function takeResult(
	state: SyncState,
	touched: Touched,
	result: WriteResult,
	context: DecisionContext,
	now: number,
): void {
	const own = state.sides[result.side];
	const { contact } = touched;
	switch (result.outcome) {
		case 'written':
			takeWritten(state, touched, result, context, now);
			// The rest crossed; the refused values are still to do, and not tried again until the plan changes.
			if (result.refused) contact.failure = nextFailure(contact, result, context, now);
			return;
		case 'exists':
			if (result.id !== null) noteHolder(state, contact, result.side, result.id, context.settings);
			return;
		case 'gone':
		case 'mismatch':
			// What is there differs from what was read: asked by id next time, whatever the listing shows (F21).
			if (result.id !== null) own.readNext.push(result.id);
			return;
		case 'unknown':
			if (result.op === 'create') {
				if (result.side === 'google') contact.lostCreateAt = now;
			} else if (result.id !== null) own.readNext.push(result.id);
			return;
		case 'failed':
			if (!result.error?.access) contact.failure = nextFailure(contact, result, context, now);
			return;
		case 'notSent':
			return;
	}
}

function takeWritten(
	state: SyncState,
	{ contact, planned }: Touched,
	result: WriteResult,
	{ rows, settings }: DecisionContext,
	now: number,
): void {
	contact.failure = null;
	const { side } = result;
	if (result.op === 'delete') {
		for (const name of SIDES) {
			const tree = contact[name];
			if (tree) state.sides[name].tombstones[tree.id] = now;
		}
		state.contacts = state.contacts.filter((other) => other !== contact);
		return;
	}
	const known = result.op === 'create' ? createdTree(result) : contact[side];
	const other = otherSide(side);
	if (!known) return;
	if (result.op === 'create') {
		contact.lostCreateAt = null;
		contact.detached = null;
		contact.createdInCrm = side === 'crm';
		contact.agreed = NOTHING_AGREED;
		contact.returns = null;
	}
	const joins = contact.joining && side === 'google';
	if (joins) contact.joining = false;
	contact[side] = showAfter(joins ? { ...known, presence: 'in' } : known, result, slotMap(settings));
	if (result.after === null) {
		// Nothing is known of what the target made of it, so nothing is agreed until it has been read.
		state.sides[side].readNext.push(known.id);
		return;
	}
	if (result.lists) bindWritten(contact, result, known, { rows, settings });
	const written = new Set(result.fields.filter((name) => !isUnlinked(result, name)));
	contact.agreed = agreements(rows.length, (index) => {
		const row = rows[index];
		const agreement = agreementOf(contact, index);
		// What was carried is what the source showed, though another row may have written to it in the same run.
		const shown = { ...shownNow(contact, row), [other]: shownNow(planned, row)[other] };
		// What is empty on both sides of a new pair is agreed on too, so that a value in it is an edit from now on (P1).
		if (result.op === 'create' && shown.google === '' && shown.crm === '') return shown;
		// Of several rows with this field only one writes to it; the others have still to go their way.
		if (!written.has(row[side]) || !rowGoesTo(row, settings, side)) return agreement;
		if (agreement) noteOverwritten(contact, row, overwritten(contact, row, { to: side, before: known.fields }, settings), settings, now);
		return shown;
	});
}

function isUnlinked({ unlinked = [] }: WriteResult, name: string): boolean {
	return unlinked.some(({ field }) => field === name);
}

/** Which entries of the lists the written fields are tells what was written to them; all others are what they were. */
function bindWritten(contact: Contact, { fields }: WriteResult, known: RecordTree, { rows, settings }: Pick<DecisionContext, 'rows' | 'settings'>): void {
	const { agreed } = contact;
	contact.agreed = agreements(rows.length, (index) => {
		const row = rows[index];
		const carried = fields.includes(row.google) ? carriedValue(row, 'google', shownFields(contact), settings) : { problem: '' };
		return { google: 'value' in carried ? carried.value : (known.fields[row.google] ?? ''), crm: shownNow(contact, row).crm };
	});
	showSlots(contact, slotMap(settings), known);
	contact.agreed = agreed;
}

/** What a side showed before a write, and the value that was carried there. */
function overwritten(contact: Contact, row: MappedRow, { to, before }: { to: SideName; before: FieldValues }, settings: SyncSettings) {
	const carried = carriedValue(row, to, { ...shownFields(contact), [to]: before }, settings);
	return { to, replaced: before[row[to]] ?? '', value: 'value' in carried ? carried.value : '' };
}

/** S34: what the target cut off or dropped of what it was sent. It is not sent again, so this is said once. */
function lossesIn(contact: Contact, result: WriteResult, { rows, settings }: DecisionContext): string[] {
	const { side, after, error } = result;
	if (result.outcome !== 'written' || after === null || result.op === 'delete') return [];
	const shown = { google: contact.google?.fields ?? {}, crm: contact.crm?.fields ?? {} };
	return rows.flatMap((row) => {
		if (!result.fields.includes(row[side]) || isUnlinked(result, row[side]) || !rowGoesTo(row, settings, side)) return [];
		const carried = carriedValue(row, side, shown, settings);
		if ('problem' in carried) return [];
		const sent = comparisonForm('note', carried.value);
		const stored = comparisonForm('note', after[row[side]] ?? '');
		if (stored === sent || !sent.startsWith(stored)) return [];
		const what = `${row.capability[side].label} of ${contactLabel(contact, settings)}`;
		if (stored !== '') return `${sideLabel(side)} keeps only the first ${stored.length} characters of ${what}`;
		return `${sideLabel(side)} stored nothing in ${what}${error?.field === row[side] ? `: ${error.message}` : ''}`;
	});
}

/** The wait doubles with every failure of the same plan (S50). */
function nextFailure(contact: Contact, result: WriteResult, context: DecisionContext, now: number): Contact['failure'] {
	const fingerprint = result.op === 'delete' ? 'delete' : fingerprintOf(decide(contact, context), context.rows);
	const attempts = contact.failure?.fingerprint === fingerprint ? contact.failure.attempts + 1 : 1;
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
