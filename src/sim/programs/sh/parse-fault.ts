// Syntax errors in bash's words: which token bash's grammar would have stopped at, or what was left open at the end of input.
import type { ParsedScript } from 'unbash';
import type { Fault } from './ast.ts';
import { conditionFault } from './parse-condition-fault.ts';

const closers: Record<string, string> = {
	'double quote': '"',
	'single quote': "'",
	'command substitution': ')',
	'parameter expansion': '}',
	backtick: '`',
	'arithmetic expansion': ')',
	'arithmetic command': ')',
	'arithmetic for header': ')',
	'process substitution': ')',
	'extended glob': ')',
	'array assignment': ')'
};

export function faultOf(tree: ParsedScript, source: string, lineAt: (pos: number) => number): Fault | undefined {
	const errors = tree.errors;
	const word = errors ? null : /(?:^|[\s;&|(])([\w-]+)[ \t]*\(\s*$/.exec(source);
	const head = word && !/^(if|then|else|elif|do|while|until|time)$/.test(word[1] as string) ? source.trimEnd().length : -1;
	if (head >= 0) return token(source, head, lineAt, 'newline');
	if (!errors?.length) return undefined;
	const first = errors.find((e) => e.message.startsWith('unterminated')) ?? errors.find((e) => e.message.startsWith('unexpected token')) ?? errors[0];
	if (!first) return undefined;
	const { message } = first;
	const inCondition = source.includes('[[') ? conditionFault(source, errors[0]?.pos ?? first.pos, lineAt) : undefined;
	if (inCondition) return inCondition;
	if (message.startsWith('unterminated')) {
		const close = closers[message.slice('unterminated '.length)] ?? ')';
		return { kind: 'matching', token: close, line: lineAt(first.pos), text: '', at: first.pos };
	}
	let { pos } = first;
	// `f() {` and `(` alone: the body is still to come.
	if (/^expected command (in|after)/.test(message) && /^([({]|then|do|else)?\s*$/.test(source.slice(pos))) pos = source.length;
	while (pos < source.length && (source[pos] === ' ' || source[pos] === '\t')) pos++;
	if (source.slice(pos).trim() === '' || (source[pos] === '#' && !source.slice(pos).includes('\n'))) {
		if (message === 'expected redirect target') return token(source, pos, lineAt, 'newline');
		if (/(^|[\s;&|(])(for|select|case)\s*$/.test(source)) return token(source, pos, lineAt, 'newline');
		// `if true; fi`: a closing word came where another was due.
		const closing = /(?:^|[\s;&])(fi|done|esac|\}|then|do|else|elif)\s*;?\s*$/.exec(source);
		if (closing && /^expected '(then|do|fi|done)'/.test(message) && !message.includes('to close') && errors.length === 1)
			return token(source, closing.index + closing[0].indexOf(closing[1] as string), lineAt);
		return { kind: 'eof', token: '', line: lineAt(source.length) + (source.endsWith('\n') ? 0 : 1), text: '', at: source.length };
	}
	return token(source, pos, lineAt);
}

const operators = [';;&', '<<<', '<<-', '&>>', ';;', ';&', '&&', '||', '|&', '<<', '>>', '<&', '>&', '<>', '>|', '&>'];
function token(source: string, pos: number, lineAt: (pos: number) => number, given?: string): Fault {
	const rest = source.slice(pos);
	let text = given ?? operators.find((o) => rest.startsWith(o)) ?? '';
	if (!text) {
		if (rest[0] === '\n') text = 'newline';
		else if (';&|<>()'.includes(rest[0] as string)) text = rest[0] as string;
		else text = /^[^\s;&|<>()]+/.exec(rest)?.[0] ?? 'newline';
	}
	return { kind: 'token', token: text, line: lineAt(pos), text: lineText(source, pos), at: pos };
}
/** The source line at an offset. */
export function lineText(source: string, pos: number): string {
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
