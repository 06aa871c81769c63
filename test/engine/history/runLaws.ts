import { agreementOf } from '../../../nodes/ContactReconcile/engine/model/agreement';
import { equivalent } from '../../../nodes/ContactReconcile/engine/values/normalise';
import type { Pair, SyncState } from '../../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import type { SideName, WriteOperation, WriteResult } from '../../../nodes/shared/protocol';
import type { RunReport, World } from '../world';
import { checkNewLinks } from './linkLaws';
import type { RunContext, Witness } from './witness';
import { kindOf, must } from './witness';

/** What must hold after every run, whatever befell it. */
export function checkRun(world: World, run: RunReport, context: RunContext, witness: Witness): void {
	checkBounds(run, context);
	checkLinks(world.state);
	checkNewLinks(context.before, world, run);
	checkAgreements(context.before, world.state, run.results);
	checkClasses(run);
	checkCounts(run, witness);
}

/**
 * F15, F22: no more than the cap on a side, but for those who all wait for each other's values; one write a contact and
 * side; a refused plan writes nothing at all.
 */
function checkBounds(run: RunReport, { before, settings }: RunContext): void {
	const all = SIDES.flatMap((side) => run.operations[side]);
	const cap = before.settled ? settings.cap : settings.firstCap;
	for (const side of SIDES) {
		const operations = run.operations[side];
		must('F15', operations.length <= cap || areCircle(before, operations, all), () => `${operations.length} writes to ${side} with a cap of ${cap}`);
		const contacts = new Set(operations.map(({ contact }) => `${contact.google} ${contact.crm}`));
		must('F15', contacts.size === operations.length, () => `two writes of one contact to ${side}`);
	}
	if (!run.refusal) return;
	must('F22', run.writes.length === 0 && run.journal.length === 0, () => 'a refused plan writes');
}

/** Whether each was refused a value that the record of another one who is written to, on whichever side, holds. */
function areCircle({ contacts }: SyncState, operations: readonly WriteOperation[], all: readonly WriteOperation[]): boolean {
	const ids = new Set(all.flatMap(({ contact }) => [contact.google, contact.crm]));
	return operations.every(({ side, contact }) => contacts.some((one) => one[side]?.id === contact[side] && one.failure?.blockers?.some(({ id }) => ids.has(id))));
}

/** F11: links are a matching; nobody is in two contacts. */
function checkLinks({ contacts }: SyncState): void {
	for (const side of SIDES) {
		const ids = contacts.flatMap((contact) => contact[side]?.id ?? []);
		must('F11', new Set(ids).size === ids.length, () => `a ${side} record is in two contacts`);
	}
}

/** F21: agreement changes only where both sides were seen to be the same, or a write was confirmed. */
function checkAgreements(before: SyncState, after: SyncState, results: readonly WriteResult[]): void {
	// By either record: a merge in Google gives one of them a new id.
	const known = SIDES.map((side) => new Map(before.contacts.map((contact) => [contact[side]?.id, contact])));
	const confirmed = new Set(results.flatMap(({ outcome, side, id, fields }) => (outcome === 'written' ? fields.map((field) => `${side} ${id} ${field}`) : [])));
	for (const contact of after.contacts) {
		after.rows.forEach((row, index) => {
			const agreed = agreementOf(contact, index);
			if (!agreed) return;
			const old = before.rows.findIndex(({ google, crm }) => google === row.google && crm === row.crm);
			const were = SIDES.map((side, at) => {
				const one = known[at].get(contact[side]?.id);
				return one && agreementOf(one, old);
			});
			if (were.some((was) => was?.google === agreed.google && was.crm === agreed.crm)) return;
			const shown = (side: SideName) => contact[side]?.fields[row[side]] ?? '';
			const wrote = SIDES.some((side) => confirmed.has(`${side} ${contact[side]?.id} ${row[side]}`));
			const same = equivalent(kindOf('crm', row.crm), agreed.google, agreed.crm) || row.crm === 'Last_Name' || row.transform !== undefined;
			// What went to another field of the CRM, Google shows already: of the entry that shows in its place nothing is carried.
			const moved = agreed.crm === '' && were.some((was) => was && Object.values(contact.google?.fields ?? {}).includes(was.google));
			must('F21', wrote || same || moved, () => `${row.google} of ${pairKey(contact)} counts as agreed, unequal and unwritten`);
			// Another row may have written to the source of this one in the same run: then it goes on from there next time.
			const meets = SIDES.some((side) => after.rows.filter((one) => one[side] === row[side]).length > 1);
			const isShown = (side: SideName) => shown(side) === agreed[side] || (meets && wrote && confirmed.has(`${side} ${contact[side]?.id} ${row[side]}`));
			must('F21', SIDES.every(isShown), () => `${row.google} of ${pairKey(contact)} agrees on what is not shown`);
		});
	}
}

function pairKey({ google, crm }: Pair): string {
	return `${google?.id} ${crm?.id}`;
}

/** F29: every contact in scope is in exactly one class, and whoever is not in sync is told about. */
function checkClasses({ summary, details, state }: RunReport): void {
	const classified = Object.values(summary.classes).reduce((sum, count) => sum + count, 0);
	const [least, most] = [isInScope, isKnown].map((counts) => state.contacts.filter(counts).length);
	must('F29', classified >= least && classified <= most, () => `${classified} contacts have a class, of ${least} to ${most}`);
	must('F29', details.length === classified - summary.classes.inSync, () => `${details.length} details of ${JSON.stringify(summary.classes)}`);
	must('F29', details.every(({ reason }) => reason !== ''), () => 'a contact without a reason');
}

/** A pair, or a record in scope by itself. */
function isInScope({ google, crm }: Pair): boolean {
	if (google && crm) return google.presence !== 'gone' || crm.presence !== 'gone';
	return (google ?? crm)?.presence === 'in';
}

function isKnown({ google, crm }: Pair): boolean {
	return [google, crm].some((tree) => tree !== null && tree.presence !== 'gone');
}

/** F29: the counts are what the address books saw; an answer that was lost is counted as such. */
function checkCounts({ results, summary }: RunReport, { effects }: Witness): void {
	for (const side of SIDES) {
		const counts = summary.written[side];
		const lost = (op: string) => results.filter((result) => result.side === side && result.op === op && result.outcome === 'unknown').length;
		const saw = (op: string) => effects.filter((effect) => effect.side === side && effect.op === op).length;
		for (const [op, counted] of [['create', counts.created], ['delete', counts.deleted]] as const) {
			must('F29', counted <= saw(op) && counted + lost(op) >= saw(op), () => `${counted} counted, ${saw(op)} happened: ${op} in ${side}`);
		}
		const of = (outcome: string) => results.filter((result) => result.side === side && result.outcome === outcome).length;
		const honest = counts.failed === of('failed') && counts.unknown === of('unknown') && counts.notSent === of('notSent');
		const updated = results.filter((result) => result.side === side && result.op === 'update' && result.outcome === 'written').length;
		must('F29', honest && counts.updated + counts.joined === updated, () => `the counts of ${side} are wrong`);
	}
}
