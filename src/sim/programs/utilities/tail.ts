// tail: the last lines or bytes of files, and what is added to them (-f, -F).
// Follows by looking at the file every so often, as inotify would tell it at once. Settles at each turn, so that it may run for hours.
import { Errno, type Sys } from '../../engine/sys.ts';
import { settle } from '../../engine/sys.ts';
import { close, fstat, kill, lseek, open, read, sleep, stat } from '../../kernel/index.ts';
import { parseCount } from './lib/count.ts';
import { getopt } from './lib/getopt.ts';
import { eachNamed } from './head.ts';
import { Lines } from './lib/lines.ts';
import { binary } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

interface Wanted {
	bytes: boolean;
	count: number;
	fromStart: boolean;
}

/** A followed file; plain data, because it is settled. */
interface Followed {
	name: string;
	fd: number | null;
	size: number;
	ino: number;
	dev: number;
}
interface Following {
	files: Followed[];
	byName: boolean;
	headers: boolean;
	last: string;
	interval: number;
	pid: number;
}

function wantedOf(tool: Tool, text: string, bytes: boolean): Wanted {
	const match = /^([+-]?)(.*)$/.exec(text);
	const count = parseCount(match?.[2] ?? '');
	if (count === undefined) tool.die(tool.busybox ? `invalid number '${text}'` : `invalid number of ${bytes ? 'bytes' : 'lines'}: ${tool.quote(text)}`);
	if (count >= 2 ** 64 && !tool.busybox) tool.die(`invalid number of ${bytes ? 'bytes' : 'lines'}: ${tool.quote(text)}: Value too large for defined data type`);
	return { bytes, count, fromStart: match?.[1] === '+' };
}

/** Prints the end of what a descriptor has; answers its position. */
function* printEnd(tool: Tool, fd: number, wanted: Wanted, delimiter: number): Sys<void> {
	const info = yield* fstat(fd);
	const seekable = info.type === 'file';
	const end = String.fromCharCode(delimiter);
	if (wanted.bytes) {
		if (wanted.fromStart) {
			let skip = Math.max(0, wanted.count - 1);
			for (let part = yield* read(fd); part.length > 0; part = yield* read(fd)) {
				if (skip < part.length) yield* tool.putBytes(part.subarray(skip));
				skip = Math.max(0, skip - part.length);
			}
			return;
		}
		if (seekable && info.size > wanted.count) yield* lseek(fd, -wanted.count, 'end');
		let held = '';
		for (let part = yield* read(fd); part.length > 0; part = yield* read(fd)) {
			held += binary(part);
			if (held.length > 2 * wanted.count + 65_536) held = wanted.count === 0 ? '' : held.slice(-wanted.count);
		}
		return yield* tool.put(wanted.count === 0 ? '' : held.slice(-wanted.count));
	}
	if (wanted.fromStart) {
		const lines = new Lines(tool, fd, delimiter);
		for (let n = 1, line = yield* lines.next(); line !== null; n++, line = yield* lines.next())
			if (n >= wanted.count) yield* tool.put(line + (lines.terminated ? end : ''));
		return;
	}
	if (seekable && info.size > 65_536) return yield* printEndBackwards(tool, fd, info.size, wanted.count, end);
	const lines = new Lines(tool, fd, delimiter);
	const held: string[] = [];
	let first = 0;
	for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) {
		held.push(line + (lines.terminated ? end : ''));
		if (held.length - first > wanted.count) held[first++] = '';
		if (first > 10_000) {
			held.splice(0, first);
			first = 0;
		}
	}
	for (const line of held.slice(first)) yield* tool.put(line);
}

/** Large files are read from their end. */
function* printEndBackwards(tool: Tool, fd: number, size: number, count: number, end: string): Sys<void> {
	let text = '';
	for (let at = size; at > 0;) {
		const from = Math.max(0, at - 65_536);
		yield* lseek(fd, from);
		text = binary(yield* read(fd, at - from)) + text;
		at = from;
		let newlines = 0;
		for (let i = text.length - 2; i >= 0; i--) {
			if (text[i] !== end || ++newlines < count) continue;
			yield* tool.put(text.slice(i + 1));
			yield* lseek(fd, 0, 'end');
			return;
		}
	}
	yield* lseek(fd, 0, 'end');
	if (count > 0) yield* tool.put(text);
}

function* emit(tool: Tool, f: Following, file: Followed): Sys<void> {
	if (file.fd === null) return;
	for (let part = yield* read(file.fd); part.length > 0; part = yield* read(file.fd)) {
		if (f.headers && f.last !== file.name) {
			yield* tool.put(`${f.last === '' ? '' : '\n'}==> ${file.name === '-' ? 'standard input' : tool.own(file.name)} <==\n`);
			f.last = file.name;
		}
		yield* tool.putBytes(part);
		file.size += part.length;
	}
}

/** One look at one file. */
function* look(tool: Tool, f: Following, file: Followed): Sys<void> {
	if (f.byName && file.name !== '-') {
		const info = yield* attempt(stat(file.name));
		if (info instanceof Errno) {
			if (file.fd !== null) {
				yield* emit(tool, f, file);
				yield* tool.warn(`${tool.quoteFile(file.name)} has become inaccessible: ${info.message}`);
				yield* close(file.fd);
				file.fd = null;
			}
			return;
		}
		if (file.fd === null || info.ino !== file.ino || info.dev !== file.dev) {
			const fresh = yield* attempt(open(file.name));
			if (fresh instanceof Errno) return;
			if (file.fd !== null) yield* close(file.fd);
			yield* tool.warn(`${tool.quoteFile(file.name)} has ${file.fd === null ? 'appeared' : 'been replaced'};  following new file`, 0);
			Object.assign(file, { fd: fresh, ino: info.ino, dev: info.dev, size: 0 });
		}
	}
	if (file.fd === null) return;
	const { size, type } = yield* fstat(file.fd);
	if (type === 'file' && size < file.size) {
		yield* tool.warn(`${tool.own(file.name)}: file truncated`, 0);
		yield* lseek(file.fd, 0);
		file.size = 0;
	}
	yield* emit(tool, f, file);
}

function* follow(tool: Tool, start: Following): Sys<number> {
	const f = start;
	for (;;) {
		yield* tool.flush();
		yield* settle({ files: f.files.map((file) => ({ ...file })), byName: f.byName, headers: f.headers, last: f.last, interval: f.interval, pid: f.pid });
		for (const file of f.files) yield* look(tool, f, file);
		yield* tool.flush();
		if (!f.byName && f.files.every((file) => file.fd === null)) {
			yield* tool.warn('no files remaining');
			return 1;
		}
		if (f.pid > 0 && (yield* attempt(kill(f.pid, null))) instanceof Errno) return tool.status;
		yield* sleep(f.interval);
	}
}

export const tail = utility(
	'tail',
	function* (tool: Tool): Sys<number> {
		const { settled } = tool.context;
		if (settled !== undefined) return yield* follow(tool, structuredCloneOf(settled as Following));
		// The old form: alone, or with one file.
		const obsolete =
			tool.busybox || tool.args.length === 1 || (tool.args.length === 2 && !/^-./.test(tool.args[1] ?? '')) || (tool.args[1] === '--' && tool.args.length <= 3);
		const old = /^([-+])(?!$|c?$)(\d*)([bcl]?)(f?)$/.exec(tool.args[0] ?? '');
		const args =
			old && obsolete
				? [
						`-${old[3] === 'c' || old[3] === 'b' ? 'c' : 'n'}${old[1] === '+' ? '+' : ''}${old[2] || 10}${old[3] === 'b' ? 'b' : ''}`,
						...(old[4] ? ['-f'] : []),
						...tool.args.slice(1)
					]
				: tool.args;
		const options = yield* getopt(
			tool,
			{
				digits: tool.busybox ? false : (digit) => tool.die(`option used in invalid context -- ${digit}`),
				short: 'c:n:fFqs:vz',
				long: [
					'bytes:=c',
					'follow::=follow',
					'lines:=n',
					'max-unchanged-stats:',
					'pid:',
					'quiet=q',
					'silent=q',
					'retry',
					'sleep-interval:=s',
					'verbose=v',
					'zero-terminated=z'
				]
			},
			args
		);
		let wanted: Wanted = { bytes: false, count: 10, fromStart: false };
		let headers = options.operands.length > 1;
		for (const [key, value] of options.options) {
			if (key === 'c' || key === 'n') wanted = wantedOf(tool, value, key === 'c');
			if (!tool.busybox && key === 'pid' && !/^\+?\d+$/.test(value)) tool.die(`invalid PID: ${tool.quote(value)}`);
			if (!tool.busybox && key === 's' && !/^\+?(?:\d+\.?\d*|\.\d+)$/.test(value)) tool.die(`invalid number of seconds: ${tool.quote(value)}`);
			if (key === 'max-unchanged-stats' && !/^\+?\d+$/.test(value)) tool.die(`invalid maximum number of unchanged stats between opens: ${tool.quote(value)}`);
			if (key === 'q') headers = false;
			if (key === 'v') headers = true;
		}
		const byName = options.has('F') || options.get('follow') === 'name';
		const following = byName || options.has('f') || options.has('follow');
		if (options.has('retry') && !following) yield* tool.warn('warning: --retry ignored; --retry is useful only when following', 0);
		const names = options.operands.length === 0 ? ['-'] : options.operands;
		const f: Following = {
			files: [],
			byName,
			headers,
			last: '',
			interval: tool.busybox ? 1_000_000 : Math.min(1_000_000, Math.round(Number(options.get('s') ?? 0.2) * 1_000_000)),
			pid: Number(options.get('pid') ?? 0)
		};
		let any = false;
		yield* eachNamed(tool, names, function* (fd, name): Sys<void> {
			if (headers) yield* tool.put(`${any ? '\n' : ''}==> ${name === '-' ? 'standard input' : tool.own(name)} <==\n`);
			any = true;
			f.last = name;
			yield* printEnd(tool, fd, wanted, options.has('z') ? 0 : 10);
			if (!following) return;
			const info = yield* fstat(fd);
			// The descriptor is closed by eachNamed; following goes on with one of its own.
			const own = name === '-' ? 0 : yield* open(name);
			if (name !== '-' && info.type === 'file') yield* lseek(own, yield* lseek(fd, 0, 'cur'));
			f.files.push({ name, fd: own, size: info.size, ino: info.ino, dev: info.dev });
		});
		if (tool.busybox && !any && tool.status !== 0) yield* tool.warn('no files');
		if (!following) return tool.status;
		for (const name of names)
			if ((byName || options.has('retry')) && !f.files.some((file) => file.name === name)) f.files.push({ name, fd: null, size: 0, ino: 0, dev: 0 });
		if (f.files.length === 0) {
			yield* tool.warn('no files remaining');
			return 1;
		}
		return yield* follow(tool, f);
	},
	{ binary: true }
);

const structuredCloneOf = (state: Following): Following => ({ ...state, files: state.files.map((file) => ({ ...file })) });
