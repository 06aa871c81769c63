/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import Ajv from 'ajv';
import type { IDataObject, INode } from 'n8n-workflow';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { operations } from '../../../nodes/ContactReconcile/actions/Sync.resource';
import { runNode, stopN8n } from '../../harness';
import type { SyncWorld } from '../../workflows/syncWorld';
import { startSyncWorld } from '../../workflows/syncWorld';

const SCHEMAS = join(__dirname, '../../../nodes/ContactReconcile/__schema__/v1.0.0/sync');

let world: SyncWorld;

beforeEach(async () => {
	world = await startSyncWorld();
});
afterEach(async () => await world.close());
afterAll(stopN8n);

/** As strict as can be: wherever a schema names properties, no other may appear. */
function closed(schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map(closed);
	if (typeof schema !== 'object' || schema === null) return schema;
	const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
	return 'properties' in inner ? { ...inner, additionalProperties: false } : inner;
}

function conforms(operation: string, items: Array<{ json: IDataObject }>): void {
	expect(items).not.toHaveLength(0);
	const schema = JSON.parse(readFileSync(join(SCHEMAS, `${operation}.json`), 'utf8')) as IDataObject;
	const validate = new Ajv({ strict: false, allErrors: true }).compile(closed(schema) as IDataObject);
	for (const { json } of items) {
		validate(json);
		expect(validate.errors ?? []).toEqual([]);
	}
}

async function reconcile(parameters: IDataObject, items: object[] | object[][] = [{}]) {
	return (await runNode('contactReconcile', parameters, { items })).items;
}

test('every operation has its schema, and no schema is without its operation', () => {
	expect(readdirSync(SCHEMAS).sort()).toEqual(Object.keys(operations).map((name) => `${name}.json`).sort());
});

test('what a run puts out, its report, its undo and its status are as their schemas say', async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	world.addGoogle({ given: 'Bea', family: 'Ray', email: 'bob@example.org' });
	const status = { operation: 'getStatus' };
	conforms('getStatus', await reconcile(status));
	const run = await world.run('two-way', (nodes) => {
		for (const node of nodes) if (node.name === 'Start Sync') node.parameters.options = { syncName: 'Sales' };
	});
	conforms('startSync', run.items('Start Sync'));
	conforms('planChanges', run.items('Plan Changes'));
	conforms('recordResults', run.items('Record Results'));
	conforms('buildReport', run.items('Build Report'));
	const remembered = world.remembered();
	conforms('undo', await reconcile({ operation: 'undo' }, [world.journal, remembered]));
	conforms('getStatus', await reconcile(status, remembered));
	conforms('reset', await reconcile({ operation: 'reset' }, remembered));
	conforms('forget', await reconcile({ operation: 'forget', person: 'ann@example.org' }, remembered));
});

test('a refused plan is reported as the schema says', async () => {
	const people = Array.from({ length: 30 }, (_, number) =>
		world.addGoogle({ given: 'Ann', family: `Lee ${number}`, email: `ann${number}@example.org` }),
	);
	const deleting = (nodes: INode[]) => {
		for (const node of nodes) if (node.name === 'Start Sync') node.parameters.deletes = true;
	};
	await world.run('two-way', deleting);
	people.slice(1).forEach((id) => world.google.book.remove(id));
	const results = (await world.run('two-way', deleting)).items('Record Results');
	expect(results[0].json.refusal).not.toBeNull();
	conforms('recordResults', results);
});

test('a preview is reported as the schema says', async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	const run = await world.runFromEditor('two-way');
	conforms('recordResults', run.items('Record Results'));
	conforms('buildReport', run.items('Build Report'));
});

test('a conflict that nobody decides is reported as the schemas say', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk' });
	const sync = async () => await world.run('two-way', (nodes) => {
		for (const node of nodes) if (node.name === 'Start Sync') node.parameters.winner = 'none';
	});
	await sync();
	world.google.book.update(ann, { organizations: [{ title: 'Queen' }] });
	world.crm.crm.module('Contacts').update(annCrm, { Title: 'Chair' });
	const reports = (await sync()).items('Record Results');
	expect(reports[0].json.details).toMatchObject([{ conflicts: [{ google: 'Queen', crm: 'Chair' }] }]);
	conforms('recordResults', reports);
	conforms('buildReport', await reconcile({ operation: 'buildReport', report: JSON.stringify(reports[0].json) }));
});

test('a field map that was checked comes out as the schema says', async () => {
	const fieldMap = { rows: [{ googleField: 'workEmail', crmField: 'Mail' }] };
	conforms('checkMap', await reconcile({ operation: 'checkMap', fieldMap }, [{ name: 'Email', label: 'E-mail', writable: true }]));
});
