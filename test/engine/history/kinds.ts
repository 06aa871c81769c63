import groupBy from 'lodash/groupBy';

import { SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import { listsOf, PLAIN } from '../arranged';
import type { World } from '../world';
import type { Kind } from './events';
import { addressesOf } from './addresses';

/** Which kinds of contacts there are before a run. */
export function kindsIn({ books }: World): Kind[] {
	const kinds: Kind[] = [];
	const google = [...books.google.records.values()];
	if (google.some(({ fields, arrangement = PLAIN }) => Object.values(listsOf(fields, arrangement)).some((entries) => entries.length > 1))) kinds.push('several entries');
	for (const side of SIDES) {
		const records = [...books[side].records.values()];
		const addresses = records.flatMap((record) => [...addressesOf(record)]);
		if (new Set(addresses).size < addresses.length) kinds.push('shared address');
		if (records.some((record) => addressesOf(record).size === 0)) kinds.push('without an e-mail');
		const phones = records.flatMap(({ fields }) => fields[side === 'google' ? 'workPhone' : 'Phone'] ?? []);
		if (new Set(phones).size < phones.length) kinds.push('shared phone');
		const named = records.map(({ fields }) => (side === 'google' ? [fields.givenName, fields.familyName] : [fields.First_Name, fields.Last_Name]));
		const names = named.flatMap((name) => (name.every(Boolean) ? name.join(' ') : []));
		if (Object.values(groupBy(names)).some(({ length }) => length > 1)) kinds.push('namesakes');
	}
	return kinds;
}
