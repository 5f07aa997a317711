// The help of flags: pflag's FlagUsagesWrapped (docker, kubeadm, helm …) and kubectl's own templater.
// Invariant: flags are listed by name in byte order, hidden ones not at all.

import { compareBytes, goQuote, runeCount } from '../strings.ts';
import { utf8Length } from '../bytes.ts';
import { defaultText, type FlagRow, type FlagSet, noOptDefVal, typeOf } from './flags.ts';

const shownTypes: Readonly<Record<string, string>> = {
	bool: '',
	boolfunc: '',
	func: 'value',
	float64: 'float',
	int64: 'int',
	uint64: 'uint',
	stringSlice: 'strings',
	intSlice: 'ints',
	uintSlice: 'uints',
	boolSlice: 'bools'
};

/** pflag.UnquoteUsage: the argument's name (in back quotes, or the type's) and the usage without the quotes. */
function unquoteUsage(row: FlagRow): { name: string; usage: string } {
	const quoted = /`([^`]*)`/.exec(row.usage);
	if (quoted !== null) return { name: quoted[1] ?? '', usage: row.usage.replace(quoted[0], quoted[1] ?? '') };
	const type = typeOf(row).name;
	return { name: shownTypes[type] ?? type, usage: row.usage };
}

/** The first line of at most `width`, and the rest; up to `slop` more when that ends the text. */
function cut(width: number, slop: number, text: string): [string, string] {
	if (width + slop > text.length) return [text, ''];
	const head = text.slice(0, width);
	const blank = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'));
	if (blank <= 0) return [text, ''];
	const line = head.lastIndexOf('\n');
	const at = line > 0 && line < blank ? line : blank;
	return [text.slice(0, at), text.slice(at + 1)];
}

function wrap(indent: number, columns: number, text: string): string {
	const margin = (size: number): string => `\n${' '.repeat(size)}`;
	if (columns === 0) return text.replaceAll('\n', margin(indent));
	const narrow = columns - indent < 24;
	const left = narrow ? 16 : indent;
	const start = narrow ? margin(left) : '';
	if (columns - left < 24) return text.replaceAll('\n', start);
	const slop = 5;
	const width = columns - left - slop;
	let [line, rest] = cut(width, slop, text);
	let out = start + line.replaceAll('\n', margin(left));
	while (rest !== '') {
		[line, rest] = cut(width, slop, rest);
		out += margin(left) + line.replaceAll('\n', margin(left));
	}
	return out;
}

function optionalValue(row: FlagRow): string {
	const value = noOptDefVal(row);
	const type = typeOf(row).name;
	if (value === undefined || (type === 'bool' && value === 'true') || (type === 'count' && value === '+1')) return '';
	return type === 'string' ? `[="${value}"]` : `[=${value}]`;
}

function shown(set: FlagSet): FlagRow[] {
	return set.flags.filter(({ hidden, deprecated }) => hidden !== true && deprecated === undefined).sort((a, b) => compareBytes(a.name, b.name));
}

/** FlagSet.FlagUsagesWrapped(columns): one block per flag, usages aligned; 0 columns: not wrapped. Ends with a line feed. */
export function flagUsages(set: FlagSet, options: { columns?: number; unsorted?: boolean } = {}): string {
	const rows = options.unsorted === true ? set.flags.filter(({ hidden, deprecated }) => hidden !== true && deprecated === undefined) : shown(set);
	const lines = rows.map((row) => {
		const { name, usage } = unquoteUsage(row);
		const short = row.shorthand !== undefined && row.shorthandDeprecated === undefined;
		const head = `${short ? `  -${row.shorthand}, ` : '      '}--${row.name}${name === '' ? '' : ` ${name}`}${optionalValue(row)}`;
		const text = defaultText(row);
		const type = typeOf(row);
		const suffix = type.hiddenDefaults.includes(text) ? '' : ` (default ${type.name === 'string' ? goQuote(text) : text})`;
		return { head, tail: usage + suffix };
	});
	const widest = Math.max(0, ...lines.map(({ head }) => utf8Length(head) + 1));
	return lines.map(({ head, tail }) => `${head} ${' '.repeat(widest - utf8Length(head))} ${wrap(widest + 2, options.columns ?? 0, tail)}\n`).join('');
}

/** mitchellh/go-wordwrap: breaks between words so that lines stay within `limit`; longer words stay whole. */
export function wordWrap(text: string, limit: number): string {
	let out = '';
	let current = 0;
	let word = '';
	let space = '';
	const flush = (): void => {
		current += runeCount(space) + runeCount(word);
		out += space + word;
		space = '';
		word = '';
	};
	for (const char of text) {
		if (char === '\n') {
			if (word === '' && current + runeCount(space) > limit) space = '';
			flush();
			out += char;
			current = 0;
		} else if (/^[\t\v\f\r \x85]$/.test(char)) {
			if (space === '' || word !== '') flush();
			space += char;
		} else {
			word += char;
			const length = runeCount(word);
			if (current + length + runeCount(space) > limit && length < limit) {
				out += '\n';
				current = 0;
				space = '';
			}
		}
	}
	if (word === '' && current + runeCount(space) > limit) return out;
	return out + space + word;
}

/** kubectl's options list: `    -f, --filename=[]:` and the usage behind a tab, an empty line after each. `columns`: the terminal's width. */
export function kubectlFlagUsages(set: FlagSet, options: { columns?: number } = {}): string {
	const limit = options.columns === undefined || options.columns === 0 ? Infinity : options.columns - 10;
	return set.flags
		.filter(({ hidden }) => hidden !== true)
		.sort((a, b) => compareBytes(a.name, b.name))
		.filter(({ deprecated }) => deprecated === undefined)
		.map((row) => {
			const quote = typeOf(row).name === 'string' ? "'" : '';
			const head = `    ${row.shorthand === undefined ? '' : `-${row.shorthand}, `}--${row.name}=${quote}${defaultText(row)}${quote}:`;
			const usage = wordWrap(row.usage.split('\n').join(' '), limit);
			return `${head}\n${usage}`.replaceAll('\n', '\n\t') + '\n\n';
		})
		.join('');
}
