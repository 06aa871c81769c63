/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const FOLDER = '.github/workflows';
const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));

test('every action is named by its commit, with its version beside it', () => {
	const uses = workflows.flatMap(({ text }) => [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action));
	expect(uses.length).toBeGreaterThan(0);
	expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/.test(action))).toEqual([]);
});

test('the job that may publish runs nothing of the package', () => {
	const release = workflows.find(({ name }) => name === 'release.yml')?.text ?? '';
	const [, publish = ''] = release.split('\n  publish:\n');
	expect(publish).toContain('id-token: write');
	expect(publish).toContain('--ignore-scripts');
	expect(publish).not.toMatch(/checkout|\.ci\/run|npm (ci|install|run)/);
	expect(release.split('id-token: write')).toHaveLength(2);
});
