import { expect, test } from 'vitest';
import { BuildFailure, expandWord, expandWords, parseDockerfile } from './index.ts';

const failure = (source: string): string => {
	try {
		parseDockerfile(source);
	} catch (error) {
		if (error instanceof BuildFailure) return `${error.start}-${error.end} ${error.message}`;
		throw error;
	}
	return 'no error';
};

test('a Dockerfile has stages, and each instruction its lines; a continuation skips comments and empty lines in it', () => {
	const { stages, metaArgs, parsed } = parseDockerfile(
		'ARG V=3\nFROM alpine:$V AS Build\n\nRUN echo a \\\n\n# no\n  && echo b\nFROM scratch\nCOPY --from=build --chown=1:2 a b /c/\n'
	);
	expect(metaArgs.map((arg) => arg.args)).toEqual([[{ name: 'V', value: '3' }]]);
	expect(stages.map((s) => [s.stageName, s.base, s.start])).toEqual([
		['build', 'alpine:$V', 2],
		['', 'scratch', 8]
	]);
	expect(stages[0]?.commands[0]).toMatchObject({ kind: 'run', original: 'RUN echo a   && echo b', start: 4, end: 7, shell: true });
	expect(stages[1]?.commands[0]).toMatchObject({
		kind: 'copy',
		sources: ['a', 'b'],
		dest: '/c/',
		flags: [
			['from', 'build'],
			['chown', '1:2']
		]
	});
	expect(parsed.emptyContinuations).toEqual([7]);
});

test('a mistake is said in the words of BuildKit, with its lines it names', () => {
	expect(failure('FORM alpine\n')).toBe('1-1 dockerfile parse error on line 1: unknown instruction: FORM (did you mean FROM?)');
	expect(failure('FROM a\nRUNN x\n')).toBe('2-2 dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)');
	expect(failure('FROM a\nENV KEY\n')).toBe('2-2 ENV must have two arguments');
	expect(failure('FROM a\nENV\n')).toBe('2-2 dockerfile parse error on line 2: ENV requires at least one argument');
	expect(failure('FROM a\nRUN <<EOT\necho\n')).toBe('2-3 unterminated heredoc');
	expect(failure('')).toBe('0-0 the Dockerfile cannot be empty');
});

test('here documents keep their text; quoted ones are not expanded, so says their mark it', () => {
	const [stage] = parseDockerfile("FROM a\nRUN <<EOT\n  mkdir /d\nEOT\nCOPY <<'E' /x\n$A\nE\n").stages;
	expect(stage?.commands.map((c) => ('files' in c ? c.files : []))).toEqual([
		[{ name: 'EOT', expand: true, data: '  mkdir /d\n' }],
		[{ name: 'E', expand: false, data: '$A\n' }]
	]);
});

test('variables are replaced as the small shell does, quotes go unless they are to stay: it', () => {
	const env = new Map([
		['A', 'x y'],
		['E', '']
	]);
	expect(expandWord('"$A"-${B:-d}-${E:+no}\\ z', { env })).toBe('x y-d- z');
	expect(expandWord('echo \'$A\' "$A" $B', { env, raw: true, keepUnset: true })).toBe('echo \'$A\' "x y" $B');
	expect(expandWords('a "b c" d', { env })).toEqual(['a', 'b c', 'd']);
});
