/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals */
import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

import type { Room } from './rooms';
import { ROOMS } from './rooms';

/** A rule of dependency-cruiser, which is no module that Jest can load. */
interface Rule {
	name: string;
	severity: 'error';
	from: { path?: string };
	to: { path?: string; pathNot?: string[]; dependencyTypesNot?: string[]; circular?: boolean };
}

interface Imports {
	modules: Array<{ source: string; dependencies: Array<{ module: string }> }>;
	summary: { violations: Array<{ rule: { name: string }; from: string; to: string }> };
}

/** A room, as a pattern of the paths of its files. */
function filesOf({ folder }: Room): string {
	return folder.endsWith('.ts') ? `^${folder}$` : `^${folder}/`;
}

function rulesOf([name, room]: [string, Room]): Rule[] {
	const allowed = [name, ...room.imports].map((other) => filesOf(ROOMS[other]));
	const isPackage = room.packages.map((one) => `(^|/)${one}(/|$)`);
	return [
		{ name: `${name}: rooms`, severity: 'error', from: { path: filesOf(room) }, to: { path: '^(nodes|credentials|test)/', pathNot: allowed } },
		{
			name: `${name}: packages`,
			severity: 'error',
			from: { path: filesOf(room) },
			to: { dependencyTypesNot: ['type-only', 'local'], pathNot: ['^(nodes|credentials)/', ...isPackage] },
		},
	];
}

const forbidden: Rule[] = [
	{ name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
	...Object.entries(ROOMS).flatMap(rulesOf),
	{ name: 'the servers know nothing of the nodes', severity: 'error', from: { path: '^test/servers/' }, to: { path: '^nodes/' } },
];

function readImports(): Imports {
	const folder = mkdtempSync(join(tmpdir(), 'imports-'));
	const config = join(folder, 'rules.json');
	const options = { tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' }, exclude: { path: '^(dist|test/n8n)/' } };
	writeFileSync(config, JSON.stringify({ forbidden, options }));
	const cli = join('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
	const args = [cli, '--config', config, '--output-type', 'json', 'nodes', 'credentials', 'test'];
	try {
		return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 })) as Imports;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

let imports: Imports;

beforeAll(() => {
	imports = readImports();
});

test('each room imports only rooms and packages that it may', () => {
	expect(imports.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
});

test('every file of the nodes lies in a room', () => {
	const rooms = Object.values(ROOMS).map((room) => new RegExp(filesOf(room)));
	const files = imports.modules.map(({ source }) => source).filter((source) => /^(nodes|credentials)\//.test(source));
	expect(files.filter((file) => !rooms.some((room) => room.test(file)))).toEqual([]);
});

test('the engine asks n8n for nothing', () => {
	const asks = imports.modules.filter(({ source, dependencies }) => /^nodes\/.*\/engine\//.test(source) && dependencies.some(({ module }) => module === 'n8n-workflow'));
	expect(asks.map(({ source }) => source)).toEqual([]);
});

/** Where a parameter is taken as it comes, to be checked there and then. */
const DOORS = [
	...['nodes/shared/items/parameters.ts', 'nodes/shared/items/operations.ts', 'nodes/ContactReconcile/parameters/settings.ts'],
	...['nodes/ContactReconcile/actions/buildReport.operation.ts', 'nodes/ContactReconcile/actions/undo.operation.ts'],
	...['nodes/ContactSyncTrigger/ContactSyncTrigger.node.ts', 'nodes/GoogleContactsSync/parameters/parameters.ts'],
];

test('parameters, of which expressions can make anything, come in where they are checked', () => {
	const files = imports.modules.map(({ source }) => source).filter((source) => source.startsWith('nodes/'));
	const takers = files.filter((file) => readFileSync(file, 'utf8').includes('getNodeParameter('));
	expect(takers.sort()).toEqual([...DOORS].sort());
});
