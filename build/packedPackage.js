'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** What npm would publish: the size of the archive in bytes, and the files' paths. */
function packedPackage() {
	const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: root,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
		// npm is a script on Windows, which only a shell starts.
		shell: process.platform === 'win32',
	});
	const [{ size, files }] = JSON.parse(output);
	return { size, paths: files.map((file) => file.path) };
}

/** What the rules of n8n's package scanner say of a folder; `passed` is false when they found something. */
function scan(folder) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'scanPackage.mjs'), folder], {
		encoding: 'utf8',
	});
	return { passed: status === 0, output: stdout + stderr };
}

module.exports = { packedPackage, scan };
