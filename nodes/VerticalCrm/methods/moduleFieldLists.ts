import type { FieldType, ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';

import type { FieldKind } from '../../shared/syncProtocol';
import type { ModuleField } from '../moduleFields';
import { readModuleFields } from '../moduleFields';
import { asNodeError, connectCrm } from '../transport/crm';

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

/** The same for a mapping of columns. */
export async function getColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = await readFields(this, currentModule(this));
	return {
		fields: fields
			.filter(({ writable, name }) => writable && name !== 'Email')
			.map((field) => ({
				id: field.name,
				displayName: field.label,
				required: field.mandatory,
				defaultMatch: false,
				display: true,
				type: COLUMN_TYPES[field.kind] ?? 'string',
				...(field.options && { options: field.options.map((value) => ({ name: value, value })) }),
			})),
	};
}

const COLUMN_TYPES: Partial<Record<FieldKind, FieldType>> = { boolean: 'boolean', number: 'number', picklist: 'options' };

function currentModule(context: ILoadOptionsFunctions): string {
	return String(context.getCurrentNodeParameter('module', { extractValue: true }) ?? 'Contacts');
}

async function readFields(context: ILoadOptionsFunctions, module: string): Promise<ModuleField[]> {
	const crm = await connectCrm(context);
	return await readModuleFields(crm, module).catch((error: unknown) => {
		throw asNodeError(context, error, 0);
	});
}

function describe({ name, type, maxLength, mandatory, writable }: ModuleField): string {
	const parts = [name, type, maxLength && `at most ${maxLength} characters`, mandatory && 'mandatory', !writable && 'read-only'];
	return parts.filter(Boolean).join(', ');
}
