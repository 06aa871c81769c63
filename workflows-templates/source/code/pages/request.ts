import type { PageName, Route, Verb } from '../shared/choices';
import type { Configuration, CUSTOMERS_CHANGE } from '../shared/configuration';
import type { Answers } from './answers';

/** What a webhook of n8n puts out. */
export interface Asked {
	headers?: Record<string, unknown>;
	query?: Record<string, unknown>;
	body?: Record<string, unknown>;
	webhookUrl?: string;
}

/** Why nothing is done, in words for a customer. */
export interface Refused {
	/** Of HTTP. */
	status: number;
	title: string;
	text: string;
}

/** What a customer asks for, with everything that came from outside looked up or left out. */
export interface Request {
	page: PageName;
	/** Null where a page is only looked at. */
	verb: Verb | null;
	/** The sync that it is about, by the tables; null on the overview and for a new one. */
	row: Configuration | null;
	/** The form, or the query of a page: what is no text is left out. */
	given: Record<string, string>;
	/** What a form carries to show that this page made it. */
	token: string;
	refused: Refused | null;
}

/** A request that may be answered. */
export interface Checked extends Request {
	route: Route;
	/** For the forms of the answer. */
	tokens: Record<Verb, string>;
	/** What the row becomes. */
	change: Change | null;
	/** What is entered on the set-up page. */
	answers: Answers | null;
}

/** Columns of a configuration that a customer's buttons change. */
export type Change = Pick<Configuration, (typeof CUSTOMERS_CHANGE)[number]>;
