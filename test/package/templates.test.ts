/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import { templateProblems } from '../../build/checkTemplates';
import { NAMES } from '../../workflows-templates/source/code/shared/names';
import { render } from '../../workflows-templates/source/flow';
import { templates } from '../../workflows-templates/source/templates';

const folder = join(__dirname, '..', '..', 'workflows-templates');
const types = ['googleContactsSync', 'verticalCrm', 'contactReconcile', 'contactSyncTrigger'].map((name) => `n8n-nodes-contact-sync.${name}`);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

interface Template extends IDataObject {
	nodes: Array<INode & IDataObject>;
	connections: Record<string, { main: IDataObject[][] }>;
}

function read(name: string): Template {
	return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Template;
}

test('no template is written by hand', () => {
	expect(files.sort()).toEqual(templates.map(({ file }) => `${file}.json`).sort());
});

test.each(templates)('$file.json is what its source gives: else run "npm run templates"', (template) => {
	expect(readFileSync(join(folder, `${template.file}.json`), 'utf8')).toBe(render(template));
});

test('the gallery names every template, by its file and by its name, and shows it', () => {
	const gallery = readFileSync(join(folder, 'README.md'), 'utf8');
	const rows = [...gallery.matchAll(/^\| `([\w-]+)\.json` \| (.+?) \|/gm)].map(([, file, name]) => [file, name]);
	expect(Object.fromEntries(rows)).toEqual(NAMES);
	const pictures = [...gallery.matchAll(/^!\[(.+)\]\((\S+\/template-([\w-]+)\.png)\)$/gm)];
	expect(Object.fromEntries(pictures.map(([, name, , file]) => [file, name]))).toEqual(NAMES);
	expect(pictures.filter(([, , path]) => !existsSync(join(folder, path)))).toEqual([]);
});

test.each(files)('%s can be imported as it is', (name) => {
	expect(templateProblems(read(name), types)).toEqual([]);
});

test.each(files)('%s says which output it means of a node that has several: n8n would take the one that leads to the asking node', (name) => {
	const { nodes, connections } = read(name);
	const several = Object.keys(connections).filter((from) => connections[from].main.length > 1);
	const unsaid = several.flatMap((from) =>
		nodes.filter(({ parameters }) => new RegExp(`\\$\\((['"\\\\]+)${from.replace(/[.?()]/g, '\\$&')}\\1\\)\\.(first|all)\\(\\)`).test(JSON.stringify(parameters))).map((node) => `${node.name}: ${from}`),
	);
	expect(unsaid).toEqual([]);
});

test.each<[string, (template: Template) => unknown]>([
	['is active', (template) => (template.active = true)],
	['execution order', (template) => (template.settings = { executionOrder: 'v0' })],
	['has 21 nodes', ({ nodes }) => nodes.push({ ...nodes[0], id: 'more', name: 'More' })],
	['names credentials', ({ nodes }) => (nodes[0].credentials = { verticalCrmOAuth2Api: { id: '7', name: 'Mine' } })],
	['of the id', ({ nodes }) => (nodes[1].id = nodes[0].id)],
	['more than 36 characters', ({ nodes }) => (nodes[0].id = 'x'.repeat(37))],
	['connects to', ({ nodes }) => (nodes[0].name = 'Renamed')],
	['asks "Gone"', ({ nodes }) => (nodes[1].parameters.value = "={{ $('Gone').first().json.id }}")],
	['webhook id', ({ nodes }) => nodes.slice(0, 2).forEach((node) => (node.webhookId = 'same'))],
	['unknown type', ({ nodes }) => (nodes[2].type = 'n8n-nodes-contact-sync.elsewhere')],
	[
		'has no trigger',
		({ nodes }) => nodes.forEach((node) => (node.type = node.type.replace('scheduleTrigger', 'noOp'))),
	],
	[
		'no manualTrigger',
		({ nodes }) => nodes.forEach((node) => (node.type = node.type.replace('manualTrigger', 'noOp'))),
	],
	['exported from', (template) => (template.meta = { instanceId: 'abc' })],
])('a template that %s is refused', (problem, spoil) => {
	const template = read('two-way.json');
	spoil(template);
	expect(templateProblems(template, types).join('\n')).toContain(problem);
});
