// split: a file in pieces, by lines, bytes, or a number of chunks. GNU coreutils 9. Leaves out --filter's shell variables beyond $FILE.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, fstat, open, pipe, readAll, spawn, wait, write } from '../../kernel/index.ts';
import { parseCount } from './lib/count.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { Lines } from './lib/lines.ts';
import { binary, unbinary } from './lib/text.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

function suffix(n: number, length: number, base: 10 | 16 | 26): string {
	let out = '';
	let rest = n;
	for (let i = 0; i < length; i++) {
		const digit = rest % base;
		out = (base === 26 ? String.fromCharCode(97 + digit) : digit.toString(16)) + out;
		rest = Math.floor(rest / base);
	}
	return out;
}

/** Where the n chunks of a text end: by bytes, or by whole lines (l/N). */
function chunkEnds(text: string, count: number, byLines: boolean): number[] {
	const size = Math.max(1, Math.floor(text.length / count));
	const ends: number[] = [];
	let from = 0;
	for (let i = 1; i <= count; i++) {
		let end = i === count ? text.length : Math.min(text.length, i * size);
		if (byLines && i < count) {
			if (end < from) end = from;
			else if (end > from && text[end - 1] !== '\n') {
				const line = text.indexOf('\n', end - 1);
				end = line < 0 ? text.length : line + 1;
			}
		}
		ends.push(end);
		from = end;
	}
	return ends;
}

export const split = utility(
	'split',
	function* (tool: Tool): Sys<number> {
		const args = tool.args.map((arg) => (/^-\d+$/.test(arg) ? `-l${arg.slice(1)}` : arg));
		const options = yield* getopt(
			tool,
			{
				short: 'a:b:C:del:n:t:ux',
				long: [
					'suffix-length:=a',
					'additional-suffix:=add',
					'bytes:=b',
					'line-bytes:=C',
					'numeric-suffixes::=d',
					'hex-suffixes::=x',
					'elide-empty-files=e',
					'filter:',
					'lines:=l',
					'number:=n',
					'separator:=t',
					'unbuffered=u',
					'verbose'
				]
			},
			args
		);
		yield* checkOperands(tool, options.operands, 0, 2);
		if (['b', 'C', 'l', 'n'].filter((key) => options.has(key)).length > 1) tool.usage('cannot split in more than one way');
		const [name = '-', prefix = 'x'] = options.operands;
		const count = (key: string, what: string): number => {
			const text = options.get(key) ?? '';
			const value = parseCount(text);
			if (value === undefined) tool.die(`invalid number of ${what}: ${tool.quote(text)}`);
			if (value === 0)
				tool.die(`invalid number of ${what}: ${tool.quote(text)}${what === 'lines' || what === 'bytes' ? ': Numerical result out of range' : ''}`);
			return value;
		};
		const base = options.has('x') ? 16 : options.has('d') ? 10 : 26;
		const first = Number(options.get(base === 16 ? 'x' : 'd') || 0);
		const wide = Number(options.get('a') ?? 2);
		if (!/^\d+$/.test(options.get('a') ?? '2')) tool.die(`invalid suffix length: ${tool.quote(options.get('a') ?? '')}`);
		const chunk = /^(?:([lr])\/)?(?:(\d+)\/)?(\d+)$/.exec(options.get('n') ?? '');
		if (options.has('n') && !chunk) tool.die(`invalid number of chunks: ${tool.quote(options.get('n') ?? '')}`);
		const sizes = {
			l: options.has('l') ? count('l', 'lines') : 1000,
			b: options.has('b') ? count('b', 'bytes') : 0,
			C: options.has('C') ? count('C', 'bytes') : 0
		};
		if (chunk && Number(chunk[3]) === 0) tool.die(`invalid number of chunks: ${tool.quote(chunk[3] ?? '')}: Numerical result out of range`);
		if (chunk?.[2] !== undefined && (Number(chunk[2]) === 0 || Number(chunk[2]) > Number(chunk[3])))
			tool.die(`invalid chunk number: ${tool.quote(chunk[2])}: Numerical result out of range`);
		const input = name === '-' ? 0 : yield* attempt(open(name));
		if (input instanceof Errno) tool.die(`cannot open ${tool.quoteFile(name)} for reading: ${input.message}`);
		let files = first;
		const most = Array.from({ length: wide }, () => base).reduce<number>((all, one) => all * one, 1);
		const filter = options.get('filter');
		let pid = -1;
		let fd = -1;
		const end = function* (): Sys<void> {
			if (fd >= 0) yield* close(fd);
			if (pid >= 0) yield* wait(pid);
			fd = pid = -1;
		};
		const next = function* (): Sys<void> {
			yield* end();
			if (files >= most) {
				yield* tool.flush();
				throw new Exit(1, `${tool.name}: output file suffixes exhausted\n`);
			}
			const path = `${prefix}${suffix(files++, wide, base)}${options.get('add') ?? ''}`;
			if (filter !== undefined) {
				const ends = yield* pipe();
				pid = yield* spawn({ path: '/bin/sh', argv: ['sh', '-c', filter], env: { ...tool.env, FILE: path }, fds: { 0: ends.read, 1: 1, 2: 2 } });
				yield* close(ends.read);
				fd = ends.write;
				return;
			}
			if (options.has('verbose')) yield* tool.put(`creating file ${tool.quoteFile(path)}\n`);
			const made = yield* attempt(open(path, { write: true, create: true, trunc: true }));
			if (made instanceof Errno) tool.die(`${path}: ${made.message}`);
			fd = made;
		};
		const put = function* (text: string): Sys<void> {
			yield* next();
			if (text !== '') yield* write(fd, unbinary(text));
		};
		if (chunk) {
			const text = binary(yield* readAll(input));
			const parts = Number(chunk[3]);
			// Chunks are shares of a size, which a pipe has not.
			if (chunk[1] !== 'r' && ['fifo', 'socket'].includes((yield* fstat(input)).type)) tool.die(`${name}: cannot determine file size`);
			const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
			const ends = chunkEnds(text, parts, chunk[1] === 'l');
			const piece = (i: number): string =>
				chunk[1] === 'r' ? lines.filter((_, n) => n % parts === i).join('') : text.slice(i === 0 ? 0 : (ends[i - 1] ?? 0), ends[i]);
			if (chunk[2] !== undefined) {
				yield* tool.put(piece(Number(chunk[2]) - 1));
				return 0;
			}
			for (let i = 0; i < parts; i++) if (piece(i) !== '' || !options.has('e')) yield* put(piece(i));
			yield* end();
			return 0;
		}
		if (options.has('b')) {
			const text = binary(yield* readAll(input));
			for (let at = 0; at < text.length; at += sizes.b) yield* put(text.slice(at, at + sizes.b));
			yield* end();
			return 0;
		}
		const lines = new Lines(tool, input, options.has('t') ? (options.get('t') === '\\0' ? 0 : (options.get('t') ?? '\n').charCodeAt(0)) : 10);
		const mark = options.has('t') ? (options.get('t') === '\\0' ? '\0' : (options.get('t') ?? '\n')) : '\n';
		let held = '';
		let n = 0;
		for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) {
			let whole = line + (lines.terminated ? mark : '');
			if (options.has('C')) {
				if (held !== '' && held.length + whole.length > sizes.C) {
					yield* put(held);
					held = '';
				}
				for (; whole.length > sizes.C; whole = whole.slice(sizes.C)) yield* put(whole.slice(0, sizes.C));
				held += whole;
				continue;
			}
			held += whole;
			if (++n % sizes.l === 0) {
				yield* put(held);
				held = '';
			}
		}
		if (held !== '') yield* put(held);
		yield* end();
		return 0;
	},
	{ binary: true }
);
