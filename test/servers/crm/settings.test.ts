import type { JsonObject } from './json';
import { startBench, type TestBench } from './testClient';

describe('Settings of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	const fields = async (module = 'Contacts'): Promise<Map<unknown, JsonObject>> => {
		const answer = await bench.call('settings/fields', { query: { module } });
		const list = (answer.body?.fields ?? []) as JsonObject[];
		return new Map(list.map((field) => [field.api_name, field]));
	};

	it('has the official files to check against, or says that it has not', () => {
		expect(typeof bench.server.isContractChecked).toBe('boolean');
	});

	it('describes fields: type, length, options, mandatory and read-only flags, the module of a lookup', async () => {
		const byName = await fields();
		const lengths = [
			'First_Name',
			'Last_Name',
			'Title',
			'Email',
			'Phone',
			'Mobile',
			'Fax',
			'Home_Phone',
			'Description',
		];
		expect(lengths.map((name) => byName.get(name)?.length)).toEqual([40, 80, 100, 100, 30, 30, 30, 30, 32_000]);
		expect(byName.get('Last_Name')).toMatchObject({ data_type: 'text', system_mandatory: true });
		expect(byName.get('Full_Name')).toMatchObject({
			read_only: true,
			operation_type: { api_create: false, api_update: false },
		});
		expect(byName.get('Lead_Source')).toMatchObject({ data_type: 'picklist' });
		expect(byName.get('Lead_Source')?.pick_list_values).toContainEqual(
			expect.objectContaining({ actual_value: 'Trade Show', display_value: 'Trade Show' }),
		);
		expect(byName.get('Account_Name')).toMatchObject({
			data_type: 'lookup',
			lookup: { module: { api_name: 'Accounts' } },
		});
		expect(byName.get('Interests')).toMatchObject({ data_type: 'multiselectpicklist', json_type: 'jsonarray' });
		expect(byName.get('Email_Opt_Out')).toMatchObject({ data_type: 'boolean' });
		expect(byName.get('Date_of_Birth')).toMatchObject({ data_type: 'date' });
		expect(byName.get('Owner')).toMatchObject({ data_type: 'ownerlookup' });
	});

	it('shows what an administrator changes: new and renamed fields, lengths, options, unique, mandatory', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const id = contacts.add({ Last_Name: 'Meier', Title: 'Dr' });
		contacts.fields.rename('Title', 'Job_Title');
		contacts.fields.alter('Job_Title', { length: 20, mandatory: true, unique: { caseSensitive: false } });
		contacts.fields.add({ apiName: 'Size', type: 'picklist', pickList: ['S', 'M'], custom: true });
		const byName = await fields();
		expect(byName.has('Title')).toBe(false);
		expect(byName.get('Job_Title')).toMatchObject({
			length: 20,
			system_mandatory: true,
			unique: { casesensitive: 'false' },
		});
		expect(byName.get('Size')).toMatchObject({ custom_field: true });
		expect(contacts.get(id)).toMatchObject({ Job_Title: 'Dr' });
	});

	it('leaves a hidden field out and marks one that may only be read', async () => {
		bench.server.faults.hideFieldPermissions('Contacts', 'Fax');
		bench.server.faults.hideFieldPermissions('Contacts', 'Phone', 'readOnly');
		const byName = await fields();
		expect(byName.has('Fax')).toBe(false);
		expect(byName.get('Phone')).toMatchObject({ field_read_only: true, operation_type: { api_update: false } });
	});

	it('needs the module, and refuses one that does not exist', async () => {
		expect(await bench.call('settings/modules/Nope')).toMatchObject({ status: 400, body: { code: 'INVALID_MODULE' } });
		const unknown = await bench.call('settings/fields', { query: { module: 'Nope' } });
		expect(unknown).toMatchObject({ status: 400, body: { code: 'INVALID_MODULE' } });
	});

	it('shows modules with the permissions of the user', async () => {
		bench.server.faults.losePermission('Contacts', 'delete');
		const one = await bench.call('settings/modules/Contacts');
		expect(one.body?.modules).toEqual([
			expect.objectContaining({
				api_name: 'Contacts',
				api_supported: true,
				viewable: true,
				creatable: true,
				editable: true,
				deletable: false,
			}),
		]);
		const all = await bench.call('settings/modules');
		const names = (all.body?.modules as JsonObject[]).map((module) => module.api_name);
		expect(names).toEqual(['Accounts', 'Contacts', 'Leads', 'Vendors', 'Patients']);
	});

	it("shows what the user's profile allows, Sync with Google Contacts included", async () => {
		const users = await bench.call('users', { query: { type: 'CurrentUser' } });
		const [{ profile }] = users.body?.users as Array<{ profile: { id: string } }>;
		bench.server.faults.losePermission('Contacts', 'syncWithGoogleContacts');
		const answer = await bench.call(`settings/profiles/${profile.id}`);
		const [{ permissions_details: details }] = answer.body?.profiles as Array<{ permissions_details: JsonObject[] }>;
		expect(details).toContainEqual(expect.objectContaining({ name: 'Crm_Implied_Edit_Contacts', enabled: true }));
		expect(details).toContainEqual(expect.objectContaining({ name: 'Crm_Implied_Sync_With_Google_Contacts', enabled: false }));
		expect((await bench.call('settings/profiles/4876001000000000001')).status).toBe(204);
	});

	it('renames a module: lookups follow, the old name is invalid', async () => {
		bench.server.crm.module('Contacts').add({ Last_Name: 'Meier' });
		bench.server.crm.renameModule('Accounts', 'Practices');
		bench.server.crm.renameModule('Contacts', 'Clients');
		expect((await fields('Clients')).get('Account_Name')).toMatchObject({
			lookup: { module: { api_name: 'Practices' } },
		});
		expect((await bench.call('Clients', { query: { fields: 'Last_Name' } })).status).toBe(200);
		expect(await bench.call('Contacts', { query: { fields: 'Last_Name' } })).toMatchObject({
			status: 400,
			body: { code: 'INVALID_MODULE', details: { resource_path_index: 0 } },
		});
	});

	it('shows the connected user, all users and the organisation', async () => {
		const current = await bench.call('users', { query: { type: 'CurrentUser' } });
		expect(current.body?.users).toEqual([expect.objectContaining({ full_name: 'Paula Boyle', status: 'active' })]);
		expect((await bench.call('users')).body?.users).toHaveLength(2);
		const organisation = await bench.call('org');
		expect(organisation.body?.org).toEqual([expect.objectContaining({ company_name: 'Example Practice' })]);
	});
});
