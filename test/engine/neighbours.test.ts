import fc from 'fast-check';

import { isMiddleNameUnmapped, unmappedNeighbours, withNeighbours, withoutNeighbours } from '../../nodes/ContactReconcile/engine/fieldMap/neighbours';
import { cases } from '../setup/cases';

const rows = (...names: string[]) => names.map((google) => ({ google }));
const NAMES = rows('givenName', 'familyName', 'workStreet');

const name = fc.constantFrom('Ann', 'Ann Marie', 'Jean-Luc', 'Zoë', 'Marie', 'M.', 'İpek', 'ß', '李', 'de la Cruz');

test('a name with the middle name beside it is taken apart and put together again, and every other one stays as it is', () => {
	fc.assert(
		fc.property(name, name, name, (own, middleName, other) => {
			const fields = { middleName };
			for (const [part, join] of [['givenName', (one: string) => `${one} ${middleName}`], ['familyName', (one: string) => `${middleName} ${one}`]] as const) {
				expect(withoutNeighbours(part, join(own), fields, NAMES)).toBe(own);
				expect(withNeighbours(part, own, join(own), fields, NAMES)).toBe(join(own));
				expect(withNeighbours(part, other, join(own), fields, NAMES)).toBe(join(other));
				expect(withNeighbours(part, own, own, { middleName: 'Nobody' }, NAMES)).toBe(own);
				expect(withoutNeighbours(part, own, {}, NAMES)).toBe(own);
				expect(withNeighbours(part, '', join(own), fields, NAMES)).toBe('');
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
	expect(withoutNeighbours('givenName', shown, { middleName }, NAMES)).toBe(given);
});

test('where a row knows of middle names, or brings the whole name, the fields are what they are', () => {
	expect(isMiddleNameUnmapped(rows('givenName', 'familyName'))).toBe(true);
	expect(unmappedNeighbours(rows('givenName', 'familyName'))).toEqual(['namePrefix', 'middleName', 'middleName', 'nameSuffix']);
	expect(unmappedNeighbours(rows('familyName', 'nameSuffix', 'workStreet', 'homeStreet', 'homeExtendedAddress'))).toEqual(['workExtendedAddress']);
	for (const mapped of [rows('givenName', 'middleName'), rows('givenName', 'fullName'), rows('familyName')]) expect(isMiddleNameUnmapped(mapped)).toBe(false);
});

test.each([
	['givenName', 'Dr. Ann', { namePrefix: 'Dr' }, 'Ann'],
	['givenName', 'Dr. Ann M.', { namePrefix: 'Dr.', middleName: 'Marie' }, 'Ann'],
	['givenName', 'Dr.', { namePrefix: 'Dr.' }, 'Dr.'],
	['givenName', 'D Ann', { namePrefix: 'Dr.' }, 'D Ann'],
	['fullName', 'Dr. Ann Marie Lee, PhD', { namePrefix: 'Dr.', nameSuffix: 'PhD' }, 'Ann Marie Lee'],
	['familyName', 'Lee, Jr.', { nameSuffix: 'jr' }, 'Lee'],
	['workStreet', 'Ring 1\nApt 5', { workExtendedAddress: 'Apt 5' }, 'Ring 1'],
	['workStreet', 'Hof 2\nRing 1, apt 5, Floor 2', { workExtendedAddress: 'Apt 5, Floor 2' }, 'Hof 2\nRing 1'],
	['workStreet', 'Ring 15', { workExtendedAddress: '5' }, 'Ring 15'],
	['workStreet', 'Ring 5', { workStreet: 'Ring 5', workExtendedAddress: '5' }, 'Ring 5'],
	['homeStreet', 'Ring 1\nApt 5', { workExtendedAddress: 'Apt 5' }, 'Ring 1\nApt 5'],
])('of the %s %j, with %j in Google, %j is its own', (field, shown, google, own) => {
	expect(withoutNeighbours(field, shown, google, NAMES)).toBe(own);
	expect(withNeighbours(field, own, shown, google, NAMES)).toBe(shown);
});
