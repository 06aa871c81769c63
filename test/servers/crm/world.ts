import type { FieldSpec, FieldType } from './fields';
import type { ModuleSpec } from './moduleStore';

/**
 * The modules of a new organisation. Names of Contacts' fields are those of Zoho's specification; lengths are those
 * documented for Leads (First 40, Last 80, Title 100, Email 100) and, for phones, the 30 that the CRM really keeps.
 */

const field = (apiName: string, type: FieldType, more: Partial<FieldSpec> = {}): FieldSpec => ({
	apiName,
	type,
	...more,
});

const text = (apiName: string, length: number, more: Partial<FieldSpec> = {}): FieldSpec =>
	field(apiName, 'text', { length, ...more });

const LEAD_SOURCES = ['Advertisement', 'Cold Call', 'Employee Referral', 'Partner', 'Trade Show', 'Web Research'];

const SYSTEM_FIELDS: FieldSpec[] = [
	field('Owner', 'ownerlookup'),
	field('Created_By', 'ownerlookup', { readOnly: true }),
	field('Modified_By', 'ownerlookup', { readOnly: true }),
	field('Created_Time', 'datetime', { readOnly: true }),
	field('Modified_Time', 'datetime', { readOnly: true }),
];

const PERSON_FIELDS: FieldSpec[] = [
	text('First_Name', 40),
	text('Last_Name', 80, { mandatory: true }),
	text('Full_Name', 120, { readOnly: true }),
	field('Email', 'email'),
	field('Secondary_Email', 'email'),
	text('Title', 100),
	field('Phone', 'phone'),
	field('Mobile', 'phone'),
	field('Fax', 'phone'),
	field('Lead_Source', 'picklist', { pickList: LEAD_SOURCES }),
	field('Email_Opt_Out', 'boolean'),
	text('Skype_ID', 50),
	field('Description', 'textarea', { length: 32_000 }),
	...SYSTEM_FIELDS,
];

const address = (prefix: string): FieldSpec[] => [
	text(`${prefix}Street`, 250),
	text(`${prefix}City`, 100),
	text(`${prefix}State`, 100),
	text(`${prefix}Zip`, 30),
	text(`${prefix}Country`, 100),
];

const CONTACTS: ModuleSpec = {
	apiName: 'Contacts',
	singular: 'Contact',
	plural: 'Contacts',
	nameField: 'Full_Name',
	fields: [
		...PERSON_FIELDS,
		field('Account_Name', 'lookup', { lookupModule: 'Accounts' }),
		text('Department', 50),
		field('Home_Phone', 'phone'),
		field('Other_Phone', 'phone'),
		field('Asst_Phone', 'phone'),
		text('Assistant', 50),
		field('Date_of_Birth', 'date'),
		field('Interests', 'multiselectpicklist', { pickList: ['Books', 'Music', 'Sailing', 'Travel'], custom: true }),
		...address('Mailing_'),
		...address('Other_'),
	],
};

const LEADS: ModuleSpec = {
	apiName: 'Leads',
	singular: 'Lead',
	plural: 'Leads',
	nameField: 'Full_Name',
	fields: [...PERSON_FIELDS, text('Company', 200, { mandatory: true }), field('Website', 'website'), ...address('')],
};

const ACCOUNTS: ModuleSpec = {
	apiName: 'Accounts',
	singular: 'Account',
	plural: 'Accounts',
	nameField: 'Account_Name',
	fields: [
		text('Account_Name', 200, { mandatory: true }),
		field('Website', 'website'),
		field('Phone', 'phone'),
		field('Employees', 'integer'),
		field('Description', 'textarea', { length: 32_000 }),
		...address('Billing_'),
		...SYSTEM_FIELDS,
	],
};

const VENDORS: ModuleSpec = {
	apiName: 'Vendors',
	singular: 'Vendor',
	plural: 'Vendors',
	nameField: 'Vendor_Name',
	fields: [
		text('Vendor_Name', 120, { mandatory: true }),
		field('Email', 'email'),
		field('Phone', 'phone'),
		field('Website', 'website'),
		text('Street', 250),
		text('City', 100),
		...SYSTEM_FIELDS,
	],
};

const PATIENTS: ModuleSpec = {
	apiName: 'Patients',
	singular: 'Patient',
	plural: 'Patients',
	nameField: 'Name',
	custom: true,
	fields: [
		text('Name', 120, { mandatory: true }),
		field('Email', 'email'),
		field('Phone_Number', 'phone', { custom: true }),
		field('Weight', 'double', { custom: true }),
		field('Next_Visit', 'datetime', { custom: true }),
		...SYSTEM_FIELDS,
	],
};

export const DEFAULT_MODULES: ModuleSpec[] = [ACCOUNTS, CONTACTS, LEADS, VENDORS, PATIENTS];
