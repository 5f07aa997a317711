// Grades an answer to a quiz: pure, used by the page. What is right is in the lesson's data; nothing is asked of a server.
// Invariant: an answer that does not fit the question is wrong, never an error.
import type { Quiz } from './lesson.ts';

/**
 * What was answered, by the quiz's kind. `single`, `multiple`: the indexes of the options chosen. `order`: the items' indexes in the
 * order given. `match`: for each of `left`, the index into `right` chosen for it (-1: none yet). `number`: what was typed.
 */
export type QuizAnswer = readonly number[] | number;

export interface QuizGrade {
	readonly correct: boolean;
	/** Per option (single, multiple), place (order) or left part (match): whether it is as it should be. */
	readonly parts: readonly boolean[];
}

/** Whether an answer is right, and which of its parts are. */
export function gradeQuiz(quiz: Quiz, answer: QuizAnswer): QuizGrade {
	if (quiz.kind === 'number') {
		const correct = typeof answer === 'number' && Math.abs(answer - quiz.answer) <= quiz.tolerance;
		return { correct, parts: [correct] };
	}
	const given = typeof answer === 'number' ? [answer] : answer;
	const inPlace = (parts: readonly unknown[]): boolean[] => parts.map((_, i) => given[i] === i);
	let parts: readonly boolean[];
	if (quiz.kind === 'order') parts = inPlace(quiz.items);
	else if (quiz.kind === 'match') parts = inPlace(quiz.left);
	else parts = quiz.options.map(({ correct }, i) => given.includes(i) === correct);
	return { correct: parts.every(Boolean), parts };
}

/** An order to draw `count` things in: the same for the same key, and never the right one when there is another. */
export function shuffled(count: number, key: string): number[] {
	let state = 2166136261;
	for (const letter of key) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16777619);
	const order = Array.from({ length: count }, (_, i) => i);
	for (let i = count - 1; i > 0; i--) {
		state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
		const j = (state >>> 0) % (i + 1);
		[order[i], order[j]] = [order[j] as number, order[i] as number];
	}
	if (count > 1 && order.every((value, i) => value === i)) order.push(order.shift() as number);
	return order;
}
