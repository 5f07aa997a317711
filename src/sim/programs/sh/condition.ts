// [[ … ]] and test: the primaries on files, strings and numbers, shared; and [[ ]]'s own evaluation with patterns and regular expressions.
import { Errno, type Sys } from '../../engine/sys.ts';
import { access, isatty, lstat, stat, type Stat } from '../../kernel/index.ts';
import { compileRegExp, RegExpError } from '../../values/regexp.ts';
import { evaluate, evaluateStored } from './arithmetic.ts';
import type { Condition, Word } from './ast.ts';
import { expandPattern, expandText } from './expand.ts';
import { compilePattern, matches } from './pattern.ts';
import { realFd, refreshClock, type Shell } from './shell.ts';
import { attribute, ShellError } from './state.ts';
import { writeTrace } from './xtrace.ts';
import { element, getRaw, getVariable, needsClock, store, textOf } from './variables.ts';

/** [[ ]] is traced unquoted; an empty word is ''. */
const traced = (text: string): string => (text === '' ? "''" : text);
/** A negated test is traced with its ! */
const sign = (negated: boolean): string => (negated ? '! ' : '');

/** Evaluates a condition: true or false; throws ShellError on bad arithmetic. A bad regular expression answers null (status 2). */
export function* evaluateCondition(sh: Shell, c: Condition, negated = false): Sys<boolean | null> {
	switch (c.kind) {
		case 'parentheses':
			return yield* evaluateCondition(sh, c.operand);
		case 'not': {
			const value = yield* evaluateCondition(sh, c.operand, c.operand.kind === 'unary' || c.operand.kind === 'binary');
			return value === null ? null : !value;
		}
		case 'logical': {
			let value: boolean | null = c.operator === '&&';
			for (const operand of c.operands) {
				value = yield* evaluateCondition(sh, operand);
				if (value === null || value !== (c.operator === '&&')) return value;
			}
			return value;
		}
		case 'unary': {
			const text = yield* expandText(sh, c.operand);
			if (sh.state.options.has('xtrace')) yield* writeTrace(sh, `[[ ${sign(negated)}${c.operator} ${traced(text)} ]]`);
			return yield* unaryTest(sh, c.operator, text);
		}
		case 'binary':
			return yield* binaryCondition(sh, c.operator, c.left, c.right, negated);
	}
}

function* binaryCondition(sh: Shell, operator: string, leftWord: Word, rightWord: Word, negated: boolean): Sys<boolean | null> {
	const left = yield* expandText(sh, leftWord);
	const trace = sh.state.options.has('xtrace');
	if (operator === '=~') {
		const pattern = yield* regexpText(sh, rightWord);
		if (trace) yield* writeTrace(sh, `[[ ${sign(negated)}${traced(left)} =~ ${pattern} ]]`);
		return matchRegExp(sh, left, pattern);
	}
	if (operator === '==' || operator === '=' || operator === '!=') {
		const pattern = yield* expandPattern(sh, rightWord);
		if (trace)
			yield* writeTrace(
				sh,
				`[[ ${sign(negated)}${traced(left)} ${operator} ${pattern === '' ? "''" : rightWord.parts.every((p) => p.kind === 'literal') ? pattern : pattern.replace(/\\?(.)/gs, '\\$1')} ]]`
			);
		const equal = matches(compilePattern(pattern, { extglob: true, fold: sh.state.shopt.has('nocasematch') }), left);
		return equal === (operator !== '!=');
	}
	const right = yield* expandText(sh, rightWord);
	if (trace) yield* writeTrace(sh, `[[ ${sign(negated)}${traced(left)} ${operator} ${traced(right)} ]]`);
	if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
		if (needsClock(left + right)) yield* refreshClock(sh);
		return compareNumbers(operator, evaluate(sh, left), evaluate(sh, right));
	}
	return yield* binaryTest(operator, left, right);
}
export function compareNumbers(operator: string, a: number | bigint, b: number | bigint): boolean {
	switch (operator) {
		case '-eq':
			return a == b;
		case '-ne':
			return a != b;
		case '-lt':
			return a < b;
		case '-le':
			return a <= b;
		case '-gt':
			return a > b;
		default:
			return a >= b;
	}
}

/** The pattern of =~ : quoted parts are literal. */
function* regexpText(sh: Shell, word: Word): Sys<string> {
	let out = '';
	for (const part of word.parts) {
		if (part.kind === 'literal') {
			out += word.parts[0] === part && part.text[0] === '~' ? yield* expandText(sh, { parts: [part], text: part.text }) : part.text;
			continue;
		}
		const text = yield* expandText(sh, { parts: [part], text: '' });
		out += part.kind === 'quoted' || part.kind === 'double' ? text.replace(/[\\^$.[\]|()?*+{}]/g, '\\$&') : text;
	}
	return out;
}
function matchRegExp(sh: Shell, subject: string, pattern: string): boolean | null {
	let groups: readonly (string | undefined)[] | undefined;
	try {
		groups = compileRegExp(pattern, { syntax: 'ere', ignoreCase: sh.state.shopt.has('nocasematch') }).exec(subject, 0)?.groups;
	} catch (error) {
		if (error instanceof RegExpError) return null;
		throw error;
	}
	const list = new Map((groups ?? []).map((g, i) => [i, g ?? '']));
	store(sh.state, 'BASH_REMATCH', { list, attributes: 0 }, { force: true, global: true });
	return groups !== undefined;
}

export const unaryOperators = new Set('abcdefghknoprstuvwxzGLNORS'.split('').map((c) => '-' + c));

/** -f FILE, -z STRING, -v NAME … */
export function* unaryTest(sh: Shell, operator: string, operand: string): Sys<boolean> {
	const s = sh.state;
	switch (operator) {
		case '-z':
			return operand === '';
		case '-n':
			return operand !== '';
		case '-o':
			return s.options.has(operand);
		case '-v': {
			const open = operand.indexOf('[');
			if (open < 0) return /^\d+$/.test(operand) ? Number(operand) <= s.args.length : textOf(getVariable(s, operand)) !== undefined;
			const v = getVariable(s, operand.slice(0, open));
			const index = operand.slice(open + 1, -1);
			if (index === '@' || index === '*') return (v?.list?.size ?? v?.map?.size ?? 0) > 0;
			return element(v, v?.map ? index.replace(/^(['"])(.*)\1$/, '$2') : String(evaluateStored(sh, index))) !== undefined;
		}
		case '-R': {
			const v = getRaw(s, operand);
			return v !== undefined && (v.attributes & attribute.nameref) !== 0 && v.text !== undefined;
		}
		case '-t':
			return yield* isTerminal(sh, Number(operand));
		case '-r':
		case '-w':
		case '-x':
			return yield* mayAccess(operand, operator === '-r' ? 4 : operator === '-w' ? 2 : 1);
		case '-h':
		case '-L':
			return (yield* statOf(operand, false))?.type === 'symlink';
	}
	const st = yield* statOf(operand, true);
	if (!st) return false;
	switch (operator) {
		case '-a':
		case '-e':
			return true;
		case '-f':
			return st.type === 'file';
		case '-d':
			return st.type === 'dir';
		case '-s':
			return st.size > 0;
		case '-b':
			return st.type === 'block';
		case '-c':
			return st.type === 'char';
		case '-p':
			return st.type === 'fifo';
		case '-S':
			return st.type === 'socket';
		case '-u':
			return (st.mode & 0o4000) !== 0;
		case '-g':
			return (st.mode & 0o2000) !== 0;
		case '-k':
			return (st.mode & 0o1000) !== 0;
		case '-O':
			return st.uid === s.uid;
		case '-G':
			return st.gid === s.uid;
		case '-N':
			return st.mtime > st.atime;
	}
	return false;
}
function* isTerminal(sh: Shell, fd: number): Sys<boolean> {
	try {
		return yield* isatty(realFd(sh, fd));
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
function* mayAccess(path: string, mode: number): Sys<boolean> {
	if (path === '') return false;
	try {
		yield* access(path, mode);
		return true;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
function* statOf(path: string, follow: boolean): Sys<Stat | undefined> {
	if (path === '') return undefined;
	try {
		return yield* follow ? stat(path) : lstat(path);
	} catch (error) {
		if (error instanceof Errno) return undefined;
		throw error;
	}
}

/** = == != < > -nt -ot -ef; numbers are the caller's. */
export function* binaryTest(operator: string, left: string, right: string): Sys<boolean> {
	switch (operator) {
		case '=':
		case '==':
			return left === right;
		case '!=':
			return left !== right;
		case '<':
			return left < right;
		case '>':
			return left > right;
	}
	const a = yield* statOf(left, true);
	const b = yield* statOf(right, true);
	if (operator === '-ef') return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
	if (operator === '-nt') return a !== undefined && (b === undefined || a.mtime > b.mtime);
	if (operator === '-ot') return b !== undefined && (a === undefined || a.mtime < b.mtime);
	throw new ShellError(`${operator}: binary operator expected`, 2);
}
