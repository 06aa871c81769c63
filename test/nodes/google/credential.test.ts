import { GoogleContactsSyncOAuth2Api } from '../../../credentials/GoogleContactsSyncOAuth2Api.credentials';
import { StoredCredentials } from '../../harness/credentialStore';
import { stopN8n } from '../../harness';

afterAll(stopN8n);

/** What n8n makes of a credential that a user filled in. */
async function filled(data: Record<string, string>): Promise<Record<string, unknown>> {
	const name = 'googleContactsSyncOAuth2Api';
	const credentials = new StoredCredentials({ [name]: { clientId: 'client', ...data } });
	return await credentials.getDecrypted({} as never, { id: '1', name }, name, 'internal');
}

test('signs in at Google, for reading and writing, and stays signed in', async () => {
	expect(await filled({})).toMatchObject({
		grantType: 'authorizationCode',
		authUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
		accessTokenUrl: 'https://oauth2.googleapis.com/token',
		scope: 'https://www.googleapis.com/auth/contacts',
		authQueryParameters: 'access_type=offline&prompt=consent',
	});
});

test.each(['https://people.googleapis.com', ' https://people.googleapis.com/ ', 'https://People.GoogleAPIs.com//'])('signs in at Google where its address is written as "%s"', async (serviceAddress) => {
	expect(await filled({ serviceAddress })).toMatchObject({ authUrl: 'https://accounts.google.com/o/oauth2/v2/auth', accessTokenUrl: 'https://oauth2.googleapis.com/token' });
});

test('asks for no more than reading where that is enough', async () => {
	expect(await filled({ access: 'contacts.readonly' })).toMatchObject({ scope: 'https://www.googleapis.com/auth/contacts.readonly' });
});

test.each(['https://gateway.example.com/', 'http://127.0.0.1:8080', 'http://localhost:8080/', 'http://[::1]:8080'])('signs in at %s when that stands in for Google', async (serviceAddress) => {
	const own = serviceAddress.replace(/\/$/, '');
	expect(await filled({ serviceAddress })).toMatchObject({ authUrl: `${own}/o/oauth2/v2/auth`, accessTokenUrl: `${own}/token` });
});

test.each(['http://gateway.example.com', 'http://127.0.0.1.example.com', 'http://localhost@example.com', 'http://localhost:x@example.com', 'http://127.0.0.1:@example.com', 'http://[::1]:@example.com', 'https://a:b@example.com', 'https://example.com?x', 'http://127.0.0.2:80', 'ftp://example.com', 'gateway'])('sends no secret to %s', async (serviceAddress) => {
	expect(await filled({ serviceAddress })).toMatchObject({ authUrl: '', accessTokenUrl: '' });
});

test('extends n8n\'s OAuth2 and hides what the user need not see', () => {
	const credential = new GoogleContactsSyncOAuth2Api();
	expect(credential.extends).toEqual(['oAuth2Api']);
	const shown = credential.properties.filter(({ type }) => type !== 'hidden').map(({ name }) => name);
	expect(shown).toEqual(['clientNotice', 'access', 'serviceAddress']);
});
