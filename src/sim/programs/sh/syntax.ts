// Which token a shell's grammar stops at: a recogniser of the grammar alone, asked when unbash found an error (its recovery goes on past the
// token that bash names), and of dash's scripts, whose grammar is smaller. Makes no tree. Leaves to others: what is inside [[ ]] and (( )).
// Invariant: answers undefined for whatever it has no complaint about.
import type { Fault } from './ast.ts';
import { lineText } from './parse-fault.ts';

interface Token {
	kind: 'word' | 'op' | 'newline' | 'eof';
	text: string;
	pos: number;
	end: number;
}
const operators = [';;&', '<<<', '<<-', '&>>', ';;', ';&', '&&', '||', '|&', '<<', '>>', '<&', '>&', '<>', '>|', '&>', ';', '&', '|', '<', '>', '(', ')'];
const dashOperators = operators.filter((o) => ![';;&', '<<<', '&>>', ';&', '|&', '&>'].includes(o));
const redirections = new Set(['<', '>', '<<', '<<-', '<<<', '>>', '<&', '>&', '<>', '>|', '&>', '&>>']);
const closing = new Set(['then', 'do', 'done', 'fi', 'esac', 'elif', 'else', '}']);

export function syntaxFault(source: string, dash: boolean, lineAt: (pos: number) => number): Fault | undefined {
	try {
		new Grammar(source, dash).script();
		return undefined;
	} catch (error) {
		if (!(error instanceof Stop)) throw error;
		const end = lineAt(source.length) + (source.endsWith('\n') ? 0 : 1);
		const { at, token, expected, open } = error;
		if (open !== undefined) {
			// `at` is the parenthesis of name=( and <( , or what is before it.
			const before = open === ')' ? source[source[at] === '(' ? at - 1 : at] : undefined;
			const late = open === '$(' || before === '<' || before === '>';
			return {
				kind: 'matching',
				token: open === '$(' ? ')' : open,
				line: dash ? lineAt(source.length) : late ? end : lineAt(at),
				text: '',
				at,
				...(before === '=' && !dash && { status: 1 })
			};
		}
		if (!token) return undefined;
		if (token.kind === 'eof') return { kind: 'eof', token: '', line: dash ? lineAt(source.length) : end, text: '', at: source.length, expected };
		const text = token.kind === 'newline' ? 'newline' : token.text;
		return {
			kind: 'token',
			token: text,
			line: lineAt(at),
			text: lineText(source, at),
			at,
			expected,
			word: token.kind === 'word' && !(closing.has(text) || reserved.has(text))
		};
	}
}
const reserved = new Set(['if', 'for', 'while', 'until', 'case', 'in', '!', '{']);

class Stop {
	readonly at: number;
	readonly token: Token | undefined;
	readonly expected: string | undefined;
	readonly open: string | undefined;
	constructor(at: number, token: Token | undefined, expected?: string, open?: string) {
		[this.at, this.token, this.expected, this.open] = [at, token, expected, open];
	}
}

class Grammar {
	readonly #text: string;
	readonly #dash: boolean;
	#at = 0;
	#next: Token | undefined;
	#heredocs: { delimiter: string; strip: boolean }[] = [];

	constructor(text: string, dash: boolean) {
		this.#text = text;
		this.#dash = dash;
	}

	/** Past a quoted or substituted part that begins at `i`; `i` itself when none does. */
	#part(i: number): number {
		const text = this.#text;
		const until = (from: number, close: string, escapes: boolean, inner: boolean): number => {
			for (let j = from; j < text.length; j++) {
				if (text[j] === close) return j + 1;
				if (escapes && text[j] === '\\') j++;
				else if (inner) j = Math.max(j, this.#part(j) - 1);
			}
			throw new Stop(i, undefined, undefined, close);
		};
		const c = text[i];
		if (c === '\\') return Math.min(text.length, i + 2);
		if (c === "'") return until(i + 1, "'", false, false);
		if (c === '"') {
			for (let j = i + 1; j < text.length; j++) {
				if (text[j] === '"') return j + 1;
				if (text[j] === '\\') j++;
				else if (text[j] === '`' || text[j] === '$') j = Math.max(j, this.#part(j) - 1);
			}
			throw new Stop(i, undefined, undefined, '"');
		}
		if (c === '`') return until(i + 1, '`', true, false);
		if (c !== '$') return i;
		const n = text[i + 1];
		if (n === "'" && !this.#dash) return until(i + 2, "'", true, false);
		if (n === '{') return until(i + 2, '}', true, true);
		if (n === '(') return this.#parentheses(i + 1, text[i + 2] !== '(');
		return i;
	}
	/** Past ( … ) that opens at `i`. */
	#parentheses(i: number, commands = false): number {
		const text = this.#text;
		for (let j = i + 1; j < text.length; j++) {
			if (text[j] === ')') return j + 1;
			if (text[j] === '(') j = this.#parentheses(j) - 1;
			else if (text[j] === '#' && /\s/.test(text[j - 1] ?? '')) j = Math.max(j, text.indexOf('\n', j));
			else j = Math.max(j, this.#part(j) - 1);
		}
		throw new Stop(i, undefined, undefined, commands ? '$(' : ')');
	}

	#read(): Token {
		const text = this.#text;
		let i = this.#at;
		for (;;) {
			if (text[i] === ' ' || text[i] === '\t') i++;
			else if (text[i] === '\\' && text[i + 1] === '\n') i += 2;
			else if (text[i] === '#') while (i < text.length && text[i] !== '\n') i++;
			else break;
		}
		const made = (kind: Token['kind'], end: number): Token => {
			this.#at = end;
			return { kind, text: text.slice(i, end), pos: i, end };
		};
		if (i >= text.length) return made('eof', i);
		if (text[i] === '\n') {
			let end = i + 1;
			for (const { delimiter, strip } of this.#heredocs.splice(0))
				for (;;) {
					if (end >= text.length) break;
					const stop = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end);
					const line = text.slice(end, stop);
					end = Math.min(text.length, stop + 1);
					if ((strip ? line.replace(/^\t+/, '') : line) === delimiter) break;
				}
			return made('newline', end);
		}
		const substitution = !this.#dash && (text.startsWith('<(', i) || text.startsWith('>(', i));
		const op = substitution ? undefined : (this.#dash ? dashOperators : operators).find((o) => text.startsWith(o, i));
		if (op !== undefined) return made('op', i + op.length);
		let j = i;
		for (; j < text.length; j++) {
			const c = text[j] as string;
			if (!this.#dash && (c === '<' || c === '>') && text[j + 1] === '(') {
				j = this.#parentheses(j + 1) - 1;
				continue;
			}
			// Extended globs, and lists of an array's assignment.
			if (!this.#dash && c === '(' && j > i && (/[?*+@!]/.test(text[j - 1] as string) || /^\w+(\[[^\]]*\])?\+?=$/.test(text.slice(i, j)))) {
				j = this.#parentheses(j) - 1;
				continue;
			}
			if (/[\s;&|<>()]/.test(c)) break;
			j = Math.max(j, this.#part(j) - 1);
		}
		// 2> is part of the redirection.
		if (/^\d+$/.test(text.slice(i, j)) && (text[j] === '<' || text[j] === '>')) {
			this.#at = j;
			return this.#read();
		}
		return made('word', j);
	}
	#peek(): Token {
		return (this.#next ??= this.#read());
	}
	#take(): Token {
		const token = this.#peek();
		this.#next = undefined;
		return token;
	}
	#fail(token: Token, expected?: string): never {
		throw new Stop(token.pos, token, expected);
	}
	#is(text: string): boolean {
		const token = this.#peek();
		return token.text === text && token.kind !== 'eof';
	}
	#newlines(): void {
		while (this.#peek().kind === 'newline') this.#take();
	}
	#expect(text: string, keyword = true): void {
		if (keyword) this.#newlines();
		if (!this.#is(text)) this.#fail(this.#peek(), `"${text}"`);
		this.#take();
	}

	script(): void {
		this.#list();
		const token = this.#peek();
		if (token.kind !== 'eof') this.#fail(token);
	}
	/** Commands up to a word that closes something; answers how many. */
	#list(): number {
		for (let n = 0; ; n++) {
			this.#newlines();
			const token = this.#peek();
			if (
				token.kind === 'eof' ||
				(token.kind === 'op' && (token.text === ')' || /^;[;&]/.test(token.text))) ||
				(token.kind === 'word' && closing.has(token.text))
			)
				return n;
			this.#andOr();
			const after = this.#peek();
			if (after.kind === 'newline') continue;
			if (!this.#is(';') && !this.#is('&')) return n + 1;
			this.#take();
		}
	}
	/** A list in which bash wants a command. */
	#body(): void {
		if (this.#list() === 0 && !this.#dash) this.#fail(this.#peek());
	}
	#andOr(): void {
		for (;;) {
			while (this.#is('!') || (!this.#dash && (this.#is('time') || this.#is('-p')))) this.#take();
			this.#command();
			if (!['&&', '||', '|', '|&'].some((o) => this.#is(o))) return;
			this.#take();
			this.#newlines();
		}
	}
	#redirections(): boolean {
		let any = false;
		for (; this.#peek().kind === 'op' && redirections.has(this.#peek().text); any = true) {
			const operator = this.#take();
			const target = this.#take();
			if (target.kind !== 'word') this.#fail(target.kind === 'eof' ? { ...target, kind: 'newline', text: '\n' } : target);
			if (operator.text === '<<' || operator.text === '<<-')
				this.#heredocs.push({ delimiter: target.text.replace(/["'\\]/g, ''), strip: operator.text === '<<-' });
		}
		return any;
	}
	#command(): void {
		const redirected = this.#redirections();
		const token = this.#peek();
		if (token.kind === 'op' && token.text === '(') {
			this.#take();
			if (!this.#dash && this.#text[token.end] === '(') return this.#skipTo(this.#parentheses(token.pos));
			this.#body();
			this.#expect(')', false);
			this.#redirections();
			return;
		}
		if (token.kind !== 'word') {
			if (!redirected) this.#fail(token);
			return;
		}
		if (this.#compound(token)) {
			this.#redirections();
			return;
		}
		if (closing.has(token.text)) this.#fail(token);
		this.#take();
		if (this.#is('(')) {
			const paren = this.#take();
			if (this.#dash && /^\w+=/.test(token.text)) this.#fail(paren);
			if (!this.#is(')')) this.#fail(this.#peek(), '")"');
			this.#take();
			return this.#functionBody();
		}
		for (;;) {
			this.#redirections();
			if (this.#peek().kind !== 'word') break;
			this.#take();
		}
		if (this.#is('(')) this.#fail(this.#peek());
	}
	#functionBody(): void {
		this.#newlines();
		const token = this.#peek();
		if (this.#dash || this.#is('(')) return this.#command();
		if (token.kind !== 'word' || !this.#compound(token)) this.#fail(token);
		this.#redirections();
	}
	#skipTo(end: number): void {
		this.#at = end;
		this.#next = undefined;
		this.#redirections();
	}
	#compound(token: Token): boolean {
		const bash = !this.#dash;
		switch (token.text) {
			case 'if':
				this.#take();
				for (;;) {
					this.#body();
					this.#expect('then');
					this.#body();
					if (!this.#is('elif')) break;
					this.#take();
				}
				if (this.#is('else')) {
					this.#take();
					this.#body();
				}
				this.#expect('fi');
				return true;
			case 'while':
			case 'until':
				this.#take();
				this.#body();
				this.#expect('do');
				this.#body();
				this.#expect('done');
				return true;
			case 'for':
			case 'select':
				if (token.text === 'select' && !bash) return false;
				this.#take();
				this.#forLoop();
				return true;
			case 'case':
				this.#take();
				this.#case();
				return true;
			case '{':
				this.#take();
				this.#body();
				this.#expect('}');
				return true;
			case '[[': {
				if (!bash) return false;
				const end = /\s\]\](?=[\s;&|)]|$)/.exec(this.#text.slice(token.end));
				if (!end) throw new Stop(token.pos, undefined);
				this.#skipTo(token.end + end.index + end[0].length);
				return true;
			}
			case 'function':
				if (!bash) return false;
				this.#take();
				this.#take();
				if (this.#is('(')) {
					this.#take();
					this.#expect(')', false);
				}
				this.#functionBody();
				return true;
		}
		return false;
	}
	#forLoop(): void {
		if (!this.#dash && this.#is('(')) {
			const { pos } = this.#take();
			this.#skipTo(this.#parentheses(pos));
		} else {
			const name = this.#take();
			if (name.kind !== 'word') this.#fail(this.#dash || name.kind !== 'eof' ? name : { ...name, kind: 'newline' });
			this.#newlines();
			if (this.#is('in')) {
				this.#take();
				while (this.#peek().kind === 'word') this.#take();
				if (this.#peek().kind !== 'newline' && !this.#is(';')) this.#fail(this.#peek());
			}
		}
		if (this.#is(';')) this.#take();
		this.#newlines();
		if (!this.#dash && this.#is('{')) {
			this.#compound(this.#peek());
			return;
		}
		this.#expect('do');
		this.#body();
		this.#expect('done');
	}
	#case(): void {
		const word = this.#take();
		if (word.kind !== 'word') this.#fail(word);
		this.#expect('in');
		for (;;) {
			this.#newlines();
			if (this.#is('esac')) break;
			if (this.#is('(')) this.#take();
			for (;;) {
				const pattern = this.#take();
				if (pattern.kind !== 'word') this.#fail(pattern);
				if (!this.#is('|')) break;
				this.#take();
			}
			this.#expect(')', false);
			this.#list();
			this.#newlines();
			if (this.#is('esac')) break;
			if (!/^;[;&]/.test(this.#peek().text)) this.#fail(this.#peek(), '";;"');
			this.#take();
		}
		this.#take();
	}
}
