import type { IDataObject } from 'n8n-workflow';

import type { Mutation } from './mutations';

/** Parameters of Start Sync, each of them right. */
export const VALID = {
	...{ direction: 'both', winner: 'none', deletes: false, preview: 'never', fieldMapFrom: 'json' },
	fieldMapJson: [
		{ googleField: 'familyName', crmField: 'Last_Name', direction: 'toCrm', transform: 'none' },
		{ googleField: 'workEmail', googleLabel: '', crmField: 'Email', direction: 'both' },
	],
	options: {
		...{ approvedPlan: '', cap: 7, firstCap: 9, crmEmailField: 'Email', crmNameField: 'Last_Name', deleteSharePercent: 3, fullCheckHours: 5 },
		...{ googleEmailField: 'workEmail', onlyEmailAsWork: false, createAccounts: false, phoneCountry: 'DE', askFirst: false, syncName: 'Sales' },
	},
};

/** Texts that are names or words of the builder's own, and what may be left out for what the editor shows then. */
const OWN_WORDS = /^options\.(approvedPlan|syncName)$|^fieldMapJson\.\d\.googleLabel$/;
const UNSET = /^(direction|winner|deletes|fieldMapFrom|preview|options|options\.(?!phoneCountry)\w+|fieldMapJson\.\d\.(direction|transform|googleLabel))$/;

/** Whether a value means what the editor lets a builder choose there. */
export function mayBe({ place, before, after }: Mutation): boolean {
	// n8n itself hands on neither unknown parameters nor options that are no collection.
	if (/^(options|(options\.)?unheardOf)$/.test(place)) return true;
	if (after === undefined) return UNSET.test(place) || place === 'options.phoneCountry';
	if (typeof after === 'string') return OWN_WORDS.test(place) || (after === '' && /^options\.(phoneCountry|crm\w+Field)$/.test(place));
	if (typeof after === 'boolean') return typeof before === 'boolean';
	if (typeof after === 'number') return place === 'options.deleteSharePercent' && after >= 0 && after <= 100;
	return false;
}

/** As expressions, of which n8n takes any value; what stands there as it is, it drops where it is none for the editor. */
export function asExpressions(parameters: IDataObject): IDataObject {
	const isGroup = (value: unknown): value is IDataObject => typeof value === 'object' && value !== null && !Array.isArray(value);
	return Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => [name, name === 'options' && isGroup(value) ? asExpressions(value) : inExpression(value)]),
	);
}

function inExpression(value: unknown): string {
	const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? '');
	// Two closing braces would end the expression.
	return `={{ ${text.replaceAll('}}', '} }')} }}`;
}
