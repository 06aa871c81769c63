import type { IDataObject } from 'n8n-workflow';

import { StoredCredentials } from '../../harness/credentialStore';
import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, recordOf, reportOf, setStage, setTitle, syncedAnn, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const NAME = 'verticalCrmOAuth2Api';

const stage = setStage();
const sync = async (settings: IDataObject = {}) => reportOf(await stage.world.run('two-way', withSettings(settings)));

/** What n8n makes of a credential that a user filled in. */
async function filled(data: Record<string, string>): Promise<Record<string, unknown>> {
	return await new StoredCredentials({ [NAME]: { clientId: 'client', ...data } }).getDecrypted({} as never, { id: '1', name: NAME }, NAME, 'internal');
}

/** The account is connected anew, with the scopes that the credential asks for. */
async function connectWith(scopes: string): Promise<void> {
	const asked = String((await filled({ scopes })).scope).split(',');
	const { accessToken, refreshToken } = stage.world.crm.tokens.issue(asked);
	Object.assign(stage.world.credentials[NAME], { oauthTokenData: { access_token: accessToken, refresh_token: refreshToken } });
}

scenario(
	'S275',
	{ given: 'a solution whose sign-in knows only the scopes that solutions document', when: 'the credential asks for those, and the sync runs', then: 'edits cross both ways; a new Google contact, whom only a query could tell from the records that exist, waits with the reason' },
	async () => {
		const ann = await syncedAnn(stage.world);
		await connectWith('solution');
		setTitle(stage.world, ann.google, 'Chair');
		await sync();
		expect(recordOf(stage.world, ann.crm)).toMatchObject({ Title: 'Chair' });
		addPerson(stage.world, 1);
		const { outcome, attention, written } = await sync();
		expect([outcome, written.crm.created, attention.join()]).toEqual(['attention', 0, expect.stringContaining('OAUTH_SCOPE_MISMATCH')]);
		await connectWith('narrow');
		stage.skip(25 * 60);
		expect((await sync()).written.crm.created).toBe(1);
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S276',
	{ given: 'a solution whose users belong to another data centre than its host', when: 'the client is one of the Zoho API console, and the user says which data centre', then: 'tokens are asked for there, and the API where the solution is' },
	async () => {
		const given = { location: 'ownHost', host: 'https://my.zohoplatform.com', oauthServer: 'zoho' };
		expect(await filled({ ...given, accountsDataCentre: 'au' })).toMatchObject({ accessTokenUrl: 'https://accounts.zoho.com.au/oauth/v2/token', apiAddress: given.host });
		expect(await filled(given)).toMatchObject({ accessTokenUrl: 'https://accounts.zoho.com/oauth/v2/token', apiAddress: given.host });
	},
);

scenario(
	'S277',
	{ given: 'a credential with a version of the API that the solution does not serve', when: 'the sync runs', then: 'it fails before anything is written, and names the version as what to change' },
	async () => {
		addPerson(stage.world, 1);
		stage.world.credentials[NAME].apiVersion = 'v9';
		const { error } = await stage.world.run('two-way');
		expect(error).toMatch(/API version/);
		expect(stage.world.crm.log.writes()).toEqual([]);
	},
);

scenario(
	'S278',
	{ given: 'the module of vendors, whose name is one field', when: 'the map pairs it with the full name, and the sync runs', then: 'people cross both ways, and the names of the fields are those of the module' },
	async () => {
		const rows = [['fullName', 'Vendor_Name'], ['workEmail', 'Email'], ['workPhone', 'Phone']].map(([googleField, crmField]) => ({ googleField, crmField }));
		const vendors = stage.world.crm.crm.module('Vendors');
		vendors.add({ Vendor_Name: 'Ada Byron', Email: 'ada@example.org' });
		addPerson(stage.world, 1);
		const run = async () =>
			reportOf(
				await stage.world.run('two-way', (nodes) => {
					for (const { type, parameters } of nodes) {
						if (type.endsWith('.verticalCrm')) Object.assign(parameters, { module: { __rl: true, mode: 'name', value: 'Vendors' }, view: { __rl: true, mode: 'name', value: 'All Vendors' } });
					}
					withSettings({ fieldMapFrom: 'json', fieldMapJson: rows, crmModule: 'Vendors', options: { crmNameField: 'Vendor_Name' } })(nodes);
				}),
			);
		const { written } = await run();
		expect([written.google.created, written.crm.created]).toEqual([1, 1]);
		expect(vendors.all().map((record) => record.Vendor_Name).sort()).toEqual(['Ada Byron', 'P N1']);
		expect((await run()).written).toMatchObject({ google: { created: 0, updated: 0 }, crm: { created: 0, updated: 0 } });
	},
);
