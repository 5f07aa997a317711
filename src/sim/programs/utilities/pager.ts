// less and more: paging on a terminal with the usual keys; without one they copy their input.
// Leaves out editing, tags, marks and options beyond -N, -S, -F and -R.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, isatty, open, read, tcgetattr, tcsetattr, winsize } from '../../kernel/index.ts';
import { compileRegExp, RegExpError } from '../../values/index.ts';
import { getopt } from './lib/getopt.ts';
import { Lines } from './lib/lines.ts';
import { decode } from './lib/text.ts';
import { attempt, utility, type Tool, type Utility } from './lib/tool.ts';

function* copy(tool: Tool, names: readonly string[]): Sys<number> {
	for (const name of names.length === 0 ? ['-'] : names) {
		const fd = name === '-' ? 0 : yield* attempt(open(name));
		if (fd instanceof Errno) {
			yield* tool.error(`${tool.busybox ? `${tool.name}: can't open '${name}'` : name}: ${fd.message}\n`);
			tool.status = 1;
			continue;
		}
		for (let part = yield* read(fd); part.length > 0; part = yield* read(fd)) yield* tool.putBytes(part);
		if (fd !== 0) yield* close(fd);
	}
	return tool.status;
}

interface Screen {
	lines: string[];
	done: boolean;
	top: number;
	search: string;
	numbers: boolean;
}

/** Reads until there are `count` lines or the input ends. */
function* ahead(source: Lines, s: Screen, count: number): Sys<void> {
	while (!s.done && s.lines.length < count) {
		const line = yield* source.next();
		if (line === null) s.done = true;
		else s.lines.push(line.replaceAll('\t', '        '));
	}
}

function* draw(tool: Tool, s: Screen, rows: number, columns: number, name: string): Sys<void> {
	let out = '\x1b[H\x1b[J';
	for (let i = 0; i < rows; i++) {
		const line = s.lines[s.top + i];
		out += `${line === undefined ? (s.top + i === 0 || s.lines.length <= s.top + i ? '~' : '') : `${s.numbers ? `${String(s.top + i + 1).padStart(7)} ` : ''}${line}`.slice(0, columns)}\r\n`;
	}
	const end = s.done && s.top + rows >= s.lines.length;
	yield* tool.put(`${out}${end ? '\x1b[7m(END)\x1b[m' : s.top === 0 && name !== '-' ? `\x1b[7m${name}\x1b[m` : ':'}\x1b[K`);
	yield* tool.flush();
}

function find(s: Screen, from: number, step: 1 | -1): number {
	try {
		const compiled = compileRegExp(s.search, { syntax: 'ere' });
		for (let i = from; i >= 0 && i < s.lines.length; i += step) if (compiled.test(s.lines[i] ?? '')) return i;
	} catch (error) {
		if (!(error instanceof RegExpError)) throw error;
	}
	return -1;
}

function* page(tool: Tool, name: string, numbers: boolean): Sys<number> {
	const fd = name === '-' ? 0 : yield* attempt(open(name));
	if (fd instanceof Errno) {
		yield* tool.error(`${name}: ${fd.message}\n`);
		return 1;
	}
	const tty = yield* open('/dev/tty', { read: true });
	const before = yield* tcgetattr(tty);
	yield* tcsetattr(tty, { echo: false, canonical: false });
	const source = new Lines(tool, fd);
	const s: Screen = { lines: [], done: false, top: 0, search: '', numbers };
	yield* tool.put('\x1b[?1049h');
	let typed = '';
	for (;;) {
		const size = yield* winsize(1);
		const rows = Math.max(1, (size.rows || 24) - 1);
		yield* ahead(source, s, s.top + rows + 1);
		s.top = Math.max(0, Math.min(s.top, s.done ? Math.max(0, s.lines.length - rows) : s.top));
		yield* draw(tool, s, rows, size.columns || 80, name);
		// What was typed at once is taken key by key.
		if (typed === '') {
			const got = yield* attempt(read(tty, 1024));
			if (got instanceof Errno && got.code === 'EINTR') continue;
			if (got instanceof Errno || got.length === 0) break;
			typed = decode(got);
		}
		const key = /^(?:\x1b\[[0-9;]*[A-Za-z~]|[^])/.exec(typed)?.[0] ?? '';
		typed = typed.slice(key.length);
		if (key === 'q' || key === 'Q' || key === '\x03') break;
		if (key === ' ' || key === 'f' || key === '\x06' || key === '\x1b[6~') s.top += rows;
		else if (key === 'b' || key === '\x02' || key === '\x1b[5~') s.top -= rows;
		else if (key === 'd' || key === '\x04') s.top += Math.floor(rows / 2);
		else if (key === 'u' || key === '\x15') s.top -= Math.floor(rows / 2);
		else if (key === 'j' || key === '\r' || key === '\n' || key === 'e' || key === '\x1b[B') s.top += 1;
		else if (key === 'k' || key === 'y' || key === '\x1b[A') s.top -= 1;
		else if (key === 'g' || key === '<' || key === '\x1b[H') s.top = 0;
		else if (key === 'G' || key === '>' || key === '\x1b[F') {
			yield* ahead(source, s, Infinity);
			s.top = s.lines.length;
		} else if (key[0] === '/' || key[0] === '?') {
			let text = '';
			for (;;) {
				yield* tool.put(`\r${key[0]}${text}\x1b[K`);
				yield* tool.flush();
				if (typed === '') typed = decode(yield* read(tty, 1024));
				const more = typed[0] ?? '';
				typed = typed.slice(1);
				if (more === '' || /[\r\n\x1b\x03]/.test(more)) break;
				text = more === '\x7f' ? text.slice(0, -1) : text + more;
			}
			if (text !== '') s.search = text;
			yield* ahead(source, s, Infinity);
			const at = find(s, key[0] === '/' ? s.top + 1 : s.top - 1, key[0] === '/' ? 1 : -1);
			if (at >= 0) s.top = at;
		} else if ((key === 'n' || key === 'N') && s.search !== '') {
			yield* ahead(source, s, Infinity);
			const at = find(s, s.top + (key === 'n' ? 1 : -1), key === 'n' ? 1 : -1);
			if (at >= 0) s.top = at;
		}
	}
	yield* tcsetattr(tty, before);
	yield* tool.put('\r\x1b[K\x1b[?1049l');
	return 0;
}

const pager = (name: string): Utility =>
	utility(name, function* (tool: Tool): Sys<number> {
		const options = yield* getopt(
			tool,
			{
				short: 'aABcCdeEfFgGiIJKLmMnNqQrRsSuUwWXb:D:h:j:k:o:O:p:P:t:T:x:y:z:',
				long: ['quit-if-one-screen=F', 'RAW-CONTROL-CHARS=R', 'LINE-NUMBERS=N', 'chop-long-lines=S', 'no-init=X']
			},
			tool.args.filter((arg) => !arg.startsWith('+'))
		);
		if (!(yield* isatty(1))) return yield* copy(tool, options.operands);
		if (options.operands.length === 0 && (yield* isatty(0))) {
			yield* tool.error(tool.busybox ? '' : 'Missing filename ("less --help" for help)\n');
			return 1;
		}
		for (const one of options.operands.length === 0 ? ['-'] : options.operands) tool.status = yield* page(tool, one, options.has('N'));
		return tool.status;
	});

export const less = pager('less');
export const more = pager('more');
