import { lessons } from '#src/lessons/catalog.server.ts';
import { lessonPage } from '../../lesson-page.server.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = () => lessons.map(({ course, slug }) => ({ course, lesson: slug }));

export const load: PageServerLoad = ({ params }) => lessonPage(params.course, params.lesson);
