// redis-benchmark: sends commands and says how many a second were answered. Basics: -h -p -n -q -t -c (one connection is used), -a.
import { Errno, type Sys } from '../../../engine/index.ts';
import { monotonic, write, type Program } from '../../../kernel/index.ts';
import { reach, readOptions, type Connection } from './cli.ts';
import { encodeRequest, fromBinary } from './resp.ts';

const tests: readonly (readonly [name: string, title: string, words: readonly string[]])[] = [
	['ping', 'PING_INLINE', ['PING']],
	['ping', 'PING_MBULK', ['PING']],
	['set', 'SET', ['SET', 'key:__rand_int__', 'xxx']],
	['get', 'GET', ['GET', 'key:__rand_int__']],
	['incr', 'INCR', ['INCR', 'counter:__rand_int__']],
	['lpush', 'LPUSH', ['LPUSH', 'mylist', 'xxx']],
	['rpush', 'RPUSH', ['RPUSH', 'mylist', 'xxx']],
	['lpop', 'LPOP', ['LPOP', 'mylist']],
	['rpop', 'RPOP', ['RPOP', 'mylist']],
	['sadd', 'SADD', ['SADD', 'myset', 'element:__rand_int__']],
	['hset', 'HSET', ['HSET', 'myhash', 'element:__rand_int__', 'xxx']],
	['spop', 'SPOP', ['SPOP', 'myset']],
	['zadd', 'ZADD', ['ZADD', 'myzset', '0', 'element:__rand_int__']],
	['zpopmin', 'ZPOPMIN', ['ZPOPMIN', 'myzset']],
	['lrange_100', 'LRANGE_100 (first 100 elements)', ['LRANGE', 'mylist', '0', '99']],
	['mset', 'MSET (10 keys)', ['MSET', ...Array.from({ length: 20 }, (_x, i) => (i % 2 ? 'xxx' : `key:${i}`))]]
];

/** Answers µs for `count` requests, 50 on their way at a time. */
function* measure(connection: Connection, words: readonly string[], count: number): Sys<number> {
	const began = yield* monotonic();
	for (let done = 0; done < count;) {
		const batch = Math.min(50, count - done);
		yield* write(connection.fd, fromBinary(encodeRequest(words).repeat(batch)));
		for (let i = 0; i < batch; i++) yield* connection.reply();
		done += batch;
	}
	return (yield* monotonic()) - began;
}

export const redisBenchmark: Program = {
	name: 'redis-benchmark',
	rss: 5 << 20,
	*main(context) {
		const rest: string[] = [context.argv[0] ?? ''];
		let [count, quiet, only] = [100_000, false, ''];
		for (let i = 1; i < context.argv.length; i++) {
			const arg = context.argv[i] as string;
			if (arg === '-q') quiet = true;
			else if (arg === '-n') count = Number(context.argv[++i]);
			else if (arg === '-t') only = context.argv[++i] ?? '';
			else if (['-c', '-d', '-P', '-r', '-k'].includes(arg)) i++;
			else rest.push(arg);
		}
		const o = readOptions(rest, context.env);
		const connection = typeof o === 'string' ? o : yield* reach(o);
		if (typeof connection === 'string') {
			yield* write(2, connection);
			return 1;
		}
		const wanted = only.toLowerCase().split(',').filter(Boolean);
		try {
			for (const [name, title, words] of tests.filter(([n]) => wanted.length === 0 || wanted.includes(n))) {
				const us = Math.max(1, yield* measure(connection, words, count));
				const rate = ((count * 1e6) / us).toFixed(2);
				const each = (us / count / 1000).toFixed(3);
				void name;
				if (quiet) yield* write(1, `${title}: ${rate} requests per second, p50=${each} msec\n`);
				else
					yield* write(
						1,
						`====== ${title} ======\n  ${count} requests completed in ${(us / 1e6).toFixed(2)} seconds\n  50 parallel clients\n  3 bytes payload\n  keep alive: 1\n  multi-thread: no\n\nSummary:\n  throughput summary: ${rate} requests per second\n  latency summary (msec):\n          avg       min       p50       p95       p99       max\n        ${[each, each, each, each, each, each].map((v) => v.padStart(6)).join('    ')}\n\n`
					);
			}
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* write(2, 'Error: Server closed the connection\n');
			return 1;
		}
		return 0;
	}
};
