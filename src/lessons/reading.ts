// The state of one lesson being read: what has been found so far, and where the text that is read now stands in its file.
// Invariant: every problem goes through `tell`, so it has line, column and, when it is in an included file, that file's name.
import type { GlossaryEntry, Lesson, Predict, Problem, Quiz, Task } from './lesson.ts';
import type { Library, TermSource } from './library.ts';

/** One lesson. */
export interface Reading {
	readonly problems: Problem[];
	readonly library: Library | undefined;
	/** The lesson's own words, beside the library's. */
	readonly terms: Map<string, TermSource>;
	readonly tasks: Task[];
	readonly quizzes: Quiz[];
	readonly predicts: Predict[];
	readonly glossary: Record<string, GlossaryEntry>;
	/** Ids of tasks, quizzes and predictions so far, with their line. */
	readonly ids: Map<string, number>;
	/** Ids of headings so far. */
	readonly headings: Set<string>;
	/** Links into the page, looked up at the end. */
	readonly anchors: { readonly id: string; readonly spot: Spot; readonly node: Placed }[];
	/** Commands of run fences and predictions so far. */
	readonly commands: string[];
	/** Texts of file fences so far, by path. */
	readonly files: Map<string, string>;
}

/** Where a text stands: lines and columns before it in its file. */
export interface Spot {
	/** From the content's root. */
	readonly path: string;
	readonly text: string;
	readonly lineOffset: number;
	readonly columnOffset: number;
	/** How deep blocks are nested. */
	readonly depth: number;
	/** Files that are being included, outermost first; empty in the lesson itself. */
	readonly including: readonly string[];
	/** Only prose: no tasks, quizzes or files (hints, options, the glossary). */
	readonly prose: boolean;
}

export interface Placed {
	readonly position?: { readonly start: { readonly line: number; readonly column: number } } | undefined;
}

/** Line and column of a node of the text, in its file. */
export function placeIn(spot: Spot, node: Placed): { line: number; column: number } {
	const { line, column } = node.position?.start ?? { line: 1, column: 1 };
	return { line: line + spot.lineOffset, column: column + spot.columnOffset };
}

/** Where the text inside a fence begins. */
export function insideFence(fence: Placed, spot: Spot): { lineOffset: number; columnOffset: number } {
	const { line, column } = placeIn(spot, fence);
	return { lineOffset: line, columnOffset: column - 1 };
}

/** Says what is wrong with a node. */
export function tell(reading: Reading, spot: Spot, node: Placed, message: string, columns = 0): void {
	const { line, column } = placeIn(spot, node);
	const file = spot.including.at(-1);
	reading.problems.push({ line, column: column + columns, message, ...(file !== undefined && { file }) });
}

/** Notes the id of a task, quiz or prediction; two of one name are a problem. */
export function noteId(reading: Reading, id: string, line: number): void {
	const before = reading.ids.get(id);
	if (id !== '' && before !== undefined)
		reading.problems.push({ line, column: 1, message: `the id "${id}" is taken by the fence in line ${before}: expected another one` });
	else reading.ids.set(id, line);
}

export const newReading = (library: Library | undefined): Reading => ({
	problems: [],
	library,
	terms: new Map(),
	tasks: [],
	quizzes: [],
	predicts: [],
	glossary: {},
	ids: new Map(),
	headings: new Set(),
	anchors: [],
	commands: [],
	files: new Map()
});

export const firstSpot = (path: string, text: string, lineOffset: number): Spot => ({
	path,
	text,
	lineOffset,
	columnOffset: 0,
	depth: 0,
	including: [],
	prose: false
});

export const emptySetup: Lesson['meta']['setup'] = { images: [], files: [], run: [], hosts: [] };
