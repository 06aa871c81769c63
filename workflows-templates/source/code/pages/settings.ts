import type { Configuration } from '../shared/configuration';
import type { List, Problem } from '../shared/settings';
import { LISTS } from '../shared/settings';
import type { Offered } from './accounts';
import type { Answers } from './answers';
import { stampOf } from './answers';

/** The columns that a customer sets. */
export type Settings = Pick<
	Configuration,
	'name' | 'groupId' | 'groupName' | 'viewId' | 'viewName' | 'direction' | 'winner' | 'deletes' | 'withoutEmail' | 'frequency' | 'atTime' | 'weekday' | 'tell' | 'fieldMap'
>;

/** What the entries become, and what is wrong with them. */
export interface Judged {
	settings: Settings;
	problems: Problem[];
}

/**
 * Judges what was entered: nothing is taken that is not on a list of the account.
 *
 * @param saved the sync as it is; null for a new one
 * @param others all other syncs
 */
export function judge(answers: Answers, offers: Offered, saved: Configuration | null, others: readonly Configuration[]): Judged {
	const group = offers.groups.find(({ value }) => value === answers.groupId);
	const view = offers.views.find(({ value }) => value === answers.viewId);
	const chosen = Object.fromEntries(LISTS.map((list) => [list.column, choiceOf(list, answers)]));
	const problems: Problem[] = [
		...nameProblems(answers.name, others),
		...(saved || group ? [] : [{ problem: 'No Google contact group is chosen', remedy: 'Choose one from the list.' }]),
		...(saved || view ? [] : [{ problem: 'No CRM list view is chosen', remedy: 'Choose one from the list.' }]),
		...(saved ? [] : pairProblems(answers, others)),
		...LISTS.filter(({ column }) => chosen[column] === undefined).map(({ label }) => ({ problem: `“${label}” is not chosen`, remedy: 'Choose from the list.' })),
		...(/^([01]?\d|2[0-3]):[0-5]\d$/.test(answers.atTime) ? [] : [{ problem: 'The time is none of a clock', remedy: 'Write it as 06:00.' }]),
		...(saved && answers.seen !== stampOf(saved) ? [{ problem: 'These settings were changed since this page was opened', remedy: 'Open the page again, and enter what you still want.' }] : []),
		...offers.problems,
	];
	const settings = {
		...(chosen as Pick<Settings, List['column']>),
		name: answers.name,
		groupId: saved?.groupId ?? answers.groupId,
		groupName: saved?.groupName ?? group?.name ?? '',
		viewId: saved?.viewId ?? answers.viewId,
		viewName: saved?.viewName ?? view?.name ?? '',
		atTime: answers.atTime,
		fieldMap: JSON.stringify(answers.rows),
	};
	return { settings, problems };
}

function choiceOf({ column, choices }: List, { chosen }: Answers): List['standard'] | undefined {
	return choices.find(({ value }) => String(value) === chosen[column])?.value;
}

function nameProblems(name: string, others: readonly Configuration[]): Problem[] {
	if (name === '') return [{ problem: 'The sync has no name', remedy: 'Give it one.' }];
	if (name.length > 100) return [{ problem: 'The name is too long', remedy: 'Use at most 100 characters.' }];
	if (others.some((other) => other.name === name)) return [{ problem: 'There is a sync of this name', remedy: 'Give it another name.' }];
	return [];
}

/** Two syncs of the same people would each make those whom the other one makes. */
function pairProblems({ groupId, viewId }: Answers, others: readonly Configuration[]): Problem[] {
	const other = others.find((one) => one.groupId === groupId && one.viewId === viewId);
	if (!other) return [];
	return [{ problem: `The sync “${other.name}” keeps this group and this list view in step already`, remedy: 'Choose another group or list view, or change that sync.' }];
}
