import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { connectGoogle } from '../GoogleContactsSync/transport/client';
import { asNodeError } from '../shared/api/errors';
import { checkedName } from '../shared/api/names';
import { notice } from '../shared/items/operations';
import { checkedValue, LocatorSchema } from '../shared/items/parameters';
import { FullCheckHoursSchema } from '../shared/protocol/parts';
import { searchModules } from '../VerticalCrm/methods/listSearch';
import { moduleLocator } from '../VerticalCrm/parameters/parameters';
import { connectCrm } from '../VerticalCrm/transport/client';
import type { Reason } from './watch/watch';
import { watchOf } from './watch/watch';

export class ContactSyncTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Contact Sync Trigger',
		name: 'contactSyncTrigger',
		icon: { light: 'file:contactSyncTrigger.svg', dark: 'file:contactSyncTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "When contacts change" }}',
		description: 'Start a sync when contacts change in Google or the CRM, and not otherwise',
		defaults: { name: 'Contact Sync Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'googleContactsSyncOAuth2Api', required: true },
			{ name: 'verticalCrmOAuth2Api', required: true },
		],
		properties: [
			notice('notice', 'Asks both services what changed, three requests each time, and starts the workflow only when something did. What waits for its turn, or failed, goes with the next change, or with the full check.'),
			moduleLocator,
			{
				displayName: 'Full Check Every (Hours)',
				name: 'fullCheckHours',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 8760 },
				default: 24,
				description: 'After how many hours without a run one is started although nothing changed. Not more than in Start Sync.',
			},
		],
	};

	methods = { listSearch: { searchModules } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const now = Date.now();
		const { value } = checkedValue(this, this.getNodeParameter('module'), { label: 'Module' }, LocatorSchema);
		const module = checkedName(this, 'apiName', String(value ?? '').trim(), 0);
		const hours = this.getNodeParameter('fullCheckHours', 24);
		const fullCheckHours = checkedValue(this, hours, { label: 'Full Check Every (Hours)' }, FullCheckHoursSchema);
		// A run from the editor looks, and leaves what the published one has seen as it is.
		if (this.getMode() === 'manual') return [[item(['started'], now)]];
		const { parameters, credentials, id } = this.getNode();
		const watch = watchOf(`${this.getWorkflow().id}/${id}`, JSON.stringify([parameters, credentials]));
		try {
			const reasons = await watch.look({ google: await connectGoogle(this), crm: await connectCrm(this), module, fullCheckHours, now });
			return reasons.length > 0 ? [[item(reasons, now)]] : null;
		} catch (error) {
			if (watch.isToBeTold(error, now)) throw asNodeError(this, error, 0);
			return null;
		}
	}
}

function item(reasons: readonly Reason[], now: number): INodeExecutionData {
	return { json: { reasons: [...reasons], at: new Date(now).toISOString() } };
}
