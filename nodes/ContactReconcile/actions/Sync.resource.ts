import type { INodeProperties } from 'n8n-workflow';

import { operationParameters } from '../../shared/items/operations';
import * as buildReport from './buildReport.operation';
import * as checkMap from './checkMap.operation';
import * as forget from './forget.operation';
import * as getStatus from './getStatus.operation';
import * as planChanges from './planChanges.operation';
import * as recordResults from './recordResults.operation';
import * as reset from './reset.operation';
import * as startSync from './startSync.operation';
import * as undo from './undo.operation';

export const operations = { buildReport, checkMap, forget, getStatus, planChanges, recordResults, reset, startSync, undo };

export type OperationName = keyof typeof operations;

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [{ name: 'Sync', value: 'sync' }],
	default: 'sync',
};

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['sync'] } },
	options: [
		{
			name: 'Build Report',
			value: 'buildReport',
			action: 'Build the report of a sync',
			description: 'Make a page that shows what a run did',
		},
		{
			name: 'Check Field Map',
			value: 'checkMap',
			action: 'Check the field map of a sync',
			description: 'Tell what is wrong with a field map, and what it may name',
		},
		{
			name: 'Forget Person',
			value: 'forget',
			action: 'Forget a person in a sync',
			description: 'Erase one person from what the sync remembers, and leave them out from then on',
		},
		{
			name: 'Get Status',
			value: 'getStatus',
			action: 'Get the status of a sync',
			description: 'When the last sync was and what it did',
		},
		{
			name: 'Plan Changes',
			value: 'planChanges',
			action: 'Plan the changes of a sync',
			description: 'Decide what goes where, from what both sides show',
		},
		{
			name: 'Record Results',
			value: 'recordResults',
			action: 'Record the results of a sync',
			description: 'Remember what was written, and report',
		},
		{ name: 'Reset', value: 'reset', action: 'Reset a sync', description: 'Forget all that the sync remembers' },
		{
			name: 'Start Sync',
			value: 'startSync',
			action: 'Start a sync',
			description: 'Settings of the sync; tells both sides what to read',
		},
		{
			name: 'Undo',
			value: 'undo',
			action: 'Undo what a sync overwrote',
			description: 'Bring back what a sync overwrote or deleted, from its journal',
		},
	],
	default: 'startSync',
};

export const properties: INodeProperties[] = [
	resource,
	operation,
	...operationParameters('sync', operations),
];
