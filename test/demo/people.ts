/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';

import type { Person } from '../servers/google';
import { membershipIn } from '../servers/google';

/** A person of the demo, by the fields that both sides have. */
export interface DemoPerson {
	email: string;
	givenName: string;
	familyName: string;
	jobTitle: string;
	department: string;
	workPhone: string;
	workFax: string;
	birthday: string;
	street: string;
	city: string;
	region: string;
	postalCode: string;
}

interface PersonInFile {
	givenName: string;
	familyName: string;
	jobTitle?: string;
	department?: string;
	workPhone?: string;
	birthday?: string;
	region?: string;
	districtOffices?: Array<{ street?: string; city?: string; region?: string; postalCode?: string; fax?: string }>;
}

/** People from a file that holds an array of them; their e-mail addresses are derived. */
export function readPeople(file: string): DemoPerson[] {
	return (JSON.parse(readFileSync(file, 'utf8')) as PersonInFile[]).map((person, index) => {
		const [office = {}] = person.districtOffices ?? [];
		return {
			email: addressOf(person, index),
			givenName: person.givenName,
			familyName: person.familyName,
			jobTitle: person.jobTitle ?? '',
			department: person.department ?? '',
			workPhone: person.workPhone ?? '',
			workFax: office.fax ?? '',
			birthday: person.birthday ?? '',
			street: office.street ?? '',
			city: office.city ?? '',
			region: office.region ?? person.region ?? '',
			postalCode: office.postalCode ?? '',
		};
	});
}

const GIVEN = ['Ada', 'Björn', 'Chiara', 'Deniz', 'Eun-ji', 'Farid', 'Grace', 'Håkan', 'Inés', 'Jamal'];
const FAMILY = ['Adeyemi', 'Brandt', 'Castillo', 'Dubois', "O'Neill", 'Fischer', 'García', 'Horvát', 'Ito', 'Jensen'];
const TITLES = ['Director', 'Engineer', 'Buyer', 'Editor', 'Nurse'];

/** People made up, for a demo without a file. */
export function makePeople(count: number): DemoPerson[] {
	return Array.from({ length: count }, (_, index) => {
		const person = { givenName: GIVEN[index % 10], familyName: FAMILY[Math.floor(index / 10) % 10] };
		return {
			...person,
			email: addressOf(person, index),
			jobTitle: TITLES[index % 5],
			department: index % 2 ? 'Sales' : 'Research',
			workPhone: `555-010-${String(index).padStart(4, '0')}`,
			workFax: '',
			birthday: `19${60 + (index % 40)}-0${1 + (index % 9)}-1${index % 10}`,
			street: `${index + 1} Main Street`,
			city: 'Springfield',
			region: 'IL',
			postalCode: '62701',
		};
	});
}

function addressOf({ givenName, familyName }: { givenName: string; familyName: string }, index: number): string {
	const plain = `${givenName}.${familyName}`.normalize('NFD').replace(/[^a-zA-Z.]/g, '');
	return `${plain}.${index}@example.org`.toLowerCase();
}

export function asGoogle(person: DemoPerson, group: string): Person {
	const [year, month, day] = person.birthday.split('-').map(Number);
	const phones = [
		{ type: 'work', value: person.workPhone },
		{ type: 'workFax', value: person.workFax },
	].filter(({ value }) => value !== '');
	const { street: streetAddress, city, region, postalCode } = person;
	const address = { type: 'work', streetAddress, city, region, postalCode };
	return {
		names: [{ givenName: person.givenName, familyName: person.familyName }],
		emailAddresses: [{ type: 'work', value: person.email }],
		organizations: [{ title: person.jobTitle, department: person.department }],
		...(phones.length > 0 && { phoneNumbers: phones }),
		...(day && { birthdays: [{ date: { year, month, day } }] }),
		addresses: [address],
		memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)],
	};
}

export function asCrm(person: DemoPerson): Record<string, string | null> {
	return {
		Email: person.email,
		First_Name: person.givenName,
		Last_Name: person.familyName,
		Title: person.jobTitle || null,
		Department: person.department || null,
		Phone: person.workPhone || null,
		Fax: person.workFax || null,
		Date_of_Birth: person.birthday || null,
		Mailing_Street: person.street || null,
		Mailing_City: person.city || null,
		Mailing_State: person.region || null,
		Mailing_Zip: person.postalCode || null,
	};
}
