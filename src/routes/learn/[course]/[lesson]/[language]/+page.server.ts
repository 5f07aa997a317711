import { error } from '@sveltejs/kit';
import { lessons } from '#src/lessons/catalog.server.ts';
import { lessonPage } from '../../../lesson-page.server.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = () =>
	lessons.flatMap(({ course, slug, languages }) => languages.slice(1).map((language) => ({ course, lesson: slug, language })));

export const load: PageServerLoad = ({ params }) => {
	const page = lessonPage(params.course, params.lesson, params.language);
	if (page.lesson.language !== params.language) error(404, 'This lesson is not there in that language');
	return page;
};
