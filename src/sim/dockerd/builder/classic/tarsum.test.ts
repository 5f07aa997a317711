import { expect, test } from 'vitest';
import { utf8 } from '../../../values/index.ts';
import { sourcesHash } from './tarsum.ts';

const file = (text: string) => ({ path: '', type: 'file' as const, mode: 0o644, uid: 0, gid: 0, mtime: 5, data: utf8(text) });

test('it gives a copied file the sum that a real engine recorded, and several files one sum of theirs', () => {
	const note = { dir: false, base: 'note.txt', path: 'note.txt', entries: [file('a note\n')] };
	expect(sourcesHash([note], []).slice(0, 21)).toBe('file:d62097fdf835e7e4');
	expect(sourcesHash([note, { ...note, path: 'b' }], [])).toMatch(/^multi:[0-9a-f]{64}$/);
	expect(sourcesHash([{ ...note, entries: [file('another\n')] }], [])).not.toBe(sourcesHash([note], []));
});
