// redis's files: dump.rdb and the append-only directory.
// FIDELITY: an RDB file has the real head and end marker, its body is JSON and not the real encoding.
import { encodeRequest, toBinary } from './resp.ts';
import type { Entry, Memory } from './keyspace.ts';
import { parseJson } from '../../../values/index.ts';

const head = 'REDIS0010';

/** A dump of every database. */
export function dump(memory: Memory, nowMs: number): string {
	const rows: unknown[] = [];
	for (const [number, db] of memory.databases) {
		for (const [key, entry] of db) {
			const value =
				entry.type === 'string'
					? entry.value
					: entry.type === 'list' || entry.type === 'set'
						? [...entry.value]
						: [...entry.value].map(([k, v]) => [k, String(v)]);
			rows.push([number, key, entry.type, value, ...(entry.expires === undefined ? [] : [entry.expires])]);
		}
	}
	return `${head}\xfa\x09redis-ver\x06${memory.version}${JSON.stringify({ at: Math.floor(nowMs / 1000), rows })}\xff`;
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const pairs = (value: unknown): [string, string][] =>
	Array.isArray(value)
		? value.map((pair) => {
				const [k = '', v = ''] = texts(pair);
				return [k, v];
			})
		: [];

/** Reads a dump: the databases, when it was made and its keys' count; null when it is no dump. */
export function undump(bytes: Uint8Array): { databases: Map<number, Map<string, Entry>>; at: number; keys: number; version: string } | null {
	const text = toBinary(bytes);
	const brace = text.indexOf('{');
	if (!text.startsWith(head) || brace < 0) return null;
	let body: unknown;
	try {
		body = parseJson(text.slice(brace, text.lastIndexOf('}') + 1));
	} catch {
		return null;
	}
	if (typeof body !== 'object' || body === null || !('rows' in body) || !Array.isArray(body.rows)) return null;
	const databases = new Map<number, Map<string, Entry>>();
	for (const row of body.rows as unknown[]) {
		if (!Array.isArray(row)) return null;
		const [number, key, type, value, expires] = row as unknown[];
		const entry = restore(String(type), value);
		if (!entry) return null;
		const db = databases.get(Number(number)) ?? new Map<string, Entry>();
		databases.set(Number(number), db);
		db.set(String(key), expires === undefined ? entry : { ...entry, expires: Number(expires) });
	}
	return {
		databases,
		at: 'at' in body ? Number(body.at) : 0,
		keys: body.rows.length,
		version: /redis-ver.([\d.]+)/.exec(text.slice(0, brace))?.[1] ?? '7.0.15'
	};
}

function restore(type: string, value: unknown): Entry | null {
	if (type === 'string') return { type, value: String(value) };
	if (type === 'list') return { type, value: texts(value) };
	if (type === 'set') return { type, value: new Set(texts(value)) };
	if (type === 'hash') return { type, value: new Map(pairs(value)) };
	if (type === 'zset') return { type, value: new Map(pairs(value).map(([k, v]) => [k, v === 'inf' ? Infinity : v === '-inf' ? -Infinity : Number(v)])) };
	return null;
}

/** Commands as the append-only file has them, with the SELECT they need. */
export const recorded = (db: number, commands: readonly (readonly string[])[]): string =>
	encodeRequest(['SELECT', String(db)]) + commands.map(encodeRequest).join('');

export const manifest = (name: string): string => `file ${name}.1.base.rdb seq 1 type b\nfile ${name}.1.incr.aof seq 1 type i\n`;
