import { zohoError, type ZohoError } from './apiError';
import { isCalendarDate, parseIsoWithOffset } from './clock';
import type { FieldMeta } from './fields';
import { ID_PATTERN } from './ids';
import { isJsonObject, type Json, type JsonObject } from './json';
import type { ModuleStore } from './moduleStore';

/** What the check of one record needs to know about the world. */
export interface ValidationContext {
	module: ModuleStore;
	/** The record's place in the request's `data`. */
	index: number;
	operation: 'create' | 'update';
	/** Whether phones and web sites have to be of the patterns that Zoho documents. */
	hasPatterns: boolean;
	userExists: (id: string) => boolean;
	recordExists: (moduleName: string, id: string) => boolean;
}

/** The values to store, by API name, or what is wrong with them. */
export interface Validated {
	values: JsonObject;
	errors: ZohoError[];
}

type Checked = { ok: true; value: Json } | { ok: false; error: ZohoError };

const EMAIL = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@.<>,;:"()[\]\\]{2,}$/;

/** Of Zoho's documentation of the fields' types. */
const PHONE = /^[+]?[0-9a-zA-Z (][0-9a-zA-Z .()\-,;#]*$/;
const WEBSITE = /^((https?|ftp):\/\/|www\.)\S+$/i;

/** Text types that take an empty text for "clear"; all others take null alone. */
const CLEARED_BY_EMPTY_TEXT = new Set(['text', 'textarea', 'email', 'phone', 'website']);

/**
 * Checks a record as the CRM does on create and update: names, types, lengths, picklists, e-mail and date formats,
 * read-only and mandatory fields. Nothing is truncated or guessed: what does not fit is refused.
 */
export function validateRecord(input: JsonObject, context: ValidationContext): Validated {
	const values: JsonObject = {};
	const errors: ZohoError[] = [];
	for (const [name, value] of Object.entries(input)) {
		if (name === 'id' && context.operation === 'update') continue;
		const checked = checkNamedField(name, value, context);
		if (checked.ok) values[name] = checked.value;
		else errors.push(checked.error);
	}
	return { values, errors: [...errors, ...missingMandatory(input, values, context)] };
}

/** One error stays as it is; several are told as one, the way the API does. */
export function asOneError(errors: ZohoError[]): ZohoError {
	if (errors.length === 1) return errors[0];
	return zohoError('MULTIPLE_OR_MULTI_ERRORS', 'Multiple errors in the request', {
		errors: errors.map((error) => ({ ...error })),
	});
}

export function fieldError(
	code: string,
	message: string,
	name: string,
	context: { index: number },
	more: JsonObject = {},
): ZohoError {
	return zohoError(code, message, { ...more, api_name: name, json_path: `$.data[${context.index}].${name}` });
}

function checkNamedField(name: string, value: Json, context: ValidationContext): Checked {
	const field = context.module.fields.find(name);
	if (!field || field.access === 'hidden') {
		return refuse(fieldError('INVALID_DATA', 'the field api name given seems to be invalid', name, context));
	}
	if (field.readOnly || field.access === 'readOnly') {
		return refuse(fieldError('INVALID_DATA', `The field value given for ${name} is invalid`, name, context));
	}
	if (isClearing(field, value)) return accept(null);
	return checkValue(field, value, context);
}

function isClearing(field: FieldMeta, value: Json): boolean {
	if (value === null) return true;
	if (field.type === 'picklist') return value === '-None-';
	return value === '' && CLEARED_BY_EMPTY_TEXT.has(field.type);
}

function checkValue(field: FieldMeta, value: Json, context: ValidationContext): Checked {
	switch (field.type) {
		case 'text':
		case 'textarea':
			return checkText(field, value, context, () => true);
		case 'phone':
			return checkText(field, value, context, (text) => !context.hasPatterns || PHONE.test(text));
		case 'website':
			return checkText(field, value, context, (text) => !context.hasPatterns || WEBSITE.test(text));
		case 'bigint':
			return checkText(field, value, context, (text) => /^-?\d+$/.test(text));
		case 'email':
			return checkText(field, value, context, (text) => EMAIL.test(text));
		case 'date':
			return typeof value === 'string' && isCalendarDate(value) ? accept(value) : wrongType(field, 'date', context);
		case 'datetime':
			return typeof value === 'string' && parseIsoWithOffset(value) !== undefined
				? accept(value)
				: wrongType(field, 'datetime', context);
		case 'boolean':
			return typeof value === 'boolean' ? accept(value) : wrongType(field, 'boolean', context);
		case 'integer':
			return checkNumber(field, value, context, Number.isSafeInteger(value));
		case 'double':
			return checkNumber(field, value, context, typeof value === 'number' && Number.isFinite(value));
		case 'picklist':
			return checkPicklist(field, value, context);
		case 'multiselectpicklist':
			return checkMultiPicklist(field, value, context);
		case 'lookup':
			return checkReference(
				field,
				value,
				context,
				(id) => field.lookupModule !== null && context.recordExists(field.lookupModule, id),
			);
		case 'ownerlookup':
			return checkReference(field, value, context, context.userExists);
		case 'tag':
			return wrongType(field, 'jsonarray', context);
	}
}

function checkText(
	field: FieldMeta,
	value: Json,
	context: ValidationContext,
	isWellFormed: (text: string) => boolean,
): Checked {
	if (typeof value !== 'string') return wrongType(field, field.type, context);
	if (value.length > field.length) return tooLong(field, context);
	return isWellFormed(value) ? accept(value) : wrongType(field, field.type, context);
}

function checkNumber(field: FieldMeta, value: Json, context: ValidationContext, isOfType: boolean): Checked {
	if (!isOfType) return wrongType(field, field.type, context);
	return String(value).replace(/\D/g, '').length > field.length ? tooLong(field, context) : accept(value);
}

function checkPicklist(field: FieldMeta, value: Json, context: ValidationContext): Checked {
	if (typeof value !== 'string') return wrongType(field, 'picklist', context);
	return field.pickList.includes(value) ? accept(value) : unsupported(field, context);
}

function checkMultiPicklist(field: FieldMeta, value: Json, context: ValidationContext): Checked {
	if (!Array.isArray(value)) return wrongType(field, 'jsonarray', context);
	const isListed = (entry: Json): boolean => typeof entry === 'string' && field.pickList.includes(entry);
	if (!value.every(isListed)) return unsupported(field, context);
	return accept(value.length === 0 ? null : value);
}

/** A lookup takes the id of an existing record, as text or as `{id}`; a number has lost its last digits already. */
function checkReference(
	field: FieldMeta,
	value: Json,
	context: ValidationContext,
	exists: (id: string) => boolean,
): Checked {
	const id = isJsonObject(value) ? value.id : value;
	if (typeof id !== 'string' || !ID_PATTERN.test(id)) return wrongType(field, 'jsonobject', context);
	if (exists(id)) return accept(id);
	return refuse(fieldError('INVALID_DATA', 'the id given seems to be invalid', field.apiName, context));
}

function missingMandatory(input: JsonObject, values: JsonObject, context: ValidationContext): ZohoError[] {
	const isMissing = (field: FieldMeta): boolean => {
		if (field.apiName in values) return values[field.apiName] === null;
		return context.operation === 'create' && !(field.apiName in input);
	};
	return context.module.fields
		.all()
		.filter((field) => field.mandatory && isMissing(field))
		.map((field) => fieldError('MANDATORY_NOT_FOUND', 'required field not found', field.apiName, context));
}

function accept(value: Json): Checked {
	return { ok: true, value };
}

function refuse(error: ZohoError): Checked {
	return { ok: false, error };
}

function wrongType(field: FieldMeta, expected: string, context: ValidationContext): Checked {
	const details = { expected_data_type: expected };
	return refuse(fieldError('INVALID_DATA', 'invalid data', field.apiName, context, details));
}

function tooLong(field: FieldMeta, context: ValidationContext): Checked {
	const details = { maximum_length: field.length };
	return refuse(fieldError('INVALID_DATA', 'invalid data', field.apiName, context, details));
}

function unsupported(field: FieldMeta, context: ValidationContext): Checked {
	const details = { supported_values: [...field.pickList] };
	return refuse(fieldError('INVALID_DATA', 'invalid data', field.apiName, context, details));
}
