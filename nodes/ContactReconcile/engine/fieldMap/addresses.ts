import type { FieldCapability, SideName } from '../../../shared/protocol';
import { comparisonForm } from '../values/normalise';
import type { BothSides, RecordTree, SyncSettings, SyncState } from '../model/types';

/** The mapped fields of each side that hold e-mail addresses. */
export type EmailFields = BothSides<readonly string[]>;

/** Where either of two paired fields is one for addresses, both are; the two that people are matched by always. */
export function emailFields({ sides }: Pick<SyncState, 'sides'>, { rows, match }: Pick<SyncSettings, 'rows' | 'match'>): EmailFields {
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
export function addressesOf(tree: RecordTree, fields: readonly string[]): string[] {
	const shown = fields.flatMap((field) => tree.fields[field] ?? []);
	const keys = [...shown, ...tree.otherEmails].map((address) => comparisonForm('email', address));
	return keys.length > 1 ? [...new Set(keys)].filter((key) => key !== '') : keys.filter((key) => key !== '');
}

/** The address that a record is matched by, in comparison form; empty when it has none. */
export function matchKey(side: SideName, tree: RecordTree | null, settings: Pick<SyncSettings, 'match'>): string {
	return comparisonForm('email', tree?.fields[settings.match[side]] ?? '');
}
