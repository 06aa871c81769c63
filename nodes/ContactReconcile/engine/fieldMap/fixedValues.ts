import omit from 'lodash/omit';

import type { FieldCapability, FieldValues, MissingLink, WriteResult } from '../../../shared/protocol';
import { fitted } from '../../../shared/values/fits';
import { keyForm } from '../../../shared/values/text';
import type { MapProblem } from './mapMeetings';
import { whyNotRepresentable, writesTo } from './fieldMap';
import type { SyncSettings } from '../model/types';

/*
 * Rows of the map without a Google field: what new records of the CRM hold where Google shows nothing. Such a value is set once,
 * when the sync creates a record; it replaces nothing, and does not go to Google.
 */

/** The fixed values as their fields hold them, and a sentence about each that its field cannot hold. */
export function fixedValues(settings: SyncSettings, capabilities: readonly FieldCapability[]): { values: FieldValues; misfits: string[] } {
	const fixed: ReturnType<typeof fixedValues> = { values: {}, misfits: [] };
	if (!settings.fixed || !writesTo(settings, 'crm')) return fixed;
	const byName = new Map(capabilities.map((field) => [field.name, field]));
	for (const { crm, value } of settings.fixed) {
		const field = byName.get(crm);
		const held = field && fitted(field, value);
		if (held !== undefined) fixed.values[crm] = held;
		else if (field) fixed.misfits.push(`The fixed value "${value}" of the field map does not fit: ${whyNotRepresentable(field, value)}`);
	}
	return fixed;
}

/** The fixed values of a new record. @param others the fields that get a value of Google's, or would if they could hold it. */
export function fixedBeside(others: readonly string[], values: Readonly<FieldValues> = {}): FieldValues {
	return omit(values, others);
}

/** Whether the CRM shows in a field what new records get there: where Google shows nothing, that is none of Google's business. */
export function showsFixed(field: string, shown: string, { fixed = [] }: SyncSettings): boolean {
	return fixed.some(({ crm, value }) => crm === field && keyForm(value) === keyForm(shown));
}

/** The fixed values that new records could not be linked by, of what their creation says. */
export function unlinkedFixed({ op, unlinked = [] }: WriteResult, { fixed = [] }: SyncSettings): readonly MissingLink[] {
	return op === 'create' ? unlinked.filter(({ field, name }) => fixed.some(({ crm, value }) => crm === field && value === name)) : [];
}

/** What is wrong with fixed values by themselves. */
export function fixedProblems({ fixed = [], match }: SyncSettings): MapProblem[] {
	const fields = fixed.map(({ crm }) => crm);
	return fixed.flatMap(({ crm }, index) => {
		if (crm === match.crm) return { problem: `The field map gives the e-mail field "${crm}" a fixed value, which would be everybody's`, remedy: 'Remove this row.' };
		return fields.indexOf(crm) < index ? { problem: `Two rows of the field map give the CRM field "${crm}" a fixed value`, remedy: 'Remove one of the rows.' } : [];
	});
}
