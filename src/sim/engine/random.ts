// Keyed randomness: each consumer derives its own stream from the world's seed and a key, so a new consumer shifts nobody else's.

/** FNV-1a over UTF-16 units, then a finaliser; 32 bits. */
export const hash32 = (text: string, seed = 0): number => finishHash(hashText(hashStart(seed), text));

/** A hash that is made of texts one after another, as if they were joined: its start, a text more, its end. */
export const hashStart = (seed = 0): number => 0x811c9dc5 ^ seed;
export function hashText(hash: number, text: string): number {
	let h = hash;
	for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	return h;
}
export function finishHash(hash: number): number {
	let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
	return (h ^ (h >>> 16)) >>> 0;
}

/** One step of splitmix32: a well-mixed 32-bit value for a counter. */
export function mix32(x: number): number {
	x = (x + 0x9e3779b9) >>> 0;
	x = Math.imul(x ^ (x >>> 16), 0x21f0aaad) >>> 0;
	x = Math.imul(x ^ (x >>> 15), 0x735a2d97) >>> 0;
	return (x ^ (x >>> 15)) >>> 0;
}

/** `bytes` pseudo-random bytes for (seed, key); the same arguments always give the same bytes. */
export function randomBytes(seed: number, key: string, bytes: number): Uint8Array {
	const out = new Uint8Array(bytes);
	let x = hash32(key, seed);
	for (let i = 0; i < bytes; i++) {
		if (i % 4 === 0) x = mix32(x + i);
		out[i] = x >>> ((i % 4) * 8);
	}
	return out;
}

/** Lower-case hex of `bytes` pseudo-random bytes. */
export function randomHex(seed: number, key: string, bytes: number): string {
	let text = '';
	for (const b of randomBytes(seed, key, bytes)) text += (b < 16 ? '0' : '') + b.toString(16);
	return text;
}
