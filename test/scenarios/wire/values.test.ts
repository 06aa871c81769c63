import type { Person } from '../../servers/google/personFields';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, writesIn } from './wireWorld';

const stage = setStage();

const contacts = () => stage.world.crm.crm.module('Contacts');

/** Digits and their sign, as a service that tidies phone numbers stores them. */
function tidied(phone: string): string {
	return `+1${phone.replace(/\D/g, '')}`;
}

scenario(
	'S34',
	{ given: 'a Google that cuts job titles at 10 characters without saying so', when: 'the CRM sets a longer one', then: 'Google gets it once and the report says what was cut; the CRM keeps its own, and its next edit goes across' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.google.faults.canonicalise((person) => ({ ...person, organizations: person.organizations?.map(({ title, ...rest }) => ({ ...rest, title: title?.slice(0, 10) })) }));
		contacts().update(ann.crm, { Title: 'Director of the North' });
		expect(reportOf(await world.run('two-way')).hints).toContainEqual(expect.stringContaining('only the first 10 characters of'));
		expect(personOf(world, ann.google).organizations?.[0].title).toBe('Director o');
		await expectQuietOverWire(world);
		expect(recordOf(world, ann.crm).Title).toBe('Director of the North');
		contacts().update(ann.crm, { Title: 'Chair' });
		reportOf(await world.run('two-way'));
		expect(personOf(world, ann.google).organizations?.[0].title).toBe('Chair');
	},
);

scenario(
	'S35',
	{ given: 'a CRM that rewrites "(555) 010-0100" as "+15550100100" when it stores it', when: 'Google sets the phone and the sync runs on', then: "the rewritten number does not come back: Google keeps the user's own, and no further write is sent" },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.crm.faults.canonicalise('Contacts', (record) => ({ ...record, ...(typeof record.Phone === 'string' && { Phone: tidied(record.Phone) }) }));
		world.google.book.update(ann.google, { phoneNumbers: [{ type: 'work', value: '(555) 010-0100' }] });
		expect(reportOf(await world.run('two-way')).written).toMatchObject({ crm: { updated: 1 }, google: { updated: 0 } });
		expect(recordOf(world, ann.crm).Phone).toBe('+15550100100');
		await expectQuietOverWire(world);
		stage.skip(25 * 60);
		await expectQuietOverWire(world);
		expect(personOf(world, ann.google).phoneNumbers).toMatchObject([{ value: '(555) 010-0100' }]);
	},
);

scenario(
	'S35',
	{ given: 'a Google that rewrites phones and titles when it stores them', when: 'the CRM sets both and the sync runs on', then: 'the rewritten values do not come back: the CRM keeps its own, and no further write is sent' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.google.faults.canonicalise((person) => ({
			...person,
			phoneNumbers: person.phoneNumbers?.map((phone) => ({ ...phone, value: tidied(phone.value ?? '') })),
			organizations: person.organizations?.map((one) => ({ ...one, title: one.title?.toUpperCase() })),
		}));
		contacts().update(ann.crm, { Phone: '(555) 010-0100', Title: 'Chair' });
		expect(reportOf(await world.run('two-way')).written).toMatchObject({ google: { updated: 1 }, crm: { updated: 0 } });
		await expectQuietOverWire(world);
		stage.skip(25 * 60);
		await expectQuietOverWire(world);
		expect(personOf(world, ann.google)).toMatchObject({ phoneNumbers: [{ value: '+15550100100' }], organizations: [{ title: 'CHAIR' }] });
		expect(recordOf(world, ann.crm)).toMatchObject({ Phone: '(555) 010-0100', Title: 'Chair' });
	},
);

scenario(
	'S36',
	{ given: 'a person whose values differ in how accents are composed, in spaces at the edges, line ends and the case of an e-mail', when: 'the two sides first meet, and the sync runs on', then: 'no request writes, and both sides keep their own spelling to the byte' },
	async () => {
		const { world } = stage;
		const google = {
			names: [{ givenName: 'Zoe\u0308 ', familyName: 'Lee' }],
			emailAddresses: [{ type: 'work', value: 'ANN@Example.org' }],
			biographies: [{ value: 'One\r\nTwo' }],
			organizations: [{ title: ' Clerk' }],
		};
		const ann = await syncedAnn(world, google, { First_Name: 'Zo\u00eb', Description: 'One\nTwo' });
		const before = [JSON.stringify(personOf(world, ann.google)), JSON.stringify(recordOf(world, ann.crm))];
		await expectQuietOverWire(world);
		expect(writesIn(world)).toEqual([]);
		expect([JSON.stringify(personOf(world, ann.google)), JSON.stringify(recordOf(world, ann.crm))]).toEqual(before);
		expect(personOf(world, ann.google)).toMatchObject(google);
		// An edit beside them writes nothing else.
		contacts().update(ann.crm, { Phone: '555 0199' });
		reportOf(await world.run('two-way'));
		expect(personOf(world, ann.google)).toMatchObject(google);
		expect(world.google.log.entries().flatMap(({ wrote = [] }) => wrote.flatMap(({ fields }) => fields))).toEqual(['phoneNumbers']);
	},
);

scenario(
	'S37',
	{ given: 'a field that Google leaves out and the CRM shows as empty', when: 'the sync runs', then: 'no request writes; but a value that both had agreed on is cleared on the other side when one side clears it, and stands in the journal' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world, { phoneNumbers: [{ type: 'work', value: '' }] }, { Department: '' });
		await expectQuietOverWire(world);
		expect(writesIn(world)).toEqual([]);

		setTitle(world, ann.google, '');
		contacts().update(ann.crm, { Phone: '555 0199' });
		reportOf(await world.run('two-way'));
		expect(recordOf(world, ann.crm)).toMatchObject({ Title: null, Phone: '555 0199' });
		expect(stage.world.journal).toMatchObject([{ side: 'crm', field: 'Title', before: 'Clerk', after: '' }]);
		await expectQuietOverWire(world);

		contacts().update(ann.crm, { Phone: null });
		reportOf(await world.run('two-way'));
		const phones: Person['phoneNumbers'] = personOf(world, ann.google).phoneNumbers ?? [];
		expect(phones.filter(({ type, value }) => type === 'work' && value)).toEqual([]);
		expect(stage.world.journal[1]).toMatchObject({ side: 'google', field: 'workPhone', before: '555 0199', after: '' });
		await expectQuietOverWire(world);
	},
);

scenario(
	'S365',
	{ given: 'an address in the UK, of which one side says that it is in Scotland', when: 'they first meet, and are edited', then: 'that is one country, so that neither text replaces the other; England in place of Scotland is another one and crosses' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world, { addresses: [{ type: 'work', city: 'Alloa', country: 'UK' }] }, { Mailing_City: 'Alloa', Mailing_Country: 'Scotland' });
		const shown = () => [personOf(world, ann.google).addresses?.[0].country, recordOf(world, ann.crm).Mailing_Country];
		const run = async () => reportOf(await world.run('two-way'));
		const isLeft = async (...texts: string[]) => {
			const before = writesIn(world).length;
			await run();
			expect([shown(), writesIn(world).length - before]).toEqual([texts, 0]);
		};
		const typeInGoogle = (country: string) => world.google.book.update(ann.google, { addresses: [{ type: 'work', city: 'Alloa', country }] });
		await isLeft('UK', 'Scotland');
		contacts().update(ann.crm, { Mailing_Country: 'Wales' });
		await isLeft('UK', 'Wales');
		typeInGoogle('England');
		await run();
		expect(shown()).toEqual(['England', 'England']);
		contacts().update(ann.crm, { Mailing_Country: 'United Kingdom' });
		await isLeft('England', 'United Kingdom');
		contacts().update(ann.crm, { Mailing_Country: 'Scotland' });
		await run();
		expect(shown()).toEqual(['Scotland', 'Scotland']);
		await expectQuietOverWire(world);
	},
);
