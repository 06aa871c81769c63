/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

import type { IDataObject, INode } from 'n8n-workflow';

import { templateProblems } from '../../build/checkTemplates';

const folder = join(__dirname, '..', '..', 'workflows-templates');
const types = ['googleContactsSync', 'verticalCrm', 'contactReconcile'].map((name) => `n8n-nodes-contact-sync.${name}`);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

interface Template extends IDataObject {
	nodes: Array<INode & IDataObject>;
}

function read(name: string): Template {
	return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Template;
}

test.each(files)('%s can be imported as it is', (name) => {
	expect(templateProblems(read(name), types)).toEqual([]);
});

test.each<[string, (template: Template) => unknown]>([
	['is active', (template) => (template.active = true)],
	['execution order', (template) => (template.settings = { executionOrder: 'v0', executionTimeout: 3000 })],
	['execution timeout', (template) => (template.settings = { executionOrder: 'v1', executionTimeout: 3600 })],
	['names credentials', ({ nodes }) => (nodes[0].credentials = { verticalCrmOAuth2Api: { id: '7', name: 'Mine' } })],
	['of the id', ({ nodes }) => (nodes[1].id = nodes[0].id)],
	['connects to', ({ nodes }) => (nodes[0].name = 'Renamed')],
	['webhook id', ({ nodes }) => nodes.slice(0, 2).forEach((node) => (node.webhookId = 'same'))],
	['unknown type', ({ nodes }) => (nodes[2].type = 'n8n-nodes-contact-sync.elsewhere')],
	['no scheduleTrigger', ({ nodes }) => nodes.forEach((node) => (node.type = node.type.replace('scheduleTrigger', 'noOp')))],
	['no manualTrigger', ({ nodes }) => nodes.forEach((node) => (node.type = node.type.replace('manualTrigger', 'noOp')))],
	['exported from', (template) => (template.meta = { instanceId: 'abc' })],
])('a template that %s is refused', (problem, spoil) => {
	const template = read('two-way.json');
	spoil(template);
	expect(templateProblems(template, types).join('\n')).toContain(problem);
});

test.each([
	['acme', true],
	['Acme 2', false],
])('a customer "%s" beside the customer "ACME", of whom n8n would find the same data tables, is refused: %s', (customer, refused) => {
	const { parameters } = read('add-customer.json').nodes.find(({ name }) => name === 'Copies') ?? {};
	const workflows = [...['Setup', 'One', 'Runner', 'Page', 'Undo'].map((part) => `Contact Sync: ${part}`), 'Contact Sync ACME: One'];
	const items = workflows.map((name) => ({ json: { name, nodes: [], connections: {}, settings: {} } }));
	const copies = runInNewContext(`(($, $input) => { ${String(parameters?.jsCode)} })`) as (...given: object[]) => unknown;
	const run = () => copies(() => ({ first: () => ({ json: { Customer: customer } }) }), { all: () => items });
	if (refused) expect(run).toThrow('acme has these workflows already');
	else expect(run).not.toThrow();
});
