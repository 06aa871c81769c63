/** Times of several rounds, in milliseconds. */
export interface Timing {
	median: number;
	/** Slowest and fastest round, as a share of the median. */
	spread: number;
}

/** Measures what a function takes, after one round that does not count. */
export function timed(rounds: number, run: () => void): Timing {
	run();
	const times = Array.from({ length: rounds }, () => {
		const start = performance.now();
		run();
		return performance.now() - start;
	}).sort((a, b) => a - b);
	const median = times[Math.floor(rounds / 2)];
	return { median, spread: (times[rounds - 1] - times[0]) / median };
}

export function milliseconds({ median, spread }: Timing): string {
	return `${median.toFixed(median < 10 ? 1 : 0)} ms ±${Math.round(spread * 50)} %`;
}

export function rounded(value: number, digits = 1): number {
	return Number(value.toFixed(digits));
}
