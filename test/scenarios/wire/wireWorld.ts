import type { IDataObject, INode } from 'n8n-workflow';

import { stopN8n } from '../../harness';
import type { RunResult } from '../../harness';
import type { Person } from '../../servers/google/personFields';
import { membershipIn } from '../../servers/google';
import type { SyncWorld } from '../../workflows/syncWorld';
import { startSyncWorld } from '../../workflows/syncWorld';

/** What Record Results says of a run; only what the scenarios look at. */
export interface WireReport {
	outcome: string;
	conflicts: number;
	attention: string[];
	hints: string[];
	classes: Record<string, number>;
	written: Record<'google' | 'crm', Record<string, number>>;
	readings: Record<'google' | 'crm', 'full' | 'changes'>;
	details: Array<{ class: string; reason: string; contact: string; googleId: string | null; crmId: string | null }>;
}

/** Where the scenarios of a file happen; each begins with an empty one. */
export interface Stage {
	readonly world: SyncWorld;
	/** Clocks, n8n's and the servers', go on by so many minutes. */
	skip(minutes: number): void;
	/** Everything that happens here happens in one and the same moment. */
	atOnce(happens: () => void): void;
}

/** Sets the stage before each scenario of a file. */
export function setStage(): Stage {
	let world: SyncWorld | undefined;
	let skipped = 0;
	let moment: number | null = null;
	const trueNow = Date.now.bind(Date);
	beforeEach(async () => {
		skipped = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => moment ?? trueNow() + skipped);
		const started = await startSyncWorld();
		// The next lease ends later than this one: no two runs start in the same second.
		const run: SyncWorld['run'] = async (...args) => await started.run(...args).finally(() => (skipped += 60_000));
		world = { ...started, run };
	});
	afterEach(async () => {
		await world?.close();
		jest.restoreAllMocks();
	});
	afterAll(stopN8n);
	return {
		get world() {
			if (!world) throw new Error('the stage is set for each scenario');
			return world;
		},
		skip: (minutes) => (skipped += minutes * 60_000),
		atOnce(happens) {
			moment = Date.now();
			happens();
			moment = null;
		},
	};
}

/** Parameters of Start Sync for a run, as the second argument of `run`. */
export function withSettings(parameters: IDataObject): (nodes: INode[]) => void {
	return (nodes) => {
		const start = nodes.find(({ name }) => name === 'Start Sync');
		Object.assign(start?.parameters ?? {}, parameters);
	};
}

/** The report of a run that came to its end. */
export function reportOf(result: RunResult): WireReport {
	expect(result.error).toBeUndefined();
	return result.items('Record Results')[0].json as unknown as WireReport;
}

/** Every write that either server got, sign-in left out. */
export function writesIn({ google, crm }: SyncWorld) {
	return [...google.log.writes(), ...crm.log.writes()];
}

/** The next two runs write nothing: the first still sees what the last one wrote. */
export async function expectQuietOverWire(world: SyncWorld): Promise<void> {
	const before = writesIn(world).length;
	reportOf(await world.run('two-way'));
	reportOf(await world.run('two-way'));
	expect(writesIn(world).slice(before)).toEqual([]);
}

/** Ann on both sides, in sync, with whatever else Google holds of her. */
export async function syncedAnn(world: SyncWorld, more: Person = {}, record: Record<string, string> = {}) {
	const google = world.google.book.add({
		names: [{ givenName: 'Ann', familyName: 'Lee' }],
		emailAddresses: [{ type: 'work', value: 'ann@example.org' }],
		organizations: [{ title: 'Clerk' }],
		...more,
		memberships: [membershipIn('contactGroups/myContacts'), membershipIn(world.group)],
	});
	const crm = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk', ...record });
	reportOf(await world.run('two-way'));
	return { google, crm };
}

/** A contact in Google that has an address of its own. */
export function addPerson(world: SyncWorld, number: number): string {
	return world.addGoogle({ given: 'P', family: `N${number}`, email: `p${number}@example.org` });
}

export function personOf(world: SyncWorld, id: string): Person {
	const person = world.google.book.get(id);
	if (!person) throw new Error(`Google has no ${id}`);
	return person;
}

export function recordOf(world: SyncWorld, id: string) {
	return world.crm.crm.module('Contacts').get(id) ?? {};
}

export function setTitle(world: SyncWorld, google: string, title: string): void {
	world.google.book.update(google, { organizations: [{ title }] });
}
