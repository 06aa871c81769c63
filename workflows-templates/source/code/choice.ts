import type { Action } from './shared/choices';
import type { Configuration } from './shared/configuration';
import type { CodeScope, Item } from './shared/scope';

/** The chosen configuration and what to do with it; nothing when nobody answered within an hour. */
export function choice({ $, $input }: CodeScope): Item[] {
	const { Sync: name, 'What to do': action } = $input.first<{ Sync: string; 'What to do'?: Action }>().json;
	if (!action) return [];
	const chosen = $('Configurations')
		.all<Configuration>()
		.map(({ json }) => json)
		.find((one) => one.name === name);
	return [{ json: chosen ? { ...chosen, action } : { action: 'Set up or change' } }];
}
