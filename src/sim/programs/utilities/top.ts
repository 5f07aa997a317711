// top (procps 4.0): the summary and the processes by use of CPU since the last look; on a terminal it redraws until q.
// Keys: q, space, M, P, T, N, k-less. Leaves out fields' management, colours and forest view. Settles at each turn.
import { settle, type Sys } from '../../engine/sys.ts';
import { clock, isatty, poll, processes, read, readText, sleep, sysinfo, tcgetattr, tcsetattr, winsize } from '../../kernel/index.ts';
import type { ProcessInfo } from '../../kernel/index.ts';
import { formatDate, timeZone } from './lib/dates.ts';
import { getopt } from './lib/getopt.ts';
import { decode } from './lib/text.ts';
import { utility, type Tool } from './lib/tool.ts';
import { Names } from './lib/users.ts';

interface Settled {
	sort: 'P' | 'M' | 'T' | 'N';
	turn: number;
	/** CPU µs by pid at the last look, and when that was (µs since boot). */
	before: Record<string, number>;
	at: number;
	threads: boolean;
}

const tenth = (n: number): string => n.toFixed(1);

function upText(us: number): string {
	const minutes = Math.floor(us / 60_000_000);
	const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
	return `${days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}` : `${rest} min`}`;
}

function* summary(tool: Tool, list: readonly ProcessInfo[], busyShare: number): Sys<string> {
	const info = yield* sysinfo();
	const zone = yield* timeZone(tool.env);
	const text = yield* readText('/proc/meminfo');
	const value = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024;
	const [total, free, available] = [value('MemTotal'), value('MemFree'), value('MemAvailable')];
	const cache = value('Buffers') + value('Cached') + value('SReclaimable');
	const states = (letters: string): number => list.filter((p) => letters.includes(p.state)).length;
	const users = new Set(list.filter((p) => p.tty !== null).map((p) => p.tty)).size;
	const running = Math.max(1, states('R'));
	const user = Math.min(100, Math.max(0, busyShare));
	const wide = (n: number): string => tenth(n).padStart(8);
	const row = (what: string, values: readonly number[], names: readonly string[], tail: string): string =>
		`MiB ${what.padEnd(4)}:${values
			.map((n, i) => `${wide(n)} ${names[i]}`)
			.join(', ')
			.replace(/$/, tail)}`;
	return (
		`top - ${formatDate(yield* clock(), '%H:%M:%S', zone)} up ${upText(info.uptime)}, ${String(users).padStart(2)} user${users === 1 ? '' : 's'},  load average: ${info.load.map((n) => n.toFixed(2)).join(', ')}\n` +
		`Tasks: ${String(list.length).padStart(3)} total, ${String(running).padStart(3)} running, ${String(list.length - running - states('TZ')).padStart(3)} sleeping, ${String(states('T')).padStart(3)} stopped, ${String(states('Z')).padStart(3)} zombie\n` +
		`%Cpu(s): ${tenth(user).padStart(4)} us,  0.0 sy,  0.0 ni,${tenth(100 - user).padStart(5)} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st \n` +
		`${row('Mem ', [total, free, total - available, cache], ['total', 'free', 'used', 'buff/cache'], '    ')} \n` +
		`${row('Swap', [value('SwapTotal'), value('SwapFree'), value('SwapTotal') - value('SwapFree')], ['total', 'free', 'used'], '.')}${wide(available)} avail Mem \n`
	);
}

const cpuTime = (us: number): string => {
	const hundredths = Math.floor(us / 10_000);
	return `${Math.floor(hundredths / 6000)}:${String(Math.floor((hundredths % 6000) / 100)).padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`;
};
const size = (bytes: number): string => {
	const kib = Math.floor(bytes / 1024);
	return kib < 1_000_000 ? String(kib) : kib < 10_000_000 ? `${(kib / 1_048_576).toFixed(1)}g` : `${(kib / 1_048_576).toFixed(1)}g`;
};

export const top = utility('top', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'bcd:eE:hHiIn:o:Op:sSu:U:vVw::1', long: [] });
	const tty = (yield* isatty(1)) && !options.has('b');
	const limit = Number(options.get('n') ?? Infinity);
	const delay = Math.max(0.1, Number(options.get('d') ?? 3)) * 1_000_000;
	if (!options.has('b') && !tty) {
		yield* tool.error('top: failed tty get\n');
		return 1;
	}
	const order: Readonly<Record<string, Settled['sort']>> = { '%CPU': 'P', '%MEM': 'M', 'TIME+': 'T', PID: 'N', RES: 'M' };
	const sort = order[(options.get('o') ?? '%CPU').replace(/^[-+]/, '').toUpperCase()];
	if (sort === undefined) {
		yield* tool.error(`top: unrecognized field name '${options.get('o') ?? ''}'\n`);
		return 1;
	}
	let state: Settled = (tool.context.settled as Settled | undefined) ?? { sort, turn: 0, before: {}, at: 0, threads: false };
	const pids = options.get('p')?.split(',').map(Number);
	const old = tty ? yield* tcgetattr(0) : undefined;
	if (tty) yield* tcsetattr(0, { echo: false, canonical: false });
	if (tty && state.turn === 0) yield* tool.put('\x1b[?1h\x1b=\x1b[?25l');
	const names = new Names();
	for (;;) {
		yield* settle(state);
		const info = yield* sysinfo();
		const all = yield* processes();
		const span = Math.max(1, info.uptime - state.at);
		const shares = new Map<number, number>();
		for (const p of all) {
			const used = state.turn === 0 ? p.cpuTime / Math.max(1, info.uptime - p.startTime) : (p.cpuTime - (state.before[p.pid] ?? p.cpuTime)) / span;
			shares.set(p.pid, Math.max(0, used * 100));
		}
		const busy = [...shares.values()].reduce((sum, one) => sum + one, 0) / Math.max(1, info.cores);
		const wanted: ProcessInfo[] = [];
		for (const p of all) {
			const user = (yield* names.user(p.uid)) ?? String(p.uid);
			const by = options.get('u') ?? options.get('U');
			if ((!pids || pids.includes(p.pid)) && (by === undefined || by === user || by === String(p.uid))) wanted.push(p);
		}
		const key = (p: ProcessInfo): number =>
			state.sort === 'M' ? p.rss : state.sort === 'T' ? p.cpuTime : state.sort === 'N' ? p.pid : Math.round((shares.get(p.pid) ?? 0) * 10);
		wanted.sort((a, b) => key(b) - key(a) || a.pid - b.pid);
		const lines = [
			...(yield* summary(tool, all, busy)).split('\n').slice(0, -1),
			'',
			'    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND'
		];
		for (const p of wanted) {
			if (options.has('i') && (shares.get(p.pid) ?? 0) < 0.05) continue;
			const user = (yield* names.user(p.uid)) ?? String(p.uid);
			lines.push(
				`${String(p.pid).padStart(7)} ${(user.length > 8 ? `${user.slice(0, 7)}+` : user).padEnd(8)} ${String(20 + p.nice).padStart(3)} ${String(p.nice).padStart(3)} ${size(p.vsz).padStart(7)} ${size(p.rss).padStart(6)} ${size(Math.floor(p.rss * 0.6)).padStart(6)} ${p.state} ${tenth(shares.get(p.pid) ?? 0).padStart(5)} ${tenth((p.rss * 100) / info.memoryTotal).padStart(5)} ${cpuTime(p.cpuTime).padStart(9)} ${options.has('c') && p.cmdline.length > 0 ? p.cmdline.join(' ') : p.comm}`
			);
		}
		if (tty) {
			const window = yield* winsize(1);
			const shown = lines.slice(0, Math.max(1, window.rows - 1)).map((line, i) => {
				const cut = line.slice(0, window.columns);
				return i === 6 ? `\x1b[7m${cut.padEnd(window.columns)}\x1b[m` : `${cut}\x1b[K`;
			});
			yield* tool.put(`\x1b[H${shown.join('\r\n')}\x1b[J`);
		} else yield* tool.put(`${state.turn > 0 ? '\n' : ''}${lines.join('\n')}\n`);
		yield* tool.flush();
		state = { ...state, turn: state.turn + 1, before: Object.fromEntries(all.map((p) => [String(p.pid), p.cpuTime])), at: info.uptime };
		if (state.turn >= limit) break;
		if (!tty) {
			yield* sleep(delay);
			continue;
		}
		const ready = yield* poll([0], delay);
		if (ready.length === 0) continue;
		const key1 = decode(yield* read(0, 1));
		if (key1 === 'q' || key1 === '' || key1 === '\x03') break;
		if (key1 === 'P' || key1 === 'M' || key1 === 'T' || key1 === 'N') state = { ...state, sort: key1 };
	}
	if (tty && old) {
		const window = yield* winsize(1);
		yield* tcsetattr(0, old);
		yield* tool.put(`\x1b[?1l\x1b>\x1b[${window.rows};1H\r\n\x1b[?25h\x1b[K`);
	}
	return 0;
});
