// What every part of a drawn lesson shares: the lesson, its machine, what the learner did, and where commands and files go.
import { getContext, setContext } from 'svelte';
import type { LearnerState } from '#src/app/state/learner.svelte.ts';
import type { TaskState } from '#src/worker/protocol.ts';
import type { Lesson } from './lesson.ts';

/** Where a command is typed: a terminal by its number from 1, a machine by its name; neither: the one in use. */
export interface Where {
	readonly term?: number;
	readonly host?: string;
}

export interface LessonContext {
	readonly lesson: Lesson;
	readonly learner: LearnerState;
	/** Types a command into a terminal. */
	run(command: string, where?: Where): void;
	/** Saves a file on the machine and opens it in the editor; rejects with what to tell. */
	open(path: string, text: string, host?: string): Promise<void>;
	taskState(task: string): TaskState | undefined;
	/** Shows what a word of the glossary means, beside the element that asked. */
	explain(term: string, beside: HTMLElement): void;
	/** The tab chosen last in tabs of this group. */
	tabOf(group: string): string | undefined;
	chooseTab(group: string, title: string): void;
}

const key = Symbol('lesson');
export const provideLesson = (context: LessonContext): LessonContext => setContext(key, context);
export const useLesson = (): LessonContext => getContext<LessonContext>(key);
