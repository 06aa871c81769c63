/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { HttpAnswer, HttpOutcome, HttpRequest } from '../shared/httpServer';
import { type LogEntry, type RequestLog, statusOf } from '../shared/requestLog';
import { RollingMeter } from '../shared/rollingMeter';
import { answerCall, refusalAnswer } from './api';
import type { ApiAnswer, ApiVersion } from './apiCall';
import type { ApiContext } from './apiContext';
import { ApiRefusal, asRefusal, errorFor, refusals } from './apiError';
import { authenticate } from './authorization';
import type { ContractBreach, CrmContract } from './contract';
import type { Faults } from './faults';
import { authorize, type OAuthContext, revoke, token } from './oauthEndpoints';
import { creditCost, DAY } from './quota';
import { type ApiRoute, type Route, routeOf } from './routes';

export interface ServerParts {
	context: ApiContext;
	oauth: OAuthContext;
	faults: Faults;
	log: RequestLog;
	contract: CrmContract | undefined;
	portalId: string;
	version: ApiVersion | undefined;
	/** `Host` values that the API is served under. */
	hosts: () => Set<string>;
}

/** From the HTTP request to its outcome: log, faults, host, quota, token, and then the API itself. */
export class CrmRequestHandler {
	readonly breaches: ContractBreach[] = [];
	readonly credits: RollingMeter;

	private underWay = 0;

	constructor(private readonly parts: ServerParts) {
		this.credits = new RollingMeter(parts.context.now);
	}

	async handle(request: HttpRequest): Promise<HttpOutcome> {
		const { log, context, portalId, version } = this.parts;
		const route = routeOf(request.method, request.path, portalId, version);
		const { kind, operation } = route;
		const entry = log.begin(request, { at: context.now(), kind, operation });
		this.underWay += 1;
		try {
			const outcome = await this.withFaults(route, request, entry);
			log.end(entry, statusOf(outcome));
			return outcome;
		} finally {
			this.underWay -= 1;
		}
	}

	private async withFaults(route: Route, request: HttpRequest, entry: LogEntry): Promise<HttpOutcome> {
		const { faults, context } = this.parts;
		if (context.switches.latencyMs > 0) await pause(context.switches.latencyMs);
		return await faults.scripted.carryOut(entry, route.operation, () => this.answer(route, request, entry.seq));
	}

	private answer(route: Route, request: HttpRequest, seq: number): HttpAnswer {
		switch (route.area) {
			case 'oauth':
				return this.oauthAnswer(route.operation, request);
			case 'unknown':
				return asHttp(refusalAnswer(route.problem === 'url' ? refusals.invalidUrl() : refusals.invalidMethod()));
			case 'api': {
				const answer = this.withCreditsLeft(asHttp(this.apiAnswer(route, request)));
				this.checkContract(route, request, answer, seq);
				return answer;
			}
		}
	}

	private oauthAnswer(operation: 'auth.consent' | 'auth.token' | 'auth.revoke', request: HttpRequest): HttpAnswer {
		switch (operation) {
			case 'auth.consent':
				return authorize(request, this.parts.oauth);
			case 'auth.token':
				return token(request, this.parts.oauth);
			case 'auth.revoke':
				return this.isRevocationHere(request) ? revoke(request, this.parts.oauth) : { status: 404, body: '<h1>Not found</h1>' };
		}
	}

	private isRevocationHere({ path }: HttpRequest): boolean {
		const isAtAccounts = path.startsWith('/accounts/op/');
		return isAtAccounts === (this.parts.context.switches.revocationPath === 'accounts');
	}

	private apiAnswer(route: ApiRoute, request: HttpRequest): ApiAnswer {
		const { context, oauth, hosts } = this.parts;
		try {
			if (!hosts().has(request.headers.host ?? '')) throw refusals.invalidHost();
			const scopes = authenticate(request.headers.authorization, oauth.tokens, context.switches);
			this.spendQuota(route, request);
			const { query, headers, body } = request;
			return answerCall(route, { version: route.version, query, headers, body }, scopes, context);
		} catch (error) {
			return refusalAnswer(asRefusal(error));
		}
	}

	private spendQuota(route: ApiRoute, { query, body }: HttpRequest): void {
		const { concurrency, credits } = this.parts.context.switches;
		if (concurrency && this.underWay > concurrency.limit) throw tooMany(concurrency.retryAfter);
		const cost = creditCost(route, query, body);
		if (credits && this.credits.used(DAY) + cost > credits.limit) throw tooMany(credits.retryAfter);
		this.credits.spend(cost);
	}

	/** The header appears once half of the day's credits are used. */
	private withCreditsLeft(answer: HttpAnswer): HttpAnswer {
		const { credits } = this.parts.context.switches;
		const used = this.credits.used(DAY);
		if (!credits || used < credits.limit / 2) return answer;
		return { ...answer, headers: { ...answer.headers, 'x-api-credits-remaining': String(credits.limit - used) } };
	}

	private checkContract(route: ApiRoute, request: HttpRequest, answer: HttpAnswer, seq: number): void {
		const { contract } = this.parts;
		if (!contract) return;
		const found = [
			...contract.requestBreaches(route, request).map((what) => `request: ${what}`),
			...contract.answerBreaches(route, answer).map((what) => `answer ${answer.status}: ${what}`),
		];
		this.breaches.push(...found.map((what) => ({ seq, operation: route.operation, what })));
	}
}

function tooMany(retryAfter: number | undefined): ApiRefusal {
	const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
	return new ApiRefusal(429, errorFor(429, retryAfter), headers);
}

function asHttp({ status, body, headers }: ApiAnswer): HttpAnswer {
	return { status, headers, body: typeof body === 'object' && body !== null ? body : undefined };
}

async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
