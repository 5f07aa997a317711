// Pathname expansion: a pattern to the sorted paths that match it. Hidden names need a literal dot unless dotglob; . and .. never
// match; ** is recursive under globstar. Directories that cannot be read match nothing, as in bash.
import { Errno, type Sys } from '../../engine/sys.ts';
import { lstat, readdir, stat, step, type DirEntry } from '../../kernel/index.ts';
import { compilePattern, isMagic, matches, unescapePattern, type Pattern } from './pattern.ts';
import { byBytes } from './variables.ts';

export interface GlobOptions {
	extglob: boolean;
	dotglob: boolean;
	globstar: boolean;
	fold: boolean;
}

/** Paths matching a pattern; empty when none. */
export function* glob(pattern: string, options: GlobOptions): Sys<string[]> {
	const segments = splitPath(pattern);
	let found = [segments[0] === '' ? '/' : ''];
	const rest = segments[0] === '' ? segments.slice(1) : segments;
	for (const [i, segment] of rest.entries()) {
		const last = i === rest.length - 1;
		if (segment === '') {
			// `*/`: directories only.
			if (last) found = yield* directoriesOf(found);
			continue;
		}
		found = segment === '**' && options.globstar ? yield* recursive(found, last) : yield* level(found, segment, last, options);
		if (found.length === 0) return [];
	}
	return found.sort(byBytes);
}

/** Splits at slashes, keeping escapes; several slashes count once, except that the text between is kept as bash does not. */
function splitPath(pattern: string): string[] {
	const out = [''];
	let depth = 0;
	for (let i = 0; i < pattern.length; i++) {
		const c = pattern[i] as string;
		if (c === '\\') out[out.length - 1] += c + (pattern[++i] ?? '');
		else if (c === '/' && depth === 0) {
			if (out.at(-1) !== '' || out.length === 1) out.push('');
		} else {
			if (c === '(') depth++;
			if (c === ')' && depth > 0) depth--;
			out[out.length - 1] += c;
		}
	}
	return out;
}

const join = (base: string, name: string): string => (base === '' || base.endsWith('/') ? base + name : `${base}/${name}`);

function* level(bases: readonly string[], segment: string, last: boolean, options: GlobOptions): Sys<string[]> {
	const out: string[] = [];
	if (!isMagic(segment, options.extglob)) {
		const name = unescapePattern(segment);
		for (const base of bases) {
			const path = join(base, name);
			if (yield* exists(path)) out.push(path);
		}
		return out;
	}
	const pattern = compilePattern(segment, { extglob: options.extglob, fold: options.fold });
	for (const base of bases) {
		yield* step();
		for (const entry of yield* entries(base)) {
			if (!visible(entry.name, segment, pattern, options)) continue;
			const path = join(base, entry.name);
			if (last || (yield* isDirectory(path, entry))) out.push(path);
		}
	}
	return out;
}
function visible(name: string, segment: string, pattern: Pattern, options: GlobOptions): boolean {
	if (name[0] === '.' && !options.dotglob && segment[0] !== '.' && !segment.startsWith('\\.') && !/^[@+?*]\([^)]*\./.test(segment)) return false;
	return matches(pattern, name);
}
function* recursive(bases: readonly string[], last: boolean): Sys<string[]> {
	const out: string[] = [];
	for (const base of bases) {
		const stack = [base];
		for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
			yield* step();
			if (at !== '' || !last) out.push(at === base && at !== '' && last ? (at.endsWith('/') ? at : at + '/') : at);
			for (const entry of yield* entries(at)) {
				if (entry.name[0] === '.') continue;
				const path = join(at, entry.name);
				if (entry.type === 'dir') stack.push(path);
				else if (last) out.push(path);
			}
		}
	}
	return out;
}
function* entries(base: string): Sys<readonly DirEntry[]> {
	try {
		return yield* readdir(base === '' ? '.' : base);
	} catch (error) {
		if (error instanceof Errno) return [];
		throw error;
	}
}
function* exists(path: string): Sys<boolean> {
	try {
		yield* lstat(path);
		return true;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
function* isDirectory(path: string, entry?: DirEntry): Sys<boolean> {
	if (entry && entry.type !== 'symlink') return entry.type === 'dir';
	try {
		return (yield* stat(path)).type === 'dir';
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
function* directoriesOf(paths: readonly string[]): Sys<string[]> {
	const out: string[] = [];
	for (const path of paths) if (yield* isDirectory(path)) out.push(path.endsWith('/') ? path : path + '/');
	return out;
}
