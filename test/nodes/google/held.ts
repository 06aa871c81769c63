const COMPOSED = ['displayName', 'canonicalForm', 'countryCode'];

/** Every text of some entries; labels stay or go with what they name. */
export function textsOf(entries: readonly object[]): string[] {
	return entries.flatMap((entry) =>
		Object.entries(entry).flatMap(([name, value]) => (typeof value === 'string' && !['type', 'key', 'formattedType', 'contentType'].includes(name) ? value : [])),
	);
}

/** What Google makes of the rest: composed forms, and the text of an address whose words all stand in its parts. */
export function composedTexts(entries: readonly object[]): string[] {
	return entries.flatMap((entry) => {
		const { formattedValue = '', ...parts } = entry as Record<string, unknown>;
		const words = (text: unknown): string[] => String(text).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
		const said = new Set(textsOf([parts]).flatMap(words));
		const composed = COMPOSED.flatMap((name) => (name in parts && (name !== 'displayName' || !('value' in parts)) ? String(parts[name]) : []));
		return words(formattedValue).every((word) => said.has(word)) ? [...composed, String(formattedValue)] : composed;
	});
}
