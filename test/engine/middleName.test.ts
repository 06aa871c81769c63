import fc from 'fast-check';

import { isMiddleNameUnmapped, withMiddleName, withoutMiddleName } from '../../nodes/ContactReconcile/engine/fieldMap/middleName';
import { cases } from '../setup/cases';

const name = fc.constantFrom('Ann', 'Ann Marie', 'Jean-Luc', 'Zoë', 'Marie', 'M.', 'İpek', 'ß', '李', 'de la Cruz');

test('a given name with the middle name at its end is taken apart and put together again, and every other one stays as it is', () => {
	fc.assert(
		fc.property(name, name, name, (given, middleName, other) => {
			const fields = { middleName };
			const joined = `${given} ${middleName}`;
			expect(withoutMiddleName(joined, fields)).toBe(given);
			expect(withMiddleName(given, joined, fields)).toBe(joined);
			expect(withMiddleName(other, joined, fields)).toBe(`${other} ${middleName}`);
			expect(withMiddleName(given, given, { middleName: 'Nobody' })).toBe(given);
			expect(withoutMiddleName(given, {})).toBe(given);
			expect(withMiddleName('', joined, fields)).toBe('');
		}),
		{ numRuns: cases(200) },
	);
});

test.each([
	['Marie', 'Marie'],
	[' Marie', ' Marie'],
	['AnnMarie', 'AnnMarie'],
	['Ann MARIE', 'Ann'],
	['Ann Marie Louise', 'Ann Marie Louise'],
])('of %j nothing but the middle name Marie at the end goes: %j', (shown, given) => {
	expect(withoutMiddleName(shown, { middleName: 'Marie' })).toBe(given);
});

test('where a row knows of middle names, or brings the whole name, the fields are what they are', () => {
	const rows = (...names: string[]) => names.map((google) => ({ google }));
	expect(isMiddleNameUnmapped(rows('givenName', 'familyName'))).toBe(true);
	for (const mapped of [rows('givenName', 'middleName'), rows('givenName', 'fullName'), rows('familyName')]) expect(isMiddleNameUnmapped(mapped)).toBe(false);
});
