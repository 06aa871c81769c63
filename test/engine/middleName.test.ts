import fc from 'fast-check';

import { isMiddleNameUnmapped, withMiddleName, withoutMiddleName } from '../../nodes/ContactReconcile/engine/fieldMap/middleName';
import { cases } from '../setup/cases';

const name = fc.constantFrom('Ann', 'Ann Marie', 'Jean-Luc', 'Zoë', 'Marie', 'M.', 'İpek', 'ß', '李', 'de la Cruz');

test('a name with the middle name beside it is taken apart and put together again, and every other one stays as it is', () => {
	fc.assert(
		fc.property(name, name, name, (own, middleName, other) => {
			const fields = { middleName };
			for (const [part, join] of [['givenName', (one: string) => `${one} ${middleName}`], ['familyName', (one: string) => `${middleName} ${one}`]] as const) {
				expect(withoutMiddleName(part, join(own), fields)).toBe(own);
				expect(withMiddleName(part, own, join(own), fields)).toBe(join(own));
				expect(withMiddleName(part, other, join(own), fields)).toBe(join(other));
				expect(withMiddleName(part, own, own, { middleName: 'Nobody' })).toBe(own);
				expect(withoutMiddleName(part, own, {})).toBe(own);
				expect(withMiddleName(part, '', join(own), fields)).toBe('');
			}
		}),
		{ numRuns: cases(200) },
	);
});

test.each([
	['Marie', 'Marie', 'Marie'],
	[' Marie', 'Marie', ' Marie'],
	['AnnMarie', 'Marie', 'AnnMarie'],
	['Ann MARIE', 'Marie', 'Ann'],
	['Ann Marie Louise', 'Marie', 'Ann Marie Louise'],
	['Ann M', 'M.', 'Ann'],
	['Ann M.', 'Marie', 'Ann'],
	['Ann Marie', 'M.', 'Ann'],
	['Ann Louise', 'M.', 'Ann Louise'],
	['Ann Marie', 'Ma', 'Ann Marie'],
	['Ann Marie Louise', 'Marie Louise', 'Ann'],
	['Ann Marie Louise', ' Marie  Louise ', 'Ann'],
])('of %j nothing but the middle name %s at the end goes: %j', (shown, middleName, given) => {
	expect(withoutMiddleName('givenName', shown, { middleName })).toBe(given);
});

test('where a row knows of middle names, or brings the whole name, the fields are what they are', () => {
	const rows = (...names: string[]) => names.map((google) => ({ google }));
	expect(isMiddleNameUnmapped(rows('givenName', 'familyName'))).toBe(true);
	for (const mapped of [rows('givenName', 'middleName'), rows('givenName', 'fullName'), rows('familyName')]) expect(isMiddleNameUnmapped(mapped)).toBe(false);
});
