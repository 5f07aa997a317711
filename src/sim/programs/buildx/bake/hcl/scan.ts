// Tokens of HCL's native syntax, one at a time: templates are read by the parser itself, since they hold expressions.
// Invariant: where a token is depends on the source alone; whether newlines are tokens is the parser's to say.
import { wrongAnd, type HclFailure, type Pos, type Range } from './syntax.ts';

export interface Token {
	readonly type: 'ident' | 'number' | 'newline' | 'quote' | 'heredoc' | 'op' | 'invalid' | 'end';
	readonly text: string;
	readonly range: Range;
}
/** Characters that begin nothing are complained of by themselves, and then by the parser that meets them. */
export function invalidToken(token: Token): HclFailure | undefined {
	if (token.type !== 'invalid') return undefined;
	if (token.text === "'") return wrongAnd(1, 'Invalid character', 'Single quotes are not valid. Use double quotes (") to enclose strings.', token.range);
	if (token.text === ';')
		return wrongAnd(
			1,
			'Invalid character',
			'The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.',
			token.range
		);
	return wrongAnd(1, 'Invalid character', 'This character is not used within the language.', token.range);
}
const operators = ['...', '==', '!=', '<=', '>=', '&&', '||', '=>', '::', ...'{}[]()=<>!?:,.+-*/%'];
const isStart = (c: string): boolean => /[\p{L}\p{Nl}_]/u.test(c);
const isPart = (c: string): boolean => /[\p{L}\p{Nl}\p{Nd}\p{Mn}_-]/u.test(c);

export class Scanner {
	readonly source: string;
	readonly file: string;
	readonly lines: readonly number[];
	at = 0;
	/** Newlines are tokens where the top is true. */
	readonly newlines: boolean[] = [true];
	last: Range;

	constructor(source: string, file: string) {
		this.source = source;
		this.file = file;
		const lines = [0];
		for (let i = 0; i < source.length; i++) if (source[i] === '\n') lines.push(i + 1);
		this.lines = lines;
		this.last = this.range(0, 0);
	}
	pos(at: number): Pos {
		let [low, high] = [0, this.lines.length - 1];
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((this.lines[middle] ?? 0) <= at) low = middle;
			else high = middle - 1;
		}
		return { line: low + 1, column: at - (this.lines[low] ?? 0) + 1, at };
	}
	range(from: number, to: number): Range {
		return { file: this.file, start: this.pos(from), end: this.pos(to) };
	}

	peek(): Token {
		const { source } = this;
		let at = this.at;
		const wants = this.newlines.at(-1) === true;
		const token = (type: Token['type'], to: number): Token => ({ type, text: source.slice(at, to), range: this.range(at, to) });
		for (;;) {
			const c = source[at];
			if (c === undefined) return token('end', at);
			if (c === '#' || source.startsWith('//', at)) {
				const end = source.indexOf('\n', at);
				// The comment's newline ends the line.
				at = end < 0 ? source.length : end;
			} else if (source.startsWith('/*', at)) {
				const end = source.indexOf('*/', at + 2);
				at = end < 0 ? source.length : end + 2;
			} else if (c === '\n') {
				if (wants) return token('newline', at + 1);
				at++;
			} else if (c === ' ' || c === '\t' || c === '\r') at++;
			else break;
		}
		const c = source[at] ?? '';
		if (isStart(c)) {
			let to = at + 1;
			while (isPart(source[to] ?? '')) to++;
			return token('ident', to);
		}
		if (/[0-9]/.test(c)) return token('number', at + (/^[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/.exec(source.slice(at, at + 64))?.[0].length ?? 1));
		if (c === '"') return token('quote', at + 1);
		const heredoc = /^<<-?[\p{L}_][\p{L}\p{Nd}_-]*\r?\n/u.exec(source.slice(at, at + 256));
		if (heredoc) return token('heredoc', at + heredoc[0].length);
		const op = operators.find((one) => source.startsWith(one, at));
		return op === undefined ? token('invalid', at + 1) : token('op', at + op.length);
	}
	read(): Token {
		const token = this.peek();
		this.at = token.range.end.at;
		this.last = token.range;
		return token;
	}
	/** Whether the next token is this operator; then it is read. */
	eat(op: string): boolean {
		const token = this.peek();
		if (token.type !== 'op' || token.text !== op) return false;
		this.read();
		return true;
	}
	is(op: string): boolean {
		const token = this.peek();
		return token.type === 'op' && token.text === op;
	}
	/** Runs `work` where newlines mean nothing. */
	within<T>(work: () => T): T {
		this.newlines.push(false);
		const result = work();
		this.newlines.pop();
		return result;
	}
}
