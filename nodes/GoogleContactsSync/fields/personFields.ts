import { LABELS, labelledField } from '../../shared/catalogue/googleFields';
import { customField, externalIdField } from './personEntries';
import type { PersonField } from './personField';
import { labels } from './personLabels';
import { fullName, nameField } from './personNames';
import { birthday, notes } from './personSingles';

const SINGLES: ReadonlyMap<string, PersonField> = new Map([
	['namePrefix', nameField('honorificPrefix')],
	['givenName', nameField('givenName')],
	['middleName', nameField('middleName')],
	['familyName', nameField('familyName')],
	['nameSuffix', nameField('honorificSuffix')],
	['fullName', fullName],
	['birthday', birthday],
	['notes', notes],
	[LABELS, labels],
]);

/** How a field that stands in no list is read and written; undefined for one that does, and for an unknown one. */
export function personField(key: string): PersonField | undefined {
	const named = labelledField(key);
	if (!named) return SINGLES.get(key);
	return named.prefix === 'custom' ? customField(named.name) : externalIdField(named.name);
}
