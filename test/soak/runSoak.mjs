/* Plays random histories: node test/soak/runSoak.mjs google [histories] [seed]. Prints the seed to play them again. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const [which, histories = '300', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
process.stdout.write(`${histories} histories of ${which}, seed ${seed}\n`);
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const { status } = spawnSync(process.execPath, [jest, `test/soak/${which}.test.ts`, '--config', 'test/deep/jest.config.js', '--selectProjects', 'more cases'], {
	stdio: 'inherit',
	env: { ...process.env, SOAK: histories, SOAK_SEED: seed },
});
process.exit(status ?? 1);
