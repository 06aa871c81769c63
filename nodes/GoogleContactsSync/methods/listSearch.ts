import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { asNodeError } from '../../shared/api/errors';
import { connectGoogle } from '../transport/client';

/** The account's groups, the user's own first. */
export async function searchGroups(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const google = await connectGoogle(this);
	const groups = await google.listGroups().catch((error: unknown) => {
		throw asNodeError(this, error, 0);
	});
	const wanted = filter.toLowerCase();
	const results = groups
		.filter(({ groupType, name }) => groupType === 'USER_CONTACT_GROUP' || name === 'myContacts' || name === 'starred')
		.map(({ resourceName, formattedName, name, groupType }) => ({
			name: formattedName ?? name ?? '',
			value: resourceName ?? '',
			own: groupType === 'USER_CONTACT_GROUP',
		}))
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.sort((a, b) => Number(b.own) - Number(a.own) || a.name.localeCompare(b.name));
	return { results: results.map(({ name, value }) => ({ name, value })) };
}
