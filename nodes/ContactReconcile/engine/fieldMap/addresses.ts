import type { FieldCapability, SideName } from '../../../shared/protocol';
import { emailForms } from '../../../shared/values/email';
import { comparisonForm } from '../values/normalise';
import type { BothSides, Pair, Snapshot, SyncSettings, SyncState } from '../model/types';
import type { MappedRow } from './fieldMap';
import { isMatchRow, rowGoesTo, whyNotRepresentable } from './fieldMap';

/** The mapped fields of each side that hold e-mail addresses. */
export type EmailFields = BothSides<readonly string[]>;

/** Where either of two paired fields is one for addresses, both are; the two that people are matched by always. */
export function emailFields({ sides }: { sides: BothSides<Pick<SyncState['sides']['crm'], 'capabilities'>> }, { rows, match }: Pick<SyncSettings, 'rows' | 'match'>): EmailFields {
	const google = new Set([match.google, ...emailFieldsIn(sides.google.capabilities)]);
	const crm = new Set([match.crm, ...emailFieldsIn(sides.crm.capabilities)]);
	for (const row of rows) {
		if (google.has(row.google)) crm.add(row.crm);
		else if (crm.has(row.crm)) google.add(row.google);
	}
	return { google: [...google], crm: [...crm] };
}

export function emailFieldsIn(capabilities: readonly FieldCapability[]): string[] {
	return capabilities.flatMap(({ kind, name }) => (kind === 'email' ? name : []));
}

/** Every address of a record, mapped to whatever field or to none, in comparison form; each once. */
export function addressesOf(tree: Snapshot, fields: readonly string[]): string[] {
	const shown = fields.flatMap((field) => tree.fields[field] ?? []);
	const keys = [...shown, ...tree.otherEmails].flatMap(emailForms);
	return keys.length > 1 ? [...new Set(keys)].filter((key) => key !== '') : keys.filter((key) => key !== '');
}

/** Whether a Google contact has a main address that finds its CRM record again: one that the CRM would refuse finds nobody. */
export function hasUsableEmail({ google }: Pair, rows: readonly MappedRow[], settings: SyncSettings): boolean {
	const row = rows.find((candidate) => isMatchRow(candidate, settings) && rowGoesTo(candidate, settings, 'crm'));
	const key = matchKey('google', google, settings);
	return key !== '' && row !== undefined && whyNotRepresentable(row.capability.crm, key) === undefined;
}

/** The address that a record is matched by, in comparison form; empty when it has none. */
export function matchKey(side: SideName, tree: Snapshot | null, settings: Pick<SyncSettings, 'match'>): string {
	return comparisonForm('email', tree?.fields[settings.match[side]] ?? '');
}
