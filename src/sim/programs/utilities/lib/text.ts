// Bytes and text without loss: what a C program keeps as char[], as JavaScript strings.
// A byte that is no UTF-8 becomes a lone surrogate (U+DC80 + its low 7 bits) and comes back as itself; "binary" strings hold one byte a unit.
// Invariant: encode(decode(b)) equals b, and fromBinary(toBinary(t)) equals t.

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Length of the well-formed UTF-8 sequence at `at`, 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
	const lead = bytes[at] ?? 0;
	if (lead < 0x80) return 1;
	const length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
	if (lead >= 0xf5 || length === 0 || at + length > bytes.length) return 0;
	for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
	const second = bytes[at + 1] ?? 0;
	if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f) || (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0;
	return length;
}

/** The text of bytes; malformed ones are kept as lone surrogates. */
export function decode(bytes: Uint8Array): string {
	try {
		return strict.decode(bytes);
	} catch {
		let out = '';
		for (let at = 0; at < bytes.length;) {
			const length = sequenceLength(bytes, at);
			if (length === 0) out += String.fromCharCode(0xdc00 + (bytes[at++] ?? 0));
			else {
				out += strict.decode(bytes.subarray(at, at + length));
				at += length;
			}
		}
		return out;
	}
}

/** The bytes of a text that `decode` made (or any text). */
export function encode(text: string): Uint8Array {
	if (text.isWellFormed()) return encoder.encode(text);
	const out: number[] = [];
	for (const char of text) {
		const code = char.codePointAt(0) ?? 0;
		if (code >= 0xdc80 && code <= 0xdcff) out.push(code - 0xdc00);
		else for (const byte of encoder.encode(char)) out.push(byte);
	}
	return Uint8Array.from(out);
}

/** Bytes as a string of one unit per byte. */
export function binary(bytes: Uint8Array): string {
	let out = '';
	// Not spread: that goes through an iterator, byte by byte.
	for (let at = 0; at < bytes.length; at += 8192) out += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + 8192)) as string;
	return out;
}

/** The bytes of a binary string. */
export function unbinary(text: string): Uint8Array {
	const out = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
	return out;
}

/** A text's UTF-8 bytes as a binary string. */
// eslint-disable-next-line no-control-regex -- ASCII is the same in both
export const toBinary = (text: string): string => (/^[\x00-\x7f]*$/.test(text) ? text : binary(encode(text)));
/** A binary string as text. */
// eslint-disable-next-line no-control-regex -- ASCII is the same in both
export const fromBinary = (text: string): string => (/^[\x00-\x7f]*$/.test(text) ? text : decode(unbinary(text)));

/** Columns a character takes on a terminal: 0 for combining marks and controls, 2 for wide ones. */
export function charWidth(code: number): number {
	if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
	if (code < 0x300) return 1;
	if ((code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
	const wide =
		(code >= 0x1100 && code <= 0x115f) ||
		(code >= 0x2e80 && code <= 0xa4cf) ||
		(code >= 0xac00 && code <= 0xd7a3) ||
		(code >= 0xf900 && code <= 0xfaff) ||
		(code >= 0xfe30 && code <= 0xfe6f) ||
		(code >= 0xff00 && code <= 0xff60) ||
		(code >= 0xffe0 && code <= 0xffe6) ||
		(code >= 0x1f300 && code <= 0x1f64f) ||
		(code >= 0x1f900 && code <= 0x1f9ff) ||
		(code >= 0x20000 && code <= 0x3fffd);
	return wide ? 2 : 1;
}

/** Columns a text takes on a terminal. */
export function textWidth(text: string): number {
	let width = 0;
	for (const char of text) width += charWidth(char.codePointAt(0) ?? 0);
	return width;
}
