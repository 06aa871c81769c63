import type { Pair } from '../../nodes/ContactReconcile/engine/model/types';
import { ADDRESS, crm, crowd, google, leftover, match } from './matching';

const EVE = 'eve@example.org';
const ANN_LEE = { givenName: 'Ann', familyName: 'Lee' };
const lee = (given: string, fields: Record<string, string> = {}) => crm('1', { First_Name: given, Last_Name: 'Lee', ...fields });

describe('how names are compared where many have an address', () => {
	test.each<[string, boolean, size: number, Pair[]]>([
		['up to 200 records have it: one name may say less', true, 200, [google('a', { ...ANN_LEE, homeEmail: EVE }), lee('Ann Marie')]],
		['more have it: in full, whatever address one of the two has besides', false, 201, [google('a', { ...ANN_LEE, homeEmail: EVE }), lee('Ann Marie')]],
		['more have it, and one of the two shares another address with the other one only: one name may say less', true, 202, [google('a', { ...ANN_LEE, homeEmail: EVE }), lee('Ann Marie', { Email: EVE })]],
	])('%s: %s', (_where, isLinked, size, contacts) => {
		expect(match([...crowd(size - 2), ...contacts]).pairs.includes('a+1')).toBe(isLinked);
	});
});

test('whoever lost the counterpart is called as the record that is left, not as the one that is gone', () => {
	const left = leftover(google('b', { givenName: 'Eve', familyName: 'Ray' }), crm('2', { First_Name: 'Ann', Last_Name: 'Lee', Email: ADDRESS }, 'gone'));
	expect(match([left, lee('Ann')])).toMatchObject({ pairs: ['b+2', '1'], unclear: { 1: 'differentNames' } });
});
