// How long a lesson takes, by its words and what there is to do; and whether its frontmatter says something else.
import { plain, type Block, type Inline, type Lesson } from './lesson.ts';

const wordsPerMinute = 160;
const secondsFor = { task: 90, run: 24, quiz: 30, predict: 42, file: 30 } as const;

const wordsIn = (inline: readonly Inline[]): number => plain(inline).split(/\s+/).filter(Boolean).length;

/** Estimated minutes. */
function readingMinutes(lesson: Lesson): number {
	let [count, seconds] = [0, 0];
	const words = (inline: readonly Inline[]): void => void (count += wordsIn(inline));
	const visit = (blocks: readonly Block[]): void => {
		for (const block of blocks) {
			if ('inline' in block) words(block.inline);
			if ('blocks' in block) visit(block.blocks);
			if (block.type === 'list') for (const item of block.items) visit(item);
			if (block.type === 'table') for (const row of block.rows) for (const cell of row) words(cell);
			if (block.type === 'tabs') for (const tab of block.tabs) visit(tab.blocks);
			if (block.type === 'compare') for (const tab of [block.docker, block.kubernetes]) visit(tab.blocks);
			if (block.type === 'code' && block.run) seconds += secondsFor.run;
			if (block.type === 'file') seconds += secondsFor.file;
			if (block.type === 'quiz') seconds += secondsFor.quiz;
			if (block.type === 'predict') seconds += secondsFor.predict;
		}
	};
	visit(lesson.blocks);
	for (const { text } of lesson.tasks) {
		seconds += secondsFor.task;
		visit(text);
	}
	return count / wordsPerMinute + seconds / 60;
}

/** What is wrong with a lesson's `minutes`; undefined when they are about right. */
export function wrongMinutes(lesson: Lesson): string | undefined {
	const estimate = readingMinutes(lesson);
	const [least, most] = [Math.max(1, Math.floor(estimate * 0.6)), Math.ceil(estimate * 2) + 2];
	const { minutes } = lesson.meta;
	return minutes >= least && minutes <= most ? undefined : `minutes is ${minutes}: by its words and tasks expected ${least} to ${most}`;
}
