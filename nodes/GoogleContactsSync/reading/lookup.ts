import { OperationalError } from 'n8n-workflow';
import chunk from 'lodash/chunk';

import { emailForm, emailForms } from '../../shared/values/email';
import { emailsOf } from '../fields/person';
import type { Person } from '../transport/person';
import type { GoogleContacts } from '../transport/client';
import { BATCH } from '../transport/client';

/**
 * Contacts by any of their e-mail addresses, ignoring case and edge spaces: Google itself has no exact search.
 */
export class EmailIndex {
	private readonly people = new Map<string, Person>();

	private readonly byEmail = new Map<string, Set<string>>();

	constructor(people: readonly Person[]) {
		people.forEach((person) => this.add(person));
	}

	find(email: string): Person[] {
		return [...(this.byEmail.get(emailForm(email)) ?? [])].flatMap((name) => this.people.get(name) ?? []);
	}

	/**
	 * Takes contacts in as they are now.
	 *
	 * @throws OperationalError where one is not shown: whoever looked for it now would find nobody.
	 */
	async readAgain(google: GoogleContacts, resourceNames: readonly string[]): Promise<void> {
		for (const names of chunk([...new Set(resourceNames)], BATCH.get)) {
			for (const [name, answer] of await google.getBatch(names)) {
				if (answer.kind !== 'contact') throw new OperationalError(`Google does not show ${name}, which was written just now`, { description: 'Run the workflow again.' });
				this.remove(name);
				this.add(answer.person);
			}
		}
	}

	private add(person: Person): void {
		const name = person.resourceName;
		if (!name) return;
		this.people.set(name, person);
		for (const email of emailsOf(person).flatMap(emailForms)) {
			this.byEmail.set(email, (this.byEmail.get(email) ?? new Set()).add(name));
		}
	}

	private remove(name: string): void {
		const person = this.people.get(name);
		if (!person) return;
		emailsOf(person).flatMap(emailForms).forEach((email) => this.byEmail.get(email)?.delete(name));
		this.people.delete(name);
	}
}
