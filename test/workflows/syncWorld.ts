/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import type { IDataObject, INode } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import pick from 'lodash/pick';
import type { CredentialStore, RunMode, RunResult, WorkflowJson } from '../harness';
import { InMemoryDataTables, InMemoryDeduplication, runWorkflow } from '../harness';
import type { VerticalCrmServer } from '../servers/crm';
import { startVerticalCrmServer } from '../servers/crm';
import type { GooglePeopleServer } from '../servers/google';
import { membershipIn, startGooglePeopleServer } from '../servers/google';
import { refuseContactData } from './contactData';

/** The tables of the templates for one group and one list view. */
const STATE = 'Contact Sync State';
const JOURNAL = 'Contact Sync Journal';
const ROW = ['syncName', 'generation', 'kind', 'part', 'parts', 'text'];

/** Both test servers, credentials for them, and a template set to a group and a list view. */
export interface SyncWorld {
	google: GooglePeopleServer;
	crm: VerticalCrmServer;
	group: string;
	credentials: CredentialStore;
	tables: InMemoryDataTables;
	/** Every row that was stored in the journal, in order. */
	journal: IDataObject[];
	/** The rows in which the syncs of this world are remembered. */
	remembered(): IDataObject[];
	/** Puts others in their place, as where nothing of a run was stored. */
	remember(rows: readonly IDataObject[]): void;
	/** Their clock runs on its own, so that runs are minutes apart. */
	advance(minutes: number): void;
	/** Runs a template as its schedule does. @param stop ends the execution as n8n's timeout or a user does. */
	run(template: string, change?: (nodes: INode[]) => void, stop?: AbortSignal): Promise<RunResult>;
	/** Runs a template as n8n's editor does, by hand. */
	runFromEditor(template: string, change?: (nodes: INode[]) => void): Promise<RunResult>;
	addGoogle(person: { given: string; family: string; email?: string; phone?: string; title?: string }): string;
	addCrm(record: { First_Name: string; Last_Name: string; [field: string]: string }): string;
	close(): Promise<void>;
}

/** The clock of both servers. */
export interface WorldClock {
	now(): number;
	passMinutes(minutes: number): void;
}

/** Ahead of the clock of this process, by which the nodes go. */
export function serverClock(): WorldClock {
	let offset = 0;
	return { now: () => Date.now() + offset, passMinutes: (minutes) => void (offset += minutes * 60_000) };
}

/** @param beside another world, whose CRM and tables this one shares: a second Google account with a workflow of its own. */
export async function startSyncWorld(clock = serverClock(), beside?: Pick<SyncWorld, 'crm' | 'tables'>): Promise<SyncWorld> {
	const dedupe = new InMemoryDeduplication();
	const now = () => clock.now();
	const google = await startGooglePeopleServer({ now });
	const crm = beside?.crm ?? (await startVerticalCrmServer({ now }));
	const group = google.book.addGroup('Customers');
	const issued = crm.tokens.issue();
	const credentials: CredentialStore = {
		googleContactsSyncOAuth2Api: {
			...oauth('google', `${google.url}/token`),
			serviceAddress: google.url,
			oauthTokenData: { access_token: 'google-access', refresh_token: 'google-refresh' },
		},
		verticalCrmOAuth2Api: {
			...oauth('crm', `${crm.url}/clientoauth/v2/${crm.portalId}/token`),
			clientId: crm.tokens.client.id,
			clientSecret: crm.tokens.client.secret,
			apiAddress: crm.url,
			apiVersion: 'v8',
			oauthTokenData: { access_token: issued.accessToken, refresh_token: issued.refreshToken },
		},
	} as CredentialStore;
	const tables = beside?.tables ?? new InMemoryDataTables();
	const stateTable = (): string => tables.find(STATE)?.id ?? '';
	const remembered = (): IDataObject[] => (stateTable() ? (tables.rows(stateTable()) as IDataObject[]) : []);
	const run = async (template: string, mode: RunMode, change: (nodes: INode[]) => void = () => {}, cancelSignal?: AbortSignal) => {
		const workflow = preparedTemplate(template);
		change(workflow.nodes);
		return await runWorkflow(workflow, { mode, credentials, dataTables: tables, dedupe, cancelSignal });
	};
	return {
		google,
		crm,
		group,
		credentials,
		tables,
		journal: tables.insertedInto(JOURNAL),
		remembered,
		remember(rows) {
			if (stateTable()) tables.delete(stateTable(), { type: 'and', filters: [{ columnName: 'id', condition: 'gt', value: 0 }] });
			if (rows.length > 0) tables.insert(stateTable(), rows.map((row) => pick(row, ROW)) as never[]);
		},
		advance: (minutes) => clock.passMinutes(minutes),
		async run(template, change, stop) {
			const result = await run(template, 'trigger', change, stop);
			clock.passMinutes(15);
			refuseContactData(result, { google, crm });
			return result;
		},
		runFromEditor: async (template, change) => await run(template, 'manual', change),
		addGoogle: ({ given, family, email, phone, title }) =>
			google.book.add({
				names: [{ givenName: given, familyName: family }],
				...(email && { emailAddresses: [{ type: 'work', value: email }] }),
				...(phone && { phoneNumbers: [{ type: 'work', value: phone }] }),
				...(title && { organizations: [{ title }] }),
				memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)],
			}),
		addCrm: (record) => crm.crm.module('Contacts').add(record),
		async close() {
			await google.close();
			if (!beside) await crm.close();
		},
	};
}

function oauth(name: string, accessTokenUrl: string) {
	return { grantType: 'authorizationCode', clientId: name, clientSecret: 'secret', accessTokenUrl, authentication: 'body' };
}

/** A template set to the world's group and list view. */
export function preparedTemplate(name: string): WorkflowJson {
	const workflow = readTemplate(name);
	for (const node of workflow.nodes) {
		if (node.name === 'Google: Get Changes') node.parameters.group = { __rl: true, mode: 'name', value: 'Customers' };
		if (node.name === 'CRM: Get Changes') node.parameters.view = { __rl: true, mode: 'name', value: 'All Contacts' };
	}
	return workflow;
}

export function readTemplate(name: string): WorkflowJson {
	return JSON.parse(readFileSync(join(__dirname, `../../workflows-templates/${name}.json`), 'utf8')) as WorkflowJson;
}

/** Enters values in the fields that a template's first node asks for. */
export function fillIn(nodes: readonly INode[], node: string, values: Record<string, string | boolean>): void {
	const asked = nodes.find(({ name }) => name === node)?.parameters.assignments as { assignments: Array<{ name: string; value: unknown }> };
	for (const one of asked.assignments) one.value = values[one.name] ?? one.value;
}
