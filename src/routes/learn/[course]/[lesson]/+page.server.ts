import { error } from '@sveltejs/kit';
import { courses, lessons } from '#src/lessons/catalog.server.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = () => lessons.map(({ course, slug }) => ({ course, lesson: slug }));

export const load: PageServerLoad = ({ params }) => {
	const lesson = lessons.find(({ course, slug }) => course === params.course && slug === params.lesson);
	if (!lesson) error(404, 'There is no such lesson');
	return { lesson, courseTitle: courses.find(({ course }) => course === lesson.course)?.title ?? lesson.course };
};
