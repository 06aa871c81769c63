import type { SyncState } from '../../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import type { SideName, WriteOperation } from '../../../nodes/shared/protocol';
import { addressKey } from '../addressBook';
import type { RunReport, World } from '../world';
import { addresses as addressesIn, isThere } from './linkLaws';
import { addressesOf } from './addresses';
import { must } from './witness';

/** The addresses of every record of a side, from whichever field or entry, by id. */
type Addresses = Record<SideName, Map<string, ReadonlySet<string>>>;

function addressesOfAll({ books }: World): Addresses {
	const of = (side: SideName) => new Map([...books[side].records].map(([id, record]) => [id, addressesOf(record)]));
	return { google: of('google'), crm: of('crm') };
}

/**
 * F11: the number of records of a side that share an address, by whichever of their addresses, does not grow by a run:
 * whoever is created shares one with so many as share it on the side where people entered it, and an address comes to a
 * record from its own counterpart alone.
 */
export class Sharing {
	/** Who holds which address before the run writes anything. */
	private before: Addresses = { google: new Map(), crm: new Map() };

	/** Who held which address in whatever reading. */
	private readonly ever = new Set<string>();

	constructor(private readonly world: World) {}

	/** The run has read both sides. */
	begin(): void {
		this.before = addressesOfAll(this.world);
		for (const side of SIDES) {
			for (const [id, addresses] of this.before[side]) addresses.forEach((address) => this.ever.add(heldBy(side, id, address)));
		}
	}

	/** @param memory what was remembered before the run. */
	check({ writes }: RunReport, memory: SyncState): void {
		this.addStale(writes);
		const after = addressesOfAll(this.world);
		for (const side of SIDES) {
			const source = otherSide(side);
			for (const [id, addresses] of after[side]) {
				const known = this.before[side].get(id);
				for (const address of addresses) {
					if (known?.has(address)) continue;
					if (!known) this.checkCreated({ side, id, address, count: holders(after[side], address).length }, memory);
					const sources = writes.flatMap((operation) => (operation.side === side && operation.op === 'update' && operation.id === id ? (operation.contact[source] ?? []) : []));
					must('F11', !known || sources.some((one) => this.ever.has(heldBy(source, one, address))), () => `${id} gets ${address}, which its counterpart never had`);
				}
			}
		}
	}

	/** A listing that lags behind shows whom users have deleted since, and addresses that they have taken away. */
	private addStale(writes: readonly WriteOperation[]): void {
		for (const operation of writes) {
			if (operation.op !== 'create') continue;
			const source = otherSide(operation.side);
			const id = operation.contact[source];
			const last = id !== null && this.world.books[source].lag > 0 ? this.world.books[source].lastOf(id) : undefined;
			if (!last) continue;
			const shown = Object.values(operation.set).map(addressKey).filter((address) => this.ever.has(heldBy(source, last.id, address)));
			this.before[source].set(last.id, new Set([...(this.before[source].get(last.id) ?? addressesOf(last)), ...shown]));
		}
	}

	private checkCreated({ side, id, address, count }: { side: SideName; id: string; address: string; count: number }, { contacts }: SyncState): void {
		// Of somebody who has yet to be looked up the last reading counts.
		const known = (on: SideName) => contacts.flatMap(({ [on]: tree }) => (tree && isThere(tree) && addressesIn(tree).includes(address) ? tree.id : []));
		const meant = Math.max(...SIDES.map((on) => new Set([...holders(this.before[on], address), ...known(on)]).size));
		// What listings of Google do not show yet, no look-up finds.
		const isHidden = side === 'google' && this.world.books.google.lag > 0;
		must('F11', count <= meant || isHidden, () => `${id} is created with ${address}, which ${count} share in ${side} now, and ${meant} did before`);
	}
}

function holders(of: ReadonlyMap<string, ReadonlySet<string>>, address: string): string[] {
	return [...of].flatMap(([id, addresses]) => (addresses.has(address) ? id : []));
}

function heldBy(side: SideName, id: string, address: string): string {
	return `${side} ${id} ${address}`;
}
