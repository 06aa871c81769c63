// How long n8n waits for the package's nodes: each round is a process of its own, in which what n8n itself has loaded
// (n8n-workflow, lodash) is there already. Run `npm run build` before. The last line is JSON.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROUNDS = 15;
const root = fileURLToPath(new URL('../../', import.meta.url));
const { n8n } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

const round = `
	require('n8n-workflow');
	require('lodash');
	const { performance } = require('node:perf_hooks');
	const times = process.argv.slice(1).map((file) => {
		const start = performance.now();
		const [NodeClass] = Object.values(require(file));
		new NodeClass();
		return performance.now() - start;
	});
	console.log(JSON.stringify(times));
`;

function median(values) {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const files = n8n.nodes.map((file) => root + file);
const rounds = Array.from({ length: ROUNDS }, () =>
	JSON.parse(execFileSync(process.execPath, ['-e', round, ...files], { cwd: root, encoding: 'utf8' })),
);
const rounded = (value) => Math.round(value * 10) / 10;
const all = rounded(median(rounds.map((times) => times.reduce((sum, time) => sum + time, 0))));
n8n.nodes.forEach((file, index) => {
	const name = file.split('/').at(-1);
	console.log(`${name}: ${rounded(median(rounds.map((times) => times[index])))} ms, ${Math.round(statSync(root + file).size / 1024)} kB`);
});
console.log(`All ${n8n.nodes.length} nodes: ${all} ms (median of ${ROUNDS} processes; the first also loads what the others share)`);
console.log(JSON.stringify({ nodes: n8n.nodes.length, rounds: ROUNDS, medianMs: all }));
