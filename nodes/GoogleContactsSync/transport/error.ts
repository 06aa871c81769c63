import * as v from 'valibot';

import type { RefusalKind } from '../../shared/api/errors';
import { ServiceError, shortened, UNEXPECTED_REMEDY, wayRemedy } from '../../shared/api/errors';

/*
 * What Google says of a refusal, whatever its answer holds: what is of another kind than documented was not said. Older
 * addresses and proxies of Google's give reasons in `errors`.
 */

const TextSchema = v.fallback(v.optional(v.pipe(v.string(), v.transform(shortened))), undefined);

/** google.rpc.Status, as it stands for one contact of a batch. */
const RpcStatusSchema = v.fallback(v.object({ code: v.fallback(v.optional(v.number()), undefined), message: TextSchema, details: v.optional(v.unknown()) }), {});

const DetailSchema = v.fallback(
	v.object({
		reason: TextSchema,
		metadata: v.fallback(v.optional(v.object({ quota_limit: TextSchema })), undefined),
		contactErrors: v.fallback(v.optional(v.record(v.string(), RpcStatusSchema)), undefined),
	}),
	{},
);
const DetailsSchema = v.fallback(v.optional(v.array(DetailSchema), []), []);
const ErrorSchema = v.object({ message: TextSchema, status: TextSchema, details: DetailsSchema, errors: DetailsSchema });
const BodySchema = v.object({ error: v.union([v.string(), ErrorSchema]) });

/** What Google says of one contact of a batch. */
export function contactStatus(given: unknown): v.InferOutput<typeof RpcStatusSchema> {
	return v.parse(RpcStatusSchema, given);
}

/** @returns undefined where Google says nothing of a refusal. */
function errorIn(body: unknown): v.InferOutput<typeof ErrorSchema> | undefined {
	const result = v.safeParse(BodySchema, body);
	if (!result.success) return undefined;
	const { error } = result.output;
	return typeof error === 'string' ? { message: shortened(error), status: undefined, details: [], errors: [] } : error;
}

/** HTTP status and name of google.rpc.Code, for the codes that contacts of a batch are refused with. */
const RPC_CODES: Record<number, [http: number, name: string]> = {
	5: [404, 'NOT_FOUND'],
	7: [403, 'PERMISSION_DENIED'],
	9: [400, 'FAILED_PRECONDITION'],
};

const RATE_LIMIT = 'RATE_LIMIT_EXCEEDED';

/** A quota that is used up, which comes with 403 as well. */
const QUOTA_REASONS: ReadonlySet<string> = new Set([RATE_LIMIT, 'RESOURCE_EXHAUSTED', 'rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', 'dailyLimitExceeded']);
const ONE_CONTACT_REMEDY = 'Look in Google Contacts whether this contact may be changed; if not, take it out of the group.';
const ACCOUNT_FULL = 'MY_CONTACTS_OVERFLOW_COUNT';

/** A refusal by Google, with its own words and what to do about it. */
export class GoogleError extends ServiceError {
	/** What Google says of single contacts of a batch, by their place in it or their resource name. */
	private readonly contactErrors: Record<string, v.InferOutput<typeof RpcStatusSchema>>;

	/** @param isOfOne whether Google says it of a single contact of a batch, and so of no other. */
	constructor(status: number, body: unknown, private readonly isOfOne = false) {
		const error = errorIn(body);
		const { message: text, status: name, details = [], errors = [] } = error ?? {};
		const reasons = [...details, ...errors].flatMap((detail) => detail.reason ?? []);
		const reason = reasons.find((one) => QUOTA_REASONS.has(one)) ?? details.find((detail) => detail.reason)?.reason;
		const named = reason ?? name ?? `HTTP_${status}`;
		const remedy = error === undefined && status !== 429 ? wayRemedy('Google') : remedyFor(status, `${named} ${text}`.includes(ACCOUNT_FULL) ? ACCOUNT_FULL : named);
		const isRefusedAlone = isOfOne && status === 403 && !QUOTA_REASONS.has(named);
		// Google's own reason, e.g. EXPIRED_SYNC_TOKEN, else its status, e.g. FAILED_PRECONDITION.
		super('Google', status, named, text ?? `answered with status ${status}`, isRefusedAlone ? ONE_CONTACT_REMEDY : remedy);
		this.contactErrors = Object.assign({}, ...details.map((detail) => detail.contactErrors ?? {}));
	}

	get refusal(): RefusalKind {
		if (this.isAccountFull) return 'request';
		if (this.status === 429 || (this.status === 403 && QUOTA_REASONS.has(this.code))) return 'quota';
		// What is said of single contacts concerns no other.
		if (this.isOfOne || Object.keys(this.contactErrors).length > 0) return 'request';
		return this.status === 401 || this.status === 403 ? 'access' : 'request';
	}

	/** Whether the account holds as many contacts as it may. */
	get isAccountFull(): boolean {
		return `${this.code} ${this.message}`.includes(ACCOUNT_FULL);
	}

	/**
	 * Whether it may be the sync token that Google refuses: one that it has forgotten, or that an older release of this
	 * package got with other parameters. Status and words of that have varied; nothing else of a listing does.
	 */
	get isOfSyncToken(): boolean {
		return this.status === 400 || this.status === 410;
	}

	/** Whether the words are not Google's, but of something between. */
	get isOfTheWay(): boolean {
		return this.code === `HTTP_${this.status}`;
	}

	/** Whether the contact was changed since it was read. */
	get isStaleEtag(): boolean {
		return this.status === 400 && (this.code === 'FAILED_PRECONDITION' || /etag/i.test(this.message));
	}

	/** The refusal of one contact of a batch, by its place in it or its name; undefined when Google names others or none. */
	ofContact(names: readonly string[]): GoogleError | undefined {
		const name = names.find((candidate) => Object.hasOwn(this.contactErrors, candidate));
		if (name === undefined) return undefined;
		const { code = 0, message = 'gave no reason', details } = this.contactErrors[name];
		const [http, status] = RPC_CODES[code] ?? [400, 'INVALID_ARGUMENT'];
		return new GoogleError(http, { error: { message, status, details } }, true);
	}
}

/** A second more than a minute of Google's, as its clock is not n8n's. Milliseconds. */
const MINUTE = 61_000;

/**
 * Milliseconds until a refused request may succeed, where the words of the refusal tell: a quota a minute is there again
 * after it, while no wait makes room in an account that is full, which may answer with the same status.
 */
export function waitToldBy(body: unknown): number | undefined {
	if (new GoogleError(429, body).isAccountFull) return Infinity;
	return errorIn(body)?.details.some(({ metadata }) => metadata?.quota_limit?.includes('PerMinute')) ? MINUTE : undefined;
}

function remedyFor(status: number, reason: string): string | undefined {
	if (reason === ACCOUNT_FULL) {
		return 'The account holds as many contacts as Google allows. Delete some of them, and empty the bin, which counts too.';
	}
	switch (status === 403 && QUOTA_REASONS.has(reason) ? 429 : status) {
		case 401:
			return 'Open the Google credential and connect the account again.';
		case 403:
			return reason === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' || reason === 'PERMISSION_DENIED'
				? 'Set the credential\'s access to "Read and Write" and connect the account again, and check that the People API is enabled in the Google Cloud project.'
				: 'Check that the People API is enabled in the Google Cloud project and that the account may use it.';
		case 404:
			return 'Check that the contact or group still exists in this account.';
		case 429:
			return 'Google allows only so many requests a minute. Run the workflow less often, or raise the quota in the Google Cloud project.';
		case 400:
			return undefined;
		default:
			return UNEXPECTED_REMEDY;
	}
}
