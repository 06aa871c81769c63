import type { CreateOperation, DeleteOperation, FieldValues, RunStamp, SideName, UpdateOperation, WriteOperation } from '../../../shared/protocol';
import type { MappedRow } from '../fieldMap/fieldMap';
import { fieldsToRead } from '../fieldMap/fieldMap';
import { addressesOf, emailFields, hasUsableEmail, matchKey } from '../fieldMap/addresses';
import type { Change, Create, DecisionContext, Delete } from '../decide/decision';
import { nameFields } from '../fieldMap/personName';
import { sidesWritten } from '../decide/decision';
import { changesOfLists, expectedLists, slotMap } from '../fieldMap/slots';
import type { Contact, RecordTree, SyncSettings, SyncState } from '../model/types';

/** The operations that carry a change out: at most one for each side. */
export function operationsFor(
	contact: Contact,
	change: Change,
	context: DecisionContext,
	state: SyncState,
	run: RunStamp,
): WriteOperation[] {
	const pair = { google: contact.google?.id ?? null, crm: contact.crm?.id ?? null };
	const base = (side: SideName) => ({
		kind: 'operation' as const,
		side,
		contact: pair,
		scope: state.sides[side].scope ?? '',
		run,
	});
	switch (change.kind) {
		case 'compare':
			return sidesWritten(change).map((side) => {
				const writes = change.writes.filter(({ to }) => to === side);
				const set = valuesOf(writes, context.rows, (write) => write.value);
				return {
					...base(side),
					op: 'update',
					id: contact[side]?.id ?? '',
					set,
					...(side === 'google' && googleChanges(contact, set, context)),
					expect: valuesOf(writes, context.rows, (write) => write.replaces),
					join: side === 'google' && change.join,
				};
			});
		case 'create':
			return [createOperation(contact, change, context, base(change.on), state)];
		case 'delete':
			return [deleteOperation(contact, change, context, base(change.on), state)];
	}
}

/** How the fields that are set lie in a Google contact. */
function googleChanges(contact: Contact, set: FieldValues, { settings }: DecisionContext): Pick<UpdateOperation, 'lists' | 'oneName'> {
	const lists = changesOfLists(contact, set, slotMap(settings));
	return { ...(lists && { lists }), ...oneNameOf(contact) };
}

/** What was mapped before is still read, is told in the journal, and saves the record if it changes. */
function deleteOperation(
	contact: Contact,
	{ on, double }: Delete,
	{ settings }: DecisionContext,
	base: Omit<DeleteOperation, 'op' | 'id' | 'expect'>,
	state: SyncState,
): DeleteOperation {
	const known: SyncSettings = { ...settings, rows: [...settings.rows, ...(state.former ?? [])] };
	return {
		...base,
		op: 'delete',
		id: contact[on]?.id ?? '',
		// Empty fields too: a value that appears in one since the reading is an edit, and saves the record.
		expect: shownFields(contact[on], fieldsToRead(known, on)),
		...(on === 'google' && expectedOfGoogle(contact, known)),
		...(double && { twin: twinOf(contact, state) }),
	};
}

function expectedOfGoogle(contact: Contact, settings: SyncSettings): Pick<DeleteOperation, 'lists' | 'oneName'> {
	const lists = expectedLists(contact.google, slotMap(settings));
	return { ...(lists && { lists }), ...oneNameOf(contact) };
}

function oneNameOf({ google }: Contact): { oneName?: true } {
	return google?.oneName ? { oneName: true } : {};
}

/** The contact that was created for the same CRM record, and is linked to it. */
function twinOf({ google }: Contact, { contacts }: SyncState): string {
	return contacts.find(({ crm }) => crm?.id === google?.origin?.crmId)?.google?.id ?? '';
}

function shownFields(tree: RecordTree | null, fields: readonly string[]): FieldValues {
	return Object.fromEntries(fields.map((field) => [field, tree?.fields[field] ?? '']));
}

function createOperation(
	contact: Contact,
	change: Create,
	context: DecisionContext,
	base: Omit<CreateOperation, 'op' | 'set' | 'match' | 'origin'>,
	state: SyncState,
): CreateOperation {
	const { settings } = context;
	// A record that is created again has lost its old one: the pair names only what exists.
	const pair = { ...base.contact, [change.on]: null };
	const set = { ...change.fixed, ...valuesOf(change.writes, context.rows, (write) => write.value) };
	return {
		...base,
		contact: pair,
		op: 'create',
		set,
		...(change.on === 'google' && { lists: changesOfLists({ ...contact, google: null }, set, slotMap(settings)) }),
		...(change.on === 'crm' ? lookUps(contact, context, state) : { match: null }),
		origin: change.on === 'google' && contact.crm ? { syncName: settings.syncName, crmId: contact.crm.id } : null,
	};
}

/**
 * Every address of a Google contact is looked up before the CRM gets a record of it, and where it has no main one, which the
 * record would be found by again, its name.
 */
function lookUps(contact: Contact, { settings, rows, sharing, namesakes }: DecisionContext, state: SyncState): Pick<CreateOperation, 'match' | 'named'> {
	const { match: { crm: field }, crmNameField: mandatory } = settings;
	const shared = sharing?.get(contact);
	const addresses = contact.google ? addressesOf(contact.google, emailFields(state, settings).google) : [];
	const main = matchKey('google', contact.google, settings);
	const value = main || addresses[0];
	const others = addresses.filter((address) => address !== value && !shared?.addresses.has(address));
	const match = value
		? { field, value, ...(others.length > 0 && { others }), ...(shared && { shared: { addresses: [...shared.addresses], by: [...shared.others] } }) }
		: null;
	const named = { fields: nameFields(settings).crm, mandatory, address: field, others: [...(namesakes?.get(contact) ?? [])] };
	return { match, ...(!hasUsableEmail(contact, rows, settings) && { named }) };
}

function valuesOf<T extends { row: number; to: SideName }>(
	writes: readonly T[],
	rows: readonly MappedRow[],
	value: (write: T) => string,
): FieldValues {
	return Object.fromEntries(writes.map((write) => [rows[write.row][write.to], value(write)]));
}

