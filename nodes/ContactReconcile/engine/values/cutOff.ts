/** Characters of a value in a report. */
const SHOWN_LENGTH = 500;

/** A value as a report shows it; cuts no character in two. */
export function cutOff(text: string): string {
	if (text.length <= SHOWN_LENGTH) return text;
	return `${text.slice(0, SHOWN_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
