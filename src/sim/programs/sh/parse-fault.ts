// Syntax errors in the shells' words: which token came unexpected, what was left open at the end of input, and on which line.
// Leaves to others: the "name: line N: " each line begins with, and what a [[ … ]] lacks (parse-condition.ts).
import type { Fault } from './ast.ts';
import type { Reader, Token } from './reader.ts';

/** The parser can go no further. `open`: more input could complete it. */
export class Stop {
	readonly fault: Fault;
	readonly open: boolean;
	constructor(fault: Fault, open = false) {
		[this.fault, this.open] = [fault, open];
	}

	/** The input ended where a token was due. */
	static atEnd(r: Reader, expected?: string): Stop {
		const place = { line: r.endLine(), text: '', at: r.text.length };
		if (!r.bash) return new Stop({ kind: 'eof', token: unexpected(r, 'end of file', expected), ...place }, true);
		return new Stop(r.substitutions ? { kind: 'matching', token: ')', ...place } : { kind: 'eof', token: '', ...place }, true);
	}
	/** A token that does not belong there. */
	static atToken(r: Reader, token: Token, key: string | undefined, expected?: string): Stop {
		const at = token.from;
		const text = token.kind === 'newline' ? 'newline' : (token.variable ?? token.fd?.toString() ?? token.text);
		const inside = r.substitutions > 0 && { inside: true };
		if (r.bash) return new Stop({ kind: 'token', token: text, line: r.rawLine(at), text: lineText(r.text, at), at, ...inside });
		const word = token.kind === 'word' && !reserved.has(key ?? '') ? 'word' : `"${text}"`;
		const what = token.kind === 'newline' ? text : /^\d*[<>]/.test(token.text) ? 'redirection' : word;
		return new Stop({ kind: 'token', token: unexpected(r, what, expected), line: r.readLine(r.at), text: '', at });
	}
	/** What opened at an offset was never closed. */
	static unclosed(r: Reader, at: number, close: string, more: Partial<Fault> = {}): Stop {
		if (r.bash) return new Stop({ kind: 'matching', token: close, line: r.rawLine(at), text: '', at, ...more }, true);
		const text =
			close === ')' ? "Missing '))'" : close === '}' ? "Missing '}'" : close === '`' ? 'EOF in backquote substitution' : 'Unterminated quoted string';
		return new Stop({ kind: 'matching', token: spelled(r, text), line: r.endLine(), text: '', at }, true);
	}
	/** dash and ash: an error that has a text of its own. */
	static saying(r: Reader, text: string): Stop {
		return new Stop({ kind: 'token', token: spelled(r, text), line: r.readLine(r.at), text: '', at: r.token.from });
	}
}
const reserved = new Set(['if', 'then', 'else', 'elif', 'fi', 'for', 'while', 'until', 'do', 'done', 'case', 'esac', 'in', '!', '{', '}']);
const unexpected = (r: Reader, what: string, expected?: string): string =>
	(r.flavour === 'dash' ? `${what} unexpected` : `unexpected ${what}`) + (expected === undefined ? '' : ` (expecting ${expected})`);
/** ash begins its messages small. */
const spelled = (r: Reader, text: string): string => (r.flavour === 'dash' || text.startsWith('EOF') ? text : text[0]?.toLowerCase() + text.slice(1));

/** FIDELITY: the real shells read some thousand levels and more, then overflow their stack; ours gives up earlier, with the status of that. */
export const tooDeep = (r: Reader, at: number): Fault => ({ kind: 'message', token: '', line: r.rawLine(at), text: '', at, status: 139, ended: true });

/** The source line at an offset. */
function lineText(source: string, pos: number): string {
	const from = source.lastIndexOf('\n', pos - 1) + 1;
	const to = source.indexOf('\n', pos);
	return source.slice(from, to < 0 ? source.length : to);
}
/** bash's lines about a fault, without the "name: line N: " each begins with. */
export function faultLines(fault: Fault): string[] {
	switch (fault.kind) {
		case 'eof':
			return ['syntax error: unexpected end of file'];
		case 'matching':
			return ['unexpected EOF while looking for matching `' + fault.token + "'"];
		case 'message':
			return fault.token === '' ? [] : [fault.token];
		case 'token':
			return [`syntax error near unexpected token \`${fault.token}'`, `\`${fault.text}'`];
	}
}
