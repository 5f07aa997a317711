import { expect, test } from 'vitest';
import { parseLesson } from './parse.ts';
import { unlikeCode } from './translation-code.ts';

const head = '---\ntitle: T\nsummary: S\nlevel: beginner\nminutes: 2\nworld: docker\nobjectives: [o]\n---\n\n';
const text = (words: string, run = 'ls', output = 'a\nb', prints = 'c', step = 'docker rm -f web'): string =>
	`${words}\n\n\`\`\`sh run\n# ${words}\n${run}\n\`\`\`\n\n\`\`\`output\n${output}\n\`\`\`\n\n\`\`\`predict\nid: p\nquestion: ${words}\nrun: echo c\nprints: ${prints}\nexplain: ${words}\n\`\`\`\n\n\`\`\`task\nid: a\ntitle: ${words}\nchecks:\n  - container: web\nsolution:\n  - ${step}\n\`\`\`\n`;
const unlike = (translation: string): string[] => {
	const [original, other] = [text('words'), translation].map((one) => parseLesson('01-c/01-l/index.md', head + one).lesson);
	return original && other ? unlikeCode(original, other).map(({ line, column, message }) => `${line}:${column}: ${message}`) : [];
};

test('a translation may differ in words and comments, not in commands, outputs, what is printed and solutions: it may not', () => {
	expect(unlike(text('Wörter'))).toEqual([]);
	expect(unlike(text('Wörter', 'ls -a'))).toEqual(['12:1: the command is `ls -a` in the translation: expected `ls`, as in line 12 of the original']);
	expect(unlike(text('Wörter', 'ls', 'a\nB'))).toEqual(['19:1: the output is `B` in the translation: expected `b`, as in line 17 of the original']);
	expect(unlike(text('Wörter', 'ls', 'a\nb', 'd'))).toEqual([
		'26:9: the text that is printed is `d` in the translation: expected `c`, as in line 26 of the original'
	]);
	expect(unlike(text('Wörter', 'ls', 'a\nb', 'c', 'docker rm web'))).toEqual([
		'36:1: the step of a solution is `docker rm web` in the translation: expected `docker rm -f web`, as in line 36 of the original'
	]);
	expect(unlike('Wörter\n')).toEqual([
		'1:1: the translation lacks the command `ls`, which the original has in line 12',
		'1:1: the translation lacks the output `a`, which the original has in line 17',
		'1:1: the translation lacks the text that is printed `c`, which the original has in line 26',
		'1:1: the translation lacks the step of a solution `docker rm -f web`, which the original has in line 36'
	]);
});
