import type { Field } from './shared/fields';
import { escaped, fieldsJson, options } from './shared/fields';
import type { CodeScope, Item } from './shared/scope';

/** What Undo puts out about its plan. */
interface UndoReport {
	leftAlone: Array<{ contact: string; field: string; why: string }>;
	/** The first of them. */
	changes: Array<{
		side: string;
		op: string;
		contact: string;
		fields: Array<{ field: string; before: string; after: string }>;
	}>;
	planned: { google: number; crm: number };
}

/** What would come back and what is left alone, and the question whether it shall. */
export function previewPage({ $ }: CodeScope): Item[] {
	const { leftAlone, changes, planned } = $('Preview').first<UndoReport>(3).json;
	const back = changes.flatMap(({ side, op, contact, fields: values }) =>
		values.map(({ field, before, after }) => {
			const where = `${escaped(contact)}, ${escaped(field)} in ${side === 'google' ? 'Google' : 'the CRM'}`;
			return `<li>${where}: <b>${escaped(after)}</b>${op === 'update' ? ` instead of ${escaped(before)}` : ''}</li>`;
		}),
	);
	const more = planned.google + planned.crm - changes.length;
	if (more > 0) back.push(`<li>and ${more} more contacts</li>`);
	const left = leftAlone.map(
		({ contact, field, why }) => `<li>${escaped(contact)}, ${escaped(field)}: ${escaped(why)}</li>`,
	);
	const html = `<h3>Comes back</h3><ul>${back.join('') || '<li>Nothing</li>'}</ul>${left.length ? `<h3>Is left alone</h3><ul>${left.join('')}</ul>` : ''}`;
	const fields: Field[] = [
		{ fieldType: 'html', html },
		{ fieldLabel: 'Bring it back?', fieldType: 'radio', requiredField: true, fieldOptions: options(['Yes', 'No']) },
	];
	return [{ json: { fields: fieldsJson(fields) } }];
}
