import type { INodeProperties } from 'n8n-workflow';

/**
 * Where the sync keeps what it remembers.
 *
 * @param connected what the workflow has to do where it keeps it itself.
 */
export function stateStorage(connected: string): INodeProperties[] {
	return [
		{
			displayName: 'State Storage',
			name: 'stateStorage',
			type: 'options',
			options: [
				{ name: 'Connected', value: 'connected', description: 'The workflow keeps it, as rows that come in here' },
				{ name: 'Workflow', value: 'workflow', description: "In the workflow's static data; nothing to set up" },
			],
			default: 'workflow',
			description: 'Where the sync keeps what it remembers between runs',
		},
		{
			displayName: connected,
			name: 'connectedNotice',
			type: 'notice',
			displayOptions: { show: { stateStorage: ['connected'] } },
			default: '',
		},
	];
}
