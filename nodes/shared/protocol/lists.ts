import * as v from 'valibot';

import type { FieldValues } from './parts';
import { areFieldValues, CountSchema, FieldValuesSchema } from './parts';

/** The lists of a contact that hold mapped fields. */
export const ListKindSchema = v.picklist(['address', 'email', 'nickname', 'organization', 'phone', 'url']);
export type ListKind = v.InferOutput<typeof ListKindSchema>;

/** One entry of a list; its place is its index. */
export interface ListEntry {
	/** The type as the service names it, a label of the user's own, or empty. */
	label: string;
	/** What it holds, by part: `value`, or the parts of an address or organisation. Empty parts are left out. */
	parts: Readonly<FieldValues>;
	/** True for an address that is one text: it stands in `street`, and says nothing of the parts that it lacks. */
	onePiece?: true;
}

/** One loop for all entries, of which people have many: a schema for each would cost as much as all the rest. */
const EntriesSchema = v.custom<readonly ListEntry[]>(
	(given) => Array.isArray(given) && given.every(isEntry),
	'holds something other than entries with a label and parts',
);

function isEntry(given: unknown): boolean {
	if (typeof given !== 'object' || given === null) return false;
	const { label, parts, onePiece, ...more } = given as Record<string, unknown>;
	return typeof label === 'string' && areFieldValues(parts) && (onePiece === undefined || onePiece === true) && Object.keys(more).length === 0;
}

export const ContactListsSchema = v.strictObject({
	address: v.optional(EntriesSchema),
	email: v.optional(EntriesSchema),
	nickname: v.optional(EntriesSchema),
	organization: v.optional(EntriesSchema),
	phone: v.optional(EntriesSchema),
	url: v.optional(EntriesSchema),
});
export type ContactLists = v.InferOutput<typeof ContactListsSchema>;

/** What becomes of one entry: parts that it gets, empty ones are cleared; an entry of which nothing is left goes. */
const EntryChangeSchema = v.strictObject({
	/** Null for an entry that is added at the end, under the label. */
	place: v.nullable(CountSchema),
	label: v.string(),
	parts: FieldValuesSchema,
});
export type EntryChange = v.InferOutput<typeof EntryChangeSchema>;

/** What is to become of a list that still shows what was expected; all other entries stay as they are. */
export const ListChangeSchema = v.strictObject({
	kind: ListKindSchema,
	expect: EntriesSchema,
	changes: v.pipe(v.array(EntryChangeSchema), v.readonly()),
});
export type ListChange = v.InferOutput<typeof ListChangeSchema>;
