// WebSocket frames (RFC 6455) for clients that speak bytes: kubectl's streams and tunnels. Programs of the machine exchange frame messages and
// need none of this. Leaves out extensions (compression). Pure; the reader keeps what is not yet whole.
import { sha1 } from '@noble/hashes/legacy.js';
import { base64, concat, utf8 } from '../../values/bytes.ts';

export const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Sec-WebSocket-Accept of a client's key. */
export const acceptKey = (key: string): string => base64(sha1(utf8(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)));

export interface WebSocketFrame {
	readonly opcode: number;
	readonly data: Uint8Array;
}

/** Takes bytes as they come and answers the whole frames in them; pieces of one message are answered each. */
export class WebSocketReader {
	#rest: Uint8Array = new Uint8Array(0);
	#opcode = 0;

	read(bytes: Uint8Array): WebSocketFrame[] {
		const data = this.#rest.length > 0 ? concat([this.#rest, bytes]) : bytes;
		const frames: WebSocketFrame[] = [];
		let at = 0;
		for (;;) {
			const size = headerSize(data, at);
			if (size === 0) break;
			const length = payloadLength(data, at);
			if (data.length - at - size < length) break;
			const [first = 0, second = 0] = [data[at], data[at + 1]];
			const payload = data.slice(at + size, at + size + length);
			if (second & 128) for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (data[at + size - 4 + (i & 3)] ?? 0);
			if (first & 15) this.#opcode = first & 15;
			frames.push({ opcode: first & 15 || this.#opcode, data: payload });
			at += size + length;
		}
		this.#rest = data.slice(at);
		return frames;
	}
}

/** Bytes before the payload; 0 while they have not all come. */
function headerSize(data: Uint8Array, at: number): number {
	if (data.length - at < 2) return 0;
	const second = data[at + 1] ?? 0;
	const extended = (second & 127) === 126 ? 2 : (second & 127) === 127 ? 8 : 0;
	const size = 2 + extended + (second & 128 ? 4 : 0);
	return data.length - at < size ? 0 : size;
}
function payloadLength(data: Uint8Array, at: number): number {
	const short = (data[at + 1] ?? 0) & 127;
	if (short < 126) return short;
	let length = 0;
	for (let i = 2; i < (short === 126 ? 4 : 10); i++) length = length * 256 + (data[at + i] ?? 0);
	return length;
}

/** A frame from the server: whole, unmasked. */
export function webSocketFrame(opcode: number, data: Uint8Array): Uint8Array {
	const { length } = data;
	const size = length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : [127, 0, 0, 0, 0, ...bigEndian(length)];
	return concat([new Uint8Array([128 | opcode, ...size]), data]);
}
/** Four bytes, the highest first. */
export const bigEndian = (value: number): number[] => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
/** The normal end: status 1000. */
export const closeFrame: Uint8Array = webSocketFrame(opcodes.close, new Uint8Array([3, 232]));
