// The tokens of a jq program: literals, names, fields, formats and operators; whoever asks for tokens parses the filters inside strings.
import type { Node } from './ast.ts';

export interface Token {
	kind: 'number' | 'string' | 'field' | 'name' | 'var' | 'format' | 'keyword' | 'op' | 'end' | 'bad';
	text: string;
	parts?: readonly (string | Node)[];
	line: number;
	/** Where it begins in the source. */
	start: number;
}

/** A program that does not compile; the message behind "jq: error: ". */
export class CompileError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

const keywords = new Set([
	'def',
	'if',
	'then',
	'elif',
	'else',
	'end',
	'as',
	'reduce',
	'foreach',
	'try',
	'catch',
	'label',
	'import',
	'include',
	'and',
	'or',
	'not_',
	'__loc__'
]);
const operators = [
	'?//=',
	'?//',
	'|=',
	'+=',
	'-=',
	'*=',
	'/=',
	'%=',
	'//=',
	'==',
	'!=',
	'<=',
	'>=',
	'//',
	'..',
	'and',
	'or',
	'.',
	'[',
	']',
	'(',
	')',
	'{',
	'}',
	'|',
	',',
	':',
	';',
	'=',
	'<',
	'>',
	'+',
	'-',
	'*',
	'/',
	'%',
	'?',
	'$'
]
	.filter((op) => !/^[a-z]/.test(op))
	.sort((a, b) => b.length - a.length);
const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

export class Lexer {
	readonly source: string;
	/** Parses a filter that stands inside a string. */
	readonly inner: (source: string) => Node;
	at = 0;
	line = 1;
	constructor(source: string, inner: (source: string) => Node) {
		this.source = source;
		this.inner = inner;
	}

	/** A string literal's parts; \( … ) holds filters. */
	string(): (string | Node)[] {
		const parts: (string | Node)[] = [];
		let text = '';
		this.at++;
		for (;;) {
			const char = this.source[this.at];
			if (char === undefined)
				throw new CompileError(
					`syntax error, unexpected QQSTRING_START (Unix shell quoting issues?) at <top-level>, line ${this.line}:\n${this.source}${' '.repeat(Math.max(0, this.source.length - 1))}`
				);
			if (char === '"') {
				this.at++;
				parts.push(text);
				return parts;
			}
			if (char !== '\\') {
				text += char;
				this.at++;
				continue;
			}
			const next = this.source[this.at + 1] ?? '';
			if (next === '(') {
				parts.push(text);
				text = '';
				const start = this.at + 2;
				let depth = 1;
				let end = start;
				for (; end < this.source.length && depth > 0; end++) {
					if (this.source[end] === '(') depth++;
					else if (this.source[end] === ')') depth--;
					else if (this.source[end] === '"') {
						const inner = new Lexer(this.source, this.inner);
						inner.at = end;
						inner.string();
						end = inner.at - 1;
					}
				}
				parts.push(this.inner(this.source.slice(start, end - 1)));
				this.at = end;
			} else if (next === 'u') {
				text += String.fromCharCode(parseInt(this.source.slice(this.at + 2, this.at + 6), 16));
				this.at += 6;
			} else {
				if (escapes[next] === undefined) throw new CompileError(`syntax error, unexpected INVALID_CHARACTER (Unix shell quoting issues?)`);
				text += escapes[next];
				this.at += 2;
			}
		}
	}

	tokens(): Token[] {
		const out: Token[] = [];
		for (;;) {
			while (/\s/.test(this.source[this.at] ?? '') || this.source[this.at] === '#') {
				if (this.source[this.at] === '#') while (this.at < this.source.length && this.source[this.at] !== '\n') this.at++;
				else if (this.source[this.at++] === '\n') this.line++;
			}
			const start = this.at;
			const rest = this.source.slice(this.at, this.at + 200);
			if (rest === '') {
				out.push({ kind: 'end', text: 'end of file', line: this.line, start });
				return out;
			}
			const { line } = this;
			if (rest[0] === '"') {
				const parts = this.string();
				out.push({ kind: 'string', text: '"', parts, line, start });
				continue;
			}
			const match =
				/^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest) ??
				/^\.[A-Za-z_]\w*/.exec(rest) ??
				/^\$__loc__\b/.exec(rest) ??
				/^\$[A-Za-z_]\w*(?:::\w+)*/.exec(rest) ??
				/^@[A-Za-z0-9_]+/.exec(rest) ??
				/^[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*/.exec(rest);
			if (match) {
				const text = match[0];
				this.at += text.length;
				const first = text[0] ?? '';
				const kind =
					/[0-9]/.test(first) || (first === '.' && /[0-9]/.test(text[1] ?? ''))
						? 'number'
						: first === '.'
							? 'field'
							: first === '$'
								? 'var'
								: first === '@'
									? 'format'
									: keywords.has(text)
										? 'keyword'
										: 'name';
				out.push({ kind, text: kind === 'field' || kind === 'var' || kind === 'format' ? text.slice(1) : text, line, start });
				continue;
			}
			const op = operators.find((one) => rest.startsWith(one));
			out.push(op === undefined ? { kind: 'bad', text: 'INVALID_CHARACTER', line, start } : { kind: 'op', text: op, line, start });
			this.at += op?.length ?? 1;
		}
	}
}
