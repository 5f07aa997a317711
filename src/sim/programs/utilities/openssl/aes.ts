// AES in CBC mode with PKCS#7 padding (FIPS 197), and the keys openssl enc derives from a password.
// Invariant: decrypt(encrypt(x)) is x; a wrong key fails in the padding as it does in openssl.
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';

const xtime = (a: number): number => ((a << 1) ^ (a & 0x80 ? 0x11b : 0)) & 255;
function multiply(a: number, b: number): number {
	let [x, y, out] = [a, b, 0];
	for (; y > 0; y >>= 1) {
		if (y & 1) out ^= x;
		x = xtime(x);
	}
	return out;
}
const sbox = ((): Uint8Array => {
	const box = new Uint8Array(256);
	for (let i = 0; i < 256; i++) {
		let inverse = 0;
		for (let j = 1; j < 256 && i > 0; j++) if (multiply(i, j) === 1) inverse = j;
		let s = inverse;
		for (let k = 1; k < 5; k++) s ^= ((inverse << k) | (inverse >> (8 - k))) & 255;
		box[i] = s ^ 0x63;
	}
	return box;
})();
const inverseBox = Uint8Array.from({ length: 256 }, (_, i) => sbox.indexOf(i));

function expandKey(key: Uint8Array): Uint8Array {
	const words = key.length / 4;
	const rounds = words + 6;
	const out = new Uint8Array(16 * (rounds + 1));
	out.set(key);
	let rcon = 1;
	for (let i = key.length; i < out.length; i += 4) {
		let t = [...out.subarray(i - 4, i)];
		if ((i / 4) % words === 0) {
			t = [t[1] ?? 0, t[2] ?? 0, t[3] ?? 0, t[0] ?? 0].map((byte) => sbox[byte] ?? 0);
			t[0] = (t[0] ?? 0) ^ rcon;
			rcon = xtime(rcon);
		} else if (words > 6 && (i / 4) % words === 4) t = t.map((byte) => sbox[byte] ?? 0);
		for (let j = 0; j < 4; j++) out[i + j] = (out[i + j - key.length] ?? 0) ^ (t[j] ?? 0);
	}
	return out;
}

function block(input: Uint8Array, keys: Uint8Array, inverse: boolean): Uint8Array {
	const rounds = keys.length / 16 - 1;
	let s = Uint8Array.from(input);
	const add = (round: number): void => {
		for (let i = 0; i < 16; i++) s[i] = (s[i] ?? 0) ^ (keys[round * 16 + i] ?? 0);
	};
	const shift = (): void => {
		s = Uint8Array.from(s, (_, i) => s[inverse ? (i + 16 - 4 * (i % 4)) % 16 : (i + 4 * (i % 4)) % 16] ?? 0);
	};
	const substitute = (): void => void (s = s.map((byte) => (inverse ? inverseBox : sbox)[byte] ?? 0));
	const mix = (): void => {
		const m = inverse ? [14, 11, 13, 9] : [2, 3, 1, 1];
		s = Uint8Array.from(s, (_, i) => {
			const column = i - (i % 4);
			let out = 0;
			for (let j = 0; j < 4; j++) out ^= multiply(s[column + j] ?? 0, m[(j - (i % 4) + 4) % 4] ?? 0);
			return out;
		});
	};
	if (!inverse) {
		add(0);
		for (let round = 1; round <= rounds; round++) {
			substitute();
			shift();
			if (round < rounds) mix();
			add(round);
		}
		return s;
	}
	add(rounds);
	for (let round = rounds - 1; round >= 0; round--) {
		shift();
		substitute();
		add(round);
		if (round > 0) mix();
	}
	return s;
}

export function encryptCbc(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
	const keys = expandKey(key);
	const pad = 16 - (data.length % 16);
	const out = new Uint8Array(data.length + pad).fill(pad);
	out.set(data);
	let previous = iv;
	for (let at = 0; at < out.length; at += 16) {
		const mixed = out.subarray(at, at + 16).map((byte, i) => byte ^ (previous[i] ?? 0));
		previous = block(mixed, keys, false);
		out.set(previous, at);
	}
	return out;
}

/** Undefined: a bad decrypt. */
export function decryptCbc(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array | undefined {
	if (data.length === 0 || data.length % 16 !== 0) return undefined;
	const keys = expandKey(key);
	const out = new Uint8Array(data.length);
	let previous = iv;
	for (let at = 0; at < data.length; at += 16) {
		const cipher = data.subarray(at, at + 16);
		const before = previous;
		out.set(
			block(cipher, keys, true).map((byte, i) => byte ^ (before[i] ?? 0)),
			at
		);
		previous = cipher;
	}
	const pad = out[out.length - 1] ?? 0;
	if (pad < 1 || pad > 16 || out.subarray(-pad).some((byte) => byte !== pad)) return undefined;
	return out.subarray(0, -pad);
}

/** Key and iv of a password: PBKDF2, or EVP_BytesToKey without -pbkdf2. */
export function deriveKey(password: Uint8Array, salt: Uint8Array, keySize: number, iterations: number | undefined): { key: Uint8Array; iv: Uint8Array } {
	let all: Uint8Array;
	if (iterations !== undefined) all = pbkdf2(sha256, password, salt, { c: iterations, dkLen: keySize + 16 });
	else {
		const parts: number[] = [];
		let last: Uint8Array = new Uint8Array(0);
		while (parts.length < keySize + 16) {
			last = sha256(Uint8Array.from([...last, ...password, ...salt]));
			parts.push(...last);
		}
		all = Uint8Array.from(parts);
	}
	return { key: all.slice(0, keySize), iv: all.slice(keySize, keySize + 16) };
}
