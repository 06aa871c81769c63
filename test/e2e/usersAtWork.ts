import type { Accounts } from '../demo/accounts';
import { crmByEmail, differences, googleByEmail } from '../demo/accounts';
import { membershipIn } from '../servers/google';

/** What users did in both accounts while a sync went on, and whether all of it is still there. */
export class UsersAtWork {
	/** E-mails of people, and what users last entered for them. */
	private readonly entered = new Map<string, { phone?: string; title?: string }>();

	constructor(private readonly accounts: Accounts) {}

	/** Users edit somebody on either side, and add somebody on either side. */
	work(round: number): void {
		const { google, crm, group, seeded } = this.accounts;
		const emails = [...seeded.differing.keys()];
		const [one, other] = [emails[round % emails.length], emails[(round + 1) % emails.length]];
		const phone = `555-1${String(round).padStart(3, '0')}`;
		google.book.update(googleByEmail(this.accounts).get(one)?.[0].resourceName ?? '', { phoneNumbers: [{ type: 'work', value: phone }] });
		this.enter(one, { phone });
		const title = `Title ${round}`;
		crm.crm.module('Contacts').update(String(crmByEmail(this.accounts).get(other)?.[0].id), { Title: title });
		this.enter(other, { title });
		google.book.add({
			names: [{ givenName: 'Gia', familyName: `Google ${round}` }],
			emailAddresses: [{ type: 'work', value: `gia.${round}@example.org` }],
			memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)],
		});
		crm.crm.module('Contacts').add({ First_Name: 'Cem', Last_Name: `Crm ${round}`, Email: `cem.${round}@example.org` });
		this.enter(`gia.${round}@example.org`, {});
		this.enter(`cem.${round}@example.org`, {});
	}

	/** What is wrong by the services' own records: sides that differ, people twice or missing, values lost. */
	problems(): string[] {
		const google = googleByEmail(this.accounts);
		const crm = crmByEmail(this.accounts);
		const lost = [...this.entered].flatMap(([email, { phone, title }]) => {
			const [person, record] = [google.get(email)?.[0], crm.get(email)?.[0]];
			if (!person || !record) return [`${email} is missing`];
			const found = [];
			if (phone && record.Phone !== phone) found.push(`${email} has lost the phone ${phone}`);
			if (title && person.organizations?.[0].title !== title) found.push(`${email} has lost the title ${title}`);
			return found;
		});
		return [...differences(this.accounts), ...lost];
	}

	private enter(email: string, values: { phone?: string; title?: string }): void {
		this.entered.set(email, { ...this.entered.get(email), ...values });
	}
}
