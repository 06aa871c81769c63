import type { Verb } from '../shared/choices';
import type { Configuration } from '../shared/configuration';
import { conflictsOf, decisionsOf, toApprove, whichIsDecided } from './lastRun';
import type { Change, Refused, Request } from './request';
import { doubtsOf } from './whoIsWho';

function not(text: string): Refused {
	return { status: 409, title: 'Nothing was changed', text };
}

export const GOING_ON = not('A sync is going on. Try again in some minutes, when it has ended.');

export const OVERTAKEN = not('Something else changed this sync in the same moment, or since this page was opened. Look at it again, and repeat what you still want.');

/** Only what a button says, and only from the state in which the page shows it. */
const CHANGES: Partial<Record<Verb, (row: Configuration, given: Record<string, string>, now: number) => Partial<Change> | Refused>> = {
	sync: ({ status }, _given, now) => (status === 'active' ? { dueAt: now } : not('This sync is paused or deactivated. Resume it first.')),
	pause: ({ status }) => (status === 'active' ? { status: 'paused' } : OVERTAKEN),
	resume: ({ status }, _given, now) => (status === 'active' ? OVERTAKEN : { status: 'active', dueAt: now }),
	approve: (row, { digest }, now) => {
		if (row.leaseUntil > now) return GOING_ON;
		return row.status === 'active' && toApprove(row).includes(digest) ? { approval: digest, dueAt: now } : OVERTAKEN;
	},
	decide: (row, given, now) => {
		if (row.leaseUntil > now) return GOING_ON;
		if (given.run !== row.lastRunId) return OVERTAKEN;
		return { decisions: decisionsIn(row, given), ...(row.status === 'active' && { dueAt: now }) };
	},
	apart: (row, { google, crm }, now) => {
		const isAsked = doubtsOf(row).some((doubt) => doubt.google === google && doubt.crm === crm);
		return isAsked ? { apart: [row.apart, `${google} ${crm}`].filter(Boolean).join('\n'), ...(row.status === 'active' && { dueAt: now }) } : OVERTAKEN;
	},
	together: () => ({ apart: '' }),
};

/** What a form changes in a row, or why it changes nothing. */
export function changeOf({ verb, row, given }: Request, now: number): Change | Refused | null {
	const make = verb && CHANGES[verb];
	if (!make || !row) return null;
	const made = make(row, given, now);
	if ('title' in made) return made;
	const { status, dueAt, approval, decisions, apart } = row;
	return { status, dueAt, approval, decisions, apart, ...made };
}

/** For Start Sync: of every conflict whose side was chosen, which records and values it is about, by the last report; besides those that wait already. */
function decisionsIn(row: Configuration, given: Record<string, string>): string {
	const decided = conflictsOf(row).flatMap(({ crmField, googleId, crmId, google, crm }, index) => {
		const keep = given[`keep-${index}`];
		const isChosen = crmField !== undefined && (keep === 'google' || keep === 'crm');
		return isChosen ? [{ googleId, crmId, crmField, keep, google, crm }] : [];
	});
	const isDecided = whichIsDecided({ decisions: JSON.stringify(decided) });
	const all = [...decisionsOf(row).filter((one) => !isDecided(one)), ...decided];
	return all.length > 0 ? JSON.stringify(all) : '';
}
