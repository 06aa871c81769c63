import { sideLabel } from '../fieldMap/fieldMap';
import type { RunSummary } from '../model/run';
import { SIDES } from '../model/types';
import type { Plan } from '../plan/plan';
import { COUNTS } from './report';

/** What a run did, such as "Google: 4 created, 4 updated. CRM: 4 created. 3 of 541 not in sync." */
export function sentenceOfRun({ written, classes }: Pick<RunSummary, 'written' | 'classes'>): string {
	const counted = SIDES.map((side) => COUNTS.map(([key, word]): [number, string] => [written[side][key], word.toLowerCase()]));
	return sentence(counted, classes, classes.inSync);
}

/** What a plan that is not carried out would do. */
export function sentenceOfPlan(proposed: Plan['proposed'], classes: RunSummary['classes'], isRefused: boolean): string {
	const counted = SIDES.map((side) =>
		(['create', 'update', 'delete'] as const).map((op): [number, string] => [proposed[side].filter((operation) => operation.op === op).length, `to ${op}`]),
	);
	return `${isRefused ? 'Refused' : 'Preview'}, nothing was written. ${sentence(counted, classes, classes.inSync + classes.deferred, 'Then ')}`;
}

/**
 * @param counted numbers and words for each side.
 * @param once what comes before those who are in sync, if that waits for the changes.
 */
function sentence(counted: Array<Array<[number, string]>>, classes: RunSummary['classes'], inSync: number, once = ''): string {
	const all = Object.values(classes).reduce((total, count) => total + count, 0);
	const changes = counted.flatMap((counts, index) => {
		const shown = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
		return shown.length === 0 ? [] : `${sideLabel(SIDES[index])}: ${shown.join(', ')}.`;
	});
	const state = all === inSync ? `${all} in sync.` : `${all - inSync} of ${all} not in sync.`;
	return changes.length === 0 ? `Nothing to change. ${state}` : `${changes.join(' ')} ${once}${state}`;
}
