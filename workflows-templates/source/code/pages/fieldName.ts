/** A field as people call it: of the CRM by its API name, of Google by its key, as `custom:Hobby` or `workStreet`. */
export function fieldName(side: 'google' | 'crm', field: string): string {
	if (side === 'crm') return field.replaceAll('_', ' ');
	const [, label] = /^(?:custom|externalId):(.+)$/s.exec(field) ?? [];
	if (label) return label;
	const words = field.replace(/([A-Z])/g, ' $1').toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}
