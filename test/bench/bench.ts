/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
/*
 * What a sync costs: `npm run bench -- requests`, `time` or `scale`; see docs/performance.md. The last line is JSON.
 */
import './redirectBuiltInNodes';
import { parseArgs } from 'node:util';

import { benchRequests } from './requests';
import { benchScale, showScale } from './scale';
import { benchTime } from './time';

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: {
		contacts: { type: 'string' },
		rounds: { type: 'string', default: '3' },
		edits: { type: 'string', default: '500' },
		'differing-every': { type: 'string', default: '3' },
		'without-built-in': { type: 'boolean', default: false },
	},
});

function sizes(usual: number[]): number[] {
	return values.contacts ? values.contacts.split(',').map(Number) : usual;
}

async function measured(what: string | undefined): Promise<unknown> {
	switch (what) {
		case 'requests': {
			const found: Record<string, unknown> = {};
			for (const contacts of sizes([10_000])) {
				const options = { contacts, edits: Number(values.edits), differingEvery: Number(values['differing-every']) };
				found[contacts] = await benchRequests({ ...options, withBuiltIn: !values['without-built-in'] });
			}
			return found;
		}
		case 'time': {
			const [contacts] = sizes([10_000]);
			return await benchTime({ contacts, rounds: Number(values.rounds), withBuiltIn: !values['without-built-in'] });
		}
		case 'scale': {
			const found: Awaited<ReturnType<typeof benchScale>>[] = [];
			for (const contacts of sizes([1_000, 5_000, 10_000, 25_000])) found.push(await benchScale(contacts));
			return showScale(found);
		}
		default:
			throw new Error('Say what to measure: requests, time or scale');
	}
}

measured(positionals[0]).then(
	(figures) => {
		console.log(JSON.stringify(figures));
		process.exit(0);
	},
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
