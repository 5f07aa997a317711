// uniq: filters adjacent equal lines.
import { Errno, type Sys } from '../../engine/sys.ts';
import { dup, open } from '../../kernel/index.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { choose } from './lib/choose.ts';
import { Lines, openInput } from './lib/lines.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

export const uniq = utility(
	'uniq',
	function* (tool: Tool) {
		// The old spelling of -f: uniq -1.
		const args = tool.busybox ? tool.args : tool.args.map((arg, i) => (/^-[fsw]$/.test(tool.args[i - 1] ?? '') ? arg : arg.replace(/^-(?=\d+$)/, '-f')));
		const options = yield* getopt(
			tool,
			{
				short: 'cdDf:is:uw:z',
				long: [
					'count=c',
					'repeated=d',
					'all-repeated::=D',
					'skip-fields:=f',
					'ignore-case=i',
					'skip-chars:=s',
					'unique=u',
					'check-chars:=w',
					'zero-terminated=z',
					'group::=G'
				]
			},
			args
		);
		yield* checkOperands(tool, options.operands, 0, 2);
		if (options.has('D') && options.get('D') !== '') choose(tool, '--all-repeated', options.get('D') ?? '', [['none'], ['prepend'], ['separate']]);
		if (options.has('G') && options.get('G') !== '') choose(tool, '--group', options.get('G') ?? '', [['prepend'], ['append'], ['separate'], ['both']]);
		if (options.has('G') && ['c', 'd', 'D', 'u'].some((key) => options.has(key))) tool.usage('--group is mutually exclusive with -c/-d/-D/-u');
		if (options.has('c') && options.has('D')) tool.usage('printing all duplicated lines and repeat counts is meaningless');
		const number = (key: string, what: string): number => {
			const value = options.get(key);
			if (value === undefined) return key === 'w' ? Infinity : 0;
			if (!/^\d+$/.test(value)) tool.die(tool.busybox ? `invalid number '${value}'` : `${value}: invalid number of ${what}`);
			return Number(value);
		};
		const [fields, chars, width] = [number('f', 'fields to skip'), number('s', 'bytes to skip'), number('w', 'bytes to compare')];
		const end = options.has('z') ? '\0' : '\n';
		const key = (line: string): string => {
			let at = 0;
			for (let n = 0; n < fields; n++) {
				while (line[at] === ' ' || line[at] === '\t') at++;
				while (at < line.length && line[at] !== ' ' && line[at] !== '\t') at++;
			}
			const rest = line.slice(at + chars, width === Infinity ? undefined : at + chars + width);
			return options.has('i') ? rest.toLowerCase() : rest;
		};
		const fd = yield* openInput(tool, options.operands[0] ?? '-');
		if (fd === null) return 1;
		const output = options.operands[1];
		if (output !== undefined && output !== '-') yield* dup(yield* open(output, { write: true, create: true, trunc: true }), 1);
		const lines = new Lines(tool, fd, options.has('z') ? 0 : 10);
		const all = options.has('D');
		const only = { repeated: options.has('d') || all, unique: options.has('u') };
		const separate = options.get('D') ?? '';
		let groups = 0;
		let grouped = '';
		const emit = function* (group: readonly string[], count: number): Sys<void> {
			if (options.has('G')) {
				const how = options.get('G') || 'separate';
				const first = groups++ === 0;
				const before = first ? how === 'prepend' || how === 'both' : how !== 'append';
				yield* tool.put((before ? end : '') + group.map((line) => line + end).join('') + (how === 'append' ? end : ''));
				grouped = how === 'both' ? end : '';
				return;
			}
			if ((only.repeated && count < 2) || (only.unique && count > 1)) return;
			if (all) yield* tool.put((separate === 'prepend' || (separate === 'separate' && groups++ > 0) ? end : '') + group.map((line) => line + end).join(''));
			else yield* tool.put((options.has('c') ? `${String(count).padStart(7)} ` : '') + (group[0] ?? '') + end);
		};
		let group: string[] = [];
		let count = 0;
		let current = '';
		const first = yield* attempt(lines.next());
		if (first instanceof Errno) tool.die(tool.busybox ? first.message : `error reading ${tool.quoteFile(options.operands[0] ?? '-')}`);
		for (let line = first; line !== null; line = yield* lines.next()) {
			const mine = key(line);
			if (count > 0 && mine === current) {
				count++;
				if (all || options.has('G')) group.push(line);
				continue;
			}
			if (count > 0) yield* emit(group, count);
			[group, count, current] = [[line], 1, mine];
		}
		if (count > 0) yield* emit(group, count);
		yield* tool.put(grouped);
		return 0;
	},
	{ binary: true }
);
