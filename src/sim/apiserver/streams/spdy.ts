// SPDY/3.1 framing for port-forward: streams opened by the client, data both ways, pings. Header blocks are one zlib stream a connection, primed
// with the protocol's dictionary. Leaves out flow control, settings and priorities, which spdystream does not use. Pure but for the reader's rest.
import { Inflate } from 'fflate';
import { concat, text } from '../../values/bytes.ts';
import { bigEndian } from './websocket.ts';
import { spdyDictionary } from './spdy-dictionary.ts';

export type SpdyFrame =
	| { readonly kind: 'open'; readonly stream: number; readonly headers: Readonly<Record<string, string>>; readonly fin: boolean }
	| { readonly kind: 'data'; readonly stream: number; readonly data: Uint8Array; readonly fin: boolean }
	| { readonly kind: 'reset'; readonly stream: number }
	| { readonly kind: 'ping'; readonly id: number }
	| { readonly kind: 'leave' };

const types = { open: 1, reply: 2, reset: 3, ping: 6, leave: 7 } as const;
const number32 = (data: Uint8Array, at: number): number =>
	(data[at] ?? 0) * 16_777_216 + ((data[at + 1] ?? 0) << 16) + ((data[at + 2] ?? 0) << 8) + (data[at + 3] ?? 0);

/** Takes bytes as they come and answers the frames in them; kinds that change nothing here are passed over. */
export class SpdyReader {
	#rest: Uint8Array = new Uint8Array(0);
	#block: Uint8Array[] = [];
	#begun = false;
	readonly #inflate = new Inflate({ dictionary: spdyDictionary }, (chunk) => void this.#block.push(chunk));

	read(bytes: Uint8Array): SpdyFrame[] {
		const data = this.#rest.length > 0 ? concat([this.#rest, bytes]) : bytes;
		const frames: SpdyFrame[] = [];
		let at = 0;
		while (data.length - at >= 8) {
			const length = number32(data, at + 4) & 0xff_ff_ff;
			if (data.length - at - 8 < length) break;
			const frame = this.#frame(data, at, data.slice(at + 8, at + 8 + length));
			if (frame) frames.push(frame);
			at += 8 + length;
		}
		this.#rest = data.slice(at);
		return frames;
	}

	#frame(data: Uint8Array, at: number, payload: Uint8Array): SpdyFrame | undefined {
		const fin = ((data[at + 4] ?? 0) & 1) === 1;
		if ((data[at] ?? 0) < 128) return { kind: 'data', stream: number32(data, at), data: payload, fin };
		const stream = number32(payload, 0) & 0x7f_ff_ff_ff;
		switch (((data[at + 2] ?? 0) << 8) | (data[at + 3] ?? 0)) {
			case types.open:
				return { kind: 'open', stream, headers: this.#headers(payload.slice(10)), fin };
			case types.reset:
				return { kind: 'reset', stream };
			case types.ping:
				return { kind: 'ping', id: number32(payload, 0) };
			case types.leave:
				return { kind: 'leave' };
			default:
				return undefined;
		}
	}

	#headers(packed: Uint8Array): Record<string, string> {
		// The first block begins with zlib's header and the dictionary's checksum.
		this.#inflate.push(this.#begun ? packed : packed.slice(6), false);
		this.#begun = true;
		const block = concat(this.#block.splice(0));
		const headers: Record<string, string> = {};
		let at = 4;
		const next = (): string => {
			const length = number32(block, at);
			at += 4 + length;
			return text(block.slice(at - length, at));
		};
		for (let n = number32(block, 0); n > 0; n--) {
			const name = next();
			headers[name] = next();
		}
		return headers;
	}
}

const control = (type: number, payload: readonly number[]): Uint8Array =>
	new Uint8Array([128, 3, 0, type, 0, ...bigEndian(payload.length).slice(1), ...payload]);
export const spdyData = (stream: number, data: Uint8Array, fin = false): Uint8Array =>
	concat([new Uint8Array([...bigEndian(stream), fin ? 1 : 0, ...bigEndian(data.length).slice(1)]), data]);
export const spdyPing = (id: number): Uint8Array => control(types.ping, bigEndian(id));

/** Answers a stream's opening with no headers. `first`: the connection's first reply, which begins the compressed stream. */
export function spdyReply(stream: number, first: boolean): Uint8Array {
	// A stored block of four zero bytes, no headers; and an empty one, which makes a reader hand out what it has.
	const none = [0, 4, 0, 251, 255, 0, 0, 0, 0, 0, 0, 0, 255, 255];
	return control(types.reply, [...bigEndian(stream), ...(first ? [0x78, 0x20, ...bigEndian(adler32(spdyDictionary))] : []), ...none]);
}
function adler32(data: Uint8Array): number {
	let [a, b] = [1, 0];
	for (const byte of data) {
		a = (a + byte) % 65_521;
		b = (b + a) % 65_521;
	}
	return b * 65_536 + a;
}
