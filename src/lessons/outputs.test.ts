import { describe, expect, test } from 'vitest';
import { outputDifference } from './outputs.ts';
import { screenText } from './screen.ts';

const same = (written: string, printed: string): boolean => outputDifference(written, printed) === undefined;

describe('a fenced output', () => {
	test('is compared line by line, blanks at the ends aside: it is', () => {
		expect(same('a\nb', 'a  \nb\n\n')).toBe(true);
		expect(outputDifference('a\nb', 'a\nc')).toEqual({ line: 1, column: 1, message: '"b" is written, and "c" is printed' });
		expect(outputDifference('a', 'a\nb')).toEqual({ line: 1, column: 1, message: 'there is one line more: "b"' });
		expect(outputDifference('a\nb', 'a')).toEqual({ line: 1, column: 1, message: '"b" is written, and is not printed' });
	});

	test('is told with the column where it begins to differ, also behind an ellipsis: it is', () => {
		const column = (written: string, printed: string): number | undefined => outputDifference(written, printed)?.column;
		expect(column('DRIVER  NAME', 'DRIVER    VOLUME NAME')).toBe(9);
		expect(column('web   …   Up 3', 'web   nginx   Exited')).toBe(8);
		expect(column('web …', 'cache 1')).toBe(1);
		expect(column('web … Up', 'web 1 Up 2')).toBe(9);
	});

	test('has any text at an ellipsis, and any lines at one alone: it has', () => {
		expect(same('web   …   Up …', 'web   80/tcp   Up 3 seconds')).toBe(true);
		expect(same('web   …   Up', 'web   96s   Up')).toBe(true);
		expect(same('CREATED …   SIZE', 'CREATED        SIZE')).toBe(true);
		expect(same('web   1m   Up', 'web   96s  Up')).toBe(false);
		expect(same('web …x', 'web y')).toBe(false);
		expect(same('a\n…\nd', 'a\nb\nc\nd')).toBe(true);
		expect(same('a\n…\nd', 'a\nd')).toBe(true);
		expect(same('a\n…', 'a')).toBe(true);
		expect(same('…\na\n…\nb', 'x\na\ny\na\nb')).toBe(true);
		expect(outputDifference('a\n…\nd\ne', 'a\nb\nd\nc')).toEqual({ line: 3, column: 1, message: '"e" is written, and is not printed' });
	});
});

describe('what stands on a screen', () => {
	test('is what progress bars and line editors left there: it is', () => {
		expect(screenText('10%\r50%\r100%\r\ndone\r\n')).toBe('100%\ndone\n');
		expect(screenText('abc\b\b\x1b[Kx\r\n')).toBe('ax\n');
		expect(screenText('one\r\ntwo\r\n\x1b[2Aone!\r\n\x1b[B')).toBe('one!\ntwo\n');
		expect(screenText('\x1b[1;31mred\x1b[0m\x1b]0;title\x07 text')).toBe('red text');
		expect(screenText('a\tb')).toBe('a       b');
		expect(screenText('before\r\n\x1b[?1049hvim\r\n\x1b[?1049lafter')).toBe('before\nafter');
	});
});
