import * as v from 'valibot';

import { MissingLinkSchema } from './links';
import { ContactListsSchema } from './lists';
import { ContactPairSchema, FieldValuesSchema, NameSchema, SideNameSchema, TimeSchema } from './parts';

/**
 * What became of an operation.
 * - `written`: done; `after` is what the record now shows.
 * - `exists`: not created, since `id` has the same e-mail.
 * - `mismatch`: not written, since the record no longer shows what was expected.
 * - `gone`: the record to change does not exist.
 * - `failed`: the API refused it; `error` says why.
 * - `unknown`: the answer was lost; it may or may not have happened.
 * - `notSent`: not tried: the lease had expired, the execution was cancelled, or access was lost before its turn.
 */
const WriteOutcomeSchema = v.picklist(['written', 'exists', 'mismatch', 'gone', 'failed', 'unknown', 'notSent']);
export type WriteOutcome = v.InferOutput<typeof WriteOutcomeSchema>;

const WriteErrorSchema = v.strictObject({
	/** The API's own code. */
	code: v.string(),
	message: v.string(),
	/** What to do about it. */
	remedy: v.optional(v.string()),
	/** The field that the API named. */
	field: v.optional(v.string()),
	/** True when access was refused rather than the record. */
	access: v.optional(v.boolean()),
	/** True when waiting does not help: somebody has to change something before it can succeed. */
	lasting: v.optional(v.literal(true)),
});
export type WriteError = v.InferOutput<typeof WriteErrorSchema>;

/** What Apply Changes says of one operation. */
export const WriteResultSchema = v.strictObject({
	kind: v.literal('result'),
	side: SideNameSchema,
	op: v.picklist(['create', 'update', 'delete']),
	contact: ContactPairSchema,
	runId: NameSchema,
	outcome: WriteOutcomeSchema,
	/** The record written, found or tried; null when there is none. */
	id: v.nullable(NameSchema),
	/** The names of the fields that the operation set, without those that were refused. */
	fields: v.array(v.string()),
	/** Values of single fields that the side does not take, while it took the rest; each names its field. */
	refused: v.optional(v.array(WriteErrorSchema)),
	/** What the record showed just before the write, at least in `fields`; null when it was not read. */
	before: v.nullable(FieldValuesSchema),
	/** What the record shows after the write, at least in `fields`; null when nothing is known. */
	after: v.nullable(FieldValuesSchema),
	/** What the lists of the record show after the write, where the side holds lists. */
	lists: v.optional(ContactListsSchema),
	/** ISO time of the record's last modification, by the side's clock. */
	modifiedAt: v.nullable(TimeSchema),
	/** Fields left as they are, since there is no one record of the name to link to. */
	unlinked: v.optional(v.array(MissingLinkSchema)),
	/** True when no request was needed or possible: it showed the values already, or nothing else was to be written. */
	unsent: v.optional(v.literal(true)),
	error: v.optional(WriteErrorSchema),
});
export type WriteResult = v.InferOutput<typeof WriteResultSchema>;
