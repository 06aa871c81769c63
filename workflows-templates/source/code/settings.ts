import type { Configuration } from './shared/configuration';
import type { CodeScope, Item } from './shared/scope';
import { offered } from './pages/accounts';
import type { Checked } from './pages/request';
import { judge } from './pages/settings';

/** The settings that were entered, whether they are to be saved, and what both accounts offer. */
export function settings({ $ }: CodeScope): Item[] {
	const { answers, row } = $('Checked').first<Checked>().json;
	const offers = offered((node) => $(node).all<Record<string, unknown>>().map(({ json }) => json));
	if (!answers) return [{ json: { save: false, offers, judged: null } }];
	const others = $('Configurations')
		.all<Configuration>()
		.map(({ json }) => json)
		.filter(({ id }) => id && id !== row?.id);
	const judged = judge(answers, offers, row, others);
	const save = answers.save && judged.problems.length === 0 && offers.unreadable.length === 0;
	// Two that are set up in the same moment would share what they remember.
	const syncName = `sync-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
	return [{ json: { save, isNew: row === null, syncName, offers, judged } }];
}
