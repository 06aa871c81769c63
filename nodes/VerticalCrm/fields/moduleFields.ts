import type { FieldCapability, FieldFormat, FieldKind } from '../../shared/protocol';
import type { Crm } from '../transport/crm';

/** What `settings/fields` says of a field; as far as it is used here. */
export interface FieldMetadata {
	api_name: string;
	field_label?: string | null;
	display_label?: string | null;
	data_type: string;
	/** How a value stands in a record. */
	json_type?: string;
	length?: number | null;
	read_only?: boolean;
	field_read_only?: boolean;
	system_mandatory?: boolean;
	operation_type?: { api_create?: boolean; api_update?: boolean };
	/** Those of type `unused` cannot be chosen. */
	pick_list_values?: Array<{ actual_value?: string | null; display_value?: string | null; type?: string }> | null;
	/** False where the user's profile does not show the field. */
	visible?: boolean;
	/** Whether the API may not read it, as health data. */
	private?: { restricted?: boolean } | null;
	/** Of a text area; `rich_text` is cut by listings. */
	textarea?: { type?: string } | null;
	lookup?: { module?: { api_name?: string } | string } | null;
	/** Whether it names the record. */
	display_field?: boolean;
}

/** What a module field can hold, and for a link to another module, which one. */
export interface ModuleField extends FieldCapability {
	type: string;
	linkedModule?: string;
	/** How people see options, by what the CRM calls them, where the two differ: documents do not say which one records show. */
	displays?: Record<string, string>;
}

const KINDS: Record<string, FieldKind> = {
	bigint: 'text',
	boolean: 'boolean',
	currency: 'number',
	date: 'date',
	datetime: 'dateTime',
	double: 'number',
	email: 'email',
	integer: 'number',
	lookup: 'lookup',
	multiselectpicklist: 'multiPicklist',
	ownerlookup: 'lookup',
	percent: 'number',
	phone: 'phone',
	picklist: 'picklist',
	text: 'text',
	textarea: 'note',
	userlookup: 'lookup',
	website: 'url',
};

const FORMATS: Record<string, FieldFormat> = {
	bigint: 'digits',
	integer: 'integer',
	phone: 'crmPhone',
	website: 'crmWebsite',
};

export async function readModuleFields(crm: Crm, module: string): Promise<ModuleField[]> {
	const fields = await crm.settings<FieldMetadata>('fields', { module });
	return fields.filter(isTold).map(moduleField);
}

/**
 * Whether a listing tells what a field holds. A field that the profile hides, or that the API may not read, comes as
 * nothing, and a rich text cut after 500 characters: none of these is to be taken for the value.
 */
export function isTold({ visible, private: secret, textarea }: FieldMetadata): boolean {
	return visible !== false && secret?.restricted !== true && textarea?.type !== 'rich_text';
}

function moduleField(field: FieldMetadata): ModuleField {
	const kind = KINDS[field.data_type] ?? 'text';
	const linked = typeof field.lookup?.module === 'object' ? field.lookup.module.api_name : field.lookup?.module;
	return {
		name: field.api_name,
		label: field.display_label ?? field.field_label ?? field.api_name,
		kind,
		type: field.data_type,
		writable: isWritable(field),
		mandatory: field.system_mandatory === true,
		...(isText(kind) && typeof field.length === 'number' && { maxLength: field.length }),
		...(kind === 'date' && { yearOptional: false }),
		...(FORMATS[field.data_type] && { format: FORMATS[field.data_type] }),
		...(kind.toLowerCase().includes('picklist') && { options: optionsOf(field) }),
		...(linked && { linkedModule: linked }),
		...displaysOf(field),
	};
}

/** An option as people see it, by whichever of its two names. */
export function asDisplayed({ displays }: Pick<ModuleField, 'displays'>, value: string): string {
	return displays && Object.hasOwn(displays, value) ? displays[value] : value;
}

function isText(kind: FieldKind): boolean {
	return ['text', 'note', 'email', 'phone', 'url'].includes(kind);
}

function optionsOf(field: FieldMetadata): string[] {
	return (field.pick_list_values ?? [])
		.filter(({ type }) => type !== 'unused')
		.flatMap(({ actual_value, display_value }) => display_value ?? actual_value ?? []);
}

function displaysOf({ pick_list_values: values }: FieldMetadata): Pick<ModuleField, 'displays'> {
	const pairs = (values ?? []).flatMap(({ actual_value: actual, display_value: display }) =>
		actual && display && actual !== display ? [[actual, display] as const] : [],
	);
	return pairs.length === 0 ? {} : { displays: Object.fromEntries(pairs) };
}

function isWritable(field: FieldMetadata): boolean {
	// Text in a list, as tags: records show it, and take it in a request of its own only.
	if (!(field.data_type in KINDS) || (field.data_type === 'text' && field.json_type === 'jsonarray')) return false;
	if (field.read_only || field.field_read_only) return false;
	const { api_create: create = true, api_update: update = true } = field.operation_type ?? {};
	return create && update;
}
