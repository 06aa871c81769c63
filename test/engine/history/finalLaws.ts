import { agreementOf } from '../../../nodes/ContactReconcile/engine/model/agreement';
import { equivalent } from '../../../nodes/ContactReconcile/engine/values/normalise';
import { fieldsAsRead } from '../../../nodes/ContactReconcile/engine/fieldMap/oneName';
import { HELD } from '../../../nodes/ContactReconcile/engine/report/reasons';
import type { Pair } from '../../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import type { SideName } from '../../../nodes/shared/protocol';
import type { StoredRecord } from '../addressBook';
import { DUPLICATE } from '../addressBook';
import type { RunReport, World } from '../world';
import { ROLE } from './hazards';
import type { Event } from './events';
import type { Users } from './users';
import { heldFor, kin, kindOf, must } from './witness';

/** F21: the trees show what the address books hold, and nobody in scope is missing from them. */
export function checkSeen(world: World, afterFullCheck: boolean): void {
	const { state, settings } = world;
	for (const side of SIDES) {
		const trees = new Map(state.contacts.flatMap(({ [side]: tree }) => (tree ? [[tree.id, tree]] : [])));
		const pairs = new Map(state.contacts.flatMap((contact) => (contact.google && contact.crm ? [[contact[side]?.id, contact]] : [])));
		for (const record of world.books[side].records.values()) {
			const tree = trees.get(record.id);
			must('F21', tree !== undefined || !afterFullCheck || !world.books[side].isInScope(record), () => `${side} ${record.id} is in scope and forgotten`);
			// Outside its list view the CRM shows a record's changes only in between two full readings.
			if (!tree || tree.partial || (side === 'crm' && tree.presence !== 'in')) continue;
			// A name that is one is remembered where the map has a place for it.
			const seen = fieldsAsRead(tree.oneName, tree.fields);
			settings.rows.forEach((row, index) => {
				const shown = seen[row[side]] ?? '';
				const pair = pairs.get(record.id);
				// Of several addresses under one label, only a counterpart tells which field each is.
				const isTold = pair && !isNoField(pair, index, row[side], record);
				const held = [...heldFor(row[side], record), ...(!isTold && kin(row[side]).length > 1 ? [''] : [])];
				must('F21', held.some((value) => shown === value.replace(/^\s+$/, '')), () => `${row[side]} of ${record.id} is "${held.join()}", remembered as "${shown}"`);
			});
		}
	}
}

/** Whether an address has lost the label of its field before the two who are linked by now have agreed on it: it is one more. */
function isNoField(pair: Pair, index: number, field: string, { arrangement }: StoredRecord): boolean {
	return kin(field).length > 1 && arrangement?.labels[field] !== undefined && agreementOf(pair, index)?.google === '';
}

/** F1: everybody in scope on both sides shows the same there, but for what is reported. */
export function checkConverged(world: World, run: RunReport, events: ReadonlySet<Event>): void {
	const told = new Set(run.details.flatMap(({ googleId, crmId, class: of }) => (of === 'detached' ? [] : [googleId, crmId])));
	const { waiting, deferred } = run.summary.classes;
	must('F1', waiting === 0, () => `${waiting} wait for ever: ${JSON.stringify(run.details)}`);
	// What is refused for good may take the place of others in a run.
	const refused = run.details.some((one) => one.reason.endsWith(DUPLICATE));
	must('F1', deferred === heldBack(run) || refused, () => `${deferred} are deferred for ever: ${JSON.stringify(run.details)}`);
	checkCircles(world, run);
	const { state, settings } = world;
	if (settings.direction !== 'both' || events.has('hostile storage')) return;
	for (const contact of state.contacts) {
		const { google, crm, detached } = contact;
		if (google?.presence !== 'in' || crm?.presence !== 'in' || detached || told.has(google.id)) continue;
		settings.rows.forEach((row, index) => {
			const record = world.get('google', google.id);
			const b = world.get('crm', crm.id).fields[row.crm] ?? '';
			const a = heldFor(row.google, record).find((value) => equivalent(kindOf('crm', row.crm), value, b)) ?? record.fields[row.google] ?? '';
			// The CRM cannot do without this one, so another name may stand in for it.
			// Nobody but the sync writes to a role: it follows the title.
			const excused = (row === ROLE ? a === '' : row.direction !== 'both') || isNoField(contact, index, row.google, record) || (row.crm === settings.crmNameField && a === '');
			const same = row.transform ? a.toLowerCase() === b.toLowerCase() : equivalent(kindOf('crm', row.crm), a, b);
			must('F1', excused || same, () => `${google.id} and ${crm.id} differ in ${row.google}, and nobody is told`);
		});
	}
}

/** F29: whoever is in scope on a side and has no counterpart that the sync keeps up with is told of, with a reason. */
export function checkLeftOut({ state, books }: World, { details }: RunReport): void {
	const told = new Set(details.flatMap(({ googleId, crmId, reason }) => (reason === '' ? [] : [googleId, crmId])));
	const kept = new Set(state.contacts.flatMap(({ google, crm, detached }) => (google && crm && detached === null ? [google.id, crm.id] : [])));
	for (const side of SIDES) {
		for (const record of books[side].records.values()) {
			must('F29', !books[side].isInScope(record) || kept.has(record.id) || told.has(record.id), () => `${record.id} is left out, and nobody is told`);
		}
	}
}

/** S221: nobody is refused for good a value whose holder is refused for want of theirs. */
function checkCircles({ state, books }: World, { details }: RunReport): void {
	const failing = new Set(details.flatMap((one) => (one.class === 'failing' ? [one.googleId, one.crmId] : [])));
	const isFailing = ({ google, crm }: Pair): boolean => failing.has(google?.id ?? '') || failing.has(crm?.id ?? '');
	const holderOf = (contact: Pair): Pair[] => {
		// A value that one other record happens to show as well need not be unique.
		const blockers = (contact.failure?.blockers ?? []).filter(({ side, field }) => field === books[side].unique);
		return state.contacts.filter((other) => isFailing(other) && blockers.some(({ side, id }) => other[side]?.id === id));
	};
	for (const contact of state.contacts) {
		const reached = new Set<Pair>();
		for (let front = holderOf(contact); front.length > 0; front = front.flatMap(holderOf).filter((one) => !reached.has(one))) {
			front.forEach((one) => reached.add(one));
		}
		must('F1', !reached.has(contact), () => `${contact.google?.id} and ${contact.crm?.id} wait for ever for somebody who waits for them`);
	}
}

/** F7: whatever a user typed is shown, was replaced by a user, or stands in the journal. */
export function checkTyped(world: World, users: Users): void {
	const shown = new Set(SIDES.flatMap((side) => [...world.books[side].records.values()].flatMap(({ fields }) => Object.values(fields))));
	const journalled = (side: SideName, id: string, field: string, value: string) =>
		world.journal.some((row) => row.side === side && row.recordId === id && row.field === field && row.before === value);
	for (const { side, id, field, value, superseded } of users.typed) {
		if (superseded || shown.has(value)) continue;
		must('F7', journalled(side, id, field, value), () => `"${value}", typed into ${field} of ${id}, is lost`);
	}
}

/** How many wait for the list view to show what the sync created in the CRM (S25). */
export function heldBack({ details }: RunReport): number {
	return details.filter(({ reason }) => reason === HELD.reason).length;
}
