/** What a column holds as JSON; null where that is nothing, or not what it is to be, as after an edit in the table itself. */
export function stored<Json>(text: string | null | undefined, isSo: (json: Json) => boolean): Json | null {
	if (!text) return null;
	try {
		const json = JSON.parse(text) as Json;
		return isSo(json) ? json : null;
	} catch {
		return null;
	}
}
