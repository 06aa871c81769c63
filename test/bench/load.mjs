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
	const used = process.cpuUsage();
	const start = performance.now();
	for (const file of process.argv.slice(1)) {
		const [NodeClass] = Object.values(require(file));
		new NodeClass();
	}
	const time = performance.now() - start;
	const { user, system } = process.cpuUsage(used);
	console.log(JSON.stringify({ time, processor: (user + system) / 1000 }));
`;

const rounded = (value) => Math.round(value * 10) / 10;
const sorted = (values) => values.map(rounded).sort((a, b) => a - b);

const files = n8n.nodes.map((file) => root + file);
const rounds = Array.from({ length: ROUNDS }, () =>
	JSON.parse(execFileSync(process.execPath, ['-e', round, ...files], { cwd: root, encoding: 'utf8' })),
);
const times = sorted(rounds.map(({ time }) => time));
const processor = sorted(rounds.map((each) => each.processor));
const middle = Math.floor(ROUNDS / 2);
const kilobytes = Math.round(statSync(`${root}dist/nodes/contactSync.js`).size / 1024);
console.log(`${files.length} nodes of ${kilobytes} kB, ${ROUNDS} processes: median ${times[middle]} ms, fastest ${times[0]} ms`);
console.log(`Processor time, which other work on the machine changes less: median ${processor[middle]} ms, least ${processor[0]} ms`);
const figures = { nodes: files.length, kilobytes, rounds: ROUNDS, medianMs: times[middle], fastestMs: times[0], processorMs: processor[middle] };
console.log(JSON.stringify(figures));
