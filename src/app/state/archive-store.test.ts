import { describe, expect, test } from 'vitest';
import type { Answer, TaskProgress } from '#src/worker/learner.ts';
import { migrateProgress } from '#src/worker/learner.ts';
import { mergeAnswer, mergeLesson, mergeTask, summaryOf } from './archive-store.ts';

const task: TaskProgress = { lesson: 'l', task: 't', version: 'v', held: [0], hints: 1, solution: false, attempts: 2, seconds: 30 };
const answer: Answer = { lesson: 'l', item: 'q', kind: 'quiz', version: 'v', tries: [{ at: 1, answer: 0, right: false }], hints: 0, shown: false };

describe('adding a save to what is here', () => {
	test('a task has what was reached in either, and the first pass, so nothing earned is lost: it has', () => {
		const other: TaskProgress = { ...task, held: [1], hints: 3, solution: true, attempts: 1, seconds: 50, passed: 9, passedVersion: 'v' };
		const both = { ...task, held: [0, 1], hints: 3, solution: true, attempts: 2, seconds: 50, passed: 9, passedVersion: 'v' };
		expect(mergeTask(task, other)).toEqual(both);
		expect(mergeTask(other, task)).toEqual(both);
		expect(mergeTask({ ...other, passed: 4, passedVersion: 'u' }, other)).toMatchObject({ passed: 4, passedVersion: 'u' });
	});

	test('a pass of an earlier version of a task stays a pass, and the rest is the present version’s: it does', () => {
		const old: TaskProgress = { ...task, version: 'old', held: [0, 1, 2], hints: 9, passed: 3, passedVersion: 'old' };
		expect(mergeTask(task, old)).toEqual({ ...task, passed: 3, passedVersion: 'old' });
	});

	test('answers are put together in order, each once, so a history stays true: they are', () => {
		const other: Answer = { ...answer, tries: [...answer.tries, { at: 5, answer: 2, right: true }], right: 5, hints: 1, shown: true };
		expect(mergeAnswer(answer, other)).toEqual({ ...other });
		expect(mergeAnswer(other, { ...answer, tries: [{ at: 3, answer: 1, right: false }] }).tries.map(({ at }) => at)).toEqual([1, 3, 5]);
	});

	test('a lesson was opened first and used last as either says: it was', () => {
		expect(mergeLesson({ lesson: 'l', opened: 5, used: 6, seconds: 10 }, { lesson: 'l', opened: 2, used: 9, seconds: 4, finished: 8 })).toEqual({
			lesson: 'l',
			opened: 2,
			used: 9,
			seconds: 10,
			finished: 8
		});
	});
});

test('a record of store version 1 becomes one of version 2 with its pass, so an update keeps it: it does', () => {
	expect(migrateProgress({ lesson: 'l', task: 't', version: 'v', passed: 5, hints: 2, solution: true })).toEqual({
		lesson: 'l',
		task: 't',
		version: 'v',
		passed: 5,
		passedVersion: 'v',
		held: [],
		hints: 2,
		solution: true,
		attempts: 0,
		seconds: 0
	});
	expect(migrateProgress({ lesson: 'l', task: 't', version: 'v', hints: 0, solution: false })).not.toHaveProperty('passed');
});

test('what is in a save is counted for the learner to decide: it is', () => {
	const archive = {
		store: 2,
		build: 'b',
		made: 1,
		machines: [],
		progress: [task, { ...task, task: 'u', passed: 1 }],
		answers: [answer],
		lessons: [{ lesson: 'm', opened: 0, used: 0, seconds: 0 }],
		settings: {}
	};
	expect(summaryOf(archive, 'b')).toEqual({ made: 1, sameBuild: true, machines: [], lessons: 2, tasks: 1, answers: 1 });
});
