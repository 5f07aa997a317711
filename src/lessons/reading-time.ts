// How long a lesson takes, by its words and what there is to do; and whether its frontmatter says something else.
import { plain, type Block, type Inline, type Lesson } from './lesson.ts';

const wordsPerMinute = 160;
const minutesFor = { task: 1.5, run: 0.4, quiz: 0.5, predict: 0.7, file: 0.5 } as const;

const wordsIn = (inline: readonly Inline[]): number => plain(inline).split(/\s+/).filter(Boolean).length;

/** Estimated minutes. */
export function readingMinutes(lesson: Lesson): number {
	let minutes = 0;
	const words = (inline: readonly Inline[]): void => void (minutes += wordsIn(inline) / wordsPerMinute);
	const visit = (blocks: readonly Block[]): void => {
		for (const block of blocks) {
			if ('inline' in block) words(block.inline);
			if ('blocks' in block) visit(block.blocks);
			if (block.type === 'list') for (const item of block.items) visit(item);
			if (block.type === 'table') for (const row of block.rows) for (const cell of row) words(cell);
			if (block.type === 'tabs') for (const tab of block.tabs) visit(tab.blocks);
			if (block.type === 'compare') for (const tab of [block.docker, block.kubernetes]) visit(tab.blocks);
			if (block.type === 'code' && block.run) minutes += minutesFor.run;
			if (block.type === 'file') minutes += minutesFor.file;
			if (block.type === 'quiz') minutes += minutesFor.quiz;
			if (block.type === 'predict') minutes += minutesFor.predict;
		}
	};
	visit(lesson.blocks);
	for (const { text } of lesson.tasks) {
		minutes += minutesFor.task;
		visit(text);
	}
	return minutes;
}

/** What is wrong with a lesson's `minutes`; undefined when they are about right. */
export function wrongMinutes(lesson: Lesson): string | undefined {
	const estimate = readingMinutes(lesson);
	const [least, most] = [Math.max(1, Math.floor(estimate * 0.6)), Math.ceil(estimate * 2) + 2];
	const { minutes } = lesson.meta;
	return minutes >= least && minutes <= most ? undefined : `minutes is ${minutes}: by its words and tasks expected ${least} to ${most}`;
}
