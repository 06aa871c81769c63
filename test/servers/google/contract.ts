import type { ErrorObject } from 'ajv';

import { ContractValidator, describeErrors, readContract } from '../shared/contractValidator';
import { GoogleRefusal } from './googleRefusal';
import type { FieldViolation } from './googleRefusal';

/** The parts of a discovery document (https://developers.google.com/discovery/v1/reference/apis) used here. */
export interface DiscoverySchema {
	id?: string;
	$ref?: string;
	type?: string;
	format?: string;
	description?: string;
	readOnly?: boolean;
	properties?: Record<string, DiscoverySchema>;
	items?: DiscoverySchema;
	additionalProperties?: DiscoverySchema;
	enum?: string[];
}

export interface DiscoveryParameter extends DiscoverySchema {
	location?: string;
	repeated?: boolean;
}

export interface DiscoveryMethod {
	id: string;
	httpMethod?: string;
	flatPath?: string;
	request?: { $ref: string };
	response?: { $ref: string };
	parameters?: Record<string, DiscoveryParameter>;
	scopes?: string[];
}

export interface DiscoveryResource {
	methods?: Record<string, DiscoveryMethod>;
	resources?: Record<string, DiscoveryResource>;
}

export interface Discovery extends DiscoveryResource {
	parameters: Record<string, DiscoveryParameter>;
	schemas: Record<string, DiscoverySchema>;
}

/** The People API's own description of itself. */
export interface Contract {
	/** @throws GoogleRefusal for an unknown name or a value of the wrong type. */
	checkQuery(methodId: string, query: URLSearchParams): void;
	/** @throws GoogleRefusal for an unknown key or a value of the wrong type. */
	checkBody(schema: string, body: unknown): void;
	/** @throws Error when an answer of this server does not fit: a fault of the server. */
	checkAnswer(schema: string, body: unknown): void;
}

const NO_CONTRACT: Contract = { checkQuery() {}, checkBody() {}, checkAnswer() {} };

/** @returns the discovery document, or undefined where the contracts folder is absent. */
export function readDiscovery(): Discovery | undefined {
	return readContract('google-people-v1.discovery.json') as Discovery | undefined;
}

/** Without the contracts folder nothing is checked; the reader of the folder says so. */
export function loadContract(): Contract {
	const discovery = readDiscovery();
	return discovery ? contractOf(discovery) : NO_CONTRACT;
}

function contractOf(discovery: Discovery): Contract {
	const schemas = Object.fromEntries(
		Object.entries(discovery.schemas).map(([name, schema]) => [name, toJsonSchema(schema)]),
	);
	const validator = new ContractValidator({ schemas });
	const methods = methodsOf(discovery);
	return {
		checkQuery(methodId, query) {
			const violations = queryViolations(query, { ...discovery.parameters, ...methods.get(methodId)?.parameters });
			if (violations.length > 0) throw GoogleRefusal.malformed(violations);
		},
		checkBody(schema, body) {
			const errors = validator.check(`#/schemas/${schema}`, body);
			if (errors.length > 0) throw GoogleRefusal.malformed(errors.map(bodyViolation));
		},
		checkAnswer(schema, body) {
			const errors = validator.check(`#/schemas/${schema}`, body);
			if (errors.length > 0) throw new Error(`Not a ${schema}:\n${describeErrors(errors)}`);
		},
	};
}

/** All methods of a discovery document by their id, e.g. `people.people.connections.list`. */
export function methodsOf(resource: DiscoveryResource): Map<string, DiscoveryMethod> {
	const own = Object.values(resource.methods ?? {}).map((method): [string, DiscoveryMethod] => [method.id, method]);
	const nested = Object.values(resource.resources ?? {}).flatMap((child) => [...methodsOf(child)]);
	return new Map([...own, ...nested]);
}

function toJsonSchema(schema: DiscoverySchema): object {
	const { $ref, type, format, properties, items, additionalProperties } = schema;
	return {
		...(schema.enum && { enum: schema.enum }),
		...($ref && { $ref: `#/schemas/${$ref}` }),
		...(type && type !== 'any' && { type }),
		...jsonFormat(format),
		...(items && { items: toJsonSchema(items) }),
		...(properties && {
			properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, toJsonSchema(schema)])),
		}),
		...(type === 'object' && {
			additionalProperties: additionalProperties ? toJsonSchema(additionalProperties) : false,
		}),
	};
}

function jsonFormat(format?: string): { format?: string } {
	switch (format) {
		case undefined:
		case 'google-fieldmask':
			return {};
		case 'google-datetime':
			return { format: 'date-time' };
		default:
			return { format };
	}
}

function queryViolations(query: URLSearchParams, known: Record<string, DiscoveryParameter>): FieldViolation[] {
	return [...new Set(query.keys())].flatMap((name) => {
		const parameter = known[name];
		if (!parameter || parameter.location !== 'query') return [unknownParameter(name)];
		const values = query.getAll(name);
		if (values.length > 1 && !parameter.repeated) return [badParameter(name, parameter, values.join(','))];
		return values.filter((value) => !fits(value, parameter)).map((value) => badParameter(name, parameter, value));
	});
}

function fits(value: string, { type, enum: choices }: DiscoveryParameter): boolean {
	if (choices) return choices.includes(value);
	if (type === 'integer') return /^-?\d{1,10}$/.test(value);
	if (type === 'boolean') return value === 'true' || value === 'false';
	return true;
}

function unknownParameter(name: string): FieldViolation {
	return {
		field: '',
		description: `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
	};
}

function badParameter(name: string, { type = 'string' }: DiscoveryParameter, value: string): FieldViolation {
	const field = snakeCase(name);
	return { field, description: `Invalid value at '${field}' (TYPE_${type.toUpperCase()}), "${value}"` };
}

function bodyViolation({ instancePath, keyword, params, data, schema }: ErrorObject): FieldViolation {
	const field = protoPath(instancePath);
	if (keyword === 'additionalProperties') {
		const at = field ? ` at '${field}'` : '';
		return {
			field,
			description: `Invalid JSON payload received. Unknown name "${String(params.additionalProperty)}"${at}: Cannot find field.`,
		};
	}
	return { field, description: `Invalid value at '${field}' (${JSON.stringify(schema)}), ${JSON.stringify(data)}` };
}

/** `/contacts/0/contactPerson` as Google names it: `contacts[0].contact_person`. */
function protoPath(pointer: string): string {
	return pointer
		.split('/')
		.slice(1)
		.map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
		.reduce((path, part) => {
			if (/^\d+$/.test(part)) return `${path}[${part}]`;
			return path ? `${path}.${snakeCase(part)}` : snakeCase(part);
		}, '');
}

function snakeCase(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
