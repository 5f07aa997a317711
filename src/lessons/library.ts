// What a lesson may refer to outside its own file: the glossary, other lessons, included files, images. Handed in by whoever reads content
// (content.ts); a lesson parsed alone has an empty one, and what it refers to is then not looked up.
import type { Problem } from './lesson.ts';

export interface TermSource {
	readonly title: string;
	/** Markdown. */
	readonly text: string;
	/** Where the text begins in its file. */
	readonly at?: { readonly lineOffset: number; readonly columnOffset: number };
}

export interface Library {
	readonly glossary: ReadonlyMap<string, TermSource>;
	/** It is there and cannot be read: what is missing in it is not the lesson's mistake. */
	readonly glossaryBroken?: boolean;
	/** Text of a file of the content, by its path from the content's root. */
	read(path: string): string | undefined;
	/** Files of the content, by path, and lessons as "course/slug". */
	readonly files: ReadonlySet<string>;
	readonly lessons: readonly string[];
}

/** A path as written in a file, from the content's root; undefined when it leads out of it. */
export function resolvePath(from: string, to: string): string | undefined {
	const parts = to.startsWith('/') ? [] : from.split('/').slice(0, -1);
	for (const part of to.split('/')) {
		if (part === '' || part === '.') continue;
		if (part !== '..') parts.push(part);
		else if (parts.pop() === undefined) return undefined;
	}
	return parts.join('/');
}

/** Course and lesson names from a path such as "01-docker/01-your-first-container/index.md": the numbers only order. */
export function namesOf(path: string): { course: string; slug: string } {
	const parts = path.split('/').filter((part) => part !== '' && !/^index(?:\.[a-z]{2})?\.md$/.test(part));
	const clean = (part: string | undefined): string => (part ?? '').replace(/\.md$/, '').replace(/^\d+-/, '');
	return { course: clean(parts.at(-2)), slug: clean(parts.at(-1)) };
}

/** Why a file beside a lesson is none, though it is named like one: index.DE.md, index.deutsch.md. */
export function wrongName(path: string): string | undefined {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const [, code] = /^index(?:\.([^/]*))?\.md$/i.exec(name) ?? [];
	if (name === 'index.md' || !/^index\b.*\.md$/i.test(name)) return undefined;
	if (code === undefined) return `the file is called ${name}: expected index.md, or index.de.md for a translation`;
	if (code === 'en') return 'the original is in English: expected index.md, and index.de.md for a translation';
	if (isLanguage(code) && name === `index.${code}.md`) return undefined;
	const low = code.toLowerCase().slice(0, 2);
	const meant =
		/^[a-z]{2}(?:[-_].*)?$/i.test(code) && isLanguage(low) && low !== 'en' ? `did you mean index.${low}.md?` : 'expected two small letters, as index.de.md';
	return `"${code}" is no language code here: ${meant}`;
}
const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
const isLanguage = (code: string): boolean => /^[a-z]{2}$/.test(code) && languages.of(code) !== undefined;

/** The language of a lesson's file: "de" of index.de.md. */
export const languageOf = (path: string): string => /index\.([a-z]{2})\.md$/.exec(path)?.[1] ?? 'en';

/** Why a text is too much to be read at all. */
export function tooMuch(text: string): Problem | undefined {
	const bytes = text.length;
	if (bytes > 256 << 10) return { line: 1, column: 1, message: `the file has ${bytes} characters: expected at most ${256 << 10}` };
	let line = 1;
	for (let start = 0; start <= text.length; line++) {
		if (line > 5000) return { line, column: 1, message: 'the file goes on: expected at most 5000 lines' };
		const end = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
		// Markers that open something: a line of nothing but them makes work that grows with their square.
		let depth = 0;
		let run = 0;
		let cells = 0;
		let indent = 0;
		while (text[start + indent] === ' ' || text[start + indent] === '\t') indent++;
		if (indent > 100 && start + indent < end) return { line, column: 1, message: `the line is indented by ${indent}: expected at most 100` };
		for (let i = start; i < end; i++) {
			const letter = text[i] ?? '';
			if (letter === '|' && ++cells > 100) return { line, column: i - start + 1, message: 'a row has too many cells: expected at most 100' };
			if ('[]*_~>`!<({&'.includes(letter)) {
				if (++run > 64) return { line, column: i - start + 1, message: 'there are too many marks in a row: expected at most 64' };
				if ('[*_~>({<'.includes(letter)) depth++;
			} else if (letter !== ' ' && letter !== '\t' && letter !== '-' && letter !== '+') run = 0;
		}
		if (depth > 1000) return { line, column: 1, message: 'there are too many marks in one line: expected at most 1000' };
		start = end + 1;
	}
	return undefined;
}
