// ${…} in all its forms. What is no form of the shell at hand is kept as bad: it is told of when it is expanded.
import type { ParameterPart, Part, Word } from './ast.ts';
import { Stop } from './parse-fault.ts';
import { arithmetic } from './parse-dollar.ts';
import { makeWord, readParts, type Quoting } from './parse-word.ts';
import type { Reader } from './reader.ts';

const parameterName = /[A-Za-z_]\w*|\d+|[@*#?$!-]/y;
const identifier = /^[A-Za-z_]/;
function nameAt(r: Reader, at: number): string | undefined {
	parameterName.lastIndex = at;
	return parameterName.exec(r.text)?.[0];
}

/** The form that begins at `from` and whose inside begins at `at`. */
export function parameter(r: Reader, from: number, at: number, outer: Quoting): Part {
	r.enter(from);
	const quoting = outer === 'heredoc' ? 'double' : outer;
	if (r.text[at] === '\n') r.uncounted++;
	r.at = at;
	const head = readHead(r, at);
	const rest = head && operation(r, head, quoting);
	if (!rest) readParts(r, quoting, '}');
	const bad = !rest || rest.bad === true;
	if (r.text[r.at] !== '}') throw Stop.unclosed(r, from, outer === 'double' && !r.bash && !/^[#%]/.test(rest?.operator ?? '') ? '"' : '}');
	r.at++;
	r.leave();
	const text = r.text.slice(from, r.at);
	return { kind: 'parameter', name: '', ...head, ...rest, text, ...(bad && { bad }) };
}

interface Head {
	readonly name: string;
	readonly prefix?: '!' | '#';
	readonly index?: Word;
}
/** The parameter's name with what is before it and its subscript. */
function readHead(r: Reader, from: number): Head | undefined {
	const { text } = r;
	let prefix: Head['prefix'];
	let at = from;
	const c = text[from];
	if (c === '#' || (c === '!' && r.flavour === 'bash')) {
		const name = nameAt(r, from + 1);
		const after = text[from + 1 + (name?.length ?? 0)];
		const whole = name !== undefined && (after === '}' || (after === '[' && identifier.test(name)));
		if (c === '#' ? whole : name !== undefined && (/^\w/.test(name) || (whole && !'-?'.includes(name)))) prefix = c;
		else if (c === '#' && name !== undefined && /^\w/.test(name)) return undefined;
		if (prefix) at++;
	}
	const name = nameAt(r, at);
	if (name === undefined) return undefined;
	r.at = at + name.length;
	let index: Word | undefined;
	if (text[r.at] === '[' && identifier.test(name)) {
		if (!r.bash) return undefined;
		const open = ++r.at;
		const parts = readParts(r, 'unquoted', '}]', { open: '[' });
		if (text[r.at] !== ']') return undefined;
		index = indexWord(parts, text.slice(open, r.at++));
	}
	if (prefix === '#' && text[r.at] !== '}') return undefined;
	return { name, ...(prefix && { prefix }), ...(index && { index }) };
}

/** A subscript: @ and * stand for all elements. */
export const indexWord = (parts: readonly Part[], text: string): Word => (text === '@' || text === '*' ? { parts, text, plain: text } : makeWord(parts, text));

type Operation = Partial<Pick<ParameterPart, 'operator' | 'operand' | 'second' | 'bad'>>;
/** What follows the name, up to the closing brace; undefined when it is nothing the shell knows. */
function operation(r: Reader, head: Head, quoting: Quoting): Operation | undefined {
	const { text } = r;
	const from = r.at;
	const c = text[from];
	if (c === '\n') r.uncounted++;
	const word = (q: Quoting, stops = '}'): Word => {
		const start = r.at;
		const parts = readParts(r, q, stops);
		return makeWord(parts, text.slice(start, r.at));
	};
	const operator = (length: number): string => text.slice(from, (r.at = from + length));
	const doubled = (): string => operator(text[from + 1] === c ? 2 : 1);
	switch (c) {
		case '}':
			return {};
		case ':':
			if ('-=+?'.includes(text[from + 1] ?? ' ')) return { operator: operator(2), operand: word(quoting) };
			if (r.flavour !== 'dash') return slice(r, operator(1));
			// dash has taken what follows the colon for an operator, even a brace.
			r.at = Math.min(text.length, from + 2);
			return undefined;
		case '-':
		case '=':
		case '+':
		case '?':
			return { operator: operator(1), operand: word(quoting) };
		case '#':
		case '%':
			return { operator: doubled(), operand: word('unquoted') };
		case '/':
			return r.flavour === 'dash' ? undefined : replacement(r, operator('/#%'.includes(text[from + 1] ?? ' ') ? 2 : 1), word);
	}
	if (!r.bash) return undefined;
	if ((c === '*' || c === '@') && head.prefix === '!' && !head.index && text[from + 1] === '}') {
		r.at++;
		return { operator: 'names', second: { parts: [], text: c, plain: c } };
	}
	if (c === '@') {
		const name = operator(1);
		const operand = word('unquoted');
		return { operator: name, operand };
	}
	if (c !== '^' && c !== ',' && c !== '~') return undefined;
	const name = doubled();
	const operand = word('unquoted');
	return { operator: name, operand: operand.text ? operand : undefined };
}
function slice(r: Reader, operator: string): Operation {
	const operand = arithmetic(r, '}:', '');
	if (r.text[r.at] !== ':') return { operator, operand };
	r.at++;
	return { operator, operand, second: arithmetic(r, '}', '') };
}
function replacement(r: Reader, operator: string, word: (q: Quoting, stops?: string) => Word): Operation {
	const start = r.at;
	// A slash that comes first is the pattern's own.
	const slash = operator === '//' && r.text[start] === '/';
	if (slash) r.at++;
	const pattern = word('unquoted', '/}');
	const operand = slash ? makeWord([{ kind: 'literal', text: '/' }, ...pattern.parts], '/' + pattern.text) : pattern;
	if (r.text[r.at] !== '/') return { operator, operand, second: { parts: [], text: '', plain: '' } };
	r.at++;
	return { operator, operand, second: word('unquoted') };
}
