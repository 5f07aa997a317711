// Keys: bytes of a raw terminal as the names of what was pressed. Reads a byte at a time, so that what follows the line stays in the
// terminal for the next program. A text key is {text}; others are named as in readline's bindings: "C-a", "M-f", "up", "paste".
import { Errno, type Sys } from '../../../engine/sys.ts';
import { read } from '../../../kernel/index.ts';
import { decode } from '../text.ts';

export type Key = { readonly text: string } | { readonly name: string } | { readonly paste: string } | { readonly end: true } | { readonly interrupted: true };

const sequences: Readonly<Record<string, string>> = {
	'[A': 'up',
	'[B': 'down',
	'[C': 'right',
	'[D': 'left',
	'[H': 'home',
	'[F': 'end',
	OA: 'up',
	OB: 'down',
	OC: 'right',
	OD: 'left',
	OH: 'home',
	OF: 'end',
	'[1~': 'home',
	'[7~': 'home',
	'[4~': 'end',
	'[8~': 'end',
	'[2~': 'insert',
	'[3~': 'delete',
	'[5~': 'page-up',
	'[6~': 'page-down',
	'[1;5C': 'M-f',
	'[1;5D': 'M-b',
	'[1;3C': 'M-f',
	'[1;3D': 'M-b',
	'[5C': 'M-f',
	'[5D': 'M-b',
	'[3;5~': 'M-d',
	'[Z': 'backtab'
};

function* byte(fd: number): Sys<number | undefined | 'interrupted'> {
	try {
		return (yield* read(fd, 1))[0];
	} catch (error) {
		if (error instanceof Errno && error.code === 'EINTR') return 'interrupted';
		if (error instanceof Errno && error.code === 'EIO') return undefined;
		throw error;
	}
}

/** The next key. */
export function* readKey(fd: number): Sys<Key> {
	const first = yield* byte(fd);
	if (first === undefined) return { end: true };
	if (first === 'interrupted') return { interrupted: true };
	if (first === 27) return yield* escape(fd);
	if (first < 32 || first === 127) return { name: control(first) };
	if (first < 0x80) return { text: String.fromCharCode(first) };
	const bytes = [first];
	for (let need = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1; need > 0; need--) {
		const next = yield* byte(fd);
		if (typeof next !== 'number') break;
		bytes.push(next);
	}
	return { text: decode(Uint8Array.from(bytes)) };
}
const control = (code: number): string => (code === 127 ? 'backspace' : `C-${String.fromCharCode(code + 96)}`);

function* escape(fd: number): Sys<Key> {
	const next = yield* byte(fd);
	if (next === 'interrupted') return { interrupted: true };
	if (next === undefined) return { end: true };
	if (next !== 0x5b && next !== 0x4f)
		return { name: next === 127 || next === 8 ? 'M-backspace' : next < 32 ? `M-C-${String.fromCharCode(next + 96)}` : `M-${String.fromCharCode(next)}` };
	let text = String.fromCharCode(next);
	for (;;) {
		const more = yield* byte(fd);
		if (typeof more !== 'number') return { name: 'unknown' };
		text += String.fromCharCode(more);
		if (more >= 0x40 && more <= 0x7e) break;
	}
	if (text === '[200~') return { paste: yield* pasted(fd) };
	return { name: sequences[text] ?? 'unknown' };
}
function* pasted(fd: number): Sys<string> {
	const bytes: number[] = [];
	const mark = [27, 0x5b, 0x32, 0x30, 0x31, 0x7e];
	for (;;) {
		const next = yield* byte(fd);
		if (typeof next !== 'number') break;
		bytes.push(next);
		if (next === 0x7e && mark.every((b, i) => bytes[bytes.length - mark.length + i] === b)) {
			bytes.length -= mark.length;
			break;
		}
	}
	return decode(Uint8Array.from(bytes)).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}
