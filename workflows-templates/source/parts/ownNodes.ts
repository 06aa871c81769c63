import { DEFAULT_ROWS } from '../../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import type { Step } from '../flow';

export function reconcile(operation: string, parameters: object = {}): Step {
	return own('contactReconcile', { operation, ...parameters });
}

export function google(operation: string, parameters: object = {}): Step {
	return own('googleContactsSync', { operation, ...parameters });
}

export function crm(operation: string, parameters: object = {}): Step {
	return own('verticalCrm', { operation, ...parameters });
}

export function whenContactsChange(): Step {
	return own('contactSyncTrigger', { module: CONTACTS });
}

/** An operation of another resource than the nodes' first one. */
export function ofResource(resource: string, { parameters, ...step }: Step): Step {
	return { ...step, parameters: { resource, ...parameters } };
}

/** The field map as the form of Start Sync holds it. */
export function defaultMap(): object {
	return { rows: DEFAULT_ROWS.map(([googleField, crmField]) => ({ googleField, crmField, direction: 'both' })) };
}

/** A choice from a list that is still to be made. */
export const UNCHOSEN = { __rl: true, mode: 'list', value: '' };

/** A choice by expression. */
export function chosen(mode: 'id' | 'name', value: string): object {
	return { __rl: true, mode, value };
}

export const CONTACTS = { __rl: true, mode: 'list', value: 'Contacts', cachedResultName: 'Contacts' };

function own(name: string, parameters: object): Step {
	return { type: `n8n-nodes-contact-sync.${name}`, typeVersion: 1, parameters };
}
