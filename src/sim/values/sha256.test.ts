import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hex } from './bytes.ts';
import { sha256 } from './sha256.ts';

test('digests are those of everybody else, at every length around a block and for parts of buffers', () => {
	const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * 31 + (i >> 3)) & 255);
	for (const length of [...Array.from({ length: 200 }, (_, i) => i), 4096, 4999]) {
		const part = bytes.subarray(1, 1 + length);
		expect(hex(sha256(part))).toBe(createHash('sha256').update(part).digest('hex'));
	}
	expect(hex(sha256(new TextEncoder().encode('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
