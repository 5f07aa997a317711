// [[ … ]]: its expression as a tree, and what is wrong with it in bash's words. Each part is read as bash's own reader of conditions does:
// or, and, term; a fault is told by the part that meets it and once more by each parenthesis around it.
import type { Condition, Word } from './ast.ts';
import { Stop } from './parse-fault.ts';
import { blanks, operator } from './parse-token.ts';
import { makeWord, readParts } from './parse-word.ts';
import type { Reader } from './reader.ts';

interface Token {
	/** Operator, ']]', 'newline' or 'EOF'; 'word' for others. */
	readonly kind: string;
	readonly text: string;
	readonly at: number;
	readonly word?: Word;
}
interface Said {
	readonly line: number;
	readonly text: string;
}
/** What bash says: nothing at all for some faults. */
class Wrong {
	readonly said: readonly Said[];
	constructor(said: readonly Said[]) {
		this.said = said;
	}
}
const binary = new Set(['=', '==', '!=', '=~', '<', '>', '-nt', '-ot', '-ef', '-eq', '-ne', '-lt', '-le', '-gt', '-ge']);
const unary = /^-[abcdefghknoprstuvwxzGLNORS]$/;

/** The condition whose [[ stands at `from` and has just been read; reads its ]] too. */
export function condition(r: Reader, from: number): Condition {
	const reader = new Conditions(r);
	const { extglob } = r;
	const wrong = (said: readonly Said[]): Stop =>
		new Stop(
			{
				kind: 'message',
				token: said[0]?.text ?? '',
				line: said[0]?.line ?? r.rawLine(from),
				text: '',
				at: from,
				...(r.substitutions > 0 && !reader.ended && { inside: true }),
				further: said.slice(1),
				ended: reader.ended
			},
			said.some(({ text }) => text.includes('EOF'))
		);
	let made: Condition;
	try {
		made = reader.or();
	} catch (error) {
		if (!(error instanceof Wrong)) throw error;
		throw wrong(error.said);
	}
	r.extglob = extglob;
	const { kind, text } = reader.token;
	if (kind === ']]') return made;
	const line = r.rawLine(from);
	if (kind === 'EOF') throw wrong([{ line, text: "unexpected EOF while looking for `]]'" }]);
	throw wrong([{ line, text: `syntax error in conditional expression${kind === 'word' ? '' : `: unexpected token \`${text}'`}` }]);
}

class Conditions {
	readonly #r: Reader;
	token: Token = { kind: '', text: '', at: 0 };
	/** The source has been read to its end. */
	ended = false;
	constructor(r: Reader) {
		this.#r = r;
	}

	or(): Condition {
		return this.#logical('||', () => this.#logical('&&', () => this.#term()));
	}
	#logical(operator: '&&' | '||', operand: () => Condition): Condition {
		const operands = [operand()];
		while (this.token.kind === operator) operands.push(operand());
		return operands.length > 1 ? { kind: 'logical', operator, operands } : (operands[0] as Condition);
	}
	#term(): Condition {
		let negated = false;
		let t = this.#skipNewlines();
		for (; t.kind === 'word' && t.text === '!'; t = this.#skipNewlines()) negated = !negated;
		const made = this.#primary(t);
		return negated ? { kind: 'not', operand: made } : made;
	}
	#primary(t: Token): Condition {
		if (t.kind === ']]') throw new Wrong([]);
		if (t.kind === '(') return this.#parentheses(t.at);
		if (t.kind === 'word' && unary.test(t.text)) {
			const { text: operator } = t;
			const operand = this.#next();
			if (!operand.word || operand.kind !== 'word')
				throw new Wrong([this.#says(`unexpected argument \`${operand.text}' to conditional unary operator`, operand)]);
			this.#skipNewlines();
			return { kind: 'unary', operator, operand: operand.word };
		}
		if (t.kind !== 'word' || !t.word) throw new Wrong([this.#says(`unexpected token \`${t.text}' in conditional command`, t)]);
		return this.#binary(t.word);
	}
	#binary(left: Word): Condition {
		let t = this.#next();
		if ([']]', '&&', '||', ')'].includes(t.kind)) return { kind: 'unary', operator: '-n', operand: left };
		if (!(t.kind === '<' || t.kind === '>' || (t.kind === 'word' && binary.has(t.text))))
			throw new Wrong([
				this.#says(t.kind === 'word' ? 'conditional binary operator expected' : `unexpected token \`${t.text}', conditional binary operator expected`, t)
			]);
		const { text: operator } = t;
		t = this.#next(operator === '=~' ? 'regexp' : /^(?:=|==|!=)$/.test(operator) ? 'pattern' : undefined);
		const empty: Word = { parts: [], text: '', plain: '' };
		// An expression may not begin with ): it is empty.
		if (operator === '=~' && t.kind === ')') return { kind: 'binary', operator, left, right: empty };
		if (t.kind !== 'word' || !t.word) throw new Wrong([this.#says(`unexpected argument \`${t.text}' to conditional binary operator`, t)]);
		this.#skipNewlines();
		return { kind: 'binary', operator, left, right: t.word };
	}
	#parentheses(at: number): Condition {
		this.#r.enter(at);
		let operand: Condition;
		try {
			operand = this.or();
		} catch (error) {
			if (!(error instanceof Wrong)) throw error;
			throw new Wrong([...error.said, { line: this.#r.rawLine(at), text: "expected `)'" }]);
		}
		if (this.token.kind !== ')') throw new Wrong([this.#says(`unexpected token \`${this.token.text}', expected \`)'`, this.token)]);
		this.#skipNewlines();
		this.#r.leave();
		return { kind: 'parentheses', operand };
	}
	#says(text: string, t: Token): Said {
		const r = this.#r;
		if (t.at >= r.text.length - (r.text.endsWith('\n') ? 1 : 0)) this.ended = true;
		return { line: t.at >= r.text.length && t.kind === 'EOF' ? r.endLine() : r.rawLine(t.at), text };
	}

	#skipNewlines(): Token {
		while (this.#next().kind === 'newline');
		return this.token;
	}
	#next(how?: 'regexp' | 'pattern'): Token {
		const r = this.#r;
		blanks(r);
		const at = r.at;
		const c = r.text[at];
		if (c === undefined) {
			// A last line without a newline has one all the same.
			if (!this.ended && !r.text.endsWith('\n')) {
				this.ended = true;
				return (this.token = { kind: 'newline', text: 'newline', at });
			}
			this.ended = true;
			return (this.token = { kind: 'EOF', text: 'EOF', at });
		}
		if (c === '\n') {
			r.at++;
			return (this.token = { kind: 'newline', text: 'newline', at });
		}
		const substitutes = (c === '<' || c === '>') && r.text[at + 1] === '(';
		if (';&|<>()'.includes(c) && !substitutes && !(how && (c === '(' || c === '|') && how === 'regexp')) {
			const { text } = operator(r, at);
			return (this.token = { kind: text, text, at });
		}
		const { extglob } = r;
		if (how === 'pattern') r.extglob = true;
		const parts = this.#parts(how === 'regexp', at);
		r.extglob = extglob;
		const text = r.text.slice(at, r.at);
		return (this.token = { kind: text === ']]' ? ']]' : 'word', text, at, word: makeWord(parts, text) });
	}
	#parts(regexp: boolean, at: number): Word['parts'] {
		const r = this.#r;
		if (!regexp) return readParts(r, 'unquoted', ' \t\n;&|<>()', { word: true });
		try {
			return readParts(r, 'unquoted', ' \t\n;&<>)', { regexp: true });
		} catch (error) {
			if (!(error instanceof Stop) || error.fault.token !== ')' || error.fault.kind !== 'matching') throw error;
			this.ended = true;
			const token = { kind: 'EOF', text: '', at: r.text.length };
			throw new Wrong([
				this.#says("unexpected EOF while looking for matching `)'", { ...token, kind: '', at }),
				this.#says('unexpected argument to conditional binary operator', token)
			]);
		}
	}
}
