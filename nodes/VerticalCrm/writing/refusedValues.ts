import omit from 'lodash/omit';

import type { CreateOperation, FieldValues, UpdateOperation, WriteError } from '../../shared/protocol';
import type { ModuleField } from '../fields/moduleFields';
import { problemWith } from '../fields/recordCheck';
import type { CrmStatus } from '../transport/error';
import { fieldsRefused, recordError } from '../transport/error';

type SetOperation = CreateOperation | UpdateOperation;

/** Values that fields do not take, by the operation that would set them. They are left out: one value never stops the others. */
export class RefusedValues {
	private readonly byOperation = new Map<SetOperation, WriteError[]>();

	/** @param target `wholeOnly`: a record of which one value is refused is not to be written at all. */
	constructor(private readonly target: { fields: ReadonlyMap<string, ModuleField>; wholeOnly: boolean }) {}

	/** Checks values against the fields. @returns the problem of a record that cannot be written without a value. */
	check(operation: SetOperation): WriteError | undefined {
		const problems = Object.entries(operation.set).flatMap(([name, value]) => problemWith({ [name]: value }, this.target.fields) ?? []);
		if (problems.length === 0 || this.leaveOut(operation, problems)) return undefined;
		return problems.find(({ field }) => this.isNeeded(operation, field)) ?? problems[0];
	}

	/** Leaves out what the CRM named in a refusal. @returns whether the record is worth another try. */
	leaveOutNamed(operation: SetOperation, refusal: CrmStatus): boolean {
		const known = new Set(this.of(operation)?.map(({ field }) => field));
		const named = [...new Set(fieldsRefused(refusal))].filter((name) => !known.has(name));
		const problems = named.map((field) => ({ ...recordError(refusal), field }));
		return problems.length > 0 && this.leaveOut(operation, problems);
	}

	/** What is left of an operation's values. */
	sendable(operation: SetOperation): FieldValues {
		return omit(operation.set, this.of(operation)?.flatMap(({ field }) => field ?? []) ?? []);
	}

	of(operation: SetOperation): readonly WriteError[] | undefined {
		return this.byOperation.get(operation);
	}

	private leaveOut(operation: SetOperation, problems: readonly WriteError[]): boolean {
		const all = [...(this.of(operation) ?? []), ...problems];
		const names = new Set(all.map(({ field }) => field));
		const isPossible = problems.every(({ field }) => !this.isNeeded(operation, field));
		if (this.target.wholeOnly || !isPossible || Object.keys(operation.set).every((name) => names.has(name))) return false;
		this.byOperation.set(operation, all);
		return true;
	}

	/** A record is not made without its name or without the address that it is found again by. */
	private isNeeded(operation: SetOperation, name: string | undefined): boolean {
		if (name === undefined || !(name in operation.set)) return true;
		const isMatch = operation.op === 'create' && operation.match?.field === name;
		return isMatch || this.target.fields.get(name)?.mandatory === true;
	}
}
