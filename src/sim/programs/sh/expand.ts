// Word expansion: tilde, parameters, commands, arithmetic, process substitution, splitting, pathnames — in bash's order.
// Brace expansion has been done by the parser. Errors are ShellError; what they end is decided by run.ts.
import { Errno, type Sys } from '../../engine/sys.ts';
import { open, read, close } from '../../kernel/index.ts';
import { evaluate } from './arithmetic.ts';
import type { Part, Word } from './ast.ts';
import { Fields } from './fields.ts';
import { glob } from './glob.ts';
import { expandParameter } from './parameter.ts';
import { language } from './parts.ts';
import { isMagic } from './pattern.ts';
import { processSubstitution, substitute } from './children.ts';
import { refreshClock, type Shell } from './shell.ts';
import { ShellError } from './state.ts';
import { decode } from './text.ts';
import { getText, globIgnore, needsClock } from './variables.ts';

export const ifsOf = (sh: Shell): string => getText(sh.state, 'IFS') ?? ' \t\n';

/** Words to arguments: everything, with splitting and pathname expansion. */
export function* expandWords(sh: Shell, words: readonly Word[]): Sys<string[]> {
	const out: string[] = [];
	for (const word of words) {
		if (word.plain !== undefined) out.push(word.plain);
		else yield* expandInto(sh, word, out);
	}
	return out;
}
export function* expandInto(sh: Shell, word: Word, out: string[]): Sys<void> {
	if (word.assignment) {
		out.push(yield* expandAssignment(sh, word));
		return;
	}
	const fields = new Fields(true, ifsOf(sh), sh.state.flavour === 'dash');
	yield* expandParts(sh, yield* tilde(sh, word.parts, false), false, fields);
	fields.end();
	const { state } = sh;
	const noglob = state.options.has('noglob');
	const extglob = state.shopt.has('extglob');
	for (const field of fields.done) {
		if (!field.magic || noglob || !isMagic(field.pattern, extglob)) {
			out.push(field.text);
			continue;
		}
		const found = yield* paths(sh, field.pattern);
		if (found.length) for (const path of found) out.push(path);
		else if (state.shopt.has('failglob')) throw new ShellError(`no match: ${field.text}`);
		else if (!state.shopt.has('nullglob')) out.push(field.text);
	}
}

/** The paths that match a pattern, but for those of GLOBIGNORE. */
export function* paths(sh: Shell, pattern: string): Sys<string[]> {
	const { state } = sh;
	const extglob = state.shopt.has('extglob');
	const ignore = globIgnore(state);
	const found = yield* glob(pattern, {
		extglob,
		dotglob: state.shopt.has('dotglob'),
		globstar: state.shopt.has('globstar'),
		fold: state.shopt.has('nocaseglob')
	});
	return ignore ? (yield* language(sh)).unignored(found, ignore, extglob) : found;
}

/** One string: no splitting, no pathnames (assignments, case words, here-documents, redirections of builtins). */
export function* expandText(sh: Shell, word: Word, assignment = false): Sys<string> {
	if (word.plain !== undefined && !(assignment && word.text.includes('~'))) return word.plain;
	const fields = new Fields(false, ifsOf(sh), sh.state.flavour === 'dash');
	yield* expandParts(sh, yield* tilde(sh, word.parts, assignment), false, fields);
	return fields.text;
}
/** One pattern: quoted characters escaped. `tildes`: a tilde at its start is a home. */
export function* expandPattern(sh: Shell, word: Word, tildes = true): Sys<string> {
	const fields = new Fields(false, ifsOf(sh), sh.state.flavour === 'dash');
	yield* expandParts(sh, tildes ? yield* tilde(sh, word.parts, false) : word.parts, false, fields);
	return fields.pattern;
}
/** name=value given to declare and its kin: tildes after = and : too. */
function* expandAssignment(sh: Shell, word: Word): Sys<string> {
	const first = word.parts[0];
	if (first?.kind !== 'literal') return yield* expandText(sh, { ...word, assignment: false, plain: undefined });
	const at = first.text.indexOf('=') + 1;
	const parts: Part[] = [{ kind: 'literal', text: first.text.slice(at) }, ...word.parts.slice(1)];
	const fields = new Fields(false, ifsOf(sh), sh.state.flavour === 'dash');
	yield* expandParts(sh, yield* tilde(sh, parts, true), false, fields);
	return first.text.slice(0, at) + fields.text;
}

/** Arithmetic text (already parsed as if in double quotes) to its value. */
export function* expandArithmetic(sh: Shell, word: Word): Sys<number | bigint> {
	const text = yield* expandText(sh, word);
	if (needsClock(text)) yield* refreshClock(sh);
	return evaluate(sh, text);
}

/** Expands parts into fields. `quoted`: inside double quotes. */
export function* expandParts(sh: Shell, parts: readonly Part[], quoted: boolean, out: Fields): Sys<void> {
	for (const part of parts) {
		switch (part.kind) {
			case 'literal':
				if (quoted) out.quoted(part.text);
				else if (part.text) out.literal(part.text);
				break;
			case 'quoted':
				out.quoted(part.text);
				break;
			case 'double': {
				const before = out.done.length;
				const had = out.started;
				yield* expandParts(sh, part.parts, true, out);
				// "$@" of nothing is no field; any other pair of double quotes is.
				if (!had && out.done.length === before && !out.started && !part.parts.some(isAt)) out.start();
				break;
			}
			case 'parameter':
				yield* expandParameter(sh, part, quoted, out);
				break;
			case 'command': {
				const text = yield* substitute(sh, part);
				if (quoted) out.quoted(text);
				else out.expansion(text);
				break;
			}
			case 'arithmetic': {
				const text = String(yield* expandArithmetic(sh, part.text));
				if (quoted) out.quoted(text);
				else out.expansion(text);
				break;
			}
			case 'process':
				out.quoted(yield* processSubstitution(sh, part.operator, part.body));
				break;
		}
	}
}
const isAt = (part: Part): boolean =>
	part.kind === 'parameter' &&
	(part.name === '@' ||
		part.index?.text === '@' ||
		(part.operator === 'names' && part.second?.plain === '@') ||
		part.prefix === '!' ||
		(part.operand?.parts.some((p) => isAt(p) || (p.kind === 'double' && p.parts.some(isAt))) ?? false));

/** Replaces a tilde prefix at the start (in assignments: after each colon too) by a quoted path. */
function* tilde(sh: Shell, parts: readonly Part[], assignment: boolean): Sys<readonly Part[]> {
	const first = parts[0];
	if (!assignment) {
		if (first?.kind !== 'literal' || !first.text.includes('~')) return parts;
		const assigned = /^[A-Za-z_]\w*=(?=.*~)/s.exec(first.text);
		if (assigned && sh.state.flavour === 'bash') {
			const rest = yield* tilde(sh, [{ kind: 'literal', text: first.text.slice(assigned[0].length) }, ...parts.slice(1)], true);
			return [{ kind: 'literal', text: assigned[0] }, ...rest];
		}
		if (first.text[0] !== '~') return parts;
		const found = yield* tildePrefix(sh, first.text, parts.length === 1);
		return found ? [{ kind: 'quoted', text: found.path }, ...(found.rest ? [{ kind: 'literal' as const, text: found.rest }] : []), ...parts.slice(1)] : parts;
	}
	if (!parts.some((p) => p.kind === 'literal' && p.text.includes('~'))) return parts;
	const out: Part[] = [];
	for (const [i, part] of parts.entries()) {
		if (part.kind !== 'literal') {
			out.push(part);
			continue;
		}
		const pieces = part.text.split(/(?<=:)/);
		for (const [j, piece] of pieces.entries()) {
			const found = piece[0] === '~' && (j > 0 || i === 0) ? yield* tildePrefix(sh, piece, j < pieces.length - 1 || i === parts.length - 1) : undefined;
			if (found) out.push({ kind: 'quoted', text: found.path }, { kind: 'literal', text: found.rest });
			else out.push({ kind: 'literal', text: piece });
		}
	}
	return out;
}
function* tildePrefix(sh: Shell, text: string, whole: boolean): Sys<{ path: string; rest: string } | undefined> {
	const end = /[/:]/.exec(text)?.index ?? -1;
	if (end < 0 && !whole) return undefined;
	const user = end < 0 ? text.slice(1) : text.slice(1, end);
	const rest = end < 0 ? '' : text.slice(end);
	if (user === '') return { path: getText(sh.state, 'HOME') ?? (yield* homeOf(undefined, sh.state.uid)) ?? '/', rest };
	if (user === '+') return { path: getText(sh.state, 'PWD') ?? '~+', rest };
	if (user === '-') {
		const old = getText(sh.state, 'OLDPWD');
		return old === undefined ? undefined : { path: old, rest };
	}
	const path = yield* homeOf(user, undefined);
	return path === undefined ? undefined : { path, rest };
}
/** A user's home in /etc/passwd. */
export function* homeOf(name: string | undefined, uid: number | undefined): Sys<string | undefined> {
	for (const line of (yield* readFile('/etc/passwd')).split('\n')) {
		const fields = line.split(':');
		if (name !== undefined ? fields[0] === name : fields[2] === String(uid)) return fields[5];
	}
	return undefined;
}
/** A whole file as text; empty when it cannot be read. */
export function* readFile(path: string): Sys<string> {
	try {
		return yield* readAll(yield* open(path));
	} catch (error) {
		if (error instanceof Errno) return '';
		throw error;
	}
}
function* readAll(fd: number): Sys<string> {
	let text = '';
	for (;;) {
		const bytes = yield* read(fd);
		if (bytes.length === 0) break;
		text += decode(bytes);
	}
	yield* close(fd);
	return text;
}
