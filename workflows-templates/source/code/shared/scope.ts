import type { DateTime } from 'luxon';

/** What n8n has in the scope of a Code node, as far as ours use it. */
export interface CodeScope {
	$(node: string): NodeData;
	$input: NodeData;
	DateTime: typeof DateTime;
}

export interface Item<Json = object> {
	json: Json;
}

interface NodeData {
	/** @param output counted from 0 */
	all<Json>(output?: number): Array<Item<Json>>;
	/** @param output counted from 0 */
	first<Json>(output?: number): Item<Json>;
	isExecuted: boolean;
}
