import * as v from 'valibot';

import { CountSchema, NameSchema } from './parts';

/** How a field's values are compared and what they may hold. */
const FieldKindSchema = v.picklist([
	'text',
	'note',
	'email',
	'phone',
	'country',
	'date',
	'dateTime',
	'url',
	'number',
	'boolean',
	'picklist',
	'multiPicklist',
	'lookup',
	'labels',
]);
export type FieldKind = v.InferOutput<typeof FieldKindSchema>;

/** A whole number, also as text; a phone number or web site by the CRM's own rules. */
const FieldFormatSchema = v.picklist(['integer', 'digits', 'crmPhone', 'crmWebsite']);
export type FieldFormat = v.InferOutput<typeof FieldFormatSchema>;

/** What a side can hold in one field. */
export const FieldCapabilitySchema = v.strictObject({
	name: NameSchema,
	label: v.string(),
	kind: FieldKindSchema,
	/** False when the field is computed or the account may not change it. */
	writable: v.boolean(),
	/** True when a record cannot be saved without it. */
	mandatory: v.boolean(),
	/** In UTF-16 units; left out when unlimited. */
	maxLength: v.optional(CountSchema),
	/** The values that a picklist takes. */
	options: v.optional(v.array(v.string())),
	/** False when a date needs its year. Left out for other kinds. */
	yearOptional: v.optional(v.boolean()),
	/** What more the field demands than its kind says. */
	format: v.optional(FieldFormatSchema),
});
export type FieldCapability = v.InferOutput<typeof FieldCapabilitySchema>;
