// redis's sorted sets: members by score, then by bytes.
import { floatText, Refusal, syntaxError, toFloat, toNumber, type Call, type Commands } from '../keyspace.ts';
import { array, bulk, bulks, integer, nil, type Reply } from '../resp.ts';
import { scan } from './strings.ts';

type Pair = readonly [member: string, score: number];
const ordered = (call: Call, key: string): Pair[] =>
	[...(call.get(key, 'zset') ?? new Map<string, number>())].sort((a, b) => (a[1] !== b[1] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1));
const shown = (pairs: readonly Pair[], scores: boolean): Reply => bulks(pairs.flatMap(([member, score]) => (scores ? [member, floatText(score)] : [member])));

function add(call: Call, [key = '', ...rest]: readonly string[]): Reply {
	const flags = new Set<string>();
	while (rest.length && ['NX', 'XX', 'GT', 'LT', 'CH', 'INCR'].includes((rest[0] as string).toUpperCase())) flags.add((rest.shift() as string).toUpperCase());
	if (rest.length === 0 || rest.length % 2) throw syntaxError;
	if (flags.has('NX') && flags.has('XX')) throw new Refusal('ERR XX and NX options at the same time are not compatible');
	const pairs: Pair[] = [];
	for (let i = 0; i < rest.length; i += 2) pairs.push([rest[i + 1] as string, toFloat(rest[i] as string)]);
	const all = call.make(key, 'zset', new Map());
	let fresh = 0;
	let changed = 0;
	let last: number | null = null;
	for (const [member, given] of pairs) {
		const old = all.get(member);
		const score = flags.has('INCR') && old !== undefined ? old + given : given;
		if ((old !== undefined && flags.has('NX')) || (old === undefined && flags.has('XX'))) continue;
		if (old !== undefined && ((flags.has('GT') && score <= old) || (flags.has('LT') && score >= old))) continue;
		if (old === undefined) fresh++;
		else if (old !== score) changed++;
		all.set(member, score);
		last = score;
	}
	call.changed(key, fresh + changed);
	if (flags.has('INCR')) return last === null ? nil : bulk(floatText(last));
	return integer(flags.has('CH') ? fresh + changed : fresh);
}

const bound = (text: string): { at: number; open: boolean } => {
	const open = text.startsWith('(');
	return { at: toFloat(open ? text.slice(1) : text, 'ERR min or max is not a float'), open };
};
function byScore(pairs: readonly Pair[], min: string, max: string): Pair[] {
	const [low, high] = [bound(min), bound(max)];
	return pairs.filter(([, s]) => (low.open ? s > low.at : s >= low.at) && (high.open ? s < high.at : s <= high.at));
}
function byLex(pairs: readonly Pair[], min: string, max: string): Pair[] {
	for (const end of [min, max]) if (!/^[-+([]/.test(end)) throw new Refusal('ERR min or max not valid string range item');
	const above = (m: string): boolean => min === '-' || (min !== '+' && (min.startsWith('[') ? m >= min.slice(1) : m > min.slice(1)));
	const below = (m: string): boolean => max === '+' || (max !== '-' && (max.startsWith('[') ? m <= max.slice(1) : m < max.slice(1)));
	return pairs.filter(([m]) => above(m) && below(m));
}
function byIndex(pairs: readonly Pair[], from: string, to: string): Pair[] {
	const [a, b] = [toNumber(from), toNumber(to)];
	const start = a < 0 ? Math.max(0, pairs.length + a) : a;
	return pairs.slice(start, (b < 0 ? pairs.length + b : b) + 1);
}
function options(rest: readonly string[]): { scores: boolean; rev: boolean; by: '' | 'score' | 'lex'; offset: number; count: number } {
	const found = { scores: false, rev: false, by: '' as '' | 'score' | 'lex', offset: 0, count: -1 };
	for (let i = 0; i < rest.length; i++) {
		const word = (rest[i] as string).toUpperCase();
		if (word === 'WITHSCORES') found.scores = true;
		else if (word === 'REV') found.rev = true;
		else if (word === 'BYSCORE') found.by = 'score';
		else if (word === 'BYLEX') found.by = 'lex';
		else if (word === 'LIMIT' && i + 2 < rest.length) {
			found.offset = toNumber(rest[++i] as string);
			found.count = toNumber(rest[++i] as string);
		} else throw syntaxError;
	}
	return found;
}
const cut = (pairs: Pair[], offset: number, count: number): Pair[] =>
	offset === 0 && count < 0 ? pairs : pairs.slice(offset, count < 0 ? undefined : offset + count);

function range(call: Call, [key = '', from = '', to = '', ...rest]: readonly string[], forced: { rev?: boolean; by?: 'score' | 'lex' } = {}): Reply {
	const o = options(rest);
	const rev = forced.rev ?? o.rev;
	const by = forced.by ?? o.by;
	const pairs = ordered(call, key);
	if (by === '') return shown(byIndex(rev ? pairs.reverse() : pairs, from, to), o.scores);
	const [min, max] = rev ? [to, from] : [from, to];
	const found = by === 'score' ? byScore(pairs, min, max) : byLex(pairs, min, max);
	return shown(cut(rev ? found.reverse() : found, o.offset, o.count), o.scores);
}
const rank =
	(rev: boolean) =>
	(call: Call, [key = '', member = '']: readonly string[]): Reply => {
		const pairs = ordered(call, key);
		const at = (rev ? pairs.reverse() : pairs).findIndex(([m]) => m === member);
		return at < 0 ? nil : integer(at);
	};
function drop(call: Call, key: string, pairs: readonly Pair[]): Reply {
	const all = call.get(key, 'zset');
	for (const [member] of pairs) all?.delete(member);
	if (pairs.length) call.changed(key, pairs.length);
	return integer(pairs.length);
}
const pop =
	(highest: boolean) =>
	(call: Call, [key = '', count = '1']: readonly string[]): Reply => {
		const pairs = ordered(call, key);
		const taken = (highest ? pairs.reverse() : pairs).slice(0, toNumber(count));
		drop(call, key, taken);
		return shown(taken, true);
	};

export const sortedSetCommands: Commands = {
	zadd: { arity: -4, writes: true, run: add },
	zincrby: { arity: 4, writes: true, run: (call, [key = '', by = '', member = '']) => add(call, [key, 'INCR', by, member]) },
	zscore: {
		arity: 3,
		run: (call, [key = '', member = '']) => {
			const s = call.get(key, 'zset')?.get(member);
			return s === undefined ? nil : bulk(floatText(s));
		}
	},
	zmscore: {
		arity: -3,
		run: (call, [key = '', ...members]) =>
			array(
				members.map((m) => {
					const s = call.get(key, 'zset')?.get(m);
					return s === undefined ? nil : bulk(floatText(s));
				})
			)
	},
	zcard: { arity: 2, run: (call, [key = '']) => integer(call.get(key, 'zset')?.size ?? 0) },
	zcount: { arity: 4, run: (call, [key = '', min = '', max = '']) => integer(byScore(ordered(call, key), min, max).length) },
	zrange: { arity: -4, run: (call, args) => range(call, args) },
	zrevrange: { arity: -4, run: (call, args) => range(call, args, { rev: true }) },
	zrangebyscore: { arity: -4, run: (call, args) => range(call, args, { by: 'score', rev: false }) },
	zrevrangebyscore: { arity: -4, run: (call, args) => range(call, args, { by: 'score', rev: true }) },
	zrangebylex: { arity: -4, run: (call, args) => range(call, args, { by: 'lex', rev: false }) },
	zrank: { arity: 3, run: rank(false) },
	zrevrank: { arity: 3, run: rank(true) },
	zrem: {
		arity: -3,
		writes: true,
		run: (call, [key = '', ...members]) => {
			const all = call.get(key, 'zset');
			return drop(
				call,
				key,
				members.filter((m) => all?.has(m)).map((m) => [m, 0] as const)
			);
		}
	},
	zremrangebyscore: { arity: 4, writes: true, run: (call, [key = '', min = '', max = '']) => drop(call, key, byScore(ordered(call, key), min, max)) },
	zremrangebyrank: { arity: 4, writes: true, run: (call, [key = '', from = '', to = '']) => drop(call, key, byIndex(ordered(call, key), from, to)) },
	zpopmin: { arity: -2, writes: true, run: pop(false) },
	zpopmax: { arity: -2, writes: true, run: pop(true) },
	zscan: {
		arity: -3,
		run: (call, [key = '', , ...rest]) =>
			scan(
				ordered(call, key).flatMap(([m, s]) => [m, floatText(s)]),
				rest,
				2
			)
	}
};
