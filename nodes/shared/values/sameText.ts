/**
 * Whether two values are the same but for what an API changes at the edges of a text on its own: surrounding spaces,
 * Unicode composition, line ends. Anything else is somebody's edit.
 */
export function sameText(a: string, b: string): boolean {
	return a === b || edgeless(a) === edgeless(b);
}

function edgeless(text: string): string {
	return text.normalize('NFC').replace(/\r\n?/g, '\n').trim();
}
