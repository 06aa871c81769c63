import { ANN, expectQuiet, synced } from './people';
import { BLANK_MEMORY, World } from './world';

describe('what a target makes of values', () => {
	test('S34: a value that the target shortens is sent once', () => {
		const { world, ids } = synced();
		const long = 'Managing Director of the Northern Branch';
		world.books.crm.canonicalise = (fields) =>
			Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.slice(0, 20)]));
		world.edit('google', ids.google, { jobTitle: long });
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe(long);
		expect(world.get('crm', ids.crm).fields.Title).toBe(long.slice(0, 20));
		expectQuiet(world);
		world.edit('google', ids.google, { jobTitle: 'Owner' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Owner');
		expectQuiet(world);
	});

	test('S34: a value longer than the field is known to hold is reported and not sent', () => {
		const { world, ids } = synced();
		world.books.crm.capabilities = { Title: { maxLength: 100 } };
		world.edit('google', ids.google, { jobTitle: 'x'.repeat(150) });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'notRepresentable', reason: 'Title holds at most 100 characters' }]);
		expectQuiet(world);
		world.edit('google', ids.google, { jobTitle: 'Owner' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Owner');
	});

	test('S35: a phone number that the target writes its own way does not come back', () => {
		const { world, ids } = synced();
		world.books.crm.canonicalise = ({ Phone, ...fields }) => ({
			...fields,
			...(Phone !== undefined && { Phone: `+1${Phone.replace(/\D/g, '')}` }),
		});
		world.edit('google', ids.google, { workPhone: '(555) 010-0100' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Phone).toBe('+15550100100');
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.workPhone).toBe('(555) 010-0100');
	});

	test('S35: an answer that does not show the record settles nothing before it has been read', () => {
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
	});

	test('S34: a value that the target drops is not sent again and again', () => {
		const { world, ids } = synced();
		world.books.crm.canonicalise = ({ Title, ...fields }) => (Title === undefined ? fields : { ...fields, Title: '' });
		world.edit('google', ids.google, { jobTitle: 'Owner' });
		world.sync();
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Owner');
	});

	test('S36: composition, edge spaces, line ends and case of e-mails are no difference', () => {
		const world = new World();
		const google = world.add('google', { workEmail: 'ANN@example.org', familyName: 'Le\u0301e ', notes: 'a\r\nb' });
		const crm = world.add('crm', { Email: 'ann@example.org', Last_Name: 'L\u00e9e', Description: 'a\nb' });
		expectQuiet(world);
		expect(world.get('google', google).fields).toEqual({ workEmail: 'ANN@example.org', familyName: 'Le\u0301e ', notes: 'a\r\nb' });
		expect(world.get('crm', crm).fields).toEqual({ Email: 'ann@example.org', Last_Name: 'L\u00e9e', Description: 'a\nb' });
	});

	test('S37: missing and empty are the same, and a true clearing goes across', () => {
		const { world, ids } = synced();
		world.get('crm', ids.crm).fields.Fax = '';
		world.books.crm.touch(ids.crm);
		expectQuiet(world);
		world.edit('crm', ids.crm, { Title: '' });
		expect(world.sync().journal).toMatchObject([{ before: 'Clerk', after: '', side: 'google' }]);
		expect(world.get('google', ids.google).fields.jobTitle).toBeUndefined();
		expectQuiet(world);
	});

	test('S37: a value that was never agreed on fills an empty side and is not cleared by it', () => {
		const world = new World({ direction: 'googleToCrm' });
		world.add('google', { ...ANN, jobTitle: '' });
		const crm = world.add('crm', { Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
		world.sync();
		expect(world.get('crm', crm).fields).toMatchObject({ Title: 'Chair', Phone: '555 0100' });
		expectQuiet(world);
	});

	test('S37: blanks are nothing, and win over nothing', () => {
		const world = new World({ winner: 'google' });
		const google = world.add('google', { ...ANN, jobTitle: ' ', notes: '\n' });
		world.add('crm', { Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
		world.sync();
		expect(world.get('google', google).fields.jobTitle).toBe('Chair');
		expectQuiet(world);
	});

	test('S39: a birthday without a year is reported and not written', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { birthday: '--05-17' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'notRepresentable', reason: 'Date_of_Birth needs a year' }]);
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.birthday).toBe('--05-17');
		expect(world.get('crm', ids.crm).fields.Date_of_Birth).toBeUndefined();
	});

	test('S39: a contact is created without the value that its target cannot hold', () => {
		const world = new World();
		world.add('google', { ...ANN, birthday: '--05-17' });
		const run = world.sync();
		expect(run.writes[0]).toMatchObject({ op: 'create', set: { Title: 'Clerk' } });
		expect(JSON.stringify(run.writes)).not.toContain('Date_of_Birth');
		expect(run.summary.classes.notRepresentable).toBe(1);
		expectQuiet(world);
	});

	test('a picklist takes only its own options, a mandatory field is not emptied', () => {
		const { world, ids } = synced();
		world.books.crm.capabilities = { Title: { kind: 'picklist', options: ['Clerk', 'Chair'] }, Phone: { mandatory: true } };
		world.edit('google', ids.google, { jobTitle: 'Queen', workPhone: '' });
		expect(world.sync().writes).toEqual([]);
		expect(world.get('crm', ids.crm).fields).toMatchObject({ Title: 'Clerk', Phone: '555 0100' });
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
	});
});

describe('a name that the CRM cannot do without', () => {
	test.each([
		[{ givenName: 'Cher', company: 'Acme' }, 'Cher'],
		[{ company: 'Acme' }, 'Acme'],
		[{}, 'cher'],
	])('%p brings the last name %s, which never flows back', (fields, name) => {
		const world = new World();
		const google = world.add('google', { ...fields, workEmail: 'cher@example.org' });
		world.sync();
		expect(world.find('crm', 'Last_Name', name)).toHaveLength(1);
		expectQuiet(world);
		expect(world.get('google', google).fields.familyName).toBeUndefined();
		world.memory = BLANK_MEMORY;
		expectQuiet(world);
	});

	test('a last name that someone gives in the CRM goes to Google', () => {
		const world = new World();
		const google = world.add('google', { givenName: 'Cher', workEmail: 'cher@example.org' });
		world.sync();
		const [{ id }] = world.find('crm', 'Last_Name', 'Cher');
		world.edit('crm', id, { Last_Name: 'Sarkisian' });
		world.sync();
		expect(world.get('google', google).fields.familyName).toBe('Sarkisian');
		expectQuiet(world);
	});
});
