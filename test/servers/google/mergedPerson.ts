import isEqual from 'lodash/isEqual';
import uniqWith from 'lodash/uniqWith';

import { partsOf, type Person, SINGLETONS } from './personFields';

/** The values of all contacts in one; of what a contact has at most one, the first's. */
export function mergedPerson(people: readonly Person[], previousResourceNames: readonly string[]): Person {
	const merged: Record<string, unknown[]> = {};
	for (const [part, entries] of people.flatMap(partsOf)) {
		const isSingle = SINGLETONS.some((single) => single === part);
		merged[part] = isSingle ? (merged[part] ?? entries) : uniqWith([...(merged[part] ?? []), ...entries], isEqual);
	}
	return { ...merged, metadata: { previousResourceNames: [...previousResourceNames] } };
}
