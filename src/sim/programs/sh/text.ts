// Bytes and the shell's strings. Bash handles bytes; we hold UTF-16 strings, in which a byte that is not valid UTF-8 stands as the
// lone surrogate U+DC00+byte (Python's surrogateescape), so that what goes in comes out byte for byte.

/** UTF-8 bytes as a string; invalid bytes escaped. */
export function decode(bytes: Uint8Array): string {
	let out = '';
	const n = bytes.length;
	let i = 0;
	while (i < n) {
		// A run of ASCII at a time.
		let j = i;
		while (j < n && (bytes[j] as number) < 0x80) j++;
		if (j - i < 24) for (let k = i; k < j; k++) out += String.fromCharCode(bytes[k] as number);
		else for (let k = i; k < j; k += 8192) out += String.fromCharCode(...bytes.subarray(k, Math.min(j, k + 8192)));
		i = j;
		if (i >= n) break;
		const b = bytes[i] as number;
		const size = b >= 0xf0 && b < 0xf5 ? 4 : b >= 0xe0 ? 3 : b >= 0xc2 ? 2 : 1;
		let point = size === 2 ? b & 0x1f : size === 3 ? b & 0x0f : b & 7;
		let good = size > 1 && b < 0xf5 && i + size <= n;
		for (let k = 1; good && k < size; k++) {
			const c = bytes[i + k] as number;
			if ((c & 0xc0) !== 0x80) good = false;
			point = (point << 6) | (c & 0x3f);
		}
		if (good && ((size === 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) || (size === 4 && (point < 0x10000 || point > 0x10ffff)))) good = false;
		if (good) {
			out += String.fromCodePoint(point);
			i += size;
		} else {
			out += String.fromCharCode(0xdc00 + b);
			i++;
		}
	}
	return out;
}

/** The bytes of a string; escaped bytes as they were. */
export function encode(text: string): Uint8Array {
	const out: number[] = [];
	for (let i = 0; i < text.length; i++) {
		const c = text.codePointAt(i) as number;
		if (c < 0x80) out.push(c);
		else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 0x3f));
		else if (c >= 0xdc80 && c <= 0xdcff) out.push(c - 0xdc00);
		else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 0x3f), 0x80 | (c & 0x3f));
		else {
			out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 0x3f), 0x80 | ((c >> 6) & 0x3f), 0x80 | (c & 0x3f));
			i++;
		}
	}
	return Uint8Array.from(out);
}

/** What to hand to write(): the string itself when the kernel's encoding of it is the same. */
export const writable = (text: string): string | Uint8Array => (text.isWellFormed() ? text : encode(text));

/** A number's byte as a character of a shell string. */
export const byteText = (byte: number): string => (byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(0xdc00 + byte));
/** Joins escaped bytes that now form valid UTF-8. */
export const normalise = (text: string): string => (text.isWellFormed() ? text : decode(encode(text)));
