import type { Item } from './shared/scope';

/** The ID of the only data table of a name, which n8n itself would find by any part of it; words where there is none. */
export const tableId = (tables: Array<Item<{ id: string; name: string }>>, wanted: string): string => {
	const found = tables.filter(({ json: { name } }) => name === wanted);
	return found.length === 1 ? found[0].json.id : `exactly one of the name "${wanted}": there are ${found.length}`;
};
