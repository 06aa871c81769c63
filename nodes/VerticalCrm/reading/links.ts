import type { FieldValues } from '../../shared/protocol';
import { keyForm, textForm } from '../../shared/values/text';
import { findByValue } from './lookup';
import type { FieldMetadata, ModuleField } from '../fields/moduleFields';
import type { LinkFinder } from '../fields/record';
import type { Crm } from '../transport/crm';

/** Fields that show the name of a record, by module; others are asked which one it is. */
const NAME_FIELDS: Record<string, string> = {
	Accounts: 'Account_Name',
	Contacts: 'Full_Name',
	Deals: 'Deal_Name',
	Leads: 'Full_Name',
	Vendors: 'Vendor_Name',
};

const ID = /^\d{15,}$/;

/** By name; `refused` where the CRM cannot be asked for the name. */
type Candidates = ReadonlyMap<string, readonly string[] | 'refused'>;

/** Looks all names up at once, by exact value: companies in their module, owners among the users. */
export async function findLinks(
	crm: Crm,
	fields: readonly ModuleField[],
	sets: readonly FieldValues[],
): Promise<LinkFinder> {
	const found = new Map<string, Candidates>();
	for (const field of fields) {
		if (field.kind !== 'lookup' || !field.writable) continue;
		const names = sets.flatMap((set) => set[field.name] || []).filter((name) => !ID.test(name));
		if (names.length > 0) found.set(field.name, await candidatesFor(crm, field, names));
	}
	return ({ name: field }, name) => {
		if (ID.test(name)) return { id: name };
		const ids = found.get(field)?.get(keyForm(name)) ?? [];
		if (ids === 'refused') return ids;
		if (ids.length === 1) return { id: ids[0] };
		return ids.length === 0 ? 'none' : 'several';
	};
}

async function candidatesFor(crm: Crm, { type, linkedModule }: ModuleField, names: readonly string[]): Promise<Candidates> {
	if (type !== 'lookup') return await usersByName(crm);
	if (!linkedModule) return new Map();
	const nameField = await nameFieldOf(crm, linkedModule);
	const { records: found, unanswered } = await findByValue(crm, linkedModule, nameField, names.flatMap(spellingsOf));
	const byName = new Map<string, string[]>();
	for (const [name, records] of found) {
		byName.set(keyForm(name), [...new Set([...(byName.get(keyForm(name)) ?? []), ...records.map(({ id }) => id)])]);
	}
	const refused = [...unanswered.keys()].map((name): [string, 'refused'] => [keyForm(name), 'refused']);
	return new Map<string, readonly string[] | 'refused'>([...refused, ...byName]);
}

/**
 * A name as typed, without what people do not see, and with apostrophes and quotation marks of either kind: a list of values is
 * compared letter by letter.
 */
function spellingsOf(name: string): string[] {
	const shown = textForm(name);
	const straight = shown.replace(/[’ʼ]/g, "'").replace(/[“”„]/g, '"');
	return [...new Set([name, shown, straight, straight.replace(/'/g, '’')])];
}

/** The field that shows what a module's records are called. */
export async function nameFieldOf(crm: Crm, module: string): Promise<string> {
	if (NAME_FIELDS[module]) return NAME_FIELDS[module];
	const fields = await crm.settings<FieldMetadata>('fields', { module });
	return fields.find(({ display_field }) => display_field === true)?.api_name ?? 'Name';
}

interface UserMetadata {
	id: string;
	full_name?: string;
	email?: string;
}

async function usersByName(crm: Crm): Promise<Candidates> {
	const byName = new Map<string, string[]>();
	for (const { id, full_name, email } of await crm.about<UserMetadata>('users', { type: 'ActiveUsers' })) {
		for (const name of [full_name, email]) {
			if (name) byName.set(keyForm(name), [...(byName.get(keyForm(name)) ?? []), id]);
		}
	}
	return byName;
}
