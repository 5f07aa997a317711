// factor and tsort: numbers into primes, pairs into an order. GNU coreutils 9.
import { step } from '../../kernel/index.ts';
import type { Sys } from '../../engine/sys.ts';
import { getopt, checkOperands } from './lib/getopt.ts';
import { eachLine } from './lib/lines.ts';
import { utility, type Tool } from './lib/tool.ts';

function* primes(number: bigint): Sys<bigint[]> {
	const out: bigint[] = [];
	let rest = number;
	let tries = 0;
	for (let p = 2n; p * p <= rest; p += p === 2n ? 1n : 2n) {
		while (rest % p === 0n) {
			out.push(p);
			rest /= p;
		}
		if (++tries % 2000 === 0) yield* step();
	}
	if (rest > 1n) out.push(rest);
	return out;
}

export const factor = utility('factor', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: '', long: [] });
	const one = function* (text: string): Sys<void> {
		if (!/^\+?\d+$/.test(text)) return yield* tool.warn(`${tool.quote(text)} is not a valid positive integer`);
		const number = BigInt(text.replace('+', ''));
		yield* tool.put(`${[`${number}:`, ...(yield* primes(number))].join(' ')}\n`);
	};
	for (const text of options.operands) yield* one(text);
	if (options.operands.length === 0)
		yield* eachLine(tool, [], function* (line): Sys<void> {
			for (const word of line.split(/\s+/).filter((w) => w !== '')) yield* one(word);
		});
	return tool.status;
});

export const tsort = utility('tsort', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: '', long: [] });
	yield* checkOperands(tool, options.operands, 0, 1);
	const words: string[] = [];
	const name = options.operands[0] ?? '-';
	yield* eachLine(tool, [name], function* (line): Sys<void> {
		words.push(...line.split(/[ \t]+/).filter((w) => w !== ''));
	});
	if (tool.status !== 0) return tool.status;
	if (words.length % 2 !== 0) tool.die(`${name}: input contains an odd number of tokens`);
	// As Knuth's algorithm T keeps them: items by name, successors newest first, a queue of those without predecessors.
	const items = new Map<string, { after: string[]; count: number }>();
	const item = (word: string): { after: string[]; count: number } => {
		const found = items.get(word) ?? { after: [], count: 0 };
		items.set(word, found);
		return found;
	};
	for (let i = 0; i < words.length; i += 2) {
		const [a = '', b = ''] = [words[i], words[i + 1]];
		item(a);
		item(b);
		if (a === b) continue;
		item(a).after.unshift(b);
		item(b).count++;
	}
	const sorted = (): string[] => [...items.keys()].sort((a, b) => (a < b ? -1 : 1));
	while (items.size > 0) {
		const queue = sorted().filter((word) => item(word).count === 0);
		for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
			yield* tool.put(`${word}\n`);
			for (const next of item(word).after) if (--item(next).count === 0) queue.push(next);
			items.delete(word);
		}
		if (items.size === 0) break;
		yield* tool.warn(`${name}: input contains a loop:`);
		const loop = findLoop(sorted()[0] ?? '', (word) => items.get(word)?.after ?? []);
		for (const word of loop) yield* tool.error(`${tool.name}: ${word}\n`);
		const [first = '', second = ''] = [loop[loop.length - 1], loop[0]];
		const links = item(first).after;
		links.splice(links.indexOf(second), 1);
		item(second).count--;
	}
	return tool.status;
});

function findLoop(start: string, after: (word: string) => readonly string[]): string[] {
	const path: string[] = [];
	let word = start;
	while (!path.includes(word)) {
		path.push(word);
		word = after(word)[0] ?? start;
	}
	return path.slice(path.indexOf(word));
}
