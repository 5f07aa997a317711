// The state of a running AWK program: variables, arrays, record, files, compiled expressions; and printf.
import type { Sys } from '../../../engine/sys.ts';
import { compileRegExp, RegExpError, type CompiledRegExp } from '../../../values/index.ts';
import { formatInteger, formatNumber, padTo, type Conversion } from '../lib/format.ts';
import { fromBinary } from '../lib/text.ts';
import { Exit, type Tool } from '../lib/tool.ts';
import type { AwkProgram, Expr, Func } from './ast.ts';
import { AwkFiles } from './io.ts';
import type { Dialect } from './lex.ts';
import type { RecordReader, Separator } from './reader.ts';
import { AwkRecord, splitText } from './record.ts';
import { StrNum, toNumber, toText, wholeLimit, type Value } from './values.ts';

export type AwkArray = Map<string, Value>;
export interface Frame {
	readonly scalars: Map<string, Value>;
	readonly arrays: Map<string, AwkArray>;
	readonly fn: Func | undefined;
}

export class Interpreter {
	readonly tool: Tool;
	readonly program: AwkProgram;
	readonly dialect: Dialect;
	readonly files: AwkFiles;
	readonly record: AwkRecord;
	readonly globalFrame: Frame = { scalars: new Map(), arrays: new Map(), fn: undefined };
	readonly #regexps = new Map<string, CompiledRegExp>();
	input: RecordReader | undefined;
	argIndex = 1;
	usedFile = false;
	exitStatus = 0;
	depth = 0;
	nr = 0;
	fnr = 0;
	/** State of rand(), and the seed srand() answers. */
	seed = 0;
	randomState = 0;

	constructor(tool: Tool, program: AwkProgram, dialect: Dialect) {
		this.tool = tool;
		this.program = program;
		this.dialect = dialect;
		this.files = new AwkFiles(tool, dialect === 'mawk');
		this.record = new AwkRecord({
			fs: () => this.fs,
			ofs: () => this.ofs,
			ofmt: () => this.convfmt,
			whole: () => this.whole,
			split: (text) => this.splitRecord(text)
		});
		const defaults: Record<string, Value> = {
			FS: ' ',
			OFS: ' ',
			ORS: '\n',
			RS: '\n',
			SUBSEP: '\x1c',
			CONVFMT: '%.6g',
			OFMT: '%.6g',
			RSTART: 0,
			RLENGTH: -1,
			FILENAME: '',
			ARGC: 0
		};
		for (const name in defaults) this.globalFrame.scalars.set(name, defaults[name]);
	}

	get fs(): string {
		return this.text(this.globalFrame.scalars.get('FS'));
	}
	get ofs(): string {
		return this.text(this.globalFrame.scalars.get('OFS'));
	}
	get ors(): string {
		return this.text(this.globalFrame.scalars.get('ORS'));
	}
	/** Texts are read as strtod reads them. */
	get strtod(): boolean {
		return this.dialect === 'mawk';
	}
	get whole(): number {
		return wholeLimit(this.dialect);
	}
	get ofmt(): string {
		return plain(this.globalFrame.scalars.get('OFMT'));
	}
	get convfmt(): string {
		return plain(this.globalFrame.scalars.get('CONVFMT'));
	}

	text(value: Value): string {
		return typeof value === 'string' ? value : toText(value, this.convfmt, this.whole);
	}
	/** A text of the program as the system's calls want it. */
	outer(text: string): string {
		return this.tool.binary ? fromBinary(text) : text;
	}

	/** A global variable; NF, NR and FNR are computed. */
	get(name: string): Value {
		if (name === 'NF') return this.record.count;
		if (name === 'NR') return this.nr;
		if (name === 'FNR') return this.fnr;
		return this.globalFrame.scalars.get(name);
	}
	set(name: string, value: Value): void {
		if (name === 'NF') {
			this.record.count = Math.max(0, Math.trunc(toNumber(value)));
			return;
		}
		if (name === 'NR') this.nr = toNumber(value);
		else if (name === 'FNR') this.fnr = toNumber(value);
		else {
			if (name === 'FS' || name === 'FPAT' || name === 'FIELDWIDTHS') this.record.freeze();
			this.globalFrame.scalars.set(name, value);
		}
	}

	array(f: Frame, name: string): AwkArray {
		const own = f.fn?.params.includes(name) ? f.arrays : this.globalFrame.arrays;
		let array = own.get(name);
		if (!array) own.set(name, (array = new Map()));
		return array;
	}

	/** A subscript list as one key. */
	*key(f: Frame, subscripts: readonly Expr[], evaluate: (i: Interpreter, f: Frame, e: Expr) => Sys<Value>): Sys<string> {
		const parts: string[] = [];
		for (const one of subscripts) parts.push(this.text(yield* evaluate(this, f, one)));
		return parts.join(this.text(this.globalFrame.scalars.get('SUBSEP')));
	}

	/** A compiled expression; kept, because programs use few. */
	regexp(source: string): CompiledRegExp {
		const ignoreCase = this.dialect === 'gawk' && toNumber(this.globalFrame.scalars.get('IGNORECASE')) !== 0;
		const key = (ignoreCase ? 'i' : ' ') + source;
		let compiled = this.#regexps.get(key);
		if (compiled) return compiled;
		try {
			compiled = compileRegExp(translate(source, this.dialect), { syntax: 'ere', ignoreCase });
		} catch (error) {
			if (!(error instanceof RegExpError)) throw error;
			if (this.dialect === 'mawk') throw this.fatal(`regular expression compile failed (${mawkReason(error.message)})\n${source}`);
			throw new Exit(
				2,
				this.dialect === 'gawk'
					? `gawk: cmd. line:1: error: ${error.message}: /${source}/\n`
					: `${this.name}: regular expression compile failed (${error.message})\n${source}\n`
			);
		}
		if (this.#regexps.size > 500) this.#regexps.clear();
		this.#regexps.set(key, compiled);
		return compiled;
	}

	separator(): Separator {
		const text = this.text(this.globalFrame.scalars.get('RS'));
		return { text, regexp: text.length > 1 ? this.regexp(text) : undefined };
	}

	splitRecord(text: string): string[] {
		if (this.dialect === 'gawk') {
			const widths = this.text(this.globalFrame.scalars.get('FIELDWIDTHS'));
			if (widths !== '') {
				let at = 0;
				return widths
					.trim()
					.split(/\s+/)
					.flatMap((one) => {
						const width = one === '*' ? Infinity : Number(one);
						if (at >= text.length) return [];
						const part = text.slice(at, at + width);
						at += width;
						return [part];
					});
			}
			const pattern = this.text(this.globalFrame.scalars.get('FPAT'));
			if (pattern !== '') return allMatches(this.regexp(pattern), text);
		}
		const fs = this.fs;
		if (this.text(this.globalFrame.scalars.get('RS')) === '' && fs !== ' ')
			return text.split('\n').flatMap((line) => splitText(line, fs, (source) => this.regexp(source)));
		return splitText(text, fs === '\t' ? '\t' : fs, (source) => this.regexp(source));
	}

	get name(): string {
		return this.dialect === 'mawk' ? this.tool.name : this.dialect === 'gawk' ? 'gawk' : 'awk';
	}

	/** A run-time error that ends the program. */
	fatal(message: string, _what = ''): Exit {
		if (this.dialect === 'gawk')
			return new Exit(
				2,
				`gawk: cmd. line:1: ${this.nr > 0 ? `(FILENAME=${this.text(this.get('FILENAME')) || '-'} FNR=${this.fnr}) ` : ''}${message.startsWith('division by zero') ? 'error' : 'fatal'}: ${message}\n`
			);
		if (this.dialect === 'busybox') return new Exit(1, `awk: cmd. line:1: ${message.charAt(0).toUpperCase()}${message.slice(1)}\n`);
		return new Exit(2, `${this.name}: run time error: ${message}\n\tFILENAME="${this.text(this.get('FILENAME'))}" FNR=${this.fnr} NR=${this.nr}\n`);
	}

	begun = '';

	/** printf's text. What was made of it before an error is in `begun`. */
	sprintf(format: string, args: readonly Value[], what: string): string {
		let next = 0;
		let last = 0;
		this.begun = '';
		const take = (): Value => {
			if (next >= args.length && this.dialect === 'mawk') throw this.fatal(`not enough arguments passed to ${what}("${format}")`);
			if (next >= args.length && this.dialect === 'gawk') throw this.fatal(`not enough arguments to satisfy format string\n\t\`${format}'`);
			return args[next++];
		};
		const convert = (whole: string, rawFlags: string, width: string | undefined, precision: string | undefined, letter: string): string => {
			// mawktakes an argument for %5% as for any other.
			if (letter === '%' && whole !== '%%' && this.dialect === 'mawk') take();
			if (letter === '%') return '%';
			if (!'diouxXeEfFgGcs'.includes(letter) || letter === '') {
				if (this.dialect === 'mawk') throw this.fatal(`improper conversion(number ${next + 1}) in ${what}("${format}")`);
				return whole;
			}
			let flags = rawFlags.replace("'", '');
			let w = width === undefined ? undefined : width === '*' ? Math.trunc(toNumber(take())) : Number(width);
			if (w !== undefined && w < 0) [w, flags] = [-w, `${flags}-`];
			const p = precision === undefined ? undefined : precision === '*' ? Math.trunc(toNumber(take())) : Number(precision || 0);
			const c: Conversion = { flags, width: w, precision: p !== undefined && p < 0 ? undefined : p, letter };
			const value = take();
			if ('eEfFgG'.includes(letter)) return formatNumber(toNumber(value, this.strtod), c);
			if (letter === 'c') {
				const char =
					typeof value === 'number' || value instanceof StrNum
						? String.fromCodePoint(Math.trunc(toNumber(value)) & (this.tool.binary ? 255 : 0x1fffff))
						: ([...this.text(value)][0] ?? (this.dialect === 'mawk' ? '\0' : ''));
				return padTo(char, c);
			}
			if (letter === 's') {
				const text = this.text(value);
				return padTo(c.precision === undefined ? text : text.slice(0, c.precision), { ...c, flags: c.flags.replace('0', '') });
			}
			const number = toNumber(value, this.strtod);
			if (!Number.isFinite(number)) return formatNumber(number, { ...c, letter: 'f' });
			let whole2 = BigInt(Math.trunc(number));
			const limit = 1n << 63n;
			if (this.dialect === 'mawk') {
				const [least, most] = letter === 'd' || letter === 'i' ? [-2_147_483_647n, 2_147_483_647n] : [0n, 0xffffffffn];
				whole2 = whole2 < least ? least : whole2 > most ? most : whole2;
			} else if (this.dialect === 'gawk' && (whole2 >= limit * 2n || whole2 < -limit)) return formatNumber(number, { ...c, letter: 'g' });
			return formatInteger(whole2, c);
		};
		return format.replace(
			/%([-+ #0']*)(\*|\d+)?(?:\.(\*|\d*))?(?:hh|ll|[hlLjzt])?([\s\S]?)/g,
			(whole: string, rawFlags: string, width: string | undefined, precision: string | undefined, letter: string, at: number) => {
				this.begun += format.slice(last, at);
				last = at + whole.length;
				const made = convert(whole, rawFlags, width, precision, letter);
				this.begun += made;
				return made;
			}
		);
	}
}

const plain = (value: Value): string => (typeof value === 'string' ? value : value === undefined ? '' : typeof value === 'number' ? String(value) : value.text);

export function allMatches(compiled: CompiledRegExp, text: string): string[] {
	const out: string[] = [];
	for (let from = 0; from <= text.length;) {
		const span = compiled.exec(text, from)?.spans[0];
		if (!span) break;
		if (span.end > span.start) out.push(text.slice(span.start, span.end));
		from = Math.max(span.end, span.start + 1);
	}
	return out;
}

/** mawk's words for what is wrong with an expression. */
export const mawkReason = (message: string): string =>
	message.includes('(') ? "missing ')'" : message.includes('[') ? 'bad class -- [], [^] or [' : 'missing operand';
/** An AWK expression in ERE's spelling: escapes become characters; mawk 1.3.4-20200120 knows no intervals. */
export function translate(source: string, dialect: Dialect): string {
	let out = '';
	let bracket = false;
	for (let i = 0; i < source.length; i++) {
		const char = source[i] as string;
		if (char === '\\' && i + 1 < source.length) {
			const next = source[++i] as string;
			const octal = /^[0-7]{1,3}/.exec(source.slice(i));
			const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', '/': '/', '"': '"', '&': '&' };
			if (octal) {
				const code = String.fromCharCode(parseInt(octal[0], 8) & 255);
				out += '.*[]^$\\+?(){}|'.includes(code) ? `\\${code}` : code;
				i += octal[0].length - 1;
			} else if (named[next] !== undefined) out += named[next];
			else if (dialect === 'gawk' && "ywWsSB<>`'".includes(next) && !bracket) out += next === 'y' ? '\\b' : `\\${next}`;
			else if (bracket) out += next === ']' || next === '\\' || next === '^' || next === '-' ? `\\${next}` : next;
			else if (/[A-Za-z0-9]/.test(next)) out += next;
			else out += `\\${next}`;
			continue;
		}
		if (bracket) {
			if (char === '[' && ':.='.includes(source[i + 1] ?? ' ')) {
				const end = source.indexOf(`${source[i + 1]}]`, i + 2);
				if (end > 0) {
					out += source.slice(i, end + 2);
					i = end + 1;
					continue;
				}
			}
			if (char === ']') bracket = false;
			out += char;
			continue;
		}
		if (char === '[') {
			bracket = true;
			out += char;
			if (source[i + 1] === '^') out += source[++i];
			if (source[i + 1] === ']') out += source[++i];
			continue;
		}
		if ((char === '{' || char === '}') && dialect === 'mawk') out += `\\${char}`;
		else if (char === '{' && !/^\{\d*,?\d*\}/.test(source.slice(i))) out += '\\{';
		else out += char;
	}
	return bracketEscapes(out);
}

/** POSIX brackets have no escapes: a backslash inside is moved so that the set means the same. */
function bracketEscapes(source: string): string {
	return source.replace(/\[(\^?)((?:\\[\]\\^-]|\[:[a-z]+:\]|\](?=[^\]]*\])|[^\]\\])*)\]/g, (whole: string, not: string, body: string) => {
		if (!body.includes('\\')) return whole;
		let rest = body;
		let head = '';
		let tail = '';
		rest = rest.replace(/\\([\]\\^-])/g, (_w: string, c: string) => {
			if (c === ']') head = ']';
			else if (c === '-') tail = '-';
			else return c === '\\' ? '\\' : '\u0001';
			return '';
		});
		if (rest.includes('\u0001')) rest = `${rest.replaceAll('\u0001', '')}^`;
		return `[${not}${head}${rest}${tail}]`;
	});
}
