import { expect, test } from 'vitest';
import { dataOfKey, type Key } from './first-keys.ts';
import { FirstScreen } from './first-screen.ts';

const shown = (...parts: string[]): FirstScreen => {
	const screen = new FirstScreen();
	for (const part of parts) screen.write(new TextEncoder().encode(part));
	return screen;
};

test('a prompt and what is typed behind it: shown as the machine writes it', () => {
	const screen = shown('\x1b[?2004hroot@docker:~# ');
	expect(screen.before).toBe('root@docker:~# ');
	expect(screen.bracketed).toBe(true);
	screen.write(new TextEncoder().encode('dockre\b\b\x1b[K'));
	expect(screen.text()).toBe('root@docker:~# dock');
	screen.write(new TextEncoder().encode('er ps\r\n\x1b[?2004l\r'));
	expect(screen.text()).toBe('root@docker:~# docker ps');
	expect([screen.row, screen.column]).toEqual([1, 0]);
});

test('a sequence or a character that is cut in two: waits for its other half', () => {
	const screen = new FirstScreen();
	const bytes = new TextEncoder().encode('a\x1b[1;32mgrün\x1b]0;title\x07!');
	for (const byte of bytes) screen.write(new Uint8Array([byte]));
	expect(screen.text()).toBe('agrün!');
	expect(screen.runs(screen.lines[0] ?? [])).toEqual([
		{ text: 'a', style: '' },
		{ text: 'grün!', style: '1;32' }
	]);
});

test('moves, insertion and erasing: as a line editor uses them', () => {
	expect(shown('abcdef\x1b[3D\x1b[2P').text()).toBe('abcf');
	expect(shown('abcd\x1b[2D\x1b[@X').text()).toBe('abXcd');
	expect(shown('one\r\ntwo\r\n\x1b[2J').text()).toBe('');
	expect(shown('\tx').text()).toBe('        x');
	expect(shown('12345\x1b[2G\x1b[K').text()).toBe('1');
});

test('a program with the whole screen: is left to xterm.js', () => {
	expect(shown('\x1b[?1049h').plain).toBe(false);
	expect(shown('\x1b[?1049h', '\x1b[?1049l').plain).toBe(true);
	expect(shown('\x1b[5;10H').plain).toBe(false);
});

test('keys: the bytes that xterm.js sends, and the chords of page and browser are not taken', () => {
	const key = (name: string, more: Partial<Key> = {}): string | undefined =>
		dataOfKey({ key: name, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more });
	expect(['Enter', 'Backspace', 'ArrowUp', 'Delete', 'Escape'].map((name) => key(name))).toEqual(['\r', '\x7f', '\x1b[A', '\x1b[3~', '\x1b']);
	expect(key('c', { ctrlKey: true })).toBe('\x03');
	expect(key('f', { altKey: true })).toBe('\x1bf');
	expect(key('Tab', { shiftKey: true })).toBe('\x1b[Z');
	expect([key('a'), key('F6'), key('k', { ctrlKey: true }), key('v', { ctrlKey: true }), key('c', { metaKey: true })]).toEqual(Array(5).fill(undefined));
});
