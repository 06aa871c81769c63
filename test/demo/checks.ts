import { crmByEmail, differences, googleByEmail } from './accounts';
import type { Accounts } from './accounts';

/** Something that must be so, told from the servers' own records. */
export interface Check {
	name: string;
	ok: boolean;
	detail: string;
}

export type Source = 'google' | 'crm' | undefined;

function check(name: string, ok: boolean, detail = ''): Check {
	return { name, ok, detail };
}

function equality(name: string, accounts: Accounts, source: Source): Check {
	const found = differences(accounts, source);
	return check(name, found.length === 0, found.length === 0 ? '' : `${found.length}, first ${found[0]}`);
}

/** After the first run: everybody once, every mapped field equal, differing ones as the winner says. */
export function afterFirstRun(
	accounts: Accounts,
	journal: ReadonlyArray<Record<string, string>>,
	source: Source,
): Check[] {
	const { seeded } = accounts;
	const winner = source ?? 'crm';
	const google = googleByEmail(accounts);
	const crm = crmByEmail(accounts);
	const checks = [equality('every mapped field is equal, nobody twice', accounts, source)];
	if (source !== 'crm') checks.push(check('everybody is in the CRM', crm.size >= (source ? google.size : seeded.people), `${crm.size}`));
	if (source !== 'google') checks.push(check('everybody is in the Google group', google.size === seeded.people || source === 'crm', `${google.size}`));
	const wrong = [...seeded.differing].filter(([email, title]) => google.get(email)?.[0].organizations?.[0].title !== title[winner]);
	checks.push(check(`${seeded.differing.size} differing titles went to the winner`, wrong.length === 0, wrong[0]?.[0]));
	const lost = [...seeded.differing].filter(([, title]) => {
		const loser = winner === 'crm' ? title.google : title.crm;
		return !journal.some(({ before, after }) => before === loser && after === title[winner]);
	});
	checks.push(check('every overwritten value is in the journal', lost.length === 0, lost[0]?.[0]));
	return checks;
}

export function writesNothingTo(accounts: Accounts, source: Source): Check[] {
	if (!source) return [];
	const writes = accounts[source].log.writes().length;
	return [check(`nothing was written to the source (${source})`, writes === 0, `${writes} writes`)];
}

/** The least number of requests of the first run: lists, look-ups, reads before and after writes, writes. */
export function requestFloor({ seeded }: Accounts, source: Source): number {
	const batches = (count: number, size: number) => Math.ceil(count / size);
	const toGoogle = source !== 'google';
	const toCrm = source !== 'crm';
	const differing = seeded.differing.size;
	const google =
		batches(seeded.people - seeded.onlyCrm, 1_000) +
		(toGoogle ? 2 * batches(differing, 200) + batches(seeded.onlyCrm, 200) : 0);
	const updates = source === 'google' ? differing : 0;
	const creates = toCrm ? seeded.onlyGoogle : 0;
	const crm =
		batches(seeded.people - seeded.onlyGoogle, 200) +
		2 * batches(creates, 100) +
		2 * batches(updates, 100) +
		batches(creates + updates, 100);
	return google + crm;
}

export function withinFloor(requests: number, floor: number): Check {
	return check('requests of the first run', requests <= 1.1 * floor + 6, `${requests}, floor ${floor}`);
}

export function quietRun(counts: { requests: number; writes: number }): Check {
	return check('the third run makes 3 requests and no write', counts.requests === 3 && counts.writes === 0, `${counts.requests} requests, ${counts.writes} writes`);
}

/** What people did in the meantime, and what has to come of it. */
export interface Edits {
	make(): void;
	checks(): Check[];
}

/** Edits on both sides; in a one-way sync, only those of the source have to arrive. */
export function edits(accounts: Accounts, source: Source): Edits {
	const { google, crm, group } = accounts;
	const contacts = crm.crm.module('Contacts');
	const [one, two] = [...accounts.seeded.differing.keys()];
	const googleOf = (email: string) => googleByEmail(accounts).get(email)?.[0];
	const crmOf = (email: string) => crmByEmail(accounts).get(email)?.[0];
	const fromGoogle = source !== 'crm';
	const fromCrm = source !== 'google';
	return {
		make() {
			const update = (email: string, parts: Parameters<typeof google.book.update>[1]) =>
				google.book.update(googleOf(email)?.resourceName ?? '', parts);
			if (fromGoogle) update(one, { phoneNumbers: [{ type: 'work', value: '555-0100' }] });
			if (fromCrm) contacts.update(String(crmOf(one)?.id), { Department: 'New department' });
			update(two, { organizations: [{ title: 'Title by Google', department: crmOf(two)?.Department as string }] });
			contacts.update(String(crmOf(two)?.id), { Title: 'Title by the CRM' });
			if (fromGoogle) {
				google.book.add({
					names: [{ givenName: 'Nora', familyName: 'Google' }],
					emailAddresses: [{ type: 'work', value: 'nora@example.org' }],
					memberships: [{ contactGroupMembership: { contactGroupResourceName: group } }],
				});
			}
			if (fromCrm) contacts.add({ First_Name: 'Carl', Last_Name: 'Crm', Email: 'carl@example.org' });
		},
		checks() {
			const winner = (source ?? 'crm') === 'crm' ? 'Title by the CRM' : 'Title by Google';
			const list = [
				check('an edit of one field on both sides follows the winner', crmOf(two)?.Title === winner && googleOf(two)?.organizations?.[0].title === winner),
				equality('both sides are equal again', accounts, source),
			];
			if (fromGoogle) list.push(check('an edit in Google reached the CRM', crmOf(one)?.Phone === '555-0100'));
			if (fromCrm) list.push(check('an edit in the CRM reached Google', googleOf(one)?.organizations?.[0].department === 'New department'));
			if (fromGoogle) list.push(check('a person added in Google is in the CRM', crmOf('nora@example.org') !== undefined));
			if (fromCrm) list.push(check('a person added in the CRM is in the Google group', googleOf('carl@example.org') !== undefined));
			return list;
		},
	};
}
