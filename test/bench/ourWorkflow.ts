import type { IWorkflowBase } from 'n8n-workflow';

import { GROUP, VIEW } from '../demo/accounts';
import { preparedTemplate } from '../n8nProcess/preparedTemplate';

/** The template of a two-way sync, everything set as a builder would. */
export function ourWorkflow(): IWorkflowBase {
	return preparedTemplate('two-way', { id: 'bench', google: 'demoGoogle', crm: 'demoCrm', group: GROUP, view: VIEW, interval: 60 });
}

/** The same as if Google's quota had no end: what remains is the time that the package and n8n take. */
export function withoutQuota(workflow: IWorkflowBase): IWorkflowBase {
	for (const { name, parameters } of workflow.nodes) {
		if (name === 'Google: Apply Changes') parameters.options = { unitsPerMinute: 1e6 };
	}
	return workflow;
}
