import type { Also } from './shared/choices';

/** What the end of an access answered. */
interface Revoked {
	message?: string;
	error?: string;
}

/** What was done when a sync was ended. */
export const ended = (also: Also[], google?: Revoked, crm?: Revoked): string =>
	[
		'The sync is stopped. Contacts stay as they are on both sides.',
		also.includes('Erase what the sync remembers') && 'What it remembered is erased.',
		also.includes('Erase the journal')
			? 'The journal of what was overwritten in this contact group and list view is erased.'
			: 'The journal of overwritten values is kept.',
		google && (google.message ?? `Google: ${google.error}`),
		crm && (crm.message ?? `CRM: ${crm.error}`),
	]
		.filter(Boolean)
		.join('\n');
