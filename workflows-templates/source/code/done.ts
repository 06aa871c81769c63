import type { Action, Also } from './shared/choices';
import type { Configuration } from './shared/configuration';

interface Revoked {
	message?: string;
	error?: string;
}

/** What was done with a configuration. @param chosen the configuration as it was before */
export const done = (
	{ action, status }: { action: Action } & Partial<Configuration>,
	also: Also[],
	google?: Revoked,
	crm?: Revoked,
): string => {
	if (action === 'Set up or change') return 'Saved. The sync starts within a minute.';
	if (action === 'Sync now') return 'The sync starts within a minute.';
	if (action === 'Pause or resume') {
		return status === 'active'
			? 'Paused. Nothing is synced until it is resumed.'
			: 'Resumed. The sync starts within a minute.';
	}
	return [
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
};
