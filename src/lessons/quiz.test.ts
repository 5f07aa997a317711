import { describe, expect, test } from 'vitest';
import { plain, type Quiz } from './lesson.ts';
import { parseLesson } from './parse.ts';
import { gradeQuiz, shuffled } from './quiz.ts';

const head = '---\ntitle: T\nsummary: S\nlevel: beginner\nminutes: 1\nworld: docker\nobjectives: [o]\n---\n\n';
function quiz(yaml: string): Quiz {
	const { lesson, problems } = parseLesson('01-c/01-l/index.md', `${head}\`\`\`quiz\nid: q\nquestion: Q?\n${yaml}\n\`\`\`\n`);
	expect(problems).toEqual([]);
	return lesson.quizzes[0] as Quiz;
}

describe('a quiz', () => {
	test('of one option is right with that option: it is', () => {
		const one = quiz('single:\n  - A\n  - text: "`B`"\n    correct: true\n    why: Because.');
		expect(one.kind === 'single' && one.options.map(({ text, correct, why }) => [plain(text), correct, plain(why)])).toEqual([
			['A', false, ''],
			['B', true, 'Because.']
		]);
		expect(gradeQuiz(one, [1])).toEqual({ correct: true, parts: [true, true] });
		expect(gradeQuiz(one, 1).correct).toBe(true);
		expect(gradeQuiz(one, [0])).toEqual({ correct: false, parts: [false, false] });
		expect(gradeQuiz(one, []).correct).toBe(false);
	});

	test('of several is right with all correct ones and no other: it is', () => {
		const several = quiz('multiple:\n  - { text: A, correct: true }\n  - B\n  - { text: C, correct: true }');
		expect(gradeQuiz(several, [0, 2]).correct).toBe(true);
		expect(gradeQuiz(several, [0, 1, 2])).toEqual({ correct: false, parts: [true, false, true] });
		expect(gradeQuiz(several, [0])).toEqual({ correct: false, parts: [true, true, false] });
	});

	test('of an order is shown in another one, and right place by place: it is', () => {
		const order = quiz('order: [A, B, C]');
		expect(order.kind === 'order' && order.shown).not.toEqual([0, 1, 2]);
		expect(gradeQuiz(order, [0, 1, 2]).correct).toBe(true);
		expect(gradeQuiz(order, [0, 2, 1])).toEqual({ correct: false, parts: [true, false, false] });
	});

	test('of pairs is right pair by pair: it is', () => {
		const match = quiz('match:\n  Docker: one host\n  Kubernetes: many');
		expect(match.kind === 'match' && match.right.map(plain)).toEqual(['one host', 'many']);
		expect(gradeQuiz(match, [0, 1]).correct).toBe(true);
		expect(gradeQuiz(match, [1, -1])).toEqual({ correct: false, parts: [false, false] });
	});

	test('of a number is right within its tolerance: it is', () => {
		const number = quiz('number: 7\ntolerance: 0.5');
		expect([6.4, 6.5, 7, 7.5, 7.6, Number.NaN].map((answer) => gradeQuiz(number, answer).correct)).toEqual([false, true, true, true, false, false]);
	});

	test('has a version that changes with the answer, not with the words of the question: it has', () => {
		expect(quiz('order: [A, B]').version).toBe(quiz('order: [A, B]\nexplain: More.').version);
		expect(quiz('order: [A, B]').version).not.toBe(quiz('order: [B, A]').version);
	});
});

describe('a shuffled order', () => {
	test('has each thing once and is not the right one, for any number of things: it has', () => {
		for (let count = 2; count < 12; count++) {
			for (const key of ['a', 'b', 'c']) {
				const order = shuffled(count, key);
				expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
				expect(order).not.toEqual(Array.from({ length: count }, (_, i) => i));
				expect(shuffled(count, key)).toEqual(order);
			}
		}
		expect([shuffled(0, 'a'), shuffled(1, 'a')]).toEqual([[], [0]]);
	});
});
