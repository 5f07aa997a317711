// csplit: a file in pieces at patterns and line numbers. GNU coreutils 9.
// Invariant: a failure removes the pieces made unless -k keeps them.
import type { Sys } from '../../engine/sys.ts';
import { open, unlink, writeFile } from '../../kernel/index.ts';
import { compileRegExp, RegExpError } from '../../values/index.ts';
import { formatC } from './lib/format.ts';
import { getopt } from './lib/getopt.ts';
import { Lines } from './lib/lines.ts';
import { unbinary } from './lib/text.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

interface Pattern {
	text: string;
	line: number | undefined;
	test: ((line: string) => boolean) | undefined;
	offset: number;
	skip: boolean;
	/** More times; Infinity: until the end. */
	repeat: number;
}

function patternsOf(tool: Tool, words: readonly string[]): Pattern[] {
	const out: Pattern[] = [];
	for (const word of words) {
		const last = out[out.length - 1];
		const repeat = /^\{(\*|\d+)\}$/.exec(word);
		if (repeat && last) {
			last.repeat = repeat[1] === '*' ? Infinity : Number(repeat[1]);
			continue;
		}
		const mark = word[0] ?? '';
		if (mark === '/' || mark === '%') {
			const end = word.lastIndexOf(mark);
			if (end === 0) tool.die(`${word}: closing delimiter '${mark}' missing`);
			const offset = word.slice(end + 1);
			if (offset !== '' && !/^[-+]?\d+$/.test(offset)) tool.die(`${tool.quote(word)}: integer expected after delimiter`);
			try {
				const compiled = compileRegExp(word.slice(1, end), { syntax: 'bre' });
				out.push({ text: word, line: undefined, test: (line) => compiled.test(line), offset: Number(offset || 0), skip: mark === '%', repeat: 0 });
			} catch (error) {
				if (!(error instanceof RegExpError)) throw error;
				tool.die(`${tool.quote(word)}: invalid regular expression: ${error.message}`);
			}
			continue;
		}
		if (!/^\d+$/.test(word)) tool.die(`${tool.quote(word)}: invalid pattern`);
		const line = Number(word);
		if (line === 0) tool.die(`${word}: line number must be greater than zero`);
		if (last?.line !== undefined && line < last.line) tool.die(`line number ${tool.quote(word)} is smaller than preceding line number, ${last.line}`);
		out.push({ text: word, line, test: undefined, offset: 0, skip: false, repeat: 0 });
	}
	return out;
}

function digitsOf(tool: Tool, text = '2'): number {
	if (!/^\+?\d+$/.test(text)) tool.die(`invalid number: ${tool.quote(text)}`);
	return Number(text);
}

/** The one conversion a name's suffix has. */
function checkFormat(tool: Tool, format: string | undefined): void {
	if (format === undefined) return;
	const conversions = format.replaceAll('%%', '').match(/%[-+ 0#']*\d*(?:\.\d*)?.?/gs) ?? [];
	const [only] = conversions;
	if (only === undefined) tool.die('missing % conversion specification in suffix');
	const letter = /[^-+ 0#'\d.%]$/s.exec(only)?.[0];
	if (letter === undefined) tool.die('missing conversion specifier in suffix');
	if (!'diuoxX'.includes(letter)) tool.die(`invalid conversion specifier in suffix: ${letter}`);
	if (conversions.length > 1) tool.die('too many % conversion specifications in suffix');
}

export const csplit = utility(
	'csplit',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, {
			short: 'b:f:kn:qsz',
			long: ['suffix-format:=b', 'prefix:=f', 'keep-files=k', 'digits:=n', 'quiet=s', 'silent=s', 'elide-empty-files=z', 'suppress-matched=m'],
			posix: false
		});
		const [name, ...words] = options.operands;
		if (name === undefined) tool.usage('missing operand');
		if (words.length === 0) tool.usage(`missing operand after ${tool.quote(name)}`);
		const patterns = patternsOf(tool, words);
		const fd = name === '-' ? 0 : yield* attempt(open(name));
		if (typeof fd !== 'number') tool.die(`cannot open ${tool.quoteFile(name)} for reading: ${fd.message}`);
		const input = new Lines(tool, fd);
		const lines: string[] = [];
		for (let line = yield* input.next(); line !== null; line = yield* input.next()) lines.push(line + (input.terminated ? '\n' : ''));
		const made: string[] = [];
		const digits = digitsOf(tool, options.get('n'));
		checkFormat(tool, options.get('b'));
		const piece = function* (from: number, to: number): Sys<void> {
			const text = lines.slice(from, Math.max(from, to)).join('');
			if (text === '' && options.has('z')) return;
			const path = (options.get('f') ?? 'xx') + (options.has('b') ? formatC(options.get('b') ?? '', [made.length]) : String(made.length).padStart(digits, '0'));
			made.push(path);
			yield* writeFile(path, unbinary(text));
			if (!options.has('s') && !options.has('q')) yield* tool.put(`${text.length}\n`);
		};
		// What was skipped over makes no piece. The sizes wait in stdout's buffer while the message goes out.
		const fail = function* (message: string, rest: number, skipping = false): Sys<never> {
			if (!skipping) yield* piece(rest, lines.length);
			yield* tool.error(`${tool.name}: ${message}\n`);
			if (!options.has('k')) for (const path of made) yield* attempt(unlink(path));
			throw new Exit(1);
		};
		// `at`: first line not yet in a piece; a match is looked for after the line the last one began.
		let at = 0;
		let from = 0;
		for (const pattern of patterns) {
			for (let turn = 0; turn <= pattern.repeat; turn++) {
				const times = turn === 0 ? '' : ` on repetition ${turn}`;
				if (pattern.line !== undefined) {
					const to = pattern.line * (turn + 1) - 1;
					if (to > lines.length || (to === lines.length && pattern.repeat !== Infinity && at >= lines.length)) {
						if (pattern.repeat === Infinity) break;
						yield* fail(`${tool.quote(pattern.text)}: line number out of range${times}`, at);
					}
					yield* piece(at, to);
					[at, from] = [to, to];
					continue;
				}
				let found = from;
				while (found < lines.length && !pattern.test?.((lines[found] ?? '').replace(/\n$/, ''))) found++;
				if (found >= lines.length) {
					if (pattern.repeat === Infinity) break;
					yield* fail(`${tool.quote(pattern.text)}: match not found${times}`, at, pattern.skip);
				}
				const to = found + pattern.offset;
				if (to > lines.length || to < at) yield* fail(`${tool.quote(pattern.text)}: line number out of range${times}`, at);
				if (!pattern.skip) yield* piece(at, to);
				at = options.has('m') ? to + 1 : to;
				from = found + 1;
			}
		}
		yield* piece(at, lines.length);
		return 0;
	},
	{ binary: true }
);
