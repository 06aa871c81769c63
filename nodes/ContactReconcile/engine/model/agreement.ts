import type { Base, BothSides, Pair } from './types';
import { SIDES } from './types';

export const NOTHING_AGREED: Base = { google: [], crm: [] };

/** What the two sides of a row showed when they last agreed; null before they ever did. */
export type RowAgreement = BothSides<string> | null;

export function agreementOf({ agreed }: Pair, index: number): RowAgreement {
	const google = agreed.google[index] ?? null;
	const crm = agreed.crm[index] ?? null;
	return google === null || crm === null ? null : { google, crm };
}

/** Whether both records are known to show what was agreed on in every row; nearly everybody's do. */
export function showsAgreed({ google, crm, agreed: { shownBy } }: Pair): boolean {
	return shownBy !== undefined && google?.fields === shownBy.google && crm?.fields === shownBy.crm;
}

/** Whether a contact has agreed on any field. */
export function hasAgreed({ agreed }: Pair): boolean {
	return agreed.google.some((value) => value !== null);
}

/** The agreements of so many rows, row by row. */
export function agreements(rowCount: number, ofRow: (index: number) => RowAgreement): Base {
	const made: BothSides<Array<string | null>> = { google: [], crm: [] };
	for (let index = 0; index < rowCount; index++) {
		const agreement = ofRow(index);
		for (const side of SIDES) made[side].push(agreement && agreement[side]);
	}
	return made;
}
