// Installs the development dependencies when they are missing or out of step with the lock file.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stamp = `${root}node_modules/.contact-sync-lock`;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19) || major > 24) {
	console.error(`Node ${process.versions.node} is not supported: use Node 20.19 to 24.`);
	process.exit(1);
}

const lock = createHash('sha256')
	.update(readFileSync(`${root}package.json`))
	.update(readFileSync(`${root}package-lock.json`))
	.digest('hex');
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (installed !== lock) {
	console.log('Installing the development dependencies (some minutes the first time) …');
	// Not `npm ci`: it refuses a lock file that lacks optional binaries of other platforms, as a partial mirror leaves it.
	const options = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
	execFileSync('npm', ['install', ...options], { cwd: root, stdio: 'inherit' });
	writeFileSync(stamp, lock);
}
