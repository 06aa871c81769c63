/** Adds up what was spent in a window of time that ends now. */
export class RollingMeter {
	private spent: Array<{ at: number; cost: number }> = [];
	private sum = 0;

	constructor(private readonly now: () => number) {}

	/** @param window milliseconds; what is older is forgotten. */
	used(window: number): number {
		const horizon = this.now() - window;
		while (this.spent.length > 0 && this.spent[0].at <= horizon) this.sum -= this.spent.shift()?.cost ?? 0;
		return this.sum;
	}

	spend(cost: number): void {
		this.spent.push({ at: this.now(), cost });
		this.sum += cost;
	}
}
