import { type Fault, type FaultTarget as Target, ScriptedFaults } from '../shared/scriptedFaults';
import { errorFor } from './apiError';
import type { CrmStore } from './crmStore';
import type { Json, JsonObject } from './json';
import type { ModulePermissions } from './moduleStore';
import type { Operation } from './routes';
import { type Canonicaliser, type EarlyEnd, healthySwitches, type Switches } from './switches';

type FaultTarget = Target<Operation>;

/** Everything that can go wrong, by request of a test. A new server is healthy. */
export class Faults {
	readonly scripted = new ScriptedFaults<Operation>(errorFor);

	constructor(
		private readonly crm: CrmStore,
		readonly switches: Switches,
	) {}

	/** The next requests are answered with an error status; `when: 'after'` carries them out all the same. */
	failNext(spec: FaultTarget & Omit<Extract<Fault, { kind: 'fail' }>, 'kind'>): void {
		const { operation, times, matches, ...fault } = spec;
		this.scripted.next({ kind: 'fail', ...fault }, { operation, times, matches });
	}

	/** The next requests are cut off: before they are carried out, or after, so that only the answer is lost. */
	resetNext({ when = 'before', ...target }: FaultTarget & { when?: 'before' | 'after' } = {}): void {
		this.scripted.next({ kind: 'reset', when }, target);
	}

	/** The next requests meet a fault of any kind: silence, a redirect, an answer that cannot be read. */
	next(fault: Fault, target: FaultTarget = {}): void {
		this.scripted.next(fault, target);
	}

	/** The request with this number in the log goes wrong. */
	at(seq: number, fault: Fault): void {
		this.scripted.at(seq, fault);
	}

	/** Runs a callback just before a request is carried out: a user who edits in the middle of a run. */
	beforeOperation(operation: Operation, callback: () => void | Promise<void>, { times = 1 } = {}): void {
		this.scripted.before(operation, callback, times);
	}

	/** Writes of records that match are refused one by one, `matches` sees the record as it would be. */
	poisonRecord(matches: (record: JsonObject) => boolean, code = 'INVALID_DATA', message = 'invalid data'): void {
		this.switches.poisons.push({ matches, code, message, wholeRequest: false });
	}

	/** Values of one field are refused, with its name. */
	poisonField(field: string, matches: (value: Json) => boolean): void {
		this.switches.refusedValues.push({ field, matches });
	}

	/** A request that writes a record that matches is refused as a whole, with nothing written. */
	poisonRequest(matches: (record: JsonObject) => boolean, code = 'INVALID_DATA', message = 'invalid data'): void {
		this.switches.poisons.push({ matches, code, message, wholeRequest: true });
	}

	/** The record still exists, but the user may not see it; by its own address it is refused. */
	hideRecord(id: string): void {
		this.switches.hiddenRecords.add(id);
	}

	showRecord(id: string): void {
		this.switches.hiddenRecords.delete(id);
	}

	/** What the API is sent is stored as something else: shortened, reformatted, dropped. */
	canonicalise(module: string, canonicaliser: Canonicaliser): void {
		this.switches.canonicalisers.set(this.crm.module(module).id, canonicaliser);
	}

	losePermission(module: string, which: keyof ModulePermissions): void {
		this.crm.module(module).permissions[which] = false;
	}

	restorePermission(module: string, which: keyof ModulePermissions): void {
		this.crm.module(module).permissions[which] = true;
	}

	/** The scope, and what it includes, no longer counts, though tokens still carry it. */
	revokeScope(scope: string): void {
		this.switches.revokedScopes.add(scope);
	}

	/** Listings end early, or claim to go on, until cleared. */
	stopListingEarly(end: Omit<EarlyEnd, 'operation'> & { operation?: EarlyEnd['operation'] }): void {
		this.switches.earlyEnds.push({ operation: 'records.list', ...end });
	}

	/** Credits that a rolling day has; `retryAfter` in seconds, left out: no such header. */
	credits(credits: { limit: number; retryAfter?: number } | null): void {
		this.switches.credits = credits;
	}

	/** Requests under way at once. */
	concurrency(concurrency: { limit: number; retryAfter?: number } | null): void {
		this.switches.concurrency = concurrency;
	}

	/** The search index is this many milliseconds behind. */
	searchLag(milliseconds: number): void {
		this.switches.searchLag = milliseconds;
	}

	/** Listings and the deleted feed are this many milliseconds behind; reading by id and COQL are not. */
	lag(milliseconds: number): void {
		this.switches.listingLag = milliseconds;
	}

	/** The user's profile hides the field, or lets it be read only. */
	hideFieldPermissions(module: string, field: string, access: 'hidden' | 'readOnly' = 'hidden'): void {
		this.crm.module(module).fields.alter(field, { access });
	}

	/** Listings take no notice of If-Modified-Since and show everything. */
	ignoreIfModifiedSince(isIgnored = true): void {
		this.switches.ignoreIfModifiedSince = isIgnored;
	}

	/** All records of a module look modified now, though nothing in them changed. */
	touchAll(module: string): void {
		this.crm.module(module).touchAll();
	}

	/** Everything healthy again; permissions and field access that were taken stay as they are. */
	clear(): void {
		this.scripted.clear();
		Object.assign(this.switches, healthySwitches());
	}
}
