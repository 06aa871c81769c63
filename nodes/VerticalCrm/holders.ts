import type { AddressLookUp, CreateOperation } from '../shared/syncProtocol';
import { findInFields } from './coql';
import type { ModuleField } from './moduleFields';
import type { Crm } from './transport/crm';

/** Who holds addresses in a module, in whichever of its e-mail fields, also outside the list view. */
export class AddressHolders {
	private readonly emailFields: readonly string[];

	/** Records that this run has created: whoever shares an address with them does so knowingly. */
	private readonly created = new Set<string>();

	constructor(
		private readonly crm: Crm,
		private readonly module: string,
		fields: readonly ModuleField[],
	) {
		this.emailFields = fields.flatMap(({ kind, name }) => (kind === 'email' ? name : []));
	}

	noteCreated(id: string): void {
		this.created.add(id);
	}

	/** @returns the id of the record that stands in the way of each operation; those without one are left out. */
	async inTheWayOf(batch: readonly CreateOperation[]): Promise<Map<CreateOperation, string>> {
		const matches = batch.flatMap(({ match }) => match ?? []);
		const found = new Map<CreateOperation, string>();
		if (matches.length === 0) return found;
		const fields = [...new Set([...matches.map(({ field }) => field), ...this.emailFields])];
		const wanted = matches.flatMap((match) => [...ownAddresses(match), ...(match.shared?.addresses ?? [])]);
		const holders = await findInFields(this.crm, this.module, fields, wanted);
		for (const operation of batch) {
			const { match } = operation;
			if (!match) continue;
			const idsOf = (address: string): string[] => (holders.get(address) ?? []).map(({ id }) => id);
			const known = new Set([...(match.shared?.by ?? []), ...this.created]);
			const strangers = (match.shared?.addresses ?? []).map(keyOf).flatMap(idsOf).filter((id) => !known.has(id));
			const [id] = [...ownAddresses(match).flatMap(idsOf), ...strangers];
			if (id !== undefined) found.set(operation, id);
		}
		return found;
	}
}

/** The addresses that are to be nobody else's, as they are compared. */
export function ownAddresses({ value, others = [] }: AddressLookUp): string[] {
	return [value, ...others].map(keyOf);
}

function keyOf(address: string): string {
	return address.trim().toLowerCase();
}
