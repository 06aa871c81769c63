// Says, before anything is installed, what the demo does, how long that takes, and what it needs.
import { existsSync } from 'node:fs';

const isThere = (path) => existsSync(new URL(`../../${path}`, import.meta.url));
const toInstall = [
	...(isThere('node_modules/.package-lock.json') ? [] : ['the development dependencies (1.4 GB)']),
	...(process.env.N8N_FOLDER || isThere('test/n8n/node_modules/.package-lock.json') ? [] : ['n8n for the tests (1.5 GB)']),
];

console.log(`This shows a sync in a real n8n, between two test servers on this machine. It takes about two minutes.
It listens on free ports of the loopback address, needs 2 GB of memory, and leaves nothing behind outside this folder.`);
if (toInstall.length > 0) {
	console.log(`First it installs ${toInstall.join(' and ')} from the npm registry:
five to ten minutes more, once. Where no built sqlite3 can be downloaded this needs python3, make and a C++ compiler.`);
}
