import type { IDataObject } from 'n8n-workflow';

import type { CredentialStore, NodeRunResult } from '../../harness';
import { runNode } from '../../harness';
import type { VerticalCrmServer } from '../../servers/crm';
import { startVerticalCrmServer } from '../../servers/crm';
import type { Reading, ReadInstruction, RunStamp, WriteOperation, WriteResult } from '../../../nodes/shared/protocol';

const FIELDS = ['First_Name', 'Last_Name', 'Email', 'Phone', 'Title', 'Account_Name', 'Date_of_Birth', 'Lead_Source'];

/** A CRM server, a credential for it, and the node run on it. */
export interface CrmWorld {
	server: VerticalCrmServer;
	credentials: CredentialStore;
	/** Moves the server's clock. */
	advance(seconds: number): void;
	add(record: IDataObject): string;
	record(id: string): IDataObject;
	run(parameters: IDataObject, items?: object[], more?: Partial<Parameters<typeof runNode>[2]>): Promise<NodeRunResult>;
	read(instruction?: Partial<ReadInstruction>, view?: string): Promise<NodeRunResult & { readings: Reading[] }>;
	apply(operations: object[], parameters?: IDataObject): Promise<WriteResult[]>;
	/** Operations of the requests so far, those that sign in left out. */
	requests(): string[];
	close(): Promise<void>;
}

export const STAMP: RunStamp = {
	id: 'run1',
	syncName: 'test',
	onlyEmailAsWork: true,
};

export const MODULE = { __rl: true, mode: 'name', value: 'Contacts' };

export async function startCrmWorld(): Promise<CrmWorld> {
	let offset = 0;
	const server = await startVerticalCrmServer({ now: () => Date.now() + offset });
	const token = server.tokens.issue();
	const credentials: CredentialStore = {
		verticalCrmOAuth2Api: {
			clientId: server.tokens.client.id,
			clientSecret: server.tokens.client.secret,
			location: 'ownHost',
			host: server.url,
			portalId: server.portalId,
			apiVersion: 'v8',
			oauthTokenData: { access_token: token.accessToken, refresh_token: token.refreshToken },
		},
	};
	const contacts = server.crm.module('Contacts');
	const run: CrmWorld['run'] = async (parameters, items = [{}], more = {}) =>
		await runNode('verticalCrm', { module: MODULE, ...parameters }, { credentials, items, ...more });
	return {
		server,
		credentials,
		advance: (seconds) => (offset += seconds * 1_000),
		add: (record) => contacts.add({ Last_Name: 'Lee', ...record } as never),
		record: (id) => contacts.get(id) as IDataObject,
		run,
		async read(instruction = {}, view = 'All Contacts') {
			const item = {
				kind: 'read',
				side: 'crm',
				mode: 'full',
				cursor: null,
				scope: null,
				ids: [],
				fields: FIELDS,
				about: null,
				run: STAMP,
				...instruction,
			};
			const result = await run({ operation: 'getChanges', view: { __rl: true, mode: 'name', value: view } }, [item]);
			return { ...result, readings: result.items.map(({ json }) => json as unknown as Reading) };
		},
		async apply(operations, parameters = {}) {
			const result = await run({ operation: 'applyChanges', ...parameters }, operations);
			expect(result.error).toBeUndefined();
			expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(operations.map((_, item) => ({ item })));
			return result.items.map(({ json }) => json as unknown as WriteResult);
		},
		requests: () => server.log.entries().filter(({ kind }) => kind !== 'auth').map(({ operation }) => operation),
		close: async () => await server.close(),
	};
}

const base = { kind: 'operation', side: 'crm', scope: 'Contacts/1', run: STAMP };

export function create(set: Record<string, string>, more: object = {}): WriteOperation {
	const match = set.Email ? { field: 'Email', value: set.Email } : null;
	const contact = { google: `people/${set.Email}`, crm: null };
	return { ...base, op: 'create', contact, set, match, origin: null, ...more } as WriteOperation;
}

export function update(id: string, set: Record<string, string>, expected: Record<string, string>, more: object = {}): WriteOperation {
	return { ...base, op: 'update', contact: { google: 'g', crm: id }, id, set, expect: expected, join: false, ...more } as WriteOperation;
}

export function remove(id: string, expected: Record<string, string>): WriteOperation {
	return { ...base, op: 'delete', contact: { google: 'g', crm: id }, id, expect: expected } as WriteOperation;
}
