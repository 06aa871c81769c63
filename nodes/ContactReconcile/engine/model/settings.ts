import * as v from 'valibot';

import { FullCheckHoursSchema, SideNameSchema, wholeNumber } from '../../../shared/protocol/parts';
import { bothSides } from './run';
import type { TransformName } from '../values/transforms';
import { TRANSFORMS } from '../values/transforms';

export const DirectionSchema = v.picklist(['both', 'crmToGoogle', 'googleToCrm']);
export type SyncDirection = v.InferOutput<typeof DirectionSchema>;

/** Who keeps its value when both sides changed the same field to different values (P3). */
export const WinnerSchema = v.picklist(['crm', 'google', 'newest', 'none']);
export type ConflictWinner = v.InferOutput<typeof WinnerSchema>;

export const RowDirectionSchema = v.picklist(['both', 'toGoogle', 'toCrm']);

export const TRANSFORM_NAMES = Object.keys(TRANSFORMS) as TransformName[];

/** One row of the field map: these two fields hold the same thing. */
const FieldRowSchema = v.strictObject({
	google: v.string(),
	crm: v.string(),
	direction: RowDirectionSchema,
	/** How values change on the way; left out where they go as they are. */
	transform: v.optional(v.picklist(TRANSFORM_NAMES)),
});
export type FieldRow = v.InferOutput<typeof FieldRowSchema>;

/**
 * What becomes of people without an e-mail address. Left out: nobody is linked or created by anything else. Linked: by full
 * name and phone; whoever has no counterpart is created in Google only, where the contact bears the id of its record.
 * Synced: created in the CRM too.
 */
export const WithoutEmailSchema = v.picklist(['leaveOut', 'link', 'sync']);

/** A Google contact and a CRM record that are two people, whatever they have in common. */
const ApartSchema = v.strictObject({ google: v.string(), crm: v.string() });

/** What may be written to one side in a run: no account holds more. */
export const CapSchema = wholeNumber(1, 1_000_000);

/** A share of all, in percent. */
export const PercentSchema = v.pipe(
	v.number(),
	v.check(
		(value) => value >= 0 && value <= 100,
		({ input }) => `is ${String(input)}; it has to be a number from 0 to 100`,
	),
);

/** A field of the CRM by its API name; empty where the usual one is meant. */
export const ApiNameSchema = v.pipe(v.string(), v.regex(/^([A-Za-z]\w*)?$/, 'is no API name of a field'));

/** A conflict that somebody decided, by what both sides showed then: of other values it says nothing. */
export const DecisionSchema = v.strictObject({
	googleId: v.string(),
	crmId: v.string(),
	/** API name of the CRM field. */
	crmField: v.string(),
	/** The side whose value stays. */
	keep: SideNameSchema,
	google: v.string(),
	crm: v.string(),
});

export const SyncSettingsSchema = v.strictObject({
	/** Names this sync in the origin of contacts that it creates. */
	syncName: v.pipe(v.string(), v.minLength(1, 'is empty')),
	direction: DirectionSchema,
	winner: WinnerSchema,
	rows: v.array(FieldRowSchema),
	/** What new records of the CRM hold in fields that Google shows nothing for. None: left out. */
	fixed: v.optional(v.array(v.strictObject({ crm: v.string(), value: v.string() }))),
	/** The two e-mail fields that people are matched by; a row of the map. */
	match: bothSides(v.string()),
	/** The CRM field that a record cannot do without; filled from other names when Google has none. */
	crmNameField: v.string(),
	onlyEmailAsWork: v.boolean(),
	/** Creates accounts in the CRM that companies of Google are to be linked to. */
	createAccounts: v.optional(v.boolean()),
	/** Whether two records that share an address and no part of a name are one person all the same. */
	linkDifferentNames: v.optional(v.boolean()),
	/** Left out by versions that knew no such choice: linked. */
	withoutEmail: v.optional(WithoutEmailSchema),
	/** Whether a full name alone links, where one of the two has no e-mail address. */
	linkByName: v.optional(v.boolean()),
	/** Who is never linked. */
	apart: v.optional(v.array(ApartSchema)),
	/** ISO 3166 code of the country of phone numbers that name none; empty when there is none. */
	phoneCountry: v.string(),
	/** Records written to one side in a run, until the first sync has settled. */
	firstCap: CapSchema,
	/** Records written to one side in a run, afterwards. */
	cap: CapSchema,
	deletes: v.boolean(),
	/** A plan that deletes more than this share of the linked contacts (and more than `deleteFloor`) is refused. */
	deleteSharePercent: PercentSchema,
	deleteFloor: v.number(),
	/** Lets through the one refused plan that has this digest. */
	approvedDigest: v.string(),
	fullCheckHours: FullCheckHoursSchema,
	/** Whether the first plan is refused until its digest is given. */
	askFirst: v.optional(v.boolean()),
	/** Conflicts that people decided. None: left out. */
	decisions: v.optional(v.array(DecisionSchema)),
});
export type SyncSettings = v.InferOutput<typeof SyncSettingsSchema>;
