import { sleep } from 'n8n-workflow';

import type { ApiContext } from '../../shared/api/answers';
import { throwIfCancelled } from '../../shared/api/answers';

/** Google's kinds of units, of which an account may spend so many a minute. */
type UnitKind = 'criticalReads' | 'criticalWrites' | 'writes';

type Cost = Partial<Record<UnitKind, number>>;

/** A second more than Google's: not all requests are as long on their way. Milliseconds. */
const MINUTE = 61_000;

/** A longer wait is cut into pieces, after each of which a cancelled execution ends. */
const LONGEST_SLEEP = 5_000;

/** Units of a kind a minute that Google grants to a user of a project, as consoles show them. */
export const DEFAULT_UNITS_PER_MINUTE = 90;

/**
 * What a request costs.
 *
 * @see https://developers.google.com/people/v1/contacts
 */
export function costOf(method: string, url: string): Cost {
	if (method === 'GET') return { criticalReads: 1 };
	if (/:batch(Create|Update)Contacts$/.test(url)) return { criticalReads: 6, criticalWrites: 6 };
	if (/:batchDeleteContacts$/.test(url)) return { writes: 10 };
	return { writes: 1 };
}

/** A request that was sent, or will be: when, in milliseconds since 1970, and what it costs. */
interface Spent {
	at: number;
	cost: Cost;
}

/** Spreads requests over time, so that Google need not refuse them. */
export class Pacer {
	/** Milliseconds waited so far. */
	waited = 0;

	/** @param spent what was spent before, to which this one's requests are added. */
	constructor(
		private readonly context: ApiContext,
		private readonly unitsPerMinute: number,
		private readonly spent: Spent[] = [],
	) {}

	/** Waits until a request may be sent. */
	async wait(cost: Cost): Promise<void> {
		const now = Date.now();
		while (this.spent.length > 0 && this.spent[0].at <= now - MINUTE) this.spent.shift();
		const at = this.earliest(now, cost);
		this.spent.push({ at, cost });
		this.waited += at - now;
		for (let left = at - now; left > 0; left -= LONGEST_SLEEP) {
			throwIfCancelled(this.context);
			await sleep(Math.min(left, LONGEST_SLEEP));
		}
	}

	/** When the minute before has room for the cost; one that is larger than the limit waits for an empty minute. */
	private earliest(now: number, cost: Cost): number {
		const moments = [now, ...this.spent.map(({ at }) => at + MINUTE).filter((moment) => moment > now)];
		return moments.find((moment) => this.fits(moment, cost)) ?? Math.max(...moments);
	}

	private fits(moment: number, cost: Cost): boolean {
		const recent = this.spent.filter(({ at }) => at > moment - MINUTE);
		return Object.entries(cost).every(([kind, units]) => {
			const used = recent.reduce((sum, { cost: other }) => sum + (other[kind as UnitKind] ?? 0), 0);
			return used === 0 || used + units <= this.unitsPerMinute;
		});
	}
}

/**
 * What the nodes of an execution have spent together: Google's minute does not end between reading and writing, which
 * would be refused otherwise.
 *
 * @param account tells the accounts apart that one workflow uses.
 */
export function spentInExecution(context: ApiContext, account: string): Spent[] {
	if (!('getContext' in context)) return [];
	const shared = context.getContext('flow') as Record<string, Spent[] | undefined>;
	return (shared[`googleContactsSync.spent:${account}`] ??= []);
}
