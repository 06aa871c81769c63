import type { IExecuteFunctions } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';

import { googleCapability } from '../GoogleContactsSync/person';
import { LABELLED_FIELDS } from './descriptions/fieldMap';
import type { MapProblem } from './engine/fieldMap';
import { creationProblems, mapProblems } from './engine/fieldMap';
import { isPhoneCountry } from './engine/phone';
import type { FieldRow, SyncSettings } from './engine/types';

interface MapRowParameter {
	googleField: string;
	googleLabel?: string;
	crmField: string;
	direction?: FieldRow['direction'];
	transform?: FieldRow['transform'] | 'none';
}

interface OptionParameters {
	approvedPlan?: string;
	cap?: number;
	createAccounts?: boolean;
	crmEmailField?: string;
	crmNameField?: string;
	deleteSharePercent?: number;
	firstCap?: number;
	fullCheckHours?: number;
	googleEmailField?: string;
	onlyEmailAsWork?: boolean;
	phoneCountry?: string;
	reset?: string;
	syncName?: string;
}

/** Deletions up to this number are never unusually many. */
const DELETE_FLOOR = 5;

/**
 * Reads the settings of a sync from the node's parameters.
 *
 * @throws NodeOperationError that names the row when the field map cannot be used.
 */
export function readSettings(context: IExecuteFunctions, itemIndex: number): SyncSettings {
	const settings = givenSettings(context, itemIndex);
	const [problem] = fieldMapProblems(settings);
	if (problem) {
		throw new NodeOperationError(context.getNode(), problem.problem, { description: problem.remedy, itemIndex });
	}
	refuseUnknownCountry(context, settings, itemIndex);
	return settings;
}

/** The settings as they are given, whether or not they can be used. */
export function givenSettings(context: IExecuteFunctions, itemIndex: number): SyncSettings {
	const parameter = <T>(name: string, fallback: T): T =>
		context.getNodeParameter(name, itemIndex, fallback) as T;
	const options = parameter<OptionParameters>('options', {});
	return {
		syncName: syncName(context, itemIndex),
		direction: parameter('direction', 'both'),
		winner: parameter('winner', 'crm'),
		rows: mapRows(context, itemIndex).map(readRow),
		match: {
			google: options.googleEmailField ?? 'workEmail',
			crm: options.crmEmailField || 'Email',
		},
		crmNameField: options.crmNameField || 'Last_Name',
		onlyEmailAsWork: options.onlyEmailAsWork ?? true,
		...(options.createAccounts === true && { createAccounts: true }),
		phoneCountry: (options.phoneCountry ?? '').trim().toUpperCase(),
		firstCap: options.firstCap ?? 10_000,
		cap: options.cap ?? 500,
		deletes: parameter('deletes', false),
		deleteSharePercent: options.deleteSharePercent ?? 10,
		deleteFloor: DELETE_FLOOR,
		approvedDigest: (options.approvedPlan ?? '').trim(),
		fullCheckHours: options.fullCheckHours ?? 24,
	};
}

/** What is wrong with the field map by itself, before either side is asked. */
export function fieldMapProblems(settings: SyncSettings): MapProblem[] {
	return [...emptyRows(settings), ...unknownGoogleFields(settings), ...mapProblems(settings), ...creationProblems(settings)];
}

/** The name that tells syncs of one workflow apart; where none is set, the given one. */
export function syncName(context: IExecuteFunctions, itemIndex: number, unset = context.getWorkflow().id || 'default'): string {
	const { syncName: name } = context.getNodeParameter('options', itemIndex, {}) as OptionParameters;
	return name?.trim() || unset;
}

/** What makes the sync forget once: any text that the run before did not have. Empty: it remembers. */
export function resetWord(context: IExecuteFunctions, itemIndex: number): string {
	const { reset } = context.getNodeParameter('options', itemIndex, {}) as OptionParameters;
	return (reset ?? '').trim();
}

function mapRows(context: IExecuteFunctions, itemIndex: number): MapRowParameter[] {
	if (context.getNodeParameter('fieldMapFrom', itemIndex, 'rows') === 'rows') {
		return context.getNodeParameter('fieldMap.rows', itemIndex, []) as MapRowParameter[];
	}
	const given: unknown = context.getNodeParameter('fieldMapJson', itemIndex, '[]');
	const rows = typeof given === 'string' ? jsonParse<unknown>(given, { fallbackValue: null }) : given;
	if (Array.isArray(rows) && rows.every(isMapRow)) return rows;
	throw new NodeOperationError(context.getNode(), '"Field Map as JSON" is no list of rows', {
		description: 'Give a JSON list such as [{ "googleField": "workEmail", "crmField": "Email", "direction": "both" }].',
		itemIndex,
	});
}

function isMapRow(row: unknown): row is MapRowParameter {
	const { googleField, crmField } = (row ?? {}) as Partial<MapRowParameter>;
	return typeof googleField === 'string' && typeof crmField === 'string';
}

function readRow({ googleField, googleLabel, crmField, direction, transform = 'none' }: MapRowParameter): FieldRow {
	const google = LABELLED_FIELDS.includes(googleField) ? `${googleField}:${(googleLabel ?? '').trim()}` : googleField;
	return { google, crm: crmField, direction: direction ?? 'both', ...(transform !== 'none' && { transform }) };
}

function refuseUnknownCountry(context: IExecuteFunctions, { phoneCountry }: SyncSettings, itemIndex: number): void {
	if (phoneCountry === '' || isPhoneCountry(phoneCountry)) return;
	throw new NodeOperationError(context.getNode(), `"${phoneCountry}" is no country code`, {
		description: 'Set "Default Country for Phones" to a code of two letters, such as US or DE, or leave it empty.',
		itemIndex,
	});
}

function emptyRows(settings: SyncSettings): MapProblem[] {
	return settings.rows
		.filter((row) => row.crm === '' || row.google === '' || row.google.endsWith(':'))
		.map((row) => ({
			problem: `A row of the field map is incomplete (Google "${row.google}", CRM "${row.crm}")`,
			remedy: 'Choose a field on both sides, with its label where one is asked for, or remove the row.',
		}));
}

function unknownGoogleFields(settings: SyncSettings): MapProblem[] {
	return settings.rows
		.filter((row) => googleCapability(row.google) === undefined)
		.map((row) => ({
			problem: `The field map names the Google field "${row.google}", which does not exist`,
			remedy: 'Choose a field from the list, or remove the row.',
		}));
}
