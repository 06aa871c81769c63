/** A logical clock, in milliseconds: every change of an address book is a second of its own. */
export class Clock {
	now = Date.UTC(2026, 0, 1);

	tick(): number {
		this.now += 1_000;
		return this.now;
	}
}
