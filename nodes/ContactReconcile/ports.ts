import type { INodeInputConfiguration, INodeOutputConfiguration } from 'n8n-workflow';

/*
 * n8n evaluates these in the editor as expressions, from their source text alone: they may use nothing but their
 * argument.
 */

interface Parameters {
	operation?: string;
}

/** The inputs of the node, by its operation. */
export function inputsFor({ operation }: Parameters): INodeInputConfiguration[] {
	const named = (displayName: string): INodeInputConfiguration => ({ type: 'main', displayName });
	if (operation === 'planChanges') return [named('Google'), named('CRM')];
	if (operation === 'recordResults') return [named('Google'), named('CRM'), named('Run')];
	if (operation === 'undo') return [named('Journal'), named('State')];
	return [{ type: 'main' }];
}

/** The outputs of the node, by its operation; the same ones in every direction of the sync. */
export function outputsFor({ operation }: Parameters): INodeOutputConfiguration[] {
	const named = (displayName: string): INodeOutputConfiguration => ({ type: 'main', displayName });
	if (operation === 'startSync') return [named('Google'), named('CRM'), named('Not Started')];
	if (operation === 'planChanges') return [named('Journal'), named('To Google'), named('To CRM'), named('Run')];
	if (operation === 'recordResults') return [named('Report'), named('Contacts'), named('State')];
	if (operation === 'reset' || operation === 'forget') return [named('Report'), named('State')];
	if (operation === 'undo') return [named('Journal'), named('To Google'), named('To CRM'), named('Report')];
	return [{ type: 'main' }];
}
