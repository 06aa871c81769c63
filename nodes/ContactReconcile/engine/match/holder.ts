import type { FieldValues, SideName } from '../../../shared/protocol';
import { addressesOf, emailFields } from '../fieldMap/addresses';
import { nameFields } from '../fieldMap/personName';
import { newContact } from '../observe/overlay';
import type { Pair, Snapshot, SyncSettings, SyncState } from '../model/types';
import { add, askNext } from '../model/draft';
import { otherSide } from '../model/types';

/**
 * A record that exists is asked by id next time, whatever the listing shows (F21). Until it has answered, and for good
 * where it may not be read, it holds the addresses, or the name, that it was found by, so that nothing is created beside it.
 */
export function noteHolder(state: SyncState, pair: Pair, side: SideName, id: string, settings: SyncSettings): void {
	askNext(state, side, id);
	const source = otherSide(side);
	const tree = pair[source];
	if (!tree || state.contacts.some((other) => other[side]?.id === id)) return;
	const otherEmails = addressesOf(tree, emailFields(state, settings)[source]);
	const fields = otherEmails.length > 0 ? {} : namesOn(side, tree, settings);
	add(state, newContact(side, { id, presence: 'unlisted', modifiedAt: null, fields, otherEmails, origin: null, partial: true }));
}

/** The name that a record was found by, as the other side would show it. */
function namesOn(side: SideName, { fields }: Snapshot, settings: SyncSettings): FieldValues {
	const { given, family, whole } = nameFields(settings)[side];
	const names = new Set([...given, ...family, ...whole]);
	const mapped = settings.rows.filter((row) => names.has(row[side]) && fields[row[otherSide(side)]] !== undefined);
	return Object.fromEntries(mapped.map((row) => [row[side], fields[row[otherSide(side)]]]));
}

/** A record that a look-up before a create has found, and that no reading has shown. */
export function isKnownByIdOnly({ google, crm }: Pair): boolean {
	return google === null && crm !== null && crm.presence !== 'in' && (crm.partial || Object.keys(crm.fields).length === 0);
}
