// The primaries of test and [[ … ]] on files, strings and numbers.
import { Errno, type Sys } from '../../engine/sys.ts';
import { access, isatty, lstat, stat, type Stat } from '../../kernel/index.ts';
import { evaluateStored } from './arithmetic.ts';
import { realFd, type Shell } from './shell.ts';
import { attribute, ShellError } from './state.ts';
import { element, getRaw, getVariable, textOf } from './variables.ts';

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
