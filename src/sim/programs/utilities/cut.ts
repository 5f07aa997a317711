// cut: chosen bytes or fields of each line.
import type { Sys } from '../../engine/sys.ts';
import { getopt } from './lib/getopt.ts';
import { eachLine } from './lib/lines.ts';
import { fromBinary } from './lib/text.ts';
import { utility, type Tool } from './lib/tool.ts';

type Range = readonly [from: number, to: number];

/** The ranges of a list; `all`: a lone dash is every field, as numfmt has it. */
export function parseList(tool: Tool, text: string, fields: boolean, all = false): Range[] {
	if (all && text === '-') return [[1, Infinity]];
	const what = fields ? 'field' : 'byte/character position';
	const ranges: Range[] = [];
	for (const item of text.split(/[, \t]/)) {
		const match = /^(\d*)(-?)(\d*)$/.exec(item);
		if (!match || item === '' || (item !== '-' && match[2] === '' && match[3] !== '')) {
			if (item !== '' && /^[\d-]*$/.test(item)) tool.usage(fields ? 'invalid field range' : 'invalid byte or character range');
			if (item === '') tool.usage(fields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1');
			tool.usage(
				`invalid ${fields ? 'field value' : 'byte/character position'} ${tool.quote(/^-?\d*/.exec(item)?.[0] === '' ? item : item.replace(/^[\d-]+/, ''))}`
			);
		}
		const [, first = '', dash, last = ''] = match;
		if (first === '' && last === '' && all) {
			ranges.push([1, Infinity]);
			continue;
		}
		if (first === '' && last === '') tool.usage('invalid range with no endpoint: -');
		if (Number(first || 1) === 0 || (last !== '' && Number(last) === 0 && dash === ''))
			tool.usage(`${what === 'field' ? 'fields' : 'byte/character positions'} are numbered from 1`);
		for (const number of [first, last])
			if (Number(number || 0) >= 2 ** 64 && !tool.busybox)
				tool.usage(`${what === 'field' ? 'field number' : 'byte/character offset'} ${tool.quote(number)} is too large`);
		const from = first === '' ? 1 : Number(first);
		const to = dash === '' ? from : last === '' ? Infinity : Number(last);
		if (to < from) tool.usage('invalid decreasing range');
		ranges.push([from, to]);
	}
	return ranges;
}

const complementOf = (ranges: readonly Range[]): Range[] => {
	const out: Range[] = [];
	let next = 1;
	for (const [from, to] of merged(ranges)) {
		if (from > next) out.push([next, from - 1]);
		next = to + 1;
	}
	if (next !== Infinity) out.push([next, Infinity]);
	return out;
};

function merged(ranges: readonly Range[]): Range[] {
	const out: [number, number][] = [];
	for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
		const last = out[out.length - 1];
		if (last && from <= last[1]) last[1] = Math.max(last[1], to);
		else out.push([from, to]);
	}
	return out;
}

export const cut = utility(
	'cut',
	function* (tool: Tool) {
		const options = yield* getopt(tool, {
			short: 'b:c:d:f:nsz',
			long: ['bytes:=b', 'characters:=c', 'delimiter:=d', 'fields:=f', 'only-delimited=s', 'output-delimiter:=O', 'complement=C', 'zero-terminated=z']
		});
		const lists = options.options.filter(([key]) => key === 'b' || key === 'c' || key === 'f');
		if (tool.busybox && lists.length !== 1)
			tool.usage(lists.length === 0 ? 'expected a list of bytes, characters, or fields' : 'only one type of list may be specified');
		if (lists.length === 0) tool.usage('you must specify a list of bytes, characters, or fields');
		if (lists.length > 1) tool.usage('only one list may be specified');
		const [mode, list] = lists[0] ?? ['f', ''];
		const fields = mode === 'f';
		const given = options.get('d');
		if (!fields && given !== undefined) tool.usage('an input delimiter may be specified only when operating on fields');
		if (!fields && options.has('s')) tool.usage('suppressing non-delimited lines makes sense\n\tonly when operating on fields');
		const delimiter = tool.own(given ?? '\t') || '\0';
		if (fields && delimiter.length > 1 && fromBinary(delimiter).length >= 1) tool.usage('the delimiter must be a single character');
		let ranges = merged(parseList(tool, list, fields));
		if (options.has('C')) ranges = complementOf(ranges);
		const separator = options.get('O') === '' ? '\0' : tool.own(options.get('O') ?? (fields ? delimiter : ''));
		const end = options.has('z') ? '\0' : '\n';
		const bytes = (line: string): string =>
			ranges
				.map(([from, to]) => line.slice(from - 1, to))
				.filter((part, i) => part !== '' || i === 0)
				.join(separator);
		yield* eachLine(
			tool,
			options.operands,
			function* (line): Sys<void> {
				if (!fields) return yield* tool.put(bytes(line) + end);
				if (!line.includes(delimiter)) return yield* tool.put(options.has('s') ? '' : line + end);
				const parts = line.split(delimiter);
				const out: string[] = [];
				for (const [from, to] of ranges) for (let i = from; i <= Math.min(to, parts.length); i++) out.push(parts[i - 1] ?? '');
				yield* tool.put(out.join(separator) + end);
			},
			options.has('z') ? 0 : 10
		);
	},
	{ binary: true }
);
