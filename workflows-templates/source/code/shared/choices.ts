/** What the page can do with a configuration, in the order of the outputs of *What to Do*. */
export const ACTIONS = ['Set up or change', 'See the last sync', 'Sync now', 'Pause or resume', 'Deactivate'] as const;
export type Action = (typeof ACTIONS)[number];

/** What a user may end together with a sync. */
export const ALSO = {
	state: 'Erase what the sync remembers',
	journal: 'Erase the journal',
	google: 'End the access to Google',
	crm: 'End the access to the CRM',
} as const;
export type Also = (typeof ALSO)[keyof typeof ALSO];
