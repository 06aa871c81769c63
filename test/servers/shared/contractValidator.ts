/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The machine-readable API contracts lie beside the project, not in it. */
const CONTRACTS = resolve(__dirname, '../../../../shared/contracts');

/**
 * Reads a contract file.
 *
 * @param name path below the contracts folder.
 * @returns the parsed JSON, or undefined where the folder is absent, which `test/setup/sayWhatIsMissing.js` says.
 */
export function readContract(name: string): unknown {
	const path = join(CONTRACTS, name);
	return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : undefined;
}

/** Checks values against schemas of one document, named by their place in it. */
export class ContractValidator {
	private readonly ajv: Ajv;

	private readonly compiled = new Map<string, ValidateFunction>();

	/**
	 * @param document JSON whose schemas are JSON Schema (draft 7, or OpenAPI 3.0 with `nullable`) and refer to each
	 * other by `#/…` pointers.
	 */
	constructor(document: object) {
		this.ajv = new Ajv({ strict: false, allErrors: true, verbose: true, schemas: { contract: document } });
		addFormats(this.ajv);
	}

	/**
	 * @param pointer e.g. `#/components/schemas/Record`.
	 * @returns what is wrong, empty when the value conforms; each has the failing value as `data`.
	 */
	check(pointer: string, value: unknown): ErrorObject[] {
		const validate = this.compiled.get(pointer) ?? this.compile(pointer);
		return validate(value) ? [] : [...(validate.errors ?? [])];
	}

	private compile(pointer: string): ValidateFunction {
		const validate = this.ajv.compile({ $ref: `contract${pointer}` });
		this.compiled.set(pointer, validate);
		return validate;
	}
}

/** Errors as one line each, for messages. */
export function describeErrors(errors: readonly ErrorObject[]): string {
	return errors
		.map(({ instancePath, message, params }) => `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`)
		.join('\n');
}
