import type { CrmStore } from './crmStore';
import type { JsonObject } from './json';
import type { ModuleStore } from './moduleStore';

/** A module as `settings/modules` shows it; what the user may do there are its `viewable` … `deletable`. */
export function moduleJson(module: ModuleStore, sequence: number, crm: CrmStore): JsonObject {
	const { permissions } = module;
	return {
		...unusedSettings(),
		id: module.id,
		api_name: module.apiName,
		module_name: module.custom ? 'CustomModule1' : module.apiName,
		singular_label: module.singular,
		plural_label: module.plural,
		generated_type: module.custom ? 'custom' : 'default',
		api_supported: true,
		viewable: permissions.view,
		creatable: permissions.create,
		editable: permissions.edit,
		deletable: permissions.delete,
		visible: true,
		show_as_tab: true,
		sequence_number: sequence,
		modified_by: crm.shortUserReference(crm.currentUser.id),
		profiles: [{ name: crm.currentUser.profile, id: crm.organisation.id }],
	};
}

/** Settings that every module carries and that this CRM has no use for. */
function unusedSettings(): JsonObject {
	return {
		'common.search_supported': true,
		has_more_profiles: false,
		sub_menu_available: false,
		description: null,
		recycle_bin_on_delete: true,
		inventory_template_supported: false,
		modified_time: null,
		presence_sub_menu: false,
		triggers_supported: true,
		chart_view: false,
		isBlueprintSupported: true,
		visibility: 1,
		convertable: false,
		emailTemplate_support: true,
		email_parser_supported: true,
		filter_supported: true,
		web_link: null,
		quick_create: true,
		feeds_required: false,
		scoring_supported: true,
		webform_supported: true,
		arguments: [],
		chart_view_supported: true,
		profile_count: 1,
		business_card_field_limit: 5,
		track_current_data: false,
		parent_module: {},
		activity_badge: 'Disabled',
		$field_states: [],
		business_card_fields: [],
		per_page: 10,
		$properties: [],
		$on_demand_properties: [],
		search_layout_fields: [],
		kanban_view_supported: true,
		kanban_view: false,
		filter_status: false,
		display_field: null,
		zia_view: false,
		status: 'visible',
	};
}
