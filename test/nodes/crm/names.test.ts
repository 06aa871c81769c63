import { stopN8n } from '../../harness';
import { GoogleWorld } from '../google/googleWorld';
import type { CrmWorld } from './crmWorld';
import { startCrmWorld } from './crmWorld';

afterAll(stopN8n);

/** What would mean something else in a path, a query or a COQL text. */
const STRANGE = ['../../oauth/x', 'Contacts?x=1#', 'Contacts/1', "x') or (id != ''", 'a b', 'id, Email', '%2e%2e', 'Contacts;x', 'Ünïcode'];

describe('names and ids of the CRM', () => {
	let world: CrmWorld;
	beforeEach(async () => (world = await startCrmWorld()));
	afterEach(async () => await world.close());

	test.each(STRANGE)('%j goes into no address and no query', async (name) => {
		const module = { __rl: true, mode: 'name', value: name };
		const runs = [
			{ operation: 'delete', deleteBy: 'id', recordId: '1', module },
			{ operation: 'delete', deleteBy: 'id', recordId: name },
			{ operation: 'delete', deleteBy: 'email', email: 'a@example.org', emailField: name },
			{ operation: 'get', recordId: name, fields: ['Email'] },
			{ operation: 'getAll', module, view: { __rl: true, mode: 'list', value: '' }, fields: ['Email'] },
			{ resource: 'account', operation: 'checkAccess', module },
		];
		for (const parameters of runs) expect((await world.run(parameters)).error).toMatch(/is no (API name|record ID)/);
		expect(world.server.log.entries()).toEqual([]);
	});
});

describe('names and ids of Google', () => {
	let world: GoogleWorld;
	beforeEach(async () => (world = await GoogleWorld.start()));
	afterEach(async () => await world.close());

	test.each(['contactGroups/../people/c1:deleteContact', 'x/y', 'a?b', 'a#b', '..'])('the group %j goes into no address', async (value) => {
		const { error } = await world.getChanges({}, { __rl: true, mode: 'id', value });
		expect(error).toContain('is no group ID');
		expect(world.takeRequests()).toEqual([]);
	});

	test.each(['people/../me', 'c1:deleteContact', 'a?b'])('the contact %j goes into no address', async (value) => {
		const { error } = await world.contact('get', { contact: { __rl: true, mode: 'id', value } });
		expect(error).toContain('is no contact ID');
		expect(world.takeRequests()).toEqual([]);
	});
});
