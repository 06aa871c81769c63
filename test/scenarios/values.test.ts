import { ANN, expectQuiet, synced } from '../engine/people';
import { World } from '../engine/world';
import { scenario } from './scenario';

scenario(
	'S34',
	{ given: 'a CRM that cuts titles at 20 characters without saying so', when: 'Google sets a longer title', then: 'the CRM gets it once and a warning says what was cut; Google keeps the long one, and its next edit goes across' },
	() => {
		const { world, ids } = synced();
		const long = 'Managing Director of the Northern Branch';
		world.books.crm.canonicalise = (fields) =>
			Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.slice(0, 20)]));
		world.edit('google', ids.google, { jobTitle: long });
		expect(world.sync().warnings).toEqual(['CRM keeps only the first 20 characters of Title of Ann Lee']);
		expect(world.get('google', ids.google).fields.jobTitle).toBe(long);
		expect(world.get('crm', ids.crm).fields.Title).toBe(long.slice(0, 20));
		expect(world.sync().warnings).toEqual([]);
		expectQuiet(world);
		world.edit('google', ids.google, { jobTitle: 'Owner' });
		expect(world.sync().warnings).toEqual([]);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Owner');
		expectQuiet(world);
	},
);

scenario(
	'S34',
	{ given: 'a CRM field that is known to hold 100 characters', when: 'Google sets 150', then: 'nothing is sent, and the contact is reported with the reason until the value fits', because: 'the field says its length beforehand, and a value cut on purpose would be a guess; the CRM keeps what it has.' },
	() => {
		const { world, ids } = synced();
		world.books.crm.capabilities = { Title: { maxLength: 100 } };
		world.edit('google', ids.google, { jobTitle: 'x'.repeat(150) });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'notRepresentable', reason: 'Title holds at most 100 characters' }]);
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.jobTitle).toHaveLength(150);
		world.edit('google', ids.google, { jobTitle: 'Owner' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Owner');
	},
);

scenario(
	'S34',
	{ given: 'a CRM that drops a value without saying so', when: 'Google sets it', then: 'it is sent once, a warning says that nothing was stored, and Google keeps it' },
	() => {
		const { world, ids } = synced();
		world.books.crm.canonicalise = ({ Title, ...fields }) => (Title === undefined ? fields : { ...fields, Title: '' });
		world.edit('google', ids.google, { jobTitle: 'Owner' });
		expect(world.sync().warnings).toEqual(['CRM stored nothing in Title of Ann Lee']);
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Owner');
	},
);

scenario(
	'S35',
	{ given: 'a CRM that rewrites "(555) 010-0100" as "+15550100100"', when: 'Google sets the phone and the sync runs on', then: "the rewritten number does not come back; Google keeps the user's own" },
	() => {
		const { world, ids } = synced();
		world.books.crm.canonicalise = ({ Phone, ...fields }) => ({
			...fields,
			...(Phone !== undefined && { Phone: `+1${Phone.replace(/\D/g, '')}` }),
		});
		world.edit('google', ids.google, { workPhone: '(555) 010-0100' });
		expect(world.sync().warnings).toEqual([]);
		expect(world.get('crm', ids.crm).fields.Phone).toBe('+15550100100');
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.workPhone).toBe('(555) 010-0100');
	},
);

scenario(
	'S35',
	{ given: 'a target that rewrites values and answers without showing them', when: 'a value is written to it', then: 'nothing counts as agreed before the record was read; then the rewritten value does not come back' },
	() => {
		const { world, ids } = synced();
		world.books.google.canonicalise = (fields) =>
			Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.toUpperCase()]));
		world.fault = () => 'blind';
		world.edit('crm', ids.crm, { Title: 'Chair' });
		world.sync();
		world.fault = () => undefined;
		world.settle();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expect(world.get('google', ids.google).fields.jobTitle).toBe('CHAIR');
		expectQuiet(world);
	},
);

scenario(
	'S36',
	{ given: 'values that differ in how accents are composed, in spaces at the edges, line ends or the case of an e-mail', when: 'the sync runs', then: 'they are equal: nothing is written, and both sides keep their own spelling' },
	() => {
		const world = new World();
		const google = world.add('google', { workEmail: 'ANN@example.org', familyName: 'Le\u0301e ', notes: 'a\r\nb' });
		const crm = world.add('crm', { Email: 'ann@example.org', Last_Name: 'L\u00e9e', Description: 'a\nb' });
		expectQuiet(world);
		expect(world.get('google', google).fields).toEqual({ workEmail: 'ANN@example.org', familyName: 'Le\u0301e ', notes: 'a\r\nb' });
		expect(world.get('crm', crm).fields).toEqual({ Email: 'ann@example.org', Last_Name: 'L\u00e9e', Description: 'a\nb' });
	},
);

scenario(
	'S37',
	{ given: 'a field that is missing in Google and empty in the CRM', when: 'the sync runs', then: 'that is no difference; but clearing a value that both had agreed on goes across, journalled' },
	() => {
		const { world, ids } = synced();
		world.get('crm', ids.crm).fields.Fax = '';
		world.books.crm.touch(ids.crm);
		expectQuiet(world);
		world.edit('crm', ids.crm, { Title: '' });
		expect(world.sync().journal).toMatchObject([{ before: 'Clerk', after: '', side: 'google' }]);
		expect(world.get('google', ids.google).fields.jobTitle).toBeUndefined();
		expectQuiet(world);
	},
);

scenario(
	'S37',
	{ given: 'a value on one side that the two never agreed on, and none on the other', when: 'they first meet, also in a one-way sync', then: 'the value is never cleared; it fills the empty side where the direction allows it' },
	() => {
		const world = new World({ direction: 'googleToCrm' });
		world.add('google', { ...ANN, jobTitle: '' });
		const crm = world.add('crm', { Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
		world.sync();
		expect(world.get('crm', crm).fields).toMatchObject({ Title: 'Chair', Phone: '555 0100' });
		expectQuiet(world);
	},
);

scenario(
	'S37',
	{ given: 'a field that holds blanks only in Google, which wins, or what nobody sees, and a value in the CRM', when: 'they first meet', then: 'blanks count as nothing: the value goes to Google' },
	() => {
		for (const blank of [' ', '\u00a0', '\u200b', '\u2060 \ufeff', '\u3164', '\u200d']) {
			const world = new World({ winner: 'google' });
			const google = world.add('google', { ...ANN, jobTitle: blank, notes: '\n' });
			world.add('crm', { Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
			world.sync();
			expect(world.get('google', google).fields.jobTitle).toBe('Chair');
			expectQuiet(world);
		}
	},
);

scenario(
	'S39',
	{ given: 'a person in sync', when: 'Google gets a birthday without a year, and the CRM field needs one', then: 'no date is sent or made up; the contact is reported with the reason, and Google keeps the birthday' },
	() => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { birthday: '--05-17' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'notRepresentable', reason: 'Date_of_Birth needs a year' }]);
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.birthday).toBe('--05-17');
		expect(world.get('crm', ids.crm).fields.Date_of_Birth).toBeUndefined();
	},
);

scenario(
	'S39',
	{ given: 'a Google contact with a birthday without a year', when: 'it is created in the CRM', then: 'it is created without a birthday, and reported with the reason' },
	() => {
		const world = new World();
		world.add('google', { ...ANN, birthday: '--05-17' });
		const run = world.sync();
		expect(run.writes[0]).toMatchObject({ op: 'create', set: { Title: 'Clerk' } });
		expect(JSON.stringify(run.writes)).not.toContain('Date_of_Birth');
		expect(run.summary.classes.notRepresentable).toBe(1);
		expectQuiet(world);
	},
);

scenario(
	'S388',
	{ given: 'somebody new in Google with a family name, which the CRM cannot do without, that is longer than it can hold', when: 'the sync runs, and the name is shortened', then: 'no record is asked for that the CRM would refuse, and the reason that is told is the name; then the record is made' },
	() => {
		const world = new World();
		world.books.crm.capabilities = { Last_Name: { maxLength: 10 } };
		const google = world.add('google', { ...ANN, familyName: 'Wolfeschlegelstein' });
		for (let run = 0; run < 2; run++) {
			const { writes, details } = world.sync();
			expect(writes).toEqual([]);
			expect(details).toMatchObject([{ class: 'notRepresentable', reason: 'Last_Name holds at most 10 characters' }]);
		}
		world.edit('google', google, { familyName: 'Wolfe' });
		world.sync();
		expect(world.find('crm', 'Last_Name', 'Wolfe')).toHaveLength(1);
		const [{ id }] = world.find('crm', 'Last_Name', 'Wolfe');
		world.sync();
		world.remove('crm', id);
		world.edit('google', google, { familyName: 'Wolfeschlegelstein' });
		expect(world.sync().writes).toEqual([]);
		expectQuiet(world);
	},
);
