import type { IDataObject, INode, INodeType } from 'n8n-workflow';

import type { Person } from '../../../nodes/GoogleContactsSync/transport/person';
import type {
	CursorReading,
	FieldValues,
	Reading,
	ReadInstruction,
	RunStamp,
	WriteOperation,
	WriteResult,
} from '../../../nodes/shared/protocol';
import type { CredentialStore, NodeRunResult } from '../../harness';
import { runNode } from '../../harness';
import type { GooglePeopleServer, Operation } from '../../servers/google';
import { membershipIn, startGooglePeopleServer } from '../../servers/google';

export const MY_CONTACTS = 'contactGroups/myContacts';


/** A Google account to test against, and the node connected to it. */
export class GoogleWorld {
	readonly credentials: CredentialStore;

	/** Resource name of the group "Customers". */
	readonly group: string;

	private nextCrmId = 7_000;

	private constructor(readonly server: GooglePeopleServer) {
		this.group = server.book.addGroup('Customers');
		this.credentials = {
			googleContactsSyncOAuth2Api: {
				clientId: 'client',
				clientSecret: 'secret',
				serviceAddress: server.url,
				oauthTokenData: { access_token: 'google-access', refresh_token: 'google-refresh' },
			},
		};
	}

	static async start(): Promise<GoogleWorld> {
		return new GoogleWorld(await startGooglePeopleServer());
	}

	/** A contact in the group. */
	add(person: Person): string {
		return this.server.book.add({ ...person, memberships: [membershipIn(MY_CONTACTS), membershipIn(this.group)] });
	}

	/** A contact outside the group. */
	addOutside(person: Person): string {
		return this.server.book.add({ ...person, memberships: [membershipIn(MY_CONTACTS)] });
	}

	get(id: string): Person {
		const person = this.server.book.get(id);
		if (!person) throw new Error(`There is no ${id}`);
		return person;
	}

	/** The user edits a contact. */
	edit(id: string, parts: Person): void {
		this.server.book.update(id, parts);
	}

	/** The next requests of an operation are refused. */
	refuse(operation: Operation, answer: { status: number; retryAfter?: number; body?: object }, times = 1): void {
		this.server.faults.failNext({ operation, times, ...answer });
	}

	/** The answer of the next request of an operation is lost, before or after it took effect. */
	cut(operation: Operation, when: 'before' | 'after'): void {
		this.server.faults.resetNext({ operation, when });
	}

	/** Something happens just before the next request of an operation takes effect. */
	meanwhile(operation: Operation, happens: () => void): void {
		this.server.faults.beforeOperation(operation, happens);
	}

	/** Something happens before every request of an operation. */
	meanwhileAlways(operation: Operation, happens: () => void): void {
		this.server.faults.beforeOperation(operation, happens, { times: Infinity });
	}

	/** Every call is refused from now on; from the next one on when a request is under way. */
	losePermission(): void {
		this.server.faults.losePermission();
	}

	refuseRefresh(): void {
		this.server.tokens.revokeAll();
	}

	/** Batches with such a contact are refused; Google may name it or not. */
	poison(isPoison: (person: Person) => boolean, options: { named?: boolean } = {}): void {
		this.server.faults.poisonContact(isPoison, options);
	}

	/** Listings end with a refusal after so many pages. */
	cutListingAfter(pages: number): void {
		this.server.faults.stopListingEarly({ page: pages + 1, how: 'fails' });
	}

	/** Google has forgotten all sync tokens given out until now. */
	expireSyncTokens(status: 'INVALID_ARGUMENT' | 'FAILED_PRECONDITION'): void {
		this.server.faults.expireSyncTokens({ status });
	}

	/** The operations of the requests since the last look, without those of sign-in. */
	takeRequests(): string[] {
		const operations = this.server.log.entries().flatMap(({ kind, operation }) => (kind === 'auth' ? [] : operation));
		this.server.log.clear();
		return operations;
	}

	/** The bodies of the requests of an operation. */
	bodies<T>(operation: string): T[] {
		return this.server.log.entries().flatMap((entry) => (entry.operation === operation ? (entry.body as T) : []));
	}

	async run(
		parameters: IDataObject,
		options: { items?: object[]; node?: Partial<Pick<INode, 'onError'>>; cancelSignal?: AbortSignal } = {},
	): Promise<NodeRunResult> {
		return await runNode('googleContactsSync', parameters, { credentials: this.credentials, ...options });
	}

	/** Runs a node of the test that has this account's credential. */
	async runProbe(node: INodeType): Promise<NodeRunResult> {
		return await runNode(node, {}, { credentials: this.credentials });
	}

	async contact(operation: string, parameters: IDataObject, options: Parameters<GoogleWorld['run']>[1] = {}) {
		return await this.run({ resource: 'contact', operation, ...parameters }, options);
	}

	async getChanges(
		instruction: Partial<ReadInstruction> = {},
		group: object = { __rl: true, mode: 'id', value: this.group },
	): Promise<NodeRunResult & { readings: Reading[]; cursor: CursorReading }> {
		const result = await this.contact('getChanges', { group }, { items: [this.instruction(instruction)] });
		const readings = result.items.map(({ json }) => json as unknown as Reading);
		return { ...result, readings, cursor: readings[readings.length - 1] as CursorReading };
	}

	instruction(parts: Partial<ReadInstruction> = {}): ReadInstruction {
		return {
			kind: 'read',
			side: 'google',
			mode: 'full',
			cursor: null,
			scope: null,
			ids: [],
			fields: ['givenName', 'familyName', 'workEmail', 'workPhone'],
			about: null,
			run: runStamp(),
			...parts,
		};
	}

	/** The next instruction after a reading, as Start Sync gives it. */
	next({ cursor, scope, about }: CursorReading, parts: Partial<ReadInstruction> = {}): Partial<ReadInstruction> {
		return { mode: 'changes', cursor, scope, about: JSON.parse(JSON.stringify(about)) as CursorReading['about'], ...parts };
	}

	async apply(operations: WriteOperation[]): Promise<NodeRunResult & { results: WriteResult[] }> {
		const result = await this.contact('applyChanges', {}, { items: operations });
		return { ...result, results: result.items.map(({ json }) => json as unknown as WriteResult) };
	}

	/** Of a CRM record of its own, from 7001. */
	createOf(set: FieldValues, parts: Partial<Extract<WriteOperation, { op: 'create' }>> = {}): WriteOperation {
		const crmId = String((this.nextCrmId += 1));
		return {
			kind: 'operation',
			side: 'google',
			op: 'create',
			contact: { google: null, crm: crmId },
			scope: this.group,
			run: runStamp(),
			set,
			match: null,
			origin: { syncName: 'Sync 1', crmId },
			...parts,
		};
	}

	updateOf(
		id: string,
		set: FieldValues,
		expect: FieldValues,
		parts: Partial<Extract<WriteOperation, { op: 'update' }>> = {},
	): WriteOperation {
		const contact = { google: id, crm: '7001' };
		return { kind: 'operation', side: 'google', op: 'update', contact, scope: this.group, run: runStamp(), id, set, expect, join: false, ...parts };
	}

	deleteOf(id: string, expect: FieldValues, parts: Partial<Extract<WriteOperation, { op: 'delete' }>> = {}): WriteOperation {
		const contact = { google: id, crm: '7001' };
		return { kind: 'operation', side: 'google', op: 'delete', contact, scope: this.group, run: runStamp(), id, expect, ...parts };
	}

	/** Contacts with a work phone "1", and updates of it to "2". */
	phoneUpdates(count: number, parts: Parameters<GoogleWorld['updateOf']>[3] = {}): { ids: string[]; operations: WriteOperation[] } {
		const phoneNumbers = [{ type: 'work', value: '1' }];
		const ids = Array.from({ length: count }, (_, index) => this.add(named(`Ann${index}`, { phoneNumbers })));
		return { ids, operations: ids.map((id) => this.updateOf(id, { workPhone: '2' }, { workPhone: '1' }, parts)) };
	}

	phoneOf(id: string): string | null | undefined {
		return this.get(id).phoneNumbers?.[0].value;
	}

	async close(): Promise<void> {
		await this.server.close();
	}
}

export function runStamp(parts: Partial<RunStamp> = {}): RunStamp {
	return {
		id: 'run-1',
		syncName: 'Sync 1',
		onlyEmailAsWork: true,
		...parts,
	};
}

export function outcomes(results: WriteResult[]): string[] {
	return results.map(({ outcome }) => outcome);
}

/** A contact with a name and a work e-mail. */
export function named(given: string, more: Person = {}): Person {
	return {
		names: [{ givenName: given, familyName: 'Lee' }],
		emailAddresses: [{ type: 'work', value: `${given.toLowerCase()}@example.org` }],
		...more,
	};
}
