import type { CreateOperation, DeleteOperation, FieldValues, RunStamp, SideName, UpdateOperation, WriteOperation } from '../../../shared/protocol';
import type { MappedRow } from '../fieldMap/fieldMap';
import { fieldsToRead } from '../fieldMap/fieldMap';
import { addressesOf, emailFields, hasUsableEmail, matchKey } from '../fieldMap/addresses';
import type { Change, Create, DecisionContext, Delete } from '../decide/decision';
import { nameFields } from '../fieldMap/personName';
import { sidesWritten } from '../decide/decision';
import { changesOfLists, expectedLists, slotMap } from '../fieldMap/slots';
import type { Pair, Snapshot, SyncSettings, SyncState } from '../model/types';

/** The operations that carry a change out: at most one for each side. */
export function operationsFor(
	pair: Pair,
	change: Change,
	context: DecisionContext,
	state: SyncState,
	run: RunStamp,
): WriteOperation[] {
	const ids = { google: pair.google?.id ?? null, crm: pair.crm?.id ?? null };
	const base = (side: SideName) => ({
		kind: 'operation' as const,
		side,
		contact: ids,
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
					id: pair[side]?.id ?? '',
					set,
					...(side === 'google' && googleChanges(pair, set, context)),
					expect: valuesOf(writes, context.rows, (write) => write.replaces),
					join: side === 'google' && change.join,
				};
			});
		case 'create':
			return [createOperation(pair, change, context, base(change.on), state)];
		case 'delete':
			return [deleteOperation(pair, change, context, base(change.on), state)];
	}
}

/** How the fields that are set lie in a Google contact. */
function googleChanges(pair: Pair, set: FieldValues, { settings }: DecisionContext): Pick<UpdateOperation, 'lists' | 'oneName'> {
	const lists = changesOfLists(pair, set, slotMap(settings));
	return { ...(lists && { lists }), ...oneNameOf(pair) };
}

/** What was mapped before is still read, is told in the journal, and saves the record if it changes. */
function deleteOperation(
	pair: Pair,
	{ on, double }: Delete,
	{ settings }: DecisionContext,
	base: Omit<DeleteOperation, 'op' | 'id' | 'expect'>,
	state: SyncState,
): DeleteOperation {
	const known: SyncSettings = { ...settings, rows: [...settings.rows, ...(state.former ?? [])] };
	return {
		...base,
		op: 'delete',
		id: pair[on]?.id ?? '',
		// Empty fields too: a value that appears in one since the reading is an edit, and saves the record.
		expect: shownFields(pair[on], fieldsToRead(known, on)),
		...(on === 'google' && expectedOfGoogle(pair, known)),
		...(double && { twin: twinOf(pair, state) }),
	};
}

function expectedOfGoogle(pair: Pair, settings: SyncSettings): Pick<DeleteOperation, 'lists' | 'oneName'> {
	const lists = expectedLists(pair.google, slotMap(settings));
	return { ...(lists && { lists }), ...oneNameOf(pair) };
}

function oneNameOf({ google }: Pair): { oneName?: true } {
	return google?.oneName ? { oneName: true } : {};
}

/** The contact that was created for the same CRM record, and is linked to it. */
function twinOf({ google }: Pair, { contacts }: SyncState): string {
	return contacts.find(({ crm }) => crm?.id === google?.origin?.crmId)?.google?.id ?? '';
}

function shownFields(tree: Snapshot | null, fields: readonly string[]): FieldValues {
	return Object.fromEntries(fields.map((field) => [field, tree?.fields[field] ?? '']));
}

function createOperation(
	pair: Pair,
	change: Create,
	context: DecisionContext,
	base: Omit<CreateOperation, 'op' | 'set' | 'match' | 'origin'>,
	state: SyncState,
): CreateOperation {
	const { settings } = context;
	// A record that is created again has lost its old one: the pair names only what exists.
	const ids = { ...base.contact, [change.on]: null };
	const set = { ...change.fixed, ...valuesOf(change.writes, context.rows, (write) => write.value) };
	return {
		...base,
		contact: ids,
		op: 'create',
		set,
		...(change.on === 'google' && { lists: changesOfLists({ ...pair, google: null }, set, slotMap(settings)) }),
		...(change.on === 'crm' ? lookUps(pair, context, state) : { match: null }),
		origin: change.on === 'google' && pair.crm ? { syncName: settings.syncName, crmId: pair.crm.id } : null,
	};
}

/**
 * Every address of a Google contact is looked up before the CRM gets a record of it, and where it has no main one, which the
 * record would be found by again, its name.
 */
function lookUps(pair: Pair, { settings, rows, sharing, namesakes }: DecisionContext, state: SyncState): Pick<CreateOperation, 'match' | 'named'> {
	const { match: { crm: field }, crmNameField: mandatory } = settings;
	const shared = sharing?.get(pair);
	const addresses = pair.google ? addressesOf(pair.google, emailFields(state, settings).google) : [];
	const main = matchKey('google', pair.google, settings);
	const value = main || addresses[0];
	const others = addresses.filter((address) => address !== value && !shared?.addresses.has(address));
	const match = value
		? { field, value, ...(others.length > 0 && { others }), ...(shared && { shared: { addresses: [...shared.addresses], by: [...shared.others] } }) }
		: null;
	const named = { fields: nameFields(settings).crm, mandatory, address: field, others: [...(namesakes?.get(pair) ?? [])] };
	return { match, ...(!hasUsableEmail(pair, rows, settings) && { named }) };
}

function valuesOf<T extends { row: number; to: SideName }>(
	writes: readonly T[],
	rows: readonly MappedRow[],
	value: (write: T) => string,
): FieldValues {
	return Object.fromEntries(writes.map((write) => [rows[write.row][write.to], value(write)]));
}

