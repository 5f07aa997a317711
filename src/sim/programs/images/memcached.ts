// memcached: the text protocol over one table of items with flags and expiry. Leaves out the binary protocol, cas and eviction.
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import { accept, awaitSignals, clock, close, exit, ids, listen, read, sigaction, thread, write, type Program } from '../../kernel/index.ts';

interface Item {
	value: string;
	flags: string;
	expires: number;
}
interface Memory {
	items: Map<string, Item>;
	started: number;
	gets: number;
	sets: number;
	hits: number;
	connections: number;
}
const latin = (bytes: Uint8Array): string => {
	let s = '';
	for (const b of bytes) s += String.fromCharCode(b);
	return s;
};
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

const live = (m: Memory, key: string, now: number): Item | undefined => {
	const item = m.items.get(key);
	if (!item || item.expires === 0 || item.expires > now) return item;
	m.items.delete(key);
	return undefined;
};

/** Runs one command; `data` is the block of a storage command. `now` in seconds. */
function execute(m: Memory, line: string, data: string, now: number, version: string): string {
	const [verb = '', key = '', a = '', b = ''] = line.trim().split(/\s+/);
	switch (verb) {
		case 'set':
		case 'add':
		case 'replace':
		case 'append':
		case 'prepend': {
			m.sets++;
			const old = live(m, key, now);
			if ((verb === 'add' && old) || (verb !== 'add' && verb !== 'set' && !old)) return 'NOT_STORED\r\n';
			const time = Number(b);
			const expires = time === 0 ? 0 : time < 0 ? 1 : time > 2_592_000 ? time : now + time;
			if (old && verb === 'append') m.items.set(key, { ...old, value: old.value + data });
			else if (old && verb === 'prepend') m.items.set(key, { ...old, value: data + old.value });
			else m.items.set(key, { value: data, flags: a, expires });
			return 'STORED\r\n';
		}
		case 'get':
		case 'gets': {
			let out = '';
			for (const name of line.trim().split(/\s+/).slice(1)) {
				m.gets++;
				const item = live(m, name, now);
				if (item) {
					m.hits++;
					out += `VALUE ${name} ${item.flags} ${item.value.length}${verb === 'gets' ? ' 1' : ''}\r\n${item.value}\r\n`;
				}
			}
			return `${out}END\r\n`;
		}
		case 'delete':
			return live(m, key, now) && m.items.delete(key) ? 'DELETED\r\n' : 'NOT_FOUND\r\n';
		case 'incr':
		case 'decr': {
			const item = live(m, key, now);
			if (!item) return 'NOT_FOUND\r\n';
			if (!/^\d+$/.test(item.value)) return 'CLIENT_ERROR cannot increment or decrement non-numeric value\r\n';
			const value = String(Math.max(0, Number(item.value) + (verb === 'incr' ? Number(a) : -Number(a))));
			m.items.set(key, { ...item, value });
			return `${value}\r\n`;
		}
		case 'touch':
			return live(m, key, now) ? 'TOUCHED\r\n' : 'NOT_FOUND\r\n';
		case 'flush_all':
			m.items.clear();
			return 'OK\r\n';
		case 'version':
			return `VERSION ${version}\r\n`;
		case 'stats':
			return (
				[
					['pid', 1],
					['uptime', Math.floor(now - m.started)],
					['time', Math.floor(now)],
					['version', version],
					['pointer_size', 64],
					['curr_connections', m.connections],
					['cmd_get', m.gets],
					['cmd_set', m.sets],
					['get_hits', m.hits],
					['get_misses', m.gets - m.hits],
					['limit_maxbytes', 67_108_864],
					['threads', 4],
					['curr_items', m.items.size]
				]
					.map(([k, v]) => `STAT ${k} ${v}\r\n`)
					.join('') + 'END\r\n'
			);
		default:
			return 'ERROR\r\n';
	}
}

function* watch(): Sys<number> {
	for (;;) {
		yield* settle('serving');
		if ((yield* awaitSignals()).length) yield* exit(0);
	}
}

export const memcached: Program = {
	name: 'memcached',
	rss: 3 << 20,
	memory: (): Memory => ({ items: new Map(), started: 0, gets: 0, sets: 0, hits: 0, connections: 0 }),
	*main(context) {
		if (context.settled !== undefined) return yield* watch();
		const version = context.env['MEMCACHED_VERSION'] ?? '1.6.38';
		if (context.argv[1] === '-V' || context.argv[1] === '--version') {
			yield* write(1, `memcached ${version}\n`);
			return 0;
		}
		const { cred } = yield* ids();
		if (cred.euid === 0 && !context.argv.includes('-u')) {
			yield* write(2, "can't run as root without the -u switch\n");
			return 64;
		}
		const at = context.argv.findIndex((a) => a === '-p' || a === '--port');
		const now = yield* clock();
		yield* act((m: Memory) => void (m.started = now / 1e6));
		try {
			yield* thread('listener', { fd: yield* listen({ net: 'tcp', host: '::', port: at > 0 ? Number(context.argv[at + 1]) : 11_211 }) });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* write(2, `failed to listen on TCP port 11211: ${error.message}\n`);
			return 71;
		}
		for (const name of ['TERM', 'INT'] as const) yield* sigaction(name, 'catch');
		return yield* watch();
	},
	threads: {
		*listener(context) {
			const { fd } = context.init as { fd: number };
			for (;;) {
				yield* settle('listening');
				yield* thread('connection', { fd: (yield* accept(fd)).fd });
			}
		},
		*connection(context) {
			const { fd } = context.init as { fd: number };
			const version = context.env['MEMCACHED_VERSION'] ?? '1.6.38';
			let left = (context.settled as string | undefined) ?? '';
			if (context.settled === undefined) yield* act((m: Memory) => void m.connections++);
			try {
				for (let open = true; open;) {
					yield* settle(left);
					const bytes = yield* read(fd);
					if (bytes.length === 0) break;
					left += latin(bytes);
					for (let end = left.indexOf('\n'); open && end >= 0; end = left.indexOf('\n')) {
						const line = left.slice(0, end);
						const words = line.trim().split(/\s+/);
						let used = end + 1;
						let data = '';
						if (['set', 'add', 'replace', 'append', 'prepend'].includes(words[0] ?? '')) {
							const size = Number(words[4]);
							if (left.length < used + size + 2) break;
							data = left.slice(used, used + size);
							used += size + 2;
						}
						left = left.slice(used);
						if (words[0] === 'quit') {
							open = false;
							continue;
						}
						const now = yield* clock();
						const reply = yield* act((m: Memory) => execute(m, line, data, now / 1e6, version));
						if (words[words.length - 1] !== 'noreply') yield* write(fd, bytesOf(reply));
					}
				}
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			yield* act((m: Memory) => void m.connections--);
			yield* close(fd);
		}
	}
};
