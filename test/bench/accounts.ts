import type { Accounts } from '../demo/accounts';
import { differences, startAccounts } from '../demo/accounts';
import type { DemoPerson } from '../demo/people';
import { asCrm, asGoogle, makePeople } from '../demo/people';

/** How many people the two sides hold, and how they differ. */
export interface Seed {
	/** On each side. */
	contacts: number;
	/** On both sides. */
	inCommon: number;
	/** Of those in common, every so manieth has another job title in the CRM; 0: none. */
	differingEvery: number;
}

/** What the sync of a seed has to write. */
export interface Work {
	creates: number;
	updates: number;
}

export function workOf({ contacts, inCommon, differingEvery }: Seed): Work {
	return { creates: contacts - inCommon, updates: differingEvery > 0 ? Math.ceil(inCommon / differingEvery) : 0 };
}

/** Half of each side in common, and of these every third with another job title, as in the demo. */
export function usualSeed(contacts: number): Seed {
	return { contacts, inCommon: Math.floor(contacts / 2), differingEvery: 3 };
}

/** How often a schedule starts a run; milliseconds. */
const INTERVAL = 15 * 60_000;

/** The clock of both services, so that runs lie as far apart as scheduled ones without anybody waiting. */
export class ServiceClock {
	private ahead = 0;

	readonly now = (): number => Date.now() + this.ahead;

	untilNextRun(): void {
		this.ahead += INTERVAL;
	}
}

/** Both accounts with people in them: first those of Google alone, then those in common, then those of the CRM alone. */
export async function seededAccounts(seed: Seed, { now }: ServiceClock = new ServiceClock()): Promise<Accounts> {
	const accounts = await startAccounts([], now);
	// Google's own limit is 25,000; beyond it the figures say what the package does, not what an account holds.
	accounts.google.switches.contactLimit = 1e6;
	const onlyGoogle = seed.contacts - seed.inCommon;
	makePeople(seed.contacts + onlyGoogle).forEach((person, index) => {
		const isCommon = index >= onlyGoogle && index < seed.contacts;
		const differs = isCommon && seed.differingEvery > 0 && (index - onlyGoogle) % seed.differingEvery === 0;
		if (index < seed.contacts) addToGoogle(accounts, person);
		if (index >= onlyGoogle) accounts.crm.crm.module('Contacts').add(asCrm(differs ? { ...person, jobTitle: 'Chair' } : person));
	});
	return accounts;
}

function addToGoogle({ google, group }: Accounts, person: DemoPerson): void {
	google.book.add(asGoogle(person, group));
}

/** Gives so many people of each side a new telephone number: the first ones in Google, the last ones in the CRM. */
export function editEachSide({ google, crm, group }: Accounts, edits: number): void {
	const contacts = crm.crm.module('Contacts');
	const people = google.book.members(group);
	people.slice(0, edits).forEach(({ resourceName = '' }, index) => {
		google.book.update(resourceName ?? '', { phoneNumbers: [{ type: 'work', value: `555-020-${index}` }] });
	});
	const records = contacts.all();
	records.slice(-edits).forEach(({ id }, index) => contacts.update(String(id), { Phone: `555-030-${index}` }));
}

/** Requests that both services got since their logs were cleared, without sign-in. */
export function requestsTo({ google, crm }: Accounts) {
	const count = (log: Accounts['google']['log']) => log.count(({ kind }) => kind !== 'auth');
	return { google: count(google.log), crm: count(crm.log), all: count(google.log) + count(crm.log) };
}

export function clearLogs({ google, crm }: Accounts): void {
	google.log.clear();
	crm.log.clear();
}

/** @throws Error when the two sides show different people or values: figures of a sync that did not sync say nothing. */
export function requireEquality(accounts: Accounts, what: string): void {
	const found = differences(accounts);
	if (found.length > 0) throw new Error(`${what} left ${found.length} differences, the first: ${found[0]}`);
}
