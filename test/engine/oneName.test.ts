import { agreements } from '../../nodes/ContactReconcile/engine/model/agreement';
import { fieldsAsRead, oneNameView } from '../../nodes/ContactReconcile/engine/fieldMap/oneName';
import type { FieldRow } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldValues } from '../../nodes/shared/protocol';
import { tree } from './matching';
import { contactWith } from './parts';

const rowsOf = (...pairs: Array<[google: string, crm: string]>) => pairs.map(([google, crm]): FieldRow => ({ google, crm, direction: 'both' }));

const GIVEN: [string, string] = ['givenName', 'First_Name'];
const FAMILY: [string, string] = ['familyName', 'Last_Name'];
const MAP = rowsOf(GIVEN, FAMILY);

interface Seen {
	rows?: FieldRow[];
	/** The family name that Google showed when the two last agreed. */
	agreed?: string;
	oneName?: true;
}

function viewOf(google: FieldValues | null, crm: FieldValues | null, { rows = MAP, agreed, oneName }: Seen = {}) {
	const base = agreements(rows.length, (index) => (agreed === undefined || rows[index].google !== 'familyName' ? null : { google: agreed, crm: agreed }));
	const record = google && { ...tree('people/a', 'in', google), ...(oneName && { oneName }) };
	return oneNameView(contactWith({ google: record, crm: crm && tree('1', 'in', crm), agreed: base }), rows, 'Last_Name');
}

const CHER = { givenName: 'Cher', jobTitle: 'Singer' };
const SEEN = { fields: { familyName: 'Cher', jobTitle: 'Singer' }, oneName: true };

describe('the only name of a Google contact is seen as its family name', () => {
	test.each<[string, FieldValues | null, Seen]>([
		['before there is a record in the CRM', null, {}],
		['where the CRM shows no given name', { Last_Name: 'Cher' }, {}],
		['where the CRM shows another family name alone', { Last_Name: 'Sarkisian' }, {}],
		['where the CRM shows it as the family name, beside a given name', { First_Name: 'Bono', Last_Name: 'Cher' }, {}],
		['where the CRM shows both, and the contact had a family name when they agreed', { First_Name: 'Cher', Last_Name: 'Sarkisian' }, { agreed: 'Sarkisian' }],
		['whichever row comes first', { Last_Name: 'Sarkisian' }, { rows: rowsOf(FAMILY, ['jobTitle', 'Title'], GIVEN) }],
		['where no row brings given names', { First_Name: 'Cher', Last_Name: 'Sarkisian' }, { rows: rowsOf(FAMILY) }],
	])('%s', (_case, crm, more) => {
		expect(viewOf(CHER, crm, more)).toEqual(SEEN);
		// And stays so.
		expect(viewOf(SEEN.fields, crm, { ...more, oneName: true })).toEqual(SEEN);
	});
});

describe('a given name stays one', () => {
	test.each<[string, FieldValues | null, Seen]>([
		['where the CRM shows it beside a family name', { First_Name: 'Cher', Last_Name: 'Sarkisian' }, {}],
		['where the CRM shows it twice', { First_Name: 'Cher', Last_Name: 'Cher' }, {}],
		['where the CRM shows another given and another family name', { First_Name: 'Bono', Last_Name: 'Ray' }, {}],
		['where they agreed on no family name', { First_Name: 'Cher', Last_Name: 'Sarkisian' }, { agreed: '' }],
		['where the family name goes to another field', null, { rows: rowsOf(GIVEN, ['familyName', 'Nick'], ['jobTitle', 'Title']) }],
		['where another field is the mandatory name', null, { rows: rowsOf(GIVEN, ['company', 'Last_Name']) }],
		['where no row is one of family names', null, { rows: rowsOf(['jobTitle', 'Title'], GIVEN) }],
	])('%s', (_case, crm, more) => {
		expect(viewOf(CHER, crm, more)).toEqual({ fields: CHER });
		expect(viewOf(SEEN.fields, crm, { ...more, oneName: true })).toEqual({ fields: CHER });
	});

	test.each([[{ givenName: 'Ann', familyName: 'Lee' }], [{ familyName: 'Lee' }], [{ jobTitle: 'Clerk' }], [{}]])('of a contact with %j nothing is seen otherwise', (fields) => {
		expect(viewOf(fields, null)).toEqual({ fields });
		expect(fieldsAsRead(undefined, fields)).toBe(fields);
	});

	test('who is not in Google has no name there', () => expect(viewOf(null, { Last_Name: 'Cher' })).toEqual({ fields: {} }));
});
