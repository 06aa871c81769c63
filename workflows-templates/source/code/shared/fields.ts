/** A field of a page, as n8n's Form takes it. */
export interface Field {
	fieldLabel?: string;
	fieldType: 'html' | 'text' | 'dropdown' | 'radio' | 'checkbox';
	requiredField?: boolean;
	defaultValue?: string;
	placeholder?: string;
	html?: string;
	fieldOptions?: { values: Array<{ option: string }> };
}

export function options(names: readonly string[]): { values: Array<{ option: string }> } {
	return { values: names.map((option) => ({ option })) };
}

/** A text to stand in HTML; n8n would evaluate double braces. */
export function escaped(value: unknown): string {
	return String(value ?? '')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('{', '&#123;');
}

/** Fields as JSON, in which n8n would take "$" for a pattern. */
export function fieldsJson(fields: Field[]): string {
	return JSON.stringify(fields).replaceAll('$', '\\u0024');
}
