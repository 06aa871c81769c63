'use strict';

/*
 * What `n8n-node build` leaves to do: bundle Google's generated client, which the published package must not depend
 * on, and check that what is published holds together.
 */

const { builtinModules } = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');
const { series } = require('gulp');

const { checkTemplates } = require('./build/checkTemplates.js');
const { scan } = require('./build/packedPackage.js');

const CLIENT = 'dist/nodes/GoogleContactsSync/transport/peopleApi.js';

/** Modules that n8n has and community nodes may use. */
const FROM_HOST = [/^\.\.?\//, /^n8n-workflow$/, /^lodash(\/|$)/, /^crypto$/];

/** `n8n-node build` copies every picture below this folder, also those of the n8n that the tests run. */
async function removeTestFiles() {
	fs.rmSync('dist/test', { recursive: true, force: true });
}

/** The package's own modules stay what they are: a second copy of an error class would not be the same class. */
const keepOwnModules = {
	name: 'keep-own-modules',
	setup(build) {
		const entry = path.resolve(__dirname, CLIENT);
		build.onResolve({ filter: /^\.\.?\// }, ({ path: name, importer }) =>
			importer === entry ? { path: name, external: true } : undefined,
		);
	},
};

async function bundleClient() {
	await esbuild.build({
		entryPoints: [CLIENT],
		outfile: CLIENT,
		allowOverwrite: true,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		external: ['n8n-workflow', 'lodash'],
		plugins: [keepOwnModules],
		alias: { 'googleapis-common': path.resolve(__dirname, 'build/googleapisCommonShim.js') },
		legalComments: 'none',
		footer: { js: '// Contains the client of the People API, Copyright Google LLC, under the Apache License 2.0.' },
	});
	const license = require.resolve('googleapis/package.json').replace('package.json', 'LICENSE');
	const notice = 'dist/nodes/GoogleContactsSync/transport/peopleApi.js contains the generated client of the People API from googleapis:\n\n';
	fs.writeFileSync('dist/THIRD_PARTY_NOTICES', notice + fs.readFileSync(license, 'utf8'));
}

async function checkImports() {
	for (const file of filesIn('dist', '.js')) {
		for (const [, name] of fs.readFileSync(file, 'utf8').matchAll(/\brequire\(["']([^"']+)["']\)/g)) {
			if (FROM_HOST.some((allowed) => allowed.test(name))) continue;
			const kind = builtinModules.includes(name.replace(/^node:/, '')) ? 'the Node module' : 'the package';
			throw new Error(`${file} needs ${kind} "${name}", which n8n does not give to community nodes`);
		}
	}
}

async function templates() {
	const names = ['googleContactsSync', 'verticalCrm', 'contactReconcile'];
	checkTemplates(
		path.join(__dirname, 'workflows-templates'),
		names.map((name) => `n8n-nodes-contact-sync.${name}`),
	);
}

function filesIn(folder, ending) {
	return fs
		.readdirSync(folder, { recursive: true })
		.map((name) => path.join(folder, String(name)))
		.filter((name) => name.endsWith(ending));
}

async function scanBuilt() {
	const { passed, output } = scan('dist');
	if (!passed) throw new Error(output);
}

exports.scan = scanBuilt;
exports.templates = templates;
exports.default = series(removeTestFiles, bundleClient, checkImports, scanBuilt, templates);
