import type { FieldKind } from '../../shared/syncProtocol';

/** Raise it when a rule below changes: agreements are then derived anew (S29). */
export const NORMALISER_VERSION = 1;

/**
 * The comparison form of a value: two values with the same form are the same to the sync and cause no write (P2, S36).
 * The form is only ever compared, never written. Applying it twice changes nothing (F25).
 */
export function comparisonForm(kind: FieldKind, value: string): string {
	const text = plainText(value);
	switch (kind) {
		case 'email':
			return text.toLowerCase();
		case 'phone':
			return phoneForm(text);
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
		case 'date':
		case 'picklist':
		case 'lookup':
			return text;
	}
}

/** Whether two values are the same to the sync. */
export function equivalent(kind: FieldKind, a: string, b: string): boolean {
	return a === b || comparisonForm(kind, a) === comparisonForm(kind, b);
}

function plainText(value: string): string {
	return value.normalize('NFC').replace(/\r\n?/g, '\n').trim();
}

/** Digits with a leading plus sign; an extension stays apart. Text without digits is compared as it is. */
function phoneForm(text: string): string {
	const [, number = text, extension = ''] = /^(.*?)(?:\s*(?:ext\.?|x|#|;ext=)\s*(\d+))?$/is.exec(text) ?? [];
	const digits = number.replace(/\D/g, '');
	if (digits === '') return text;
	const international = /^\s*(\+|00)/.test(number);
	const significant = international ? `+${digits.replace(/^00/, '')}` : digits;
	return extension ? `${significant}x${extension}` : significant;
}
