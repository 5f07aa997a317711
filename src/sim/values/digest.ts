// Content addresses: sha256 of bytes, written as the OCI image specification writes them.
// Invariant: equal bytes have equal digests, on every machine.

import { hex, utf8 } from './bytes.ts';
import { sha256 } from '@noble/hashes/sha2.js';

/** The sha256 of bytes (or of a text's UTF-8) as 64 hexadecimal digits. */
export function sha256Hex(content: Uint8Array | string): string {
	return hex(sha256(typeof content === 'string' ? utf8(content) : content));
}

/** The sha256 of bytes (or of a text's UTF-8) as 32 bytes. */
export function sha256Bytes(content: Uint8Array | string): Uint8Array {
	return sha256(typeof content === 'string' ? utf8(content) : content);
}

/** The OCI digest, "sha256:<64 hexadecimal digits>". */
export function digest(content: Uint8Array | string): `sha256:${string}` {
	return `sha256:${sha256Hex(content)}`;
}
