import type { FieldValues, WriteError } from '../../shared/protocol';
import { whyUnfit } from '../../shared/values/fits';
import type { ModuleField } from './moduleFields';
import { asDisplayed } from './moduleFields';

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
	const misfit = whyUnfit(field, field.kind === 'picklist' ? asDisplayed(field, value) : value);
	return misfit && { code: misfit.code, message: `${field.label} ${misfit.what}`, field: field.name };
}

function unknownField(name: string): WriteError {
	return {
		code: 'UNKNOWN_FIELD',
		message: `The module has no field "${name}"`,
		remedy: 'Choose a field of the module; solutions rename fields.',
		field: name,
	};
}
