import type { FieldKind } from '../../shared/syncProtocol';
import { countryForm } from './countries';
import { phoneForm, samePhone } from './phone';

/** Raise it when a rule below changes: agreements are then derived anew (S29). */
export const NORMALISER_VERSION = 2;

/**
 * The comparison form of a value: two values with the same form are the same to the sync and cause no write (P2, S36).
 * The form is only ever compared, never written. Applying it twice changes nothing (F25).
 *
 * @param phoneCountry ISO 3166 code of the country of phone numbers that name none; empty when there is none.
 */
export function comparisonForm(kind: FieldKind, value: string, phoneCountry = ''): string {
	const text = plainText(value);
	switch (kind) {
		case 'email':
			return text.toLowerCase();
		case 'phone':
			return phoneForm(text, phoneCountry);
		case 'country':
			return countryForm(text);
		case 'date':
			return dateForm(text);
		case 'url':
			return text.replace(/^https?:\/\//i, '').replace(/\/$/, '').toLowerCase();
		case 'number':
			return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;
		case 'boolean':
			return text.toLowerCase();
		case 'multiPicklist':
			return [...new Set(text.split(';').map((part) => part.trim()))].sort().join(';');
		case 'text':
		case 'note':
		case 'picklist':
		case 'lookup':
			return text;
	}
}

/** Whether two values are the same to the sync: whether they have the same comparison form. */
export function equivalent(kind: FieldKind, a: string, b: string, phoneCountry = ''): boolean {
	if (a === b) return true;
	if (kind === 'phone') return samePhone(plainText(a), plainText(b), phoneCountry);
	return comparisonForm(kind, a, phoneCountry) === comparisonForm(kind, b, phoneCountry);
}

function plainText(value: string): string {
	return value.normalize('NFC').replace(/\r\n?/g, '\n').trim();
}

/** Of a date with a time the day as it is written; months and days with two digits. */
function dateForm(text: string): string {
	const [, year, month, day] = /^(\d{4}|-)-(\d{1,2})-(\d{1,2})(?:[T ]\d\d:\d\d.*)?$/.exec(text) ?? [];
	return year === undefined ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
