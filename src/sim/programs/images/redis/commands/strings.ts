// redis's string and key commands: GET SET INCR …, DEL EXPIRE TTL KEYS SCAN TYPE RENAME ….
import { Refusal, syntaxError, toFloat, toInteger, toNumber, type Call, type Commands, type Entry } from '../keyspace.ts';
import { globMatches } from '../keyspace.ts';
import { array, bulk, bulks, integer, nil, ok, status, type Reply } from '../resp.ts';

const expireFault = (name: string): Refusal => new Refusal(`ERR invalid expire time in '${name}' command`);

function set(call: Call, args: readonly string[]): Reply {
	const [key = '', value = '', ...rest] = args;
	const options: { nx?: boolean; xx?: boolean; get?: boolean; keep?: boolean; at?: number } = {};
	for (let i = 0; i < rest.length; i++) {
		const word = (rest[i] as string).toUpperCase();
		if (word === 'NX') options.nx = true;
		else if (word === 'XX') options.xx = true;
		else if (word === 'GET') options.get = true;
		else if (word === 'KEEPTTL') options.keep = true;
		else if (['EX', 'PX', 'EXAT', 'PXAT'].includes(word) && i + 1 < rest.length && options.at === undefined) {
			const n = toNumber(rest[++i] as string);
			if (n <= 0) throw expireFault('set');
			options.at = word === 'EX' ? call.now + n * 1000 : word === 'PX' ? call.now + n : word === 'EXAT' ? n * 1000 : n;
		} else throw syntaxError;
	}
	if (options.nx && options.xx) throw syntaxError;
	const old = call.entry(key);
	const before = options.get ? bulk(call.get(key, 'string')) : null;
	if ((options.nx && old) || (options.xx && !old)) return before ?? nil;
	const expires = options.keep ? old?.expires : options.at;
	call.put(key, { type: 'string', value, ...(expires === undefined ? {} : { expires }) });
	return before ?? ok;
}

function add(call: Call, key: string, by: bigint): Reply {
	const old = call.get(key, 'string');
	const sum = toInteger(old ?? '0') + by;
	if (BigInt.asIntN(64, sum) !== sum) throw new Refusal('ERR increment or decrement would overflow');
	const expires = call.entry(key)?.expires;
	call.put(key, { type: 'string', value: String(sum), ...(expires === undefined ? {} : { expires }) });
	return integer(sum);
}

function expire(call: Call, key: string, at: number, options: readonly string[]): Reply {
	const entry = call.entry(key);
	if (!entry) return integer(0);
	for (const option of options) {
		const word = option.toUpperCase();
		if (!['NX', 'XX', 'GT', 'LT'].includes(word)) throw new Refusal(`ERR Unsupported option ${option}`);
		if (word === 'NX' && entry.expires !== undefined) return integer(0);
		if (word === 'XX' && entry.expires === undefined) return integer(0);
		if (word === 'GT' && (entry.expires === undefined || at <= entry.expires)) return integer(0);
		if (word === 'LT' && entry.expires !== undefined && at >= entry.expires) return integer(0);
	}
	if (at <= call.now) call.remove(key);
	else call.put(key, { ...entry, expires: at } as Entry);
	return integer(1);
}

const ttl = (call: Call, key: string, unit: number): Reply => {
	const entry = call.entry(key);
	if (!entry) return integer(-2);
	return integer(entry.expires === undefined ? -1 : unit === 1 ? entry.expires - call.now : Math.floor((entry.expires - call.now + 500) / 1000));
};

function rename(call: Call, from: string, to: string, onlyNew: boolean): Reply {
	const entry = call.entry(from);
	if (!entry) throw new Refusal('ERR no such key');
	if (onlyNew && call.entry(to)) return integer(0);
	call.remove(from);
	call.put(to, entry);
	return onlyNew ? integer(1) : ok;
}

/** SCAN, HSCAN, SSCAN and ZSCAN share this: everything in one page. */
export function scan(items: readonly string[], options: readonly string[], width: 1 | 2, type?: (key: string) => string): Reply {
	let pattern = '*';
	let wanted = '';
	for (let i = 0; i < options.length; i += 2) {
		const word = (options[i] as string).toUpperCase();
		const value = options[i + 1];
		if (value === undefined) throw syntaxError;
		if (word === 'MATCH') pattern = value;
		else if (word === 'COUNT') toInteger(value);
		else if (word === 'TYPE' && type) wanted = value.toLowerCase();
		else throw syntaxError;
	}
	const kept: string[] = [];
	for (let i = 0; i < items.length; i += width)
		if (globMatches(pattern, items[i] as string) && (wanted === '' || type?.(items[i] as string) === wanted)) kept.push(...items.slice(i, i + width));
	return array([bulk('0'), bulks(kept)]);
}

const range = (text: string, from: number, to: number): string => {
	const length = text.length;
	const start = from < 0 ? Math.max(0, length + from) : from;
	const end = Math.min(length - 1, to < 0 ? length + to : to);
	return start > end ? '' : text.slice(start, end + 1);
};

export const stringCommands: Commands = {
	get: { arity: 2, run: (call, [key = '']) => bulk(call.get(key, 'string')) },
	set: { arity: -3, writes: true, run: set },
	setnx: {
		arity: 3,
		writes: true,
		run: (call, [key = '', value = '']) => (call.entry(key) ? integer(0) : (call.put(key, { type: 'string', value }), integer(1)))
	},
	setex: {
		arity: 4,
		writes: true,
		run: (call, [key = '', time = '', value = '']) => {
			const n = toNumber(time);
			if (n <= 0) throw expireFault('setex');
			call.put(key, { type: 'string', value, expires: call.now + n * 1000 });
			return ok;
		}
	},
	psetex: {
		arity: 4,
		writes: true,
		run: (call, [key = '', time = '', value = '']) => {
			const n = toNumber(time);
			if (n <= 0) throw expireFault('psetex');
			call.put(key, { type: 'string', value, expires: call.now + n });
			return ok;
		}
	},
	getset: {
		arity: 3,
		writes: true,
		run: (call, [key = '', value = '']) => {
			const old = bulk(call.get(key, 'string'));
			call.put(key, { type: 'string', value });
			return old;
		}
	},
	getdel: {
		arity: 2,
		writes: true,
		run: (call, [key = '']) => {
			const old = bulk(call.get(key, 'string'));
			call.remove(key);
			return old;
		}
	},
	getex: {
		arity: -2,
		writes: true,
		run: (call, [key = '', word = '', time = '']) => {
			const old = call.get(key, 'string');
			if (old === undefined) return nil;
			if (word.toUpperCase() === 'PERSIST') call.put(key, { type: 'string', value: old });
			else if (word.toUpperCase() === 'EX') expire(call, key, call.now + toNumber(time) * 1000, []);
			else if (word.toUpperCase() === 'PX') expire(call, key, call.now + toNumber(time), []);
			else if (word !== '') throw syntaxError;
			return bulk(old);
		}
	},
	mget: {
		arity: -2,
		run: (call, keys) =>
			bulks(
				keys.map((key) => {
					const e = call.entry(key);
					return e?.type === 'string' ? e.value : null;
				})
			)
	},
	mset: {
		arity: -3,
		writes: true,
		run: (call, args) => {
			if (args.length % 2) throw new Refusal("ERR wrong number of arguments for 'mset' command");
			for (let i = 0; i < args.length; i += 2) call.put(args[i] as string, { type: 'string', value: args[i + 1] as string });
			return ok;
		}
	},
	msetnx: {
		arity: -3,
		writes: true,
		run: (call, args) => {
			if (args.length % 2) throw new Refusal("ERR wrong number of arguments for 'msetnx' command");
			for (let i = 0; i < args.length; i += 2) if (call.entry(args[i] as string)) return integer(0);
			for (let i = 0; i < args.length; i += 2) call.put(args[i] as string, { type: 'string', value: args[i + 1] as string });
			return integer(1);
		}
	},
	append: {
		arity: 3,
		writes: true,
		run: (call, [key = '', more = '']) => {
			const value = (call.get(key, 'string') ?? '') + more;
			call.put(key, { ...call.entry(key), type: 'string', value });
			return integer(value.length);
		}
	},
	strlen: { arity: 2, run: (call, [key = '']) => integer((call.get(key, 'string') ?? '').length) },
	getrange: { arity: 4, run: (call, [key = '', from = '', to = '']) => bulk(range(call.get(key, 'string') ?? '', toNumber(from), toNumber(to))) },
	setrange: {
		arity: 4,
		writes: true,
		run: (call, [key = '', at = '', more = '']) => {
			const offset = toNumber(at);
			if (offset < 0) throw new Refusal('ERR offset is out of range');
			const old = (call.get(key, 'string') ?? '').padEnd(offset, '\0');
			const value = old.slice(0, offset) + more + old.slice(offset + more.length);
			if (more !== '') call.put(key, { type: 'string', value });
			return integer(more === '' ? old.length : value.length);
		}
	},
	incr: { arity: 2, writes: true, run: (call, [key = '']) => add(call, key, 1n) },
	decr: { arity: 2, writes: true, run: (call, [key = '']) => add(call, key, -1n) },
	incrby: { arity: 3, writes: true, run: (call, [key = '', by = '']) => add(call, key, toInteger(by)) },
	decrby: { arity: 3, writes: true, run: (call, [key = '', by = '']) => add(call, key, -toInteger(by)) },
	incrbyfloat: {
		arity: 3,
		writes: true,
		run: (call, [key = '', by = '']) => {
			const value = String(toFloat(call.get(key, 'string') ?? '0') + toFloat(by));
			call.put(key, { type: 'string', value });
			return bulk(value);
		}
	},

	del: { arity: -2, writes: true, run: (call, keys) => integer(keys.filter((key) => call.remove(key)).length) },
	unlink: { arity: -2, writes: true, run: (call, keys) => integer(keys.filter((key) => call.remove(key)).length) },
	exists: { arity: -2, run: (call, keys) => integer(keys.filter((key) => call.entry(key)).length) },
	touch: { arity: -2, run: (call, keys) => integer(keys.filter((key) => call.entry(key)).length) },
	type: { arity: 2, run: (call, [key = '']) => status(call.entry(key)?.type ?? 'none') },
	keys: { arity: 2, run: (call, [pattern = '']) => bulks(call.keys().filter((key) => globMatches(pattern, key))) },
	scan: {
		arity: -2,
		run: (call, [cursor = '', ...options]) => {
			toInteger(cursor, 'ERR invalid cursor');
			return scan(call.keys(), options, 1, (key) => call.entry(key)?.type ?? '');
		}
	},
	randomkey: {
		arity: 1,
		run: (call) => {
			const keys = call.keys();
			return bulk(keys[call.pick(keys.length)]);
		}
	},
	rename: { arity: 3, writes: true, run: (call, [from = '', to = '']) => rename(call, from, to, false) },
	renamenx: { arity: 3, writes: true, run: (call, [from = '', to = '']) => rename(call, from, to, true) },
	copy: {
		arity: -3,
		writes: true,
		run: (call, [from = '', to = '', ...rest]) => {
			const entry = call.entry(from);
			const replace = rest.some((w) => w.toUpperCase() === 'REPLACE');
			if (!entry || (call.entry(to) && !replace)) return integer(0);
			call.put(to, structuredClone(entry));
			return integer(1);
		}
	},
	expire: { arity: -3, writes: true, run: (call, [key = '', time = '', ...rest]) => expire(call, key, call.now + toNumber(time) * 1000, rest) },
	pexpire: { arity: -3, writes: true, run: (call, [key = '', time = '', ...rest]) => expire(call, key, call.now + toNumber(time), rest) },
	expireat: { arity: -3, writes: true, run: (call, [key = '', time = '', ...rest]) => expire(call, key, toNumber(time) * 1000, rest) },
	pexpireat: { arity: -3, writes: true, run: (call, [key = '', time = '', ...rest]) => expire(call, key, toNumber(time), rest) },
	ttl: { arity: 2, run: (call, [key = '']) => ttl(call, key, 1000) },
	pttl: { arity: 2, run: (call, [key = '']) => ttl(call, key, 1) },
	expiretime: {
		arity: 2,
		run: (call, [key = '']) => {
			const e = call.entry(key);
			return integer(!e ? -2 : e.expires === undefined ? -1 : Math.floor(e.expires / 1000));
		}
	},
	persist: {
		arity: 2,
		writes: true,
		run: (call, [key = '']) => {
			const entry = call.entry(key);
			if (entry?.expires === undefined) return integer(0);
			const { expires: _gone, ...rest } = entry;
			call.put(key, rest as Entry);
			return integer(1);
		}
	},
	move: {
		arity: 3,
		writes: true,
		run: (call, [key = '', db = '']) => {
			const entry = call.entry(key);
			const to = call.database(toNumber(db));
			if (!entry || to.has(key)) return integer(0);
			call.remove(key);
			to.set(key, entry);
			return integer(1);
		}
	}
};
