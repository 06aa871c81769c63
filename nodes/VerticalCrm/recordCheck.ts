import type { FieldValues, WriteError } from '../shared/syncProtocol';
import type { ModuleField } from './moduleFields';

/**
 * Checks values against the module's own fields before anything is sent: what a field cannot hold is reported with the
 * reason, never cut, rounded or replaced (S34, S39).
 *
 * @returns the first problem; undefined when all values fit.
 */
export function problemWith(set: FieldValues, fields: ReadonlyMap<string, ModuleField>): WriteError | undefined {
	for (const [name, value] of Object.entries(set)) {
		const field = fields.get(name);
		const problem = field ? problemOf(field, value) : unknownField(name);
		if (problem) return problem;
	}
	return undefined;
}

function problemOf(field: ModuleField, value: string): WriteError | undefined {
	if (!field.writable) return refusal(field, 'READ_ONLY_FIELD', 'cannot be changed');
	if (value === '') return field.mandatory ? refusal(field, 'MANDATORY_FIELD', 'cannot be empty') : undefined;
	// In UTF-16 units, as the planning counts: Zoho does not say, and this is the strictest reading.
	if (field.maxLength !== undefined && value.length > field.maxLength) {
		return refusal(field, 'TOO_LONG', `holds at most ${field.maxLength} characters, not ${value.length}`);
	}
	const expected = expectationOf(field, value);
	return expected === undefined ? undefined : refusal(field, 'WRONG_VALUE', expected);
}

function expectationOf(field: ModuleField, value: string): string | undefined {
	switch (field.kind) {
		case 'date':
			return isDate(value) ? undefined : 'needs a date such as 1990-05-17';
		case 'number':
			return Number.isFinite(Number(value)) && value.trim() !== '' ? undefined : 'needs a number';
		case 'boolean':
			return /^(true|false)$/i.test(value) ? undefined : 'needs true or false';
		case 'picklist':
			return isOption(field, value) ? undefined : optionsOf(field);
		case 'multiPicklist':
			return value.split(';').every((part) => isOption(field, part.trim())) ? undefined : optionsOf(field);
		case 'text':
			return field.type === 'datetime' && Number.isNaN(Date.parse(value)) ? 'needs a date and time' : undefined;
		case 'note':
		case 'email':
		case 'phone':
		case 'country':
		case 'url':
		case 'lookup':
			return undefined;
	}
}

function isDate(value: string): boolean {
	if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
	const date = new Date(`${value}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function isOption({ options }: ModuleField, value: string): boolean {
	return options === undefined || options.includes(value);
}

function optionsOf({ options = [] }: ModuleField): string {
	const shown = options.slice(0, 10).map((option) => `"${option}"`).join(', ');
	return `has no such option; it has ${shown}${options.length > 10 ? ' and others' : ''}`;
}

function refusal({ name, label }: ModuleField, code: string, what: string): WriteError {
	return { code, message: `${label} ${what}`, field: name };
}

function unknownField(name: string): WriteError {
	return {
		code: 'UNKNOWN_FIELD',
		message: `The module has no field "${name}"`,
		remedy: 'Choose a field of the module; solutions rename fields.',
		field: name,
	};
}
