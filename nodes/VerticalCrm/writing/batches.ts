import type { IDataObject } from 'n8n-workflow';
import mapValues from 'lodash/mapValues';
import pick from 'lodash/pick';

import type {
	CreateOperation,
	DeleteOperation,
	FieldValues,
	LinkProblem,
	MissingLink,
	UpdateOperation,
	WriteError,
	WriteOperation,
} from '../../shared/protocol';
import { showsValues } from '../../shared/values/sameText';
import { readByIds } from '../reading/joined';
import { keyOf } from '../reading/lookup';
import type { LinkFinder, UnlinkedField } from '../fields/record';
import type { ModuleField } from '../fields/moduleFields';
import { RefusedValues } from './refusedValues';
import { isToldIn, modifiedAtOf, readRecord, writableRecord, zohoTime } from '../fields/record';
import type { Crm, CrmRecord } from '../transport/crm';
import type { CrmStatus } from '../transport/error';
import { duplicateOf, recordError } from '../transport/error';
import type { Answer, WriteRun } from './results';
import { writtenId } from './results';

type SetOperation = CreateOperation | UpdateOperation;

interface Written {
	operation: SetOperation;
	id: string;
	before: CrmRecord | undefined;
	unlinked: readonly UnlinkedField[];
	/** Whether it may not have been written at all, since the answer was lost. */
	doubtful: boolean;
}

/** Tells a refusal that another operation of the same run will lift. */
export interface Holders {
	/** The id of the record that holds the value now and is about to give it up; undefined when nothing is. */
	holderOf(operation: UpdateOperation, refusal: CrmStatus): string | undefined;
}

/** Where records are written to, and what is known of it. */
export interface WriteTarget {
	crm: Crm;
	module: string;
	/** Automations of the CRM that run. */
	trigger: readonly string[];
	/** Whether a record of which one value is refused is not written at all. */
	wholeOnly: boolean;
	fields: ReadonlyMap<string, ModuleField>;
}

/** How often a batch is sent once more without the values that the CRM refused in it. */
const ROUNDS = 3;

/** Writes batches of one module, reads back what the CRM made of them, and settles each operation. */
export class RecordWriter {
	private readonly refused: RefusedValues;

	private findLink: LinkFinder = () => 'none';

	constructor(
		private readonly target: WriteTarget,
		private readonly run: WriteRun,
	) {
		this.refused = new RefusedValues(target);
	}

	/** How the names in link fields are to be found from now on. */
	linkBy(findLink: LinkFinder): void {
		this.findLink = findLink;
	}

	/** Values are checked against the fields before anything is sent. @returns false when the record cannot do without one. */
	accepts(operation: SetOperation): boolean {
		const error = this.refused.check(operation);
		if (error) this.run.settle(operation, 'failed', { error });
		return error === undefined;
	}

	/** What a record shows in fields of the module. */
	shownBy(record: CrmRecord, names: readonly string[]): FieldValues {
		return readRecord(record, names, this.target.fields);
	}

	/** The records to change as they are now, with all that is expected of them or set in them. */
	async readCurrent(operations: ReadonlyArray<UpdateOperation | DeleteOperation>): Promise<Map<string, CrmRecord> | undefined> {
		const names = operations.flatMap((operation) => [
			...Object.keys(operation.expect),
			...(operation.op === 'update' ? Object.keys(operation.set) : []),
		]);
		return await this.read(operations.map(({ id }) => id), names);
	}

	/**
	 * Updates a batch, but not what was modified after it was read (S56).
	 *
	 * @returns what was refused because of a value that another operation gives up; everything else is settled.
	 */
	async update(
		operations: readonly UpdateOperation[],
		current: ReadonlyMap<string, CrmRecord>,
		holders: Holders,
		rounds = ROUNDS,
	): Promise<Array<{ operation: UpdateOperation; refusal: CrmStatus }>> {
		const composed = this.compose(operations);
		const sendable = this.withoutEmpty(operations, composed, current);
		if (sendable.length === 0) return [];
		const answers = await this.run.send(sendable, async (part) => {
			const records = part.map((operation) => ({ id: operation.id, ...composed.get(operation)?.values }));
			const unmodifiedSince = latestModification(part.flatMap(({ id }) => current.get(id) ?? []));
			return await this.target.crm.update(this.target.module, records, { trigger: this.target.trigger, unmodifiedSince });
		});
		const waiting: Array<{ operation: UpdateOperation; refusal: CrmStatus }> = [];
		const again: UpdateOperation[] = [];
		const written: Written[] = [];
		for (const [operation, answer] of answers) {
			const unlinked = composed.get(operation)?.unlinked ?? [];
			const doubtful = answer === 'lost';
			if (doubtful || answer.status === 'success') {
				written.push({ operation, id: operation.id, before: current.get(operation.id), unlinked, doubtful });
			} else if (holders.holderOf(operation, answer) !== undefined) waiting.push({ operation, refusal: answer });
			else if (rounds > 0 && this.refused.leaveOutNamed(operation, answer)) again.push(operation);
			else this.refuse(operation, answer);
		}
		await this.readBack(written);
		return again.length === 0 ? waiting : [...waiting, ...(await this.update(again, current, holders, rounds - 1))];
	}

	/** Sets one field of one record, for a moment or back. @returns the CRM's answer; undefined when nothing was sent. */
	async setField(operation: UpdateOperation, field: string, value: IDataObject[string]): Promise<Answer | undefined> {
		const answers = await this.run.send([operation], async () =>
			await this.target.crm.update(this.target.module, [{ id: operation.id, [field]: value }], { trigger: [] }),
		);
		return answers.get(operation);
	}

	async create(operations: readonly CreateOperation[], rounds = ROUNDS): Promise<void> {
		const composed = this.compose(operations);
		const answers = await this.run.send(operations, async (part) => {
			const records = part.map((operation) => composed.get(operation)?.values ?? {});
			return await this.target.crm.create(this.target.module, records, { trigger: this.target.trigger });
		});
		const written: Written[] = [];
		const again: CreateOperation[] = [];
		for (const [operation, answer] of answers) {
			const id = writtenId(answer);
			if (id !== undefined) {
				const unlinked = composed.get(operation)?.unlinked ?? [];
				written.push({ operation, id, before: undefined, unlinked, doubtful: false });
				// Never sent again: the look-up of the next run tells whether it exists (S54).
			} else if (answer === 'lost' || answer.status === 'success') this.run.settle(operation, 'unknown'); else if (rounds > 0 && this.refused.leaveOutNamed(operation, answer)) again.push(operation);
			else this.refuse(operation, answer);
		}
		await this.readBack(written);
		if (again.length > 0) await this.create(again, rounds - 1);
	}

	/** To the recycle bin. */
	async delete(operations: readonly DeleteOperation[]): Promise<void> {
		if (operations.length === 0) return;
		const answers = await this.run.send(operations, async (part) =>
			await this.target.crm.remove(this.target.module, part.map(({ id }) => id), { trigger: this.target.trigger }),
		);
		for (const [operation, answer] of answers) {
			if (answer === 'lost') this.run.settle(operation, 'unknown');
			else if (answer.status === 'success') this.run.settle(operation, 'written', { before: operation.expect });
			else this.refuse(operation, answer);
		}
	}

	/** Settles what the CRM refused for good. */
	refuse(operation: WriteOperation, refusal: CrmStatus): void {
		const duplicate = duplicateOf(refusal);
		if (refusal.code === 'ALREADY_MODIFIED') this.run.settle(operation, 'mismatch');
		else if (operation.op === 'create' && duplicate && duplicate.field === operation.match?.field && !operation.match.shared?.by.includes(duplicate.id)) {
			this.run.settle(operation, 'exists', { id: duplicate.id });
		} else if (operation.op !== 'create' && isUnknownId(refusal)) this.run.settle(operation, 'gone');
		else this.run.settle(operation, 'failed', { error: recordError(refusal) });
	}

	private compose<T extends SetOperation>(operations: readonly T[]): Map<T, ReturnType<typeof writableRecord>> {
		return new Map(
			operations.map((operation) => [operation, writableRecord(this.refused.sendable(operation), this.target.fields, this.findLink)]),
		);
	}

	/** An update of which nothing is left, since its only value is a link that was not found, needs no request. */
	private withoutEmpty(
		operations: readonly UpdateOperation[],
		composed: ReadonlyMap<UpdateOperation, ReturnType<typeof writableRecord>>,
		current: ReadonlyMap<string, CrmRecord>,
	): UpdateOperation[] {
		return operations.filter((operation) => {
			const { values, unlinked } = composed.get(operation) ?? { values: {}, unlinked: [] };
			if (Object.keys(values).length > 0) return true;
			const record = current.get(operation.id);
			const shown = record ? this.shownBy(record, Object.keys(operation.set)) : {};
			this.run.settle(operation, 'written', { before: shown, after: shown, unsent: true, refused: this.refused.of(operation), ...unlinkedIn(unlinked) });
			return false;
		});
	}

	/** The CRM answers with ids only, so what it made of the values is read (S34, S35). */
	private async readBack(written: readonly Written[]): Promise<void> {
		if (written.length === 0) return;
		const shown = await this.read(
			written.map(({ id }) => id),
			written.flatMap(({ operation }) => Object.keys(operation.set)),
		);
		const created = written.flatMap(({ operation }) => (operation.op === 'create' ? operation : []));
		for (const { operation, id, before, unlinked, doubtful } of written) {
			const names = Object.keys(operation.set);
			const record = shown?.get(id);
			const after = record && this.isTold(record, names) ? this.shownBy(record, names) : null;
			const isOthers = operation.op === 'create' && record !== undefined && !this.isOf(record, operation) && created.some((other) => this.isOf(record, other));
			if (isOthers || (doubtful && !(after && showsValues(after, this.refused.sendable(operation))))) {
				this.run.settle(operation, 'unknown', { id: isOthers ? null : id });
				continue;
			}
			this.run.settle(operation, 'written', {
				id,
				before: before ? this.shownBy(before, names) : null,
				after,
				modifiedAt: record ? modifiedAtOf(record) : null,
				refused: this.refused.of(operation),
				...unlinkedIn(unlinked),
			});
		}
	}

	/** A field that an answer leaves out is not empty. */
	private isTold(record: CrmRecord, names: readonly string[]): boolean {
		const { fields } = this.target;
		return names.every((name) => !fields.has(name) || isToldIn(record, name, fields.get(name)));
	}

	/** Whether a record shows what a new one is found again by: its address, or its names, or all of one that has neither. */
	private isOf(record: CrmRecord, { match, named, set }: CreateOperation): boolean {
		const names = match ? [match.field] : named ? [named.mandatory, ...named.fields.given, ...named.fields.family, ...named.fields.whole] : Object.keys(set);
		return showsValues(mapValues(this.shownBy(record, names), keyOf), mapValues(pick(set, names), keyOf));
	}

	private async read(ids: readonly string[], names: readonly string[]): Promise<Map<string, CrmRecord> | undefined> {
		if (ids.length === 0) return new Map();
		return await this.run.attempt(async () => await readByIds(this.target.crm, this.target.module, ids, ['Modified_Time', ...names]));
	}
}

/**
 * The CRM shows whole seconds, and whether it compares in milliseconds is not documented: without the second, a record
 * modified at .5 could never be written. What was modified within it was compared just before. Milliseconds.
 */
const ROUNDING = 1_000;

function latestModification(records: readonly CrmRecord[]): string | undefined {
	const times = records.flatMap((record) => modifiedAtOf(record) ?? []).map((time) => Date.parse(time));
	return times.length === 0 ? undefined : zohoTime(Math.max(...times) + ROUNDING);
}

/** A record that was deleted between its reading and its writing. */
function isUnknownId({ code, message = '', details = {} }: CrmStatus): boolean {
	return code === 'INVALID_DATA' && (details.api_name === 'id' || /record not deleted|id given/i.test(message));
}

/** What a result says of link fields that were left as they are. */
function unlinkedIn(unlinked: readonly UnlinkedField[]): { error?: WriteError; unlinked?: MissingLink[] } {
	const [first] = unlinked;
	if (!first) return {};
	const { field, why } = first;
	const where = field.linkedModule ? `The module ${field.linkedModule}` : 'The CRM';
	return {
		unlinked: unlinked.map((one) => ({ field: one.field.name, name: one.name, why: one.why })),
		error: {
			code: why === 'several' ? 'LINK_AMBIGUOUS' : 'LINK_NOT_FOUND',
			message: `${where} has ${why === 'several' ? 'several' : 'nothing'} of this name, so ${field.label} was left as it is`,
			remedy: LINK_REMEDIES[why],
			field: field.name,
		},
	};
}

const LINK_REMEDIES: Record<LinkProblem, string> = {
	none: 'Create it in the CRM, or switch on Create Missing Accounts.',
	several: 'Choose the right one in the CRM by hand.',
	refused: 'The CRM refused to create it; create it there by hand.',
	lost: 'Whether it was created is not known; it is looked up again.',
};
