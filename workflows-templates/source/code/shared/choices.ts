/** What the page shows, by the query's `page`. */
export const PAGES = ['overview', 'sync', 'setup', 'report', 'conflicts', 'undo', 'deactivate'] as const;
export type PageName = (typeof PAGES)[number];

/** What a form of the page may do, by its `verb`. */
export const VERBS = ['save', 'sync', 'pause', 'resume', 'approve', 'decide', 'apart', 'together', 'undo', 'deactivate'] as const;
export type Verb = (typeof VERBS)[number];

/** Where a request goes, in the order of the outputs of *Where To*. */
export const ROUTES = ['setup', 'undo', 'show', 'change', 'deactivate'] as const;
export type Route = (typeof ROUTES)[number];

/** What may end together with a sync, by the names of the boxes. */
export const ALSO = {
	state: 'Erase what the sync remembers',
	journal: 'Erase the journal of what it overwrote',
	google: 'End the access to the Google account',
	crm: 'End the access to the CRM account',
	row: 'Take the sync off this page',
} as const;
export type Also = keyof typeof ALSO;

/** What *Run One Contact Sync* does with a configuration: sync it, hand out what it remembers, or erase that. */
export const ACTIONS = ['sync', 'read', 'forget'] as const;
export type Action = (typeof ACTIONS)[number];
