// The engine's multiplexed streams: frames of an 8-byte header (channel, length) and data, as in attach and logs of containers without a terminal.
import { concat } from '../../values/index.ts';

export interface StreamFrame {
	/** 0 stdin, 1 stdout, 2 stderr, 3 the daemon's own error. */
	readonly channel: number;
	readonly data: Uint8Array;
}

/** Takes the whole frames off `rest` + `chunk`. */
export function demultiplex(rest: Uint8Array, chunk: Uint8Array): { frames: readonly StreamFrame[]; rest: Uint8Array } {
	const bytes = rest.length === 0 ? chunk : concat([rest, chunk]);
	const frames: StreamFrame[] = [];
	let at = 0;
	while (bytes.length - at >= 8) {
		const length = (((bytes[at + 4] ?? 0) << 24) | ((bytes[at + 5] ?? 0) << 16) | ((bytes[at + 6] ?? 0) << 8) | (bytes[at + 7] ?? 0)) >>> 0;
		if (bytes.length - at - 8 < length) break;
		frames.push({ channel: bytes[at] ?? 0, data: bytes.subarray(at + 8, at + 8 + length) });
		at += 8 + length;
	}
	return { frames, rest: bytes.slice(at) };
}
