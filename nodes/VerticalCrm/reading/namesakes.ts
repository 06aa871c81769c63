import chunk from 'lodash/chunk';

import type { CreateOperation, FieldValues, NameLookUp } from '../../shared/protocol';
import { fullNameKeys, personName } from '../../shared/values/names';
import type { ModuleField } from '../fields/moduleFields';
import { readRecord } from '../fields/record';
import type { Crm } from '../transport/crm';
import type { CrmError } from '../transport/error';
import { readByIds } from './joined';
import { findByNames, formsOf } from './lookup';

type NamedOperation = CreateOperation & { named: NameLookUp };

/** Who has a full name in a module, also outside the list view, however the name is written. */
export class Namesakes {
	private readonly fields: ReadonlyMap<string, ModuleField>;

	constructor(
		private readonly crm: Crm,
		private readonly module: string,
		fields: readonly ModuleField[],
	) {
		this.fields = new Map(fields.map((field) => [field.name, field]));
	}

	/**
	 * @returns the id of the record that stands in the way of each operation, or why that cannot be known; those without
	 * either are left out.
	 * @throws CrmError when the CRM refuses the question as such.
	 */
	async inTheWayOf(batch: readonly CreateOperation[]): Promise<Map<CreateOperation, CrmError | string>> {
		const found = new Map<CreateOperation, CrmError | string>();
		for (const part of this.askable(batch.filter(isNamed))) await this.findPart(part, found);
		return found;
	}

	/** Those whose names one query takes; the operations of a run look the same fields up. */
	private askable(operations: readonly NamedOperation[]): NamedOperation[][] {
		const most = Math.max(1, ...operations.map((operation) => formsOf(textsOf(operation)).length));
		return chunk(operations, Math.max(1, Math.floor(this.crm.coqlValues / most)));
	}

	private async findPart(part: readonly NamedOperation[], found: Map<CreateOperation, CrmError | string>): Promise<void> {
		const { fields, mandatory, address } = part[0].named;
		const names = namesIn(part[0].named);
		const others = names.filter((name) => name !== mandatory);
		const { ids, unanswered } = await findByNames(this.crm, this.module, { mandatory, others }, part.flatMap(textsOf));
		const shown = [...names, ...fields.company, address];
		const records = await readByIds(this.crm, this.module, ids, shown);
		const holders = new Map<string, string[]>();
		for (const [id, record] of records) {
			for (const key of keysOf(readRecord(record, shown, this.fields), part[0].named)) holders.set(key, [...(holders.get(key) ?? []), id]);
		}
		for (const operation of part) {
			const known = new Set(operation.named.others);
			const id = keysOf(operation.set, operation.named).flatMap((key) => holders.get(key) ?? []).find((one) => !known.has(one));
			const refusal = textsOf(operation).flatMap((text) => unanswered.get(text.toLowerCase()) ?? [])[0];
			if (id !== undefined || refusal) found.set(operation, id ?? refusal);
		}
	}
}

/** What a new record is to be told apart by, where it has no address. */
export function ownNames(operation: CreateOperation): readonly string[] {
	return operation.named ? keysOf(operation.set, operation.named) : [];
}

function isNamed(operation: CreateOperation): operation is NamedOperation {
	return operation.named !== undefined;
}

function namesIn({ fields: { given, family, whole }, mandatory }: NameLookUp): string[] {
	return [...new Set([mandatory, ...given, ...family, ...whole])];
}

function textsOf({ set, named }: NamedOperation): string[] {
	return namesIn(named).flatMap((name) => set[name]?.trim() || []);
}

function keysOf(values: FieldValues, { fields, address }: NameLookUp): readonly string[] {
	return fullNameKeys(personName(values, fields, address));
}
