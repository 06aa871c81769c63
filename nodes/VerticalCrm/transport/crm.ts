import type { IDataObject } from 'n8n-workflow';

import type { CrmStatus } from './error';

/** What the CRM takes in one request. */
export const BATCH = { list: 200, ids: 100, write: 100, fields: 50 } as const;

export type CrmRecord = IDataObject & { id: string };

export interface RecordPage {
	records: CrmRecord[];
	/** Null on the last page. */
	nextPageToken: string | null;
	/** More follow, but the CRM does not say where: the listing cannot be read to its end. */
	endsEarly: boolean;
}

export interface ListRequest {
	module: string;
	/** At most 50. */
	fields: readonly string[];
	view?: string;
	/** At most 100. */
	ids?: readonly string[];
	pageToken?: string | null;
	perPage?: number;
	/** Only records modified later; ISO with offset. */
	modifiedSince?: string;
	/** The latest modified first; not for a view. */
	latestFirst?: boolean;
}

/** What a write says besides its records. */
export interface WriteOptions {
	/** Automations of the CRM that run, e.g. `workflow`; none when empty. */
	trigger: readonly string[];
	/** Records modified later are not written; as the CRM writes times. */
	unmodifiedSince?: string;
}

export interface DeletedRecord {
	id: string;
	deletedAt: string | null;
}

/** A CRM's records and settings: one method a request. */
export interface Crm {
	/** How many values a COQL list takes. */
	readonly coqlValues: number;
	list(request: ListRequest): Promise<RecordPage>;
	/**
	 * A single record with the first 50 of the fields; undefined when the CRM shows none, which does not say that it was
	 * deleted. @throws CrmError when it says that the user may not see it.
	 */
	get(module: string, id: string, fields: readonly string[]): Promise<CrmRecord | undefined>;
	deletedPage(module: string, since: string, page: number): Promise<{ records: DeletedRecord[]; more: boolean }>;
	/** All records of which a condition in COQL is true, each with one at least of the fields. */
	select(module: string, fields: readonly string[], condition: string): Promise<CrmRecord[]>;
	/** At most 100; one status a record, in order. */
	create(module: string, records: readonly IDataObject[], options: WriteOptions): Promise<CrmStatus[]>;
	update(module: string, records: readonly IDataObject[], options: WriteOptions): Promise<CrmStatus[]>;
	remove(module: string, ids: readonly string[], options: WriteOptions): Promise<CrmStatus[]>;
	/** Settings, e.g. `fields` of a module; all pages. */
	settings<T>(what: string, query: IDataObject): Promise<T[]>;
	about<T>(what: 'users' | 'org', query: IDataObject): Promise<T[]>;
	/** The latest time that the CRM's answers showed; ISO, null before the first answer. */
	serverTime(): string | null;
	/** Credits left in the day; null while the CRM does not tell, which it does once half of them are used. */
	creditsLeft(): number | null;
}
