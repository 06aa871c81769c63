import { AFFINITY, affinityOf, areTwoPeople, contradict, nameFields, nameKeys, shownName, sideWithBothNames } from '../../nodes/ContactReconcile/engine/fieldMap/personName';
import { SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import { personName } from '../../nodes/shared/values/names';
import { tree } from './matching';
import { contactWith } from './parts';
import { asCrmFields, World } from './world';

/** A name of two fields, as "Ann|Lee", or of one, as "Ann Lee". */
function nameOf(text: string) {
	const [given, family] = text.split('|');
	return personName(family === undefined ? { whole: given } : { given, family }, { given: ['given'], family: ['family'], whole: ['whole'], company: [] }, 'email');
}

const namingOf = (...rows: Array<[google: string, crm: string]>) => ({ ...new World().settings, rows: rows.map(([google, crm]) => ({ google, crm, direction: 'both' as const })) });

describe('what two names have in common, whichever comes first', () => {
	test.each<[keyof typeof AFFINITY, string, string]>([
		// The same words, in whatever order and fields.
		['same', 'Ann|Lee', 'LEE|Ánn'],
		['same', 'Ann Lee', 'Ann|Lee'],
		['same', 'Dr. Ann Lee', 'Dr. Ann|Lee'],
		// Half a name is no whole one.
		['compatible', 'Lee', '|Lee'],
		['compatible', 'Ann|Lee', 'Lee'],
		['compatible', 'Ann|Lee', 'Dr. Ann|Lee'],
		// Nothing is known of one.
		['unknown', '', 'Ann|Lee'],
		['unknown', '', ''],
		// Initials.
		['compatible', 'A.|Lee', 'Ann|Lee'],
		['unknown', 'A.|L.', 'Ann|Lee'],
		['none', 'B.|R.', 'Ann|Lee'],
		['part', 'N.|Lee', 'Ann|Lee'],
		// Short forms; one letter less is another name.
		['compatible', 'Alex|Lee', 'Alexander|Lee'],
		['compatible', 'Jo|Lee', 'Josephine|Lee'],
		['compatible', 'Jo|Leeson', 'Josephine|Lee'],
		['part', 'Paul|Lee', 'Paula|Lee'],
		['part', 'Bert|Lee', 'Robert|Lee'],
		['part', 'Mark|Lee', 'Mary|Lee'],
		// A word that both have stands for none of the others.
		['part', 'Rob|Roberts', 'Ann|Roberts'],
		['part', 'A.|Adams', 'Eve|Adams'],
		['compatible', 'Rob|Roberts', 'Robert|Roberts'],
		['compatible', 'Rob|Roberts', '|Roberts'],
		// A second given name or a double name separates nobody, as long as given and family names agree.
		['compatible', 'Ann Marie|Lee', 'Ann Louise|Lee'],
		['compatible', 'Ann|Lee Ray', 'Ann|Lee Fox'],
		['compatible', 'A. Marie|Lee', 'Ann Louise|Lee'],
		['part', 'Bob Marie|Lee', 'Ann Louise|Lee'],
		['part', 'Ann Marie|Lee', 'Ann Louise|Ray'],
		['part', 'Ann|Lee', 'Ann|Ray'],
		['none', 'Ann|Lee', 'Bob|Ray'],
		// The same where one or both stand in a single field.
		['compatible', 'Ann Marie Lee', 'Ann Louise|Lee'],
		['part', 'Ann Marie Lee', 'Bob Louise|Lee'],
		['compatible', 'Ann Marie Lee', 'Ann Louise Lee'],
		['part', 'Ann Marie Lee', 'Ann Louise Ray'],
		['part', '|Lee Ray', '|Lee Fox'],
		// Scripts without spaces: both orders, and Latin beside them.
		['compatible', '明|李', '李明'],
		['compatible', '明|李', '明李'],
		['compatible', '李 明', '李明'],
		['compatible', 'Ann|李', 'Ann李'],
		['none', '明|李', '王明'],
		['part', '明|李', '明天子|李'],
		['none', 'Ann|O', 'Anno'],
	])('%s: %j and %j', (affinity, one, other) => {
		expect([affinityOf(nameOf(one), nameOf(other)), affinityOf(nameOf(other), nameOf(one))]).toEqual([AFFINITY[affinity], AFFINITY[affinity]]);
	});
});

describe('whether two names are surely those of two people', () => {
	const judged = (one: string, other: string) => [areTwoPeople(nameOf(one), nameOf(other)), contradict(nameOf(one), nameOf(other))];

	test.each<[two: boolean, contradicting: boolean, string, string]>([
		[true, true, 'Ann|Lee', 'Bob|Ray'],
		[true, true, 'Ann|Lee', 'Bob|Lee'],
		[true, true, 'Leo|Lee', 'Ann|Lee'],
		[true, true, 'A.|Adams', 'Eve|Adams'],
		// Who has another family name may have taken it.
		[true, false, 'Ann|Lee', 'Ann|Ray'],
		[true, false, 'A.|Lee', 'Ann|Ray'],
		[false, false, 'Ann|Lee', 'Ann Marie|Lee'],
		[false, false, 'Ann|Lee Ray', 'Ann|Lee Fox'],
		[false, false, 'Ann|Lee', ''],
		// All of one stands in the other, but for a slip.
		[false, false, 'Ann|Lee', 'Anna Zoe|Lee'],
	])('%s, and contradict each other %s: %j and %j', (two, contradicting, one, other) => {
		expect([judged(one, other), judged(other, one)]).toEqual([[two, contradicting], [two, contradicting]]);
	});

	const isTakenForOther = (one: string, other: string) => [judged(`Ann|${one}`, `Ann|${other}`)[0], judged(`Ann|${other}`, `Ann|${one}`)[0]];

	test.each(['Hanson Anson', 'Jonson Johnson', 'Leigh Leight', 'Anna Anana', 'Mark Bark', 'Meyer Mayer', 'Marc Mark', 'Lee Lea'])('one letter more or other is a slip of the pen: %s', (names) => {
		const [one, other] = names.split(' ');
		expect(isTakenForOther(one, other)).toEqual([false, false]);
	});

	test.each(['Moser Maner', 'Mayer Mahler', 'Ron Myron', 'Mark Kram', 'Li Lo', 'Li Lia'])('two letters are none, and neither is one of two: %s', (names) => {
		const [one, other] = names.split(' ');
		expect(isTakenForOther(one, other)).toEqual([true, true]);
	});
});

describe('which fields name people', () => {
	const none = { given: [], family: [], whole: [], company: [] };

	test.each<[string, Array<[string, string]>, google: object, crm: object]>([
		['no row: what may stand in for a name', [], { given: ['givenName'], company: ['company'] }, {}],
		['a row of the given name: the middle name beside it', [['givenName', 'First_Name']], { given: ['givenName', 'middleName'], company: ['company'] }, { given: ['First_Name'] }],
		['a row of the middle name', [['givenName', 'First_Name'], ['middleName', 'Middle_Name']], { given: ['givenName', 'middleName'], company: ['company'] }, { given: ['First_Name', 'Middle_Name'] }],
		['a row of the company', [['company', 'Account_Name']], { given: ['givenName'], company: ['company'] }, { company: ['Account_Name'] }],
		['the company as the mandatory name', [['company', 'Last_Name']], { given: ['givenName'], whole: ['company'] }, { whole: ['Last_Name'] }],
		['another field as the mandatory name', [['nickname', 'Last_Name']], { given: ['givenName'], whole: ['nickname'], company: ['company'] }, { whole: ['Last_Name'] }],
		['the family name as the mandatory name', [['familyName', 'Last_Name'], ['jobTitle', 'Title']], { given: ['givenName'], family: ['familyName'], company: ['company'] }, { family: ['Last_Name'] }],
	])('%s', (_case, rows, google, crm) => {
		expect(nameFields(namingOf(...rows))).toEqual({ google: { ...none, ...google }, crm: { ...none, ...crm } });
	});

	test('a record shows given and family name, or else the first field of the whole name, without blanks around them', () => {
		const named = { given: ['givenName'], family: ['familyName'], whole: ['fullName', 'nickname'], company: [] };
		const shown = (fields: Record<string, string>) => shownName(tree('1', 'in', fields), named);
		expect(shown({ givenName: ' Ann ', familyName: 'Lee\n', fullName: 'Dr. Ann Lee' })).toBe('Ann Lee');
		expect(shown({ givenName: ' ', fullName: 'Ann Lee', nickname: 'Annie' })).toBe('Ann Lee');
		expect(shown({ givenName: 'Ann', fullName: 'Ann Lee' })).toBe('Ann Lee');
		expect(shown({ givenName: 'Ann', fullName: 'Lee' })).toBe('Ann');
		expect(shown({ nickname: 'Annie' })).toBe('');
	});

	test("a name is found with Google's middle name and without it, where no row knows of middle names", () => {
		const keys = (side: 'google' | 'crm', fields: Record<string, string>, ...rows: Array<[string, string]>) => {
			const naming = namingOf(['givenName', 'First_Name'], ['familyName', 'Last_Name'], ...rows);
			return nameKeys(side, { fields }, nameFields(naming)[side], naming);
		};
		const ann = { givenName: 'Ann', middleName: 'Marie', familyName: 'Lee' };
		expect(keys('google', ann)).toEqual(['ann lee marie', 'ann lee']);
		expect(keys('google', { ...ann, middleName: '' })).toEqual(['ann lee']);
		expect(keys('google', ann, ['middleName', 'Middle_Name'])).toEqual(['ann lee marie']);
		expect(keys('crm', { First_Name: 'Ann Marie', Last_Name: 'Lee' })).toEqual(['ann lee marie']);
	});
});

describe('the side that has given and family name apart, where the other one has them in one field', () => {
	const MAP = namingOf(['givenName', 'First_Name'], ['familyName', 'Last_Name']);
	const ADDRESS = 'ann.lee@example.org';

	const recordsOf = (google: [given: string, family: string] | null, crm: [given: string, family: string] | null) =>
		contactWith({
			google: google && tree('people/a', 'in', { givenName: google[0], familyName: google[1], workEmail: ADDRESS }),
			crm: crm && tree('1', 'in', { First_Name: crm[0], Last_Name: crm[1], Email: 'eve.ray@example.org' }),
		});

	test.each<[ReturnType<typeof sideWithBothNames>, Parameters<typeof recordsOf>[0], Parameters<typeof recordsOf>[1]]>([
		['google', ['Ann B.', 'Lee'], ['', 'Lee Ann B.']],
		['crm', ['Ann B. Lee', ''], ['Ann', 'B. Lee']],
		['google', ['明', '李'], ['', '李明']],
		['crm', ['', '李明'], ['明', '李']],
		// Both, neither, or another name.
		[null, ['Ann B.', 'Lee'], ['Ann B.', 'Lee']],
		[null, ['', 'Ann B. Lee'], ['', 'Ann B. Lee']],
		[null, ['Ann B.', 'Lee'], ['', 'Lee']],
		[null, ['明', '李'], ['', '王明']],
		// What an address stands for is no name.
		[null, ['', 'Ann Lee'], ['Ann', 'Lee']],
				[null, ['Eve', 'Ray'], ['', 'Eve Ray']],
		// One record only.
		[null, ['Ann B.', 'Lee'], null],
		[null, null, ['Ann', 'Lee']],
	])('is %s: %j in Google, %j in the CRM', (side, google, crm) => expect(sideWithBothNames(recordsOf(google, crm), MAP)).toBe(side));
});

test.each(SIDES)('a name that %s alone shows in two fields is not said twice by a row that leads to it only', (to) => {
	const world = new World({ direction: to === 'google' ? 'crmToGoogle' : 'googleToCrm' });
	const email = 'ann@example.org';
	const [parted, whole] = [{ givenName: 'Ann', familyName: 'Lee', workEmail: email }, { familyName: 'Ann Lee', workEmail: email }];
	world.add('google', to === 'google' ? parted : whole);
	world.add('crm', asCrmFields(to === 'crm' ? parted : whole));
	expect(world.sync().writes).toEqual([]);
	expect(world.sync().writes).toEqual([]);
});
