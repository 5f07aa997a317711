// SHA-256 as FIPS 180-4 describes it, for content addresses: the first prompt needs it, and the library has SHA-512 in the same file.
// Invariant: the same digests as everybody's (sha256.test.ts compares).

/** The first 32 bits of the fractional part of the `k`-th root of n. */
function fraction(n: number, k: bigint): number {
	const of = BigInt(n) << (32n * k);
	let root = 0n;
	for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root + bit) ** k <= of) root += bit;
	return Number(BigInt.asIntN(32, root));
}

/** The first 64 primes' cube roots, and the first 8 primes' square roots. */
function constants(): { readonly rounds: Int32Array; readonly start: Int32Array } {
	const primes: number[] = [];
	for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
	return { rounds: Int32Array.from(primes, (p) => fraction(p, 3n)), start: Int32Array.from(primes.slice(0, 8), (p) => fraction(p, 2n)) };
}
const { rounds, start } = constants();

/** One block of 64 bytes at `at` of `bytes` goes into `state`; `words` is scratch. */
function compress(state: Int32Array, words: Int32Array, bytes: DataView, at: number): void {
	for (let i = 0; i < 16; i++) words[i] = bytes.getInt32(at + i * 4);
	for (let i = 16; i < 64; i++) {
		const x = words[i - 15] as number;
		const y = words[i - 2] as number;
		const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
		const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
		words[i] = ((words[i - 16] as number) + s0 + (words[i - 7] as number) + s1) | 0;
	}
	// Eight variables and not a list: the engine keeps them as integers.
	const word = (i: number): number => state[i] as number;
	let a = word(0);
	let b = word(1);
	let c = word(2);
	let d = word(3);
	let e = word(4);
	let f = word(5);
	let g = word(6);
	let h = word(7);
	for (let i = 0; i < 64; i++) {
		const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
		const t1 = (((h + s1) | 0) + (((e & f) ^ (~e & g)) | 0) + (((rounds[i] as number) + (words[i] as number)) | 0)) | 0;
		const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
		const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		h = g;
		g = f;
		f = e;
		e = (d + t1) | 0;
		d = c;
		c = b;
		b = a;
		a = (t1 + t2) | 0;
	}
	state[0] = word(0) + a;
	state[1] = word(1) + b;
	state[2] = word(2) + c;
	state[3] = word(3) + d;
	state[4] = word(4) + e;
	state[5] = word(5) + f;
	state[6] = word(6) + g;
	state[7] = word(7) + h;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The digest's 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
	const state = Int32Array.from(start);
	const words = new Int32Array(64);
	const view = viewOf(bytes);
	const whole = bytes.length - (bytes.length % 64);
	for (let at = 0; at < whole; at += 64) compress(state, words, view, at);
	// What is left, a bit, zeros, and the length in bits.
	const tail = new Uint8Array(bytes.length - whole < 56 ? 64 : 128);
	tail.set(bytes.subarray(whole));
	tail[bytes.length - whole] = 0x80;
	const end = viewOf(tail);
	end.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29));
	end.setUint32(tail.length - 4, (bytes.length * 8) >>> 0);
	for (let at = 0; at < tail.length; at += 64) compress(state, words, end, at);
	const digest = new Uint8Array(32);
	const out = viewOf(digest);
	for (const [i, word] of state.entries()) out.setInt32(i * 4, word);
	return digest;
}
