// Lints a folder of built files as n8n's package scanner does (@n8n/scan-community-package 0.32, which only takes
// what is published already): its rules, and no comment switches one off.
//
// Usage: node build/scanPackage.mjs FOLDER
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ESLint } from 'eslint';

// The rules and the parser are n8n's command line tool's own.
const fromTool = createRequire(createRequire(import.meta.url).resolve('@n8n/node-cli/eslint'));
const { n8nCommunityNodesPlugin } = await import(pathToFileURL(fromTool.resolve('@n8n/eslint-plugin-community-nodes')));
const parser = fromTool('typescript-eslint').parser;

const eslint = new ESLint({
	cwd: resolve(process.argv[2]),
	errorOnUnmatchedPattern: false,
	allowInlineConfig: false,
	overrideConfigFile: true,
	overrideConfig: [
		n8nCommunityNodesPlugin.configs.recommended,
		{ rules: { 'no-console': 'error' } },
		{ files: ['**/*.ts', '**/*.json'], languageOptions: { parser } },
	],
});
const results = await eslint.lintFiles(['**/*.js', '**/*.ts', '**/*.json']);
console.log(`n8n's scanner rules: ${results.length} files`);
if (results.some(({ errorCount }) => errorCount > 0)) {
	console.error((await eslint.loadFormatter('stylish')).format(results));
	process.exit(1);
}
