import { ApiRefusal, zohoError } from './apiError';

export type Token =
	| { kind: 'word' | 'symbol'; text: string; at: number }
	| { kind: 'text' | 'number'; text: string; at: number };

/** Names (with dots, for the fields of related records), quoted texts, numbers and dates, and operators. */
const TOKEN =
	/\s*(?:'((?:\\.|[^'\\])*)'|([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|(\d[\d\-:T+.Z]*)|(>=|<=|!=|=|>|<|\(|\)|,))/y;

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
export function tokenize(query: string): Token[] {
	const tokens: Token[] = [];
	const source = query.trimEnd();
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < source.length) {
		const at = TOKEN.lastIndex;
		const match = TOKEN.exec(source);
		if (!match) throw syntaxError(source.slice(at, at + 20).trim());
		const [, text, word, number, symbol] = match;
		if (text !== undefined) tokens.push({ kind: 'text', text: text.replace(/\\(.)/gs, '$1'), at });
		else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
		else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
		else tokens.push({ kind: 'symbol', text: symbol, at });
	}
	return tokens;
}
