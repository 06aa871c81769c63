import type { SideName } from '../../../shared/protocol';
import type { FieldRow } from '../model/types';

/*
 * Rows of a field map meet where one writes what another reads. A chain of them comes to rest. Two kinds never do: a
 * circle, in which every value chases the one before; and a whole that is written over parts that others read or write.
 */

/** A map that cannot be used, and why. */
export interface MapProblem {
	problem: string;
	remedy: string;
}

/** A field of a side. */
interface Place {
	side: SideName;
	field: string;
}

/** A row as it carries values from one place to another. */
export interface Carry {
	row: FieldRow;
	from: Place;
	to: Place;
}

/** Google's full name and what it is made of: who writes the one changes the others. */
const WHOLE_NAME = 'fullName';
const NAME_PARTS: readonly string[] = ['givenName', 'middleName', 'familyName'];

/** What is wrong with rows that meet in one field; empty when nothing is. */
export function meetingProblems(carries: readonly Carry[]): MapProblem[] {
	return [...wholeOverParts(carries), ...firstCircle(carries)];
}

/** A full name is taken apart by guess: over parts that have rows of their own it would overwrite what stands there. */
function wholeOverParts(carries: readonly Carry[]): MapProblem[] {
	const isWhole = ({ side, field }: Place): boolean => side === 'google' && field === WHOLE_NAME;
	const isPart = ({ side, field }: Place): boolean => side === 'google' && NAME_PARTS.includes(field);
	if (!carries.some(({ to }) => isWhole(to))) return [];
	const written = carries.find(({ to }) => isPart(to));
	if (written) {
		return [
			{
				problem: `The field map writes Google's full name and, by itself, its part "${written.to.field}"`,
				remedy: 'Remove the rows of the single names or the one of the full name, or let one of them go to the CRM only.',
			},
		];
	}
	const read = carries.find(({ from }) => isPart(from));
	if (!read) return [];
	return [
		{
			problem: `The field map writes Google's full name, and by that its part "${read.from.field}", which another row takes to the CRM field "${read.to.field}"`,
			remedy: 'Let the row of the full name go to the CRM only, or remove the rows of the single names.',
		},
	];
}

/** A value that comes back to where it started, over at least two rows, would go round for ever. */
function firstCircle(carries: readonly Carry[]): MapProblem[] {
	for (const start of carries) {
		const circle = circleFrom(start, [start], carries);
		if (!circle) continue;
		const fields = [...new Set(circle.flatMap(({ from, to }) => [from.field, to.field]))];
		return [
			{
				problem: `Rows of the field map go round in a circle, so that their values would change for ever: ${fields.map((field) => `"${field}"`).join(', ')}`,
				remedy: 'Remove one of these rows, or let it go the other way.',
			},
		];
	}
	return [];
}

function circleFrom(start: Carry, path: readonly Carry[], carries: readonly Carry[]): readonly Carry[] | undefined {
	const last = path[path.length - 1];
	if (path.length > 1 && changes(last.to, start.from)) return path;
	for (const next of carries) {
		// A pair of fields that goes both ways carries a value back to where it came from: that is agreement, no circle.
		if (path.some(({ row }) => row.google === next.row.google && row.crm === next.row.crm) || !changes(last.to, next.from)) continue;
		const circle = circleFrom(start, [...path, next], carries);
		if (circle) return circle;
	}
	return undefined;
}

/** Whether writing one place changes another: itself, and with a part of a name the whole. */
export function changes(written: Place, read: Place): boolean {
	if (written.side !== read.side) return false;
	if (written.field === read.field) return true;
	return written.side === 'google' && NAME_PARTS.includes(written.field) && read.field === WHOLE_NAME;
}
