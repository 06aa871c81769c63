/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
/*
 * All tests of the engine as one file, so that a mutant loads what they need once. Examples come first: they take
 * milliseconds and kill most mutants, so that properties are asked only where those do not.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

// The first looks for the engine's own text, which is another one here; the others are about documents and the stores.
const elsewhere = ['namedMutations.test.ts', 'list.test.ts', 'stateStore.test.ts', 'leaseProperties.test.ts'];

const isProperty = (file: string): boolean => /[pP]ropert|histor/.test(file);

function testsIn(folder: string): string[] {
	const path = join(__dirname, '..', folder);
	return readdirSync(path)
		.filter((file) => file.endsWith('.test.ts') && !elsewhere.includes(file))
		.map((file) => join(path, file));
}

const files = [...testsIn('scenarios'), ...testsIn('engine')];
// eslint-disable-next-line @typescript-eslint/no-require-imports
for (const file of [...files.filter((name) => !isProperty(name)), ...files.filter(isProperty)]) require(file);
