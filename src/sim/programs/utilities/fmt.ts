// fmt: paragraphs filled to a width by coreutils' dynamic programme: lines as even as can be, breaks after sentences and punctuation cheaper.
// Leaves out the crown margin's tab output. Invariant: words keep their order; only the space between them changes.
import type { Sys } from '../../engine/sys.ts';
import { getopt } from './lib/getopt.ts';
import { eachInput, Lines } from './lib/lines.ts';
import { textWidth } from './lib/text.ts';
import { utility, type Tool } from './lib/tool.ts';

interface Word {
	text: string;
	length: number;
	space: number;
	paren: boolean;
	period: boolean;
	punct: boolean;
	final: boolean;
}

const square = (n: number): number => n * n;
const shortCost = (n: number): number => square(n * 10);
const raggedCost = (n: number): number => shortCost(n) / 2;

function wordOf(text: string): Word {
	let end = text.length - 1;
	const punct = /[!-/:-@[-`{-~]$/.test(text);
	while (end > 0 && ')]\'"'.includes(text[end] ?? '')) end--;
	return { text, length: textWidth(text), space: 1, paren: /^[([`'"]/.test(text), period: '.?!'.includes(text[end] ?? ' '), punct, final: false };
}

/** Words of a line, with the spaces between them. */
function wordsOf(line: string, uniform: boolean): Word[] {
	const out: Word[] = [];
	for (const match of line.matchAll(/([^ \t]+)([ \t]*)/g)) {
		const word = wordOf(match[1] ?? '');
		const last = match.index + match[0].length >= line.length;
		word.space = (match[2] ?? '').length;
		word.final = word.period && (last || word.space > 1);
		if (last || uniform) word.space = word.final ? 2 : 1;
		out.push(word);
	}
	return out;
}

function baseCost(words: readonly Word[], at: number): number {
	let cost = square(70);
	const [before, further, own] = [words[at - 1], words[at - 2], words[at]];
	if (before) {
		if (before.period) cost += before.final ? -square(50) : square(600);
		else if (before.punct) cost -= square(40);
		else if (further?.final) cost += square(200) / (before.length + 2);
	}
	if (own?.paren) cost -= square(40);
	else if (own?.final) cost += square(150) / (own.length + 2);
	return cost;
}

/** The lines of a paragraph as ranges of words. */
function fill(words: readonly Word[], first: number, other: number, width: number, goal: number): [number, number][] {
	const count = words.length;
	const cost: number[] = Array.from({ length: count + 1 }, () => 0);
	const next: number[] = Array.from({ length: count + 1 }, () => count);
	const length: number[] = Array.from({ length: count + 1 }, () => 0);
	for (let start = count - 1; start >= 0; start--) {
		let best = Infinity;
		let long = (start === 0 ? first : other) + (words[start]?.length ?? 0);
		let at = start;
		do {
			at++;
			let here = cost[at] ?? 0;
			if (at < count) {
				here += shortCost(goal - long);
				if (next[at] !== count) here += raggedCost(long - (length[at] ?? 0));
			}
			if (here < best) {
				best = here;
				next[start] = at;
				length[start] = long;
			}
			if (at === count) break;
			long += (words[at - 1]?.space ?? 1) + (words[at]?.length ?? 0);
		} while (long < width);
		cost[start] = best + baseCost(words, start);
	}
	const lines: [number, number][] = [];
	for (let at = 0; at < count; at = next[at] ?? count) lines.push([at, next[at] ?? count]);
	return lines;
}

export const fmt = utility('fmt', function* (tool: Tool): Sys<number> {
	const args = tool.args.map((arg) => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg));
	const options = yield* getopt(
		tool,
		{ short: 'cg:p:stuw:', long: ['crown-margin=c', 'goal:=g', 'prefix:=p', 'split-only=s', 'tagged-paragraph=t', 'uniform-spacing=u', 'width:=w'] },
		args
	);
	for (const key of ['w', 'g']) {
		const text = options.get(key);
		if (text !== undefined && (!/^\d+$/.test(text) || Number(text) > 2500))
			tool.die(`invalid width: ${tool.quote(text)}${/^\d+$/.test(text) ? ': Numerical result out of range' : ''}`);
	}
	if (Number(options.get('g') ?? 0) > Number(options.get('w') ?? 2500))
		tool.die(`invalid width: ${tool.quote(options.get('g') ?? '')}: Numerical result out of range`);
	const width = Number(options.get('w') ?? (options.has('g') ? Number(options.get('g')) + 10 : 75));
	const goal = Number(options.get('g') ?? Math.floor((width * 187) / 200));
	const prefix = (options.get('p') ?? '').trimStart();
	for (const name of options.operands.length === 0 ? ['-'] : options.operands) {
		let words: Word[] = [];
		let [lead, first, other] = ['', 0, 0];
		let lines = 0;
		const flush = function* (): Sys<void> {
			const last = words[words.length - 1];
			if (!last) return;
			last.period = last.final = true;
			for (const [i, [from, to]] of fill(words, first, other, width, goal).entries()) {
				const body = words
					.slice(from, to)
					.map((word, n, all) => word.text + (n < all.length - 1 ? ' '.repeat(word.space) : ''))
					.join('');
				yield* tool.put(`${lead}${' '.repeat(Math.max(0, (i === 0 ? first : other) - lead.length))}${body}\n`);
			}
			words = [];
			lines = 0;
		};
		const before = tool.status;
		yield* eachInput(tool, [name], function* (fd): Sys<void> {
			const input = new Lines(tool, fd);
			for (let line = yield* input.next(); line !== null; line = yield* input.next()) {
				const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
				const own = prefix === '' ? '' : line.startsWith(prefix, indent.length) ? indent + prefix : undefined;
				const rest = own === undefined ? '' : line.slice(own.length);
				const column = own === undefined ? 0 : own.length + (/^[ \t]*/.exec(rest)?.[0] ?? '').replaceAll('\t', '        ').length;
				if (own === undefined || rest.trim() === '') {
					yield* flush();
					yield* tool.put(`${own === undefined ? line : (own + rest).trimEnd()}\n`);
					continue;
				}
				const second = lines === 1 && (options.has('c') || (options.has('t') && column !== first));
				if (second) other = column;
				if (words.length > 0 && (own !== lead || (!second && column !== (lines === 0 ? first : other)) || options.has('s'))) yield* flush();
				if (words.length === 0) [lead, first, other] = [own, column, column];
				words.push(...wordsOf(rest.trim(), options.has('u')));
				lines++;
			}
		});
		if (tool.status !== before) continue;
		yield* flush();
	}
	return tool.status;
});
