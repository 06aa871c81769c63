import type { CrmStore } from './crmStore';
import type { FieldMeta, FieldType } from './fields';
import type { Json, JsonObject } from './json';
import type { ModuleStore } from './moduleStore';

/** How values of a type are written in JSON, as `json_type` names it; null for plain text. */
const JSON_TYPES: Record<FieldType, string> = {
	text: 'string',
	textarea: 'string',
	email: 'string',
	phone: 'string',
	website: 'string',
	picklist: 'string',
	multiselectpicklist: 'jsonarray',
	boolean: 'boolean',
	date: 'string',
	datetime: 'string',
	integer: 'integer',
	bigint: 'string',
	double: 'double',
	lookup: 'jsonobject',
	ownerlookup: 'jsonobject',
	tag: 'jsonarray',
};

/** `settings/fields?module=`: the fields that the user's profile shows, with the keys of Zoho's own example. */
export function fieldList(module: ModuleStore, crm: CrmStore, listsHidden = false): JsonObject[] {
	return module.fields
		.all()
		.filter((field) => listsHidden || field.access !== 'hidden')
		.map((field, index) => fieldJson(field, index + 1, module, crm));
}

function fieldJson(field: FieldMeta, sequence: number, module: ModuleStore, crm: CrmStore): JsonObject {
	const isWritable = !field.readOnly && field.access === 'readWrite';
	return {
		...unusedSettings(),
		visible: field.access !== 'hidden',
		private: field.restricted ? { restricted: true, type: 'High', export: false } : null,
		...(field.type === 'textarea' && { textarea: { type: field.richText ? 'rich_text' : 'large' } }),
		id: field.id,
		api_name: field.apiName,
		field_label: field.label,
		display_label: field.label,
		column_name: field.apiName.toUpperCase(),
		data_type: field.type === 'tag' ? 'text' : field.type,
		json_type: JSON_TYPES[field.type],
		length: field.length,
		system_mandatory: field.mandatory,
		custom_field: field.custom,
		created_source: field.custom ? 'custom' : 'default',
		read_only: field.readOnly,
		field_read_only: !isWritable,
		operation_type: {
			web_update: isWritable,
			api_create: isWritable,
			web_create: isWritable,
			api_update: isWritable,
		},
		view_type: { view: true, edit: isWritable, quick_create: false, create: isWritable },
		unique: field.unique ? { casesensitive: String(field.unique.caseSensitive) } : {},
		pick_list_values: field.pickList.map((value, index) => pickListValue(value, index, field)),
		lookup: lookupJson(field, crm),
		display_field: field.apiName === module.nameField,
		mass_update: isWritable,
		searchable: !['boolean', 'lookup', 'ownerlookup'].includes(field.type),
		decimal_place: field.type === 'double' ? 2 : null,
		sequence_number: sequence,
		profiles: [
			{
				permission_type: isWritable ? 'read_write' : 'read_only',
				name: crm.currentUser.profile,
				id: crm.organisation.id,
			},
		],
		layout_associations: [{ api_name: 'Standard__s', name: 'Standard', id: crm.organisation.id }],
	};
}

function pickListValue(value: string, index: number, field: FieldMeta): JsonObject {
	return {
		display_value: field.displays[value] ?? value,
		sequence_number: index + 1,
		reference_value: value,
		colour_code: null,
		actual_value: value,
		id: `${field.id.slice(0, -2)}${String(index + 10)}`,
		type: field.unused.includes(value) ? 'unused' : 'used',
	};
}

function lookupJson(field: FieldMeta, crm: CrmStore): Json {
	const target = field.lookupModule === null ? undefined : crm.findModule(field.lookupModule);
	if (!target) return {};
	return {
		display_label: target.plural,
		api_name: `${field.apiName}_list`,
		module: { api_name: target.apiName, id: target.id },
		id: field.id,
		query_details: {},
		revalidate_filter_during_edit: false,
		show_fields: [],
	};
}

/** Settings that every field carries and that this CRM has no use for. */
function unusedSettings(): JsonObject {
	return {
		associated_module: null,
		webhook: true,
		colour_code_enabled_by_system: false,
		tooltip: null,
		type: 'used',
		customizable_properties: [],
		association_details: null,
		businesscard_supported: true,
		multi_module_lookup: {},
		created_time: null,
		modified_time: null,
		filterable: true,
		available_in_user_layout: true,
		separator: false,
		external: null,
		enable_colour_code: false,
		virtual_field: false,
		blueprint_supported: true,
		crypt: null,
		display_type: -1,
		ui_type: 1,
		show_type: 7,
		category: 1,
		email_parser: { fields_update_supported: true, record_operations_supported: true },
		currency: {},
		hipaa_compliance: null,
		hipaa_compliance_enabled: false,
		convert_mapping: { Contacts: null, Deals: null, Accounts: null },
		rollup_summary: {},
		pick_list_values_sorted_lexically: false,
		sortable: true,
		history_tracking: null,
		formula: {},
		additional_column: null,
		multiselectlookup: {},
		auto_number: {},
		quick_sequence_number: '0',
		subform: null,
	};
}
