import type { IDataObject } from 'n8n-workflow';

import { InMemoryDeduplication, runNode, stopN8n } from '../../harness';

afterAll(stopN8n);

const ROWS = [
	{ googleField: 'familyName', crmField: 'Last_Name' },
	{ googleField: 'workEmail', crmField: 'Email' },
];

async function startSync(rows: object[], options: IDataObject = {}) {
	const parameters = { operation: 'startSync', fieldMap: { rows: [...ROWS, ...rows] }, options };
	return await runNode('contactReconcile', parameters as IDataObject, { dedupe: new InMemoryDeduplication() });
}

test.each([
	['a country that is none', [], { phoneCountry: 'Germany' }, '"GERMANY" is no country code'],
	['a full name beside its parts', [{ googleField: 'fullName', crmField: 'Name' }], {}, 'writes Google\'s full name and, by itself, its part "familyName"'],
	['a CRM field that two rows write', [{ googleField: 'jobTitle', crmField: 'Email' }], {}, 'Two rows of the field map write to the CRM field "Email"'],
	['half a row', [{ googleField: 'custom', crmField: 'Tier' }], {}, 'A row of the field map is incomplete'],
	['a fixed value that is none', [{ googleField: 'fixed', fixedValue: ' ', crmField: 'Tier' }], {}, 'A row of the field map is incomplete'],
	['one address for everybody', [{ googleField: 'fixed', fixedValue: 'a@example.org', crmField: 'Email' }], {}, 'gives the e-mail field "Email" a fixed value'],
	['two fixed values of one field', ['A', 'B'].map((fixedValue) => ({ googleField: 'fixed', fixedValue, crmField: 'Tier' })), {}, 'give the CRM field "Tier" a fixed value'],
])('%s is refused before anything is read', async (_what, rows, options, message) => {
	const { error, outputs } = await startSync(rows, options);
	expect(error).toContain(message);
	expect(outputs.flat()).toEqual([]);
});

test('a code in small letters, a full name that only goes to the CRM, and transforms are taken', async () => {
	const rows = [
		{ googleField: 'fullName', crmField: 'Name', direction: 'toCrm' },
		{ googleField: 'birthday', crmField: 'Year', direction: 'toCrm', transform: 'year' },
		{ googleField: 'birthday', crmField: 'Date_of_Birth', transform: 'none' },
	];
	const { error, outputs } = await startSync(rows, { phoneCountry: ' de ' });
	expect(error).toBeUndefined();
	expect(outputs[0][0].json.fields).toEqual(expect.arrayContaining(['fullName', 'birthday', 'familyName']));
});

test.each(['people/c1 12', 'people/c-1_a 12', 'people/c1  12, people/c2 13', ''])('pairs to keep apart, "%s", are taken as ids are elsewhere', async (keepApart) => {
	expect((await startSync([], { keepApart })).error).toBeUndefined();
});

test.each(['c1 12', 'people/c1', 'people/c1 12 13', '12 people/c1'])('"%s" is no pair to keep apart', async (keepApart) => {
	expect((await startSync([], { keepApart })).error).toContain('"Keep Apart" holds a line that is no pair');
});

describe('a field map given as JSON', () => {
	async function startWith(fieldMapJson: unknown) {
		const parameters = { operation: 'startSync', fieldMapFrom: 'json', fieldMapJson } as IDataObject;
		return await runNode('contactReconcile', parameters, { dedupe: new InMemoryDeduplication() });
	}

	test.each([
		['a text', JSON.stringify([...ROWS, { googleField: 'jobTitle', crmField: 'Title' }])],
		['a list, as from an expression', [...ROWS, { googleField: 'jobTitle', crmField: 'Title' }]],
	])('counts as rows do, as %s', async (_what, json) => {
		const { error, outputs } = await startWith(json);
		expect(error).toBeUndefined();
		expect(outputs[1][0].json.fields).toEqual(expect.arrayContaining(['Last_Name', 'Email', 'Title']));
	});

	test.each([
		['no JSON', '[{', '"Field Map as JSON" is no list of rows'],
		['no list', '{}', '"Field Map as JSON" is no list of rows'],
		['rows without a field', [...ROWS, { googleField: 'jobTitle' }], 'Row 3 of the field map: "crmField" is missing'],
	])('that is %s is refused before anything is read', async (_what, json, words) => {
		const { error, outputs } = await startWith(json);
		expect(error).toContain(words);
		expect(outputs.flat()).toEqual([]);
	});
});

test('items that are no rows of a state are refused: taken for none, everybody would be matched anew', async () => {
	const parameters = { operation: 'startSync', fieldMap: { rows: ROWS } };
	const run = async (items: object[]) => await runNode('contactReconcile', parameters, { dedupe: new InMemoryDeduplication(), items });
	expect((await run([{ id: 1 }])).error).toContain('Item 0 is no row of what the sync remembers');
	// Of so large a number there is no next one, and no later row would count as newer.
	const row = { syncName: 'a', generation: 1, kind: 'state', part: 1, parts: 1, text: '{}' };
	for (const spoilt of [{ generation: 1e300 }, { part: 1.5 }, { parts: -1e16 }]) {
		expect((await run([{ ...row, ...spoilt }])).error).toContain('Item 0 is no row of what the sync remembers');
	}
	expect((await run([{}])).error).toBeUndefined();
});

describe('a field map that is checked for a page', () => {
	const crmFields = [
		{ name: 'Last_Name', label: 'Last Name', kind: 'text', writable: true, mandatory: true },
		{ name: 'Email', label: 'Email', kind: 'email', writable: true, mandatory: false },
		{ name: 'Created_Time', label: 'Created Time', kind: 'text', writable: false, mandatory: false },
	];

	async function check(rows: object[], direction = 'both', fields: object[] = crmFields) {
		const parameters = { operation: 'checkMap', direction, fieldMapFrom: 'json', fieldMapJson: rows } as IDataObject;
		const { items, error } = await runNode('contactReconcile', parameters, { items: fields });
		expect(error).toBeUndefined();
		return items[0].json as { valid: boolean; problems: Array<{ problem: string; remedy: string }>; googleFields: object[]; suggestedRows: object[] };
	}

	test('has no problem where it can be used, and comes with what it may name', async () => {
		const { valid, problems, googleFields, suggestedRows } = await check(ROWS);
		expect({ valid, problems }).toEqual({ valid: true, problems: [] });
		expect(googleFields).toContainEqual(expect.objectContaining({ name: 'Job Title', value: 'jobTitle' }));
		expect(suggestedRows).toEqual([
			{ googleField: 'familyName', crmField: 'Last_Name', direction: 'both' },
			{ googleField: 'workEmail', crmField: 'Email', direction: 'both' },
		]);
	});

	test.each([
		['two rows to one field', [...ROWS, { googleField: 'jobTitle', crmField: 'Last_Name' }], 'Two rows of the field map write to the CRM field "Last_Name"'],
		['no row for the e-mail', [{ googleField: 'familyName', crmField: 'Last_Name' }], 'has no row for the e-mail fields'],
		['a field that can only be read', [...ROWS, { googleField: 'notes', crmField: 'Created_Time' }], 'The CRM field "Created Time" can only be read'],
		['a field that the CRM lacks', [...ROWS, { googleField: 'notes', crmField: 'Nothing' }], 'The CRM has no field "Nothing"'],
		['half a row', [...ROWS, { googleField: 'notes', crmField: '' }], 'A row of the field map is incomplete'],
	])('tells of %s, in words', async (_what, rows, problem) => {
		const { valid, problems } = await check(rows);
		expect(valid).toBe(false);
		expect(problems).toEqual([{ problem: expect.stringContaining(problem), remedy: expect.any(String) }]);
	});

	describe('of a CRM with fields that no record can be without', () => {
		const tier = { name: 'Tier', label: 'Level', kind: 'picklist', options: ['Gold'], writable: true, mandatory: true };
		const owner = { name: 'Owner', label: 'Owner', kind: 'lookup', type: 'ownerlookup', writable: true, mandatory: true };

		test.each([
			['names those that nothing brings', [], ['takes no record without "Level"']],
			['takes a field of Google', [{ googleField: 'jobTitle', crmField: 'Tier' }], []],
			['takes a fixed value, in any spelling that its field knows', [{ googleField: 'fixed', fixedValue: 'Gold\u200b', crmField: 'Tier' }], []],
			['tells of a row that does not go there', [{ googleField: 'jobTitle', crmField: 'Tier', direction: 'toGoogle' }], ['takes no record without "Level"']],
			['tells of a fixed value that its field does not hold', [{ googleField: 'fixed', fixedValue: 'Tin', crmField: 'Tier' }], ['The fixed value "Tin" of the field map does not fit: Level has no option']],
			['tells of a fixed value for a field that the CRM lacks', [{ googleField: 'jobTitle', crmField: 'Tier' }, { googleField: 'fixed', fixedValue: 'x', crmField: 'Nothing' }], ['The CRM has no field "Nothing"']],
		])('%s', async (_what, rows, expected) => {
			const { problems } = await check([...ROWS, ...rows], 'both', [...crmFields, tier, owner]);
			expect(problems.map(({ problem }) => problem)).toEqual(expected.map((problem) => expect.stringContaining(problem) as string));
		});

		test('asks for nothing where nothing is written to the CRM', async () => {
			expect(await check(ROWS, 'crmToGoogle', [...crmFields, tier])).toMatchObject({ valid: true });
		});
	});

	test('lets a field that can only be read go to Google', async () => {
		expect(await check([...ROWS, { googleField: 'notes', crmField: 'Created_Time' }], 'crmToGoogle')).toMatchObject({ valid: true });
	});
});
