import type { HttpAnswer, HttpRequest } from '../shared/httpServer';
import { ContractValidator, describeErrors, readContract } from '../shared/contractValidator';
import { CONTRACT_OVERRIDES, type SchemaNode } from './contractOverrides';
import { isJsonObject } from './json';
import type { ApiOperation, ApiRoute } from './routes';

/** A request or an answer that the official files do not allow. */
export interface ContractBreach {
	seq: number;
	operation: ApiOperation;
	what: string;
}

/** Where an operation stands in Zoho's files, and the schemas of its answer. */
interface Specified {
	file: string;
	path: string;
	method: 'get' | 'post' | 'put' | 'delete';
	/** Of a 200 or 201, and of 207 and other statuses that answer record by record. */
	success: string;
}

const RECORDS = '/crm/v8/{module_api_name}';

/**
 * The files give an answer as `oneOf` a success and an error that both allow anything: every answer would match both.
 * So the schema meant is named here, and an error is checked as one by its status.
 */
const OPERATIONS: Record<ApiOperation, Specified> = {
	'records.list': { file: 'record', path: RECORDS, method: 'get', success: 'record/Response_Wrapper' },
	'records.get': { file: 'record', path: `${RECORDS}/{id}`, method: 'get', success: 'record/Response_Wrapper' },
	'records.search': { file: 'record', path: `${RECORDS}/search`, method: 'get', success: 'record/Response_Wrapper' },
	'records.create': { file: 'record', path: RECORDS, method: 'post', success: 'results' },
	'records.update': { file: 'record', path: RECORDS, method: 'put', success: 'results' },
	'records.delete': { file: 'record', path: RECORDS, method: 'delete', success: 'results' },
	'records.upsert': { file: 'record', path: `${RECORDS}/upsert`, method: 'post', success: 'results' },
	deleted: { file: 'record', path: `${RECORDS}/deleted`, method: 'get', success: 'record/Deleted_Records_Wrapper' },
	coql: { file: 'coql', path: '/crm/v8/coql', method: 'post', success: 'coql/Response_Wrapper' },
	'settings.fields': {
		file: 'fields',
		path: '/crm/v8/settings/fields',
		method: 'get',
		success: 'fields/Response_Wrapper',
	},
	'settings.modules': {
		file: 'modules',
		path: '/crm/v8/settings/modules',
		method: 'get',
		success: 'modules/Response_Wrapper',
	},
	'settings.module': {
		file: 'modules',
		path: '/crm/v8/settings/modules/{api_name}',
		method: 'get',
		success: 'modules/Response_Wrapper',
	},
	'settings.customViews': {
		file: 'custom_views',
		path: '/crm/v8/settings/custom_views',
		method: 'get',
		success: 'custom_views/Response_Wrapper',
	},
	'settings.customView': {
		file: 'custom_views',
		path: '/crm/v8/settings/custom_views/{id}',
		method: 'get',
		success: 'custom_views/wrapper',
	},
	'settings.profile': {
		file: 'profiles',
		path: '/crm/v8/settings/profiles/{id}',
		method: 'get',
		success: 'profiles/Response_Wrapper',
	},
	users: { file: 'users', path: '/crm/v8/users', method: 'get', success: 'users/Response_Wrapper' },
	org: { file: 'org', path: '/crm/v8/org', method: 'get', success: 'org/Response_Wrapper' },
};

const FILES = [
	'coql',
	'common',
	'custom_views',
	'fields',
	'layouts',
	'modules',
	'org',
	'profiles',
	'record',
	'related_lists',
	'tags',
	'users',
];

interface Parameter {
	name: string;
	in: string;
	required: boolean;
	schema: SchemaNode;
}

/** The official files as one document, `#/record/components/…`, with the listed overrides. */
export class CrmContract {
	private readonly validator: ContractValidator;

	private constructor(private readonly document: SchemaNode) {
		this.validator = new ContractValidator(document);
	}

	/** @returns undefined where the contract files are absent, which is said once. */
	static load(): CrmContract | undefined {
		const document: SchemaNode = {};
		for (const file of FILES) {
			const content = readContract(`zoho-crm-v8/${file}.json`);
			if (content === undefined) return undefined;
			document[file] = withLocalReferences(content, file);
		}
		for (const { at, apply } of CONTRACT_OVERRIDES) {
			const [file, pointer] = at.split('.json#');
			apply(nodeAt(document, `/${file}${pointer}`));
		}
		document.results = RESULTS_SCHEMA;
		return new CrmContract(document);
	}

	/** What in a request the files do not know or allow. Module, id and version are the path's own business. */
	requestBreaches(route: ApiRoute, request: HttpRequest): string[] {
		const operation = this.operation(route);
		const parameters = this.parameters(operation);
		const breaches = [...request.query].flatMap(([name, value]) => this.parameterBreach(name, value, parameters));
		const missing = parameters.filter((each) => each.in === 'query' && each.required && !request.query.has(each.name));
		breaches.push(...missing.map(({ name }) => `query parameter ${name} is missing`));
		if (operation.requestBody !== undefined) breaches.push(...this.bodyBreaches(route, request.body));
		return breaches;
	}

	/** What in an answer the files do not allow. */
	answerBreaches(route: ApiRoute, { status, body }: HttpAnswer): string[] {
		if (status === 204 || status === 304) return body === undefined ? [] : [`${status} has a body`];
		const { success } = OPERATIONS[route.operation];
		const isByRecord = isJsonObject(body) && Array.isArray(body.data) && success === 'results';
		if (status < 300 || isByRecord) return this.check(success, body);
		return this.check('record/API_Exception', body);
	}

	private operation(route: ApiRoute): SchemaNode {
		const { file, path, method } = OPERATIONS[route.operation];
		return nodeAt(this.document, `/${file}/paths/${path.replaceAll('/', '~1')}/${method}`);
	}

	private parameters(operation: SchemaNode): Parameter[] {
		const listed = (operation.parameters ?? []) as Array<SchemaNode & { $ref?: string }>;
		const found = listed.map((each) => (each.$ref ? nodeAt(this.document, each.$ref.slice(1)) : each));
		return found.map((each) => ({
			name: String(each.name),
			in: String(each.in),
			required: each.required === true,
			schema: each.schema as SchemaNode,
		}));
	}

	private parameterBreach(name: string, value: string, parameters: Parameter[]): string[] {
		const parameter = parameters.find((each) => each.in === 'query' && each.name === name);
		if (!parameter) return [`query parameter ${name} is not specified`];
		const { type } = parameter.schema;
		const isFit = type === 'integer' ? /^-?\d+$/.test(value) : type === 'boolean' ? /^(true|false)$/.test(value) : true;
		return isFit ? [] : [`query parameter ${name} is not of type ${String(type)}`];
	}

	private bodyBreaches(route: ApiRoute, body: string): string[] {
		const schema = route.operation === 'coql' ? 'coql/Body_Wrapper' : 'record/Body_Wrapper';
		return this.check(schema, parsed(body));
	}

	private check(schema: string, value: unknown): string[] {
		const [file, name] = schema.split('/');
		const pointer = name === undefined ? `#/${file}` : `#/${file}/components/schemas/${name}`;
		const errors = this.validator.check(pointer, value);
		return errors.length === 0 ? [] : describeErrors(errors).split('\n');
	}
}

/** Results record by record; the files declare them under 200 only. */
const RESULTS_SCHEMA: SchemaNode = {
	type: 'object',
	required: ['data'],
	properties: {
		data: {
			type: 'array',
			items: {
				oneOf: [
					{ $ref: '#/record/components/schemas/Success_Response' },
					{ $ref: '#/record/components/schemas/API_Exception' },
				],
			},
		},
	},
};

/** The files refer to each other by address; here they stand side by side in one document. */
function withLocalReferences(content: unknown, file: string): SchemaNode {
	const text = JSON.stringify(content)
		.replaceAll('"$ref":"#/', `"$ref":"#/${file}/`)
		.replace(/"\$ref":"https:[^"]*\/([a-z_]+)\.json#\//g, '"$ref":"#/$1/');
	return JSON.parse(text) as SchemaNode;
}

/** @throws Error when the pointer leads nowhere: an override or operation that the files no longer have. */
function nodeAt(document: SchemaNode, pointer: string): SchemaNode {
	let node: unknown = document;
	for (const part of pointer.split('/').slice(1)) {
		const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
		node = typeof node === 'object' && node !== null ? (node as SchemaNode)[key] : undefined;
	}
	if (typeof node !== 'object' || node === null) throw new Error(`The contract has nothing at ${pointer}.`);
	return node as SchemaNode;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
