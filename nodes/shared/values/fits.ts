import type { FieldCapability } from '../protocol';
import { dayText, isDay, isTime, parseDay } from './dates';
import { asciiDigits } from './digits';
import { bareEmail } from './email';
import { plainNumber } from './numbers';
import { optionsIn, textForm } from './text';

/** Why a field cannot hold a value. */
interface Misfit {
	code: 'READ_ONLY_FIELD' | 'MANDATORY_FIELD' | 'TOO_LONG' | 'WRONG_VALUE';
	/** The rest of a sentence that begins with the field's name. */
	what: string;
}

const EMAIL = /^[^\s@<>,;:"()[\]\\\p{Default_Ignorable_Code_Point}]+@[^\s@<>,;:"()[\]\\\p{Default_Ignorable_Code_Point}]+\.[^\s@.<>,;:"()[\]\\\p{Default_Ignorable_Code_Point}]{2,}$/u;

/** What the CRM takes for a phone number, by its documentation: letters and digits, and these signs. */
const CRM_PHONE = /^\+?[\da-z (][\da-z .()\-,;#]*$/i;

const CRM_WEBSITE = /^(?:(?:https?|ftp):\/\/|www\.)\S+$/i;

/** Options that a sentence names; the others are "others". */
const OPTIONS_NAMED = 10;

/**
 * Judges whether a field can hold a value, at the plan and at the write alike. What does not fit is reported, never sent
 * and never cut, rounded or replaced by a guess (S34, S39).
 *
 * @returns undefined when it fits.
 */
export function whyUnfit(field: FieldCapability, value: string): Misfit | undefined {
	if (!field.writable) return { code: 'READ_ONLY_FIELD', what: 'cannot be changed' };
	if (value === '') return field.mandatory ? { code: 'MANDATORY_FIELD', what: 'cannot be empty' } : undefined;
	// Counted in UTF-16 units, the strictest reading: whatever passes is not cut off, emoji included.
	if (field.maxLength !== undefined && value.length > field.maxLength) {
		return { code: 'TOO_LONG', what: `holds at most ${field.maxLength} characters` };
	}
	const what = expectationOf(field, value);
	return what === undefined ? undefined : { code: 'WRONG_VALUE', what };
}

/**
 * A value in the spelling that its field can hold, where that is the same to people: an address without what other
 * programs wrap it in, an option as the picklist spells it, text without marks that are not shown, a phone number in ASCII digits.
 *
 * @returns undefined when the field cannot hold it in any spelling.
 */
export function fitted(field: FieldCapability, value: string): string | undefined {
	if (whyUnfit(field, value) === undefined) return value;
	const spelled = spelledFor(field, value);
	return spelled !== value && whyUnfit(field, spelled) === undefined ? spelled : undefined;
}

function spelledFor(field: FieldCapability, value: string): string {
	switch (field.kind) {
		case 'email':
			return bareEmail(value);
		case 'picklist':
			return optionLike(field, value);
		case 'multiPicklist':
			return optionsIn(value).map((part) => optionLike(field, part)).join(';');
		case 'date': {
			// A time would be cut off.
			const day = value.includes(':') ? undefined : parseDay(textForm(value));
			return day ? dayText(day) : value;
		}
		case 'dateTime':
		case 'number':
		case 'boolean':
		case 'url':
			return textForm(value);
		case 'phone':
			return asciiDigits(textForm(value));
		case 'text':
		case 'note':
		case 'country':
		case 'lookup':
		case 'labels':
			return value;
	}
}

function optionLike({ options = [] }: FieldCapability, value: string): string {
	const form = textForm(value);
	return options.find((option) => textForm(option) === form) ?? value;
}

/** What a field of this kind needs, unless the value is that. */
function expectationOf(field: FieldCapability, value: string): string | undefined {
	switch (field.kind) {
		case 'date':
			return whyNoDay(field, value);
		case 'dateTime':
			return isTime(value) ? undefined : 'needs a date and time with its zone, such as 1990-05-17T09:00:00Z';
		case 'email':
			return EMAIL.test(value.trim()) ? undefined : 'needs an e-mail address';
		case 'number':
			return whyNoNumber(field, value);
		case 'boolean':
			return /^(?:true|false)$/i.test(value) ? undefined : 'needs true or false';
		case 'picklist':
			return isOption(field, value) ? undefined : optionsOf(field);
		case 'multiPicklist':
			return whyNoOptions(field, value);
		case 'phone':
			return field.format !== 'crmPhone' || CRM_PHONE.test(value) ? undefined : 'takes letters, digits, blanks and +.-(),;# only';
		case 'url':
			return field.format !== 'crmWebsite' || CRM_WEBSITE.test(value) ? undefined : 'needs an address that begins with https://, http://, ftp:// or www.';
		case 'text':
			return whyNoText(field, value);
		case 'note':
		case 'country':
		case 'lookup':
		case 'labels':
			return undefined;
	}
}

function whyNoText({ format }: FieldCapability, value: string): string | undefined {
	return format === 'digits' && !/^-?\d+$/.test(value) ? 'needs a whole number in digits' : undefined;
}

function whyNoDay({ yearOptional }: FieldCapability, value: string): string | undefined {
	if (!isDay(value)) return 'needs a date such as 1990-05-17';
	return value.startsWith('-') && !yearOptional ? 'needs a year' : undefined;
}

function whyNoNumber({ format }: FieldCapability, value: string): string | undefined {
	const number = plainNumber(value);
	if (number === undefined) return 'needs a number in digits, such as 1234.5';
	return format === 'integer' && number.includes('.') ? 'needs a whole number' : undefined;
}

function whyNoOptions(field: FieldCapability, value: string): string | undefined {
	const lacking = value.split(';').map((part) => part.trim()).filter((part) => !isOption(field, part));
	return lacking.length > 0 ? optionsOf(field, `no option ${lacking.slice(0, OPTIONS_NAMED).map((option) => `"${option}"`).join(', ')}`) : undefined;
}

function isOption({ options }: FieldCapability, value: string): boolean {
	return options === undefined || options.includes(value);
}

function optionsOf({ options = [] }: FieldCapability, lacks = 'no option of this name'): string {
	const named = options.slice(0, OPTIONS_NAMED).map((option) => `"${option}"`).join(', ');
	return `has ${lacks}; it has ${named}${options.length > OPTIONS_NAMED ? ' and others' : ''}`;
}
