import * as v from 'valibot';

import { NameSchema, SideNameSchema, TimeSchema } from '../../../shared/protocol/parts';
import { LIST_KINDS, sameLabel, SLOTS } from '../../../shared/lists/contactLists';
import type { SideName } from '../../../shared/protocol';
import { contactLabel } from '../fieldMap/contactLabel';
import type { MappedRow } from '../fieldMap/fieldMap';
import type { Naming } from '../fieldMap/personName';
import type { Change } from '../decide/decision';
import type { BothSides, Pair, Snapshot } from '../model/types';
import { otherSide } from '../model/types';
import { compareText } from '../values/compareText';

/** A Data Table gives an empty text back as null. */
const StoredTextSchema = v.nullish(v.string(), '');

/** A time as text, or as a database gives it back. */
const StoredTimeSchema = v.pipe(
	v.union([TimeSchema, v.date()], 'is no ISO time'),
	v.transform((time) => new Date(time).toISOString()),
);

/**
 * One value that a planned write overwrites or deletes, stored before anything is written. A row may hold more than this, as
 * a table adds columns of its own.
 */
export const JournalRowSchema = v.object({
	runId: StoredTextSchema,
	/** ISO time by n8n's clock. */
	at: StoredTimeSchema,
	/** The side whose value goes away. */
	side: SideNameSchema,
	/** The record on that side. */
	recordId: NameSchema,
	/** The group, or module and list view, that the record is in. */
	scope: NameSchema,
	/** The same person's record on the other side. */
	otherId: StoredTextSchema,
	/** The person's name or address, to find them by. */
	contact: StoredTextSchema,
	/** The field on that side; `*` for the whole record. */
	field: NameSchema,
	before: StoredTextSchema,
	after: StoredTextSchema,
	/**
	 * Why the value goes away. `conflict`: both sides had changed it, and this one lost. `recreated`: a deleted record came
	 * back (P1). `undone`: an undo replaced it by what it had been.
	 */
	reason: v.picklist(['overwritten', 'conflict', 'deleted', 'recreated', 'undone']),
});
export type JournalRow = v.InferOutput<typeof JournalRowSchema>;

/** What a planned change takes away from a side. */
export function journalRows(
	pair: Pair,
	change: Change,
	rows: readonly MappedRow[],
	run: { id: string; at: string; scopes: BothSides<string | null>; naming: Naming },
): JournalRow[] {
	const entry = (
		side: SideName,
		field: string,
		before: string,
		after: string,
		reason: JournalRow['reason'],
	): JournalRow => ({
		runId: run.id,
		at: run.at,
		side,
		recordId: pair[side]?.id ?? '',
		scope: run.scopes[side] ?? '',
		otherId: pair[otherSide(side)]?.id ?? '',
		contact: contactLabel(pair, run.naming),
		field,
		before,
		after,
		reason,
	});
	switch (change.kind) {
		case 'compare':
			return change.writes
				.filter((write) => write.replaces !== '')
				.map((write) => entry(write.to, rows[write.row][write.to], write.replaces, write.value, write.conflict ? 'conflict' : 'overwritten'));
		case 'delete': {
			const gone = pair[change.on];
			const values = gone ? [...Object.entries(gone.fields), ...valuesBeside(gone)] : [];
			return values.sort(([a], [b]) => compareText(a, b)).map(([field, value]) => entry(change.on, field, value, '', 'deleted'));
		}
		case 'create':
			return change.again ? [entry(change.on, '*', '', '', 'recreated')] : [];
	}
}

/**
 * What the lists of a record hold besides what its fields show: parts of an entry that a field is, and whole entries, each
 * under the fields of a slot that shows nothing; where there is none left, under those of the last one.
 */
function valuesBeside({ fields, lists = {} }: Snapshot): Array<[field: string, value: string]> {
	return LIST_KINDS.flatMap((kind) => {
		const slots = SLOTS.filter((slot) => slot.kind === kind);
		const free = slots.filter((slot) => Object.values(slot.fields).every((field) => !fields[field]));
		return (lists[kind] ?? []).flatMap(({ label, parts }) => {
			const told = Object.entries(parts).filter(([, value]) => value !== '');
			const own = slots.find((slot) => isOf(slot.fields, told));
			const taken = own ?? free.find((slot) => sameLabel(slot.label, label)) ?? free[0] ?? slots[slots.length - 1];
			if (!own && free.includes(taken)) free.splice(free.indexOf(taken), 1);
			return told.flatMap(([part, value]): Array<[string, string]> => {
				const field = taken.fields[part];
				return field === undefined || fields[field] === value ? [] : [[field, value]];
			});
		});
	});

	/** Whether an entry is what these fields show. */
	function isOf(names: Readonly<Record<string, string>>, told: ReadonlyArray<[string, string]>): boolean {
		const shown = told.filter(([part]) => fields[names[part]]);
		return shown.length > 0 && shown.every(([part, value]) => fields[names[part]] === value);
	}
}
