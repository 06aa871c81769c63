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

/** The modules that libraries are bundled into; each alone imports its library. */
const BUNDLED = [
	{
		module: 'dist/nodes/GoogleContactsSync/transport/peopleApi.js',
		contains: 'the generated client of the People API',
		from: 'googleapis',
		banner: 'the client of the People API, Copyright Google LLC, under the Apache License 2.0',
	},
	{
		module: 'dist/nodes/ContactReconcile/engine/phone.js',
		contains: 'the parser of phone numbers',
		from: 'libphonenumber-js',
		banner: 'libphonenumber-js, Copyright Nikolay Kuchumov, under the MIT License',
	},
];

/** Modules that n8n has and community nodes may use. */
const FROM_HOST = [/^\.\.?\//, /^n8n-workflow$/, /^lodash(\/|$)/, /^crypto$/];

/** `n8n-node build` copies every picture below this folder, also those of the n8n that the tests run. */
async function removeTestFiles() {
	fs.rmSync('dist/test', { recursive: true, force: true });
}

/** The package's own modules stay what they are: a second copy of an error class would not be the same class. */
function keepOwnModules(module) {
	return {
		name: 'keep-own-modules',
		setup(build) {
			const entry = path.resolve(__dirname, module);
			build.onResolve({ filter: /^\.\.?\// }, ({ path: name, importer }) =>
				importer === entry ? { path: name, external: true } : undefined,
			);
		},
	};
}

async function bundleLibraries() {
	await Promise.all(BUNDLED.map(bundle));
	const notices = BUNDLED.map(({ module, contains, from }) => {
		const license = fs.readFileSync(path.join(__dirname, 'node_modules', from, 'LICENSE'), 'utf8');
		return `${module} contains ${contains} from ${from}:\n\n${license}`;
	});
	fs.writeFileSync('dist/THIRD_PARTY_NOTICES', notices.join('\n\n'));
}

async function bundle({ module, banner }) {
	await esbuild.build({
		entryPoints: [module],
		outfile: module,
		allowOverwrite: true,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		external: ['n8n-workflow', 'lodash'],
		plugins: [keepOwnModules(module)],
		alias: { 'googleapis-common': path.resolve(__dirname, 'build/googleapisCommonShim.js') },
		// Tables of numbers take five times their size with blanks.
		minifyWhitespace: true,
		drop: ['console'],
		legalComments: 'none',
		footer: { js: `// Contains ${banner}.` },
	});
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
exports.default = series(removeTestFiles, bundleLibraries, checkImports, scanBuilt, templates);
