import * as v from 'valibot';

import { ContactListsSchema, ListChangeSchema } from './lists';
import { ContactOriginSchema, ContactPairSchema, FieldValuesSchema, NameSchema, RunStampSchema, SideNameSchema } from './parts';

/** What every operation says. */
const operationEntries = {
	kind: v.literal('operation'),
	side: SideNameSchema,
	contact: ContactPairSchema,
	/** Group resource name, or module and list view, as the reading gave it. */
	scope: NameSchema,
	run: RunStampSchema,
};

/** What becomes part of a query, where other characters would mean something else. */
const FieldNameSchema = v.pipe(v.string(), v.regex(/^\w+$/, 'is no name of a field'));

/** Addresses that a new record must not share with one that exists, in whatever field that holds them. */
const AddressLookUpSchema = v.strictObject({
	/** The field that people are matched by. */
	field: FieldNameSchema,
	/** The address that stands in it, or else any that the person has. */
	value: NameSchema,
	/** Further addresses of the person. */
	others: v.optional(v.array(NameSchema)),
	/** Addresses that the person knowingly shares with other people: the records of these, by id, stop nothing, whatever they hold. */
	shared: v.optional(v.strictObject({ addresses: v.array(NameSchema), by: v.array(NameSchema) })),
});
export type AddressLookUp = v.InferOutput<typeof AddressLookUpSchema>;

/** The fields of a side that hold names. */
const NameFieldsSchema = v.strictObject({
	given: v.array(FieldNameSchema),
	family: v.array(FieldNameSchema),
	/** Fields that hold a whole name. */
	whole: v.array(FieldNameSchema),
	/** What may stand in for a name. */
	company: v.array(NameSchema),
});
export type NameFields = Readonly<{ [Part in keyof v.InferOutput<typeof NameFieldsSchema>]: readonly string[] }>;

/** The full name that a new record is to hold, in `set`, and that no record may hold that is not known to be somebody else. */
const NameLookUpSchema = v.strictObject({
	fields: NameFieldsSchema,
	/** The field without which there is no record: a name, or what stands in for one. */
	mandatory: FieldNameSchema,
	/** The field of the main address, of which a part may stand in for a name. */
	address: NameSchema,
	/** Records of the name that are known to be other people, by id: they stop nothing. */
	others: v.array(NameSchema),
});
export type NameLookUp = v.InferOutput<typeof NameLookUpSchema>;

/** Creates a record. The CRM looks `match` and `named` up first and answers `exists` instead where it finds one. */
const CreateOperationSchema = v.strictObject({
	...operationEntries,
	op: v.literal('create'),
	set: FieldValuesSchema,
	/** What becomes of the lists that fields of `set` are slots of, where the side holds lists. */
	lists: v.optional(v.array(ListChangeSchema)),
	/** The addresses to look up before creating; null for a contact without one. */
	match: v.nullable(AddressLookUpSchema),
	/** The name to look up besides, of somebody without an address that people are matched by. */
	named: v.optional(NameLookUpSchema),
	/** Written into Google contacts. */
	origin: v.nullable(ContactOriginSchema),
});
export type CreateOperation = v.InferOutput<typeof CreateOperationSchema>;

/** Changes fields of a record whose fields still show `expect`. An empty value in `set` clears the field. */
const UpdateOperationSchema = v.strictObject({
	...operationEntries,
	op: v.literal('update'),
	id: NameSchema,
	set: FieldValuesSchema,
	expect: FieldValuesSchema,
	/** What becomes of the lists that fields of `set` are slots of, where the side holds lists. */
	lists: v.optional(v.array(ListChangeSchema)),
	/** True where the contact's one name, a given name, is shown and set as its family name. */
	oneName: v.optional(v.boolean()),
	/** Whether the Google contact joins the group. */
	join: v.boolean(),
});
export type UpdateOperation = v.InferOutput<typeof UpdateOperationSchema>;

/** Deletes a record whose fields still show `expect`. */
const DeleteOperationSchema = v.strictObject({
	...operationEntries,
	op: v.literal('delete'),
	id: NameSchema,
	expect: FieldValuesSchema,
	/** What the lists that hold mapped fields showed, where the side holds lists. */
	lists: v.optional(ContactListsSchema),
	/** True where the contact's one name, a given name, is shown as its family name. */
	oneName: v.optional(v.boolean()),
	/** Another Google contact: deletes only what is its double, mapped or not. */
	twin: v.optional(v.string()),
});
export type DeleteOperation = v.InferOutput<typeof DeleteOperationSchema>;

/** What Plan Changes and Undo ask Apply Changes to do, item by item. */
export const WriteOperationSchema = v.variant('op', [CreateOperationSchema, UpdateOperationSchema, DeleteOperationSchema]);
export type WriteOperation = v.InferOutput<typeof WriteOperationSchema>;
