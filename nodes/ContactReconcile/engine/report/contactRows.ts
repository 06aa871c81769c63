import groupBy from 'lodash/groupBy';

import type { SideName, WriteOperation, WriteResult } from '../../../shared/protocol';
import { sideName } from '../../../shared/protocol/parts';
import { sideLabel } from '../fieldMap/fieldMap';
import type { DecidedConflict, PlannedChange, ReportedContact } from '../model/run';
import type { SyncState } from '../model/types';
import { otherSide, SIDES } from '../model/types';
import type { Plan } from '../plan/plan';
import type { NameOf } from './planListing';
import { listed } from './planListing';
import { cutOff } from '../values/cutOff';
import { CLASS_NAMES } from './report';

/** A contact that a run changed, or would change, or that is not in sync, as a row of a table. */
interface ContactRow {
	contact: string;
	/** Where it is changed; empty where it is not. */
	side: string;
	what: string;
	fields: string;
	why: string;
	/** The one thing to do about it; empty where it was changed. */
	toDo: string;
	/** Whom it may be on the other side, by id. */
	perhaps: string;
	googleId: string;
	crmId: string;
}

interface RowsInput {
	operations: Plan['proposed'];
	/** What became of the operations; null where none was sent. */
	results: readonly WriteResult[] | null;
	details: readonly ReportedContact[];
	decided: readonly DecidedConflict[];
	nameOf: NameOf;
	sides: SyncState['sides'];
}

const DONE: Record<PlannedChange['op'], string> = { create: 'Created', update: 'Updated', delete: 'Deleted', join: 'Added to the group' };
const TO_DO: Record<PlannedChange['op'], string> = { create: 'To be created', update: 'To be updated', delete: 'To be deleted', join: 'To be added to the group' };

/** First those whom the run changes, then those who are not in sync. */
export function contactRows(input: RowsInput): ContactRow[] {
	const { operations, results, details } = input;
	const written = new Map((results ?? []).filter(({ outcome, unsent }) => outcome === 'written' && !unsent).map((result) => [keyOf(result), result]));
	const all = SIDES.flatMap((side) => operations[side]);
	const changed = results === null ? all : all.filter((operation) => written.has(keyOf(operation)));
	const planned = new Set(results === null ? all.flatMap(({ contact: { google, crm } }) => [google, crm]) : []);
	planned.delete(null);
	const others = details.filter(({ googleId, crmId, class: state }) => state !== 'deferred' || !(planned.has(googleId) || planned.has(crmId)));
	const decided = groupBy(input.decided, 'contact');
	return [...changed.map((operation) => rowOfChange(operation, written.get(keyOf(operation)), input, decided)), ...others.map(rowOfDetail)];
}

/** A run has one operation for a person on each side. */
function keyOf({ side, contact: { google, crm } }: WriteOperation | WriteResult): string {
	return JSON.stringify([side, google, crm]);
}

function rowOfChange(operation: WriteOperation, result: WriteResult | undefined, { nameOf, sides }: RowsInput, decided: Record<string, DecidedConflict[]>): ContactRow {
	const { op, side, contact, fields } = listed(operation, nameOf(operation));
	const labels = new Map(sides[side].capabilities.map(({ name, label }) => [name, label]));
	const refused = new Set(result?.refused?.map(({ field }) => field));
	const shown = fields.filter(({ field }) => !refused.has(field));
	// People of one name are told apart by what was decided.
	const isOwn = (one: DecidedConflict): boolean => shown.some(({ field, before, after }) => field === one.field && before === one.replaced && after === one.kept);
	const lost = (Object.hasOwn(decided, contact) ? decided[contact] : []).filter((one) => one.side === side && isOwn(one));
	const pair = { ...operation.contact, ...(result?.id && { [side]: result.id }) };
	return {
		...{ contact, side: sideLabel(side), what: (result ? DONE : TO_DO)[op] },
		fields: shown.map(({ field, before, after }) => `${labels.get(field) ?? field}: ${shownChange(before, after)}`).join('; '),
		why: lost.length > 0 ? `Both sides had changed ${lost.map(({ field }) => labels.get(field) ?? field).join(', ')}` : WHY[op](otherSide(side)),
		...{ toDo: '', perhaps: '', googleId: pair.google ?? '', crmId: pair.crm ?? '' },
	};
}

const WHY: Record<PlannedChange['op'], (other: SideName) => string> = {
	create: (other) => `New in ${sideName(other)}`,
	update: (other) => `Changed in ${sideName(other)}`,
	delete: (other) => `Deleted in ${sideName(other)}`,
	join: (other) => `Shown in ${sideName(other)}`,
};

function shownChange(before: string, after: string): string {
	const [from, to] = [cutOff(before), cutOff(after)];
	if (before === '') return to;
	return `${from} → ${to || '(empty)'}`;
}

function rowOfDetail({ contact, class: state, reason, toDo = '', perhaps = [], conflicts = [], googleId, crmId }: ReportedContact): ContactRow {
	const fields = conflicts.map(({ field, google, crm }) => `${field}: ${google} (Google), ${crm} (CRM)`).join('; ');
	return { contact, side: '', what: CLASS_NAMES[state], fields, why: reason, toDo, perhaps: perhaps.join(' '), googleId: googleId ?? '', crmId: crmId ?? '' };
}
