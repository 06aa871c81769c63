/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @typescript-eslint/no-require-imports */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** The built package instead of its sources, so that the same tests run against what is published. */
const built = process.env.CONTACT_SYNC_BUILT === '1';

/**
 * Makes an instance of the class that a file of the package exports under the file's own name. Loaded when first
 * asked for, so that a file that is missing or broken fails only the tests that use it.
 *
 * @param path below the folder, without its ending, e.g. `VerticalCrm/VerticalCrm.node`.
 */
export function loadOwn<T>(folder: 'nodes' | 'credentials', path: string): T {
	const file = join(root, ...(built ? ['dist'] : []), folder, `${path}.${built ? 'js' : 'ts'}`);
	if (!existsSync(file)) {
		throw new Error(`${file} is not there${built ? ': run "npm run build" first' : ''}`);
	}
	const exported = require(file) as Record<string, new () => T>;
	const name = path.split('/').pop()?.split('.')[0] ?? '';
	return new exported[name]();
}
