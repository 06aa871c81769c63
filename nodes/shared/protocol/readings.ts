import * as v from 'valibot';

import { FieldCapabilitySchema } from './capabilities';
import { LinkNameSchema } from './links';
import { ContactListsSchema } from './lists';
import { ContactOriginSchema, CountSchema, FieldValuesSchema, NameSchema, RunStampSchema, SideNameSchema, SideNotesSchema, TimeSchema } from './parts';

const ModeSchema = v.picklist(['full', 'changes']);

/** Start Sync tells a side what to read. */
export const ReadInstructionSchema = v.strictObject({
	kind: v.literal('read'),
	side: SideNameSchema,
	mode: ModeSchema,
	/** What the last complete reading returned as its cursor; null before the first one, or where it is lost. */
	cursor: v.nullable(v.string()),
	/** The scope that the cursor was taken in. A node set to another scope reads in full. */
	scope: v.nullable(v.string()),
	/** Record ids to read one by one besides. */
	ids: v.array(NameSchema),
	/** The mapped fields of this side. */
	fields: v.array(NameSchema),
	/** What the side found out about its account earlier and may rely on for a day; its own business. */
	about: v.nullable(SideNotesSchema),
	/** Names to look up that could not be linked to before. */
	links: v.optional(v.array(LinkNameSchema)),
	run: RunStampSchema,
});
export type ReadInstruction = v.InferOutput<typeof ReadInstructionSchema>;

/** A record as a side shows it now. */
const ContactReadingSchema = v.strictObject({
	kind: v.literal('contact'),
	side: SideNameSchema,
	id: NameSchema,
	fields: FieldValuesSchema,
	/** Mapped fields that the answer did not tell, which is not the same as empty: what is known of them stands. */
	untold: v.optional(v.array(NameSchema)),
	/**
	 * Every entry of the lists that mapped fields are slots of, where the side holds lists. Which entry a field is says the
	 * engine; what `fields` shows of these fields is found by labels alone, for people to read.
	 */
	lists: v.optional(ContactListsSchema),
	/** Every e-mail address of the record, mapped or not. */
	emails: v.array(v.string()),
	/** In the group or list view; null when this reading cannot tell. */
	inScope: v.nullable(v.boolean()),
	/** ISO time by the side's clock. */
	modifiedAt: v.nullable(TimeSchema),
	origin: v.optional(ContactOriginSchema),
	/** The record was asked for by its id: it is shown as it is now, while a listing may lag behind. */
	byId: v.optional(v.literal(true)),
	/** Ids that this record had before, as after a merge in Google. */
	previousIds: v.optional(v.array(NameSchema)),
});
export type ContactReading = v.InferOutput<typeof ContactReadingSchema>;

/**
 * A record that a side does not show. `deleted` is a tombstone; the others answer a reading by id: `gone` where that proves
 * a deletion, `notShown` where it may be hidden as well, `forbidden` where the side says so.
 */
const AbsenceReadingSchema = v.strictObject({
	kind: v.literal('absence'),
	side: SideNameSchema,
	id: NameSchema,
	reason: v.picklist(['deleted', 'gone', 'notShown', 'forbidden']),
	/** ISO time by the side's clock, where it tells. */
	at: v.nullable(TimeSchema),
});
export type AbsenceReading = v.InferOutput<typeof AbsenceReadingSchema>;

/** Ends every reading, also an empty one. */
const CursorReadingSchema = v.strictObject({
	kind: v.literal('cursor'),
	side: SideNameSchema,
	/** What was really read: a changes reading falls back to full when its cursor is lost. */
	mode: ModeSchema,
	/** How many readings come before it, so that none is taken out or doubled on the way. */
	count: v.optional(CountSchema),
	/** False when the listing ended early: then nothing may be concluded from what it does not show. */
	complete: v.boolean(),
	/** What to pass as the next cursor; null when incomplete. */
	cursor: v.nullable(v.string()),
	/** ISO time by the side's clock at which the reading started. */
	readAt: TimeSchema,
	/** Identifies the group, or the module and list view. */
	scope: NameSchema,
	/** The scope as its users call it. */
	scopeName: v.string(),
	/** The mapped fields that this side has; a mapped field that it lacks is not listed. */
	fields: v.array(FieldCapabilitySchema),
	about: SideNotesSchema,
	/** Those of the names asked for that exactly one record has now. */
	linkable: v.optional(v.array(LinkNameSchema)),
	/** What the builder should know, in sentences. */
	hints: v.array(v.string()),
	run: RunStampSchema,
});
export type CursorReading = v.InferOutput<typeof CursorReadingSchema>;

/** What Get Changes puts out, item by item. */
export const ReadingSchema = v.variant('kind', [ContactReadingSchema, AbsenceReadingSchema, CursorReadingSchema]);
export type Reading = v.InferOutput<typeof ReadingSchema>;
