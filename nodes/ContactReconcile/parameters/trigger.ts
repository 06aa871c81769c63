import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

const SCHEDULE_TRIGGER = 'n8n-nodes-base.scheduleTrigger';

interface ScheduleInterval {
	field?: string;
	hoursInterval?: number;
	daysInterval?: number;
	weeksInterval?: number;
	monthsInterval?: number;
}

/**
 * Refuses schedules that would erase the sync's memory: a Schedule Trigger of "every N hours, days, weeks or months"
 * keeps static data of its own and, when it fires, saves the whole workflow's as it was when the workflow was
 * published (n8n 2.8 to 2.41).
 *
 * @throws NodeOperationError that names the trigger and what to use instead.
 */
export function refuseForgetfulTriggers(context: IExecuteFunctions): void {
	const parents = context.getParentNodes(context.getNode().name, { includeNodeParameters: true });
	for (const { name, type, parameters } of parents) {
		if (type !== SCHEDULE_TRIGGER) continue;
		const intervals = (parameters?.rule as { interval?: ScheduleInterval[] } | undefined)?.interval ?? [];
		if (!intervals.some(keepsOwnMemory)) continue;
		throw new NodeOperationError(context.getNode(), `The trigger "${name}" would erase what the sync remembers`, {
			description:
				'n8n forgets the workflow\'s stored data with "every 2 or more" hours, days, weeks or months. Set the trigger to minutes, to every single hour, day, week or month, or to a custom Cron expression such as "0 */4 * * *".',
		});
	}
}

function keepsOwnMemory({ field = 'days', ...interval }: ScheduleInterval): boolean {
	switch (field) {
		case 'hours':
			return (interval.hoursInterval ?? 1) !== 1;
		case 'days':
			return (interval.daysInterval ?? 1) !== 1;
		case 'weeks':
			return (interval.weeksInterval ?? 1) !== 1;
		case 'months':
			return (interval.monthsInterval ?? 1) !== 1;
		default:
			return false;
	}
}
