/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ICredentialType, INodeType } from 'n8n-workflow';

import { packedPackage, scan } from '../../build/packedPackage';

interface Manifest {
	dependencies?: object;
	n8n: { nodes: string[]; credentials: string[] };
}

const root = join(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const fromHere = createRequire(__filename);
let size: number;
let paths: string[];

beforeAll(() => {
	if (!existsSync(join(root, manifest.n8n.nodes[0]))) throw new Error('Run "npm run build" first');
	({ size, paths } = packedPackage());
});

test('the package holds what n8n loads, the templates and the papers, and nothing that only developers need', () => {
	expect(paths).toEqual(
		expect.arrayContaining([...manifest.n8n.nodes, ...manifest.n8n.credentials, 'LICENSE', 'README.md', 'dist/THIRD_PARTY_NOTICES']),
	);
	expect(paths.filter((path) => path.startsWith('workflows-templates/')).length).toBeGreaterThan(0);
	const allowed = /^(LICENSE|README\.md|CHANGELOG\.md|package\.json|workflows-templates\/([\w-]+\.json|README\.md)|dist\/(nodes|credentials)\/.+|dist\/THIRD_PARTY_NOTICES)$/;
	expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
	expect(paths.filter((path) => /\.(test|spec)\.|\.(ts|map)$/.test(path))).toEqual([]);
});

test('it is small, and needs no other package', () => {
	expect(size).toBeLessThan(500_000);
	expect(manifest.dependencies).toBeUndefined();
});

test('every module that it asks for is its own, or one that n8n gives to community nodes', () => {
	const asked = paths
		.filter((path) => path.endsWith('.js'))
		.flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name]) => name))
		.filter((name) => !name.startsWith('.'));
	const foreign = asked.filter((name) => name !== 'n8n-workflow' && !/^lodash(\/|$)/.test(name) && name !== 'crypto');
	expect(foreign).toEqual([]);
});

test('no file names a folder of the machine that it was built on', () => {
	const telling = paths.filter((path) => readFileSync(join(root, path), 'utf8').includes(root));
	expect(telling).toEqual([]);
});

test('every node and credential loads, under the name that its file has, with its icons beside it', () => {
	const [nodes, credentials] = [manifest.n8n.nodes, manifest.n8n.credentials].map((files) =>
		files.map((file) => ({ file, loaded: load(file) })),
	);
	expect(nodes.map(({ loaded }) => (loaded as INodeType).description.name)).toEqual(['googleContactsSync', 'verticalCrm', 'contactReconcile', 'contactSyncTrigger']);
	expect(credentials.map(({ loaded }) => (loaded as ICredentialType).name)).toEqual(['googleContactsSyncOAuth2Api', 'verticalCrmOAuth2Api']);
	const icons = [
		...nodes.map(({ file, loaded }) => ({ file, icon: (loaded as INodeType).description.icon })),
		...credentials.map(({ file, loaded }) => ({ file, icon: (loaded as ICredentialType).icon })),
	];
	for (const { file, icon } of icons) expect(paths).toEqual(expect.arrayContaining(iconFiles(file, icon)));
});

test("n8n's scanner, which no build passes without, finds what n8n forbids, whatever a comment says", () => {
	const folder = mkdtempSync(join(tmpdir(), 'scan-'));
	writeFileSync(join(folder, 'a.js'), "require('http'); // eslint-disable-line\nconsole.log(process.env);\n");
	const { passed, output } = scan(folder);
	rmSync(folder, { recursive: true });
	expect(passed).toBe(false);
	for (const rule of ['no-restricted-imports', 'no-restricted-globals', 'no-console']) expect(output).toContain(rule);
});

/** n8n makes an instance of the class that is named as the file. */
function load(file: string): INodeType | ICredentialType {
	const name = file.split('/').pop()?.split('.')[0] ?? '';
	const module = fromHere(join(root, file)) as Record<string, new () => INodeType | ICredentialType>;
	return new module[name]();
}

function iconFiles(file: string, icon: unknown): string[] {
	const names = Object.values(icon as Record<string, string>);
	return names.map((name) => join(file, '..', name.replace('file:', '')));
}
