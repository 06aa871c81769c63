/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'fs';
import { globSync } from 'glob';
import { join, normalize } from 'path';
import * as ts from 'typescript';

/** Lines that a reader can keep in view. */
const LONGEST_FILE = 300;
const LONGEST_FUNCTION = 40;

const files = globSync('{nodes,credentials}/**/*.ts', { posix: true }).sort();
const tests = globSync('test/**/*.ts', { posix: true, ignore: 'test/n8n/**' });
const parsed = new Map([...files, ...tests].map((file) => [file, ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)]));

test('no file is longer than 300 lines', () => {
	const lengths = files.map((file) => ({ file, lines: readFileSync(file, 'utf8').trimEnd().split('\n').length }));
	expect(lengths.filter(({ lines }) => lines > LONGEST_FILE)).toEqual([]);
});

test('no function is longer than 40 lines', () => {
	const long: string[] = [];
	for (const file of files) {
		const source = parsed.get(file) as ts.SourceFile;
		const visit = (node: ts.Node): void => {
			if (ts.isFunctionLike(node) && 'body' in node && node.body) {
				const lineOf = (place: number): number => source.getLineAndCharacterOfPosition(place).line;
				const lines = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1;
				if (lines > LONGEST_FUNCTION) long.push(`${file}: ${node.name?.getText() ?? 'unnamed'}, ${lines} lines`);
			}
			ts.forEachChild(node, visit);
		};
		visit(source);
	}
	expect(long).toEqual([]);
});

test('whatever is exported is imported somewhere', () => {
	const asked = new Map<string, Set<string>>();
	for (const [file, source] of parsed) {
		for (const statement of source.statements) {
			if (!(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) || !statement.moduleSpecifier) continue;
			const from = fileOf(file, (statement.moduleSpecifier as ts.StringLiteral).text);
			const names = asked.get(from) ?? new Set();
			asked.set(from, names);
			namesAsked(statement).forEach((name) => names.add(name));
		}
		// Loaded while a test runs, for the types of which it is asked.
		for (const [, specifier] of source.text.matchAll(/import\('(\.[^']+)'\)/g)) asked.set(fileOf(file, specifier), new Set(['*']));
	}
	const idle = files.filter((file) => !/\.(node|credentials)\.ts$/.test(file)).flatMap((file) => {
		const names = asked.get(file.replace(/(\/index)?\.ts$/, '')) ?? new Set();
		return names.has('*') ? [] : exportsOf(parsed.get(file) as ts.SourceFile).filter((name) => !names.has(name)).map((name) => `${file}: ${name}`);
	});
	expect(idle).toEqual([]);
});

function fileOf(file: string, specifier: string): string {
	return normalize(join(file, '..', specifier));
}

function namesAsked(statement: ts.ImportDeclaration | ts.ExportDeclaration): string[] {
	const clause = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
	if (!clause || ts.isNamespaceImport(clause) || ts.isNamespaceExport(clause)) return ['*'];
	return clause.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

function exportsOf(source: ts.SourceFile): string[] {
	return source.statements.flatMap((statement) => {
		if (!ts.canHaveModifiers(statement) || !ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
		if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? name.text : []));
		return 'name' in statement && statement.name ? [(statement.name as ts.Identifier).text] : [];
	});
}
