import * as v from 'valibot';

/** Characters of a value in an error text: enough to find it, too few for what a contact holds. */
const SHOWN_LENGTH = 40;

/** What values have to be, as people say it, by the library's own word. */
const KINDS: Record<string, string> = { Object: 'an object', Array: 'a list', string: 'a text' };

/**
 * What is wrong with a value that came in: where, what it is, and what it may be, in words. What a contact may hold is never
 * quoted.
 *
 * @param nameOf how users call a place, given as the keys that lead to it.
 */
export function whatIsWrong(issue: v.BaseIssue<unknown>, nameOf = quotedPlace): string {
	const subject = nameOf((issue.path ?? []).map(({ key }) => String(key)));
	if (issue.type === 'strict_object' && issue.expected === 'never') return `${subject} is no property that is known here`;
	if (issue.received === 'undefined') return `${subject} is missing${choicesOf(issue)}`;
	if (isChoice(issue)) return `${subject} is ${shown(issue.input)}${choicesOf(issue)}`;
	if (issue.kind === 'validation' || issue.type === 'custom') return `${subject} ${issue.message}`;
	return `${subject} is ${kindOf(issue.input)} instead of ${KINDS[issue.expected ?? ''] ?? 'an object'}`;
}

/** A value as error texts show it: what has many words is cut off. */
export function shown(value: unknown): string {
	const text = typeof value === 'string' ? `"${value}"` : textOf(value);
	return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}

/** Numbers and the like as they are; of lists and objects, which may hold contacts, only what they are. */
function textOf(value: unknown): string {
	return typeof value === 'object' && value !== null ? kindOf(value) : String(value);
}

function quotedPlace(path: readonly string[]): string {
	return path.length === 0 ? 'it' : `"${path.join('.')}"`;
}

/** Whether the place takes one of a few values, so that what stands there is no text of a contact. */
function isChoice({ type, expected }: v.BaseIssue<unknown>): boolean {
	return ['picklist', 'literal', 'variant', 'boolean', 'number'].includes(type) && expected !== 'Object';
}

function choicesOf(issue: v.BaseIssue<unknown>): string {
	if (issue.type === 'boolean') return '; it can be true or false';
	if (issue.type === 'number') return '; it has to be a number';
	if (!isChoice(issue)) return '';
	const choices = [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map(([, choice]) => choice);
	return `; it can be ${choices.join(', ')}`;
}

function kindOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'string') return 'a text';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
