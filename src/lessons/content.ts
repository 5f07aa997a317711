// A whole content folder: numbered folders are courses and lessons in order; course.yaml, paths/*.yaml, glossary.yaml and translations
// (index.de.md) beside them. Pure: files are handed in. What has a problem is told with its file and place, and left out.
import { isMap, isScalar } from 'yaml';
import { entriesOf, fieldNode, itemNodes, problemAt, readFields, suggest, textPlace, yamlNode, type Fields } from './fields.ts';
import type { Check, Course, Lesson, Path, Problem, Task } from './lesson.ts';
import { languageOf, namesOf, tooMuch, wrongName, type Library, type TermSource } from './library.ts';
import { markdownBlocks } from './markdown.ts';
import { parseLesson } from './parse.ts';
import { firstSpot, newReading } from './reading.ts';
import { wholeSolution } from './road.ts';
import { unlikeCode } from './translation-code.ts';

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

const glossaryFile = 'glossary.yaml';

class Reader {
	readonly #files: ContentFiles;
	readonly problems: FileProblem[] = [];
	readonly library: Library;

	constructor(files: ContentFiles) {
		this.#files = files;
		const glossary = this.#glossary();
		this.library = {
			...glossary,
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
		// A word's Markdown is read once here for its mistakes: lessons that use it do not tell them again.
		const reading = newReading(this.library);
		for (const { text, at = { lineOffset: 0, columnOffset: 0 } } of glossary.glossary.values())
			markdownBlocks(text, reading, { ...firstSpot(glossaryFile, text, 0), ...at, prose: true });
		this.tell(glossaryFile, reading.problems);
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

	#glossary(): { readonly glossary: Map<string, TermSource>; readonly glossaryBroken: boolean } {
		const file = glossaryFile;
		const terms = new Map<string, TermSource>();
		if (!this.#files.names.includes(file)) return { glossary: terms, glossaryBroken: false };
		const problems: Problem[] = [];
		const { node, source } = this.#node(file, problems);
		const broken = problems.length > 0 || !isMap(node);
		if (!isMap(node) && problems.length === 0) problemAt(node, source, 'the glossary is a mapping: expected word: what it means');
		for (const { name, value } of isMap(node) ? entriesOf(node) : []) {
			if (isScalar(value)) terms.set(name, { title: name, text: String(value.value), at: textPlace(value, source) });
			else {
				const { title, text } = readFields(value, termFields, `the word ${name}`, source);
				if (typeof title === 'string' && typeof text === 'string') terms.set(name, { title, text, at: textPlace(fieldNode(value, 'text'), source) });
				// The word is there: only what is said of it is wrong.
				else terms.set(name, { title: name, text: '' });
			}
		}
		this.tell(file, problems);
		return { glossary: terms, glossaryBroken: broken };
	}

	lesson(file: string): Lesson {
		const { lesson, problems } = parseLesson(file, this.#files.read(file) ?? '', this.library);
		this.tell(file, problems);
		return lesson;
	}
}

/** Why a file that is named nearly as the glossary or a course's data is not read. */
function unreadYaml(path: string): string | undefined {
	const [, folder = '', name = '', what = ''] = /^(.*\/)?((glossary|course)\b[^/]*\.ya?ml)$/i.exec(path) ?? [];
	const right = `${what.toLowerCase()}.yaml`;
	if (what === '' || (name === right && (what === 'course' ? /^\d+-[^/]*\/$/.test(folder) : folder === ''))) return undefined;
	if (/\.[a-z]{2}\.ya?ml$/i.test(name)) return `a ${what} has no translation: expected ${right} alone`;
	return `the file is not read: expected ${what === 'course' ? 'NN-course/course.yaml' : 'glossary.yaml beside the courses'}`;
}

/** How a translation's check is unlike the original's, by its first field that is: the words around it may differ. */
function unlikeCheck(original: Check, check: Check): string | undefined {
	if (original.kind !== check.kind) return `it is a ${check.kind} check, expected ${original.kind}`;
	const shown = (value: unknown): string => (value === undefined ? 'nothing' : typeof value === 'string' ? `"${value}"` : JSON.stringify(value));
	for (const name of new Set([...Object.keys(original.args), ...Object.keys(check.args)])) {
		const [wanted, is] = [original.args[name], check.args[name]];
		if (name !== 'seen' && JSON.stringify(wanted) !== JSON.stringify(is)) return `${name} is ${shown(is)}, expected ${shown(wanted)}`;
	}
	return undefined;
}

/** The first check that is unlike, with its line; those inside groups too. */
function unlikeChecks(original: readonly Check[], checks: readonly Check[], task: Pick<Task, 'id' | 'line'>): Problem | undefined {
	const what = `the task "${task.id}" is checked differently in the translation`;
	for (const [i, check] of checks.entries()) {
		const theirs = original[i];
		if (!theirs) break;
		const unlike = unlikeCheck(theirs, check);
		if (unlike !== undefined) return { line: check.line, column: 1, message: `${what}: ${unlike} as in the original` };
		const inside = unlikeChecks(theirs.checks ?? [], check.checks ?? [], { id: task.id, line: check.line });
		if (inside) return inside;
	}
	if (original.length === checks.length) return undefined;
	return {
		line: task.line,
		column: 1,
		message: `${what}: it has ${checks.length === 1 ? 'one check' : `${checks.length} checks`}, expected ${original.length} as in the original`
	};
}

/** What a translation lacks or has too much, beside its words. */
function unlikeOriginal(original: Lesson, translation: Lesson): Problem[] {
	const found: Problem[] = [];
	for (const type of ['tasks', 'quizzes', 'predicts'] as const) {
		const what = { tasks: 'task', quizzes: 'quiz', predicts: 'prediction' }[type];
		const theirs = new Map(translation[type].map((one) => [one.id, one]));
		for (const { id, line } of original[type]) {
			if (!theirs.has(id)) found.push({ line: 1, column: 1, message: `the translation has no ${what} "${id}", and the original has one in line ${line}` });
			theirs.delete(id);
		}
		for (const { id, line } of theirs.values()) found.push({ line, column: 1, message: `the translation has a ${what} "${id}", and the original has none` });
	}
	for (const task of original.tasks) {
		const other = translation.tasks.find(({ id }) => id === task.id);
		const unlike = other && other.version !== task.version ? unlikeChecks(task.checks, other.checks, other) : undefined;
		if (unlike) found.push(unlike);
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
	const names = files.names.filter((name) => isLesson(name) && !name.startsWith('_') && wrongName(name) === undefined).sort((a, b) => (a < b ? -1 : 1));
	for (const name of files.names) {
		const wrong = name.startsWith('_') ? undefined : (wrongName(name) ?? unreadYaml(name));
		if (wrong !== undefined) reader.tell(name, [{ line: 1, column: 1, message: wrong }]);
	}
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
			reader.tell(theirs, [...unlikeOriginal(lesson, translation), ...unlikeCode(lesson, translation)]);
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
