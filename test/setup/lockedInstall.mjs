import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** Ends the process where neither n8n nor its tools run. n8n 2.8 takes Node 20.19 to 24. */
export function requireSupportedNode(version = process.versions.node) {
	const [major, minor] = version.split('.').map(Number);
	if (major > 20 ? major <= 24 : major === 20 && minor >= 19) return;
	console.error(`Node ${version} is not supported: use Node 20.19 or later, up to 24.`);
	process.exit(1);
}

/**
 * Installs what a folder's lock file says, unless it is there already.
 *
 * Install scripts do not run: nothing that the project needs has one, and some that n8n brings cannot be built
 * everywhere.
 *
 * @returns whether it had to install.
 */
export function installLocked(folder, what) {
	if (isInstalled(folder)) return false;
	console.log(`Installing ${what} from package-lock.json. The first time takes some minutes.`);
	run(folder, ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
	return true;
}

/** Runs npm in a folder. What it printed is shown only where it fails; then this process ends, as npm did. */
export function run(folder, args) {
	// npm is a script on Windows, which only a shell starts.
	const options = { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28, shell: process.platform === 'win32' };
	const { status, stdout, stderr, error } = spawnSync('npm', args, options);
	if (status === 0) return;
	console.error([`npm ${args.join(' ')} failed:`, stdout, stderr, error?.message].filter(Boolean).join('\n'));
	process.exit(status ?? 1);
}

/** npm writes its own list of what it installed when an installation is complete. */
function isInstalled(folder) {
	const listFile = join(folder, 'node_modules', '.package-lock.json');
	if (!existsSync(listFile)) return false;
	const installed = readJson(listFile).packages;
	const { '': project, ...locked } = readJson(join(folder, 'package-lock.json')).packages;
	// npm says what is wrong when the lock file does not fit package.json.
	if (!isDeepStrictEqual(project.devDependencies, readJson(join(folder, 'package.json')).devDependencies)) return false;
	return Object.entries(locked).every(([path, { version, optional, devOptional }]) =>
		installed[path] ? installed[path].version === version : Boolean(optional || devOptional),
	);
}

function readJson(file) {
	return JSON.parse(readFileSync(file, 'utf8'));
}
