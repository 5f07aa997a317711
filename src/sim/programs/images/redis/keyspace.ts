// redis's data: databases of typed values with expiry, the clients, the settings, and what commands may do with them.
// Invariant: a key whose time is over is gone before any command sees it; an empty collection is no key.
import type { Reply } from './resp.ts';

export type Value =
	| { type: 'string'; value: string }
	| { type: 'list'; value: string[] }
	| { type: 'hash'; value: Map<string, string> }
	| { type: 'set'; value: Set<string> }
	| { type: 'zset'; value: Map<string, number> };
export type Entry = Value & { /** ms since the epoch. */ expires?: number };
export type Kind = Value['type'];
export type ValueOf<K extends Kind> = Extract<Value, { type: K }>['value'];

export interface Client {
	fd: number;
	id: number;
	address: string;
	name: string;
	db: number;
	authenticated: boolean;
	queue: string[][] | null;
	spoiled: boolean;
	watched: Set<string>;
	touched: boolean;
	channels: Set<string>;
	patterns: Set<string>;
	replica: boolean;
	since: number;
}

export interface Memory {
	databases: Map<number, Map<string, Entry>>;
	clients: Map<number, Client>;
	settings: Record<string, string>;
	version: string;
	started: number;
	nextClient: number;
	dirty: number;
	lastSave: number;
	saving: boolean;
	commands: number;
	connections: number;
	hits: number;
	misses: number;
	expired: number;
	runId: string;
	/** Where this server copies from, and how the link is. */
	master: { host: string; port: number; up: boolean } | null;
	offset: number;
	aof: boolean;
	stopping: boolean;
}

/** What a command leaves to be done with system calls. */
export interface Effect {
	/** Bytes for other clients (binary text). */
	readonly pushes: (readonly [fd: number, text: string])[];
	/** The command to add to the append-only file and to send to replicas. */
	readonly record: string[][];
	wake: boolean;
	action: {
		readonly do: 'save' | 'bgsave' | 'shutdown' | 'close' | 'replicate' | 'sync' | 'sleep' | 'rewrite';
		readonly nosave?: boolean;
		readonly us?: number;
	} | null;
}

/** A command's surroundings. */
export class Call {
	readonly memory: Memory;
	readonly client: Client;
	/** ms since the epoch. */
	readonly now: number;
	readonly effect: Effect;
	/** Random numbers 0 ≤ n < 2^32, drawn for this call. */
	readonly chance: readonly number[];
	private drawn = 0;
	constructor(memory: Memory, client: Client, now: number, chance: readonly number[]) {
		this.memory = memory;
		this.client = client;
		this.now = now;
		this.chance = chance;
		this.effect = { pushes: [], record: [], wake: false, action: null };
	}

	get db(): Map<string, Entry> {
		return this.database(this.client.db);
	}

	database(number: number): Map<string, Entry> {
		let found = this.memory.databases.get(number);
		if (!found) this.memory.databases.set(number, (found = new Map()));
		return found;
	}

	/** 0 ≤ n < limit. */
	pick(limit: number): number {
		return (this.chance[this.drawn++ % Math.max(1, this.chance.length)] ?? 0) % Math.max(1, limit);
	}

	/** A live entry. */
	entry(key: string): Entry | undefined {
		const found = this.db.get(key);
		if (found?.expires !== undefined && found.expires <= this.now) {
			this.db.delete(key);
			this.memory.expired++;
			return undefined;
		}
		return found;
	}

	/** A key's value of a type; undefined when it is missing. Throws WRONGTYPE. */
	get<K extends Kind>(key: string, kind: K): ValueOf<K> | undefined {
		const found = this.entry(key);
		if (!found) {
			this.memory.misses++;
			return undefined;
		}
		this.memory.hits++;
		if (found.type !== kind) throw new Refusal('WRONGTYPE Operation against a key holding the wrong kind of value');
		return found.value as ValueOf<K> | undefined;
	}

	/** A key's value of a type, made when it is missing. */
	make<K extends Kind>(key: string, kind: K, empty: ValueOf<K>): ValueOf<K> {
		const found = this.get(key, kind) as ValueOf<K> | undefined;
		if (found !== undefined) return found as ValueOf<K>;
		this.db.set(key, { type: kind, value: empty } as Entry);
		return empty;
	}

	/** Notes that a key changed: watchers, save points, emptied collections. */
	changed(key: string, times = 1): void {
		const found = this.db.get(key);
		if (found && found.type !== 'string' && (found.type === 'list' ? found.value.length : found.value.size) === 0) this.db.delete(key);
		this.memory.dirty += times;
		for (const client of this.memory.clients.values()) if (client.watched.has(`${this.client.db}\0${key}`)) client.touched = true;
	}

	put(key: string, entry: Entry): void {
		this.db.set(key, entry);
		this.changed(key);
	}

	remove(key: string): boolean {
		if (!this.entry(key)) return false;
		this.db.delete(key);
		this.changed(key);
		return true;
	}

	/** Live keys. */
	keys(number = this.client.db): string[] {
		const found: string[] = [];
		const db = this.database(number);
		for (const [key, entry] of db) if (entry.expires === undefined || entry.expires > this.now) found.push(key);
		return found;
	}
}

/** An error reply, thrown. */
export class Refusal {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

export interface Command {
	/** As in COMMAND: with the name; negative: at least. */
	readonly arity: number;
	readonly writes?: boolean;
	/** May run without a password. */
	readonly open?: boolean;
	readonly run: (call: Call, args: readonly string[]) => Reply | Waiting;
}
/** The command waits until `wake` (a push to a list) or the time is over. */
export interface Waiting {
	readonly waits: true;
	/** Seconds; 0: for ever. */
	readonly seconds: number;
	readonly late: Reply;
}
export type Commands = Readonly<Record<string, Command>>;

const notInteger = 'ERR value is not an integer or out of range';
export function toInteger(text: string, message = notInteger): bigint {
	if (!/^(?:0|-?[1-9]\d*)$/.test(text)) throw new Refusal(message);
	const value = BigInt(text);
	if (BigInt.asIntN(64, value) !== value) throw new Refusal(message);
	return value;
}
export const toNumber = (text: string, message = notInteger): number => Number(toInteger(text, message));
export function toFloat(text: string, message = 'ERR value is not a valid float'): number {
	if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
	if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Refusal(message);
	return Number(text);
}
export const floatText = (value: number): string => (value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value));
export const syntaxError = new Refusal('ERR syntax error');

/** redis's glob: * ? [a-c] [^a] and \x. Linear in practice: the pattern is walked with one backtrack point. */
export function globMatches(pattern: string, text: string): boolean {
	let p = 0;
	let t = 0;
	let starP = -1;
	let starT = 0;
	const one = (): number => {
		const c = pattern[p];
		if (c === undefined || t >= text.length) return -1;
		if (c === '?') return p + 1;
		if (c === '[') {
			let i = p + 1;
			const not = pattern[i] === '^';
			if (not) i++;
			let hit = false;
			while (i < pattern.length && pattern[i] !== ']') {
				if (pattern[i] === '\\') i++;
				const from = pattern[i] as string;
				if (pattern[i + 1] === '-' && i + 2 < pattern.length) {
					const to = pattern[i + 2] as string;
					if ((text[t] as string) >= from && (text[t] as string) <= to) hit = true;
					i += 3;
				} else {
					if (from === text[t]) hit = true;
					i++;
				}
			}
			return hit !== not ? i + 1 : -1;
		}
		const at = c === '\\' && p + 1 < pattern.length ? p + 1 : p;
		return pattern[at] === text[t] ? at + 1 : -1;
	};
	while (t < text.length) {
		if (pattern[p] === '*') {
			starP = p++;
			starT = t;
			continue;
		}
		const next = one();
		if (next >= 0) {
			p = next;
			t++;
		} else if (starP >= 0) {
			p = starP + 1;
			t = ++starT;
		} else return false;
	}
	while (pattern[p] === '*') p++;
	return p >= pattern.length;
}
