import type { IExecuteFunctions } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';
import * as v from 'valibot';

import { checkedParameter, checkedText, WRONG_PARAMETER } from '../../shared/items/parameters';
import { FullCheckHoursSchema } from '../../shared/protocol/parts';
import { whatIsWrong } from '../../shared/protocol/problem';
import { FIXED_VALUE, LABELLED_FIELDS } from '../../shared/catalogue/googleFields';
import { startSyncDescription } from '../descriptions/startSync';
import type { MapProblem } from '../engine/fieldMap/mapMeetings';
import {
	ApiNameSchema,
	CapSchema,
	DecisionSchema,
	DirectionSchema,
	PercentSchema,
	RowDirectionSchema,
	TRANSFORM_NAMES,
	WinnerSchema,
	WithoutEmailSchema,
} from '../engine/model/settings';
import type { FieldRow, SyncSettings } from '../engine/model/types';
import { settingsProblems } from './settingsProblems';

/** A row of the field map, chosen or as JSON. */
const MapRowSchema = v.strictObject({
	googleField: v.string(),
	googleLabel: v.optional(v.string()),
	fixedValue: v.optional(v.string()),
	crmField: v.string(),
	direction: v.optional(RowDirectionSchema, 'both'),
	transform: v.optional(v.picklist(['none', ...TRANSFORM_NAMES]), 'none'),
});
type MapRow = v.InferOutput<typeof MapRowSchema>;

/** A list as it is, or as JSON; empty text is an empty list. */
function parsedList(given: unknown): unknown {
	if (typeof given !== 'string') return given;
	return given.trim() === '' ? [] : jsonParse<unknown>(given, { fallbackValue: given });
}

const OptionsSchema = v.strictObject({
	approvedPlan: v.optional(v.string(), ''),
	askFirst: v.optional(v.boolean(), false),
	cap: v.optional(CapSchema, 500),
	createAccounts: v.optional(v.boolean(), false),
	crmEmailField: v.optional(ApiNameSchema, ''),
	crmNameField: v.optional(ApiNameSchema, ''),
	decisions: v.optional(v.pipe(v.unknown(), v.transform(parsedList), v.array(DecisionSchema)), ''),
	deleteSharePercent: v.optional(PercentSchema, 10),
	firstCap: v.optional(CapSchema, 10_000),
	fullCheckHours: v.optional(FullCheckHoursSchema, 24),
	googleEmailField: v.optional(v.picklist(['workEmail', 'homeEmail', 'otherEmail']), 'workEmail'),
	keepApart: v.optional(v.string(), ''),
	linkByName: v.optional(v.boolean(), false),
	linkDifferentNames: v.optional(v.boolean(), false),
	onlyEmailAsWork: v.optional(v.boolean(), true),
	phoneCountry: v.optional(v.string(), ''),
	syncName: v.optional(v.string(), ''),
});

/** The parameters of Start Sync, which expressions may have made anything at all. */
const ParametersSchema = v.strictObject({
	direction: DirectionSchema,
	winner: WinnerSchema,
	deletes: v.boolean(),
	withoutEmail: WithoutEmailSchema,
	fieldMapFrom: v.picklist(['rows', 'json']),
	rows: v.array(MapRowSchema),
	options: OptionsSchema,
});
type Parameters = v.InferOutput<typeof ParametersSchema>;

/** How users call the parameters, those of the options too; `rows` are the rows of either kind of field map. */
const LABELS: Record<string, string> = {
	...Object.fromEntries(
		startSyncDescription
			.flatMap(({ name, displayName, options = [] }) => [{ name, displayName }, ...options])
			.flatMap((one) => ('displayName' in one ? [[one.name, one.displayName]] : [])),
	),
	rows: 'Field Map',
};

/** Deletions up to this number are never unusually many. */
const DELETE_FLOOR = 5;

/**
 * Reads the settings of a sync from the node's parameters.
 *
 * @throws NodeOperationError that names the parameter, or the row of the field map, with its value and what it may be.
 */
export function readSettings(context: IExecuteFunctions): SyncSettings {
	const { settings, problems: [problem] } = givenSettings(context);
	if (settings && !problem) return settings;
	const { problem: message, remedy } = problem ?? NO_ROWS;
	throw new NodeOperationError(context.getNode(), message, { description: remedy, itemIndex: 0 });
}

/** The settings as they are given, and what is wrong with them; null where a value is none that a setting may have. */
export function givenSettings(context: IExecuteFunctions): { settings: SyncSettings | null; problems: MapProblem[] } {
	const rows = givenRows(context);
	const given = {
		...{ direction: parameter('direction', 'both'), winner: parameter('winner', 'crm'), deletes: parameter('deletes', false) },
		withoutEmail: parameter('withoutEmail', 'link'),
		...{ fieldMapFrom: parameter('fieldMapFrom', 'rows'), rows: rows ?? [], options: parameter('options', {}) },
	};
	const result = v.safeParse(ParametersSchema, given);
	const problems: MapProblem[] = result.success ? [] : result.issues.map((issue) => ({ problem: whatIsWrong(issue, placeInSettings), remedy: WRONG_PARAMETER }));
	if (rows === null) problems.push(NO_ROWS);
	if (!result.success || rows === null) return { settings: null, problems };
	const apart = pairsApart(result.output.options.keepApart);
	if (apart === null) return { settings: null, problems: [NO_PAIR] };
	const settings = settingsFrom(result.output, context.getWorkflow().id || 'default', apart);
	return { settings, problems: settingsProblems(settings) };

	function parameter(name: string, unset: unknown): unknown {
		return context.getNodeParameter(name, 0, unset);
	}
}

const NO_ROWS: MapProblem = {
	problem: '"Field Map as JSON" is no list of rows',
	remedy: 'Give a JSON list such as [{ "googleField": "workEmail", "crmField": "Email", "direction": "both" }].',
};

const NO_PAIR: MapProblem = {
	problem: '"Keep Apart" holds a line that is no pair',
	remedy: 'Give a pair a line, as a report names it: the Google contact, a space, and the id of the CRM record, as in people/c1234 5843104000000123.',
};

/** One pair a line, or between commas; null where something else is given. */
function pairsApart(text: string): Array<{ google: string; crm: string }> | null {
	const lines = text.split(/[\n,;]/).map((line) => line.trim()).filter((line) => line !== '');
	const pairs = lines.flatMap((line) => {
		const [, google, crm] = /^(people\/[\w-]+)\s+(\d+)$/.exec(line) ?? [];
		return google ? { google, crm } : [];
	});
	return pairs.length === lines.length ? pairs : null;
}

/** The rows, whatever they hold; null where they are no list. */
function givenRows(context: IExecuteFunctions): unknown[] | null {
	const isJson = context.getNodeParameter('fieldMapFrom', 0, 'rows') === 'json';
	const given: unknown = context.getNodeParameter(isJson ? 'fieldMapJson' : 'fieldMap.rows', 0, []);
	const rows = isJson && typeof given === 'string' ? jsonParse<unknown>(given, { fallbackValue: null }) : given;
	return Array.isArray(rows) ? rows : null;
}

function placeInSettings([parameter, ...rest]: readonly string[]): string {
	const [first, second] = rest;
	if (parameter === 'rows' && second !== undefined) return `Row ${Number(first) + 1} of the field map: "${second}"`;
	if (parameter === 'rows' && first !== undefined) return `Row ${Number(first) + 1} of the field map`;
	const name = parameter === 'options' && first !== undefined ? first : parameter;
	return `"${LABELS[name] ?? name}"`;
}

function settingsFrom({ direction, winner, deletes, withoutEmail, rows, options }: Parameters, unnamed: string, apart: Array<{ google: string; crm: string }>): SyncSettings {
	return {
		...{ syncName: options.syncName.trim() || unnamed, direction, winner, deletes },
		...readRows(rows),
		match: { google: options.googleEmailField, crm: options.crmEmailField || 'Email' },
		crmNameField: options.crmNameField || 'Last_Name',
		onlyEmailAsWork: options.onlyEmailAsWork,
		...(options.linkDifferentNames && { linkDifferentNames: true }),
		...(options.linkByName && { linkByName: true }),
		withoutEmail,
		...(apart.length > 0 && { apart }),
		...(options.createAccounts && { createAccounts: true }),
		...(options.askFirst && { askFirst: true }),
		...(options.decisions.length > 0 && { decisions: options.decisions }),
		phoneCountry: options.phoneCountry.trim().toUpperCase(),
		...{ firstCap: options.firstCap, cap: options.cap, deleteSharePercent: options.deleteSharePercent, deleteFloor: DELETE_FLOOR },
		approvedDigest: options.approvedPlan.trim(),
		fullCheckHours: options.fullCheckHours,
	};
}

/** Rows that pair two fields, and those that give new records a fixed value. */
function readRows(rows: readonly MapRow[]): Pick<SyncSettings, 'rows' | 'fixed'> {
	const fixed = rows.filter(({ googleField }) => googleField === FIXED_VALUE).map(({ crmField, fixedValue = '' }) => ({ crm: crmField, value: fixedValue.trim() }));
	return { rows: rows.filter(({ googleField }) => googleField !== FIXED_VALUE).map(readRow), ...(fixed.length > 0 && { fixed }) };
}

function readRow({ googleField, googleLabel = '', crmField, direction, transform }: MapRow): FieldRow {
	const google = LABELLED_FIELDS.includes(googleField) ? `${googleField}:${googleLabel.trim()}` : googleField;
	return { google, crm: crmField, direction, ...(transform !== 'none' && { transform }) };
}

/** The name that tells syncs of one workflow apart; where none is set, the given one. */
export function syncName(context: IExecuteFunctions, unset = context.getWorkflow().id || 'default'): string {
	return checkedText(context, 'options.syncName', 'Sync Name', 0) || unset;
}

/** Whether this run only looks, by the parameter Preview and by who runs it. */
export function isPreview(context: IExecuteFunctions): boolean {
	const words = { name: 'preview', label: 'Preview', unset: 'editor' };
	const preview = checkedParameter(context, words, v.picklist(['editor', 'everyRun', 'never']));
	return preview === 'everyRun' || (preview === 'editor' && context.getMode() === 'manual');
}
