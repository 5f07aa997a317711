// Plain data as bytes and back, with what structured clones hold and JSON does not: Map, Set, bytes, bigint, undefined, and values shared
// from several places (a checkpoint shares most of what it holds). Leaves out what no checkpoint has: Date, RegExp, Error, class instances.
// Invariants: unpack(pack(x)) equals x, shared values shared again; damaged bytes throw, and never loop, overflow or make a prototype.

const tags = {
	null: 0,
	undefined: 1,
	false: 2,
	true: 3,
	int: 4,
	negative: 5,
	double: 6,
	text: 7,
	sameText: 8,
	bigint: 9,
	bytes: 10,
	list: 11,
	record: 12,
	map: 13,
	set: 14,
	shared: 15
} as const;

/** Nesting of what is packed; damaged bytes cannot ask for more. */
const deepest = 1000;

class Writer {
	#bytes = new Uint8Array(1 << 16);
	#at = 0;
	readonly #utf8 = new TextEncoder();
	readonly #double = new DataView(new ArrayBuffer(8));

	#room(bytes: number): void {
		if (this.#at + bytes <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + bytes));
		grown.set(this.#bytes.subarray(0, this.#at));
		this.#bytes = grown;
	}

	byte(value: number): void {
		this.#room(1);
		this.#bytes[this.#at++] = value;
	}

	/** A whole number from 0 to 2^53-1, seven bits at a time. */
	count(value: number): void {
		let rest = value;
		for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128);
		this.byte(rest);
	}

	raw(bytes: Uint8Array): void {
		this.count(bytes.length);
		this.#room(bytes.length);
		this.#bytes.set(bytes, this.#at);
		this.#at += bytes.length;
	}

	text(text: string): void {
		this.raw(this.#utf8.encode(text));
	}

	double(value: number): void {
		this.#double.setFloat64(0, value);
		for (let i = 0; i < 8; i++) this.byte(this.#double.getUint8(i));
	}

	done(): Uint8Array {
		return this.#bytes.slice(0, this.#at);
	}
}

/** Packs plain data. Throws on what is not: functions, class instances, lone surrogates are kept as U+FFFD. */
export function pack(value: unknown): Uint8Array {
	const out = new Writer();
	const known = new Map<object, number>();
	const texts = new Map<string, number>();
	const text = (value: string): void => {
		const at = texts.get(value);
		if (at !== undefined) {
			out.byte(tags.sameText);
			return out.count(at);
		}
		texts.set(value, texts.size);
		out.byte(tags.text);
		out.text(value);
	};
	const object = (value: object): void => {
		const at = known.get(value);
		if (at !== undefined) {
			out.byte(tags.shared);
			return out.count(at);
		}
		known.set(value, known.size);
		if (value instanceof Uint8Array) {
			out.byte(tags.bytes);
			return out.raw(value);
		}
		if (Array.isArray(value)) {
			out.byte(tags.list);
			out.count(value.length);
			for (const item of value) any(item);
		} else if (value instanceof Map) {
			out.byte(tags.map);
			out.count(value.size);
			for (const [key, item] of value) {
				any(key);
				any(item);
			}
		} else if (value instanceof Set) {
			out.byte(tags.set);
			out.count(value.size);
			for (const item of value) any(item);
		} else {
			const prototype: unknown = Object.getPrototypeOf(value);
			if (prototype !== Object.prototype && prototype !== null) throw new Error(`a ${value.constructor.name} cannot be packed`);
			const entries = Object.entries(value);
			out.byte(tags.record);
			out.count(entries.length);
			for (const [key, item] of entries) {
				text(key);
				any(item);
			}
		}
	};
	const any = (value: unknown): void => {
		if (value === null) return out.byte(tags.null);
		switch (typeof value) {
			case 'undefined':
				return out.byte(tags.undefined);
			case 'boolean':
				return out.byte(value ? tags.true : tags.false);
			case 'number':
				if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
					out.byte(tags.double);
					return out.double(value);
				}
				out.byte(value < 0 ? tags.negative : tags.int);
				return out.count(Math.abs(value));
			case 'bigint':
				out.byte(tags.bigint);
				return out.text(value.toString());
			case 'string':
				return text(value);
			case 'object':
				return object(value);
			default:
				throw new Error(`a ${typeof value} cannot be packed`);
		}
	};
	any(value);
	return out.done();
}

/** Unpacks what `pack` made. Throws when the bytes are something else. */
export function unpack(bytes: Uint8Array): unknown {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	const known: object[] = [];
	const texts: string[] = [];
	let [at, depth] = [0, 0];
	const damaged = (): never => {
		throw new Error('the packed data is damaged');
	};
	const byte = (): number => (at < bytes.length ? (bytes[at++] as number) : damaged());
	const count = (): number => {
		let [value, scale] = [0, 1];
		for (;;) {
			const next = byte();
			value += (next & 127) * scale;
			if (value > Number.MAX_SAFE_INTEGER) damaged();
			if (next < 128) return value;
			scale *= 128;
		}
	};
	/** How many things follow: each takes a byte at least. */
	const size = (): number => {
		const value = count();
		return value <= bytes.length - at ? value : damaged();
	};
	const raw = (): Uint8Array => {
		const length = size();
		at += length;
		return bytes.slice(at - length, at);
	};
	const key = (): string => {
		const value = any();
		return typeof value === 'string' ? value : damaged();
	};
	const keep = <T extends object>(value: T): T => {
		known.push(value);
		return value;
	};
	const any = (): unknown => {
		if (++depth > deepest) damaged();
		const value = one(byte());
		depth--;
		return value;
	};
	const one = (tag: number): unknown => {
		switch (tag) {
			case tags.null:
				return null;
			case tags.undefined:
				return undefined;
			case tags.false:
				return false;
			case tags.true:
				return true;
			case tags.int:
				return count();
			case tags.negative:
				return -count();
			case tags.double:
				if (at + 8 > bytes.length) damaged();
				at += 8;
				return view.getFloat64(at - 8);
			case tags.text: {
				const text = utf8.decode(raw());
				texts.push(text);
				return text;
			}
			case tags.sameText:
				return texts[count()] ?? damaged();
			case tags.bigint: {
				const digits = utf8.decode(raw());
				return /^-?\d{1,400}$/.test(digits) ? BigInt(digits) : damaged();
			}
			case tags.bytes:
				return keep(raw());
			case tags.list: {
				const list = keep<unknown[]>([]);
				for (let left = size(); left > 0; left--) list.push(any());
				return list;
			}
			case tags.map: {
				const map = keep(new Map<unknown, unknown>());
				for (let left = size(); left > 0; left--) {
					const name = any();
					map.set(name, any());
				}
				return map;
			}
			case tags.set: {
				const set = keep(new Set<unknown>());
				for (let left = size(); left > 0; left--) set.add(any());
				return set;
			}
			case tags.record: {
				const record = keep<Record<string, unknown>>({});
				for (let left = size(); left > 0; left--)
					// Not by assignment: a key may be named __proto__.
					Object.defineProperty(record, key(), { value: any(), enumerable: true, writable: true, configurable: true });
				return record;
			}
			case tags.shared:
				return known[count()] ?? damaged();
			default:
				return damaged();
		}
	};
	const value = any();
	return at === bytes.length ? value : damaged();
}
