'use strict';

/*
 * What `n8n-node build` leaves to do: bundle the libraries that the published package uses and must not depend on, and
 * check that what is published holds together.
 */

const { builtinModules } = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');
const { series } = require('gulp');

const { checkTemplates } = require('./build/checkTemplates.js');
const { scan } = require('./build/packedPackage.js');

/** All nodes and the libraries that they use, in one file: n8n loads it in a fraction of the time of a hundred small ones. */
const BUNDLE = 'dist/nodes/contactSync.js';

/** The libraries that the bundle holds. */
const BUNDLED = [
	{ from: 'fflate', contains: 'fflate, Copyright Arjun Barrett, under the MIT License' },
	{ from: 'googleapis', contains: 'the client of the People API, Copyright Google LLC, under the Apache License 2.0' },
	{ from: 'country-to-iso', contains: 'country-to-iso, Copyright James Jackson, under the MIT License' },
	{ from: 'libphonenumber-js', contains: 'libphonenumber-js, Copyright Nikolay Kuchumov, under the MIT License, with Google\'s numbering plans under the Apache License 2.0' },
	{ from: 'valibot', contains: 'valibot, Copyright Fabian Hiller, under the MIT License' },
];

/** Modules that n8n has and community nodes may use. */
const FROM_HOST = [/^\.\.?\//, /^n8n-workflow$/, /^lodash(\/|$)/, /^crypto$/];

/** `n8n-node build` copies every picture below this folder, also those of the documents and of the n8n that the tests run. */
async function removeStrayPictures() {
	for (const folder of ['dist/docs', 'dist/test']) fs.rmSync(folder, { recursive: true, force: true });
}

async function bundleNodes() {
	const nodes = require('./package.json').n8n.nodes.map((file) => ({ file, name: path.basename(file, '.node.js') }));
	await esbuild.build({
		stdin: {
			contents: nodes.map(({ name }) => `export { ${name} } from './nodes/${name}/${name}.node';`).join('\n'),
			loader: 'ts',
			resolveDir: __dirname,
		},
		outfile: BUNDLE,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		external: ['n8n-workflow', 'lodash'],
		// What packs texts comes without the threads of its other half.
		alias: { 'googleapis-common': path.resolve(__dirname, 'build/googleapisCommonShim.js'), fflate: 'fflate/browser' },
		// Tables of numbers take five times their size with blanks.
		minifyWhitespace: true,
		drop: ['console'],
		legalComments: 'none',
		footer: { js: BUNDLED.map(({ contains }) => `// Contains ${contains}.`).join('\n') },
	});
	for (const file of filesIn('dist', '').filter((name) => /\.(js|map|d\.ts)$/.test(name) && isReplaced(name))) fs.rmSync(file);
	for (const { file, name } of nodes) fs.writeFileSync(file, `exports.${name} = require('../contactSync.js').${name};\n`);
	fs.writeFileSync('dist/THIRD_PARTY_NOTICES', BUNDLED.map(noticeOf).join('\n\n'));
}

/** What the bundle holds, and what only developers read. */
function isReplaced(file) {
	return file.endsWith('.js') ? file.startsWith(path.join('dist', 'nodes')) && file !== path.normalize(BUNDLE) : true;
}

function noticeOf({ from, contains }) {
	const folder = path.join(__dirname, 'node_modules', from);
	const papers = fs.readdirSync(folder).filter((name) => /^(LICEN[CS]E|NOTICE)/i.test(name)).sort();
	if (papers.length === 0) throw new Error(`${from} has no licence to hand on`);
	return [`${BUNDLE} contains ${contains}:`, ...papers.map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))].join('\n\n');
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
	const names = ['googleContactsSync', 'verticalCrm', 'contactReconcile', 'contactSyncTrigger'];
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
exports.default = series(removeStrayPictures, bundleNodes, checkImports, scanBuilt, templates);
