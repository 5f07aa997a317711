// Checks a content folder: what its files say, and then, for lessons without a mistake, what the machine says. Shared by `lessons` and `dev`.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Content, ContentLesson, FileProblem } from '#src/lessons/content.ts';
import { readFolder } from '#src/lessons/content-folder.ts';
import { nearest } from '#src/lessons/fields.ts';
import { wrongMinutes } from '#src/lessons/reading-time.ts';
import type { LessonPool } from './lesson-pool.ts';
import type { LessonFinding, LessonResult } from './lesson-report.ts';

export interface Selection {
	/** The content's root. */
	readonly root: string;
	/** Paths from the root that are wanted; empty: everything. */
	readonly below: readonly string[];
}

const numbered = /^\d+-/;

/** The content a path is in: what stands above its first numbered folder. */
function rootOf(path: string): string {
	const parts = resolve(path).split(sep);
	const first = parts.findIndex((part) => numbered.test(part));
	return first < 0 ? resolve(path) : parts.slice(0, first).join(sep) || sep;
}

const ownContent = join(import.meta.dirname, '../content');

/** Folders of a content by the names lessons go by: course and course/lesson, without numbers. */
function foldersByName(root: string): Map<string, string> {
	const folders = (folder: string): string[] =>
		readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() && numbered.test(entry.name) ? [entry.name] : []));
	const named = new Map<string, string>();
	for (const course of folders(root)) {
		named.set(course.replace(numbered, ''), course);
		for (const lesson of folders(join(root, course))) named.set(`${course}/${lesson}`.replace(/(^|\/)\d+-/g, '$1'), `${course}/${lesson}`);
	}
	return named;
}

/** A name that begins as this one does, well into the lesson's own; else the nearest one. */
const alike = (name: string, names: readonly string[]): string | undefined =>
	names.find((other) => name.includes('/') && other.startsWith(name.slice(0, Math.max(name.indexOf('/') + 3, name.length - 3)))) ?? nearest(name, names);

/** Which lessons the arguments mean: paths from here or from the content's root, or names; a text says what is wrong with them. */
export function select(names: readonly string[], content: string | undefined): Selection | string {
	if (content !== undefined && !existsSync(content)) return `there is no folder ${resolve(content)} (--content ${content})`;
	if (content !== undefined && !statSync(content).isDirectory()) return `${content} is no folder`;
	const here = names.find((name) => existsSync(name));
	const root = content === undefined ? (here === undefined ? ownContent : rootOf(here)) : resolve(content);
	if (!statSync(root).isDirectory()) return `${root} is no folder of lessons: expected NN-course/NN-lesson/index.md`;
	const below: string[] = [];
	const named = foldersByName(root);
	for (const name of names) {
		const path = relative(root, resolve(name)).split(sep).join('/');
		const inside = path !== '..' && !path.startsWith('../');
		const known = named.get(name) ?? (existsSync(join(root, name)) ? name.replace(/^\.\/|\/$/g, '') : undefined);
		if (inside && existsSync(name)) below.push(path);
		else if (known !== undefined) below.push(known);
		else if (existsSync(name)) return `${name} is outside the content ${root}: expected a path in it, or another --content`;
		else {
			const near = alike(name, [...named.keys()]);
			const advice = near === undefined ? 'expected a path from here or in it, a name such as course/lesson, or another --content' : `did you mean ${near}?`;
			return `there is no ${name}, neither here nor in the content ${root}: ${advice}`;
		}
	}
	return { root, below: below.includes('') ? [] : below };
}

const wanted = (file: string, below: readonly string[]): boolean =>
	below.length === 0 || below.some((path) => file === path || file.startsWith(`${path}/`) || dirname(file) === dirname(path));

export interface CheckOptions {
	readonly mutate: boolean;
	/** Also on the machine. */
	readonly prove: boolean;
	/** Results known from before, by lesson: unchanged lessons are not proven again. */
	readonly known?: Map<string, { readonly text: string; readonly result: LessonResult }>;
	/** Files are named from here; where the command was given when absent. */
	readonly from?: string;
	report?(result: LessonResult): void;
}

/** Checks what is selected; answers one result per lesson, and one per other file with a mistake. */
export async function checkContent(
	{ root, below }: Selection,
	pool: LessonPool,
	options: CheckOptions
): Promise<{ content: Content; results: LessonResult[] }> {
	const content = readFolder(root);
	const shown = (file: string): string => relative(options.from ?? process.cwd(), join(root, file));
	const finding = ({ file, line, column, message }: FileProblem): LessonFinding => ({ file: shown(file), line, column, message });
	const lessons = content.lessons.filter(({ file }) => wanted(file, below));
	const results = lessons.map((one) => resultOf(one, shown(one.file), one.problems.map(finding), pool, options));
	// Mistakes in what is no lesson: courses, paths, the glossary.
	const told = new Set(content.lessons.flatMap(({ problems }) => problems));
	const others = Map.groupBy(
		content.problems.filter((problem) => !told.has(problem) && (below.length === 0 || wanted(problem.file, below))),
		({ file }) => file
	);
	for (const [file, problems] of others) results.push(Promise.resolve({ file: shown(file), seconds: 0, findings: problems.map(finding), other: true }));
	const all: LessonResult[] = [];
	for (const one of results) {
		const result = await one;
		options.report?.(result);
		all.push(result);
	}
	return { content, results: all };
}

async function resultOf(one: ContentLesson, file: string, findings: readonly LessonFinding[], pool: LessonPool, options: CheckOptions): Promise<LessonResult> {
	if (findings.length > 0) return { file, seconds: 0, findings };
	if (!options.prove) {
		// What the machine is not needed for is told without it, too.
		const message = wrongMinutes(one.lesson);
		return { file, seconds: 0, findings: message === undefined ? [] : [{ file, line: one.lesson.meta.minutesLine ?? 1, column: 1, message }] };
	}
	const text = JSON.stringify(one.lesson);
	const known = options.known?.get(file);
	if (known?.text === text) return known.result;
	const proof = await pool.prove({ lesson: one.lesson, options: { mutate: options.mutate } });
	const { seconds, mistakes } = proof;
	const result = { file, seconds, findings: proof.findings.map((finding) => ({ file, ...finding })), ...(options.mutate && { mistakes }) };
	options.known?.set(file, { text, result });
	return result;
}
