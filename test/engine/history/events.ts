/** Kinds of contacts, and of what becomes of their entries, that people have. */
const KINDS = ['several entries', 'relabelled', 'entry added', 'entry removed', 'shared address', 'namesakes', 'without an e-mail', 'shared phone'] as const;

export type Kind = (typeof KINDS)[number];

/** What a history held; the test asserts that each comes up often enough. */
export const EVENTS = ['conflict', 'crash', 'deletion', 'cap', 'e-mail swap', 'stale listing', 'configuration change', 'lost state', 'clock back', 'lost re-creation', 'several in one interval', 'slow swap', 'tool', 'restored as it was', 'meeting rows', 'transform', ...KINDS] as const;

/** What else is counted and shown. */
export const MORE_EVENTS = ['deleted by the sync', 'refused plan', 'incomplete listing', 'lost answer', 'failed write', 'edit during a run', 'merge', 'recycle bin', 'hostile storage'] as const;

export type Event = (typeof EVENTS)[number] | (typeof MORE_EVENTS)[number];
