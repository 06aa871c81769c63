import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { googleFieldOptions } from '../../GoogleContactsSync/person';
import { toItem } from '../../shared/syncItems';
import type { FieldCapability } from '../../shared/syncProtocol';
import { fieldMap, LABELLED_FIELDS } from '../descriptions/fieldMap';
import { direction } from '../descriptions/startSync';
import type { MapProblem } from '../engine/fieldMap';
import { DEFAULT_ROWS, rowGoesTo } from '../engine/fieldMap';
import type { SyncSettings } from '../engine/types';
import { fieldMapProblems, givenSettings } from '../settings';

export const description: INodeProperties[] = [
	{
		displayName: 'Takes the fields of the CRM module, from Vertical CRM: Field: Get Many. Reads and writes nothing.',
		name: 'checkNotice',
		type: 'notice',
		default: '',
	},
	direction,
	...fieldMap,
];

/**
 * What a field map may name, a map to begin with, and what is wrong with the one that is given, in words: for a page on
 * which a customer sets up a sync.
 */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const crmFields = this.getInputData().map(({ json }) => json as unknown as FieldCapability);
	const settings = givenSettings(this, 0);
	const problems = [...fieldMapProblems(settings), ...crmProblems(settings, crmFields)];
	const names = new Set(crmFields.map(({ name }) => name));
	return [
		[
			toItem({
				valid: problems.length === 0,
				problems,
				googleFields: googleFieldOptions.filter(({ value }) => !LABELLED_FIELDS.includes(String(value))),
				suggestedRows: DEFAULT_ROWS.filter(([, crmField]) => names.has(crmField)).map(([googleField, crmField]) => ({
					googleField,
					crmField,
					direction: 'both',
				})),
			}),
		],
	];
}

/** Rows whose CRM field does not exist, or is to be written and cannot be. */
function crmProblems(settings: SyncSettings, crmFields: readonly FieldCapability[]): MapProblem[] {
	const byName = new Map(crmFields.map((field) => [field.name, field]));
	return settings.rows.flatMap((row) => {
		const field = byName.get(row.crm);
		if (row.crm === '') return [];
		if (!field) {
			return [{ problem: `The CRM has no field "${row.crm}"`, remedy: 'Choose a field from the list, or remove the row.' }];
		}
		if (field.writable || !rowGoesTo(row, settings, 'crm')) return [];
		return [
			{
				problem: `The CRM field "${field.label}" can only be read`,
				remedy: 'Choose another field, or let the row, or the whole sync, go to Google only.',
			},
		];
	});
}
