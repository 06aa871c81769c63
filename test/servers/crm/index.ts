import { startHttpServer } from '../shared/httpServer';
import { RequestLog } from '../shared/requestLog';
import type { ApiVersion } from './apiCall';
import { type ApiLimits, ZOHO_LIMITS } from './apiContext';
import { type ContractBreach, CrmContract } from './contract';
import { CrmStore } from './crmStore';
import { Faults } from './faults';
import { PageTokens } from './pageTokens';
import { DAY } from './quota';
import { CrmRequestHandler } from './server';
import { SortedRecords } from './sortedRecords';
import { healthySwitches, type Switches } from './switches';
import { TokenStore } from './tokens';

export type { Fault } from '../shared/scriptedFaults';
export type { ContractBreach } from './contract';
export type { CrmStore, CrmUser, FiredWorkflow } from './crmStore';
export type { Faults } from './faults';
export type { FieldMeta, FieldSpec, FieldType } from './fields';
export type { Json, JsonObject } from './json';
export type { ModulePermissions, ModuleSpec, ModuleStore } from './moduleStore';
export type { Operation } from './routes';
export type { Switches } from './switches';
export type { IssuedTokens, OAuthClient, TokenStore } from './tokens';
export type { ViewPredicate } from './views';
export { ALL_SCOPES } from './scopes';

export interface VerticalCrmOptions {
	/** A free port when not given. */
	port?: number;
	/** How long every answer takes. */
	latencyMs?: number;
	/** The server's clock, milliseconds. */
	now?: () => number;
	/** Decides the ids. */
	seed?: number;
	portalId?: string;
	/** The only API version that is served; all of v6, v7 and v8 when not given. */
	version?: ApiVersion;
	/** Further `Host` values that the API is served under, besides its own address. */
	allowedHosts?: string[];
	/** Consents at once instead of showing the page. */
	autoConsent?: boolean;
	/** Lower limits than Zoho's, to reach them with few records. */
	limits?: Partial<ApiLimits>;
	/** Whether requests and answers are checked against the official files; on where these are present. */
	checkContract?: boolean;
}

export interface VerticalCrmServer {
	/** `http://127.0.0.1:PORT`. */
	url: string;
	portalId: string;
	/** Ends all connections. @throws what went wrong inside the server itself. */
	close(): Promise<void>;
	/** Every request; a COQL query counts as a read. */
	log: RequestLog;
	/** The true records, for tests that act as the user. */
	crm: CrmStore;
	tokens: TokenStore;
	faults: Faults;
	/** What `faults` sets, and settings that have no method there (`rejectBearer`, `tokenRefusalStatus`, …). */
	switches: Switches;
	/** Requests and answers that the official files do not allow; empty for a client that keeps to them. */
	contractBreaches: readonly ContractBreach[];
	/** Whether the official files are there to check against. */
	isContractChecked: boolean;
	/** Credits used in the last 24 hours. */
	creditsUsed(): number;
}

let contract: { loaded: CrmContract | undefined } | undefined;

/** Starts a solution on the Zoho CRM Platform: REST v6 to v8, and OAuth in both variants, on the loopback address. */
export async function startVerticalCrmServer(options: VerticalCrmOptions = {}): Promise<VerticalCrmServer> {
	const { port, latencyMs = 0, now = Date.now, seed = 1, portalId = 'contactsync', version } = options;
	const crm = new CrmStore(now, seed);
	const switches: Switches = { ...healthySwitches(), latencyMs };
	const faults = new Faults(crm, switches);
	const tokens = new TokenStore(now);
	const log = new RequestLog();
	let url = '';
	// The files are large: one reading serves all servers of a test run.
	if (options.checkContract !== false) contract ??= { loaded: CrmContract.load() };
	const checked = options.checkContract === false ? undefined : contract?.loaded;
	const handler = new CrmRequestHandler({
		context: {
			crm,
			switches,
			sorted: new SortedRecords(),
			pageTokens: new PageTokens(now),
			limits: { ...ZOHO_LIMITS, ...options.limits },
			now,
		},
		oauth: { tokens, switches, autoConsent: options.autoConsent ?? false, url: () => url },
		faults,
		log,
		contract: checked,
		portalId,
		version,
		hosts: () => allowedHosts(url, options.allowedHosts ?? []),
	});
	const server = await startHttpServer({ handle: async (request) => await handler.handle(request), port, now });
	url = server.url;
	return {
		url,
		portalId,
		close: async () => await server.close(),
		log,
		crm,
		tokens,
		faults,
		switches,
		contractBreaches: handler.breaches,
		isContractChecked: checked !== undefined,
		creditsUsed: () => handler.credits.used(DAY),
	};
}

function allowedHosts(url: string, further: string[]): Set<string> {
	const { port } = new URL(url);
	return new Set([`127.0.0.1:${port}`, `localhost:${port}`, ...further]);
}
