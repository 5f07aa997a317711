// Every lesson of the content folder (content/, or what DRYDOCK_CONTENT names), read when the site is built. A mistake fails the build;
// under `drydock dev` (DRYDOCK_DEV) it is shown at the head of its lesson instead. Images become data: URLs, so a page is one file.
import { resolve } from 'node:path';
import { inLanguage, type ContentLesson, type FileProblem } from './content.ts';
import { imageUrl, readFolder } from './content-folder.ts';
import type { Block, Course, Lesson, Path } from './lesson.ts';

const root = resolve(process.env['DRYDOCK_CONTENT'] ?? 'content');
const developing = process.env['DRYDOCK_DEV'] !== undefined;
const content = readFolder(root);

const line = ({ file, line, column, message }: FileProblem): string => `${file}:${line}:${column}: ${message}`;
if (content.problems.length > 0 && !developing) throw new Error(content.problems.map(line).join('\n'));

/** Everything plain with images by address instead of path. */
function withImages<T>(value: T): T {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(withImages) as T;
	const entries = Object.entries(value).map(([key, inner]) => [key, withImages(inner)]);
	const copy = Object.fromEntries(entries) as Record<string, unknown>;
	if ((copy['type'] === 'image' || copy['type'] === 'figure') && typeof copy['src'] === 'string') copy['src'] = imageUrl(root, copy['src']) ?? '';
	return copy as T;
}

/** What is wrong with a lesson, as its first block. */
function mistakes({ problems }: ContentLesson): Block[] {
	if (problems.length === 0) return [];
	const items = problems.map((problem): Block[] => [{ type: 'paragraph', inline: [{ t: 'code', v: line(problem) }] }]);
	return [{ type: 'note', kind: 'caution', blocks: [{ type: 'list', ordered: false, start: 1, items }] }];
}

const shown = (one: ContentLesson, lesson: Lesson): Lesson => withImages({ ...lesson, blocks: [...mistakes(one), ...lesson.blocks] });

export const lessons: readonly Lesson[] = content.lessons.map((one) => shown(one, one.lesson));

/** A lesson in a language, or in its own when there is no translation; undefined when there is no such lesson. */
export function lessonIn(course: string, slug: string, language: string): Lesson | undefined {
	const found = content.lessons.find(({ lesson }) => lesson.course === course && lesson.slug === slug);
	return found && shown(found, inLanguage(found, language));
}

export interface CourseEntry extends Omit<Course, 'lessons'> {
	readonly lessons: readonly {
		readonly slug: string;
		readonly title: string;
		readonly summary: string;
		readonly minutes: number;
		readonly level: string;
		readonly languages: readonly string[];
		readonly tasks: readonly { readonly id: string; readonly version: string }[];
	}[];
}

export const courses: readonly CourseEntry[] = content.courses.map((course) => ({
	...course,
	lessons: lessons
		.filter((lesson) => lesson.course === course.course)
		.map(({ slug, meta, languages, tasks }) => ({
			slug,
			title: meta.title,
			summary: meta.summary,
			minutes: meta.minutes,
			level: meta.level,
			languages,
			tasks: tasks.map(({ id, version }) => ({ id, version }))
		}))
}));

/** Ways through lessons of several courses. */
export const paths: readonly Path[] = content.paths;
