// redis's lists, hashes and sets.
import { floatText, Refusal, syntaxError, toFloat, toInteger, toNumber, type Call, type Commands, type Waiting } from '../keyspace.ts';
import { array, bulk, bulks, integer, nil, ok, type Reply } from '../resp.ts';
import { scan } from './strings.ts';

const push =
	(head: boolean, onlyOld: boolean) =>
	(call: Call, [key = '', ...values]: readonly string[]): Reply => {
		if (onlyOld && !call.get(key, 'list')) return integer(0);
		const list = call.make(key, 'list', []);
		for (const value of values) head ? list.unshift(value) : list.push(value);
		call.changed(key, values.length);
		call.effect.wake = true;
		return integer(list.length);
	};
const pop =
	(head: boolean) =>
	(call: Call, [key = '', count]: readonly string[]): Reply => {
		const list = call.get(key, 'list');
		if (count === undefined) {
			if (!list) return nil;
			const value = head ? list.shift() : list.pop();
			call.changed(key);
			return bulk(value);
		}
		const n = toNumber(count, 'ERR value is out of range, must be positive');
		if (n < 0) throw new Refusal('ERR value is out of range, must be positive');
		if (!list) return array(null);
		const taken = head ? list.splice(0, n) : list.splice(Math.max(0, list.length - n)).reverse();
		call.changed(key);
		return bulks(taken);
	};
const blockingPop =
	(head: boolean) =>
	(call: Call, args: readonly string[]): Reply | Waiting => {
		const keys = args.slice(0, -1);
		const seconds = toFloat(args[args.length - 1] ?? '', 'ERR timeout is not a float or out of range');
		if (seconds < 0) throw new Refusal('ERR timeout is negative');
		for (const key of keys) {
			const list = call.get(key, 'list');
			if (!list) continue;
			const value = head ? list.shift() : list.pop();
			call.changed(key);
			call.effect.record.push([head ? 'LPOP' : 'RPOP', key]);
			return bulks([key, value]);
		}
		return { waits: true, seconds, late: array(null) };
	};
function span(length: number, from: string, to: string): [number, number] {
	const [a, b] = [toNumber(from), toNumber(to)];
	return [a < 0 ? Math.max(0, length + a) : a, Math.min(length - 1, b < 0 ? length + b : b)];
}
function moveItem(call: Call, from: string, to: string, fromHead: boolean, toHead: boolean): Reply {
	const list = call.get(from, 'list');
	if (!list) return nil;
	call.get(to, 'list');
	const value = (fromHead ? list.shift() : list.pop()) ?? '';
	call.changed(from);
	const target = call.make(to, 'list', []);
	toHead ? target.unshift(value) : target.push(value);
	call.changed(to);
	call.effect.wake = true;
	return bulk(value);
}
const side = (word: string): boolean => {
	const upper = word.toUpperCase();
	if (upper !== 'LEFT' && upper !== 'RIGHT') throw syntaxError;
	return upper === 'LEFT';
};

export const listCommands: Commands = {
	lpush: { arity: -3, writes: true, run: push(true, false) },
	rpush: { arity: -3, writes: true, run: push(false, false) },
	lpushx: { arity: -3, writes: true, run: push(true, true) },
	rpushx: { arity: -3, writes: true, run: push(false, true) },
	lpop: { arity: -2, writes: true, run: pop(true) },
	rpop: { arity: -2, writes: true, run: pop(false) },
	blpop: { arity: -3, run: blockingPop(true) },
	brpop: { arity: -3, run: blockingPop(false) },
	llen: { arity: 2, run: (call, [key = '']) => integer(call.get(key, 'list')?.length ?? 0) },
	lrange: {
		arity: 4,
		run: (call, [key = '', from = '', to = '']) => {
			const list = call.get(key, 'list') ?? [];
			const [a, b] = span(list.length, from, to);
			return bulks(list.slice(a, b + 1));
		}
	},
	ltrim: {
		arity: 4,
		writes: true,
		run: (call, [key = '', from = '', to = '']) => {
			const list = call.get(key, 'list');
			if (list) {
				const [a, b] = span(list.length, from, to);
				const kept = list.slice(a, b + 1);
				list.splice(0, list.length, ...kept);
				call.changed(key);
			}
			return ok;
		}
	},
	lindex: { arity: 3, run: (call, [key = '', at = '']) => bulk((call.get(key, 'list') ?? []).at(toNumber(at))) },
	lset: {
		arity: 4,
		writes: true,
		run: (call, [key = '', at = '', value = '']) => {
			const list = call.get(key, 'list');
			if (!list) throw new Refusal('ERR no such key');
			const n = toNumber(at);
			const i = n < 0 ? list.length + n : n;
			if (i < 0 || i >= list.length) throw new Refusal('ERR index out of range');
			list[i] = value;
			call.changed(key);
			return ok;
		}
	},
	lrem: {
		arity: 4,
		writes: true,
		run: (call, [key = '', count = '', value = '']) => {
			const list = call.get(key, 'list');
			const n = toNumber(count);
			if (!list) return integer(0);
			let left = n === 0 ? list.length : Math.abs(n);
			let removed = 0;
			for (let i = n < 0 ? list.length - 1 : 0; left > 0 && i >= 0 && i < list.length;) {
				if (list[i] === value) {
					list.splice(i, 1);
					left--;
					removed++;
					if (n < 0) i--;
				} else i += n < 0 ? -1 : 1;
			}
			if (removed) call.changed(key);
			return integer(removed);
		}
	},
	linsert: {
		arity: 5,
		writes: true,
		run: (call, [key = '', where = '', pivot = '', value = '']) => {
			if (!/^(before|after)$/i.test(where)) throw syntaxError;
			const list = call.get(key, 'list');
			if (!list) return integer(0);
			const at = list.indexOf(pivot);
			if (at < 0) return integer(-1);
			list.splice(/^after$/i.test(where) ? at + 1 : at, 0, value);
			call.changed(key);
			return integer(list.length);
		}
	},
	lpos: {
		arity: -3,
		run: (call, [key = '', value = '']) => {
			const at = (call.get(key, 'list') ?? []).indexOf(value);
			return at < 0 ? nil : integer(at);
		}
	},
	rpoplpush: { arity: 3, writes: true, run: (call, [from = '', to = '']) => moveItem(call, from, to, false, true) },
	lmove: { arity: 5, writes: true, run: (call, [from = '', to = '', a = '', b = '']) => moveItem(call, from, to, side(a), side(b)) }
};

const pairs = (name: string, args: readonly string[]): void => {
	if (args.length % 2) throw new Refusal(`ERR wrong number of arguments for '${name}' command`);
};
export const hashCommands: Commands = {
	hset: {
		arity: -4,
		writes: true,
		run: (call, [key = '', ...args]) => {
			pairs('hset', args);
			const hash = call.make(key, 'hash', new Map());
			let fresh = 0;
			for (let i = 0; i < args.length; i += 2) {
				if (!hash.has(args[i] as string)) fresh++;
				hash.set(args[i] as string, args[i + 1] as string);
			}
			call.changed(key);
			return integer(fresh);
		}
	},
	hmset: {
		arity: -4,
		writes: true,
		run: (call, [key = '', ...args]) => {
			pairs('hmset', args);
			const hash = call.make(key, 'hash', new Map());
			for (let i = 0; i < args.length; i += 2) hash.set(args[i] as string, args[i + 1] as string);
			call.changed(key);
			return ok;
		}
	},
	hsetnx: {
		arity: 4,
		writes: true,
		run: (call, [key = '', field = '', value = '']) => {
			const hash = call.make(key, 'hash', new Map());
			if (hash.has(field)) return integer(0);
			hash.set(field, value);
			call.changed(key);
			return integer(1);
		}
	},
	hget: { arity: 3, run: (call, [key = '', field = '']) => bulk(call.get(key, 'hash')?.get(field)) },
	hmget: {
		arity: -3,
		run: (call, [key = '', ...fields]) => {
			const hash = call.get(key, 'hash');
			return bulks(fields.map((f) => hash?.get(f)));
		}
	},
	hgetall: { arity: 2, run: (call, [key = '']) => bulks([...(call.get(key, 'hash') ?? [])].flat()) },
	hkeys: { arity: 2, run: (call, [key = '']) => bulks([...(call.get(key, 'hash')?.keys() ?? [])]) },
	hvals: { arity: 2, run: (call, [key = '']) => bulks([...(call.get(key, 'hash')?.values() ?? [])]) },
	hlen: { arity: 2, run: (call, [key = '']) => integer(call.get(key, 'hash')?.size ?? 0) },
	hstrlen: { arity: 3, run: (call, [key = '', field = '']) => integer(call.get(key, 'hash')?.get(field)?.length ?? 0) },
	hexists: { arity: 3, run: (call, [key = '', field = '']) => integer(call.get(key, 'hash')?.has(field) ? 1 : 0) },
	hdel: {
		arity: -3,
		writes: true,
		run: (call, [key = '', ...fields]) => {
			const hash = call.get(key, 'hash');
			const n = fields.filter((f) => hash?.delete(f)).length;
			if (n) call.changed(key);
			return integer(n);
		}
	},
	hincrby: {
		arity: 4,
		writes: true,
		run: (call, [key = '', field = '', by = '']) => {
			const step = toInteger(by);
			const hash = call.make(key, 'hash', new Map());
			const sum = toInteger(hash.get(field) ?? '0', 'ERR hash value is not an integer') + step;
			hash.set(field, String(sum));
			call.changed(key);
			return integer(sum);
		}
	},
	hincrbyfloat: {
		arity: 4,
		writes: true,
		run: (call, [key = '', field = '', by = '']) => {
			const step = toFloat(by);
			const hash = call.make(key, 'hash', new Map());
			const sum = floatText(toFloat(hash.get(field) ?? '0', 'ERR hash value is not a float') + step);
			hash.set(field, sum);
			call.changed(key);
			return bulk(sum);
		}
	},
	hscan: { arity: -3, run: (call, [key = '', , ...options]) => scan([...(call.get(key, 'hash') ?? [])].flat(), options, 2) }
};

const setOf = (call: Call, key: string): ReadonlySet<string> => call.get(key, 'set') ?? new Set();
function combine(call: Call, keys: readonly string[], how: 'inter' | 'union' | 'diff'): string[] {
	const [first = new Set<string>(), ...rest] = keys.map((key) => setOf(call, key));
	if (how === 'union') return [...new Set([first, ...rest].flatMap((s) => [...s]))];
	return [...first].filter((member) => (how === 'inter' ? rest.every((s) => s.has(member)) : !rest.some((s) => s.has(member))));
}
const combined =
	(how: 'inter' | 'union' | 'diff') =>
	(call: Call, keys: readonly string[]): Reply =>
		bulks(combine(call, keys, how));
const stored =
	(how: 'inter' | 'union' | 'diff') =>
	(call: Call, [to = '', ...keys]: readonly string[]): Reply => {
		const members = combine(call, keys, how);
		if (members.length) call.put(to, { type: 'set', value: new Set(members) });
		else call.remove(to);
		return integer(members.length);
	};
const takeAny = (call: Call, key: string, count: string | undefined, remove: boolean): Reply => {
	const all = call.get(key, 'set');
	if (!all) return count === undefined ? nil : bulks([]);
	const left = [...all];
	const n = count === undefined ? 1 : toNumber(count, 'ERR value is out of range, must be positive');
	const taken: string[] = [];
	if (n < 0) for (let i = 0; i < -n; i++) taken.push(left[call.pick(left.length)] as string);
	else while (taken.length < n && left.length) taken.push(...left.splice(call.pick(left.length), 1));
	if (remove) {
		for (const member of taken) all.delete(member);
		call.changed(key);
		call.effect.record.push(['SREM', key, ...taken]);
	}
	return count === undefined ? bulk(taken[0]) : bulks(taken);
};

export const setCommands: Commands = {
	sadd: {
		arity: -3,
		writes: true,
		run: (call, [key = '', ...members]) => {
			const all = call.make(key, 'set', new Set());
			const before = all.size;
			for (const m of members) all.add(m);
			const n = all.size - before;
			if (n) call.changed(key, n);
			return integer(n);
		}
	},
	srem: {
		arity: -3,
		writes: true,
		run: (call, [key = '', ...members]) => {
			const all = call.get(key, 'set');
			const n = members.filter((m) => all?.delete(m)).length;
			if (n) call.changed(key, n);
			return integer(n);
		}
	},
	smembers: { arity: 2, run: (call, [key = '']) => bulks([...setOf(call, key)]) },
	sismember: { arity: 3, run: (call, [key = '', member = '']) => integer(setOf(call, key).has(member) ? 1 : 0) },
	smismember: { arity: -3, run: (call, [key = '', ...members]) => array(members.map((m) => integer(setOf(call, key).has(m) ? 1 : 0))) },
	scard: { arity: 2, run: (call, [key = '']) => integer(setOf(call, key).size) },
	spop: { arity: -2, run: (call, [key = '', count]) => takeAny(call, key, count, true) },
	srandmember: { arity: -2, run: (call, [key = '', count]) => takeAny(call, key, count, false) },
	smove: {
		arity: 4,
		writes: true,
		run: (call, [from = '', to = '', member = '']) => {
			if (!call.get(from, 'set')?.delete(member)) return integer(0);
			call.changed(from);
			call.make(to, 'set', new Set()).add(member);
			call.changed(to);
			return integer(1);
		}
	},
	sinter: { arity: -2, run: combined('inter') },
	sunion: { arity: -2, run: combined('union') },
	sdiff: { arity: -2, run: combined('diff') },
	sinterstore: { arity: -3, writes: true, run: stored('inter') },
	sunionstore: { arity: -3, writes: true, run: stored('union') },
	sdiffstore: { arity: -3, writes: true, run: stored('diff') },
	sscan: { arity: -3, run: (call, [key = '', , ...options]) => scan([...setOf(call, key)], options, 1) }
};
