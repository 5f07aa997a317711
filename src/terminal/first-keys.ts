// What a key says to a terminal until xterm.js is there: the same bytes that xterm.js sends. Chords of the page and the browser are theirs.

const named: Readonly<Record<string, string>> = {
	Enter: '\r',
	Backspace: '\x7f',
	Tab: '\t',
	Escape: '\x1b',
	ArrowUp: '\x1b[A',
	ArrowDown: '\x1b[B',
	ArrowRight: '\x1b[C',
	ArrowLeft: '\x1b[D',
	Home: '\x1b[H',
	End: '\x1b[F',
	Insert: '\x1b[2~',
	Delete: '\x1b[3~',
	PageUp: '\x1b[5~',
	PageDown: '\x1b[6~'
};

export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>;

/** The bytes of a key; undefined when it is not the terminal's, or writes text by itself. */
export function dataOfKey({ key, ctrlKey, altKey, metaKey, shiftKey }: Key): string | undefined {
	if (metaKey) return undefined;
	if (ctrlKey) {
		const letter = key.toLowerCase();
		// Ctrl K is the page's palette, Ctrl Shift C and V are the browser's copy and paste.
		if (altKey || shiftKey || letter === 'k' || letter === 'v' || letter === '`') return undefined;
		if (key.length === 1 && letter >= 'a' && letter <= 'z') return String.fromCharCode(letter.charCodeAt(0) - 96);
		return key === ' ' || key === '@' ? '\0' : key === '\\' ? '\x1c' : key === ']' ? '\x1d' : key === '_' || key === '/' ? '\x1f' : undefined;
	}
	if (altKey) return key.length === 1 ? `\x1b${key}` : undefined;
	return key === 'Tab' && shiftKey ? '\x1b[Z' : Object.hasOwn(named, key) ? named[key] : undefined;
}
