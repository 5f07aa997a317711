// What is wrong with a [[ … ]], in bash's words: reads it again as bash's parse.y does (cond_or, cond_and, cond_term), to the token that does not fit.
// Words are read only as far as their end; what is inside of them is the parser's.
import type { Fault } from './ast.ts';

/** Operators and the end; a word is 'word'. */
interface Token {
	kind: string;
	text: string;
	at: number;
}
const endToken = ']]';
const binary = new Set(['=', '==', '!=', '=~', '<', '>', '-nt', '-ot', '-ef', '-eq', '-ne', '-lt', '-le', '-gt', '-ge']);
const unary = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const heads = /(?:^|[\n;&|({!]|(?:^|[\s;])(?:if|then|elif|else|while|until|do|time))\s*$/;

/** What bash says, as an exception: nothing at all for some faults. */
class Wrong {
	readonly lines: { line: number; text: string }[];
	constructor(lines: { line: number; text: string }[]) {
		this.lines = lines;
	}
}

class Reader {
	readonly #source: string;
	readonly #lineAt: (at: number) => number;
	#at: number;
	token: Token = { kind: '', text: '', at: 0 };
	/** The source has been read to its end. */
	ended = false;

	constructor(source: string, at: number, lineAt: (at: number) => number) {
		this.#source = source.endsWith('\n') ? source : source + '\n';
		this.#at = at;
		this.#lineAt = (pos) => (pos >= this.#source.length ? lineAt(source.length) + (source.endsWith('\n') ? 0 : 1) : lineAt(Math.min(pos, source.length)));
	}

	or(): void {
		this.#and();
		if (this.token.kind === '||') this.or();
	}
	#and(): void {
		this.#term();
		if (this.token.kind === '&&') this.#and();
	}
	#term(): void {
		let t = this.#skipNewlines();
		if (t.kind === endToken) throw new Wrong([]);
		if (t.kind === '(') {
			let earlier: { line: number; text: string }[] = [];
			try {
				this.or();
			} catch (error) {
				if (!(error instanceof Wrong)) throw error;
				earlier = error.lines;
				throw new Wrong([...earlier, this.#says("expected `)'", this.token)]);
			}
			if (this.token.kind !== ')') throw new Wrong([this.#says(`unexpected token \`${this.token.text}', expected \`)'`, this.token)]);
			this.#skipNewlines();
			return;
		}
		if (t.kind === 'word' && t.text === '!') return this.#term();
		if (t.kind === 'word' && unary.test(t.text)) {
			t = this.#next();
			if (t.kind !== 'word') throw new Wrong([this.#says(`unexpected argument \`${t.text}' to conditional unary operator`, t)]);
			this.#skipNewlines();
			return;
		}
		if (t.kind !== 'word') throw new Wrong([this.#says(`unexpected token \`${t.text}' in conditional command`, t)]);
		t = this.#next();
		if ([endToken, '&&', '||', ')'].includes(t.kind)) return;
		if (!(t.kind === '<' || t.kind === '>' || (t.kind === 'word' && binary.has(t.text))))
			throw new Wrong([
				this.#says(t.kind === 'word' ? 'conditional binary operator expected' : `unexpected token \`${t.text}', conditional binary operator expected`, t)
			]);
		const operator = t.text;
		t = this.#next(operator === '=~' || /^[!=]/.test(operator));
		// An expression may not begin with ): it is empty.
		if (operator === '=~' && t.kind === ')') return;
		if (t.kind === 'open')
			throw new Wrong([
				this.#says("unexpected EOF while looking for matching `)'", t),
				this.#says('unexpected argument to conditional binary operator', { ...t, at: this.#source.length })
			]);
		if (t.kind !== 'word') throw new Wrong([this.#says(`unexpected argument \`${t.text}' to conditional binary operator`, t)]);
		this.#skipNewlines();
	}
	#says(text: string, t: Token): { line: number; text: string } {
		if (t.at >= this.#source.length - 1) this.ended = true;
		return { line: this.#lineAt(t.at), text };
	}

	#skipNewlines(): Token {
		while (this.#next().kind === 'newline');
		return this.token;
	}
	/** `pattern`: parentheses belong to the word. */
	#next(pattern = false): Token {
		const s = this.#source;
		while (s[this.#at] === ' ' || s[this.#at] === '\t' || s.startsWith('\\\n', this.#at)) this.#at += s[this.#at] === '\\' ? 2 : 1;
		const at = this.#at;
		const c = s[at];
		if (c === undefined) {
			this.ended = true;
			return (this.token = { kind: 'EOF', text: 'EOF', at });
		}
		if (c === '\n') {
			this.#at++;
			return (this.token = { kind: 'newline', text: 'newline', at });
		}
		if (';&|<>'.includes(c) || ('()'.includes(c) && !(pattern && c === '('))) {
			const text = s[at + 1] === c && c !== '(' && c !== ')' ? c + c : c;
			this.#at += text.length;
			return (this.token = { kind: text, text, at });
		}
		const end = this.#wordEnd(at, pattern);
		this.#at = end ?? s.length;
		const text = s.slice(at, this.#at);
		return (this.token = { kind: end === undefined ? 'open' : text === endToken ? endToken : 'word', text, at });
	}
	/** Where the word at `at` ends; undefined when a parenthesis or quote in it is never closed. */
	#wordEnd(at: number, pattern: boolean): number | undefined {
		const s = this.#source;
		let depth = 0;
		for (let i = at; i < s.length; i++) {
			const c = s[i] as string;
			if (c === '\\') i++;
			else if (c === "'" || c === '"' || c === '`') {
				for (i++; i < s.length && s[i] !== c; i++) if (c !== "'" && s[i] === '\\') i++;
				if (i >= s.length) return undefined;
			} else if (c === '(' && (pattern || depth > 0 || s[i - 1] === '$')) depth++;
			else if (c === ')' && depth > 0) depth--;
			else if (depth === 0 && ' \t\n;&|<>()'.includes(c) && !(pattern && c === '|' && s[i + 1] !== '|' && s[i - 1] !== ' ')) return i;
		}
		return depth > 0 ? undefined : s.length;
	}
}

/** The fault of the last [[ that begins before `pos`, when it is one of its own grammar. */
export function conditionFault(source: string, pos: number, lineAt: (pos: number) => number): Fault | undefined {
	let at = source.lastIndexOf('[[', pos);
	while (at >= 0 && !(/\s/.test(source[at + 2] ?? ' ') && heads.test(source.slice(0, at)))) at = at > 0 ? source.lastIndexOf('[[', at - 1) : -1;
	if (at < 0) return undefined;
	const reader = new Reader(source, at + 2, lineAt);
	const fault = (lines: { line: number; text: string }[]): Fault => ({
		kind: 'message',
		token: lines[0]?.text ?? '',
		line: lines[0]?.line ?? lineAt(at),
		text: '',
		at,
		further: lines.slice(1),
		ended: reader.ended
	});
	try {
		reader.or();
	} catch (error) {
		if (!(error instanceof Wrong)) throw error;
		return fault(error.lines);
	}
	const { kind, text } = reader.token;
	if (kind === endToken) return undefined;
	if (kind === 'EOF') return fault([{ line: lineAt(at), text: "unexpected EOF while looking for `]]'" }]);
	return fault([{ line: lineAt(at), text: `syntax error in conditional expression${kind === 'word' ? '' : `: unexpected token \`${text}'`}` }]);
}
