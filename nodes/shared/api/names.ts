import { NodeOperationError } from 'n8n-workflow';

import { shown } from '../protocol/problem';
import type { ApiContext } from './answers';

/** What the services allow in names and ids that become part of an address or a query. */
const ALLOWED = {
	apiName: { pattern: /^[A-Za-z]\w*$/, what: 'API name', hint: 'letters, digits and underscores, as in "Contacts"' },
	recordId: { pattern: /^\d{1,30}$/, what: 'record ID', hint: 'digits, as in "5843104000000401001"' },
	group: { pattern: /^contactGroups\/[\w-]+$/, what: 'group ID', hint: 'letters and digits, as in "contactGroups/1a2b3c4d5e"' },
	contact: { pattern: /^people\/[\w-]+$/, what: 'contact ID', hint: 'letters and digits, as in "people/c1234567890"' },
} as const;

/**
 * Checks a name or id before it goes into an address or a query, where other characters would mean something else.
 *
 * @throws NodeOperationError that names the value and what is allowed.
 */
export function checkedName(
	context: ApiContext,
	kind: keyof typeof ALLOWED,
	value: string,
	itemIndex = 0,
): string {
	const { pattern, what, hint } = ALLOWED[kind];
	if (pattern.test(value)) return value;
	throw new NodeOperationError(context.getNode(), `${shown(value)} is no ${what}`, {
		description: `It consists of ${hint}. Nothing was sent.`,
		itemIndex,
	});
}
