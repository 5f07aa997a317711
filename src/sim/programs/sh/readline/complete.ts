// Tab: commands in a command's place, variables after $, what a completer offers, else paths. One match is put in; several give their
// common beginning; a second Tab lists them.
import { call, Errno, type Sys } from '../../../engine/sys.ts';
import { readdir, stat, winsize } from '../../../kernel/index.ts';
import { commandNames, generate } from '../builtins/complete.ts';
import { builtins } from '../builtins/index.ts';
import { homeOf } from '../expand.ts';
import { textWidth } from '../../utilities/lib/text.ts';
import { callFunction } from '../simple.ts';
import type { Completion, Variable } from '../state.ts';
import { byBytes, getText, getVariable, store, valuesOf, visibleNames } from '../variables.ts';
import { insert } from './buffer.ts';
import { completers } from './completers.ts';
import { readKey } from './keys.ts';
import { put, redraw, type Editor } from './line.ts';
import { leave } from './screen.ts';

interface Candidate {
	/** What goes into the line, unquoted. */
	text: string;
	/** What a list shows. */
	shown: string;
	directory: boolean;
}
interface Place {
	/** Start of the word in characters. */
	from: number;
	word: string;
	/** The quote the word is in. */
	quote: string;
	words: string[];
	command: boolean;
}

export function* complete(e: Editor): Sys<void> {
	e.tabs++;
	const line = e.buffer.chars.slice(0, e.buffer.at).join('');
	const place = placeOf(line);
	const { found, noSpace } = yield* candidates(e, place);
	if (found.length === 0) return yield* put(e, '\x07');
	const [only] = found;
	if (found.length === 1 && only) return yield* finishWord(e, place, only, noSpace);
	const common = commonPrefix(found.map((c) => c.text));
	if (common.length > place.word.length) {
		replace(e, place, common, '');
		e.tabs = 0;
		return yield* redraw(e);
	}
	if (e.tabs < 2) return yield* put(e, '\x07');
	yield* list(e, found);
}

function* finishWord(e: Editor, place: Place, c: Candidate, noSpace: boolean): Sys<void> {
	replace(e, place, c.text, c.directory ? '/' : noSpace || c.text.endsWith('=') ? '' : (place.quote || '') + ' ');
	yield* redraw(e);
}
function replace(e: Editor, place: Place, text: string, end: string): void {
	const b = e.buffer;
	const quoted = place.quote ? text : text.replace(/[\s"'$&()*;<>?[\\\]`{|}!]/g, (c) => (c === '$' && place.word.startsWith('$') ? c : '\\' + c));
	b.chars.splice(place.from, b.at - place.from);
	b.at = place.from;
	insert(b, place.quote + quoted + end);
}

/** The word before the cursor and the command it belongs to. */
function placeOf(line: string): Place {
	let words: string[] = [];
	let word = '';
	let started = false;
	let from = 0;
	let quote = '';
	const chars = [...line];
	for (let i = 0; i < chars.length; i++) {
		const c = chars[i] as string;
		if (quote) {
			if (c === quote) quote = '';
			else word += c;
			continue;
		}
		if (/[\s;&|()<>]/.test(c)) {
			if (started) words.push(word);
			word = '';
			started = false;
			if (/[;&|(]/.test(c) || c === '\n') words = [];
			if (c === '<' || c === '>') words.push(c);
			continue;
		}
		if (!started) from = i;
		started = true;
		if (c === '\\') word += chars[++i] ?? '';
		else if (c === "'" || c === '"') quote = c;
		else word += c;
	}
	if (!started) from = chars.length;
	const before = words.filter((w, i) => !(i < words.length && /^[A-Za-z_]\w*=/.test(w) && words.slice(0, i).every((x) => /^[A-Za-z_]\w*=/.test(x))));
	while (before[0] && ['sudo', 'time', 'then', 'do', 'else', 'if', 'while', 'until', '!', '{'].includes(before[0]) && before.length >= 1) before.shift();
	return { from, word, quote, words: before, command: before.length === 0 };
}

/** What a specification of `complete` offers: its words, and what its function puts into COMPREPLY. */
function* offers(e: Editor, own: Completion, place: Place, words: readonly string[]): Sys<string[]> {
	const { sh } = e;
	const out = yield* generate(sh, own.letters, own.values, place.word);
	const f = own.values['F'] === undefined ? undefined : sh.state.functions.get(own.values['F']);
	if (!f) return out;
	const line = e.buffer.chars.join('');
	const all = [...words, place.word];
	const list = (values: readonly string[]): Variable => ({ list: new Map(values.map((value, i) => [i, value])), attributes: 0 });
	store(sh.state, 'COMP_WORDS', list(all));
	store(sh.state, 'COMP_CWORD', { text: String(all.length - 1), attributes: 0 });
	store(sh.state, 'COMP_LINE', { text: line, attributes: 0 });
	store(sh.state, 'COMP_POINT', { text: String(e.buffer.at), attributes: 0 });
	store(sh.state, 'COMPREPLY', list([]));
	yield* call(callFunction(sh, f, [words[0] ?? '', place.word, words.at(-1) ?? '']));
	return [...out, ...valuesOf(getVariable(sh.state, 'COMPREPLY'))];
}

function* candidates(e: Editor, place: Place): Sys<{ found: Candidate[]; noSpace: boolean }> {
	const { sh } = e;
	const { word } = place;
	const plain = (texts: Iterable<string>, prefix = ''): Candidate[] =>
		[...new Set(texts)]
			.filter((t) => t.startsWith(word.slice(prefix.length)))
			.sort(byBytes)
			.map((text) => ({ text: prefix + text, shown: text, directory: false }));
	const dollar = /^(.*)\$(\{?)(\w*)$/s.exec(word);
	if (dollar && place.quote !== "'") {
		const [, head = '', brace = '', name = ''] = dollar;
		return {
			found: visibleNames(sh.state, name).map((n) => ({ text: `${head}$${brace}${n}${brace ? '}' : ''}`, shown: n, directory: false })),
			noSpace: false
		};
	}
	if (place.command && !word.includes('/')) {
		const keywords = 'if then else elif fi case esac for select while until do done in function time'.split(' ');
		return {
			found: plain([...(yield* commandNames(sh)), ...builtins.keys(), ...sh.state.functions.keys(), ...sh.state.aliases.keys(), ...keywords]),
			noSpace: false
		};
	}
	const previous = place.words.at(-1);
	const alias = sh.state.aliases
		.get(place.words[0] ?? '')
		?.trim()
		.split(/\s+/);
	const words = alias ? [...alias, ...place.words.slice(1)] : place.words;
	const own = previous === '>' || previous === '<' ? undefined : (sh.state.completions?.get(words[0] ?? '') ?? sh.state.completions?.get('-D'));
	if (own) {
		const offered = yield* offers(e, own, place, words);
		if (offered.length > 0) return { found: plain(offered), noSpace: own.text.includes('-o nospace') };
		if (!/-o (?:default|bashdefault)/.test(own.text)) return { found: [], noSpace: false };
	}
	const completer = previous === '>' || previous === '<' ? undefined : completers[words[0] ?? ''];
	if (!completer) return { found: yield* paths(e, word, place.command), noSpace: false };
	const answer = yield* completer({ sh, words, word });
	const found = plain(answer.words, answer.prefix);
	if (found.length || !(answer.files || answer.directories)) return { found, noSpace: answer.noSpace === true };
	const files = yield* paths(e, word, false);
	return { found: answer.directories ? files.filter((f) => f.directory) : files, noSpace: false };
}

function* paths(e: Editor, word: string, executable: boolean): Sys<Candidate[]> {
	// name=path and --flag=path complete the path.
	const eq = /^[^/]*=/.exec(word)?.[0] ?? '';
	const rest = word.slice(eq.length);
	const slash = rest.lastIndexOf('/') + 1;
	const dir = rest.slice(0, slash);
	const name = rest.slice(slash);
	const where = dir.startsWith('~/') ? (getText(e.sh.state, 'HOME') ?? (yield* homeOf(undefined, e.sh.state.uid)) ?? '~') + dir.slice(1) : dir;
	const out: Candidate[] = [];
	try {
		for (const entry of yield* readdir(where || '.')) {
			if (!entry.name.startsWith(name) || (entry.name[0] === '.' && name[0] !== '.')) continue;
			let directory = entry.type === 'dir';
			if (entry.type === 'symlink') directory = yield* isDirectory(where + entry.name);
			if (executable && !directory && !(yield* isExecutable(where + entry.name))) continue;
			out.push({ text: eq + dir + entry.name, shown: entry.name + (directory ? '/' : ''), directory });
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	return out;
}
function* isDirectory(path: string): Sys<boolean> {
	try {
		return (yield* stat(path)).type === 'dir';
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
function* isExecutable(path: string): Sys<boolean> {
	try {
		return ((yield* stat(path)).mode & 0o111) !== 0;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
function commonPrefix(texts: readonly string[]): string {
	let prefix = texts[0] ?? '';
	for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
	return prefix;
}

/** Columns read downwards, as readline lists. */
function* list(e: Editor, found: readonly Candidate[]): Sys<void> {
	const names = found.map((c) => c.shown);
	yield* put(e, leave(e.screen));
	if (names.length > 100) {
		yield* put(e, `Display all ${names.length} possibilities? (y or n)`);
		for (;;) {
			const key = yield* readKey(e.fd);
			const answer = 'text' in key ? key.text : 'name' in key ? key.name : 'n';
			if (/^[yY ]$/.test(answer)) break;
			if (/^[nN]$/.test(answer) || answer === 'backspace' || answer === 'C-g' || 'interrupted' in key) {
				yield* put(e, '\n');
				return yield* redraw(e);
			}
		}
		yield* put(e, '\n');
	}
	const columns = (yield* winsize(e.fd)).columns || 80;
	const width = Math.max(...names.map(textWidth)) + 2;
	const across = Math.max(1, Math.floor(columns / width));
	const rows = Math.ceil(names.length / across);
	let text = '';
	for (let r = 0; r < rows; r++) {
		for (let c = 0; c < across; c++) {
			const name = names[r + c * rows];
			if (name === undefined) break;
			text += name + (names[r + (c + 1) * rows] === undefined || c === across - 1 ? '' : ' '.repeat(width - textWidth(name)));
		}
		text += '\n';
	}
	yield* put(e, text);
	yield* redraw(e);
}
