import type { IDataObject } from 'n8n-workflow';

import { InMemoryDeduplication, runNode, stopN8n } from '../../harness';
import { mutationsOf, told } from './mutations';
import { asExpressions, mayBe, VALID } from './startSettings';

afterAll(stopN8n);

const start = async (parameters: IDataObject) => await runNode('contactReconcile', { operation: 'startSync', ...asExpressions(parameters) }, { dedupe: new InMemoryDeduplication() });
const check = async (parameters: IDataObject) => await runNode('contactReconcile', { operation: 'checkMap', ...asExpressions(parameters) }, { items: [{ name: 'Email', label: 'Email', writable: true }, { name: 'Last_Name', label: 'Name', writable: true }] });

test('every setting is refused wherever it holds what nobody can choose, before the lease is taken', async () => {
	const misjudged: string[] = [];
	// A lease that is taken waits a second; of what is taken here only the words count.
	for (const mutation of mutationsOf(VALID).filter((one) => !mayBe(one))) {
		const { error, outputs } = await start(mutation.mutated);
		const isRefused = error !== undefined && outputs.flat().length === 0;
		if (!isRefused || /undefined \(|is not a function|Cannot read|invalid syntax/.test(error)) misjudged.push(`${told(mutation)}: ${error ?? 'taken'}`);
	}
	expect(misjudged).toEqual([]);
});

test('a field map is told in Check Field Map to be wrong in the words in which Start Sync refuses it', async () => {
	const { direction, fieldMapFrom, fieldMapJson } = VALID;
	for (const { mutated } of mutationsOf({ direction, fieldMapFrom, fieldMapJson }).filter((one) => !mayBe(one) && one.place !== 'fieldMapFrom')) {
		const { items, error } = await check(mutated);
		expect(error).toBeUndefined();
		const { valid, problems } = items[0].json as { valid: boolean; problems: Array<{ problem: string }> };
		expect(valid).toBe(false);
		expect((await start(mutated)).error).toContain(problems[0].problem);
	}
});

test.each([
	[{ deletes: 'false' }, '"Carry Deletions Across" is "false"; it can be true or false'],
	[{ direction: 'sideways' }, '"Direction" is "sideways"; it can be both, crmToGoogle, googleToCrm'],
	[{ direction: null }, '"Direction" is null; it can be both, crmToGoogle, googleToCrm'],
	[{ options: { deleteSharePercent: '10%' } }, '"Refuse to Delete More Than (%)" is "10%"; it has to be a number'],
	[{ options: { firstCap: -1 } }, '"Contacts per Run at First" is -1; it has to be a whole number from 1 to 1000000'],
	[{ fieldMapJson: [{ googleField: 'workEmail', crmField: 'Email', direction: 'googleToCrm' }] }, 'Row 1 of the field map: "direction" is "googleToCrm"; it can be both, toGoogle, toCrm'],
	[{ fieldMapJson: [{ googleField: 'workEmail', crmField: 'Email', transform: 'constructor' }] }, 'Row 1 of the field map: "transform" is "constructor"; it can be none, day'],
	[{ preview: 'Never' }, '"Preview" is "Never"; it can be editor, everyRun, never'],
])('%j is told with its place, its value and the choices', async (parameters, words) => {
	expect((await start({ ...VALID, ...parameters } as IDataObject)).error).toContain(words);
});

test.each(['planChanges', 'recordResults', 'undo', 'x', 'constructor'])('%s: a switch or an operation that is none is refused in words', async (operation) => {
	const given = { operation, dryRun: 'false', runId: null } as unknown as IDataObject;
	const { error } = await runNode('contactReconcile', given, { items: [{}] });
	expect(error).toBeDefined();
	expect(error).not.toMatch(/Cannot read|is not a function/);
});
