import type { IDataObject } from 'n8n-workflow';
import * as v from 'valibot';

import { ReadInstructionSchema } from '../../../nodes/shared/protocol/readings';
import { runNode, stopN8n } from '../../harness';
import type { Mutation } from './mutations';
import { mutationsOf, told } from './mutations';

afterAll(stopN8n);

const run = { id: 'run-1', syncName: 'Sales', onlyEmailAsWork: true };
const fields = { givenName: 'Ann', workEmail: 'ann@example.org' };
const operation = { kind: 'operation', side: 'google', scope: 'contactGroups/1', run };
const pair = { google: 'people/1', crm: '7001' };
const create = { ...operation, op: 'create', contact: { ...pair, google: null }, set: fields, match: null, origin: { syncName: 'Sales', crmId: '7001' } };
const update = { ...operation, op: 'update', contact: pair, id: 'people/1', set: fields, expect: { givenName: 'Anna' }, join: false };
const remove = { ...operation, op: 'delete', contact: pair, id: 'people/1', expect: fields, twin: 'people/2' };
const contact = { kind: 'contact', side: 'google', id: 'people/1', fields, emails: ['ann@example.org'], inScope: true, modifiedAt: '2026-01-01T09:00:00Z', origin: { syncName: 'Sales', crmId: '7001' }, previousIds: ['people/2'] };
const absence = { kind: 'absence', side: 'google', id: 'people/3', reason: 'deleted', at: '2026-01-01T09:00:00Z' };
const capability = { name: 'givenName', label: 'Given Name', kind: 'text', writable: true, mandatory: false, maxLength: 100, options: ['a'], yearOptional: true, format: 'integer' };
const about = { notedAt: '2026-01-01T09:00:00Z', etag: 'x' };
const cursor = { kind: 'cursor', side: 'google', mode: 'full', complete: true, cursor: 'token', readAt: '2026-01-01T09:00:00Z', scope: 'contactGroups/1', scopeName: 'Customers', fields: [capability], about, hints: ['Mind the gap'], run };
const otherCursor = { ...cursor, side: 'crm', scope: 'Contacts/1' };
const instruction = { kind: 'read', side: 'google', mode: 'changes', cursor: 'token', scope: 'contactGroups/1', ids: ['people/1'], fields: ['givenName'], about, run };
const error = { code: '400', message: 'No', remedy: 'Do', field: 'Email', access: false };
const result = { kind: 'result', side: 'google', op: 'update', contact: pair, runId: 'run-1', outcome: 'failed', id: 'people/1', fields: ['givenName'], before: fields, after: fields, modifiedAt: '2026-01-01T09:00:00Z', error };
const counts = { created: 0, updated: 1, deleted: 0, joined: 0, failed: 0, overtaken: 0, unknown: 0, notSent: 0 };
const summary = {
	...{ runId: 'run-1', startedAt: '2026-01-01T09:00:00.000Z', finishedAt: '2026-01-01T09:01:00.000Z', outcome: 'complete', attention: [] },
	...{ readings: { google: 'full', crm: 'changes' }, written: { google: counts, crm: counts }, conflicts: 0, overwritten: 0, classes: { inSync: 1 } },
};
const runItem = {
	...{ kind: 'run', runId: 'run-1', syncName: 'Sales', startedAt: '2026-01-01T09:00:00.000Z', dryRun: true, complete: true, refusal: null },
	...{ readings: { google: 'full', crm: 'full' }, planned: { google: 1, crm: 0 }, deferred: 0, conflicts: 0, overwritten: 0, hints: ['h'], attention: ['a'] },
	preview: { summary, details: [], warnings: [], changes: [] },
};
const realRun = { ...runItem, dryRun: false, preview: null };

/** What a place may hold besides what it holds. */
interface Latitude {
	/** Any text; where the second says so also an empty one. */
	texts?: RegExp;
	emptyTexts?: RegExp;
	/** Null, or nothing at all. */
	nulls?: RegExp;
	absent?: RegExp;
	/** Any list of texts that may be empty. */
	emptyLists?: RegExp;
	/** Any of the other values of its kind. */
	booleans?: RegExp;
	counts?: RegExp;
	/** Anything at all. */
	free?: RegExp;
}

function isAllowed({ place, before, after }: Mutation, allowed: Latitude): boolean {
	if (allowed.free?.test(place)) return true;
	if (after === undefined) return allowed.absent?.test(place) ?? false;
	if (after === null) return allowed.nulls?.test(place) ?? false;
	if (after === '') return allowed.emptyTexts?.test(place) ?? false;
	if (typeof after === 'string') return (allowed.texts?.test(place) ?? false) || (allowed.emptyTexts?.test(place) ?? false);
	if (typeof after === 'boolean') return typeof before === 'boolean' && (allowed.booleans?.test(place) ?? false);
	if (typeof after === 'number') return Number.isInteger(after) && after >= 0 && (allowed.counts?.test(place) ?? false);
	if (Array.isArray(after) && after.length === 0 && place === 'fields' && Array.isArray(before)) return true;
	if (Array.isArray(after)) return (allowed.emptyLists?.test(place) ?? false) && after.every((part) => typeof part === 'string');
	return /(^|\.)(set|expect|fields|before|after|classes)$/.test(place) && typeof before === 'object' && !Array.isArray(before) && Object.keys(after).length === 0;
}

const OPERATION: Latitude = { texts: /^(run\.(id|executionId)|contact\.crm|twin)$/, emptyTexts: /^((set|expect)\.\w+|(run|origin)\.syncName|origin\.crmId|twin)$/, absent: /^(twin|run\.executionId|(set|expect)\.\w+)$/, nulls: /^(origin|contact\.crm)$/, booleans: /^(join|run\.onlyEmailAsWork)$/ };
const READING: Latitude = {
	texts: /^(id|scope|run\.(id|executionId)|fields\.\d+\.name|previousIds\.\d)$/,
	emptyTexts: /^(fields\.[a-zA-Z]\w*|fields\.\d+\.(label|options\.\d)|emails\.\d|origin\.(syncName|crmId)|cursor|scopeName|hints\.\d|run\.syncName|about\.etag)$/,
	nulls: /^(inScope|modifiedAt|at|cursor)$/,
	absent: /^(fields\.[a-z]\w*|origin|previousIds|fields\.\d+\.(maxLength|options|yearOptional|format)|emails\.0|previousIds\.0|hints\.0|fields\.0|fields\.0\.options\.0)$/,
	booleans: /^(inScope|complete|run\.onlyEmailAsWork|fields\.\d+\.(writable|mandatory|yearOptional))$/,
	counts: /^fields\.\d+\.maxLength$/,
	emptyLists: /^(emails|previousIds|hints|fields\.\d+\.options)$/,
	free: /^about\.(etag|unheardOf)/,
};
const INSTRUCTION: Latitude = {
	texts: /^(run\.(id|executionId)|(ids|fields)\.\d)$/,
	emptyTexts: /^(cursor|scope|run\.syncName|about\.etag)$/,
	nulls: /^(cursor|scope|about)$/,
	absent: /^(ids\.0|fields\.0)$/,
	booleans: /^run\.onlyEmailAsWork$/,
	emptyLists: /^(ids|fields)$/,
	free: /^about\.(etag|unheardOf)/,
};
const RESULT: Latitude = {
	texts: /^(id|contact\.(google|crm))$/,
	emptyTexts: /^(fields\.\d|(before|after)\.\w+|error\.(code|message|remedy|field))$/,
	nulls: /^(id|before|after|modifiedAt|contact\.(google|crm))$/,
	absent: /^((before|after)\.\w+|fields\.0|error|error\.(remedy|field|access))$/,
	booleans: /^error\.access$/,
	emptyLists: /^fields$/,
};
// What the plan says is kept by the run itself: the item only tells which one it is.
const RUN: Latitude = { texts: /^(runId|syncName)$/, free: /^(?!(kind|runId|syncName)$)/ };

/** What a node says of the items of its inputs; it has no access to any service. */
async function said(node: string, parameters: IDataObject, items: object[][]): Promise<string> {
	const { error: message = '', outputs } = await runNode(node, parameters, { items });
	expect(outputs.flat()).toEqual([]);
	return message;
}

const apply = async (item: object) => await said('googleContactsSync', { resource: 'contact', operation: 'applyChanges' }, [[item]]);
/** Get Changes signs in first; of its items the schema decides. */
const read = async (item: object) => (v.is(ReadInstructionSchema, item) ? '' : 'Item 0 is no reading instruction');
const plan = async (...google: object[]) => await said('contactReconcile', { operation: 'planChanges' }, [google, [otherCursor]]);
const record = async (item: object, results: object[] = []) => await said('contactReconcile', { operation: 'recordResults' }, [results, [], [item]]);

const row = { runId: 'run-1', at: '2026-01-01T09:00:00.000Z', side: 'google', recordId: 'people/1', scope: 'contactGroups/1', otherId: '7001', contact: 'Ann', field: 'jobTitle', before: 'Clerk', after: 'Chair', reason: 'overwritten' };
const ROW: Latitude = { texts: /^(recordId|scope|field)$/, emptyTexts: /^(runId|otherId|contact|before|after)$/, nulls: /^(runId|otherId|contact|before|after)$/, absent: /^(runId|otherId|contact|before|after)$/, free: /^unheardOf$/ };
const rowGiven = async (item: object) => (await runNode('contactReconcile', { operation: 'undo', dryRun: true }, { items: [item] })).error?.replace('Row 1', 'Item 0') ?? '';

const KINDS: Array<[string, object, Latitude, (item: object) => Promise<string>]> = [
	['a create', create, OPERATION, apply],
	['an update', update, OPERATION, apply],
	['a delete', remove, OPERATION, apply],
	['a contact that was read', contact, READING, async (item) => await plan(item, cursor)],
	['an absence', absence, READING, async (item) => await plan(item, cursor)],
	['the end of a reading', cursor, READING, plan],
	['a reading instruction', instruction, INSTRUCTION, read],
	['a result', result, RESULT, async (item) => await record(realRun, [item])],
	['a row of the journal, to undo', row, ROW, rowGiven],
	['the run of a preview', runItem, RUN, record],
];

describe.each(KINDS)('%s', (_kind, valid, latitude, given) => {
	test('is taken as it is', async () => {
		expect(await given(valid)).not.toMatch(/^(Item|The ".*" input)/);
	});

	test('is refused with its place wherever it is wrong in one, and taken where another value is as good', async () => {
		const misjudged: string[] = [];
		for (const mutation of mutationsOf(valid)) {
			const message = await given(mutation.mutated);
			const isRefused = /^Item 0( of the "(Google|Run)" input)? is no |^The "Google" input got no reading/.test(message);
			if (isRefused === isAllowed(mutation, latitude)) misjudged.push(`${told(mutation)}: ${message}`);
		}
		expect(misjudged).toEqual([]);
	});
});

const entry = { label: 'work', parts: { value: 'ann@example.org' } };
const WRONG_ENTRIES: unknown[] = [null, 'x', 7, {}, { ...entry, label: 7 }, { ...entry, parts: null }, { ...entry, parts: { value: 7 } }, { ...entry, onePiece: false }, { ...entry, unheardOf: 1 }, [entry]];

test('entries of lists are taken as they are, and refused with their list wherever they are wrong in one place', async () => {
	const given = async (...email: unknown[]) => await plan({ ...contact, lists: { email } }, cursor);
	for (const right of [entry, { label: '', parts: {} }, { ...entry, onePiece: true }]) expect(await given(right)).not.toMatch(/is no reading/);
	for (const wrong of WRONG_ENTRIES) expect(await given(entry, wrong)).toMatch(/^Item 0 of the "Google" input is no reading of Google: "lists.email" holds something other than entries/);
});
