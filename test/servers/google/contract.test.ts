import { loadContract, methodsOf, readDiscovery } from './contract';
import { READ_ONLY } from './personInput';
import { READABLE, WRITABLE } from './personFields';
import { API_CALLS, routeOf } from './routes';
import { startBench, type TestBench } from './testClient';
import { CONTACTS_SCOPE, READ_ONLY_SCOPE } from './tokens';

/*
 * The server against Google's description of the API. Every answer of every test is checked too: closing the server
 * fails the test when one did not fit. Where the description is absent, its reader says so, and these have no subject.
 */

const discovery = readDiscovery();
const described = discovery ? describe : describe.skip;

described("Google's description of the API", () => {
	const methods = methodsOf(discovery ?? {});
	const schemas = discovery?.schemas ?? {};

	test.each(API_CALLS.map(({ method, verb, answers, asks }) => ({ method, verb, answers, asks })))(
		'has $method as it is served',
		({ method, verb, answers, asks }) => {
			const description = methods.get(method);
			expect(description).toMatchObject({ httpMethod: verb, response: { $ref: answers } });
			expect(description?.request?.$ref).toBe(asks);
			const path = (description?.flatPath ?? '')
				.replace(/\{peopleId\}/, /connections/.test(method) ? 'me' : 'c1')
				.replace(/\{.*?\}/, 'g1');
			expect(routeOf(verb, `/${path}`)).toMatchObject({ method });
			expect(description?.scopes).toContain(CONTACTS_SCOPE);
			expect(description?.scopes?.includes(READ_ONLY_SCOPE)).toBe(verb === 'GET');
		},
	);

	test.each([
		['read mask', 'people.people.connections.list', 'personFields', READABLE],
		['update mask', 'people.people.updateContact', 'updatePersonFields', WRITABLE],
	])('names the paths of a %s that are served', (_, method, parameter, served) => {
		const text = methods.get(method)?.parameters?.[parameter].description ?? '';
		expect(
			text
				.match(/\* (\w+)/g)
				?.map((path) => path.slice(2))
				.sort(),
		).toEqual([...served].sort());
	});

	test('says which fields are read-only', () => {
		for (const part of WRITABLE) {
			const { properties = {} } = schemas[schemas.Person.properties?.[part].items?.$ref ?? ''];
			const readOnly = Object.keys(properties).filter(
				(field) => properties[field].readOnly && field !== 'formattedType',
			);
			// Memberships are rebuilt from the one field that may be written.
			if (part !== 'memberships') expect([part, readOnly.sort()]).toEqual([part, [...(READ_ONLY[part] ?? [])].sort()]);
		}
	});

	describe('is kept to', () => {
		let bench: TestBench;

		beforeEach(async () => (bench = await startBench()));
		afterEach(async () => await bench.server.close());

		async function call(method: string, path: string, body?: object) {
			const response = await fetch(`${bench.server.url}/v1/${path}`, {
				method,
				headers: { authorization: 'Bearer google-access' },
				...(body && { body: JSON.stringify(body) }),
			});
			return { status: response.status, text: await response.text() };
		}

		const names = [{ givenName: 'Ann' }];

		test.each([
			['people:createContact', { nickname: 'A' }, 'nickname'],
			['people:createContact', { names: [{ given: 'A' }] }, 'given'],
			['people:batchCreateContacts', { contacts: [{ contactPerson: { names } }], mask: 'names' }, 'mask'],
			[
				'people:batchCreateContacts',
				{ contacts: [{ contactPerson: { nickname: 'A' } }] },
				'contacts[0].contact_person',
			],
			['people:batchDeleteContacts', { names: [] }, 'names'],
			['contactGroups', { contactGroup: { title: 'A' } }, 'title'],
			['contactGroups/starred/members:modify', { add: [] }, 'add'],
		])('an unknown key in the body of %s', async (path, body, named) => {
			const { status, text } = await call('POST', path, body);
			expect(status).toBe(400);
			expect(text).toContain('Unknown name');
			expect(text).toContain(named);
			expect(bench.server.book.all()).toEqual([]);
		});

		test.each([
			['people:createContact', { names: 'Ann' }],
			['people:createContact', { birthdays: [{ date: { year: 'x' } }] }],
			['contactGroups', { contactGroup: { name: 1 } }],
		])('a value of another type in the body of %s', async (path, body) => {
			expect(await call('POST', path, body)).toMatchObject({
				status: 400,
				text: expect.stringContaining('Invalid value at'),
			});
		});

		test.each([
			['people/me/connections?personFields=names&groups=1'],
			['people/me/connections?personFields=names&pageSize=many'],
			['people/me/connections?personFields=names&sources=CONTACT'],
			['people/me/connections?personFields=names&requestSyncToken=yes'],
			['people/me/connections?personFields=names&pageSize=1&pageSize=2'],
			['contactGroups?maxMembers=1'],
		])('an unknown parameter, or a value of another type: %s', async (path) => {
			expect((await call('GET', path)).status).toBe(400);
		});

		test('what is not JSON, or not served at all', async () => {
			const headers = { authorization: 'Bearer google-access' };
			const broken = await fetch(`${bench.server.url}/v1/people:createContact`, { method: 'POST', headers, body: '{' });
			expect(broken.status).toBe(400);
			expect((await call('GET', 'otherContacts')).status).toBe(404);
			expect(bench.server.log.entries().at(-1)).toMatchObject({ operation: 'unknown', status: 404 });
		});
	});

	test('an answer that does not fit is a fault of the server', () => {
		const { checkAnswer } = loadContract();
		expect(() => checkAnswer('Person', { nickname: 'A' })).toThrow('Not a Person');
		expect(() => checkAnswer('Person', { names: [{ givenName: 'A' }] })).not.toThrow();
	});
});
