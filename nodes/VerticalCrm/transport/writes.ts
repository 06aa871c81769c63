import type { IDataObject } from 'n8n-workflow';

import type { CrmConnection } from './connection';
import type { Crm, WriteOptions } from './crm';
import type { CrmStatus } from './error';
import { CrmError, statusIn } from './error';

/** The option of a write that names what is not to run. */
const SKIPPING = 'skip_feature_execution';

/** Automations that `trigger` may name from v7 on; documents of older versions do not know them. */
export const NEWER_TRIGGERS: readonly string[] = ['pathfinder', 'orchestration'];

/** Writes of a module's records. */
export function recordWrites({ request }: CrmConnection): Pick<Crm, 'create' | 'update' | 'remove'> {
	/** What a request may hold and this CRM does not know; once refused it is left out. */
	const unknown = new Set<string>();

	const write = async (
		method: 'POST' | 'PUT',
		module: string,
		data: readonly IDataObject[],
		{ trigger, unmodifiedSince }: WriteOptions,
	): Promise<CrmStatus[]> => {
		const headers = unmodifiedSince ? { 'If-Unmodified-Since': unmodifiedSince } : undefined;
		// Cadences begin for records of the API unless they are skipped by name.
		const skips = trigger.length === 0 && !unknown.has(SKIPPING) ? { [SKIPPING]: [{ name: 'cadences' }] } : {};
		const body = { data, trigger: trigger.filter((name) => !unknown.has(name)), ...skips };
		const answer = await request(method, module, { body, headers }).catch((error: unknown) => {
			const named = error instanceof CrmError ? optionsRefused(error).filter((name) => !unknown.has(name)) : [];
			if (named.length === 0) throw error;
			named.forEach((name) => unknown.add(name));
			return undefined;
		});
		// Nothing of a request that is refused for such an option was done.
		if (answer === undefined) return await write(method, module, data, { trigger, unmodifiedSince });
		return (answer.data ?? []).map(statusIn);
	};

	return {
		create: async (module, records, options) => await write('POST', module, records, options),
		update: async (module, records, options) => await write('PUT', module, records, options),
		async remove(module, ids, { trigger }) {
			const qs = { ids: ids.join(','), wf_trigger: trigger.length > 0 };
			const { data = [] } = await request('DELETE', module, { qs });
			return data.map(statusIn);
		},
	};
}


/** The options of a write that a refusal names, as a CRM of another version may not know them; nothing of it was done. */
function optionsRefused({ message, details }: CrmError): readonly string[] {
	const text = `${message} ${JSON.stringify(details)}`;
	if (text.includes(SKIPPING)) return [SKIPPING];
	return /\btrigger\b/.test(text) ? NEWER_TRIGGERS : [];
}
