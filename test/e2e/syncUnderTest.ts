import type { Accounts } from '../demo/accounts';
import { GROUP, startAccounts, VIEW } from '../demo/accounts';
import { makePeople } from '../demo/people';
import type { N8nApi } from '../n8nProcess/n8nApi';
import { N8nProcess } from '../n8nProcess/n8nProcess';
import { preparedTemplate } from '../n8nProcess/preparedTemplate';
import { UsersAtWork } from './usersAtWork';

const HOUR = 3_600_000;

/** Seconds between two scheduled runs. */
export const INTERVAL = 5;

/** A published two-way sync in a real n8n that is stopped, killed and started again, hours apart. */
export class SyncUnderTest {
	static readonly id = 'contactSyncTest1';

	readonly users: UsersAtWork;

	private constructor(
		readonly n8n: N8nProcess,
		readonly accounts: Accounts,
		private readonly clock: { ahead: number },
	) {
		this.users = new UsersAtWork(accounts);
	}

	/**
	 * @param interval seconds between two runs, or two looks of the trigger.
	 * @param before what is done in n8n before the sync is there.
	 */
	static async start(people: number, template = 'two-way', interval = INTERVAL, before?: (api: N8nApi) => Promise<void>): Promise<SyncUnderTest> {
		const clock = { ahead: 0 };
		const accounts = await startAccounts(makePeople(people), () => Date.now() + clock.ahead);
		const n8n = await N8nProcess.create();
		const settings = { id: SyncUnderTest.id, google: 'demoGoogle', crm: 'demoCrm', group: GROUP, view: VIEW, interval };
		await n8n.installPackage();
		await n8n.import('credentials', accounts.credentials());
		await n8n.start();
		await n8n.api.createOwner();
		await before?.(n8n.api);
		await n8n.api.addWorkflow(preparedTemplate(template, settings));
		await n8n.api.publish(SyncUnderTest.id);
		return new SyncUnderTest(n8n, accounts, clock);
	}

	/** Starts the stopped n8n again, with so many hours gone by for it and for both services. */
	async startAgain(hours: number): Promise<void> {
		this.clock.ahead += hours * HOUR;
		this.n8n.letTimePass(hours * HOUR);
		await this.n8n.start();
		await this.n8n.api.signIn();
	}

	/** The time by n8n's clock, and by that of both services. */
	now(): number {
		return Date.now() + this.clock.ahead;
	}

	requests(): number {
		return this.accounts.google.log.entries().length + this.accounts.crm.log.entries().length;
	}

	async close(): Promise<void> {
		await this.n8n.remove();
		await this.accounts.close();
	}
}
