import { readMemory } from '../../../nodes/ContactReconcile/store/memory';
import { membershipIn } from '../../servers/google';
import { scenario } from '../scenario';
import { reportOf, setStage, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

// Minutes, where much else runs on the machine.
jest.setTimeout(600_000);

const stage = setStage();

const PEOPLE = 2_000;

/** One made-up person, in truth. */
interface Person {
	number: number;
	given: string;
	family: string;
	phone: string;
	/** A third has none. */
	email: string;
	sides: 'google' | 'crm' | 'both';
}

const SYLLABLES = ['an', 'be', 'co', 'dé', 'el', 'fi', 'gü', 'ho', 'is', 'jo'];

/** Names that nobody else has, of as many syllables as the number has digits. */
function nameOf(number: number, last: string): string {
	const text = [...String(number)].map((digit) => SYLLABLES[Number(digit)]).join('');
	return `${text[0].toUpperCase()}${text.slice(1)}${last}`;
}

/** Forty share a phone with one other of another name, twenty a name with one other; of these four share both. */
function people(): Person[] {
	return Array.from({ length: PEOPLE }, (_, number) => {
		const sharesPhone = number >= 100 && number < 140;
		const sharesName = number >= 200 && number < 220;
		const sharesBoth = number >= 200 && number < 204;
		const named = sharesName ? 200 + Math.floor((number - 200) / 2) : number;
		const reached = sharesPhone || sharesBoth ? number - (number % 2) : number;
		const place = sharesName ? 9 : number % 10;
		return {
			number,
			...{ given: nameOf(named, 'a'), family: nameOf(named + 5_000, 's'), phone: `+1 212 ${String(2_000_000 + reached * 7)}` },
			email: number % 3 === 0 || sharesName ? '' : `p${number}@example.org`,
			sides: place < 3 ? 'google' : place < 6 ? 'crm' : 'both',
		};
	});
}

/** The CRM's users write names in capitals, some with the family name first, and numbers without the country. */
function addCrm({ number, given, family, phone, email }: Person): string {
	const [First_Name, Last_Name] = number % 4 === 0 ? [family.toUpperCase(), given] : [given, family.toUpperCase()];
	const national = phone.replace('+1 212 ', '(212) ').replace(/(\d{3})(\d{4})$/, '$1-$2');
	// Some know no address, or no number, of whom Google knows it.
	return stage.world.addCrm({ First_Name, Last_Name, Email: number % 5 === 0 ? '' : email.toUpperCase(), Phone: number % 29 === 0 ? '' : national });
}

function addGoogle({ given, family, phone, email }: Person): string {
	const { google, group } = stage.world;
	return google.book.add({
		names: [{ givenName: given, familyName: family }],
		...(email && { emailAddresses: [{ type: 'work', value: email }] }),
		phoneNumbers: [{ type: 'mobile', value: phone }],
		memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)],
	});
}

/** Whether what both sides show tells that it is this person and nobody else. */
function canBeTold({ number, email }: Person): boolean {
	if (email !== '' && number % 5 !== 0) return true;
	return number % 29 !== 0 && !(number >= 200 && number < 204);
}

function linksOf(): Array<{ google: string; crm: string }> {
	const rows = stage.world.remembered();
	const { state } = readMemory(rows as never, String(rows[0].syncName));
	return state.contacts.flatMap(({ google, crm, detached }) => (google && crm && !detached ? { google: google.id, crm: crm.id } : []));
}

scenario(
	'S288',
	{
		given: 'an address book of 2,000 people, a third without an e-mail, 40 who share a phone and 20 who share a name; 812 on both sides, written otherwise there, 594 on either side only',
		when: 'they first meet, and everybody is to be synced',
		then: 'the 799 whom address, or name and number, can tell are linked, nobody wrongly; the 1,188 of one side only are created on the other; the 13 who lack a number, or share it and the name, are listed with what to do, and nobody is doubled',
	},
	async () => {
		const all = people();
		const owner = new Map<string, number>();
		for (const person of all) {
			if (person.sides !== 'crm') owner.set(addGoogle(person), person.number);
			if (person.sides !== 'google') owner.set(addCrm(person), person.number);
		}
		const both = all.filter(({ sides }) => sides === 'both');
		const settings = withSettings({ withoutEmail: 'sync', options: { phoneCountry: 'US' } });
		const report = reportOf(await stage.world.run('two-way', settings));
		const links = linksOf();
		const met = links.flatMap(({ google, crm }) => (owner.has(google) && owner.has(crm) ? [[owner.get(google), owner.get(crm)]] : []));
		expect(met.filter(([google, crm]) => google !== crm)).toEqual([]);
		const linked = new Set(met.map(([number]) => number));
		expect(both.filter((person) => linked.has(person.number) !== canBeTold(person)).map(({ number }) => number)).toEqual([]);
		const undecided = both.length - linked.size;
		const listed = new Set(report.details.flatMap(({ googleId, crmId }) => [googleId, crmId]));
		const reached = new Set(links.flatMap(({ google, crm }) => [google, crm]));
		expect([...owner.keys()].filter((id) => !reached.has(id) && !listed.has(id))).toEqual([]);
		const created = report.written.google.created + report.written.crm.created;
		expect({ created, undecided, linked: linked.size }).toEqual({ created: 1_188, undecided: 13, linked: 799 });
		reportOf(await stage.world.run('two-way', settings));
		expect([stage.world.google.book.all().length, stage.world.crm.crm.module('Contacts').size]).toEqual([PEOPLE, PEOPLE]);
	},
);
