import { DateTime } from 'luxon';

import type { CodeScope } from '../../workflows-templates/source/code/shared/scope';

/** The scope of a Code node: its input, and the first output of nodes that ran, or some outputs of them. */
export function codeScope(input: object[], nodes: Record<string, object[] | { outputs: object[][] }> = {}): CodeScope {
	const data = (outputs: object[][], isExecuted: boolean) => ({
		all: <Json>(output = 0) => outputs[output].map((json) => ({ json: json as Json })),
		first: <Json>(output = 0) => ({ json: outputs[output][0] as Json }),
		isExecuted,
	});
	return {
		$: (name) => {
			const put = nodes[name] ?? [];
			return data(Array.isArray(put) ? [put] : put.outputs, name in nodes);
		},
		$input: data([input], true),
		DateTime,
	};
}
