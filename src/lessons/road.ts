// The road through a lesson, in the order it is read: commands with a Run button, fenced outputs, predictions and tasks.
// Of tabs the first is the road; the others are byways, walked in a copy.
import type { Block, Lesson, Predict, SolutionStep, Task } from './lesson.ts';

export type Stop =
	| { readonly type: 'run'; readonly command: string; readonly term?: number; readonly host?: string; readonly line: number }
	| { readonly type: 'output'; readonly text: string; readonly of: string; readonly line: number }
	| { readonly type: 'predict'; readonly predict: Predict }
	| { readonly type: 'task'; readonly task: Task }
	| { readonly type: 'byways'; readonly ways: readonly (readonly Stop[])[] };

/** Where on a lesson's road something happens. */
export function roadOf(lesson: Lesson): Stop[] {
	const stops = (blocks: readonly Block[]): Stop[] => blocks.flatMap(stop);
	const stop = (block: Block): Stop[] => {
		switch (block.type) {
			case 'code': {
				const { text, line, term, host } = block;
				return block.run ? [{ type: 'run', command: text, line, ...(term !== undefined && { term }), ...(host !== undefined && { host }) }] : [];
			}
			case 'output':
				return [{ type: 'output', text: block.text, of: block.of, line: block.line }];
			case 'list':
				return block.items.flatMap(stops);
			case 'quote':
			case 'note':
				return stops(block.blocks);
			case 'compare':
				return [...stops(block.docker.blocks), ...stops(block.kubernetes.blocks)];
			case 'tabs': {
				const [first = [], ...others] = block.tabs.map((tab) => stops(tab.blocks));
				const ways = others.filter((way) => way.length > 0);
				return [...(ways.length > 0 ? [{ type: 'byways' as const, ways }] : []), ...first];
			}
			case 'task': {
				const task = lesson.tasks.find(({ id }) => id === block.task);
				return task ? [{ type: 'task', task }] : [];
			}
			case 'predict': {
				const predict = lesson.predicts.find(({ id }) => id === block.predict);
				return predict ? [{ type: 'predict', predict }] : [];
			}
			default:
				return [];
		}
	};
	return stops(lesson.blocks);
}

/** What a learner does to solve every task, in order: what a lesson that continues this one starts from. */
export const wholeSolution = (lesson: Lesson): SolutionStep[] => [
	...lesson.start,
	...roadOf(lesson).flatMap((stop): SolutionStep[] => {
		if (stop.type === 'task') return [...stop.task.solution];
		if (stop.type !== 'run' || ownsCommand(lesson, stop.command)) return [];
		return [{ type: 'run', command: stop.command, ...(stop.term !== undefined && { term: stop.term }), ...(stop.host !== undefined && { host: stop.host }) }];
	})
];

/** Whether a task's solution types the same command: then the prose shows it, and the solution runs it. */
const ownsCommand = (lesson: Lesson, command: string): boolean =>
	lesson.tasks.some(({ solution }) => solution.some((step) => step.type === 'run' && step.command === command));
