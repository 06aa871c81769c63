/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject, INode, INodeType } from 'n8n-workflow';

import type { CredentialStore, RunMode, WorkflowJson } from './index';
import { InMemoryDeduplication, runNode, runWorkflow } from './index';
import { caller, counter, doubler, planner, probeCredential, recorder } from './probeNodes';
import { nodeDescription } from './standIns';

const extraNodeTypes: Record<string, INodeType> = {
	'test.doubler': doubler,
	'test.planner': planner,
	'test.recorder': recorder,
	'test.counter': counter,
	'test.caller': caller,
	'test.three': items([{ number: 1 }, { number: 2 }, { number: 3 }]),
	'test.two': items([{ number: 4 }, { number: 5 }]),
	'test.nothing': items([]),
};

test('items go through a node with its parameters and expressions, and stay linked', async () => {
	const { items: out, outputs, error } = await runNode(
		doubler,
		{ note: '={{ "of " + $json.number }}' },
		{ items: [{ number: 3 }, { number: 4 }] },
	);
	expect(error).toBeUndefined();
	expect(outputs).toHaveLength(1);
	expect(out).toEqual([
		{ json: { double: 6, note: 'of 3' }, pairedItem: { item: 0 } },
		{ json: { double: 8, note: 'of 4' }, pairedItem: { item: 1 } },
	]);
});

test('a parameter that is not set has its default', async () => {
	const { items: out } = await runNode(doubler, {}, { items: [{ number: 3 }] });
	expect(out[0].json.note).toBe('none');
});

test('a node gets the items of each of its inputs, also where one is empty', async () => {
	const both = await runNode(planner, {}, { items: [[{ a: 1 }, { a: 2 }], [{ b: 1 }]] });
	expect(both.outputs.map((output) => output.length)).toEqual([0, 2, 0, 1]);
	expect(both.outputs[3][0].json).toEqual({ left: 2, right: 1 });
	const one = await runNode(planner, {}, { items: [[], [{ b: 1 }]] });
	expect(one.outputs[3][0].json).toEqual({ left: 0, right: 1 });
});

test('an error ends the execution and says what and why', async () => {
	const { status, error, outputs, failure } = await runNode(counter, { fails: true });
	expect(status).toBe('error');
	expect(error).toContain('This was to be expected');
	expect(failure).toMatchObject({ message: 'This was to be expected' });
	expect(outputs).toEqual([]);
});

test('under Continue On Fail a node that throws hands its input on', async () => {
	const failing = { ...node('Count', 'test.counter', { fails: true }), onError: 'continueRegularOutput' as const };
	const json = workflow(
		[node('Trigger', 'n8n-nodes-base.scheduleTrigger'), node('Two', 'test.two'), failing, node('Double', 'test.doubler')],
		{ Trigger: [['Two']], Two: [['Count']], Count: [['Double']] },
	);
	const result = await runWorkflow(json, { extraNodeTypes });
	expect(result.status).toBe('success');
	expect(result.items('Double').map(({ json: { double } }) => double)).toEqual([8, 10]);
});

/** Two sources side by side, a node with four outputs, and a node with three inputs: the shape of a sync. */
function syncShape(left: string, right: string): WorkflowJson {
	return workflow(
		[node('Trigger', 'n8n-nodes-base.scheduleTrigger'), node('Left', left), node('Right', right), node('Plan', 'test.planner'), node('Record', 'test.recorder')],
		{
			Trigger: [['Left', 'Right']],
			Left: [['Plan']],
			Right: [['Plan:1']],
			Plan: [[], ['Record'], ['Record:1'], ['Record:2']],
		},
	);
}

test.each([
	['both sides have something', 'test.three', 'test.two', { left: 3, right: 2 }, [3, 0, 1]],
	['only one side has something', 'test.nothing', 'test.two', { left: 0, right: 2 }, [0, 0, 1]],
])('a node with two inputs and one with three run exactly once when %s', async (_, left, right, counts, recorded) => {
	const result = await runWorkflow(syncShape(left, right), { extraNodeTypes });
	expect(result.error).toBeUndefined();
	expect([result.runs('Plan'), result.runs('Record')]).toEqual([1, 1]);
	expect(result.items('Plan', 3)[0].json).toEqual(counts);
	expect(result.items('Record')[0].json.counts).toEqual(recorded);
});

test.each<[RunMode, string, number]>([
	['trigger', 'n8n-nodes-base.scheduleTrigger', 2],
	['cli', 'n8n-nodes-base.manualTrigger', 2],
	['manual', 'n8n-nodes-base.manualTrigger', 1],
])('static data of an execution in mode %s is kept as n8n keeps it, also when it failed', async (mode, trigger, kept) => {
	const staticData: IDataObject = { global: { count: 1 } };
	const json = workflow([node('Trigger', trigger), node('Count', 'test.counter', { fails: true })], { Trigger: [['Count']] });
	const result = await runWorkflow(json, { mode, staticData, extraNodeTypes });
	expect(result.status).toBe('error');
	expect(staticData).toEqual({ global: { count: kept } });
});

test('a cancelled execution keeps what its nodes put out but not its static data', async () => {
	const staticData: IDataObject = {};
	const json = workflow(
		[node('Trigger', 'n8n-nodes-base.scheduleTrigger'), node('Count', 'test.counter'), node('After', 'test.counter')],
		{ Trigger: [['Count']], Count: [['After']] },
	);
	const result = await runWorkflow(json, { staticData, extraNodeTypes, cancelAfter: 'Count' });
	expect(result.status).toBe('canceled');
	expect(result.items('Count')[0].json).toEqual({ count: 1 });
	expect(result.runs('After')).toBe(0);
	expect(staticData).toEqual({});
});

test('a node in the middle of its work learns that the execution was cancelled', async () => {
	const stop = new AbortController();
	const waiter: INodeType = {
		description: nodeDescription('waiter'),
		async execute() {
			const cancelled = new Promise((resolve) => this.onExecutionCancellation(() => resolve('told')));
			stop.abort();
			return [[{ json: { cancelled: (await cancelled) as string } }]];
		},
	};
	const { status } = await runNode(waiter, {}, { cancelSignal: stop.signal });
	expect(status).toBe('canceled');
});

test('notes are never run, If sends items to its two outputs, and Stop and Error stops', async () => {
	const condition = { id: '1', leftValue: '={{ $json.number }}', rightValue: 1, operator: { type: 'number', operation: 'gt' } };
	const json = workflow(
		[
			node('Trigger', 'n8n-nodes-base.manualTrigger'),
			node('Note', 'n8n-nodes-base.stickyNote'),
			node('Three', 'test.three'),
			node('Large?', 'n8n-nodes-base.if', {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
					conditions: [condition],
					combinator: 'and',
				},
			}),
			node('Stop', 'n8n-nodes-base.stopAndError', { errorMessage: 'Too small' }),
		],
		{ Trigger: [['Three']], Three: [['Large?']], 'Large?': [[], ['Stop']] },
	);
	const result = await runWorkflow(json, { mode: 'manual', extraNodeTypes });
	expect(result.error).toContain('Too small');
	expect(result.items('Large?', 0).map((item) => item.json.number)).toEqual([2, 3]);
	expect(result.items('Large?', 1)).toEqual([{ json: { number: 1 }, pairedItem: { item: 0 } }]);
});

describe('OAuth2', () => {
	const refreshes: string[] = [];
	const server = createServer((request, response) => {
		const send = (status: number, body: object) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		const signed = request.headers.authorization;
		if (request.url === '/me') {
			send(signed === 'Bearer fresh' ? 200 : 401, { signed });
			return;
		}
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			refreshes.push(body);
			send(200, { access_token: 'fresh', token_type: 'Bearer' });
		});
	});
	let credentials: CredentialStore;

	beforeAll(async () => {
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		credentials = {
			probeOAuth2Api: { base, clientId: 'id', clientSecret: 'secret', oauthTokenData: { access_token: 'stale', refresh_token: 'again' } },
		};
	});
	afterAll(async () => await new Promise((resolve) => server.close(resolve)));

	test("a refused token is refreshed by n8n's own helper at the address that the class computes, once, and kept", async () => {
		const options = { credentials, credentialTypes: [probeCredential] };
		for (let run = 0; run < 2; run++) {
			const { items: out, error } = await runNode(caller, {}, options);
			expect(error).toBeUndefined();
			expect(out[0].json).toEqual({ signed: 'Bearer fresh' });
		}
		expect(refreshes).toHaveLength(1);
		expect(Object.fromEntries(new URLSearchParams(refreshes[0]))).toMatchObject({
			grant_type: 'refresh_token',
			refresh_token: 'again',
			client_id: 'id',
		});
		expect(credentials.probeOAuth2Api.oauthTokenData).toMatchObject({ access_token: 'fresh' });
	});

	test('a node whose credential is missing fails as in n8n', async () => {
		const { error } = await runNode(caller, {});
		expect(error).toContain('does not have any credentials set');
	});
});

describe('deduplication store', () => {
	/** Remembers the item's number and says whether it is the largest so far. */
	const remember: INodeType = {
		description: nodeDescription('remember'),
		async execute() {
			const value = Number(this.getInputData()[0].json.number);
			const { new: larger } = await this.helpers.checkProcessedAndRecord([value], 'node', { mode: 'latestIncrementalKey' });
			return [[{ json: { larger: larger.length > 0 } }]];
		},
	};
	const raise = async (number: number, dedupe: InMemoryDeduplication, mode?: RunMode) =>
		await runNode(remember, {}, { items: [{ number }], dedupe, mode });

	test('keeps the largest value over executions of every mode', async () => {
		const dedupe = new InMemoryDeduplication();
		const answers = [];
		for (const [number, mode] of [[5, 'manual'], [5, 'trigger'], [7, 'cli'], [6, 'trigger']] as const) {
			answers.push((await raise(number, dedupe, mode)).items[0].json.larger);
		}
		expect(answers).toEqual([true, false, true, false]);
	});

	test('of two executions that both make the first call one gets an error', async () => {
		const dedupe = new InMemoryDeduplication();
		const runs = await Promise.all([raise(5, dedupe), raise(6, dedupe)]);
		expect(runs.map((run) => run.status).sort()).toEqual(['error', 'success']);
		expect(runs.find((run) => run.error)?.error).toContain('UNIQUE');
	});

	test('of two executions that both make a later call both may win', async () => {
		const dedupe = new InMemoryDeduplication();
		await raise(1, dedupe);
		const runs = await Promise.all([raise(5, dedupe), raise(6, dedupe)]);
		expect(runs.map((run) => run.items[0].json.larger)).toEqual([true, true]);
	});

	test('mode "entries" knows what it has seen', async () => {
		const dedupe = new InMemoryDeduplication();
		const context = { workflow: { id: 'w', active: true } };
		const mode = { mode: 'entries' } as const;
		await dedupe.checkProcessedAndRecord(['a', 'b'], 'workflow', context, mode);
		expect(await dedupe.checkProcessedAndRecord(['b', 'c'], 'workflow', context, mode)).toEqual({ new: ['c'], processed: ['b'] });
		await dedupe.removeProcessed(['a'], 'workflow', context, mode);
		expect(await dedupe.getProcessedDataCount('workflow', context, mode)).toBe(2);
		await expect(dedupe.checkProcessedAndRecord([1], 'workflow', context, { mode: 'latestDate' })).rejects.toThrow('mode');
		await dedupe.clearAllProcessedItems('workflow', context);
		expect(await dedupe.getProcessedDataCount('workflow', context, mode)).toBe(0);
	});
});

function items(list: IDataObject[]): INodeType {
	return {
		description: nodeDescription('items'),
		async execute() {
			return [list.map((json) => ({ json, pairedItem: { item: 0 } }))];
		},
	};
}

function node(name: string, type: string, parameters: IDataObject = {}): INode {
	return { id: name, name, type, typeVersion: type.endsWith('.if') ? 2.2 : 1, position: [0, 0], parameters: parameters as INode['parameters'] };
}

/** Connections as lists of outputs, each naming nodes; `Name:1` is the second input. */
function workflow(nodes: INode[], outputs: Record<string, string[][]>): WorkflowJson {
	const target = (text: string) => {
		const [name, index = '0'] = text.split(':');
		return { node: name, type: 'main' as const, index: Number(index) };
	};
	return {
		name: 'Test',
		nodes,
		connections: Object.fromEntries(Object.entries(outputs).map(([from, lists]) => [from, { main: lists.map((list) => list.map(target)) }])),
		settings: { executionOrder: 'v1' },
	};
}
