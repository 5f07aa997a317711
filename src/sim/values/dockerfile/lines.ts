// A Dockerfile's lines as BuildKit's parser reads them: directives, comments, continuations, here documents; one node per instruction, with
// its place. Leaves out Windows paths.
// Invariant: `start` and `end` are 1-based line numbers of the source, so that errors and editors can show the place.
import { BuildFailure } from './failure.ts';

export interface Heredoc {
	/** The delimiter word. */
	readonly name: string;
	/** Unquoted: variables in it are replaced. */
	readonly expand: boolean;
	readonly data: string;
}
export interface Node {
	/** The instruction as written ("run"). */
	readonly name: string;
	/** In upper case ("RUN"). */
	readonly word: string;
	readonly flags: readonly string[];
	/** What follows instruction and flags. */
	readonly rest: string;
	/** The whole instruction on one line, as written. */
	readonly original: string;
	readonly start: number;
	readonly end: number;
	readonly heredocs: readonly Heredoc[];
}
export interface Parsed {
	readonly nodes: readonly Node[];
	readonly escape: '\\' | '`';
	/** Lines where a continuation was empty. */
	readonly emptyContinuations: readonly number[];
	readonly skipChecks: readonly string[];
}

const isComment = (line: string): boolean => line.trimStart().startsWith('#');
const withHeredoc = new Set(['RUN', 'COPY', 'ADD']);

const directive = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;
const known = ['syntax', 'escape', 'check'];

/** The image of the frontend that a file asks for (`# syntax=`, also after `//`), and the line where it does. */
export function syntaxOf(source: string): { readonly image: string; readonly line: number } | undefined {
	const lines = source.replace(/^\uFEFF/, '').split('\n');
	const first = lines[0]?.startsWith('#!') ? 1 : 0;
	for (const sign of ['#', '//'])
		for (const [i, text] of lines.slice(first).entries()) {
			const match = text.startsWith(sign) ? directive.exec(`#${text.slice(sign.length)}`) : null;
			const key = (match?.[1] ?? '').toLowerCase();
			if (!match || !known.includes(key)) break;
			if (key === 'syntax') return { image: (match[2] ?? '').split(' ')[0] ?? '', line: first + i + 1 };
		}
	return undefined;
}

/** Directives at the top: `# escape=`, `# check=`. */
function directives(lines: readonly string[]): { escape: '\\' | '`'; skip: string[] } {
	let escape: '\\' | '`' = '\\';
	let skip: string[] = [];
	const seen = new Set<string>();
	for (const line of lines) {
		const match = directive.exec(line);
		const key = (match?.[1] ?? '').toLowerCase();
		if (!match || !known.includes(key)) break;
		if (seen.has(key)) throw new BuildFailure(`only one ${key} parser directive can be used`);
		seen.add(key);
		if (key === 'escape' && match[2] === '`') escape = '`';
		if (key === 'check') skip = (/skip=([^;]*)/.exec(match[2] ?? '')?.[1] ?? '').split(',').map((name) => name.trim());
	}
	return { escape, skip };
}

function splitFlags(rest: string): { flags: string[]; rest: string } {
	const flags: string[] = [];
	let left = rest.trimStart();
	for (;;) {
		const match = /^--(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')*/.exec(left);
		if (!match || match[0] === '--') return { flags, rest: match ? left.slice(2).trimStart() : left };
		flags.push(match[0].replaceAll(/["']/g, ''));
		left = left.slice(match[0].length).trimStart();
	}
}

/** Splits a Dockerfile into instructions. Throws BuildFailure. */
export function parseLines(source: string): Parsed {
	const lines = source
		.replace(/^\uFEFF/, '')
		.split('\n')
		.map((line) => line.replace(/\r$/, ''));
	if (lines.at(-1) === '') lines.pop();
	const { escape, skip } = directives(lines);
	const continuation = escape === '\\' ? /([^\\])\\[ \t]*$|^\\[ \t]*$/ : /([^`])`[ \t]*$|^`[ \t]*$/;
	const cut = (line: string): { text: string; ended: boolean } =>
		continuation.test(line) ? { text: line.replace(continuation, '$1'), ended: false } : { text: line, ended: true };
	const nodes: Node[] = [];
	const emptyContinuations: number[] = [];
	for (let at = 0; at < lines.length;) {
		const start = at + 1;
		const first = lines[at++] ?? '';
		if (isComment(first) || first.trim() === '') continue;
		let { text, ended } = cut(first.trimStart());
		let empty = false;
		while (!ended && at < lines.length) {
			const next = lines[at++] ?? '';
			if (isComment(next)) continue;
			if (next.trim() === '') {
				empty = true;
				continue;
			}
			const more = cut(next);
			text += more.text;
			ended = more.ended;
		}
		text = text.trimEnd();
		const match = /^(\S+)(?:\s+(.*))?$/s.exec(text);
		const name = match?.[1] ?? '';
		if (empty) emptyContinuations.push(at);
		const word = name.toUpperCase();
		const { flags, rest } = splitFlags((match?.[2] ?? '').trim());
		const heredocs: Heredoc[] = [];
		if (withHeredoc.has(word) && text.includes('<<')) {
			for (const found of rest.matchAll(/(?:^|\s)\d*<<(-?)\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z_][\w.-]*))/g)) {
				const delimiter = found[2] ?? found[3] ?? found[4] ?? '';
				const body: string[] = [];
				for (;;) {
					if (at >= lines.length) throw new BuildFailure('unterminated heredoc', start, at);
					const line = found[1] === '-' ? (lines[at++] ?? '').replace(/^\t+/, '') : (lines[at++] ?? '');
					if (line === delimiter) break;
					body.push(line + '\n');
				}
				heredocs.push({ name: delimiter, expand: found[4] !== undefined, data: body.join('') });
			}
		}
		nodes.push({ name, word, flags, rest, original: text, start, end: at, heredocs });
	}
	if (nodes.length === 0) throw new BuildFailure('file with no instructions', 1, 1);
	return { nodes, escape, emptyContinuations, skipChecks: skip };
}
