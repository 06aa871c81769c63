import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import * as v from 'valibot';

import { googleField } from '../../shared/catalogue/googleFields';
import { notice } from '../../shared/items/operations';
import { checkedItems } from '../../shared/items/checkedItems';
import { toItem } from '../../shared/items/items';
import { FieldCapabilitySchema } from '../../shared/protocol/capabilities';
import { defaultRows, fieldMap, mapOptions } from '../descriptions/fieldMap';
import { direction } from '../descriptions/startSync';
import type { MapProblem } from '../engine/fieldMap/mapMeetings';
import { rowGoesTo, writesTo } from '../engine/fieldMap/fieldMap';
import { fixedValues } from '../engine/fieldMap/fixedValues';
import type { SyncSettings } from '../engine/model/types';
import { givenSettings } from '../parameters/settings';

export const description: INodeProperties[] = [
	notice('checkNotice', 'Takes the fields of the CRM module, from Vertical CRM: Field: Get Many. Reads and writes nothing.'),
	direction,
	...fieldMap,
];

/** What has to be known of a field, and what is better known; the list may say more. */
const CrmFieldSchema = v.object({
	...FieldCapabilitySchema.entries,
	kind: v.optional(FieldCapabilitySchema.entries.kind, 'text'),
	mandatory: v.optional(v.boolean(), false),
	/** Zoho's name of its type. */
	type: v.optional(v.string()),
});
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
	const { settings, problems: own } = givenSettings(this);
	const problems = [...own, ...(settings ? crmProblems(settings, crmFields) : [])];
	const names = new Set(crmFields.map(({ name }) => name));
	return [
		[
			toItem({
				valid: problems.length === 0,
				problems,
				googleFields: mapOptions.flatMap(({ name, value }) => {
					const kind = googleField(String(value))?.kind;
					return kind ? [{ name, value, kind }] : [];
				}),
				suggestedRows: defaultRows.filter(({ crmField }) => names.has(crmField)),
			}),
		],
	];
}

/** Rows whose CRM field does not exist, or is to be written and cannot be, and fields that no record can be without. */
function crmProblems(settings: SyncSettings, crmFields: readonly CrmField[]): MapProblem[] {
	const byName = new Map(crmFields.map((field) => [field.name, field]));
	const fixed = settings.fixed ?? [];
	const named = [...settings.rows, ...fixed].filter(({ crm }) => crm !== '' && !byName.has(crm));
	const readOnly = settings.rows.flatMap((row) => (rowGoesTo(row, settings, 'crm') ? (byName.get(row.crm) ?? []) : [])).filter(({ writable }) => !writable);
	const { misfits } = fixedValues(settings, crmFields);
	return [
		...named.map(({ crm }) => ({ problem: `The CRM has no field "${crm}"`, remedy: 'Choose a field from the list, or remove the row.' })),
		...readOnly.map(({ label }) => ({
			problem: `The CRM field "${label}" can only be read`,
			remedy: 'Choose another field, or let the row, or the whole sync, go to Google only.',
		})),
		...misfits.map((problem) => ({ problem, remedy: 'Choose another value, or remove the row.' })),
		...mandatoryProblems(settings, crmFields),
	];
}

/** Fields without which the CRM takes no record, and which nothing brings. */
function mandatoryProblems(settings: SyncSettings, crmFields: readonly CrmField[]): MapProblem[] {
	if (!writesTo(settings, 'crm')) return [];
	const brought = new Set([
		...settings.rows.flatMap((row) => (rowGoesTo(row, settings, 'crm') ? row.crm : [])),
		...(settings.fixed ?? []).map(({ crm }) => crm),
		settings.crmNameField,
	]);
	return crmFields
		// The CRM gives a record an owner by itself.
		.filter(({ mandatory, writable, name, type }) => mandatory && writable && type !== 'ownerlookup' && !brought.has(name))
		.map(({ label }) => ({
			problem: `The CRM takes no record without "${label}", and the field map brings nothing to it`,
			remedy: 'Add a row that goes to this field, with a field of Google or a fixed value.',
		}));
}
