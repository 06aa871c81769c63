import type { FieldValues } from '../protocol';
import { isFilled } from './text';

/**
 * Whether two values are the same but for what an API changes at the edges of a text on its own: surrounding spaces,
 * Unicode composition, line ends; what holds nothing to see is empty. Anything else is somebody's edit.
 */
export function sameText(a: string, b: string): boolean {
	return a === b || edgeless(a) === edgeless(b);
}

/** Whether whoever shows `shown` shows these values; a field that is not shown is empty. */
export function showsValues(shown: Readonly<FieldValues>, values: Readonly<FieldValues>): boolean {
	return Object.entries(values).every(([name, value]) => sameText(shown[name] ?? '', value));
}

function edgeless(text: string): string {
	return isFilled(text) ? text.normalize('NFC').replace(/\r\n?/g, '\n').trim() : '';
}
