// diff3: three files compared, merged, or an ed script (GNU 3.8). Follows diff3.c: two diffs against a common file, YOURFILE when the result is
// shown and OLDFILE when it is merged; hunks that touch become one block. Leaves out --diff-program.
import { Errno, type Sys } from '../../engine/sys.ts';
import { readAll, readFile, stat } from '../../kernel/index.ts';
import { diffLines, type Hunk } from './lib/edits.ts';
import { getopt } from './lib/getopt.ts';
import { decode } from './lib/text.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

/** Where the files differ: a 0-based start and end in each, and the file that differs from the other two (3: all differ). */
interface Block {
	at: (readonly [from: number, to: number])[];
	odd: 0 | 1 | 2 | 3;
}
type Three = readonly [string[], string[], string[]];

function blocksOf(files: Three, common: 1 | 2): Block[] {
	const others = common === 1 ? ([0, 2] as const) : ([0, 1] as const);
	const threads = others.map((n) => diffLines(files[common], files[n]));
	const next = [0, 0];
	/** How far each file is ahead of the common one. */
	const ahead = [0, 0];
	const out: Block[] = [];
	for (;;) {
		const heads = threads.map((hunks, t) => hunks[next[t] ?? 0]);
		const lows = heads.map((hunk) => hunk?.aStart ?? Infinity);
		const low = Math.min(...lows);
		if (low === Infinity) return out;
		let high = low;
		const own: Hunk[][] = [[], []];
		for (let grew = true; grew;) {
			grew = false;
			for (const t of [0, 1]) {
				for (let hunk = threads[t]?.[next[t] ?? 0]; hunk && hunk.aStart <= high; hunk = threads[t]?.[next[t] ?? 0]) {
					own[t]?.push(hunk);
					high = Math.max(high, hunk.aStart + hunk.aCount);
					next[t] = (next[t] ?? 0) + 1;
					grew = true;
				}
			}
		}
		const at: [number, number][] = [
			[0, 0],
			[0, 0],
			[0, 0]
		];
		at[common] = [low, high];
		for (const t of [0, 1] as const) {
			const from = low + (ahead[t] ?? 0);
			for (const hunk of own[t] ?? []) ahead[t] = (ahead[t] ?? 0) + hunk.bCount - hunk.aCount;
			at[others[t]] = [from, high + (ahead[t] ?? 0)];
		}
		const text = (n: 0 | 1 | 2): string => files[n].slice(...(at[n] as [number, number])).join('');
		const [a, b] = others;
		out.push({ at, odd: own[1]?.length === 0 ? a : own[0]?.length === 0 ? b : text(a) === text(b) ? common : 3 });
	}
}

function shown(files: Three, blocks: readonly Block[], prefix: string): string {
	let out = '';
	for (const block of blocks) {
		out += `====${block.odd === 3 ? '' : block.odd + 1}\n`;
		// Of two that are alike the second is printed.
		const silent = block.odd === 3 ? 3 : block.odd === 0 ? 1 : 0;
		for (const n of block.odd === 1 ? ([0, 2, 1] as const) : ([0, 1, 2] as const)) {
			const [from, to] = block.at[n] ?? [0, 0];
			out += `${n + 1}:${from === to ? `${from}a` : to - from === 1 ? `${to}c` : `${from + 1},${to}c`}\n`;
			if (n === silent) continue;
			const lines = files[n].slice(from, to);
			out += lines.map((line) => prefix + line).join('');
			if (lines.length > 0 && !lines.at(-1)?.endsWith('\n')) out += '\n\\ No newline at end of file\n';
		}
	}
	return out;
}

interface Merging {
	names: readonly string[];
	showOld: boolean;
	flagging: boolean;
	overlapOnly: boolean;
	simpleOnly: boolean;
}
/** Whether a block is merged, and as a conflict. */
function merges(block: Block, m: Merging): { conflict: boolean } | undefined {
	if (block.odd === 0) return undefined;
	if (block.odd === 1) return m.showOld ? { conflict: true } : undefined;
	if (block.odd === 2) return m.overlapOnly ? undefined : { conflict: false };
	return m.simpleOnly ? undefined : { conflict: m.flagging };
}

function merged(files: Three, blocks: readonly Block[], m: Merging): { text: string; conflicts: boolean } {
	let text = '';
	let at = 0;
	let conflicts = false;
	for (const block of blocks) {
		const how = merges(block, m);
		if (!how) continue;
		const of = (n: 0 | 1 | 2): string => files[n].slice(...(block.at[n] ?? [0, 0])).join('');
		const [from, to] = block.at[0] ?? [0, 0];
		text += files[0].slice(at, from).join('');
		if (how.conflict) {
			conflicts = true;
			if (block.odd === 3) text += `<<<<<<< ${m.names[0]}\n${of(0)}`;
			if (m.showOld) text += `${block.odd === 3 ? '|||||||' : '<<<<<<<'} ${m.names[1]}\n${of(1)}`;
			text += '=======\n';
		}
		text += of(2);
		if (how.conflict) text += `>>>>>>> ${m.names[2]}\n`;
		at = to;
	}
	return { text: text + files[0].slice(at).join(''), conflicts };
}

function edScript(files: Three, blocks: readonly Block[], m: Merging): { text: string; conflicts: boolean; open: boolean } {
	let text = '';
	let conflicts = false;
	let open = false;
	const lines = (block: Block, n: 0 | 1 | 2): string[] => files[n].slice(...(block.at[n] ?? [0, 0]));
	/** Lines as ed reads them: one more dot before a dot. */
	const dotted = (list: readonly string[]): string =>
		list
			.map((line) => {
				if (!line.endsWith('\n')) open = true;
				return (line.startsWith('.') ? '.' : '') + line + (line.endsWith('\n') ? '' : '\n');
			})
			.join('');
	const closed = (list: readonly string[], start: number, count: number): string =>
		`.\n${list.some((line) => line.startsWith('.')) ? `${start}${count === 1 ? '' : `,${start + count - 1}`}s/^\\.//\n` : ''}`;
	for (const block of [...blocks].reverse()) {
		const how = merges(block, m);
		if (!how) continue;
		const [from, to] = block.at[0] ?? [0, 0];
		const [older, yours] = [lines(block, 1), lines(block, 2)];
		if (how.conflict) {
			conflicts = true;
			const all = block.odd === 3;
			const after = all ? [...(m.showOld ? older : []), ...yours] : [];
			text += `${to}a\n`;
			if (all && m.showOld) text += `||||||| ${m.names[1]}\n${dotted(older)}`;
			if (all) text += `=======\n${dotted(yours)}`;
			text += `>>>>>>> ${m.names[2]}\n${closed(after, to + 2, older.length + yours.length + 1)}`;
			text += `${from}a\n<<<<<<< ${m.names[all ? 0 : 1]}\n`;
			if (!all) text += `${dotted(older)}=======\n`;
			text += closed(all ? [] : older, from + 2, older.length);
		} else if (yours.length === 0) text += to - from === 1 ? `${to}d\n` : `${from + 1},${to}d\n`;
		else text += `${from === to ? `${to}a` : to - from === 1 ? `${to}c` : `${from + 1},${to}c`}\n${dotted(yours)}${closed(yours, from + 1, yours.length)}`;
	}
	return { text, conflicts, open };
}

function* load(tool: Tool, name: string): Sys<string[]> {
	const info = name === '-' ? undefined : yield* attempt(stat(name));
	const why = info instanceof Errno ? info : info?.type === 'dir' ? new Errno('EISDIR') : undefined;
	if (why) throw new Exit(2, `${tool.name}: ${name}: ${why.message}\n`);
	const bytes = name === '-' ? yield* readAll(0) : yield* attempt(readFile(name));
	if (bytes instanceof Errno) throw new Exit(2, `${tool.name}: ${name}: ${bytes.message}\n`);
	return decode(bytes).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

export const diff3 = utility(
	'diff3',
	function* (tool: Tool): Sys<number> {
		tool.hintText = `${tool.name}: Try '${tool.name} --help' for more information.\n`;
		const options = yield* getopt(tool, {
			short: 'aeimvx3AEL:TX',
			long: ['text=a', 'show-all=A', 'ed=e', 'show-overlap=E', 'label:=L', 'merge=m', 'initial-tab=T', 'overlap-only=x', 'easy-only=3', 'strip-trailing-cr']
		});
		const kinds = options.options.filter(([key]) => 'AeExX3'.includes(key)).length;
		const merge = options.has('m');
		const showOld = options.has('A') || (merge && kinds === 0);
		const flagging = showOld || options.has('E') || options.has('X');
		const labels = options.options.filter(([key]) => key === 'L').map(([, value]) => value);
		if (kinds > 1 || (options.has('i') && merge) || (labels.length > 0 && !flagging)) tool.usage('incompatible options');
		if (labels.length > 3) tool.usage('too many file label options');
		const { operands } = options;
		if (operands.length < 3) tool.usage(`missing operand after '${operands.at(-1) ?? tool.name}'`);
		if (operands.length > 3) tool.usage(`extra operand '${operands[3]}'`);
		const [a = '', b = '', c = ''] = operands;
		const clean = (lines: string[]): string[] => (options.has('strip-trailing-cr') ? lines.map((line) => line.replace(/\r\n$/, '\n')) : lines);
		const files: Three = [clean(yield* load(tool, a)), clean(yield* load(tool, b)), clean(yield* load(tool, c))];
		const blocks = blocksOf(files, merge || kinds > 0 ? 1 : 2);
		if (!merge && kinds === 0) {
			yield* tool.put(shown(files, blocks, options.has('T') ? '\t' : '  '));
			return 0;
		}
		const rules: Merging = {
			names: operands.map((name, i) => labels[i] ?? name),
			showOld,
			flagging,
			overlapOnly: options.has('x') || options.has('X'),
			simpleOnly: options.has('3')
		};
		if (merge) {
			const { text, conflicts } = merged(files, blocks, rules);
			yield* tool.put(text);
			return conflicts ? 1 : 0;
		}
		const { text, conflicts, open } = edScript(files, blocks, rules);
		yield* tool.put(text + (options.has('i') ? 'w\nq\n' : ''));
		if (open) tool.die('No newline at end of file', 2);
		return conflicts ? 1 : 0;
	},
	{ usageStatus: 2 }
);
