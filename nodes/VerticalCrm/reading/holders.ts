import type { AddressLookUp, CreateOperation } from '../../shared/protocol';
import { findInFields, keyOf } from './lookup';
import type { ModuleField } from '../fields/moduleFields';
import type { Crm } from '../transport/crm';
import type { CrmError } from '../transport/error';

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

	/**
	 * @returns the id of the record that stands in the way of each operation, or why that cannot be known; those without
	 * either are left out.
	 */
	async inTheWayOf(batch: readonly CreateOperation[]): Promise<Map<CreateOperation, CrmError | string>> {
		const matches = batch.flatMap(({ match }) => match ?? []);
		const found = new Map<CreateOperation, CrmError | string>();
		if (matches.length === 0) return found;
		const fields = [...new Set([...matches.map(({ field }) => field), ...this.emailFields])];
		// As they are to be written too: a look-up may tell case apart.
		const written = batch.flatMap(({ set }) => fields.flatMap((field) => set[field] || []));
		const wanted = [...matches.flatMap((match) => [...ownAddresses(match), ...(match.shared?.addresses ?? [])]), ...written];
		const { records: holders, unanswered } = await findInFields(this.crm, this.module, fields, wanted);
		for (const operation of batch) {
			const { match } = operation;
			if (!match) continue;
			const idsOf = (address: string): string[] => (holders.get(address) ?? []).map(({ id }) => id);
			const isKnown = (id: string): boolean => match.shared?.by.includes(id) === true;
			const strangers = (match.shared?.addresses ?? []).map(keyOf).flatMap(idsOf).filter((id) => !this.created.has(id));
			const [id] = [...ownAddresses(match).flatMap(idsOf), ...strangers].filter((one) => !isKnown(one));
			const refusal = [...ownAddresses(match), ...(match.shared?.addresses ?? []).map(keyOf)].flatMap((address) => unanswered.get(address) ?? [])[0];
			if (id !== undefined || refusal) found.set(operation, id ?? refusal);
		}
		return found;
	}
}

/** The addresses that are to be nobody else's, as they are compared. */
export function ownAddresses({ value, others = [] }: AddressLookUp): string[] {
	return [value, ...others].map(keyOf);
}
