// Reading Kubernetes' protobuf bodies, which typed Go clients prefer: "k8s\0", an envelope with apiVersion and kind, the object.
// Only reading: answers are JSON, which every such client accepts too. Field numbers are generated from the Go sources.
// A type is written as: s text, b bool, i integer, d double, y bytes, m<message>, a<type> list, M<type> map, q quantity, t/u times,
// D duration, o int-or-string, R raw JSON, x list of texts in a message; "!" before it: zero values are kept.
import { base64, text } from '../values/bytes.ts';
import { goDuration } from '../values/duration.ts';
import { parseJson } from '../values/json.ts';
import { rfc3339, rfc3339micro } from '../values/time.ts';
import { protobufMessages } from './generated/protobuf.ts';
import { DecodeError, type Plain } from './decode.ts';

type Field = { readonly number: number; readonly value: bigint | Uint8Array };

function* fieldsOf(bytes: Uint8Array): Generator<Field> {
	let at = 0;
	const varint = (): bigint => {
		let value = 0n;
		for (let shift = 0n; shift < 70n; shift += 7n) {
			const byte = bytes[at++];
			if (byte === undefined) throw new DecodeError('unexpected EOF');
			value |= BigInt(byte & 127) << shift;
			if (byte < 128) return value;
		}
		throw new DecodeError('proto: integer overflow');
	};
	while (at < bytes.length) {
		const key = Number(varint());
		const number = key >>> 3;
		switch (key & 7) {
			case 0:
				yield { number, value: varint() };
				break;
			case 1:
			case 5: {
				const size = (key & 7) === 1 ? 8 : 4;
				yield { number, value: bytes.subarray(at, at + size) };
				at += size;
				break;
			}
			case 2: {
				const length = Number(varint());
				if (at + length > bytes.length) throw new DecodeError('unexpected EOF');
				yield { number, value: bytes.subarray(at, at + length) };
				at += length;
				break;
			}
			default:
				throw new DecodeError(`proto: illegal wireType ${key & 7}`);
		}
	}
}
const asBytes = (value: Field['value']): Uint8Array => (typeof value === 'bigint' ? new Uint8Array() : value);
const asNumber = (value: Field['value']): number | bigint => {
	if (typeof value !== 'bigint') return 0;
	const signed = BigInt.asIntN(64, value);
	const small = Number(signed);
	return Number.isSafeInteger(small) ? small : signed;
};
const first = (bytes: Uint8Array, number: number): Field['value'] | undefined => [...fieldsOf(bytes)].find((field) => field.number === number)?.value;

function timeOf(bytes: Uint8Array, micro: boolean): string | undefined {
	const seconds = Number(asNumber(first(bytes, 1) ?? 0n));
	const nanos = Number(asNumber(first(bytes, 2) ?? 0n));
	if (bytes.length === 0 || (seconds === -62_135_596_800 && nanos === 0)) return undefined;
	const us = seconds * 1_000_000 + Math.floor(nanos / 1000);
	return micro ? rfc3339micro(us) : rfc3339(us);
}

/** One value; undefined: not set. */
function valueOf(type: string, value: Field['value']): unknown {
	const kept = type.startsWith('!');
	const bare = kept ? type.slice(1) : type;
	switch (bare.charAt(0)) {
		case 's': {
			const found = text(asBytes(value));
			return found === '' && !kept ? undefined : found;
		}
		case 'b':
			return value === 0n && !kept ? undefined : value !== 0n;
		case 'i': {
			const found = asNumber(value);
			return found === 0 && !kept ? undefined : found;
		}
		case 'd': {
			const bytes = asBytes(value);
			return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
		}
		case 'y':
			return base64(asBytes(value));
		case 'q':
			return text(asBytes(first(asBytes(value), 1) ?? new Uint8Array()));
		case 't':
		case 'u':
			return timeOf(asBytes(value), bare === 'u');
		case 'D':
			return goDuration(Number(asNumber(first(asBytes(value), 1) ?? 0n)) / 1000);
		case 'o': {
			const fields = asBytes(value);
			return asNumber(first(fields, 1) ?? 0n) === 1 ? text(asBytes(first(fields, 3) ?? new Uint8Array())) : asNumber(first(fields, 2) ?? 0n);
		}
		case 'R':
			return parseJson(text(asBytes(first(asBytes(value), 1) ?? new Uint8Array())) || 'null');
		case 'x':
			return [...fieldsOf(asBytes(value))].map((field) => text(asBytes(field.value)));
		case 'm':
			return messageOf(bare.slice(1), asBytes(value));
		default:
			return undefined;
	}
}

function messageOf(name: string, bytes: Uint8Array): Plain {
	const schema = protobufMessages[name] ?? {};
	const out: Plain = {};
	for (const { number, value } of fieldsOf(bytes)) {
		const entry = schema[number];
		if (entry === undefined) continue;
		const bar = entry.indexOf('|');
		const field = entry.slice(0, bar);
		const type = entry.slice(bar + 1);
		const bare = type.startsWith('!') ? type.slice(1) : type;
		if (bare.startsWith('a')) {
			const list = Array.isArray(out[field]) ? (out[field] as unknown[]) : [];
			list.push(valueOf(`!${bare.slice(1)}`, value));
			out[field] = list;
		} else if (bare.startsWith('M')) {
			const map = (typeof out[field] === 'object' && out[field] !== null ? out[field] : {}) as Plain;
			const pair = asBytes(value);
			const key = first(pair, 1);
			const inner = first(pair, 2);
			map[key === undefined ? '' : text(asBytes(key))] = inner === undefined ? '' : valueOf(`!${bare.slice(1)}`, inner);
			out[field] = map;
		} else {
			const decoded = valueOf(type, value);
			if (decoded === undefined) continue;
			if (field === '') Object.assign(out, decoded);
			else out[field] = decoded;
		}
	}
	return out;
}

/** The object of a protobuf body. Throws DecodeError when it is none. */
export function decodeProtobuf(body: Uint8Array): Plain {
	if (body[0] !== 0x6b || body[1] !== 0x38 || body[2] !== 0x73 || body[3] !== 0)
		throw new DecodeError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
	const envelope = body.subarray(4);
	const meta = asBytes(first(envelope, 1) ?? new Uint8Array());
	const apiVersion = text(asBytes(first(meta, 1) ?? new Uint8Array()));
	const kind = text(asBytes(first(meta, 2) ?? new Uint8Array()));
	const slash = apiVersion.indexOf('/');
	const group = slash < 0 ? 'core' : (apiVersion.slice(0, slash).split('.')[0] ?? '');
	const name = `${group}.${apiVersion.slice(slash + 1)}.${kind}`;
	const found = protobufMessages[name] ? name : `meta.v1.${kind}`;
	return { apiVersion, kind, ...messageOf(found, asBytes(first(envelope, 2) ?? new Uint8Array())) };
}
