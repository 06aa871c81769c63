import { type ApiAnswer, type ApiCall, timeHeader } from './apiCall';
import type { ApiContext } from './apiContext';
import { refusals } from './apiError';
import { isJsonObject, type Json, type JsonObject } from './json';
import type { ModuleStore, StoredRecord } from './moduleStore';
import { type RecordResult, RecordWriter } from './recordWriter';
import { answer, fireWorkflows, readWrite, success } from './writes';

interface Match {
	record: StoredRecord;
	/** The field that found it; null when the input named the id. */
	field: string | null;
}

/**
 * `POST /{module}/upsert`: changes the first record that shares a value in one of `duplicate_check_fields`, taken in
 * their order, and creates one when there is none. Left out, the module's own key and then its unique fields are used.
 */
export function upsertRecords(call: ApiCall, module: ModuleStore, context: ApiContext): ApiAnswer {
	const request = readWrite(call, context);
	if (!request.ok) return request.answer;
	const keys = checkFields(request.body.duplicate_check_fields, module);
	const writer = new RecordWriter(module, context, timeHeader(call.headers, 'If-Unmodified-Since'));
	const found: Array<string | null> = [];
	const results = request.data.map((input, index): RecordResult => {
		const match = isJsonObject(input) ? matchOf(input, keys, module) : undefined;
		found.push(match?.field ?? null);
		return match ? writer.update(input, index, match.record.id) : writer.create(input, index);
	});
	fireWorkflows(results, request, module, context);
	return answer(results, 200, (result) => ({
		...success(result.action === 'insert' ? 'record added' : 'record updated', writer.details(result.record)),
		action: result.action,
		duplicate_field: found[results.indexOf(result)],
	}));
}

function checkFields(given: Json | undefined, module: ModuleStore): string[] {
	if (given === undefined) return defaultKeys(module);
	if (!Array.isArray(given)) throw refusals.bodyFieldInvalid('duplicate_check_fields', 'jsonarray');
	return given.map((name) => {
		if (typeof name === 'string' && module.fields.find(name)) return name;
		throw refusals.bodyFieldInvalid('duplicate_check_fields', 'text');
	});
}

/** People are known by their e-mail, other records by their name. */
function defaultKeys(module: ModuleStore): string[] {
	const isPerson = ['Contacts', 'Leads'].includes(module.apiName) && module.fields.find('Email');
	const unique = module.fields.all().filter((field) => field.unique !== null);
	return [...new Set([isPerson ? 'Email' : module.nameField, ...unique.map((field) => field.apiName)])];
}

function matchOf(input: JsonObject, keys: string[], module: ModuleStore): Match | undefined {
	const named = typeof input.id === 'string' ? module.find(input.id) : undefined;
	if (named) return { record: named, field: null };
	for (const field of keys) {
		const value = input[field];
		if (value === undefined || value === null || value === '') continue;
		const wanted = String(value).toLowerCase();
		const record = module
			.storedAt()
			.find((candidate) => String(candidate.values[field] ?? '').toLowerCase() === wanted);
		if (record) return { record, field };
	}
	return undefined;
}
