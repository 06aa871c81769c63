/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

import type { Story } from './scenario';

/** A story together with where it is proved. */
export interface ListedScenario extends Story {
	id: string;
	/** The test file, from the project's root. */
	file: string;
	/** Whether the nodes were run over HTTP against the two test servers, or the engine on address books in memory. */
	proof: 'engine' | 'wire';
}

export const ROOT = join(__dirname, '../..');

const STORY_KEYS = ['given', 'when', 'then', 'because'] as const;

/** Every scenario of this folder, by number. Reads the tests' texts and runs nothing. */
export function listScenarios(): ListedScenario[] {
	const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
	return files
		.sort()
		.flatMap((name) => scenariosIn(join(__dirname, name)))
		.sort((a, b) => order(a.id) - order(b.id));
}

/** S40v is about values and comes before the failures that begin with S40. */
function order(id: string): number {
	return id === 'S40v' ? 39.5 : Number(id.slice(1));
}

function scenariosIn(path: string): ListedScenario[] {
	const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
	const file = relative(ROOT, path).split('\\').join('/');
	const found: ListedScenario[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'scenario') {
			const [id, story] = node.arguments;
			found.push({ id: textOf(id), ...storyOf(story), file, proof: file.includes('/wire/') ? 'wire' : 'engine' });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

function storyOf(node: ts.Expression): Story {
	if (!ts.isObjectLiteralExpression(node)) throw new Error(`A story is an object of texts: ${node.getText()}`);
	const texts: Partial<Record<string, string>> = {};
	for (const property of node.properties) {
		if (!ts.isPropertyAssignment(property)) throw new Error(`A story holds texts only: ${property.getText()}`);
		texts[property.name.getText()] = textOf(property.initializer);
	}
	const unknown = Object.keys(texts).filter((key) => !STORY_KEYS.some((known) => known === key));
	const { given, when, then, because } = texts;
	if (unknown.length > 0 || !given || !when || !then) throw new Error(`A story has given, when and then: ${node.getText()}`);
	return { given, when, then, ...(because && { because }) };
}

/** A literal, or several joined with plus signs. */
function textOf(node: ts.Expression): string {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
		return textOf(node.left) + textOf(node.right);
	}
	throw new Error(`The text of a scenario is a literal: ${node.getText()}`);
}
