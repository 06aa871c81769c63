import type { FieldValues, SideName } from '../../nodes/shared/protocol';
import type { LogEntry } from '../servers/shared/requestLog';
import type { Fault } from '../servers/shared/scriptedFaults';

/**
 * What the users of a soak edit, by the keys of Google's catalogue: each of another part of a Person. The family name
 * is never edited: it tells who somebody is.
 */
export const EDITED = ['workPhone', 'jobTitle', 'notes', 'workCity'] as const;

/** A person as one side truly holds it. */
export interface SoakPerson {
	id: string;
	/** Who it is: the family name. */
	who: string;
	/** By the keys of Google's catalogue; empty fields are left out. */
	fields: FieldValues;
}

/** One side of a soak: its users, what goes wrong with its API, and what its log shows. */
export interface SoakSide {
	readonly name: SideName;
	people(): SoakPerson[];
	/** A user adds a person in scope, together with much that no field of the map names. */
	add(fields: FieldValues): string;
	/** A user changes fields; an empty value clears one. */
	edit(id: string, fields: FieldValues): void;
	remove(id: string): void;
	/** A user takes a person out of the group or list view, or back in. */
	move(id: string): void;
	/** Everything of a record that no field of the map names, as text. */
	unmapped(id: string): string;
	/** The first request of which something is true goes wrong. */
	fail(fault: Fault, matches: (request: LogEntry) => boolean): void;
	/** A user acts just before the request that comes after so many others takes effect. */
	actAt(after: number, act: () => void): void;
	/** Nothing goes wrong any more. */
	heal(): void;
	/** How many requests wrote, or tried to. */
	writes(): number;
	/** What writes named that no field of the map is in. */
	strayWrites(): string[];
	/** How many writes were sent while another was under way, where that is forbidden. */
	overlaps(): number;
}

export type { Fault };
