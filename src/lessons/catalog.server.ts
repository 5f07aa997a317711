// Every lesson of content/, parsed when the site is built. A lesson with a problem fails the build.
import type { Lesson } from './lesson.ts';
import { parseLesson } from './parse.ts';

const files = import.meta.glob<string>('/content/**/*.md', { query: '?raw', import: 'default', eager: true });

export const lessons: readonly Lesson[] = Object.entries(files)
	.filter(([path]) => path.endsWith('/index.md'))
	.sort(([a], [b]) => (a < b ? -1 : 1))
	.map(([path, text]) => {
		const { lesson, problems } = parseLesson(path.replace(/^\/content\//, ''), text);
		if (problems.length > 0) throw new Error(problems.map(({ line, column, message }) => `${path.slice(1)}:${line}:${column}: ${message}`).join('\n'));
		return lesson;
	});

export interface CourseEntry {
	readonly course: string;
	readonly title: string;
	readonly lessons: readonly {
		readonly slug: string;
		readonly title: string;
		readonly summary: string;
		readonly minutes: number;
		readonly level: string;
		readonly tasks: readonly { readonly id: string; readonly version: string }[];
	}[];
}

/** Titles of courses; one without a row is shown by its folder's name. */
const titles: Readonly<Record<string, string>> = { docker: 'Docker', kubernetes: 'Kubernetes', versus: 'Docker versus Kubernetes' };

export const courses: readonly CourseEntry[] = [...new Set(lessons.map(({ course }) => course))].map((course) => ({
	course,
	title: titles[course] ?? course,
	lessons: lessons
		.filter((lesson) => lesson.course === course)
		.map(({ slug, meta, tasks }) => ({
			slug,
			title: meta.title,
			summary: meta.summary,
			minutes: meta.minutes,
			level: meta.level,
			tasks: tasks.map(({ id, version }) => ({ id, version }))
		}))
}));
