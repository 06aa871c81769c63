import { type ApiAnswer, type ApiCall, jsonBody, listParam, timeHeader } from './apiCall';
import { ApiRefusal, refusals, zohoError } from './apiError';
import type { ApiContext } from './apiContext';
import { wholeSecond } from './clock';
import type { FiredWorkflow } from './crmStore';
import { isJsonObject, type Json, type JsonObject } from './json';
import type { ModuleStore } from './moduleStore';
import { type RecordResult, RecordWriter } from './recordWriter';

const MAX_RECORDS = 100;

/** `POST /{module}`: 201 when all went well, 207 when some did, 400 with `data` when none did. Results keep the order. */
export function createRecords(call: ApiCall, module: ModuleStore, context: ApiContext): ApiAnswer {
	const request = readWrite(call, context);
	if (!request.ok) return request.answer;
	refuseWhole(request.data, module, context);
	const writer = new RecordWriter(module, context);
	const results = request.data.map((record, index) => writer.create(record, index));
	fireWorkflows(results, request, module, context);
	return answer(results, 201, (result) => success('record added', writer.details(result.record)));
}

/** `PUT /{module}` and `PUT /{module}/{id}`: as create, with 200; 412 when If-Unmodified-Since stopped every record. */
export function updateRecords(call: ApiCall, module: ModuleStore, context: ApiContext, id?: string): ApiAnswer {
	const request = readWrite(call, context);
	if (!request.ok) return request.answer;
	const unmodifiedSince = timeHeader(call.headers, 'If-Unmodified-Since');
	refuseWhole(request.data, module, context, unmodifiedSince);
	const writer = new RecordWriter(module, context, unmodifiedSince);
	const data = id === undefined ? request.data : request.data.slice(0, 1);
	const results = data.map((record, index) => writer.update(record, index, id));
	fireWorkflows(results, request, module, context);
	return answer(results, 200, (result) => success('record updated', writer.details(result.record)));
}

/** `DELETE /{module}?ids=` and `DELETE /{module}/{id}`: to the recycle bin; one result an id, in order. */
export function deleteRecords(call: ApiCall, module: ModuleStore, context: ApiContext, id?: string): ApiAnswer {
	const ids = id === undefined ? listParam(call.query, 'ids') : [id];
	if (!ids) throw refusals.paramMissing('ids');
	if (ids.length > MAX_RECORDS) throw refusals.limitExceeded('ids', MAX_RECORDS);
	const writer = new RecordWriter(module, context);
	const results = ids.map((each) => writer.remove(each));
	if (call.query.get('wf_trigger') !== 'false') recordWorkflows(results, 'delete', module, context);
	return answer(results, 200, (result) => success('record deleted', { id: result.record.id }));
}

/** What stops a request before any of its records is written, where a switch asks for that. */
function refuseWhole(data: Json[], module: ModuleStore, { switches }: ApiContext, unmodifiedSince?: number): void {
	const records = data.filter(isJsonObject);
	const whole = switches.poisons.filter(({ wholeRequest }) => wholeRequest);
	for (const record of records) {
		const stored = typeof record.id === 'string' ? module.find(record.id) : undefined;
		const poison = whole.find(({ matches }) => matches({ ...stored?.values, ...record }));
		if (poison) throw new ApiRefusal(400, zohoError(poison.code, poison.message));
		const isNewer = stored && unmodifiedSince !== undefined && stored.modifiedAt > wholeSecond(unmodifiedSince);
		if (isNewer && switches.modifiedRefusal === 'request') throw refusals.alreadyModified();
	}
}

type WriteRequest =
	| { ok: true; data: Json[]; trigger: Json[] | undefined; body: JsonObject }
	| { ok: false; answer: ApiAnswer };

/** Reads `data` (1 to 100 records) and `trigger`. */
export function readWrite(call: ApiCall, context: ApiContext): WriteRequest {
	const body = jsonBody(call);
	const { data, trigger } = body;
	if (context.switches.cadences === 'unskippable' && 'skip_feature_execution' in body) throw refusals.bodyFieldInvalid('skip_feature_execution', 'none');
	if (data === undefined) throw refusals.bodyFieldMissing('data');
	if (!Array.isArray(data) || data.length === 0) throw refusals.bodyFieldInvalid('data', 'jsonarray');
	if (trigger !== undefined && !Array.isArray(trigger)) throw refusals.bodyFieldInvalid('trigger', 'jsonarray');
	const unknown = context.switches.triggers === 'older' && trigger?.find((name) => name === 'pathfinder' || name === 'orchestration');
	if (unknown) throw refusals.bodyFieldInvalid('trigger', 'jsonarray');
	if (data.length > MAX_RECORDS) {
		const details = { maximum_length: MAX_RECORDS, api_name: 'data' };
		const error = zohoError('LIMIT_EXCEEDED', 'count of records in your request exceeds the limit', details);
		return { ok: false, answer: { status: 400, body: { data: [{ ...error }] } } };
	}
	return { ok: true, data, trigger, body };
}

export type Written = Extract<RecordResult, { ok: true }>;

/** Turns results into an answer with the status that sums them up. */
export function answer(
	results: RecordResult[],
	successStatus: 200 | 201,
	present: (result: Written) => JsonObject,
): ApiAnswer {
	const data = results.map((result): JsonObject => (result.ok ? present(result) : { ...result.error }));
	return { status: statusOf(results, successStatus), body: { data } };
}

export function success(message: string, details: JsonObject): JsonObject {
	return { code: 'SUCCESS', details, message, status: 'success' };
}

function statusOf(results: RecordResult[], successStatus: number): number {
	const errors = results.flatMap((result) => (result.ok ? [] : [result.error]));
	if (errors.length === 0) return successStatus;
	if (errors.length < results.length) return 207;
	return errors.every(({ code }) => code === 'ALREADY_MODIFIED') ? 412 : 400;
}

/** A `trigger` that is left out sets every workflow off, as one that names them does; an empty one sets none off. */
export function fireWorkflows(
	results: RecordResult[],
	{ trigger, body }: { trigger: Json[] | undefined; body: JsonObject },
	module: ModuleStore,
	context: ApiContext,
): void {
	startCadences(results, body, module, context);
	if (trigger !== undefined && !trigger.includes('workflow')) return;
	recordWorkflows(
		results.filter((result) => result.ok && result.action === 'insert'),
		'create',
		module,
		context,
	);
	recordWorkflows(
		results.filter((result) => result.ok && result.action === 'update'),
		'update',
		module,
		context,
	);
}

/** Cadences begin whatever `trigger` says, unless they are skipped by name. */
function startCadences(results: RecordResult[], body: JsonObject, module: ModuleStore, { switches, crm }: ApiContext): void {
	if (switches.cadences === 'none' || JSON.stringify(body.skip_feature_execution ?? null).includes('"cadences"')) return;
	for (const result of results) if (result.ok) crm.startedCadences.push({ module: module.apiName, recordId: result.record.id });
}

function recordWorkflows(
	results: RecordResult[],
	operation: FiredWorkflow['operation'],
	module: ModuleStore,
	context: ApiContext,
): void {
	for (const result of results) {
		if (!result.ok) continue;
		context.crm.firedWorkflows.push({ module: module.apiName, recordId: result.record.id, operation });
	}
}
