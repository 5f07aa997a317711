// grep's search of one file and of trees: context, counts, names, offsets, colours, binary files.
// Lines stream: output appears as input arrives. FIDELITY: a file counts as binary when a NUL or malformed text is met, not only in its first block.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { close, fstat, open, readdir, stat } from '../../kernel/index.ts';
import { RegExpError } from '../../values/index.ts';
import { globMatch } from './lib/glob.ts';
import { Lines } from './lib/lines.ts';
import { baseName } from './lib/paths.ts';
import { encode } from './lib/text.ts';
import { attempt, type Tool } from './lib/tool.ts';
import type { Matcher } from './grep-match.ts';

export interface Search {
	invert: boolean;
	count: boolean;
	list: '' | 'l' | 'L';
	only: boolean;
	quiet: boolean;
	silent: boolean;
	max: number;
	number: boolean;
	offset: boolean;
	names: boolean | undefined;
	before: number;
	after: number;
	/** Context was asked for, be it of no lines: groups are set apart. */
	context: boolean;
	separator: string | undefined;
	label: string;
	recursive: '' | 'r' | 'R';
	include: string[];
	exclude: string[];
	excludeDir: string[];
	binary: 'binary' | 'text' | 'without-match';
	nul: boolean;
	nulName: boolean;
	colour: boolean;
	lineBuffered: boolean;
	tab: boolean;
	/** Of the file being read, 0 when it has none. */
	size: number;
	directories: 'read' | 'skip' | 'recurse';
	matched: boolean;
}

const sgr = (code: string, text: string, on: boolean): string => (on && text !== '' ? `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K` : text);

/** Everything that stands before a line. */
function prefix(s: Search, name: string | undefined, number: number, offset: number, sign: string): string {
	let out = '';
	if (name !== undefined) out += sgr('35', name, s.colour) + (s.nulName ? '\0' : sgr('36', sign, s.colour));
	// -T lines numbers up: as wide as the size of the file is.
	const wide = s.tab ? String(s.size).length : 0;
	if (s.number) out += sgr('32', String(number).padStart(wide), s.colour) + sgr('36', sign, s.colour);
	if (s.offset) out += sgr('32', String(offset).padStart(wide), s.colour) + sgr('36', sign, s.colour);
	if (s.tab && out !== '') out += '\t';
	return out;
}

function colourMatches(matcher: Matcher, line: string): string {
	let out = '';
	let at = 0;
	for (let from = 0; from <= line.length;) {
		const found = matcher.find(line, from);
		if (!found) break;
		if (found.end > found.start) {
			out += line.slice(at, found.start) + sgr(matcher.colour ?? '01;31', line.slice(found.start, found.end), true);
			at = found.end;
		}
		from = Math.max(found.end, found.start + 1);
	}
	return out + line.slice(at);
}

/** Searches one descriptor. */
function* searchFile(tool: Tool, matcher: Matcher, s: Search, fd: number, name: string, shown: string | undefined): Sys<void> {
	const lines = new Lines(tool, fd, s.nul ? 0 : 10);
	const end = s.nul ? '\0' : '\n';
	const held: { text: string; number: number; offset: number }[] = [];
	const quiet = s.quiet || s.list !== '' || s.count;
	const withContext = s.context && !quiet;
	let [count, number, offset, owed, printed] = [0, 0, 0, 0, 0];
	let binary = false;
	let notText = false;
	const emit = function* (text: string): Sys<void> {
		yield* tool.put(text);
		if (s.lineBuffered) yield* tool.flush();
	};
	for (let line = count < s.max ? yield* lines.next() : null; line !== null; line = yield* lines.next()) {
		number++;
		const at = offset;
		offset += s.offset ? encode(line).length + 1 : 0;
		// eslint-disable-next-line no-control-regex -- NUL and malformed bytes make a file binary
		if (!s.nul && s.binary !== 'text' && !notText && /[\x00\udc80-\udcff]/.test(line) && (line.includes('\0') || !line.isWellFormed())) notText = true;
		const found = matcher.find(line, 0);
		if ((found !== null) !== s.invert && count < s.max) {
			if (notText && s.binary === 'without-match') return;
			count++;
			s.matched = true;
			if (s.quiet) return;
			if (s.list !== '') break;
			if (!s.count) {
				if (notText) {
					binary = true;
					break;
				}
				if (withContext && s.separator !== undefined && printed > 0 && number - held.length > printed + 1) yield* emit(`${sgr('36', s.separator, s.colour)}\n`);
				for (const before of held) yield* emit(s.only ? '' : prefix(s, shown, before.number, before.offset, '-') + before.text + end);
				held.length = 0;
				if (s.only) {
					if (!s.invert)
						for (let from = 0, match = found; match !== null && from <= line.length; match = matcher.find(line, from)) {
							if (match.end > match.start)
								yield* emit(
									prefix(s, shown, number, at + (s.offset ? encode(line.slice(0, match.start)).length : 0), ':') +
										sgr(matcher.colour ?? '01;31', line.slice(match.start, match.end), s.colour) +
										end
								);
							from = Math.max(match.end, match.start + 1);
						}
				} else yield* emit(prefix(s, shown, number, at, ':') + (s.colour && !s.invert ? colourMatches(matcher, line) : line) + end);
				printed = number;
				owed = s.after;
			}
			if (count >= s.max && owed === 0) break;
			continue;
		}
		if (quiet) {
			if (count >= s.max) break;
			continue;
		}
		if (owed > 0) {
			owed--;
			if (!s.only) yield* emit(prefix(s, shown, number, at, '-') + (s.colour && s.invert ? colourMatches(matcher, line) : line) + end);
			printed = number;
			if (count >= s.max && owed === 0) break;
		} else if (count >= s.max) break;
		else if (s.before > 0) {
			held.push({ text: line, number, offset: at });
			if (held.length > s.before) held.shift();
		}
	}
	if (binary && !tool.busybox) {
		yield* tool.flush();
		yield* tool.error(`${tool.name}: ${name}: binary file matches\n`);
	}
	if (s.count) yield* emit(`${shown === undefined ? '' : sgr('35', shown, s.colour) + (s.nulName ? '\0' : sgr('36', ':', s.colour))}${count}\n`);
	if ((s.list === 'l' && count > 0) || (s.list === 'L' && count === 0)) yield* emit(sgr('35', name, s.colour) + (s.nulName ? '\0' : '\n'));
}

function wanted(s: Search, name: string): boolean {
	if (s.exclude.some((glob) => globMatch(glob, name))) return false;
	return s.include.length === 0 || s.include.some((glob) => globMatch(glob, name));
}

function* problem(tool: Tool, s: Search, name: string, text: string): Sys<void> {
	tool.status = 2;
	if (!s.silent) yield* tool.error(`${tool.name}: ${name}: ${text}\n`);
}

/** Searches a path: a file, or with -r what is below a directory. */
function* searchPath(tool: Tool, matcher: Matcher, s: Search, path: string, names: boolean, operand: boolean): Sys<void> {
	const info = yield* attempt(path === '-' ? fstat(0) : stat(path));
	if (info instanceof Errno) return yield* problem(tool, s, path, info.message);
	if (info.type === 'dir') {
		if (s.directories === 'skip') return;
		if (s.recursive === '') {
			if (tool.busybox) return yield* problem(tool, s, path, 'Is a directory');
			return yield* problem(tool, s, path, 'Is a directory');
		}
		const last = baseName(path);
		if (s.excludeDir.some((glob) => globMatch(glob, operand ? path : last) || globMatch(glob, last))) return;
		const entries = yield* attempt(readdir(path));
		if (entries instanceof Errno) return yield* problem(tool, s, path, entries.message);
		for (const entry of entries) {
			if (entry.type === 'symlink' && s.recursive === 'r') continue;
			const below = path === '.' && operand && s.label === '\0.' ? entry.name : path.endsWith('/') ? path + entry.name : `${path}/${entry.name}`;
			if (entry.type !== 'dir' && (!wanted(s, entry.name) || (entry.type !== 'file' && entry.type !== 'symlink'))) continue;
			yield* call(searchPath(tool, matcher, s, below, names, false));
			if (s.quiet && s.matched) return;
		}
		return;
	}
	if (operand && path !== '-' && (s.include.length > 0 || s.exclude.length > 0) && !wanted(s, baseName(path))) return;
	const fd = path === '-' ? 0 : yield* attempt(open(path));
	if (fd instanceof Errno) return yield* problem(tool, s, path, fd.message);
	s.size = s.tab ? (yield* fstat(fd)).size : 0;
	const shown = path === '-' ? s.label : path;
	let failed: void | Errno = undefined;
	try {
		failed = yield* attempt(searchFile(tool, matcher, s, fd, shown, names ? shown : undefined));
	} catch (error) {
		if (!(error instanceof RegExpError) || error.kind !== 'limit') throw error;
		yield* tool.flush();
		yield* problem(tool, s, shown, error.message);
	}
	if (failed instanceof Errno) yield* problem(tool, s, path, failed.message);
	if (fd !== 0) yield* close(fd);
}

/** Searches all operands; answers grep's status: 0 found, 1 not, 2 trouble. */
export function* searchOperands(tool: Tool, matcher: Matcher, s: Search, operands: readonly string[]): Sys<number> {
	const bare = operands.length === 0;
	const paths = bare ? [s.recursive === '' ? '-' : '.'] : operands;
	const names = s.names ?? (paths.length > 1 || s.recursive !== '');
	if (bare && s.recursive !== '') s.label = '\0.';
	for (const path of paths) {
		yield* searchPath(tool, matcher, s, path, names, true);
		if (s.quiet && s.matched) return 0;
	}
	if (tool.status === 2) return 2;
	return s.matched ? 0 : 1;
}
