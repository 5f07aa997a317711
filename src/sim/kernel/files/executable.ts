// What an executable file looks like: an ELF header that names the program the kernel runs for it (docs/decisions/0001).
// Leaves out sections, symbols and machine code.
import { utf8, text } from '../../values/bytes.ts';

const magic = '\x7fELF\x02\x01\x01\x00';
const mark = '\x00drydock\x00';

const loader = 'interp\x00';

/** The first bytes of the executable of a program: at most 128 before `payload`. `interpreter` is the loader a dynamically linked one names. */
export function executableHead(name: string, interpreter?: string, payload = ''): Uint8Array {
	// e_ident's padding, ET_EXEC, EM_X86_64, version 1: what `file` and `od` look at.
	return utf8(
		`${magic}\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00\x01\x00\x00\x00${mark}${name}\x00${interpreter === undefined ? '' : `${loader}${interpreter}\x00`}${payload}`
	);
}

/** The program named by a file's first bytes (128 are enough), or undefined when it is no such executable. */
export function programOf(bytes: Uint8Array): string | undefined {
	if (bytes.length < 8 || bytes[0] !== 0x7f || bytes[1] !== 0x45 || bytes[2] !== 0x4c || bytes[3] !== 0x46) return undefined;
	const head = text(bytes.subarray(0, 256));
	const at = head.indexOf(mark);
	if (at < 0) return undefined;
	const start = at + mark.length;
	const end = head.indexOf('\x00', start);
	return end < 0 ? undefined : head.slice(start, end);
}

/** The loader named by a file's first bytes; undefined for a statically linked one. */
export function interpreterOf(bytes: Uint8Array): string | undefined {
	const head = text(bytes.subarray(0, 256));
	const at = head.indexOf(mark);
	if (at < 0) return undefined;
	const start = head.indexOf('\x00', at + mark.length) + 1;
	return head.startsWith(loader, start) ? head.slice(start + loader.length, head.indexOf('\x00', start + loader.length)) : undefined;
}
