// SQL queries and expressions from text: the cursor over the words, types, SELECT with its sources, operators by strength.
import { lex, SqlFault, type Token } from './lexer.ts';
import type { Expression, Select, Source, Value } from './syntax.ts';

const reserved = new Set(
	'all and any as asc between case check constraint create cross default delete desc distinct else end except exists false for foreign from full group having in inner insert intersect into is join key left like ilike limit not null offset on or order outer primary references returning right select set table then to true union unique update using values when where with'.split(
		' '
	)
);
const typeWords = new Map(
	Object.entries({
		int: 'integer',
		int4: 'integer',
		integer: 'integer',
		int8: 'bigint',
		bigint: 'bigint',
		int2: 'smallint',
		smallint: 'smallint',
		tinyint: 'smallint',
		serial: 'serial',
		bigserial: 'bigserial',
		smallserial: 'serial',
		text: 'text',
		longtext: 'text',
		mediumtext: 'text',
		varchar: 'character varying',
		char: 'character',
		character: 'character',
		bool: 'boolean',
		boolean: 'boolean',
		numeric: 'numeric',
		decimal: 'numeric',
		real: 'real',
		float4: 'real',
		float: 'double precision',
		float8: 'double precision',
		double: 'double precision',
		timestamp: 'timestamp without time zone',
		timestamptz: 'timestamp with time zone',
		datetime: 'timestamp without time zone',
		date: 'date',
		time: 'time without time zone',
		json: 'json',
		jsonb: 'jsonb',
		uuid: 'uuid',
		bytea: 'bytea',
		name: 'text',
		regclass: 'text',
		interval: 'interval'
	})
);

/** Reads queries and expressions; statements build on it. */
export class QueryParser {
	readonly tokens: Token[];
	at = 0;
	readonly sql: string;
	constructor(sql: string, ticks = false) {
		this.sql = sql;
		this.tokens = lex(sql, ticks);
	}

	get next(): Token {
		return this.tokens[this.at] as Token;
	}
	peek(n = 1): Token | undefined {
		return this.tokens[this.at + n];
	}
	fail(token = this.next): never {
		throw new SqlFault(token.kind === 'end' ? 'syntax error at end of input' : `syntax error at or near "${token.raw}"`, token.at, '42601');
	}
	is(...words: string[]): boolean {
		return words.every((word, i) => {
			const t = this.tokens[this.at + i];
			return t !== undefined && (t.kind === 'word' || t.kind === 'symbol') && t.text === word;
		});
	}
	take(...words: string[]): boolean {
		if (!this.is(...words)) return false;
		this.at += words.length;
		return true;
	}
	need(...words: string[]): void {
		for (const word of words) if (!this.take(word)) this.fail();
	}
	name(): string {
		const token = this.next;
		if (token.kind === 'quoted' || (token.kind === 'word' && !reserved.has(token.text))) {
			this.at++;
			return token.text;
		}
		return this.fail();
	}
	/** A name with its schema left out. */
	path(): string {
		let name = this.name();
		while (this.take('.')) name = this.name();
		return name;
	}
	list<T>(one: () => T): T[] {
		const found = [one()];
		while (this.take(',')) found.push(one());
		return found;
	}
	names(): string[] {
		this.need('(');
		const found = this.list(() => {
			const name = this.name();
			this.take('asc') || this.take('desc');
			if (this.take('(')) {
				this.at++;
				this.need(')');
			}
			return name;
		});
		this.need(')');
		return found;
	}

	type(): string {
		const token = this.next;
		const known = token.kind === 'word' ? typeWords.get(token.text) : undefined;
		if (known === undefined) {
			if (token.kind !== 'word' && token.kind !== 'quoted') this.fail();
			throw new SqlFault(`type "${token.text}" does not exist`, token.at, '42704');
		}
		this.at++;
		let type = known;
		if (token.text === 'double') this.take('precision');
		if (token.text === 'character' && this.take('varying')) type = 'character varying';
		if (this.take('(')) {
			const sizes = this.list(() => {
				const t = this.next;
				this.at++;
				return t.text;
			});
			this.need(')');
			if (!/^(?:integer|bigint|smallint|timestamp|time)/.test(type)) type += `(${sizes.join(',')})`;
		}
		this.take('unsigned');
		if (token.text === 'timestamp' && this.take('with', 'time', 'zone')) type = 'timestamp with time zone';
		else this.take('without', 'time', 'zone');
		if (this.take('[', ']')) type += '[]';
		return type;
	}

	items(): Select['items'] {
		return this.list(() => {
			const of = this.expression();
			if (this.take('as')) {
				const token = this.next;
				this.at++;
				return { of, alias: token.text };
			}
			const token = this.next;
			const alias = token.kind === 'quoted' || (token.kind === 'word' && !reserved.has(token.text)) ? this.name() : null;
			return { of, alias };
		});
	}

	select(): Select {
		if (this.take('(')) {
			const inner = this.select();
			this.need(')');
			return inner;
		}
		const empty = { kind: 'select' as const, distinct: false, items: [], from: [], where: null, group: [], having: null, values: null };
		let core: Omit<Select, 'order' | 'limit' | 'offset' | 'union'>;
		if (this.take('values'))
			core = {
				...empty,
				values: this.list(() => {
					this.need('(');
					const row = this.list(() => this.expression());
					this.need(')');
					return row;
				})
			};
		else {
			this.need('select');
			const distinct = this.take('distinct');
			this.take('all');
			const items = this.is('from') || this.next.kind === 'end' ? [] : this.items();
			const from = this.take('from') ? this.sources() : [];
			const where = this.take('where') ? this.expression() : null;
			const group = this.take('group', 'by') ? this.list(() => this.expression()) : [];
			core = { ...empty, distinct, items, from, where, group, having: this.take('having') ? this.expression() : null };
		}
		let union: Select['union'] = null;
		if (this.take('union')) union = { all: this.take('all'), with: this.select() };
		const order = this.take('order', 'by')
			? this.list(() => {
					const of = this.expression();
					const down = this.take('desc');
					this.take('asc');
					const nulls = this.take('nulls', 'first') ? ('first' as const) : this.take('nulls', 'last') ? ('last' as const) : null;
					return { of, down, nulls };
				})
			: [];
		let limit: Expression | null = null;
		let offset: Expression | null = null;
		for (;;) {
			if (this.take('limit')) {
				limit = this.take('all') ? null : this.expression();
				if (this.take(',')) [offset, limit] = [limit, this.expression()];
			} else if (this.take('offset')) {
				offset = this.expression();
				this.take('rows');
			} else break;
		}
		if (this.take('for', 'update')) this.take('skip', 'locked');
		return { ...core, order, limit, offset, union };
	}

	sources(): Source[] {
		const found: Source[] = [this.source('cross')];
		for (;;) {
			if (this.take(',')) {
				found.push(this.source('cross'));
				continue;
			}
			const join = this.take('cross', 'join')
				? ('cross' as const)
				: this.take('left', 'outer', 'join') || this.take('left', 'join')
					? ('left' as const)
					: this.take('right', 'outer', 'join') || this.take('right', 'join')
						? ('right' as const)
						: this.take('inner', 'join') || this.take('join')
							? ('inner' as const)
							: null;
			if (join === null) return found;
			found.push(this.source(join));
		}
	}

	source(join: Source['join']): Source {
		const { at } = this.next;
		let [table, query, call]: [string | null, Select | null, Expression | null] = [null, null, null];
		if (this.take('(')) {
			query = this.select();
			this.need(')');
		} else if (this.peek()?.text === '(' && this.next.kind === 'word') call = this.primary();
		else table = this.is('information_schema') || this.is('pg_catalog') ? `${this.name()}.${(this.need('.'), this.name())}` : this.path();
		let alias = table?.replace(/^.*\./, '') ?? (call?.kind === 'call' ? call.name : '');
		if (this.take('as')) alias = this.name();
		else if (this.next.kind === 'quoted' || (this.next.kind === 'word' && !reserved.has(this.next.text))) alias = this.name();
		if (this.is('(') && call) this.names();
		let on: Expression | null = null;
		let using: string[] | null = null;
		if (join !== 'cross') {
			if (this.take('on')) on = this.expression();
			else if (this.take('using')) using = this.names();
			else this.fail();
		}
		return { table, query, call, alias, join, on, using, at };
	}

	expression(power = 0): Expression {
		let left = this.unary();
		for (;;) {
			const token = this.next;
			const not = this.is('not') && ['in', 'like', 'ilike', 'between'].includes(this.peek()?.text ?? '');
			const word = not ? (this.peek()?.text ?? '') : token.kind === 'word' || token.kind === 'symbol' ? token.text : '';
			const strength = (
				{
					or: 1,
					and: 2,
					'=': 4,
					'<>': 4,
					'!=': 4,
					'<': 4,
					'>': 4,
					'<=': 4,
					'>=': 4,
					is: 4,
					in: 5,
					like: 5,
					ilike: 5,
					between: 5,
					'~': 5,
					'~~': 5,
					'||': 6,
					'->': 6,
					'->>': 6,
					'+': 7,
					'-': 7,
					'*': 8,
					'/': 8,
					'%': 8
				} as Record<string, number>
			)[word];
			if (strength === undefined || strength <= power) return left;
			this.at += not ? 2 : 1;
			if (word === 'is') {
				const negated = this.take('not');
				if (this.take('null')) left = { kind: 'null', of: left, not: negated };
				else if (this.take('distinct', 'from')) left = { kind: 'binary', op: negated ? 'is' : 'isnt', left, right: this.expression(strength), at: token.at };
				else {
					const truth = this.is('true');
					if (!truth && !this.is('false')) this.fail();
					this.at++;
					left = { kind: 'binary', op: negated ? 'isnt' : 'is', left, right: { kind: 'value', value: truth, type: 'boolean' }, at: token.at };
				}
			} else if (word === 'in') {
				this.need('(');
				const query = this.is('select') ? this.select() : null;
				const list = query ? null : this.list(() => this.expression());
				this.need(')');
				left = { kind: 'in', of: left, list, query, not };
			} else if (word === 'between') {
				const low = this.expression(5);
				this.need('and');
				left = { kind: 'between', of: left, low, high: this.expression(5), not };
			} else {
				const right = this.expression(strength);
				left = { kind: 'binary', op: word === '!=' ? '<>' : word === '~~' ? 'like' : word, left, right, at: token.at };
				if (not) left = { kind: 'unary', op: 'not', of: left };
			}
		}
	}

	unary(): Expression {
		if (this.take('not')) return { kind: 'unary', op: 'not', of: this.expression(3) };
		if (this.take('-')) return { kind: 'unary', op: '-', of: this.unary() };
		if (this.take('+')) return this.unary();
		let of = this.primary();
		while (this.is('::')) {
			const { at } = this.next;
			this.at++;
			of = { kind: 'cast', of, type: this.type(), at };
		}
		return of;
	}

	primary(): Expression {
		const token = this.next;
		const literal = (value: Value, type: string): Expression => ({ kind: 'value', value, type });
		if (token.kind === 'number') {
			this.at++;
			return literal(Number(token.text), /[.eE]/.test(token.text) ? 'numeric' : Number(token.text) > 2_147_483_647 ? 'bigint' : 'integer');
		}
		if (token.kind === 'string') {
			this.at++;
			return literal(token.text, 'unknown');
		}
		if (this.take('(')) {
			if (this.is('select') || this.is('values')) {
				const query = this.select();
				this.need(')');
				return { kind: 'query', query };
			}
			const inner = this.expression();
			this.need(')');
			return inner;
		}
		if (this.take('*')) return { kind: 'star', table: null };
		if (this.take('null')) return literal(null, 'unknown');
		if (this.take('true')) return literal(true, 'boolean');
		if (this.take('false')) return literal(false, 'boolean');
		if (this.take('exists')) {
			this.need('(');
			const query = this.select();
			this.need(')');
			return { kind: 'exists', query };
		}
		if (this.take('cast')) {
			this.need('(');
			const of = this.expression();
			this.need('as');
			const type = this.type();
			this.need(')');
			return { kind: 'cast', of, type, at: token.at };
		}
		if (this.take('case')) {
			const of = this.is('when') ? null : this.expression();
			const arms: { when: Expression; then: Expression }[] = [];
			while (this.take('when')) {
				const when = this.expression();
				this.need('then');
				arms.push({ when, then: this.expression() });
			}
			const otherwise = this.take('else') ? this.expression() : null;
			this.need('end');
			return { kind: 'case', of, arms, otherwise };
		}
		if (
			token.kind === 'word' &&
			['current_timestamp', 'current_date', 'current_user', 'session_user', 'current_time', 'localtimestamp', 'user'].includes(token.text) &&
			this.peek()?.text !== '('
		) {
			this.at++;
			return { kind: 'call', name: token.text, args: [], distinct: false, star: false, at: token.at };
		}
		if (token.kind === 'word' && (token.text === 'interval' || token.text === 'timestamp' || token.text === 'date') && this.peek()?.kind === 'string') {
			this.at++;
			return { kind: 'cast', of: this.primary(), type: typeWords.get(token.text) ?? 'text', at: token.at };
		}
		const called = this.peek()?.text === '(' && this.peek()?.kind === 'symbol' && (token.kind === 'word' || token.kind === 'quoted');
		if (called) {
			this.at += 2;
			const distinct = this.take('distinct');
			const star = this.is('*') && this.peek()?.text === ')';
			if (star) this.at++;
			const args = star || this.is(')') ? [] : this.list(() => this.expression());
			this.need(')');
			return { kind: 'call', name: token.text, args, distinct, star, at: token.at };
		}
		const first = this.name();
		if (!this.take('.')) return { kind: 'column', table: null, name: first, at: token.at };
		if (this.take('*')) return { kind: 'star', table: first };
		const second = this.name();
		if (this.take('.')) return { kind: 'column', table: second, name: this.name(), at: token.at };
		return { kind: 'column', table: first, name: second, at: token.at };
	}
}
