// .env files and env_file: KEY=value lines with quotes, comments, `export`, inherited keys and variables in values.
// Models compose-go's dotenv parser; `parseRaw` is the docker CLI's --env-file, for `format: raw`.
// Invariant: pure but for `warn`; variables look in the environment first, then among the keys above.
import { InvalidTemplate, MissingVariable, substitute, type Lookup, type Warn } from './template.ts';
import { goQuote } from '../strings.ts';

/** What is wrong with a file; the caller says which. */
export class DotenvError {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

interface Parser {
	line: number;
	readonly out: Map<string, string>;
	readonly lookup: Lookup;
	readonly warn: Warn;
}

const isSpace = (char: string): boolean => '\t\v\f\r \x85\xa0'.includes(char);
const skipSpace = (text: string): string => {
	let i = 0;
	while (i < text.length && isSpace(text[i] ?? '')) i++;
	return text.slice(i);
};
const newlines = (text: string): number => text.split('\n').length - 1;

/** What begins the next statement: blank lines and comments are left behind. */
function statement(p: Parser, source: string): string {
	let rest = source;
	for (;;) {
		const trimmed = rest.trimStart();
		p.line += newlines(rest.slice(0, rest.length - trimmed.length));
		if (!trimmed.startsWith('#')) return trimmed;
		const end = trimmed.indexOf('\n');
		if (end < 0) return '';
		rest = trimmed.slice(end);
	}
}

function keyOf(p: Parser, source: string): { key: string; rest: string; inherited: boolean } {
	const text = /^export\s+/.test(source) ? skipSpace(source.slice(6)) : source;
	let offset = 0;
	let key = '';
	let inherited = false;
	for (let i = 0; i < text.length; i++) {
		const char = String.fromCodePoint(text.codePointAt(i) ?? 0);
		if (isSpace(char) || '_.-[]'.includes(char) || /[\p{L}\p{N}]/u.test(char)) continue;
		if (!'=:\n'.includes(char)) {
			throw new DotenvError(`line ${p.line}: unexpected character ${goQuote(char)} in variable name ${goQuote(text.split('\n')[0] ?? '')}`);
		}
		key = text.slice(0, i);
		offset = i + 1;
		inherited = char === '\n';
		break;
	}
	if (text === '') throw new DotenvError('zero length string');
	if (inherited && !key.includes(' ')) p.line++;
	return { key: key.trimEnd(), rest: skipSpace(text.slice(offset)), inherited };
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', c: '\\c', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '"': '"', '\\': '\\', $: '$$' };
const unescape = (text: string): string =>
	text.replace(/\\(?:([abcfnrtv$"\\])|0(\d{0,3}))/g, (match, one: string | undefined, octal: string | undefined) => {
		if (one !== undefined) return escapes[one] ?? match;
		return octal !== undefined && /^[0-7]{3}$/.test(octal) && Number.parseInt(octal, 8) < 256 ? String.fromCharCode(Number.parseInt(octal, 8)) : match;
	});

function expand(p: Parser, value: string): string {
	const lookup: Lookup = (name) => p.lookup(name) ?? p.out.get(name);
	try {
		return substitute(value, lookup, p.warn);
	} catch (e) {
		if (e instanceof InvalidTemplate) throw new DotenvError(`Invalid template: ${goQuote(e.template)}`);
		if (e instanceof MissingVariable) throw new DotenvError(e.text);
		throw e;
	}
}

function valueOf(p: Parser, source: string): { value: string; rest: string } {
	const quote = source[0];
	if (quote !== '"' && quote !== "'") {
		const end = source.indexOf('\n');
		const line = end < 0 ? source : source.slice(0, end);
		p.line++;
		const comment = line.indexOf(' #');
		return { value: expand(p, (comment < 0 ? line : line.slice(0, comment)).trimEnd()), rest: end < 0 ? '' : source.slice(end + 1) };
	}
	let value = '';
	let escaped = false;
	for (let i = 1; i < source.length; i++) {
		const char = source[i] ?? '';
		if (char === '\n') p.line++;
		if (char === quote && !escaped) return { value: quote === '"' ? expand(p, unescape(value)) : value, rest: source.slice(i + 1) };
		if (char !== quote && !escaped && char === '\\') {
			escaped = true;
			continue;
		}
		if (char !== quote && escaped) value += '\\';
		escaped = false;
		value += char;
	}
	throw new DotenvError(`line ${p.line}: unterminated quoted value ${source.split('\n')[0]}`);
}

/** Reads a file's text into `out`, over what is there. Throws `DotenvError`. */
export function parseDotenv(source: string, out: Map<string, string>, lookup: Lookup, warn: Warn): void {
	const p: Parser = { line: 1, out, lookup, warn };
	let rest = source.startsWith('\ufeff') ? source.slice(1) : source;
	for (;;) {
		rest = statement(p, rest);
		if (rest === '') return;
		const found = keyOf(p, rest);
		if (found.key.includes(' ')) throw new DotenvError(`line ${p.line}: key cannot contain a space`);
		if (found.inherited) {
			const value = lookup(found.key);
			if (value !== undefined) out.set(found.key, value);
			rest = found.rest;
			continue;
		}
		const { value, rest: left } = valueOf(p, found.rest);
		out.set(found.key, value);
		rest = left;
	}
}

/** KEY=value lines as they are; a key alone is looked up. Throws `DotenvError`. */
export function parseRaw(source: string, out: Map<string, string>, lookup: Lookup): void {
	for (const raw of source.split('\n')) {
		const line = raw.replace(/\r$/, '').trimStart();
		if (line === '' || line.startsWith('#')) continue;
		const at = line.indexOf('=');
		const key = at < 0 ? line : line.slice(0, at);
		if (key === '') throw new DotenvError(`no variable name on line '${line}'`);
		if (/\s/.test(key)) throw new DotenvError(`variable '${key}' contains whitespaces`);
		const value = at < 0 ? lookup(key) : line.slice(at + 1);
		if (value !== undefined) out.set(key, value);
	}
}
