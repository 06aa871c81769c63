/** Values as they travel in JSON. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
	[key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a value, or undefined when it is something else. */
export function textOf(value: Json | undefined): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
