import { ApiRefusal, zohoError } from './apiError';
import type { Switches } from './switches';

export type Token =
	| { kind: 'word' | 'symbol'; text: string; at: number }
	| { kind: 'text' | 'number'; text: string; at: number };

/** Names (with dots, for the fields of related records), quoted texts, numbers and dates, and operators. */
const TOKEN =
	/\s*(?:'((?:\\.|[^'\\])*)'|([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|(\d[\d\-:T+.Z]*)|(>=|<=|!=|=|>|<|\(|\)|,))/y;

const PATTERNS: Record<Switches['coqlQuotes'], RegExp> = {
	backslash: TOKEN,
	doubled: new RegExp(TOKEN.source.replace("(?:\\\\.|[^'\\\\])*", "(?:''|[^'])*"), 'y'),
	refused: new RegExp(TOKEN.source.replace("(?:\\\\.|[^'\\\\])*", "[^'\\\\]*"), 'y'),
};

function unquoted(text: string, quotes: Switches['coqlQuotes']): string {
	return quotes === 'backslash' ? text.replace(/\\(.)/gs, '$1') : text.replaceAll("''", "'");
}

/** `SYNTAX_ERROR`, with the part of the query where reading stopped. */
export function syntaxError(near: string): ApiRefusal {
	return new ApiRefusal(400, zohoError('SYNTAX_ERROR', 'error occured while parsing the query', { near }));
}

/**
 * Splits a COQL query. Texts stand in single quotes; a quote or a backslash inside is escaped with a backslash, as in
 * Zoho's own samples.
 *
 * @throws ApiRefusal SYNTAX_ERROR for anything else.
 */
export function tokenize(query: string, quotes: Switches['coqlQuotes'] = 'backslash'): Token[] {
	const tokens: Token[] = [];
	const source = query.trimEnd();
	const pattern = PATTERNS[quotes];
	pattern.lastIndex = 0;
	while (pattern.lastIndex < source.length) {
		const at = pattern.lastIndex;
		const match = pattern.exec(source);
		if (!match) throw syntaxError(source.slice(at, at + 20).trim());
		const [, text, word, number, symbol] = match;
		if (text !== undefined) tokens.push({ kind: 'text', text: unquoted(text, quotes), at });
		else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
		else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
		else tokens.push({ kind: 'symbol', text: symbol, at });
	}
	return tokens;
}
