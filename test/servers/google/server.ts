/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { HttpAnswer, HttpOutcome, HttpRequest } from '../shared/httpServer';
import { type LogEntry, type RequestLog, statusOf } from '../shared/requestLog';
import { HANDLERS } from './api';
import type { ApiContext } from './apiContext';
import type { Contract } from './contract';
import { type Faults, permissionDenied } from './faults';
import { asRefusal, GoogleRefusal } from './googleRefusal';
import { answerOAuth, authorize } from './oauthEndpoints';
import { costOf, QuotaMeter } from './quota';
import { type ApiRoute, type Route, routeOf } from './routes';
import type { TokenStore } from './tokens';

export interface ServerParts {
	context: ApiContext;
	oauthTokens: TokenStore;
	faults: Faults;
	log: RequestLog;
	contract: Contract;
	now: () => number;
}

/** From the HTTP request to its outcome: log, permission, faults, quota, contract, and then the API itself. */
export class PeopleRequestHandler {
	readonly quota: QuotaMeter;

	constructor(private readonly parts: ServerParts) {
		this.quota = new QuotaMeter(parts.now);
	}

	async handle(request: HttpRequest): Promise<HttpOutcome> {
		const { log, faults, context, now } = this.parts;
		const route = routeOf(request.method, request.path);
		const { kind, operation } = route;
		const entry = log.begin(request, { at: now(), kind, operation });
		// What a callback takes away is for later requests.
		const refusal = this.refusalAtTheDoor(route, request, entry);
		if (context.switches.latencyMs > 0) await pause(context.switches.latencyMs);
		const outcome = await faults.scripted.carryOut(entry, operation, () => this.answer(route, request, entry, refusal));
		log.end(entry, statusOf(outcome));
		return outcome;
	}

	private refusalAtTheDoor(route: Route, request: HttpRequest, entry: LogEntry): GoogleRefusal | undefined {
		const { oauthTokens, context } = this.parts;
		if (route.area !== 'api') return undefined;
		try {
			if (request.query.toString().length > context.switches.longestQuery) throw new GoogleRefusal(414, 'INVALID_ARGUMENT', 'The request URI is too long.');
			authorize(request, route.kind, oauthTokens);
			this.refuseLostPermission(route);
			if (context.switches.refuseOverlappingWrites && entry.overlapping) throw overlapping();
			return undefined;
		} catch (error) {
			return asRefusal(error);
		}
	}

	private refuseLostPermission({ kind }: ApiRoute): void {
		const lost = this.parts.context.switches.lostPermission;
		if (!lost) return;
		lost.after -= 1;
		if (lost.after < 0 && (lost.which === 'all' || kind === 'write')) throw permissionDenied();
	}

	private answer(route: Route, request: HttpRequest, entry: LogEntry, refusal?: GoogleRefusal): HttpAnswer {
		switch (route.area) {
			case 'oauth':
				return answerOAuth(route.operation, request, this.parts.oauthTokens);
			case 'unknown':
				return refused(GoogleRefusal.notFound());
			case 'api':
				return refusal ? refused(refusal) : this.apiAnswer(route, request, entry);
		}
	}

	private apiAnswer(route: ApiRoute, request: HttpRequest, entry: LogEntry): HttpAnswer {
		const { context, contract } = this.parts;
		const version = context.book.version;
		try {
			entry.cost = costOf(route.operation, request.query);
			this.quota.spend(entry.cost, context.switches.quota);
			const sent = parsed(request.body);
			contract.checkQuery(route.method, request.query);
			if (route.asks) contract.checkBody(route.asks, sent);
			const body = HANDLERS[route.operation]({ query: request.query, name: route.name, body: sent }, context);
			contract.checkAnswer(route.answers, body);
			return { status: 200, body };
		} catch (error) {
			return refused(asRefusal(error));
		} finally {
			const wrote = context.book.changes
				.slice(version)
				.map(({ resourceName, how, fields }) => ({ id: resourceName, how, fields }));
			if (wrote.length > 0) entry.wrote = wrote;
		}
	}
}

function refused(refusal: GoogleRefusal): HttpAnswer {
	const { httpStatus: status, retryAfter } = refusal;
	return {
		status,
		body: refusal.toJson(),
		...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }),
	};
}

/** How Google refuses is not documented; that writes at the same time may fail is. */
function overlapping(): GoogleRefusal {
	return new GoogleRefusal(409, 'ABORTED', 'The operation was aborted because of a concurrent write.');
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text || '{}') as unknown;
	} catch {
		throw GoogleRefusal.invalid('Invalid JSON payload received.');
	}
}

async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
