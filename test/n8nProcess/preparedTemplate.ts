/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { INode, IWorkflowBase } from 'n8n-workflow';

const TEMPLATES = resolve(__dirname, '../../workflows-templates');

/** What a template's sticky notes ask to set, and how often it runs. */
export interface TemplateSettings {
	id: string;
	/** Ids of stored credentials. */
	google: string;
	crm: string;
	group: string;
	view: string;
	/** Seconds between two runs, or two looks of the trigger. */
	interval: number;
}

/** With groups of the canvas, which n8n 2.8 does not know. */
type TemplateFile = IWorkflowBase & { nodeGroups?: object[] };

/** A template as it is shipped. */
export function readTemplate(name: string): TemplateFile {
	return JSON.parse(readFileSync(join(TEMPLATES, `${name}.json`), 'utf8')) as TemplateFile;
}

/** A template with everything set, for n8n's command line to import. */
export function preparedTemplate(name: string, settings: TemplateSettings): IWorkflowBase {
	const workflow = readTemplate(name);
	for (const node of workflow.nodes) prepare(node, settings);
	return { ...workflow, id: settings.id };
}

/** The credentials and ids that {@link pageTemplates} chooses. */
export interface PageSettings {
	google: string;
	crm: string;
	/** The name and password of the pages. */
	access: string;
	/** Seconds between two runs of the runner. */
	interval: number;
	/** For the variant that keeps the state there. */
	postgres?: string;
}

/** The templates that the page consists of, by the ids that they get: their file names. */
export const PAGE_TEMPLATES = ['sync-setup', 'sync-one', 'sync-runner', 'sync-page'] as const;

/** The templates of the page, or others that work with it, with everything set, for n8n's command line to import. */
export function pageTemplates({ google, crm, access, interval, postgres = '' }: PageSettings, ids: readonly string[] = PAGE_TEMPLATES): TemplateFile[] {
	return ids.map((id) => {
		const workflow = readTemplate(id);
		for (const node of workflow.nodes) {
			if (node.type.endsWith('.googleContactsSync')) node.credentials = { googleContactsSyncOAuth2Api: { id: google, name: 'Google' } };
			if (node.type.endsWith('.verticalCrm')) node.credentials = { verticalCrmOAuth2Api: { id: crm, name: 'CRM' } };
			if (node.type.endsWith('.webhook')) node.credentials = { httpBasicAuth: { id: access, name: 'Page' } };
			if (node.type.endsWith('.postgres')) node.credentials = { postgres: { id: postgres, name: 'Postgres' } };
			if (node.type.endsWith('.executeWorkflow')) node.parameters.workflowId = { __rl: true, mode: 'id', value: 'sync-one' };
			if (node.type.endsWith('.scheduleTrigger')) node.parameters.rule = every(interval);
		}
		return { ...workflow, id };
	});
}

/** n8n takes seconds below a minute. */
function every(seconds: number) {
	return { interval: [seconds < 60 ? { field: 'seconds', secondsInterval: seconds } : { field: 'minutes', minutesInterval: seconds / 60 }] };
}

/** Several looks of once a minute each: n8n refuses one that comes more often (2.8 a star for the seconds, 2.41 a list too). */
function looksEvery(seconds: number) {
	const times = Array.from({ length: Math.floor(60 / seconds) }, (_, look) => look * seconds);
	return times.map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` }));
}

function prepare(node: INode, { google, crm, group, view, interval }: TemplateSettings): void {
	const ofCrm = { verticalCrmOAuth2Api: { id: crm, name: 'CRM' } };
	if (node.type.endsWith('.googleContactsSync')) node.credentials = { googleContactsSyncOAuth2Api: { id: google, name: 'Google' } };
	if (node.type.endsWith('.verticalCrm') || node.name === 'Start Sync') node.credentials = ofCrm;
	if (node.name === 'Google: Get Changes') node.parameters.group = { __rl: true, mode: 'name', value: group };
	if (node.name === 'CRM: Get Changes') node.parameters.view = { __rl: true, mode: 'name', value: view };
	if (node.type.endsWith('.scheduleTrigger')) node.parameters.rule = every(interval);
	if (node.type.endsWith('.contactSyncTrigger')) {
		node.credentials = { googleContactsSyncOAuth2Api: { id: google, name: 'Google' }, ...ofCrm };
		node.parameters.pollTimes = { item: looksEvery(interval) };
	}
}
