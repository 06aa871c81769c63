import type { MappedRow } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import type { Pair, FieldRow, Snapshot, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldCapability, FieldValues, SideName } from '../../nodes/shared/protocol';
import { World } from './world';

/** The rows that the tables of decisions are made with, and what the two sides showed in them when they last agreed. */
export const NAME_ROW = 0;
export const EMAIL_ROW = 1;
export const TITLE_ROW = 2;
export const AGREED = {
	google: { familyName: 'Lee', workEmail: 'ann@example.org', jobTitle: 'Clerk' },
	crm: { Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk' },
};

/** A row of the map whose fields hold text, unless said otherwise. */
export function mappedRow(row: Partial<FieldRow> & Pick<FieldRow, 'google' | 'crm'>, more: Partial<Record<SideName, Partial<FieldCapability>>> = {}): MappedRow {
	const capability = (side: SideName): FieldCapability => ({
		...{ name: row[side], label: row[side], kind: 'text', writable: true, mandatory: false },
		...more[side],
	});
	return { direction: 'both', ...row, capability: { google: capability('google'), crm: capability('crm') } };
}

export const ROWS: MappedRow[] = [
	mappedRow({ google: 'familyName', crm: 'Last_Name' }, { crm: { mandatory: true } }),
	mappedRow({ google: 'workEmail', crm: 'Email' }, { google: { kind: 'email' }, crm: { kind: 'email' } }),
	mappedRow({ google: 'jobTitle', crm: 'Title' }),
];

export function settingsWith(settings: Partial<SyncSettings> = {}): SyncSettings {
	return new World({ rows: ROWS, ...settings }).settings;
}

export function tree(side: SideName, more: Partial<Snapshot> = {}): Snapshot {
	return { ...{ id: side, presence: 'in', modifiedAt: null, fields: AGREED[side], otherEmails: [], origin: null, partial: false }, ...more };
}

/** Ann, in scope on both sides, as when she was last agreed on. */
export function contactWith(more: Partial<Pair> = {}): Pair {
	const [google, crm] = SIDES.map((side) => Object.values<string>(AGREED[side]));
	return {
		...{ google: tree('google'), crm: tree('crm'), agreed: { google, crm }, detached: null, joining: false },
		...{ createdInCrm: false, lostCreateAt: null, waitingSince: null, failure: null, returns: null },
		...more,
	};
}

/** Agreed values with those of one row replaced. */
export function agreedWith(row: number, google: string | null, crm: string | null): Pair['agreed'] {
	const { agreed } = contactWith();
	return { google: agreed.google.map((value, index) => (index === row ? google : value)), crm: agreed.crm.map((value, index) => (index === row ? crm : value)) };
}

/** A record that shows what was agreed on, but for these fields. */
export function edited(side: SideName, fields: FieldValues, more: Partial<Snapshot> = {}): Snapshot {
	return tree(side, { fields: { ...AGREED[side], ...fields }, ...more });
}
