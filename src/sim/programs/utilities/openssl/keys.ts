// Keys as PEM texts whose payload is the modelled key; the public part is a digest of the private one.
// FIDELITY: no arithmetic of primes or curves stands behind them (values/x509.ts says the same of certificates): a key is known by its identity.
import { sha256 } from '@noble/hashes/sha2.js';
import type { Sys } from '../../../engine/sys.ts';
import { random } from '../../../kernel/index.ts';
import { decodePem, encodePem } from '../../../values/x509.ts';
import { hex, text, utf8 } from '../../../values/index.ts';

export interface Key {
	readonly kind: 'rsa' | 'ec' | 'ed25519';
	readonly bits: number;
	/** Hex of the secret. */
	readonly secret: string;
	readonly curve?: string;
}
export interface PublicKey {
	readonly kind: Key['kind'];
	readonly bits: number;
	readonly curve?: string;
	/** Hex of what identifies it. */
	readonly id: string;
}

export function* newKey(kind: Key['kind'], bits: number, curve?: string): Sys<Key> {
	return { kind, bits, secret: hex(yield* random(32)), ...(curve !== undefined && { curve }) };
}

export const publicOf = (key: Key): PublicKey => ({
	kind: key.kind,
	bits: key.bits,
	...(key.curve !== undefined && { curve: key.curve }),
	id: hex(sha256(utf8(`public ${key.secret}`)))
});

/** Bytes of a length that a seed stands for. */
export function stretch(seed: string, length: number): Uint8Array {
	const out = new Uint8Array(length);
	for (let at = 0, n = 0; at < length; at += 32, n++) out.set(sha256(utf8(`${seed}/${n}`)).subarray(0, Math.min(32, length - at)), at);
	return out;
}

/** The payload padded to the length the real encoding has. */
function padded(value: object, length: number): Uint8Array {
	const body = utf8(`${JSON.stringify(value)}\n`);
	if (body.length >= length) return body;
	const out = new Uint8Array(length);
	out.set(body);
	out.set(stretch(JSON.stringify(value), length - body.length), body.length);
	return out;
}
export function payload(bytes: Uint8Array | undefined): unknown {
	if (!bytes) return undefined;
	const end = bytes.indexOf(10);
	try {
		return JSON.parse(text(end < 0 ? bytes : bytes.subarray(0, end)));
	} catch {
		return undefined;
	}
}

const isKey = (value: unknown): value is Key =>
	typeof value === 'object' && value !== null && 'secret' in value && typeof value.secret === 'string' && 'kind' in value;

const privateSize = (key: Key): number => (key.kind === 'rsa' ? Math.floor((key.bits / 2048) * 1217) : key.kind === 'ec' ? 138 : 48);

/** PKCS#8 as OpenSSL 3 writes; `traditional` as -traditional and ecparam do. */
export const encodeKey = (key: Key, traditional = false): string =>
	encodePem(traditional ? (key.kind === 'ec' ? 'EC PRIVATE KEY' : 'RSA PRIVATE KEY') : 'PRIVATE KEY', padded(key, privateSize(key)));

export function parseKey(pem: string): Key | undefined {
	for (const type of ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY']) {
		const value = payload(decodePem(pem, type));
		if (isKey(value)) return value;
	}
	return undefined;
}

export const encodePublic = (key: PublicKey): string =>
	encodePem('PUBLIC KEY', padded(key, key.kind === 'rsa' ? Math.floor((key.bits / 2048) * 294) : key.kind === 'ec' ? 91 : 44));

/** The modulus (or point) as bytes. */
export const modulus = (key: PublicKey): Uint8Array => {
	const bytes = stretch(`modulus ${key.id}`, key.bits / 8);
	bytes[0] = (bytes[0] ?? 0) | 0x80;
	bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) | 1;
	return bytes;
};

/** Lines of hex with colons, `per` bytes each. */
export function colons(bytes: Uint8Array, per: number, indent: number): string {
	const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
	let out = '';
	for (let i = 0; i < pairs.length; i += per) out += `${' '.repeat(indent)}${pairs.slice(i, i + per).join(':')}${i + per < pairs.length ? ':' : ''}\n`;
	return out;
}

/** "Public-Key" and what follows, as -text shows it. */
export function publicText(key: PublicKey, indent: number): string {
	const pad = ' '.repeat(indent);
	if (key.kind === 'ed25519') return `${pad}ED25519 Public-Key:\n${pad}pub:\n${colons(stretch(key.id, 32), 15, indent + 4)}`;
	if (key.kind === 'ec')
		return `${pad}Public-Key: (${key.bits} bit)\n${pad}pub:\n${colons(Uint8Array.from([4, ...stretch(key.id, 64)]), 15, indent + 4)}${pad}ASN1 OID: ${key.curve ?? 'prime256v1'}\n${pad}NIST CURVE: P-256\n`;
	return `${pad}Public-Key: (${key.bits} bit)\n${pad}Modulus:\n${colons(Uint8Array.from([0, ...modulus(key)]), 15, indent + 4)}${pad}Exponent: 65537 (0x10001)\n`;
}

/** What generating shows on standard error: the search for primes. */
export function* progress(key: Key): Sys<string> {
	if (key.kind !== 'rsa') return '';
	const line = (bytes: Uint8Array): string => `${[...bytes].map((byte) => '.'.repeat((byte % 7) + 1)).join('+')}${'+'.repeat(65)}\n`;
	return line(yield* random(8)) + line(yield* random(14));
}
