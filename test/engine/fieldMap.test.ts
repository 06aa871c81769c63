import { DEFAULT_ROWS } from '../../nodes/ContactReconcile/engine/fieldMap';
import { ANN, expectQuiet, synced } from './people';
import { BLANK_MEMORY, World } from './world';

test('F3: rows in another order are the same map', () => {
	const { world, ids } = synced({ deletes: true });
	world.set({ rows: [...world.settings.rows].reverse() });
	world.edit('google', ids.google, { workPhone: '' });
	world.sync();
	expect(world.get('crm', ids.crm).fields.Phone).toBeUndefined();
	expectQuiet(world);
});

test('a row that the module has no field for is left out with a hint, one of the user is an error', () => {
	const { world } = synced();
	const { read } = world.books.crm;
	world.books.crm.read = (instruction) =>
		read.call(world.books.crm, instruction).map((reading) =>
			reading.kind === 'cursor' ? { ...reading, fields: reading.fields.filter(({ name }) => name !== 'Fax' && name !== 'Own') } : reading,
		);
	expect(world.sync().hints).toEqual([expect.stringContaining('Fax')]);
	world.set({ rows: [...world.settings.rows, { google: 'nickname', crm: 'Own', direction: 'both' }] });
	expect(() => world.sync()).toThrow('CRM has no field "Own"');
	expect(world.get('crm', world.find('crm', 'Email', ANN.workEmail)[0].id).fields.Title).toBe('Clerk');
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

test('a new sync maps what both sides have by default', () => {
	expect(Object.fromEntries(DEFAULT_ROWS)).toEqual({
		...{ givenName: 'First_Name', familyName: 'Last_Name', workEmail: 'Email', homeEmail: 'Secondary_Email' },
		...{ workPhone: 'Phone', mobilePhone: 'Mobile', homePhone: 'Home_Phone', workFax: 'Fax' },
		...{ jobTitle: 'Title', department: 'Department', company: 'Account_Name', birthday: 'Date_of_Birth' },
		...{ workStreet: 'Mailing_Street', workCity: 'Mailing_City', workRegion: 'Mailing_State', workPostalCode: 'Mailing_Zip', workCountry: 'Mailing_Country' },
		notes: 'Description',
	});
});
