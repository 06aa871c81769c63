import type { FieldKind } from '../../../shared/protocol';
import { dayText, isTime, parseDay } from '../../../shared/values/dates';
import { emailForm } from '../../../shared/values/email';
import { plainNumber } from '../../../shared/values/numbers';
import { keyForm, lowerForm, noteForm, optionsIn, textForm } from '../../../shared/values/text';
import { websiteForm } from '../../../shared/values/websites';
import { countryForm, sameCountry } from './countries';
import { phoneForm, samePhone } from './phone';

/** Raise it when a rule below changes: agreements are then derived anew (S29). */
export const NORMALISER_VERSION = 6;

/**
 * The comparison form of a value: two values with the same form are the same to the sync and cause no write (P2, S36).
 * The form is only ever compared, never written. Applying it twice changes nothing (F25).
 *
 * @param phoneCountry ISO 3166 code of the country of phone numbers that name none; empty when there is none.
 */
export function comparisonForm(kind: FieldKind, value: string, phoneCountry = ''): string {
	switch (kind) {
		case 'email':
			return emailForm(value);
		case 'phone':
			return phoneForm(textForm(value), phoneCountry);
		case 'country':
			return countryForm(textForm(value));
		case 'date':
			return dateForm(textForm(value));
		case 'dateTime':
			return timeForm(textForm(value));
		case 'url':
			return websiteForm(value);
		case 'number':
			return plainNumber(textForm(value)) ?? textForm(value);
		case 'boolean':
			return lowerForm(textForm(value));
		case 'multiPicklist':
			return optionsIn(value).sort().join(';');
		case 'labels':
			return [...new Set(keyForm(value).split(';').map((label) => label.trim()))].filter(Boolean).sort().join(';');
		case 'note':
			return noteForm(value);
		case 'lookup':
			return keyForm(value);
		case 'text':
		case 'picklist':
			return textForm(value);
	}
}

/** Whether two values are the same to the sync: whether they have the same comparison form, or are as good as the same. */
export function equivalent(kind: FieldKind, a: string, b: string, phoneCountry = ''): boolean {
	if (a === b) return true;
	if (kind === 'phone') return samePhone(textForm(a), textForm(b), phoneCountry);
	const [one, other] = [a, b].map((value) => comparisonForm(kind, value, phoneCountry));
	return kind === 'country' ? sameCountry(one, other) : one === other;
}

/** Whether a side shows what it showed before: the whole of a country in place of a part is another value, though as good as the same. */
export function isUnchanged(kind: FieldKind, now: string, before: string, phoneCountry = ''): boolean {
	return kind === 'country' ? comparisonForm(kind, now) === comparisonForm(kind, before) : equivalent(kind, now, before, phoneCountry);
}

/** The moment that a time with its zone is. */
function timeForm(text: string): string {
	return isTime(text) ? new Date(text).toISOString() : text;
}

/** Of a date with a time the day as it is written; months and days with two digits. */
function dateForm(text: string): string {
	const day = parseDay(text);
	return day ? dayText(day) : text;
}
