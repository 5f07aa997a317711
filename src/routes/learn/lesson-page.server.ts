// What the page of a lesson is given: the lesson in a language, its course, what comes next, and the languages it can be read in.
import { error } from '@sveltejs/kit';
import { courses, lessonIn } from '#src/lessons/catalog.server.ts';

const nameOf = (language: string): string => {
	const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
	return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
};

export function lessonPage(courseName: string, slug: string, language = '') {
	const lesson = lessonIn(courseName, slug, language);
	if (!lesson) error(404, 'There is no such lesson');
	// The original's language has no suffix in addresses.
	const own = lessonIn(courseName, slug, '')?.language ?? 'en';
	const suffix = (of: string): string => (of === own ? '' : `${of}/`);
	const at = courses.findIndex(({ course }) => course === courseName);
	const course = courses[at];
	const here = course?.lessons.findIndex((one) => one.slug === slug) ?? -1;
	// The next lesson of the course, or the first of the next course.
	const [of, next] = course?.lessons[here + 1] ? [course, course.lessons[here + 1]] : [courses[at + 1], courses[at + 1]?.lessons[0]];
	return {
		lesson,
		courseTitle: course?.title ?? courseName,
		next:
			of && next
				? { href: `/learn/${of.course}/${next.slug}/${next.languages.includes(language) ? suffix(language) : ''}`, title: next.title, minutes: next.minutes }
				: null,
		languages: lesson.languages.map((one) => ({ language: one, name: nameOf(one), href: `/learn/${courseName}/${slug}/${suffix(one)}` }))
	};
}
