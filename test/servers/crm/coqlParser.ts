import { type Token, syntaxError, tokenize } from './coqlTokens';
import type { Switches } from './switches';

export type Comparator =
	| '='
	| '!='
	| '>'
	| '>='
	| '<'
	| '<='
	| 'like'
	| 'not like'
	| 'in'
	| 'not in'
	| 'is null'
	| 'is not null';

export interface Comparison {
	kind: 'comparison';
	column: string;
	comparator: Comparator;
	values: string[];
}

export interface Junction {
	kind: 'and' | 'or';
	left: Condition;
	right: Condition;
}

export type Condition = Comparison | Junction;

export interface CoqlQuery {
	columns: string[];
	module: string;
	where: Condition;
	orderBy: Array<{ column: string; descending: boolean }>;
	limit: number;
	offset: number;
}

const DEFAULT_LIMIT = 200;

/**
 * Reads `select A, B from Module where … [order by A desc] [limit [offset,] n] [offset n]`.
 *
 * More than two conditions must be paired with brackets, `(A and (B and C))`: Zoho refuses a plain chain, so that
 * `and` and `or` never compete.
 *
 * @throws ApiRefusal SYNTAX_ERROR.
 */
export function parseCoql(text: string, quotes: Switches['coqlQuotes'] = 'backslash'): CoqlQuery {
	return new Parser(tokenize(text, quotes)).query();
}

class Parser {
	private position = 0;

	constructor(private readonly tokens: Token[]) {}

	query(): CoqlQuery {
		this.keyword('select');
		const columns = this.list(() => this.column());
		this.keyword('from');
		const module = this.column();
		this.keyword('where');
		const where = this.condition();
		const orderBy = this.takeKeyword('order') ? this.order() : [];
		const { limit, offset } = this.window();
		if (this.position < this.tokens.length) throw syntaxError(this.near());
		return { columns, module, where, orderBy, limit, offset };
	}

	private order(): CoqlQuery['orderBy'] {
		this.keyword('by');
		return this.list(() => {
			const column = this.column();
			const descending = this.takeKeyword('desc');
			if (!descending) this.takeKeyword('asc');
			return { column, descending };
		});
	}

	private window(): { limit: number; offset: number } {
		let limit = DEFAULT_LIMIT;
		let offset = 0;
		if (this.takeKeyword('limit')) {
			limit = this.wholeNumber();
			if (this.takeSymbol(',')) [offset, limit] = [limit, this.wholeNumber()];
		}
		if (this.takeKeyword('offset')) offset = this.wholeNumber();
		return { limit, offset };
	}

	/** One operand, or two joined by `and` or `or`; a third is left standing, which ends in a syntax error. */
	private condition(): Condition {
		const left = this.operand();
		const kind = this.takeKeyword('and') ? 'and' : this.takeKeyword('or') ? 'or' : undefined;
		if (!kind) return left;
		return { kind, left, right: this.operand() };
	}

	private operand(): Condition {
		if (!this.takeSymbol('(')) return this.comparison();
		const inner = this.condition();
		this.symbol(')');
		return inner;
	}

	private comparison(): Comparison {
		const column = this.column();
		if (this.takeKeyword('is')) {
			const comparator = this.takeKeyword('not') ? 'is not null' : 'is null';
			this.keyword('null');
			return { kind: 'comparison', column, comparator, values: [] };
		}
		const isNegated = this.takeKeyword('not');
		if (this.takeKeyword('in')) {
			this.symbol('(');
			const values = this.list(() => this.value());
			this.symbol(')');
			return { kind: 'comparison', column, comparator: isNegated ? 'not in' : 'in', values };
		}
		if (this.takeKeyword('like')) {
			const comparator = isNegated ? 'not like' : 'like';
			return { kind: 'comparison', column, comparator, values: [this.value()] };
		}
		if (isNegated) throw syntaxError(this.near());
		return { kind: 'comparison', column, comparator: this.operator(), values: [this.value()] };
	}

	private operator(): Comparator {
		for (const operator of ['=', '!=', '>=', '<=', '>', '<'] as const) {
			if (this.takeSymbol(operator)) return operator;
		}
		throw syntaxError(this.near());
	}

	private value(): string {
		const token = this.tokens[this.position];
		const isValue = token?.kind === 'text' || token?.kind === 'number' || /^(true|false)$/i.test(token?.text ?? '');
		if (!token || !isValue) throw syntaxError(this.near());
		this.position++;
		return token.text;
	}

	private wholeNumber(): number {
		const token = this.tokens[this.position];
		if (token?.kind !== 'number' || !/^\d+$/.test(token.text)) throw syntaxError(this.near());
		this.position++;
		return Number(token.text);
	}

	private column(): string {
		const token = this.tokens[this.position];
		if (token?.kind !== 'word') throw syntaxError(this.near());
		this.position++;
		return token.text;
	}

	private list<Entry>(entry: () => Entry): Entry[] {
		const entries = [entry()];
		while (this.takeSymbol(',')) entries.push(entry());
		return entries;
	}

	private takeKeyword(word: string): boolean {
		const token = this.tokens[this.position];
		if (token?.kind !== 'word' || token.text.toLowerCase() !== word) return false;
		this.position++;
		return true;
	}

	private keyword(word: string): void {
		if (!this.takeKeyword(word)) throw syntaxError(this.near());
	}

	private takeSymbol(symbol: string): boolean {
		const token = this.tokens[this.position];
		if (token?.kind !== 'symbol' || token.text !== symbol) return false;
		this.position++;
		return true;
	}

	private symbol(symbol: string): void {
		if (!this.takeSymbol(symbol)) throw syntaxError(this.near());
	}

	private near(): string {
		return this.tokens[this.position]?.text ?? this.tokens[this.tokens.length - 1]?.text ?? '';
	}
}
