import deburr from 'lodash/deburr';

import { keyForm } from './text';

/** Whether any fields of somebody contain each of some words; undefined where there is no word. */
export function searchFor(text: string): ((fields: object) => boolean) | undefined {
	const words = form(text).split(' ').filter(Boolean);
	if (words.length === 0) return undefined;
	return (fields) => {
		const all = form(textsIn(fields).join('\n'));
		return words.every((word) => all.includes(word));
	};
}

function form(text: string): string {
	return keyForm(deburr(text));
}

function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
