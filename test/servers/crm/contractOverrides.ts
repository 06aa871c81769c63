/**
 * Where Zoho's OpenAPI files of June 2025 (OAS 3.0, zoho-crm-v8/*.json) are not what the API does, with what is meant
 * instead and why. Everything else in them is taken as it stands.
 */
export interface ContractOverride {
	/** A file's name and a JSON pointer in it. */
	at: string;
	reason: string;
	apply: (schema: SchemaNode) => void;
}

export interface SchemaNode {
	[key: string]: unknown;
}

const withoutEnum = (schema: SchemaNode): void => {
	delete schema.enum;
};

const orNull = (schema: SchemaNode): void => {
	const { $ref: reference, type } = schema;
	if (reference !== undefined) {
		delete schema.$ref;
		schema.anyOf = [{ $ref: reference }, { type: 'object', maxProperties: 0, nullable: true }];
	} else schema.type = [type, 'null'];
};

const replaceBy =
	(replacement: SchemaNode) =>
	(schema: SchemaNode): void => {
		for (const key of Object.keys(schema)) delete schema[key];
		Object.assign(schema, replacement);
	};

const notRequired =
	(...names: string[]) =>
	(schema: SchemaNode): void => {
		schema.required = (schema.required as string[]).filter((name) => !names.includes(name));
	};

const nullable = (at: string, names: string[], reason: string): ContractOverride[] =>
	names.map((name) => ({ at: `${at}/properties/${name}`, reason, apply: orNull }));

const RECORD = 'record.json#/components/schemas';
const FIELD = 'fields.json#/components/schemas/fields';
const VIEW = 'custom_views.json#/components/schemas/custom_views';
const MODULE = 'modules.json#/components/schemas/modules';

export const CONTRACT_OVERRIDES: ContractOverride[] = [
	{
		at: `${RECORD}/API_Exception/properties/code`,
		reason: 'the list lacks most codes of the newer specifications (paging, limits, ALREADY_MODIFIED, 429)',
		apply: withoutEnum,
	},
	{
		at: `${RECORD}/API_Exception/properties/message`,
		reason: 'the list of texts is incomplete',
		apply: withoutEnum,
	},
	{
		at: `${RECORD}/API_Exception`,
		reason: 'nothing is required, so that any object would pass for an error',
		apply: (schema) => {
			schema.required = ['code', 'details', 'message', 'status'];
		},
	},
	{
		at: `${RECORD}/API_Exception/properties/details/properties/maximum_length`,
		reason: 'a number in all examples of 2026',
		apply: replaceBy({ type: 'integer' }),
	},
	{
		at: `${RECORD}/Success_Response`,
		reason: 'nothing is required, so that any object would pass for a success',
		apply: (schema) => {
			schema.required = ['code', 'details', 'message', 'status'];
		},
	},
	...nullable(`${RECORD}/Success_Response`, ['duplicate_field'], 'null for a record that was inserted'),
	...nullable(`${RECORD}/Deleted_Record`, ['display_name'], 'nullable in the newer specification'),
	...nullable(
		`${RECORD}/Info`,
		['next_page_token', 'previous_page_token', 'page_token_expiry'],
		'nullable in the newer specification',
	),
	...nullable(
		FIELD,
		[
			'associated_module',
			'tooltip',
			'association_details',
			'external',
			'private',
			'crypt',
			'hipaa_compliance',
			'history_tracking',
		],
		"null in Zoho's own example",
	),
	{
		at: FIELD,
		reason: "Zoho's own example lacks them",
		apply: notRequired(
			'refer_from_field',
			'sharing_properties',
			'file_upolad_optionlist',
			'sub_module',
			'multiuserlookup',
			'autonumber',
			'allowed_modules',
			'common.picklist',
			'_update_existing_records',
			'number_separator',
			'textarea',
			'static_field',
		),
	},
	...nullable(VIEW, ['criteria', 'sort_by'], 'views without criteria or order of their own have none to show'),
	{
		at: MODULE,
		reason: 'only the answer for one module may hold these, and only when asked for',
		apply: notRequired(
			'lookup_field_properties',
			'related_lists',
			'related_list_properties',
			'layouts',
			'fields',
			'custom_view',
			'default_mapping_fields',
			'layout_associations',
		),
	},
	...['email', 'last_name', 'first_name'].map((name) => ({
		at: `users.json#/components/schemas/users/properties/${name}`,
		reason: 'the pattern describes random test data',
		apply: (schema: SchemaNode): void => {
			delete schema.pattern;
		},
	})),
];
