/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @typescript-eslint/no-require-imports */
import { join } from 'node:path';

import type { ICredentialType, INodeType, IVersionedNodeType } from 'n8n-workflow';

const BASE = 'test/n8n/node_modules/n8n-nodes-base/dist';

/** A class of n8n's own nodes, as the n8n installed for the demo brings it; for programs run from the project's folder. */
function loaded<T>(file: string): T {
	const exported = require(join(process.cwd(), BASE, file)) as Record<string, new () => T>;
	const name = file.split('/').pop()?.split('.')[0] ?? '';
	return new exported[name]();
}

/** The types of {@link builtInWorkflow}, for n8n-core. */
export function builtInNodeTypes(): Record<string, INodeType> {
	const set = loaded<IVersionedNodeType>('nodes/Set/Set.node.js');
	return {
		'n8n-nodes-base.googleContacts': loaded<INodeType>('nodes/Google/Contacts/GoogleContacts.node.js'),
		'n8n-nodes-base.zohoCrm': loaded<INodeType>('nodes/Zoho/ZohoCrm.node.js'),
		'n8n-nodes-base.compareDatasets': loaded<INodeType>('nodes/CompareDatasets/CompareDatasets.node.js'),
		'n8n-nodes-base.set': set.getNodeType(3.4),
	};
}

export function builtInCredentialTypes(): ICredentialType[] {
	return ['GoogleOAuth2Api', 'GoogleContactsOAuth2Api', 'ZohoOAuth2Api'].map((name) =>
		loaded<ICredentialType>(`credentials/${name}.credentials.js`),
	);
}
