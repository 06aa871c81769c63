/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { buildSync } from 'esbuild';

import type { TemplateFile } from './code/shared/names';
import { NAMES } from './code/shared/names';

const CODE = join(__dirname, 'code');
const NOTES = join(__dirname, 'notes');

/**
 * The text of a note, from pieces in `notes`, in which `{sync-one}` stands for that template's name.
 *
 * @param pieces names of files, without their ending
 */
export function note(...pieces: string[]): string {
	return pieces
		.map((name) => readFileSync(join(NOTES, `${name}.md`), 'utf8').trimEnd())
		.join('\n')
		.replace(/\{([\w-]+)\}/g, (_all, file: string) => NAMES[file as TemplateFile] ?? unknownTemplate(file));
}

function unknownTemplate(file: string): never {
	throw new Error(`A note names the template ${file}, which is none`);
}

/** What a Code node runs: the function that the file of this name in `code` exports under the same name. */
export function codeOf(name: string): string {
	return withoutExports(name) + `return ${name}({ $, $input, DateTime });`;
}

/**
 * An expression that calls the arrow function that the file of this name in `code` exports under the same name.
 *
 * @param given the arguments, as the expression names them
 */
export function call(name: string, ...given: string[]): string {
	return `={{ ${calling(name, ...given)} }}`;
}

/** As {@link call}, to stand within an expression. */
export function calling(name: string, ...given: string[]): string {
	const [, arrow] = new RegExp(`^// .*\\nvar ${name} = ([^]*);\\n$`).exec(withoutExports(name)) ?? [];
	// n8n would end the expression at the braces, and binds functions of other kinds to nothing.
	if (!arrow || /\{\{|\}\}|^\/\/ /m.test(arrow)) throw new Error(`code/${name}.ts is more than an expression can call`);
	return `(${arrow})(${given.join(', ')})`;
}

function withoutExports(name: string): string {
	const text = compiled().get(name);
	if (text === undefined) throw new Error(`There is no code/${name}.ts`);
	return text.replace(/export \{\n {2}\w+\n\};\n$/, '');
}

let known: Map<string, string> | undefined;

/** Plain JavaScript of every file in `code`, each with what it imports. */
function compiled(): Map<string, string> {
	if (known) return known;
	const { outputFiles } = buildSync({
		absWorkingDir: join(__dirname, '..', '..'),
		entryPoints: readdirSync(CODE)
			.filter((file) => file.endsWith('.ts'))
			.map((file) => join(CODE, file)),
		outdir: 'code',
		bundle: true,
		write: false,
		format: 'esm',
		target: 'es2022',
		charset: 'utf8',
	});
	known = new Map(outputFiles.map(({ path, text }) => [basename(path, '.js'), text]));
	return known;
}
