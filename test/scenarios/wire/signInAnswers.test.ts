import { runNode } from '../../harness';
import type { HttpAnswer } from '../../servers/shared/httpServer';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const FOREVER = 100_000;

const answers = (side: 'google' | 'crm', operation: 'auth.token' | 'auth.revoke', answer: HttpAnswer) =>
	stage.world[side].faults.next({ kind: 'alter', how: () => answer, when: 'after' }, { operation, times: FOREVER });

const TOKENS: Record<string, HttpAnswer> = {
	'a page': { status: 200, body: '<html>Sign in to the hotel</html>' },
	'nothing': { status: 200 },
	'no content': { status: 204 },
	'no token': { status: 200, body: { expires_in: 3_600 } },
	'an error with status 200': { status: 200, body: { error: 'invalid_client', error_description: 'who is this' } },
	'a token that is none': { status: 200, body: { access_token: { a: 1 } } },
	'a token that it refuses': { status: 200, body: { access_token: 'wrong', expires_in: 3_600, token_type: 'Bearer' } },
	'a list': { status: 200, body: [] },
	'a refusal': { status: 400, body: { error: 'invalid_grant' } },
	'a page with 403': { status: 403, body: '<html>Forbidden</html>' },
	'a failure': { status: 502, body: '<html>Bad Gateway</html>' },
	'too many': { status: 429, body: '<html>Slow down</html>', headers: { 'retry-after': '-1' } },
};

for (const [what, answer] of Object.entries(TOKENS)) {
	for (const side of ['google', 'crm'] as const) {
		scenario(
			'S366',
			{ given: 'an access token that has expired, and an edit on either side', when: 'the sign-in answers with a page, with nothing, without a token or with an error, each time', then: 'the run ends after few requests, writes nothing, and says what to do; the edits cross once the sign-in answers' },
			async () => {
				const { world } = stage;
				const ann = await syncedAnn(world);
				setTitle(world, ann.google, 'Chair');
				world.crm.crm.module('Contacts').update(ann.crm, { First_Name: 'Anna' });
				const { oauthTokenData } = structuredClone(world.credentials[side === 'google' ? 'googleContactsSyncOAuth2Api' : 'verticalCrmOAuth2Api']);
				answers(side, 'auth.token', answer);
				for (let run = 0; run < 2; run++) {
					[world.google, world.crm].forEach(({ log, tokens }) => (log.clear(), tokens.expireAccessTokens()));
					const { error } = await world.run('two-way');
					expect(error).toMatch(/.+ \| .*(connect the account again|run again|Wait ten minutes)/);
					expect(error).not.toMatch(/wrong|hotel/);
					expect(writesIn(world)).toEqual([]);
					expect(world[side].log.entries().length).toBeLessThanOrEqual(15);
				}
				world[side].faults.clear();
				Object.assign(world.credentials[side === 'google' ? 'googleContactsSyncOAuth2Api' : 'verticalCrmOAuth2Api'], { oauthTokenData });
				reportOf(await world.run('two-way'));
				expect(personOf(world, ann.google).names).toMatchObject([{ givenName: 'Anna' }]);
				expect(recordOf(world, ann.crm)).toMatchObject({ Title: 'Chair' });
				await expectQuietOverWire(world);
			},
			`${side}, ${what}`,
		);
	}
}

const ENDS: Record<string, HttpAnswer> = {
	'a page': { status: 200, body: '<html>Sign in to the hotel</html>' },
	'a text': { status: 200, body: 'ok?', headers: { 'content-type': 'text/plain' } },
	'a failure in a good answer': { status: 200, body: { status: 'failure' } },
	'an error in a good answer': { status: 200, body: { error: 'invalid_client' } },
	'an error that is an object': { status: 200, body: { error: { code: 500 } } },
	'a list': { status: 200, body: [] },
	'a failure in words of its own': { status: 200, body: { code: 'INVALID_TOKEN', message: 'No such token', success: false } },
	'"false"': { status: 200, body: 'false', headers: { 'content-type': 'application/json' } },
	'a page with 403': { status: 403, body: '<html>Forbidden</html>' },
	'a page with 502': { status: 502, body: '<html>Bad Gateway</html>' },
	'too many': { status: 429, body: {}, headers: { 'retry-after': '-1' } },
};

for (const [what, answer] of Object.entries(ENDS)) {
	for (const [side, type] of [['google', 'googleContactsSync'], ['crm', 'verticalCrm']] as const) {
		scenario(
			'S367',
			{ given: 'an access that is to be ended', when: 'the sign-in answers with a page, with an error inside a good answer, or with a refusal', then: 'the access does not count as ended; the error says so, what to do, and no token' },
			async () => {
				const { world } = stage;
				answers(side, 'auth.revoke', answer);
				const { error, run } = await runNode(type, { resource: 'account', operation: 'revokeAccess' }, { credentials: world.credentials });
				expect(error).toMatch(/did not end the access: .+ \| Try again/);
				expect(error).not.toContain('[object');
				const { oauthTokenData } = world.credentials[`${type}OAuth2Api`] as { oauthTokenData: { refresh_token: string } };
				expect(JSON.stringify(run)).not.toContain(oauthTokenData.refresh_token);
				expect(world[side].log.entries().length).toBeLessThanOrEqual(4);
			},
			`${side}, ${what}`,
		);
	}
}
