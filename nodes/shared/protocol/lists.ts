import * as v from 'valibot';

import { CountSchema, FieldValuesSchema } from './parts';

/** The lists of a contact that hold mapped fields. */
export const ListKindSchema = v.picklist(['address', 'email', 'nickname', 'organization', 'phone', 'url']);
export type ListKind = v.InferOutput<typeof ListKindSchema>;

/** One entry of a list; its place is its index. */
const ListEntrySchema = v.strictObject({
	/** The type as the service names it, a label of the user's own, or empty. */
	label: v.string(),
	/** What it holds, by part: `value`, or the parts of an address or organisation. Empty parts are left out. */
	parts: v.pipe(FieldValuesSchema, v.readonly()),
	/** True for an address that is one text: it stands in `street`, and says nothing of the parts that it lacks. */
	onePiece: v.optional(v.literal(true)),
});
export type ListEntry = v.InferOutput<typeof ListEntrySchema>;

const EntriesSchema = v.pipe(v.array(ListEntrySchema), v.readonly());

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
