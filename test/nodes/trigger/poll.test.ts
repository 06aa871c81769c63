import type { IDataObject } from 'n8n-workflow';

import { publish } from '../../harness/pollNode';
import type { CrmWorld } from '../crm/crmWorld';
import { MODULE, startCrmWorld } from '../crm/crmWorld';
import { GoogleWorld } from '../google/googleWorld';

let google: GoogleWorld;
let crm: CrmWorld;
let now = Date.now();

beforeEach(async () => {
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	[google, crm] = [await GoogleWorld.start(), await startCrmWorld()];
});

afterEach(async () => {
	jest.restoreAllMocks();
	await Promise.all([google.server.close(), crm.close()]);
});

function publishTrigger(parameters: IDataObject = {}) {
	const credentials = { ...google.credentials, ...crm.credentials };
	const workflow = publish('contactSyncTrigger', { module: MODULE, fullCheckHours: 24, ...parameters }, credentials);
	return {
		/** Why an execution was started; undefined when none was. */
		async poll(minutesLater = 1, mode: 'trigger' | 'manual' = 'trigger'): Promise<unknown> {
			now += minutesLater * 60_000;
			return (await workflow.poll(mode))?.[0].json.reasons;
		},
	};
}

test('a published workflow is started by changes, once more when it is quiet again, and then by nothing', async () => {
	const trigger = publishTrigger();
	const id = google.add({ names: [{ givenName: 'Ann' }] });
	expect(await trigger.poll()).toEqual(['started']);
	expect(await trigger.poll()).toEqual(['onceMore']);
	expect(await trigger.poll()).toBeUndefined();

	google.edit(id, { names: [{ givenName: 'Anna' }] });
	expect(await trigger.poll()).toEqual(['googleChanged']);
	expect(await trigger.poll()).toEqual(['onceMore']);
	expect(await trigger.poll()).toBeUndefined();

	const record = crm.add({ Last_Name: 'Lee' });
	expect(await trigger.poll()).toEqual(['crmChanged']);
	expect(await trigger.poll()).toEqual(['onceMore']);
	expect(await trigger.poll()).toBeUndefined();

	crm.server.crm.module('Contacts').remove(record);
	expect(await trigger.poll()).toEqual(['crmChanged']);
	expect(await trigger.poll()).toEqual(['onceMore']);
	expect(await trigger.poll()).toBeUndefined();
});

test('an idle minute is three requests, and starts nothing', async () => {
	const trigger = publishTrigger();
	await trigger.poll();
	await trigger.poll();
	const before = crm.requests().length;
	google.takeRequests();
	for (let minute = 0; minute < 50; minute++) expect(await trigger.poll()).toBeUndefined();
	expect(google.takeRequests()).toHaveLength(50);
	expect(crm.requests().length - before).toBe(100);
});

test('a full check is started when nothing else was for so long', async () => {
	const trigger = publishTrigger({ fullCheckHours: 2 });
	await trigger.poll();
	expect(await trigger.poll()).toEqual(['onceMore']);
	expect(await trigger.poll(60)).toBeUndefined();
	expect(await trigger.poll(60)).toEqual(['fullCheck']);
	expect(await trigger.poll(60)).toEqual(['onceMore']);
	expect(await trigger.poll(60)).toBeUndefined();
});

test('a full check does not wait for a year by which the clock was ahead', async () => {
	const trigger = publishTrigger();
	now += 365 * 24 * 3_600_000;
	await trigger.poll();
	expect(await trigger.poll()).toEqual(['onceMore']);
	now -= 365 * 24 * 3_600_000;
	expect(await trigger.poll()).toEqual(['fullCheck']);
});

test('a token that Google has forgotten starts a run, as nobody knows what changed', async () => {
	const trigger = publishTrigger();
	await trigger.poll();
	google.refuse('connections.list', { status: 410 });
	expect(await trigger.poll()).toEqual(['googleChanged']);
	expect(await trigger.poll()).toEqual(['onceMore']);
	expect(await trigger.poll()).toBeUndefined();
});

test('a run from the editor is started at once, asks for nothing, and is no news to the published one', async () => {
	const trigger = publishTrigger();
	google.takeRequests();
	expect(await trigger.poll(0, 'manual')).toEqual(['started']);
	expect(google.takeRequests()).toEqual([]);
	expect(await trigger.poll()).toEqual(['started']);
});

test('a service that is down for a while fails nothing; one that stays down is told, once a day', async () => {
	const trigger = publishTrigger();
	await trigger.poll();
	google.refuse('connections.list', { status: 503 }, 10_000);
	for (let minute = 0; minute < 30; minute++) expect(await trigger.poll()).toBeUndefined();
	await expect(trigger.poll()).rejects.toThrow('503');
	expect(await trigger.poll()).toBeUndefined();
	await expect(trigger.poll(24 * 60)).rejects.toThrow('503');
});

test('an access that has ended is told at once', async () => {
	const trigger = publishTrigger();
	await trigger.poll();
	google.refuse('connections.list', { status: 403 }, 10);
	await expect(trigger.poll()).rejects.toThrow('Google');
	expect(await trigger.poll()).toBeUndefined();
});

test('what stops the first look is told, so that the workflow is not published in vain', async () => {
	google.refuse('connections.list', { status: 503 }, 10);
	await expect(publishTrigger().poll()).rejects.toThrow('503');
});
