import type { IDataObject } from 'n8n-workflow';

import type { FieldValues, LinkProblem } from '../../shared/protocol';
import { isoTime } from '../../shared/values/dates';
import { numberText, plainNumber } from '../../shared/values/numbers';
import { optionsIn } from '../../shared/values/text';
import type { ModuleField } from './moduleFields';
import { asDisplayed } from './moduleFields';
import type { CrmRecord } from '../transport/crm';

/** The record or user that a link field is to point to, or why there is none. */
export type FoundLink = { id: string } | LinkProblem;

/** @param name as the record or user is called, or its id. */
export type LinkFinder = (field: ModuleField, name: string) => FoundLink;

/** The fields of a record that hold something, as text, and options as people see them. */
export function readRecord(record: CrmRecord, names: readonly string[], fields: ReadonlyMap<string, ModuleField>): FieldValues {
	const values: FieldValues = {};
	for (const name of names) {
		const value = textOf(record[name], fields.get(name));
		if (value !== '') values[name] = value;
	}
	return values;
}

/** A link reads as the name of its record, a multi-select as its values joined with `;`. */
function textOf(value: unknown, field: Pick<ModuleField, 'displays'> = {}): string {
	if (value === null || value === undefined) return '';
	if (Array.isArray(value)) return value.map((one) => textOf(one, field)).join(';');
	if (typeof value === 'object') return textOf((value as { name?: unknown }).name);
	return typeof value === 'number' ? numberText(value) : asDisplayed(field, String(value));
}

/** Whose values are texts, by Zoho's names. */
const TEXTS: ReadonlySet<string> = new Set(['date', 'datetime', 'email', 'phone', 'text', 'textarea', 'website']);

/**
 * Whether a record says what a field holds, if only that it is empty: a text field by a text, and of an object it has to be
 * known what it is called.
 */
export function isToldIn(record: CrmRecord, name: string, field?: Pick<ModuleField, 'type' | 'writable'>): boolean {
	if (!Object.hasOwn(record, name)) return false;
	const value: unknown = record[name];
	if (value === null || typeof value === 'string') return true;
	// Tags are a text field too, which can only be read.
	if (field?.writable && TEXTS.has(field.type)) return false;
	return typeof value !== 'object' || Array.isArray(value) || 'name' in value;
}

interface WritableRecord {
	values: IDataObject;
	/** Link fields that nothing of the name was found for, or too much; they are left out. */
	unlinked: UnlinkedField[];
}

export interface UnlinkedField {
	field: ModuleField;
	name: string;
	why: LinkProblem;
}

/** Values as the CRM takes them, by the type of each field; an empty text clears the field. */
export function writableRecord(
	set: FieldValues,
	fields: ReadonlyMap<string, ModuleField>,
	findLink: LinkFinder,
): WritableRecord {
	const record: WritableRecord = { values: {}, unlinked: [] };
	for (const [name, value] of Object.entries(set)) {
		const field = fields.get(name);
		if (value === '') record.values[name] = field?.kind === 'multiPicklist' ? [] : null;
		else if (field?.kind === 'lookup') setLink(record, field, value, findLink);
		else record.values[name] = typedValue(field, value);
	}
	return record;
}

function setLink(record: WritableRecord, field: ModuleField, name: string, findLink: LinkFinder): void {
	const found = findLink(field, name);
	if (typeof found === 'string') record.unlinked.push({ field, name, why: found });
	else record.values[field.name] = { id: found.id };
}

function typedValue(field: ModuleField | undefined, value: string): IDataObject[string] {
	switch (field?.kind) {
		case 'number':
			return typedNumber(value);
		case 'boolean':
			return value.toLowerCase() === 'true';
		case 'picklist':
			return actualOption(field, value);
		case 'multiPicklist':
			return optionsIn(value).map((option) => actualOption(field, option));
		case 'dateTime':
			return zohoTime(Date.parse(value));
		default:
			return value;
	}
}

/** An option as the CRM calls it. */
function actualOption({ displays = {} }: ModuleField, value: string): string {
	return Object.keys(displays).find((actual) => displays[actual] === value) ?? value;
}

/** A number of more digits than a JavaScript number holds stays text. */
function typedNumber(value: string): number | string {
	const plain = plainNumber(value) ?? value;
	return numberText(Number(plain)) === plain ? Number(plain) : plain;
}

/** ISO with an offset and without milliseconds, as the CRM takes times; never an HTTP date. */
export function zohoTime(milliseconds: number): string {
	return `${new Date(milliseconds).toISOString().slice(0, 19)}+00:00`;
}

export function emailsOf(record: CrmRecord, emailFields: readonly string[]): string[] {
	return emailFields.flatMap((name) => textOf(record[name]) || []);
}

export function modifiedAtOf(record: CrmRecord): string | null {
	return isoTime(record.Modified_Time);
}
