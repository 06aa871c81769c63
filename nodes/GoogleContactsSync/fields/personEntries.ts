import { keyForm, textForm } from '../../shared/values/text';
import type { PersonField } from './personField';

/* The fields of which a contact may have many, each found by the label that the builder names. All other entries stay as they are. */

type LabelledPart = 'externalIds' | 'userDefined';
type LabelledEntry = { key?: string | null; type?: string | null; value?: string | null };

/** A user-defined field, by its label as people see it. */
export function customField(label: string): PersonField {
	return labelled('userDefined', (entry) => textForm(entry.key ?? '') === textForm(label), { key: label });
}

export function externalIdField(type: string): PersonField {
	return labelled('externalIds', (entry) => keyForm(entry.type ?? '') === keyForm(type), { type });
}

function labelled(part: LabelledPart, isIt: (entry: LabelledEntry) => boolean, named: LabelledEntry): PersonField {
	return {
		part,
		read: (person) => (person[part] as LabelledEntry[] | undefined)?.find(isIt)?.value ?? '',
		write(person, value) {
			const entries: LabelledEntry[] = person[part] ?? [];
			const index = entries.findIndex(isIt);
			const entry = value === '' ? [] : [{ ...(entries[index] ?? named), value }];
			person[part] = index < 0 ? [...entries, ...entry] : [...entries.slice(0, index), ...entry, ...entries.slice(index + 1)];
		},
	};
}
