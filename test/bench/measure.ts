/** Times of several rounds, in milliseconds. */
export interface Timing {
	median: number;
	/** Slowest and fastest round, as a share of the median. */
	spread: number;
}

/** Measures what a function takes, after one round that does not count. */
export function timed(rounds: number, run: () => void): Timing {
	return timedInTurn(rounds, [run])[0];
}

/** Measures what functions take, each in turn in every round, after one round that does not count. */
export function timedInTurn(rounds: number, runs: ReadonlyArray<() => void>): Timing[] {
	const times = runs.map((): number[] => []);
	for (let round = 0; round <= rounds; round++) {
		runs.forEach((run, index) => {
			const start = performance.now();
			run();
			if (round > 0) times[index].push(performance.now() - start);
		});
	}
	return times.map(summary);
}

function summary(times: readonly number[]): Timing {
	const sorted = [...times].sort((a, b) => a - b);
	const median = sorted[Math.floor(sorted.length / 2)];
	return { median, spread: (sorted[sorted.length - 1] - sorted[0]) / median };
}

export function milliseconds({ median, spread }: Timing): string {
	return `${median.toFixed(median < 10 ? 1 : 0)} ms ±${Math.round(spread * 50)} %`;
}

export function rounded(value: number, digits = 1): number {
	return Number(value.toFixed(digits));
}
