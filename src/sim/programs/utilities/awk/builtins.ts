// AWK's built-in functions: one row each.
import type { Sys } from '../../../engine/sys.ts';
import { clock } from '../../../kernel/index.ts';
import { formatDate, parseDate, timeZone } from '../lib/dates.ts';
import { atan2, cos, exp, log, sin } from '../lib/math.ts';
import type { Expr } from './ast.ts';
import { assignTo, evaluate, regexpOf } from './evaluate.ts';
import { allMatches, type AwkArray, type Frame, type Interpreter } from './interpreter.ts';
import { splitText } from './record.ts';
import { compareValues, fromInput, toNumber, type Value } from './values.ts';

type Call = Extract<Expr, { k: 'builtin' }>;
type Builtin = (i: Interpreter, f: Frame, e: Call) => Sys<Value>;

function* textArg(i: Interpreter, f: Frame, e: Call, n: number): Sys<string> {
	const arg = e.args[n];
	return arg ? i.text(yield* evaluate(i, f, arg)) : i.record.text;
}
function* numberArg(i: Interpreter, f: Frame, e: Call, n: number): Sys<number> {
	const arg = e.args[n];
	return arg ? toNumber(yield* evaluate(i, f, arg), i.strtod) : 0;
}
function arrayArg(i: Interpreter, f: Frame, e: Call, n: number): AwkArray | undefined {
	const arg = e.args[n];
	return arg?.k === 'var' ? i.array(f, arg.name) : undefined;
}

/** A replacement text of sub and gsub: & is the match, \& an ampersand, \\ a backslash. */
function replacement(text: string, match: string): string {
	return text.replace(/\\\\&|\\&|\\\\|&/g, (part) => (part === '&' ? match : part === '\\&' ? '&' : part === '\\\\&' ? `\\${match}` : '\\'));
}

function* substitute(i: Interpreter, f: Frame, e: Call): Sys<Value> {
	const [pattern, to] = e.args;
	if (!pattern || !to) throw i.fatal(`not enough arguments to ${e.name}`);
	const compiled = yield* regexpOf(i, f, pattern);
	const text = i.text(yield* evaluate(i, f, to));
	const target: Expr = e.args[2] ?? { k: 'field', index: { k: 'number', value: 0 } };
	const source = i.text(yield* evaluate(i, f, target));
	let out = '';
	let [at, from, count, last] = [0, 0, 0, -1];
	while (from <= source.length) {
		const span = compiled.exec(source, from)?.spans[0];
		if (!span) break;
		if (span.end === span.start && span.start === last) {
			from = span.start + 1;
			continue;
		}
		count++;
		last = span.end;
		out += source.slice(at, span.start) + replacement(text, source.slice(span.start, span.end));
		at = span.end;
		from = span.end > span.start ? span.end : span.end + 1;
		if (e.name === 'sub') break;
	}
	if (count > 0 && (target.k === 'var' || target.k === 'field' || target.k === 'index')) yield* assignTo(i, f, target, out + source.slice(at));
	return count;
}

function* gensub(i: Interpreter, f: Frame, e: Call): Sys<Value> {
	const pattern = e.args[0];
	if (!pattern) return '';
	const compiled = yield* regexpOf(i, f, pattern);
	const to = yield* textArg(i, f, e, 1);
	const how = yield* textArg(i, f, e, 2);
	const source = yield* textArg(i, f, e, 3);
	const nth = /^[gG]/.test(how) ? 0 : Math.max(1, Math.trunc(Number(how)) || 1);
	let out = '';
	let [at, from, count] = [0, 0, 0];
	while (from <= source.length) {
		const match = compiled.exec(source, from);
		const span = match?.spans[0];
		if (!match || !span) break;
		count++;
		if (nth === 0 || count === nth) {
			out +=
				source.slice(at, span.start) +
				to.replace(/\\(\d)|\\&|\\\\|&/g, (part: string, digit?: string) =>
					part === '\\&' ? '&' : part === '\\\\' ? '\\' : (match.groups[digit === undefined ? 0 : Number(digit)] ?? '')
				);
			at = span.end;
			if (nth > 0) break;
		}
		from = span.end > span.start ? span.end : span.end + 1;
	}
	return out + source.slice(at);
}

function* split(i: Interpreter, f: Frame, e: Call): Sys<Value> {
	const text = yield* textArg(i, f, e, 0);
	const array = arrayArg(i, f, e, 1);
	const separator = e.args[2];
	let parts: string[];
	if (e.name === 'patsplit') parts = allMatches(separator ? yield* regexpOf(i, f, separator) : i.regexp('[^[:space:]]+'), text);
	else if (!separator) parts = i.splitRecord(text);
	else {
		const source = separator.k === 'regexp' ? separator.source : i.text(yield* evaluate(i, f, separator));
		// / / as an expression is one blank, " " as a text means blanks.
		parts =
			separator.k === 'regexp' && source.length === 1
				? text === ''
					? []
					: splitText(text, source === ' ' ? '[ ]' : source, (s) => i.regexp(s))
				: splitText(text, source, (s) => i.regexp(s));
	}
	array?.clear();
	parts.forEach((part, n) => array?.set(String(n + 1), fromInput(part)));
	return parts.length;
}

function* match(i: Interpreter, f: Frame, e: Call): Sys<Value> {
	const text = yield* textArg(i, f, e, 0);
	const pattern = e.args[1];
	const found = pattern ? (yield* regexpOf(i, f, pattern)).exec(text, 0) : null;
	const span = found?.spans[0];
	i.set('RSTART', span ? span.start + 1 : 0);
	i.set('RLENGTH', span ? span.end - span.start : -1);
	const array = arrayArg(i, f, e, 2);
	array?.clear();
	if (array && found)
		found.groups.forEach((group, n) => {
			if (group === undefined) return;
			array.set(String(n), fromInput(group));
			array.set(`${n}\x1cstart`, (found.spans[n]?.start ?? 0) + 1);
			array.set(`${n}\x1clength`, group.length);
		});
	return span ? span.start + 1 : 0;
}

function* substr(i: Interpreter, f: Frame, e: Call): Sys<Value> {
	const text = yield* textArg(i, f, e, 0);
	const start = yield* numberArg(i, f, e, 1);
	const length = e.args[2] ? yield* numberArg(i, f, e, 2) : Infinity;
	if (Number.isNaN(start) || Number.isNaN(length)) return '';
	const round = (x: number): number => (Number.isFinite(x) ? Math.round(x - (Math.abs(x % 1) === 0.5 && Math.round(x) % 2 !== 0 ? 1e-9 : 0)) : x);
	// mawk 1.3.4 takes what stands before the text as more length.
	if (i.dialect === 'mawk' && length !== Infinity) {
		const first = Math.trunc(start);
		return text.slice(Math.max(0, first - 1), Math.max(0, Math.max(0, first - 1) + Math.trunc(length) - Math.min(0, first)));
	}
	// gawk 5.2 moves an early start to the first character and keeps the length.
	const from = i.dialect === 'gawk' && length !== Infinity ? Math.max(1, round(start)) : round(start);
	const end = length === Infinity ? Infinity : from + round(length);
	return text.slice(Math.max(0, from - 1), Math.max(0, Math.min(text.length, end - 1)));
}

function* sorted(i: Interpreter, f: Frame, e: Call): Sys<Value> {
	const from = arrayArg(i, f, e, 0);
	const to = arrayArg(i, f, e, 1) ?? from;
	if (!from || !to) return 0;
	const how = e.args[2] ? yield* textArg(i, f, e, 2) : '';
	const values: Value[] = e.name === 'asort' ? [...from.values()] : [...from.keys()];
	values.sort((a, b) => compareValues(a, b, i.convfmt, i.whole) * (how.endsWith('desc') ? -1 : 1));
	to.clear();
	values.forEach((value, n) => to.set(String(n + 1), value));
	return values.length;
}

const math = (fn: (x: number) => number): Builtin =>
	function* (i, f, e) {
		return fn(yield* numberArg(i, f, e, 0));
	};
const bits = (fn: (a: bigint, b: bigint) => bigint): Builtin =>
	function* (i, f, e) {
		let out = BigInt(Math.trunc(yield* numberArg(i, f, e, 0)));
		for (let n = 1; n < e.args.length; n++) out = fn(out, BigInt(Math.trunc(yield* numberArg(i, f, e, n))));
		return Number(BigInt.asUintN(53, out));
	};

const table: Readonly<Record<string, Builtin>> = {
	*length(i, f, e) {
		const arg = e.args[0];
		if (arg?.k === 'var' && (f.fn?.params.includes(arg.name) ? f.fn.arrays.has(arg.name) : i.program.arrays.has(arg.name))) return i.array(f, arg.name).size;
		return [...(yield* textArg(i, f, e, 0))].length;
	},
	substr,
	*index(i, f, e) {
		return (yield* textArg(i, f, e, 0)).indexOf(yield* textArg(i, f, e, 1)) + 1;
	},
	split,
	patsplit: split,
	sub: substitute,
	gsub: substitute,
	gensub,
	match,
	asort: sorted,
	asorti: sorted,
	*sprintf(i, f, e) {
		const values: Value[] = [];
		for (const arg of e.args) values.push(yield* evaluate(i, f, arg));
		return i.sprintf(i.text(values[0]), values.slice(1), 'sprintf');
	},
	sin: math(sin),
	cos: math(cos),
	exp: math(exp),
	log: math(log),
	sqrt: math(Math.sqrt),
	int: math(Math.trunc),
	*atan2(i, f, e) {
		const y = yield* numberArg(i, f, e, 0);
		return atan2(y, yield* numberArg(i, f, e, 1));
	},
	// eslint-disable-next-line require-yield -- all rows are routines
	*rand(i) {
		i.randomState = (Math.imul(i.randomState, 1_664_525) + 1_013_904_223) >>> 0;
		const high = i.randomState >>> 5;
		i.randomState = (Math.imul(i.randomState, 1_664_525) + 1_013_904_223) >>> 0;
		return (high * 67_108_864 + (i.randomState >>> 6)) / 9_007_199_254_740_992;
	},
	*srand(i, f, e) {
		const old = i.seed;
		i.seed = e.args[0] ? yield* numberArg(i, f, e, 0) : Math.floor((yield* clock()) / 1_000_000);
		i.randomState = Math.imul(Math.trunc(i.seed) >>> 0, 2_654_435_761) >>> 0;
		return old;
	},
	*tolower(i, f, e) {
		return lower(yield* textArg(i, f, e, 0), i.tool.binary, false);
	},
	*toupper(i, f, e) {
		return lower(yield* textArg(i, f, e, 0), i.tool.binary, true);
	},
	*system(i, f, e) {
		return yield* i.files.system(yield* textArg(i, f, e, 0));
	},
	*close(i, f, e) {
		return yield* i.files.close(yield* textArg(i, f, e, 0));
	},
	*fflush(i) {
		yield* i.files.flush();
		return 0;
	},
	*systime() {
		return Math.floor((yield* clock()) / 1_000_000);
	},
	*strftime(i, f, e) {
		const format = e.args[0] ? yield* textArg(i, f, e, 0) : i.dialect === 'gawk' ? '%a %b %e %H:%M:%S %Z %Y' : '%c';
		const when = e.args[1] ? (yield* numberArg(i, f, e, 1)) * 1_000_000 : yield* clock();
		const utc = e.args[2] !== undefined && (yield* numberArg(i, f, e, 2)) !== 0;
		return formatDate(when, format, utc ? { name: 'UTC', offset: 0 } : yield* timeZone(i.tool.env));
	},
	*mktime(i, f, e) {
		const match = /^(\d+) (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(yield* textArg(i, f, e, 0));
		if (!match) return -1;
		const parsed = parseDate(
			`${match[1]}-${match[2]}-${match[3]} ${match[4]}:${match[5]?.padStart(2, '0')}:${match[6]?.padStart(2, '0')}`,
			0,
			yield* timeZone(i.tool.env)
		);
		return parsed === undefined ? -1 : Math.floor(parsed / 1_000_000);
	},
	*strtonum(i, f, e) {
		const text = (yield* textArg(i, f, e, 0)).trim();
		if (/^0[xX][0-9a-fA-F]+$/.test(text)) return Number(text);
		if (/^0[0-7]+$/.test(text)) return parseInt(text, 8);
		return toNumber(fromInput(text));
	},
	and: bits((a, b) => a & b),
	or: bits((a, b) => a | b),
	xor: bits((a, b) => a ^ b),
	lshift: bits((a, b) => a << b),
	rshift: bits((a, b) => a >> b),
	compl: math((x) => Number(BigInt.asUintN(53, ~BigInt(Math.trunc(x))))),
	// eslint-disable-next-line require-yield -- all rows are routines
	*isarray(i, f, e) {
		const arg = e.args[0];
		return arg?.k === 'var' && i.program.arrays.has(arg.name) ? 1 : 0;
	},
	*typeof(i, f, e) {
		const arg = e.args[0];
		if (!arg) return 'untyped';
		if (arg.k === 'var' && i.program.arrays.has(arg.name)) return 'array';
		const value = yield* evaluate(i, f, arg);
		return value === undefined ? 'untyped' : typeof value === 'number' ? 'number' : typeof value === 'string' ? 'string' : 'strnum';
	}
};

const lower = (text: string, ascii: boolean, up: boolean): string => {
	if (ascii) return text.replace(up ? /[a-z]+/g : /[A-Z]+/g, (part) => (up ? part.toUpperCase() : part.toLowerCase()));
	return up ? text.toUpperCase() : text.toLowerCase();
};

export function* builtin(i: Interpreter, f: Frame, e: Call): Sys<Value> {
	const row = table[e.name];
	if (!row) throw i.fatal(`function ${e.name} never defined`);
	return yield* row(i, f, e);
}
