// A whole content folder: numbered folders are courses and lessons in order; course.yaml, paths/*.yaml, glossary.yaml and translations
// (index.de.md) beside them. Pure: files are handed in. What has a problem is told with its file and place, and left out.
import { isMap, isScalar } from 'yaml';
import { entriesOf, fieldNode, itemNodes, problemAt, readFields, suggest, yamlNode, type Fields } from './fields.ts';
import type { Course, Lesson, Path, Problem } from './lesson.ts';
import { languageOf, namesOf, tooMuch, type Library, type TermSource } from './library.ts';
import { parseLesson } from './parse.ts';
import { wholeSolution } from './road.ts';

export const courseFields: Fields = {
	title: { type: 'text', about: 'the course’s name', required: true },
	summary: { type: 'text', about: 'one sentence', required: true }
};
export const pathFields: Fields = {
	title: { type: 'text', about: 'the path’s name', required: true },
	summary: { type: 'text', about: 'one sentence', required: true },
	lessons: { type: 'texts', about: 'its lessons in order, as course/lesson', required: true }
};
export const termFields: Fields = {
	title: { type: 'text', about: 'the word as it is written', required: true },
	text: { type: 'text', about: 'what it means, in Markdown', required: true }
};

export interface ContentFiles {
	/** Paths from the content's root. */
	readonly names: readonly string[];
	/** A file's text. */
	read(name: string): string | undefined;
}
export interface FileProblem extends Problem {
	readonly file: string;
}
export interface ContentLesson {
	readonly file: string;
	readonly lesson: Lesson;
	/** In other languages, by language. */
	readonly translations: ReadonlyMap<string, Lesson>;
	/** Mistakes in it, in its translations, and in what they include: such a lesson is not shown. */
	readonly problems: readonly FileProblem[];
}
export interface Content {
	readonly lessons: readonly ContentLesson[];
	readonly courses: readonly Course[];
	readonly paths: readonly Path[];
	readonly problems: readonly FileProblem[];
}

const isLesson = (name: string): boolean => /(?:^|\/)index(?:\.[a-z]{2})?\.md$/.test(name);
const folderOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));
/** Lessons whose path has a problem of its own. */
const misplaced = /^\d+-[a-z0-9-]+\/\d+-[a-z0-9-]+\/index(?:\.[a-z]{2})?\.md$/;

class Reader {
	readonly #files: ContentFiles;
	readonly problems: FileProblem[] = [];
	readonly library: Library;

	constructor(files: ContentFiles) {
		this.#files = files;
		this.library = {
			glossary: this.#glossary(),
			files: new Set(files.names),
			lessons: [
				...new Set(
					files.names.filter(isLesson).map((name) => {
						const { course, slug } = namesOf(name);
						return `${course}/${slug}`;
					})
				)
			],
			read: (name) => files.read(name)
		};
	}

	tell(file: string, problems: readonly Problem[]): void {
		for (const problem of problems) this.problems.push({ ...problem, file: problem.file ?? file });
	}

	/** A YAML file's root; what is too much is not read. */
	#node(file: string, problems: Problem[]): ReturnType<typeof yamlNode> {
		const text = this.#files.read(file) ?? '';
		const much = tooMuch(text);
		if (much) problems.push(much);
		return yamlNode(much ? '' : text, 0, problems);
	}

	/** A YAML file's fields. */
	yaml(file: string, fields: Fields, what: string) {
		const problems: Problem[] = [];
		const { node, source } = this.#node(file, problems);
		const values = problems.length === 0 ? readFields(node, fields, what, source) : {};
		this.tell(file, problems);
		return { node, source, values, text: (name: string): string => (typeof values[name] === 'string' ? values[name] : '') };
	}

	#glossary(): Map<string, TermSource> {
		const file = 'glossary.yaml';
		const terms = new Map<string, TermSource>();
		if (!this.#files.names.includes(file)) return terms;
		const problems: Problem[] = [];
		const { node, source } = this.#node(file, problems);
		if (!isMap(node) && problems.length === 0) problemAt(node, source, 'the glossary is a mapping: expected word: what it means');
		for (const { name, value } of isMap(node) ? entriesOf(node) : []) {
			if (isScalar(value)) terms.set(name, { title: name, text: String(value.value) });
			else {
				const { title, text } = readFields(value, termFields, `the word ${name}`, source);
				if (typeof title === 'string' && typeof text === 'string') terms.set(name, { title, text });
			}
		}
		this.tell(file, problems);
		return terms;
	}

	lesson(file: string): Lesson {
		const { lesson, problems } = parseLesson(file, this.#files.read(file) ?? '', this.library);
		this.tell(file, problems);
		return lesson;
	}
}

/** What a translation lacks or has too much, beside its words. */
function unlikeOriginal(original: Lesson, translation: Lesson): string[] {
	const found: string[] = [];
	for (const type of ['tasks', 'quizzes', 'predicts'] as const) {
		const what = { tasks: 'task', quizzes: 'quiz', predicts: 'prediction' }[type];
		const theirs = new Map<string, string>(translation[type].map(({ id, version }) => [id, version]));
		for (const { id, version } of original[type]) {
			const same = theirs.get(id);
			if (same === undefined) found.push(`the translation has no ${what} "${id}", and the original has`);
			else if (same !== version && type === 'tasks') found.push(`the ${what} "${id}" is checked differently in the translation: expected the same checks`);
			theirs.delete(id);
		}
		for (const id of theirs.keys()) found.push(`the translation has a ${what} "${id}", and the original has none`);
	}
	return found;
}

/** What a lesson that continues another starts from; a circle is a problem. */
function withStarts(lessons: readonly ContentLesson[], reader: Reader): ContentLesson[] {
	const byName = new Map(lessons.map((one) => [`${one.lesson.course}/${one.lesson.slug}`, one]));
	const done = new Map<string, Lesson>();
	const startOf = (one: ContentLesson, chain: readonly string[]): Lesson => {
		const name = `${one.lesson.course}/${one.lesson.slug}`;
		const known = done.get(name);
		if (known) return known;
		const { continues } = one.lesson.meta;
		const before = continues === undefined ? undefined : byName.get(continues);
		if (!before) return one.lesson;
		const line = 1;
		if (chain.includes(name)) {
			reader.tell(one.file, [{ line, column: 1, message: `the lesson continues itself: ${[...chain, name].join(' → ')}` }]);
			return one.lesson;
		}
		if (before.problems.length > 0)
			reader.tell(one.file, [{ line, column: 1, message: `the lesson it continues, ${continues ?? ''}, has a mistake: expected that to be mended first` }]);
		const previous = startOf(before, [...chain, name]);
		if (previous.meta.world !== one.lesson.meta.world)
			reader.tell(one.file, [
				{
					line,
					column: 1,
					message: `its world is ${one.lesson.meta.world}, and it continues ${continues ?? ''} in the world ${previous.meta.world}: expected the same`
				}
			]);
		const lesson = { ...one.lesson, start: [...wholeSolution(previous), ...one.lesson.start] };
		done.set(name, lesson);
		return lesson;
	};
	return lessons.map((one) => {
		const lesson = startOf(one, []);
		return { ...one, lesson, translations: new Map([...one.translations].map(([language, other]) => [language, { ...other, start: lesson.start }])) };
	});
}

function readCourses(lessons: readonly ContentLesson[], files: ContentFiles, reader: Reader): Course[] {
	const courses = new Map<string, Course>();
	for (const { file, lesson } of lessons) {
		const known = courses.get(lesson.course);
		if (known) {
			courses.set(lesson.course, { ...known, lessons: [...known.lessons, lesson.slug] });
			continue;
		}
		const yaml = `${folderOf(folderOf(file))}/course.yaml`;
		const there = files.names.includes(yaml);
		if (!there && misplaced.test(file)) reader.tell(yaml, [{ line: 1, column: 1, message: `there is no ${yaml}: expected title and summary of the course` }]);
		const { text } = there ? reader.yaml(yaml, courseFields, 'a course') : { text: () => '' };
		courses.set(lesson.course, { course: lesson.course, title: text('title') || lesson.course, summary: text('summary'), lessons: [lesson.slug] });
	}
	return [...courses.values()];
}

function readPaths(files: ContentFiles, reader: Reader): Path[] {
	return files.names
		.filter((name) => /^paths\/[^/]+\.ya?ml$/.test(name))
		.map((file) => {
			const { node, source, values, text } = reader.yaml(file, pathFields, 'a path');
			const lessons = Array.isArray(values['lessons']) ? values['lessons'].map(String) : [];
			const before = source.problems.length;
			for (const [i, name] of lessons.entries())
				if (!reader.library.lessons.includes(name))
					problemAt(itemNodes(fieldNode(node, 'lessons'))[i], source, `there is no lesson ${name}: ${suggest(name, reader.library.lessons)}`);
			reader.tell(file, source.problems.slice(before));
			return { path: file.replace(/^paths\/|\.ya?ml$/g, ''), title: text('title'), summary: text('summary'), lessons };
		});
}

/** Reads a content folder. */
export function readContent(files: ContentFiles): Content {
	const reader = new Reader(files);
	const names = files.names.filter((name) => isLesson(name) && !name.startsWith('_')).sort((a, b) => (a < b ? -1 : 1));
	const originals = names.filter((name) => languageOf(name) === 'en' && /index\.md$/.test(name));
	const seen = new Map<string, string>();
	const lessons = originals.map((file): ContentLesson => {
		const from = reader.problems.length;
		if (!misplaced.test(file))
			reader.tell(file, [{ line: 1, column: 1, message: 'a lesson is in numbered folders of small letters: expected NN-course/NN-lesson/index.md' }]);
		const lesson = reader.lesson(file);
		const name = `${lesson.course}/${lesson.slug}`;
		const other = seen.get(name);
		if (other !== undefined) reader.tell(file, [{ line: 1, column: 1, message: `the name ${name} is taken by ${other}: expected another folder name` }]);
		seen.set(name, file);
		const translations = new Map<string, Lesson>();
		for (const theirs of names.filter((one) => folderOf(one) === folderOf(file) && one !== file)) {
			const translation = reader.lesson(theirs);
			reader.tell(
				theirs,
				unlikeOriginal(lesson, translation).map((message) => ({ line: 1, column: 1, message }))
			);
			translations.set(languageOf(theirs), translation);
		}
		const languages = ['en', ...translations.keys()];
		for (const [language, translation] of translations)
			translations.set(language, { ...translation, languages: [language, ...languages.filter((one) => one !== language)] });
		return { file, lesson: { ...lesson, languages }, translations, problems: reader.problems.slice(from) };
	});
	for (const stray of names.filter((name) => !originals.includes(name) && !originals.some((original) => folderOf(original) === folderOf(name))))
		reader.tell(stray, [{ line: 1, column: 1, message: `there is no ${folderOf(stray)}/index.md: a translation stands beside the original` }]);
	const started = withStarts(lessons, reader);
	const courses = readCourses(started, files, reader);
	const paths = readPaths(files, reader);
	const { problems } = reader;
	const whole = started.map((one) => ({
		...one,
		problems: [...new Set([...one.problems, ...problems.filter(({ file }) => folderOf(file) === folderOf(one.file))])]
	}));
	return { lessons: whole, courses, paths, problems };
}

/** A lesson in a language, or in its own when there is no translation. */
export const inLanguage = ({ lesson, translations }: ContentLesson, language: string): Lesson => translations.get(language) ?? lesson;
