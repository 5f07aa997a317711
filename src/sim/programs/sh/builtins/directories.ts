// cd, pwd, pushd, popd, dirs: the logical working directory.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { chdir, getcwd, realpath, stat } from '../../../kernel/index.ts';
import { assignElement, complain, output, type Shell } from '../shell.ts';
import { getText } from '../variables.ts';
import type { Builtin } from './index.ts';
import { parseFlags } from './options.ts';

export const cdBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		const flags = yield* parseFlags(sh, 'cd', args, 'LPe@');
		if (!flags) return 2;
		if (flags.operands.length > 1 && s.flavour === 'bash') {
			yield* complain(sh, 'cd: too many arguments');
			return 1;
		}
		let target = flags.operands[0];
		let show = false;
		if (target === undefined) {
			target = getText(s, 'HOME');
			if (target === undefined) {
				if (s.flavour !== 'bash') return 0;
				yield* complain(sh, 'cd: HOME not set');
				return 1;
			}
		} else if (target === '-') {
			target = getText(s, 'OLDPWD');
			if (target === undefined) {
				if (s.flavour !== 'bash') target = s.cwd;
				else {
					yield* complain(sh, 'cd: OLDPWD not set');
					return 1;
				}
			}
			show = true;
		}
		const physical = flags.letters.includes('P') || s.options.has('physical');
		const cdpath = getText(s, 'CDPATH');
		if (cdpath && !/^\.{0,2}\//.test(target) && target !== '.' && target !== '..' && flags.operands[0] !== undefined && !show) {
			for (const dir of cdpath.split(':')) {
				const path = dir === '' ? target : `${dir.replace(/\/$/, '')}/${target}`;
				if (!(yield* change(sh, path, physical))) continue;
				if (dir !== '') yield* output(sh, 'cd', s.cwd + '\n');
				return 0;
			}
		}
		if (target === '') {
			if (show) yield* output(sh, 'cd', '\n');
			return 0;
		}
		const error = yield* tryChange(sh, target, physical);
		if (error) {
			if (s.flavour === 'bash') yield* complain(sh, `cd: ${flags.operands[0] === '-' ? target : target}: ${error.message}`);
			else if (s.flavour === 'dash') yield* complain(sh, `cd: can't cd to ${target}`);
			else yield* complain(sh, `cd: can't cd to ${target}: ${error.message}`);
			return s.flavour === 'bash' ? 1 : 2;
		}
		if (show) yield* output(sh, 'cd', s.cwd + '\n');
		return 0;
	}
};
function* change(sh: Shell, path: string, physical: boolean): Sys<boolean> {
	return (yield* tryChange(sh, path, physical)) === undefined;
}
/** Changes the directory and PWD, OLDPWD. Answers the error. */
export function* tryChange(sh: Shell, path: string, physical: boolean): Sys<Errno | undefined> {
	const s = sh.state;
	const logical = resolveDots(path[0] === '/' ? path : `${s.cwd}/${path}`);
	try {
		if (physical) yield* chdir(path);
		else {
			// `cd link/..` stays logical, but what is left out must exist.
			if (path.includes('..')) yield* stat(path[0] === '/' ? path : `${s.cwd}/${path}`);
			yield* chdir(logical);
		}
	} catch (error) {
		if (error instanceof Errno) return error;
		throw error;
	}
	const old = getText(s, 'PWD') ?? s.cwd;
	s.cwd = physical ? yield* getcwd() : logical;
	assignElement(sh, 'OLDPWD', undefined, old, false);
	assignElement(sh, 'PWD', undefined, s.cwd, false);
	return undefined;
}
export function resolveDots(path: string): string {
	const out: string[] = [];
	for (const part of path.split('/')) {
		if (part === '' || part === '.') continue;
		if (part === '..') out.pop();
		else out.push(part);
	}
	return '/' + out.join('/');
}

export const pwdBuiltin: Builtin = {
	*run(sh, { args }) {
		const flags = yield* parseFlags(sh, 'pwd', args, 'LP');
		if (!flags) return 2;
		let path = sh.state.cwd;
		if (flags.letters.endsWith('P')) {
			try {
				path = yield* realpath(path);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				yield* complain(sh, `pwd: error retrieving current directory: getcwd: cannot access parent directories: ${error.message}`);
				return 1;
			}
		}
		return (yield* output(sh, 'pwd', path + '\n')) ? 0 : 1;
	}
};

const shown = (sh: Shell, path: string, long = false): string => {
	const home = getText(sh.state, 'HOME');
	return !long && home && home !== '/' && (path === home || path.startsWith(home + '/')) ? '~' + path.slice(home.length) : path;
};
const stackLine = (sh: Shell): string => [sh.state.cwd, ...sh.state.directories].map((d) => shown(sh, d)).join(' ') + '\n';

export const dirsBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const s = sh.state;
		const stack = [s.cwd, ...s.directories];
		let letters = '';
		for (const arg of args) {
			if (/^-[clpv]+$/.test(arg)) letters += arg.slice(1);
			else if (/^[-+]\d+$/.test(arg)) {
				const n = Number(arg.slice(1));
				const at = arg[0] === '+' ? n : stack.length - 1 - n;
				const dir = stack[at];
				if (dir === undefined) {
					yield* complain(sh, s.directories.length ? `dirs: ${n}: directory stack index out of range` : 'dirs: directory stack empty');
					return 1;
				}
				yield* output(sh, 'dirs', shown(sh, dir) + '\n');
				return 0;
			} else {
				yield* complain(sh, `dirs: ${arg}: invalid option`);
				return 2;
			}
		}
		if (letters.includes('c')) {
			s.directories = [];
			return 0;
		}
		const names = stack.map((d) => shown(sh, d, letters.includes('l')));
		const text = letters.includes('v')
			? names.map((d, i) => `${String(i).padStart(2)}  ${d}\n`).join('')
			: letters.includes('p')
				? names.map((d) => d + '\n').join('')
				: names.join(' ') + '\n';
		yield* output(sh, 'dirs', text);
		return 0;
	}
};

export const pushdBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const s = sh.state;
		const keep = args[0] === '-n';
		const [arg] = keep ? args.slice(1) : args;
		const stack = [s.cwd, ...s.directories];
		if (arg === undefined) {
			const [next, ...rest] = s.directories;
			if (next === undefined) {
				yield* complain(sh, 'pushd: no other directory');
				return 1;
			}
			return yield* go(sh, 'pushd', next, [s.cwd, ...rest]);
		}
		if (/^[-+]\d+$/.test(arg)) {
			const n = Number(arg.slice(1));
			const at = arg[0] === '+' ? n : stack.length - 1 - n;
			if (at < 0 || at >= stack.length) {
				yield* complain(sh, s.directories.length ? `pushd: ${arg}: directory stack index out of range` : 'pushd: directory stack empty');
				return 1;
			}
			const turned = [...stack.slice(at), ...stack.slice(0, at)];
			return yield* go(sh, 'pushd', turned[0] as string, turned.slice(1));
		}
		if (keep) {
			s.directories = [arg, ...s.directories];
			yield* output(sh, 'pushd', stackLine(sh));
			return 0;
		}
		return yield* go(sh, 'pushd', arg, stack);
	}
};
function* go(sh: Shell, who: string, path: string, rest: string[]): Sys<number> {
	const error = yield* tryChange(sh, path, false);
	if (error) {
		yield* complain(sh, `${who}: ${path}: ${error.message}`);
		return 1;
	}
	sh.state.directories = rest;
	yield* output(sh, who, stackLine(sh));
	return 0;
}

export const popdBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const s = sh.state;
		const [arg] = args[0] === '-n' ? args.slice(1) : args;
		if (s.directories.length === 0) {
			yield* complain(sh, 'popd: directory stack empty');
			return 1;
		}
		if (arg !== undefined && /^[-+]\d+$/.test(arg)) {
			const stack = [s.cwd, ...s.directories];
			const n = Number(arg.slice(1));
			const at = arg[0] === '+' ? n : stack.length - 1 - n;
			if (at < 0 || at >= stack.length) {
				yield* complain(sh, s.directories.length ? `popd: ${arg}: directory stack index out of range` : 'popd: directory stack empty');
				return 1;
			}
			if (at > 0) {
				s.directories = stack.filter((_, i) => i !== at).slice(1);
				yield* output(sh, 'popd', stackLine(sh));
				return 0;
			}
		}
		const [next, ...rest] = s.directories;
		return yield* go(sh, 'popd', next as string, rest);
	}
};
