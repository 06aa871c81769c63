import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { chosenOperation } from '../shared/nodeDescription';
import { operations, versionDescription } from './actions/versionDescription';
import { searchGroups } from './methods/listSearch';

export class GoogleContactsSync implements INodeType {
	description: INodeTypeDescription = versionDescription;

	methods = { listSearch: { searchGroups } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await chosenOperation(this, operations).execute.call(this)];
	}
}
