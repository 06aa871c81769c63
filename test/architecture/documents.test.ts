/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { engineOrder, picture } from './picture';

function filesBelow(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
		return path.endsWith('.ts') ? path : [];
	});
}

const page = readFileSync('docs/architecture.md', 'utf8');

test('the picture of the rooms is the one that the rules give', () => {
	expect(/```mermaid\n([^`]*)\n```/.exec(page)?.[1]).toBe(picture());
	expect(page).toContain(engineOrder());
});

test('the path of one contact names files and functions that are there, at most twelve', () => {
	const steps = [...page.matchAll(/^\d+\. `([^`]+)`: `(\w+)`/gm)].map(([, file, name]) => ({ file, name }));
	expect(new Set(steps.map(({ file }) => file)).size).toBeLessThanOrEqual(12);
	expect(steps.length).toBeGreaterThan(5);
	for (const { file, name } of steps) expect(readFileSync(join('nodes', file), 'utf8')).toMatch(new RegExp(`(function\\*?|const|async) ${name}\\b`));
});

test('every policy and property that code or tests cite has its line', () => {
	const rules = readFileSync('docs/rules.md', 'utf8');
	const cited = new Set([...filesBelow('nodes'), ...filesBelow('test')].flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\b[PF]\d{1,2}\b/g)].map(([code]) => code)));
	expect([...cited].filter((code) => !rules.includes(`| ${code} |`))).toEqual([]);
});

test('the messages that the help page explains are ones that users meet', () => {
	const sources = ['nodes', 'test/servers', 'workflows-templates/source'].flatMap(filesBelow).map((file) => readFileSync(file, 'utf8').replace(/\$\{[^}]*\}/g, '…'));
	const cells = readFileSync('docs/troubleshooting.md', 'utf8').split('\n').filter((line) => line.startsWith('| *')).map((line) => line.split('|')[1]);
	const phrases = cells.flatMap((cell) => [...cell.matchAll(/\*([^*]+)\*/g)].flatMap(([, words]) => words.split(/…|\d+ to \d+|^Google: /))).map((words) => words.trim());
	const long = phrases.filter((words) => words.length > 8);
	expect(long.length).toBeGreaterThan(20);
	expect(long.filter((words) => !sources.some((source) => source.includes(words)))).toEqual([]);
});
