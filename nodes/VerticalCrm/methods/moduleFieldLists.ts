import type { FieldType, ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';

import { asNodeError } from '../../shared/api/errors';
import type { FieldKind } from '../../shared/protocol';
import type { ModuleField } from '../fields/moduleFields';
import { readModuleFields } from '../fields/moduleFields';
import { connectCrm } from '../transport/client';
import { CREDENTIAL } from '../transport/connection';

/** The fields of a module as the editor lists them, with what each can hold. */
export async function listModuleFields(context: ILoadOptionsFunctions, module: string): Promise<INodePropertyOptions[]> {
	return (await readFields(context, module))
		.map((field) => ({ name: field.label, value: field.name, description: describe(field) }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

/** The fields of the module that the node is set to. */
export async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await listModuleFields(this, currentModule(this));
}

/** Those that hold an address. */
export async function getEmailFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await readFields(this, currentModule(this)))
		.filter(({ kind }) => kind === 'email')
		.map((field) => ({ name: field.label, value: field.name, description: describe(field) }));
}

/** The same for a mapping of columns. Nothing is required there: only a new record needs its mandatory fields. */
export async function getColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = await readFields(this, currentModule(this));
	return {
		fields: fields
			.filter(({ writable }) => writable)
			.map((field) => ({
				id: field.name,
				displayName: `${field.label} (${[...traitsOf(field), field.mandatory && 'mandatory in a new record'].filter(Boolean).join(', ')})`,
				required: false,
				defaultMatch: false,
				display: true,
				type: COLUMN_TYPES[field.kind] ?? 'string',
				...(field.options && { options: field.options.map((value) => ({ name: value, value })) }),
			})),
	};
}

const COLUMN_TYPES: Partial<Record<FieldKind, FieldType>> = { boolean: 'boolean', number: 'number', picklist: 'options' };

/** The module that the node is set to. */
export function currentModule(context: ILoadOptionsFunctions): string {
	return String(context.getCurrentNodeParameter('module', { extractValue: true }) ?? 'Contacts');
}

/** The list that was asked for last. Each row of a field map asks for itself: eighteen requests at once, which is more than Zoho takes. */
let latest: { of: string; until: number; fields: Promise<ModuleField[]> } | undefined;

const KEPT_FOR = 30_000;

async function readFields(context: ILoadOptionsFunctions, module: string): Promise<ModuleField[]> {
	const crm = await connectCrm(context);
	// Who has no right to the credential has failed by now.
	const { apiAddress } = await context.getCredentials(CREDENTIAL);
	const of = JSON.stringify([context.getNode().credentials?.[CREDENTIAL]?.id, apiAddress, module]);
	if (!latest || latest.until < Date.now() || latest.of !== of) {
		latest = { of, until: Date.now() + KEPT_FOR, fields: readModuleFields(crm, module) };
	}
	const { fields } = latest;
	return await fields.catch((error: unknown) => {
		if (latest?.fields === fields) latest = undefined;
		throw asNodeError(context, error, 0);
	});
}

function describe(field: ModuleField): string {
	const parts = [field.name, ...traitsOf(field), field.mandatory && 'mandatory', !field.writable && 'read-only'];
	return parts.filter(Boolean).join(', ');
}

function traitsOf({ type, maxLength }: ModuleField): string[] {
	return maxLength === undefined ? [type] : [type, `at most ${maxLength} characters`];
}
