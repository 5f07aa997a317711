// What a key does to the line being edited. Pure.
import { insert, save, type Buffer } from './buffer.ts';

function remove(b: Buffer, from: number, to: number): void {
	if (from >= to) return;
	save(b);
	b.chars.splice(from, to - from);
	b.at = from;
}
function undo(b: Buffer): boolean {
	const last = b.past.pop();
	if (!last) return false;
	b.chars = last.chars;
	b.at = last.at;
	return true;
}
const isWord = (c: string | undefined): boolean => c !== undefined && /[\p{L}\p{N}]/u.test(c);
function wordForward(b: Buffer): number {
	let i = b.at;
	while (i < b.chars.length && !isWord(b.chars[i])) i++;
	while (i < b.chars.length && isWord(b.chars[i])) i++;
	return i;
}
function wordBackward(b: Buffer): number {
	let i = b.at;
	while (i > 0 && !isWord(b.chars[i - 1])) i--;
	while (i > 0 && isWord(b.chars[i - 1])) i--;
	return i;
}
function blankBackward(b: Buffer): number {
	let i = b.at;
	while (i > 0 && /\s/.test(b.chars[i - 1] as string)) i--;
	while (i > 0 && !/\s/.test(b.chars[i - 1] as string)) i--;
	return i;
}
function killRange(b: Buffer, from: number, to: number): void {
	if (from >= to) return;
	const text = b.chars.slice(from, to).join('');
	if (b.killing && b.kills.length) {
		const last = b.kills.pop() as string;
		b.kills.push(from < b.at ? text + last : last + text);
	} else b.kills.push(text);
	if (b.kills.length > 10) b.kills.shift();
	remove(b, from, to);
	b.killing = true;
}

/** What the named key does to the line. Answers whether the key is one of these; 'bell' when there is nothing to do. */
export function edit(b: Buffer, key: string): boolean | 'bell' {
	const kill = key === 'C-k' || key === 'C-u' || key === 'C-w' || key === 'M-d' || key === 'M-backspace';
	if (!kill) b.killing = false;
	const { yanked } = b;
	if (key !== 'C-y' && key !== 'M-y') b.yanked = undefined;
	const end = b.chars.length;
	switch (key) {
		case 'C-a':
		case 'home':
			b.at = 0;
			return true;
		case 'C-e':
		case 'end':
			b.at = end;
			return true;
		case 'C-b':
		case 'left':
			if (b.at === 0) return 'bell';
			b.at--;
			return true;
		case 'C-f':
		case 'right':
			if (b.at === end) return 'bell';
			b.at++;
			return true;
		case 'M-b':
			b.at = wordBackward(b);
			return true;
		case 'M-f':
			b.at = wordForward(b);
			return true;
		case 'C-h':
		case 'backspace':
			if (b.at === 0) return 'bell';
			remove(b, b.at - 1, b.at);
			return true;
		case 'C-d':
		case 'delete':
			if (b.at === end) return 'bell';
			remove(b, b.at, b.at + 1);
			return true;
		case 'C-k':
			killRange(b, b.at, end);
			return true;
		case 'C-u':
			killRange(b, 0, b.at);
			return true;
		case 'C-w':
			killRange(b, blankBackward(b), b.at);
			return true;
		case 'M-backspace':
			killRange(b, wordBackward(b), b.at);
			return true;
		case 'M-d': {
			const { at } = b;
			killRange(b, at, wordForward(b));
			return true;
		}
		case 'C-y': {
			const text = b.kills.at(-1);
			if (text === undefined) return 'bell';
			const from = b.at;
			insert(b, text);
			b.yanked = { from, ring: b.kills.length - 1 };
			return true;
		}
		case 'M-y': {
			if (!yanked) return 'bell';
			const ring = (yanked.ring - 1 + b.kills.length) % b.kills.length;
			remove(b, yanked.from, b.at);
			insert(b, b.kills[ring] as string);
			b.yanked = { from: yanked.from, ring };
			return true;
		}
		case 'C-t': {
			const i = b.at === end ? b.at - 1 : b.at;
			if (i < 1) return 'bell';
			save(b);
			[b.chars[i - 1], b.chars[i]] = [b.chars[i] as string, b.chars[i - 1] as string];
			b.at = i + 1;
			return true;
		}
		case 'M-u':
		case 'M-l':
		case 'M-c': {
			const to = wordForward(b);
			save(b);
			let first = true;
			for (let i = b.at; i < to; i++) {
				const c = b.chars[i] as string;
				b.chars[i] = key === 'M-u' || (key === 'M-c' && first && isWord(c)) ? c.toUpperCase() : c.toLowerCase();
				if (isWord(c)) first = false;
			}
			b.at = to;
			return true;
		}
		case 'C-_':
		case 'C-\x7f':
			return undo(b) || 'bell';
	}
	return false;
}
