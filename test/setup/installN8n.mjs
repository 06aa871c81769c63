// Installs the n8n that the demo and the end-to-end tests run, into test/n8n. It needs python3, make and a C++
// compiler where no built sqlite3 can be downloaded. Where N8N_FOLDER names another n8n, that one is taken as it is.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { installLocked, requireSupportedNode, run } from './lockedInstall.mjs';

const folder = fileURLToPath(new URL('../n8n/', import.meta.url));

requireSupportedNode();
if (!process.env.N8N_FOLDER) {
	installLocked(folder, 'n8n for the tests (1.5 GB)');
	if (!existsSync(join(folder, 'node_modules/sqlite3/build/Release/node_sqlite3.node'))) run(folder, ['rebuild', 'sqlite3']);
}
