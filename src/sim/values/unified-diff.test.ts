// Compared with Python's difflib.unified_diff (the same algorithm), run once by hand for each case.
import { expect, test } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const words = (text: string): string[] => text.split(' ');

test('the longest common run is taken first, then what is left and right of it', () => {
	expect(unifiedDiff(words('a b c d e f g'), words('a x c d e g h'), 1)).toBe('@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n@@ -5,3 +5,3 @@\n e\n-f\n g\n+h\n');
});
test('hunks are apart when more than twice the context is equal', () => {
	expect(unifiedDiff(words('1 2 3 4 5 6 7 8 9'), words('0 2 3 4 5 6 7 8 10'), 1)).toBe('@@ -1,2 +1,2 @@\n-1\n+0\n 2\n@@ -8,2 +8,2 @@\n 8\n-9\n+10\n');
});
test('equal texts have no hunks, and an empty one is all additions', () => {
	expect(unifiedDiff(words('a b'), words('a b'))).toBe('');
	expect(unifiedDiff([], words('a b'))).toBe('@@ -0,0 +1,2 @@\n+a\n+b\n');
});
