// SQL's words: identifiers (folded unless quoted), strings, numbers, operators, parameters. Comments are left out.

export interface Token {
	readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'end';
	/** A word folded to lower case; else as meant. */
	readonly text: string;
	/** As written, for messages. */
	readonly raw: string;
	readonly at: number;
}

/** A statement's error: severity ERROR, with where it was (from 0) when that is known. */
export class SqlFault {
	readonly message: string;
	readonly at: number | null;
	readonly detail: string;
	readonly hint: string;
	readonly code: string;
	constructor(message: string, at: number | null = null, code = 'XX000', detail = '', hint = '') {
		this.message = message;
		this.at = at;
		this.code = code;
		this.detail = detail;
		this.hint = hint;
	}
}

const symbols = [
	'::',
	'<>',
	'!=',
	'<=',
	'>=',
	'||',
	'->>',
	'->',
	'!~~',
	'~~',
	'=',
	'<',
	'>',
	'+',
	'-',
	'*',
	'/',
	'%',
	'(',
	')',
	',',
	'.',
	';',
	'[',
	']',
	'~',
	'@',
	'&',
	'|',
	'^',
	'?',
	':'
];

/** `ticks`: MySQL's back-quoted names, and double-quoted strings. */
export function lex(sql: string, ticks = false): Token[] {
	const found: Token[] = [];
	let i = 0;
	const push = (kind: Token['kind'], text: string, at: number): void => void found.push({ kind, text, raw: sql.slice(at, i), at });
	while (i < sql.length) {
		const c = sql[i] as string;
		const at = i;
		if (/\s/.test(c)) i++;
		else if (sql.startsWith('--', i) || (ticks && c === '#')) while (i < sql.length && sql[i] !== '\n') i++;
		else if (sql.startsWith('/*', i)) {
			const end = sql.indexOf('*/', i + 2);
			i = end < 0 ? sql.length : end + 2;
		} else if (c === "'" || (c === '"' && ticks)) {
			let text = '';
			for (i++; ; i++) {
				if (i >= sql.length) throw new SqlFault(`unterminated quoted string at or near "${sql.slice(at)}"`, at, '42601');
				if (sql[i] === c && sql[i + 1] === c) {
					text += c;
					i++;
				} else if (sql[i] === c) break;
				else if (ticks && sql[i] === '\\') text += ({ n: '\n', t: '\t', r: '\r', '0': '\0' } as Record<string, string>)[sql[++i] ?? ''] ?? sql[i] ?? '';
				else text += sql[i];
			}
			i++;
			push('string', text, at);
		} else if (c === '"' || (c === '`' && ticks)) {
			const end = sql.indexOf(c, i + 1);
			if (end < 0) throw new SqlFault(`unterminated quoted identifier at or near "${sql.slice(at)}"`, at, '42601');
			i = end + 1;
			push('quoted', sql.slice(at + 1, end), at);
		} else if (c === '$' && /^\$\w*\$/.test(sql.slice(i))) {
			const tag = /^\$\w*\$/.exec(sql.slice(i))?.[0] ?? '$$';
			const end = sql.indexOf(tag, i + tag.length);
			if (end < 0) throw new SqlFault(`unterminated dollar-quoted string at or near "${sql.slice(at)}"`, at, '42601');
			i = end + tag.length;
			push('string', sql.slice(at + tag.length, end), at);
		} else if (/[0-9]/.test(c) || (c === '.' && /[0-9]/.test(sql[i + 1] ?? ''))) {
			const text = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(sql.slice(i))?.[0] ?? c;
			i += text.length;
			push('number', text, at);
		} else if (/[A-Za-z_\u0080-\uffff@]/.test(c) && (c !== '@' || ticks)) {
			while (i < sql.length && /[A-Za-z0-9_$@\u0080-\uffff]/.test(sql[i] as string)) i++;
			push('word', sql.slice(at, i).toLowerCase(), at);
		} else {
			const symbol = symbols.find((s) => sql.startsWith(s, i));
			if (symbol === undefined) throw new SqlFault(`syntax error at or near "${c}"`, at, '42601');
			i += symbol.length;
			push('symbol', symbol, at);
		}
	}
	found.push({ kind: 'end', text: '', raw: '', at: sql.length });
	return found;
}

/** A script's statements, each with where it starts; empty ones are left out. */
export function statements(sql: string, ticks = false): { text: string; at: number }[] {
	const found: { text: string; at: number }[] = [];
	let start = 0;
	let open = false;
	for (const token of lex(sql, ticks)) {
		if ((token.kind === 'symbol' && token.text === ';') || token.kind === 'end') {
			if (open) found.push({ text: sql.slice(start, token.at), at: start });
			open = false;
			start = token.at + 1;
		} else if (!open) {
			start = token.at;
			open = true;
		}
	}
	return found;
}
