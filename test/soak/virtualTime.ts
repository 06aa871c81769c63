/* A clock that the servers and the nodes of a soak share: waiting takes no time, and runs are minutes apart. */

const realNow = Date.now.bind(Date);

let ahead = 0;

/** Milliseconds since 1970. */
export function now(): number {
	return realNow() + ahead;
}

/** What `sleep` of n8n-workflow becomes. */
export async function pass(milliseconds: number): Promise<void> {
	ahead += milliseconds;
}

/** Milliseconds that it is ahead of the real clock. */
export function passed(): number {
	return ahead;
}

export function passMinutes(minutes: number): void {
	ahead += minutes * 60_000;
}
