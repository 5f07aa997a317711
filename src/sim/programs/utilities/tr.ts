// tr: translates, squeezes or deletes bytes of standard input.
import { read } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { binary } from './lib/text.ts';
import { appletUsage } from './lib/getopt.ts';
import { utility, type Tool } from './lib/tool.ts';

const classTests: Readonly<Record<string, (c: number) => boolean>> = {
	alnum: (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
	alpha: (c) => (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
	blank: (c) => c === 32 || c === 9,
	cntrl: (c) => c < 32 || c === 127,
	digit: (c) => c >= 48 && c <= 57,
	graph: (c) => c > 32 && c < 127,
	lower: (c) => c >= 97 && c <= 122,
	print: (c) => c >= 32 && c < 127,
	punct: (c) => (c > 32 && c < 48) || (c > 57 && c < 65) || (c > 90 && c < 97) || (c > 122 && c < 127),
	space: (c) => c === 32 || (c >= 9 && c <= 13),
	upper: (c) => c >= 65 && c <= 90,
	xdigit: (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102)
};
const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };

interface Set {
	codes: number[];
	/** Position of a [c*] without a count: it fills up the set. */
	fill?: { at: number; code: number };
	classes: string[];
	/** Where among the codes a class of cases begins. */
	cases: number[];
	/** An equivalence class. */
	same: boolean;
}

function parseSet(tool: Tool, text: string, second: boolean): Set {
	const codes: number[] = [];
	const classes: string[] = [];
	const cases: number[] = [];
	let equivalence = false;
	let fill: Set['fill'];
	let i = 0;
	const one = (): number => {
		const char = text[i++] as string;
		if (char !== '\\' || i >= text.length) return char.charCodeAt(0);
		const octal = /^[0-3]?[0-7]{1,2}/.exec(text.slice(i, i + 3));
		if (octal) {
			i += octal[0].length;
			return parseInt(octal[0], 8);
		}
		const next = text[i++] as string;
		return escapes[next] ?? next.charCodeAt(0);
	};
	while (i < text.length) {
		const named = /^\[:([a-z]*):\]/.exec(text.slice(i));
		if (named) {
			const test = classTests[named[1] ?? ''];
			if (!test) tool.die(tool.busybox ? `invalid character class '${named[1]}'` : `invalid character class ${tool.quote(named[1] ?? '')}`);
			i += named[0].length;
			classes.push(named[1] ?? '');
			if (named[1] === 'upper' || named[1] === 'lower') cases.push(codes.length);
			for (let c = 0; c < 256; c++) if (test(c)) codes.push(c);
			continue;
		}
		const same = /^\[=(.)=\]/.exec(text.slice(i));
		const several = /^\[=([^\]]*)=\]/.exec(text.slice(i));
		if (several && [...(several[1] ?? '')].length !== 1 && several[1] !== '' && !tool.busybox)
			tool.die(`${several[1]}: equivalence class operand must be a single character`);
		if (same) {
			equivalence = true;
			i += same[0].length;
			codes.push((same[1] ?? '').charCodeAt(0));
			continue;
		}
		const repeat = /^\[(\\[0-7]{1,3}|\\.|[^\\])\*(\d*)\]/.exec(text.slice(i));
		if (repeat && !second && Number(repeat[2] || 0) === 0 && !tool.busybox) tool.die('the [c*] repeat construct may not appear in string1');
		if (repeat && (second || Number(repeat[2] || 0) > 0)) {
			const end = i + repeat[0].length;
			i++;
			const code = one();
			i = end;
			const digits = repeat[2] ?? '';
			const count = digits.startsWith('0') ? parseInt(digits, 8) : Number(digits);
			if (count === 0) fill = { at: codes.length, code };
			else for (let n = 0; n < count; n++) codes.push(code);
			continue;
		}
		const start = i;
		const from = one();
		if (text[i] === '-' && i + 1 < text.length) {
			i++;
			const to = one();
			if (to < from) tool.die(`range-endpoints of '${text.slice(start, i)}' are in reverse collating sequence order`);
			for (let c = from; c <= to; c++) codes.push(c);
		} else codes.push(from);
	}
	return { codes, classes, cases, same: equivalence, ...(fill && { fill }) };
}

export const tr = utility(
	'tr',
	function* (tool: Tool) {
		const options = yield* getopt(tool, { short: 'cCdst', long: ['complement=c', 'delete=d', 'squeeze-repeats=s', 'truncate-set1=t'], posix: true });
		const complement = options.has('c') || options.has('C');
		const deleting = options.has('d');
		const squeezing = options.has('s');
		const [first, second] = options.operands;
		const least = deleting === squeezing ? 2 : 1;
		const most = deleting && !squeezing ? 1 : 2;
		if (tool.busybox && (first === undefined || options.operands.length > most || (second === undefined && least === 2))) yield* appletUsage(tool);
		if (first === undefined) tool.usage('missing operand');
		if (options.operands.length < least) {
			const why = squeezing ? 'Two strings must be given when both deleting and squeezing repeats.' : 'Two strings must be given when translating.';
			tool.usage(`missing operand after ${tool.quote(first)}\n${why}`);
		}
		if (options.operands.length > most) {
			const why = deleting && options.operands.length === 2 ? '\nOnly one string may be given when deleting without squeezing repeats.' : '';
			tool.usage(`extra operand ${tool.quote(options.operands[most] as string)}${why}`);
		}
		const set1 = parseSet(tool, tool.own(first), false);
		let codes = set1.codes;
		if (complement) {
			const inside = new Set(codes);
			codes = Array.from({ length: 256 }, (_, c) => c).filter((c) => !inside.has(c));
		}
		const set2 = second === undefined ? undefined : parseSet(tool, tool.own(second), true);
		if (set2 && !deleting && !tool.busybox && set2.classes.some((name) => name !== 'upper' && name !== 'lower'))
			tool.die("when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'");
		if (set2?.same && !deleting && !tool.busybox) tool.die('[=c=] expressions may not appear in string2 when translating');
		// A class of cases in the second set stands where one stands in the first.
		if (set2 && !deleting && !complement && !set2.fill && !tool.busybox && set2.cases.some((at) => !set1.cases.includes(at)))
			tool.die('misaligned [:upper:] and/or [:lower:] construct');
		const map = Array.from({ length: 256 }, (_, c) => c);
		const removed = new Set<number>();
		const squeezed = new Set<number>();
		if (deleting) for (const code of codes) removed.add(code);
		else if (set2) {
			const to = [...set2.codes];
			const { fill } = set2;
			if (fill) to.splice(fill.at, 0, ...Array.from({ length: Math.max(0, codes.length - to.length) }, () => fill.code));
			if (options.has('t')) codes = codes.slice(0, to.length);
			if (to.length === 0 && codes.length > 0) tool.die('when not truncating set1, string2 must be non-empty');
			// The last mapping of a code counts, as in a table that is filled in order.
			codes.forEach((code, n) => (map[code] = to[Math.min(n, to.length - 1)] ?? code));
		}
		if (squeezing) for (const code of set2 && (deleting || set2) ? set2.codes.concat(set2.fill ? [set2.fill.code] : []) : codes) squeezed.add(code);
		let last = -1;
		for (let part = yield* read(0); part.length > 0; part = yield* read(0)) {
			const out = new Uint8Array(part.length);
			let n = 0;
			for (const byte of part) {
				if (removed.has(byte)) continue;
				const code = map[byte] ?? byte;
				if (code === last && squeezed.has(code)) continue;
				last = code;
				out[n++] = code;
			}
			yield* tool.put(binary(out.subarray(0, n)));
		}
	},
	{ binary: true }
);
