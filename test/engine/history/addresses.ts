import type { StoredRecord } from '../addressBook';
import { addressKey, emailsOf } from '../addressBook';

/** Every address of a record, from whichever field or entry; each once. */
export function addressesOf(record: StoredRecord): Set<string> {
	const extras = (record.arrangement?.extras.email ?? []).flatMap(({ parts }) => parts.value ?? []);
	return new Set([...emailsOf(record), ...extras].map(addressKey));
}
