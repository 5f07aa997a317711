// Content made from a seed when it is read: big files that nobody reads cost nothing. Byte i depends on seed and i alone.
// Invariant: seed 0 is all zeros (a sparse file's content as a layer keeps it).
import { mix32 } from '../../engine/random.ts';

/** Fills `out` with the bytes of the seed's stream from `offset`. */
export function randomFill(out: Uint8Array, seed: number, offset: number): void {
	if (seed === 0) return;
	const start = mix32(seed);
	let word = 0;
	let at = -1;
	for (let i = 0; i < out.length; i++) {
		const position = offset + i;
		const number = Math.floor(position / 4);
		if (number !== at) {
			at = number;
			word = mix32(start ^ number);
		}
		out[i] = word >>> ((position % 4) * 8);
	}
}
