import { people_v1 } from 'googleapis/build/src/apis/people/v1';

import type { ApiSender } from '../../shared/api/request';
import { GoogleError } from './error';
import type { Pacer } from './pacing';
import { costOf } from './pacing';
import { isNamed, isReadable } from './shape';

/** What Google's generated client hands to its authentication for every request. */
interface ClientRequest {
	url: string | URL;
	method?: string;
	params?: Record<string, unknown>;
	data?: unknown;
	body?: unknown;
}

interface PeopleClientOptions {
	/** E.g. `https://people.googleapis.com`. */
	address: string;
	/** Called with the headers of every answer; they hold Google's clock. */
	onHeaders?: (headers: Record<string, string>) => void;
	pacer?: Pacer;
}

/**
 * Google's own generated client of the People API, its requests sent by the given sender.
 *
 * @returns a client whose calls throw GoogleError for every refusal, and what the sender throws.
 */
export function createPeopleClient(
	send: ApiSender,
	{ address, onHeaders, pacer }: PeopleClientOptions,
): people_v1.People {
	const auth = {
		async request({ url, method = 'GET', params, data, body }: ClientRequest) {
			const verb = method.toUpperCase() as 'GET' | 'POST' | 'PATCH' | 'DELETE';
			await pacer?.wait(costOf(verb, String(url)));
			const answer = await send({
				method: verb,
				url: String(url),
				qs: definedOnly(params),
				body: data ?? body,
				repeatable: verb === 'GET',
				saysDone: (_status, { createdPeople, updateResult, resourceName }) => [createdPeople, updateResult, resourceName].some((one) => one !== undefined),
				// Google answers with an object, if an empty one.
				isWhole: (answered) => answered !== undefined && isReadable(answered, isMetadataAsked(params, data ?? body)) && isOfGroupAsked(verb, String(url), answered),
			});
			onHeaders?.(answer.headers);
			if (answer.status >= 400) throw new GoogleError(answer.status, answer.body);
			return { data: answer.body ?? {}, status: answer.status, statusText: '', headers: answer.headers, config: {} };
		},
	};
	return new people_v1.People({ auth: auth as never, rootUrl: `${address}/` });
}

/** Where it was asked for, every contact has it: one without is half a contact, whose fields are not empty but missing. */
function isMetadataAsked({ personFields }: Record<string, unknown> = {}, body: unknown): boolean {
	const { readMask } = (body ?? {}) as { readMask?: unknown };
	return String(personFields ?? readMask ?? '').split(',').includes('metadata');
}

/** A group is told from others by its name: where one was asked for, another one is no answer. */
function isOfGroupAsked(verb: string, url: string, answered: Record<string, unknown>): boolean {
	const [, asked] = /\/(contactGroups(?:\/[^/]+)?)$/.exec(url) ?? [];
	if (asked === undefined || (asked === 'contactGroups' && verb !== 'POST')) return true;
	return isNamed(answered) && (verb === 'POST' || answered.resourceName === decodeURIComponent(asked));
}

function definedOnly(params: Record<string, unknown> = {}): Record<string, never> {
	return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as Record<string, never>;
}
