import type { CrmStore, CrmUser } from './crmStore';
import type { JsonObject } from './json';

/** A user as `GET /users` shows one. */
export function userJson(user: CrmUser, crm: CrmStore): JsonObject {
	const self = crm.shortUserReference(user.id);
	return {
		id: user.id,
		first_name: user.firstName,
		last_name: user.lastName,
		full_name: `${user.firstName} ${user.lastName}`,
		email: user.email,
		profile: { name: user.profile, id: crm.profileId },
		role: { name: user.role, id: `${crm.organisation.id.slice(0, -1)}2` },
		status: 'active',
		confirm: true,
		language: 'en_US',
		locale: 'en_US',
		country_locale: 'en_US',
		time_format: 'HH:mm',
		offset: crm.organisation.offsetMinutes * 60_000,
		zuid: user.id.slice(-9),
		created_by: self,
		created_time: crm.time(Date.UTC(2024, 0, 15)),
		Modified_Time: crm.time(Date.UTC(2024, 0, 15)),
		microsoft: false,
		personal_account: false,
		Isonline: true,
	};
}

/** The connected user's profile as `GET /settings/profiles/{id}` shows it, with what it allows in each module. */
export function profileJson(crm: CrmStore): JsonObject {
	const self = crm.shortUserReference(crm.currentUser.id);
	const permissions = crm.allModules().flatMap(({ apiName, permissions: { view, create, edit, delete: remove, syncWithGoogleContacts } }) => [
		permission(apiName, 'View', view, crm),
		permission(apiName, 'Create', create, crm),
		permission(apiName, 'Edit', edit, crm),
		permission(apiName, 'Delete', remove, crm),
		permission(apiName, 'Sync_With_Google', syncWithGoogleContacts, crm),
	]);
	return {
		id: crm.profileId,
		name: crm.currentUser.profile,
		display_label: crm.currentUser.profile,
		description: 'Everything',
		type: 'normal_profile',
		custom: false,
		category: false,
		created_time: crm.time(Date.UTC(2024, 0, 15)),
		modified_time: crm.time(Date.UTC(2024, 0, 15)),
		created_by: self,
		modified_by: self,
		permissions_details: permissions,
		sections: [],
	};
}

function permission(module: string, name: string, enabled: boolean, crm: CrmStore): JsonObject {
	return {
		id: crm.organisation.id,
		name: `Crm_Implied_${name}_${module}`,
		display_label: name.replace(/_/g, ' '),
		module,
		enabled,
		customizable: true,
		parent_permissions: [],
	};
}

/** The organisation as `GET /org` shows it. */
export function organisationJson(crm: CrmStore): JsonObject {
	const { organisation, currentUser } = crm;
	return {
		...absentDetails(),
		id: organisation.id,
		zgid: organisation.id.slice(-9),
		ezgid: organisation.id.slice(-9),
		primary_zuid: currentUser.id.slice(-9),
		primary_email: currentUser.email,
		company_name: organisation.name,
		domain_name: `org${organisation.id}`,
		phone: '',
		country: 'Switzerland',
		country_code: 'CH',
		currency: 'Swiss Franc - CHF',
		currency_symbol: 'CHF',
		currency_locale: 'de_CH',
		iso_code: 'CHF',
		time_zone: organisation.timeZone,
		type: 'Production',
		created_time: crm.time(Date.UTC(2024, 0, 15)),
		license_details: {
			paid_expiry: crm.time(Date.UTC(2030, 0, 1)),
			users_license_purchased: 5,
			trial_type: null,
			trial_expiry: null,
			paid: true,
			paid_type: 'enterprise',
			trial_action: 'none',
		},
		max_per_page: 200,
		zia_zgid: 0,
		hierarchy_preferences: { type: 'Role_Hierarchy', strictly_reporting: false },
		checkin_preferences: { restricted_event_types: null },
	};
}

function absentDetails(): JsonObject {
	return {
		photo_id: null,
		city: null,
		description: null,
		street: null,
		alias: null,
		state: null,
		fax: null,
		zip: null,
		mobile: null,
		zia_portal_id: null,
		mc_status: false,
		gapps_enabled: false,
		translation_enabled: false,
		deletable_org_account: false,
		privacy_settings: false,
		hipaa_compliance_enabled: false,
		lite_users_enabled: false,
		oauth_presence: true,
		call_icon: 'default',
	};
}
