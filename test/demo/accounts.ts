import type { VerticalCrmServer } from '../servers/crm';
import { startVerticalCrmServer } from '../servers/crm';
import type { GooglePeopleServer, Person } from '../servers/google';
import { startGooglePeopleServer } from '../servers/google';
import { readPerson } from '../../nodes/GoogleContactsSync/fields/person';
import type { DemoPerson } from './people';
import { asCrm, asGoogle } from './people';

export const GROUP = 'Customers';
export const VIEW = 'All Contacts';

/** Mapped fields that the people of the demo have: Google field, CRM field. */
const COMPARED = [
	['givenName', 'First_Name'],
	['familyName', 'Last_Name'],
	['workEmail', 'Email'],
	['workPhone', 'Phone'],
	['workFax', 'Fax'],
	['jobTitle', 'Title'],
	['department', 'Department'],
	['birthday', 'Date_of_Birth'],
	['workStreet', 'Mailing_Street'],
	['workCity', 'Mailing_City'],
	['workRegion', 'Mailing_State'],
	['workPostalCode', 'Mailing_Zip'],
] as const;

export interface Seeded {
	people: number;
	onlyGoogle: number;
	onlyCrm: number;
	/** The CRM's job title of those whose titles differ, by e-mail, and Google's. */
	differing: Map<string, { google: string; crm: string }>;
}

export interface Tokens {
	accessToken: string;
	refreshToken: string;
}

/** The two accounts of the demo, with the servers' own records as witnesses. */
export interface Accounts {
	google: GooglePeopleServer;
	crm: VerticalCrmServer;
	group: string;
	seeded: Seeded;
	/**
	 * As n8n imports them; `name` ends their ids, so that several accounts fit into one n8n. Connected with the first
	 * tokens unless later ones are given.
	 */
	credentials(name?: string, tokens?: { google: Tokens; crm: Tokens }): object[];
	close(): Promise<void>;
}

/** @param now the clock of both services, milliseconds. */
export async function startAccounts(people: readonly DemoPerson[], now: () => number = Date.now): Promise<Accounts> {
	const google = await startGooglePeopleServer({ now });
	const crm = await startVerticalCrmServer({ now });
	const group = google.book.addGroup(GROUP);
	const first = { google: { accessToken: 'google-access', refreshToken: 'google-refresh' }, crm: crm.tokens.issue() };
	return {
		google,
		crm,
		group,
		seeded: seed(people, google, crm, group),
		credentials: (name = '', tokens = first) => [
			credential(`demoGoogle${name}`, 'Demo Google', 'googleContactsSyncOAuth2Api', {
				clientId: 'demo',
				clientSecret: 'demo',
				serviceAddress: google.url,
				oauthTokenData: tokenData(tokens.google),
			}),
			credential(`demoCrm${name}`, 'Demo CRM', 'verticalCrmOAuth2Api', {
				clientId: crm.tokens.client.id,
				clientSecret: crm.tokens.client.secret,
				location: 'ownHost',
				host: crm.url,
				portalId: crm.portalId,
				apiVersion: 'v8',
				oauthTokenData: tokenData(tokens.crm),
			}),
		],
		async close() {
			await google.close();
			await crm.close();
		},
	};
}

function tokenData({ accessToken, refreshToken }: Tokens) {
	return { access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer' };
}

function credential(id: string, name: string, type: string, data: object) {
	return { id, name, type, data };
}

/** A fifth only in Google, a fifth only in the CRM, the rest in both; every third of those with another job title. */
function seed(people: readonly DemoPerson[], google: GooglePeopleServer, crm: VerticalCrmServer, group: string): Seeded {
	const seeded: Seeded = { people: people.length, onlyGoogle: 0, onlyCrm: 0, differing: new Map() };
	people.forEach((person, index) => {
		const part = index % 5;
		const differs = part > 1 && index % 3 === 0;
		const inCrm = differs ? { ...person, jobTitle: `${person.jobTitle} (CRM)` } : person;
		if (part !== 1) google.book.add(asGoogle(person, group));
		if (part !== 0) crm.crm.module('Contacts').add(asCrm(inCrm));
		if (part === 0) seeded.onlyGoogle += 1;
		if (part === 1) seeded.onlyCrm += 1;
		if (differs) seeded.differing.set(person.email, { google: person.jobTitle, crm: inCrm.jobTitle });
	});
	return seeded;
}

export function googleByEmail({ google, group }: Accounts): Map<string, Person[]> {
	return grouped(google.book.members(group), (person) => person.emailAddresses?.[0]?.value ?? '');
}

export function crmByEmail({ crm }: Accounts) {
	return grouped(crm.crm.module('Contacts').all(), (record) => String(record.Email ?? ''));
}

function grouped<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
	return groups;
}

/**
 * What differs between the two sides, as sentences; empty when they agree in everybody and every field.
 *
 * @param source the side that alone decides who is compared; both when not given.
 */
export function differences(accounts: Accounts, source?: 'google' | 'crm'): string[] {
	const google = googleByEmail(accounts);
	const crm = crmByEmail(accounts);
	const emails = new Set([...(source === 'crm' ? [] : google.keys()), ...(source === 'google' ? [] : crm.keys())]);
	return [...emails].flatMap((email) => {
		const [people = [], records = []] = [google.get(email), crm.get(email)];
		if (people.length !== 1 || records.length !== 1) {
			return [`${email}: ${people.length} in Google, ${records.length} in the CRM`];
		}
		const keys = COMPARED.map(([field]) => field);
		const shown = readPerson(people[0], keys, { onlyEmailAsWork: true });
		return COMPARED.filter(([field, name]) => (shown[field] ?? '') !== String(records[0][name] ?? '')).map(
			([field, name]) => `${email}: ${field} "${shown[field] ?? ''}", ${name} "${String(records[0][name] ?? '')}"`,
		);
	});
}
