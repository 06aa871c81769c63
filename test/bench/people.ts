import type { FieldRow, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldValues } from '../../nodes/shared/protocol';

/** Twelve mapped fields, the e-mail address that people are matched by among them. */
export const ROWS: FieldRow[] = (
	[
		['givenName', 'First_Name'],
		['familyName', 'Last_Name'],
		['workEmail', 'Email'],
		['homeEmail', 'Secondary_Email'],
		['workPhone', 'Phone'],
		['mobilePhone', 'Mobile'],
		['jobTitle', 'Title'],
		['department', 'Department'],
		['birthday', 'Date_of_Birth'],
		['workStreet', 'Mailing_Street'],
		['workCity', 'Mailing_City'],
		['workCountry', 'Mailing_Country'],
	] as const
).map(([google, crm]) => ({ google, crm, direction: 'both' }));

export const SETTINGS: Pick<SyncSettings, 'rows' | 'cap' | 'firstCap'> = { rows: ROWS, cap: 1e6, firstCap: 1e6 };

/** A number generator that gives the same numbers for the same seed (mulberry32); from 0 to 1. */
export function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** The same items in random order. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
	const result = [...items];
	for (let last = result.length - 1; last > 0; last--) {
		const other = Math.floor(random() * (last + 1));
		[result[last], result[other]] = [result[other], result[last]];
	}
	return result;
}

const CITIES = ['Springfield', 'Gdańsk', 'São Paulo', 'Zürich', 'Osaka', 'Kyiv', 'Nairobi'];
const COUNTRIES = ['United States', 'Poland', 'Brazil', 'Switzerland', 'Japan', 'Ukraine', 'Kenya'];

/** A person as Google shows them; no two have the same address. */
export function personFields(index: number): FieldValues {
	const place = index % CITIES.length;
	return {
		givenName: `Given${index % 997}`,
		familyName: `Family${index % 4999}`,
		workEmail: `person.${index}@example.org`,
		homeEmail: `home.${index}@example.net`,
		workPhone: `+1 202 555 ${String(index % 10_000).padStart(4, '0')}`,
		mobilePhone: `+1 312 555 ${String((index * 7) % 10_000).padStart(4, '0')}`,
		jobTitle: `Title ${index % 53}`,
		department: `Department ${index % 19}`,
		birthday: `19${String(50 + (index % 50))}-0${1 + (index % 9)}-1${index % 10}`,
		workStreet: `${index} Main Street`,
		workCity: CITIES[place],
		workCountry: COUNTRIES[place],
	};
}

/** The same values under the CRM's names. */
export function asCrm(fields: FieldValues): FieldValues {
	return Object.fromEntries(ROWS.map(({ google, crm }) => [crm, fields[google]]));
}

/** Of 100 people five are edited in Google, five in the CRM and one in both; each in one field. */
export function edited(index: number): { google: boolean; crm: boolean } {
	const place = index % 100;
	return { google: place < 5 || place === 10, crm: (place >= 5 && place < 10) || place === 10 };
}
