import type { PlannedChange } from '../../../../nodes/ContactReconcile/engine/model/run';
import { fieldName } from './fieldName';
import type { Html } from './html';
import { html, list, table } from './html';

const WHAT: Record<PlannedChange['op'], string> = {
	create: 'New in',
	update: 'Changed in',
	delete: 'Deleted in',
	join: 'Joins the group in',
};

export function sideName(side: 'google' | 'crm'): string {
	return side === 'google' ? 'Google' : 'the CRM';
}

/** Changes as people, with each value before and after. */
export function changesTable(caption: string, changes: readonly PlannedChange[]): Html | null {
	if (changes.length === 0) return null;
	return table(
		caption,
		['Contact', 'What', 'Fields'],
		changes.map(({ contact, side, op, fields }) => [
			contact || 'Without a name',
			`${WHAT[op]} ${sideName(side)}`,
			op === 'create' ? fields.map(({ after }) => after).join(', ') : fieldsOf(side, fields),
		]),
	);
}

function fieldsOf(side: 'google' | 'crm', fields: PlannedChange['fields']): Html | string {
	if (fields.length === 0) return '';
	return list(
		fields.map(({ field, before, after }) => html`${fieldName(side, field)}: ${before !== '' && html`<del>${before}</del> `}${after === '' ? 'nothing' : html`<ins>${after}</ins>`}`),
	);
}
