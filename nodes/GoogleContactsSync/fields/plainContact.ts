import type { IDataObject } from 'n8n-workflow';

import { groupsOf } from './memberships';
import { modifiedAtOf, readWholePerson } from './person';
import type { Person } from '../transport/person';

/** A contact as the plain operations return it: flat fields of the catalogue, or as Google sends it. */
export function contactJson(person: Person, simple: boolean): IDataObject {
	if (!simple) return person as unknown as IDataObject;
	return {
		resourceName: person.resourceName,
		...readWholePerson(person, { onlyEmailAsWork: false }),
		groups: groupsOf(person),
		modifiedAt: modifiedAtOf(person),
	};
}
