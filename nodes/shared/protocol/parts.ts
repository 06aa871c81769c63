import * as v from 'valibot';

/*
 * What the shapes of the protocol are made of. Every shape is strict: a property that it does not know is refused, since
 * a misspelt one would let a write do more than was meant.
 */

export const SideNameSchema = v.picklist(['google', 'crm']);
export type SideName = v.InferOutput<typeof SideNameSchema>;

/** A side within a sentence. */
export function sideName(side: SideName): string {
	return side === 'google' ? 'Google' : 'the CRM';
}

/** A text that names something; empty it would name nothing. */
export const NameSchema = v.pipe(v.string(), v.minLength(1, 'is empty'));

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** An ISO time with its zone. */
export const TimeSchema = v.pipe(
	v.string(),
	v.check((text) => ISO_TIME.test(text) && !Number.isNaN(Date.parse(text)), 'is no ISO time'),
);

/**
 * Field values of one contact, by the side's own field name: a key of the Google catalogue (`person.ts`) or the
 * CRM's API name. Every value is text, as the side shows it: dates as `YYYY-MM-DD` (`--MM-DD` without a year),
 * booleans as `true` or `false`, a multi-select as its values joined with `;`, a lookup as the name of its record.
 * An empty field may be left out; a missing key and `''` mean the same.
 */
export type FieldValues = Record<string, string>;

/** One loop for all values: they are nearly all that there is to check. */
export const FieldValuesSchema = v.custom<FieldValues>(areFieldValues, 'holds something other than texts by field');

export function areFieldValues(given: unknown): boolean {
	if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
	for (const field in given) {
		if (typeof (given as Record<string, unknown>)[field] !== 'string') return false;
	}
	return true;
}

/** What every item of one run knows about the run. */
export const RunStampSchema = v.strictObject({
	id: NameSchema,
	/** The execution that carries the run out; absent where any may. */
	executionId: v.optional(NameSchema),
	/** The sync's name, as written into the origin of contacts that it creates. */
	syncName: v.string(),
	/** Whether accounts that CRM records are to be linked to are created where the CRM has none of the name. */
	createAccounts: v.optional(v.boolean()),
	/** Whether an e-mail of any label stands in for the work e-mail of a Google contact that has none. */
	onlyEmailAsWork: v.boolean(),
});
export type RunStamp = v.InferOutput<typeof RunStampSchema>;

/** A side's own notes about group, view, field metadata and permissions, kept between runs. */
export const SideNotesSchema = v.looseObject({
	/** ISO time by n8n's clock. */
	notedAt: TimeSchema,
});
export type SideNotes = v.InferOutput<typeof SideNotesSchema>;

/** Who a Google contact was created for. */
export const ContactOriginSchema = v.strictObject({ syncName: v.string(), crmId: v.string() });
export type ContactOrigin = v.InferOutput<typeof ContactOriginSchema>;

/** The two records of one person; null for the one that does not exist yet. */
export const ContactPairSchema = v.strictObject({ google: v.nullable(NameSchema), crm: v.nullable(NameSchema) });
export type ContactPair = v.InferOutput<typeof ContactPairSchema>;

/** How many there are, or which one of them, from 0. */
export const CountSchema = v.pipe(v.number(), v.integer('is no whole number'), v.minValue(0, 'is below 0'));

/** A whole number in a range, its ends included. */
export function wholeNumber(lowest: number, highest: number) {
	return v.pipe(
		v.number(),
		v.check(
			(value) => Number.isInteger(value) && value >= lowest && value <= highest,
			({ input }) => `is ${String(input)}; it has to be a whole number from ${lowest} to ${highest}`,
		),
	);
}

/** Hours between two readings of everything; at most a year. */
export const FullCheckHoursSchema = wholeNumber(1, 8_760);
