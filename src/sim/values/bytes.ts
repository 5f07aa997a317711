// Bytes and text: what files, pipes and sockets carry, and how text becomes them.
// Leaves out every encoding but UTF-8. Text that is not UTF-8 decodes as Go and a terminal do: one U+FFFD per bad sequence.
// Invariant: unbase64(base64(b)) and unhex(hex(b)) equal b.

// The simulator is compiled without a DOM; these two exist in every browser, worker and Node.
declare const TextEncoder: { new (): { encode(text: string): Uint8Array<ArrayBuffer> } };
declare const TextDecoder: { new (label: string, options: { ignoreBOM?: boolean; fatal?: boolean }): { decode(bytes: Uint8Array): string } };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const strictDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
	return encoder.encode(text);
}

/** The text of UTF-8 bytes; what is not UTF-8 becomes U+FFFD. A byte order mark is kept. */
export function text(bytes: Uint8Array): string {
	return decoder.decode(bytes);
}

/** Whether the bytes are well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
	try {
		strictDecoder.decode(bytes);
		return true;
	} catch {
		return false;
	}
}

/** How many bytes the text takes in UTF-8. */
export function utf8Length(value: string): number {
	let length = value.length;
	for (let i = 0; i < value.length; i++) {
		const unit = value.charCodeAt(i);
		if (unit < 0x80) continue;
		if (unit < 0x800) length += 1;
		else if (unit >= 0xd800 && unit < 0xdc00 && value.charCodeAt(i + 1) >= 0xdc00 && value.charCodeAt(i + 1) < 0xe000) {
			length += 2;
			i++;
		} else length += 2;
	}
	return length;
}

/** The chunks one after the other, as one new array. */
export function concat(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	let length = 0;
	for (const chunk of chunks) length += chunk.length;
	const all = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		all.set(chunk, at);
		at += chunk.length;
	}
	return all;
}

const standardAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function encode64(bytes: Uint8Array, alphabet: string, padding: string): string {
	const out: string[] = [];
	for (let i = 0; i < bytes.length; i += 3) {
		const a = bytes[i] ?? 0;
		const b = bytes[i + 1] ?? 0;
		const c = bytes[i + 2] ?? 0;
		const left = bytes.length - i;
		out.push(
			alphabet.charAt(a >> 2) +
				alphabet.charAt(((a & 3) << 4) | (b >> 4)) +
				(left > 1 ? alphabet.charAt(((b & 15) << 2) | (c >> 6)) : padding) +
				(left > 2 ? alphabet.charAt(c & 63) : padding)
		);
	}
	return out.join('');
}

/** Standard base64 with padding (RFC 4648 §4). A text stands for its UTF-8 bytes. */
export function base64(bytes: Uint8Array | string): string {
	return encode64(typeof bytes === 'string' ? utf8(bytes) : bytes, standardAlphabet, '=');
}

/** URL-safe base64 without padding, as in JSON web tokens. */
export function base64Url(bytes: Uint8Array | string): string {
	return encode64(typeof bytes === 'string' ? utf8(bytes) : bytes, urlAlphabet, '');
}

/** Text that is not base64. `offset` is Go's: the index of the first bad input byte. */
export class Base64Error extends Error {
	readonly offset: number;
	constructor(offset: number) {
		super(`illegal base64 data at input byte ${offset}`);
		this.offset = offset;
	}
}

/** The bytes of standard or URL-safe base64; line ends are skipped, padding is required in the standard alphabet. Throws `Base64Error` with Go's text. */
export function unbase64(source: string, options: { url?: boolean } = {}): Uint8Array<ArrayBuffer> {
	const alphabet = options.url === true ? urlAlphabet : standardAlphabet;
	const out: number[] = [];
	let bits = 0;
	let count = 0;
	let at = 0;
	for (; at < source.length; at++) {
		const char = source.charAt(at);
		if (char === '\n' || char === '\r') continue;
		if (char === '=') break;
		const value = alphabet.indexOf(char);
		if (value < 0) throw new Base64Error(at);
		bits = ((bits << 6) | value) & 0xffffff;
		count++;
		if (count % 4 === 0) out.push(bits >> 16, (bits >> 8) & 255, bits & 255);
	}
	const rest = count % 4;
	const padded = at < source.length;
	if (padded) {
		if (rest < 2 || options.url === true) throw new Base64Error(at);
		let wanted = 4 - rest;
		for (; at < source.length; at++) {
			const char = source.charAt(at);
			if (char === '\n' || char === '\r') continue;
			if (char !== '=' || wanted === 0) throw new Base64Error(at);
			wanted--;
		}
		if (wanted > 0) throw new Base64Error(source.length);
	} else if (rest === 1 || (rest > 0 && options.url !== true)) throw new Base64Error(source.length - rest);
	if (rest === 2) out.push((bits >> 4) & 255);
	if (rest === 3) out.push((bits >> 10) & 255, (bits >> 2) & 255);
	return Uint8Array.from(out);
}

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
	if (bytes.length > hexPiece) return hex(bytes.subarray(0, hexPiece)) + hex(bytes.subarray(hexPiece));
	const codes: number[] = [];
	for (const byte of bytes) codes.push(hexDigit(byte >> 4), hexDigit(byte & 15));
	// One text, where adding digit by digit would make one out of many.
	return String.fromCharCode(...codes);
}
const hexPiece = 1024;
const hexDigit = (value: number): number => (value < 10 ? 48 : 87) + value;

/** The bytes of hexadecimal text, or undefined when it is not that. */
export function unhex(source: string): Uint8Array<ArrayBuffer> | undefined {
	if (source.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(source)) return undefined;
	const bytes = new Uint8Array(source.length / 2);
	for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(source.slice(2 * i, 2 * i + 2), 16);
	return bytes;
}
