import type { IDataObject, IExecuteFunctions, INodeParameterResourceLocator } from 'n8n-workflow';

import { checkedName } from '../../shared/api/names';
import { groupsOf, modifiedAtOf, readWholePerson } from './person';
import type { Person } from './personField';

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

/** The resource name in a contact parameter, also when only its last part was given. */
export function contactParameter(context: IExecuteFunctions, itemIndex: number): string {
	const { value } = context.getNodeParameter('contact', itemIndex) as INodeParameterResourceLocator;
	const text = String(context.getNodeParameter('contact', itemIndex, value, { extractValue: true })).trim();
	return checkedName(context, 'contact', text.startsWith('people/') ? text : `people/${text}`, itemIndex);
}
