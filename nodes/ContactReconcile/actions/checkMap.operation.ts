import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import * as v from 'valibot';

import { googleFieldOptions, LABELLED_FIELDS } from '../../shared/catalogue/googleFields';
import { checkedItems } from '../../shared/items/checkedItems';
import { toItem } from '../../shared/items/items';
import { fieldMap } from '../descriptions/fieldMap';
import { direction } from '../descriptions/startSync';
import type { MapProblem } from '../engine/fieldMap/mapMeetings';
import { DEFAULT_ROWS, rowGoesTo } from '../engine/fieldMap/fieldMap';
import type { SyncSettings } from '../engine/model/types';
import { givenSettings } from '../parameters/settings';

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

/** What has to be known of a field; the list may say more. */
const CrmFieldSchema = v.object({ name: v.string(), label: v.string(), writable: v.boolean() });
type CrmField = v.InferOutput<typeof CrmFieldSchema>;

const CRM_FIELD = {
	what: 'field of the CRM',
	remedy: 'Connect Vertical CRM with the operation Field: Get Many to this node.',
};

/**
 * What a field map may name, a map to begin with, and what is wrong with the one that is given, in words: for a page on
 * which a customer sets up a sync.
 */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const crmFields = checkedItems(this, CrmFieldSchema, CRM_FIELD).map(({ item }) => item);
	const { settings, problems: own } = givenSettings(this, 0);
	const problems = [...own, ...(settings ? crmProblems(settings, crmFields) : [])];
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
function crmProblems(settings: SyncSettings, crmFields: readonly CrmField[]): MapProblem[] {
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
