/**
 * Record ids: strings of 19 digits, far beyond 2^53, so that a client which reads one as a number damages it.
 * The first half names the organisation, the rest counts up, as in Zoho's own ids.
 */
export class IdSource {
	private last = 100_000;

	private readonly organisation: string;

	constructor(seed: number) {
		this.organisation = String(4_876_000 + (Math.abs(Math.trunc(seed)) % 1_000));
	}

	/** A new id, greater than every earlier one. */
	next(): string {
		// Steps of 7 leave odd endings that a rounding to a double would change.
		this.last += 7;
		return this.organisation + String(this.last).padStart(12, '0');
	}
}

export const ID_PATTERN = /^\d{18,19}$/;
