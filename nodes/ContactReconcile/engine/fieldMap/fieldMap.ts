import omit from 'lodash/omit';

import type { FieldCapability, FieldKind, FieldValues, SideName } from '../../../shared/protocol';
import { fitted, whyUnfit } from '../../../shared/values/fits';
import { keyForm, optionsIn } from '../../../shared/values/text';
import type { Carry, MapProblem } from './mapMeetings';
import { meetingProblems } from './mapMeetings';
import { unmappedNeighbours, withNeighbours, withoutNeighbours } from './neighbours';
import type { Transformed } from '../values/transforms';
import { transformToCrm, transformToGoogle } from '../values/transforms';
import type { BothSides, FieldRow, SyncSettings } from '../model/types';
import { otherSide } from '../model/types';

/** The rows a new sync starts with (Google field, CRM field). */
export const DEFAULT_ROWS: ReadonlyArray<readonly [string, string]> = [
	['givenName', 'First_Name'],
	['familyName', 'Last_Name'],
	['workEmail', 'Email'],
	['homeEmail', 'Secondary_Email'],
	['workPhone', 'Phone'],
	['mobilePhone', 'Mobile'],
	['homePhone', 'Home_Phone'],
	['workFax', 'Fax'],
	['jobTitle', 'Title'],
	['department', 'Department'],
	['company', 'Account_Name'],
	['birthday', 'Date_of_Birth'],
	['workStreet', 'Mailing_Street'],
	['workCity', 'Mailing_City'],
	['workRegion', 'Mailing_State'],
	['workPostalCode', 'Mailing_Zip'],
	['workCountry', 'Mailing_Country'],
	['notes', 'Description'],
];

/** Google fields that stand in, in this order, for a family name that the CRM cannot do without. */
const NAME_SUBSTITUTES = ['givenName', 'company'] as const;

/** A row together with what its two fields can hold. */
export interface MappedRow extends FieldRow {
	capability: BothSides<FieldCapability>;
}

/** How the values of the two fields are compared with each other: a field of plain text is no judge of what it holds. */
export function comparedAs({ capability: { google, crm }, transform }: MappedRow): FieldKind {
	if (transform !== undefined) return crm.kind;
	if (google.kind === 'labels') return 'labels';
	const saysLittle = crm.kind === 'text' || (crm.kind === 'picklist' && google.kind === 'country');
	return saysLittle ? google.kind : crm.kind;
}

/** Identifies a row across changes of the map. */
export function rowKey(row: FieldRow): string {
	return [row.google, row.crm, ...(row.transform ? [row.transform] : [])].join('\n');
}

/** Rows as settings hold them. */
export function plainRows(rows: readonly MappedRow[]): FieldRow[] {
	return rows.map((row) => omit(row, 'capability'));
}

/** The fields to read of a side: the mapped ones, what may stand in for a missing name, and what may be part of one. */
export function fieldsToRead(settings: SyncSettings, side: SideName): string[] {
	const fields = new Set([settings.match[side], ...settings.rows.map((row) => row[side])]);
	if (side === 'google') NAME_SUBSTITUTES.forEach((field) => fields.add(field));
	if (side === 'google') unmappedNeighbours(settings.rows).forEach((field) => fields.add(field));
	return [...fields];
}

/** What is wrong with the map by itself; empty when nothing is. */
export function mapProblems(settings: SyncSettings): MapProblem[] {
	const problems: MapProblem[] = [];
	for (const side of ['google', 'crm'] as const) {
		const other = otherSide(side);
		const written = new Map<string, FieldRow>();
		for (const row of settings.rows) {
			if (!rowGoesTo(row, settings, side)) continue;
			const earlier = written.get(row[side]);
			if (earlier) {
				problems.push({
					problem: `Two rows of the field map write to the ${sideLabel(side)} field "${row[side]}": those of "${earlier[other]}" and "${row[other]}"`,
					remedy: 'Remove one of the rows, choose another field in it, or let it go the other way only: a field can take the value of one other field only.',
				});
			}
			written.set(row[side], row);
		}
	}
	problems.push(...meetingProblems(carriesOf(settings)));
	const keys = settings.rows.map(({ google, crm }) => `${google}\n${crm}`);
	const twice = settings.rows.find((_row, index) => keys.indexOf(keys[index]) < index);
	if (twice) {
		problems.push({
			problem: `Two rows of the field map join the fields "${twice.google}" and "${twice.crm}"`,
			remedy: 'Remove one of the rows.',
		});
	}
	if (!settings.rows.some((row) => isMatchRow(row, settings))) {
		problems.push({
			problem: `The field map has no row for the e-mail fields "${settings.match.google}" and "${settings.match.crm}"`,
			remedy: 'Add this row to the field map, or choose other e-mail fields to match by.',
		});
	}
	return problems;
}

/**
 * What the map lacks for records to be made in the CRM: nothing brings the name that it cannot do without, so every create
 * would fail, or nothing brings the e-mail, so that nobody would find the record again.
 */
export function creationProblems(settings: SyncSettings): MapProblem[] {
	if (!writesTo(settings, 'crm') || settings.rows.length === 0) return [];
	const problems: MapProblem[] = [];
	const toCrm = settings.rows.filter((row) => rowGoesTo(row, settings, 'crm'));
	if (!toCrm.some(({ crm }) => crm === settings.crmNameField)) {
		problems.push({
			problem: `The field map brings nothing to the CRM field "${settings.crmNameField}", without which the CRM takes no record`,
			remedy: 'Add a row that goes to this field, as from the family name; choose another field in "CRM Name Field", if the module calls its name otherwise; or let the whole sync go to Google only.',
		});
	}
	const matches = settings.rows.filter((row) => isMatchRow(row, settings));
	if (matches.length > 0 && !matches.some((row) => toCrm.includes(row))) {
		problems.push({
			problem: 'The row of the e-mail fields that people are matched by goes to Google only, so that nobody who is new could be told apart in the CRM',
			remedy: 'Let this row go both ways or to the CRM, or let the whole sync go to Google only.',
		});
	}
	return problems;
}

/** The map as carries from field to field, each row once for every side that it goes to. */
function carriesOf(settings: SyncSettings): Carry[] {
	return settings.rows.flatMap((row) =>
		(['google', 'crm'] as const).flatMap((side) => {
			const other = otherSide(side);
			if (!rowGoesTo(row, settings, side)) return [];
			return { row, from: { side: other, field: row[other] }, to: { side, field: row[side] } };
		}),
	);
}

export interface ResolvedRows {
	rows: MappedRow[];
	/** Rows of the default map that the CRM module has no field for. */
	dropped: FieldRow[];
	/** Rows that the user chose and that name a field which does not exist. */
	unknown: Array<{ side: SideName; field: string }>;
}

/**
 * Joins the map with what the two sides have. A default row whose field the CRM module lacks is dropped, since
 * solutions differ; any other unknown field is an error of the user's.
 */
export function resolveRows(
	rows: readonly FieldRow[],
	capabilities: BothSides<readonly FieldCapability[]>,
): ResolvedRows {
	const byName = {
		google: new Map(capabilities.google.map((field) => [field.name, field])),
		crm: new Map(capabilities.crm.map((field) => [field.name, field])),
	};
	const resolved: ResolvedRows = { rows: [], dropped: [], unknown: [] };
	for (const row of rows) {
		const google = byName.google.get(row.google);
		const crm = byName.crm.get(row.crm);
		if (google && crm) resolved.rows.push({ ...row, capability: { google, crm } });
		else if (google && isDefaultRow(row)) resolved.dropped.push(row);
		else if (!google) resolved.unknown.push({ side: 'google', field: row.google });
		else resolved.unknown.push({ side: 'crm', field: row.crm });
	}
	return resolved;
}

function isDefaultRow(row: FieldRow): boolean {
	return DEFAULT_ROWS.some(([google, crm]) => google === row.google && crm === row.crm);
}

export function isMatchRow(row: FieldRow, settings: SyncSettings): boolean {
	return row.google === settings.match.google && row.crm === settings.match.crm && row.transform === undefined;
}

/** Whether this sync may write to the side at all. */
export function writesTo(settings: SyncSettings, side: SideName): boolean {
	return settings.direction === 'both' || settings.direction === (side === 'google' ? 'crmToGoogle' : 'googleToCrm');
}

/** Whether the row may be carried to the side. */
export function rowGoesTo(row: FieldRow, settings: SyncSettings, side: SideName): boolean {
	return writesTo(settings, side) && (row.direction === 'both' || row.direction === (side === 'google' ? 'toGoogle' : 'toCrm'));
}

/**
 * What the map would send to `to` for a row, given the other side's fields. The CRM's mandatory name is filled from
 * given name, company or the e-mail's local part when Google has no family name.
 */
export function outgoingValue(
	row: FieldRow,
	to: SideName,
	fields: FieldValues,
	settings: SyncSettings,
): string {
	const value = fields[row[otherSide(to)]] ?? '';
	if (value !== '' || to !== 'crm' || row.crm !== settings.crmNameField) return value;
	for (const substitute of NAME_SUBSTITUTES) {
		const other = fields[substitute];
		if (other) return other;
	}
	return (fields[settings.match.google] ?? '').split('@')[0];
}

/** What the map would send to `to` for a row, as that field holds it. */
export function carriedValue(
	row: MappedRow,
	to: SideName,
	fields: BothSides<FieldValues>,
	settings: SyncSettings,
): Transformed {
	const value = withOneName(row, to, fields, settings);
	if (row.transform === undefined) return { value: to === 'crm' && row.capability.google.kind === 'labels' ? asOptions(row.capability.crm, value) : value };
	if (to === 'crm') return transformToCrm(row.transform, value, row.capability.crm);
	return transformToGoogle(row.transform, value, fields.google[row.google] ?? '', row.capability.crm);
}

function withOneName(row: MappedRow, to: SideName, fields: BothSides<FieldValues>, settings: SyncSettings): string {
	const value = outgoingValue(row, to, fields[otherSide(to)], settings);
	if (to === 'google') return withoutNeighbours(row.google, value, fields.google, settings.rows);
	return withNeighbours(row.google, value, fields.crm[row.crm] ?? '', fields.google, settings.rows);
}

/** Labels as a field of the CRM calls its options, whatever their case; what it has no option for stays as it is. */
function asOptions({ options }: FieldCapability, labels: string): string {
	if (!options || labels === '') return labels;
	const byForm = new Map(options.map((option) => [keyForm(option), option]));
	return optionsIn(labels).map((label) => byForm.get(keyForm(label)) ?? label).join(';');
}

/** Why a field cannot hold a value, as a sentence; undefined when it can. */
export function whyNotRepresentable(field: FieldCapability, value: string): string | undefined {
	const misfit = whyUnfit(field, value);
	return misfit && `${field.label} ${misfit.what}`;
}

/** What the map would send to `to` for a row, as that field holds it; a problem where it cannot hold it. */
export function sendableValue(
	row: MappedRow,
	to: SideName,
	fields: BothSides<FieldValues>,
	settings: SyncSettings,
): Transformed {
	const carried = carriedValue(row, to, fields, settings);
	if ('problem' in carried) return carried;
	const value = fitted(row.capability[to], carried.value);
	return value === undefined ? { problem: whyNotRepresentable(row.capability[to], carried.value) ?? '' } : { value };
}

export function sideLabel(side: SideName): string {
	return side === 'google' ? 'Google' : 'CRM';
}
