// A lesson as data: what parseLesson makes of a Markdown file, what the page draws, what the checker and the worker grade.
// Courses and paths put lessons in order. Invariant: plain JSON without code; nothing in it is ever run or set as HTML.
import type { Json } from '#src/worker/json.ts';

export type LayerLink = 'app' | 'orch' | 'run' | 'image' | 'os';

export type Inline =
	| { readonly t: 'text'; readonly v: string }
	| { readonly t: 'code'; readonly v: string }
	| { readonly t: 'break' }
	| { readonly t: 'strong' | 'em' | 'del'; readonly c: readonly Inline[] }
	| { readonly t: 'link'; readonly href: string; readonly c: readonly Inline[] }
	/** A badge: [runtime](layer:run) */
	| { readonly t: 'layer'; readonly layer: LayerLink; readonly c: readonly Inline[] }
	/** A word of the glossary: [image](term:image); `lesson.glossary[term]` says what it means. */
	| { readonly t: 'term'; readonly term: string; readonly c: readonly Inline[] };

/** A command of the prose: where it is typed. */
interface Runnable {
	/** Has a button that types it into the terminal. */
	readonly run: boolean;
	/** Which terminal, by its number from 1; absent: the one in use. */
	readonly term?: number;
	/** Which machine; absent: the first one, or the terminal's. */
	readonly host?: string;
}

export interface Tab {
	readonly title: readonly Inline[];
	readonly blocks: readonly Block[];
}

export type Block =
	| { readonly type: 'heading'; readonly depth: number; readonly id: string; readonly inline: readonly Inline[] }
	| { readonly type: 'paragraph'; readonly inline: readonly Inline[] }
	| { readonly type: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly Block[])[] }
	| { readonly type: 'quote'; readonly blocks: readonly Block[] }
	/** GitHub's alerts: > [!NOTE] */
	| { readonly type: 'note'; readonly kind: 'note' | 'tip' | 'important' | 'warning' | 'caution'; readonly blocks: readonly Block[] }
	/** `copy`: has a button that copies it. */
	| ({ readonly type: 'code'; readonly lang: string; readonly text: string; readonly copy: boolean; readonly title?: string; readonly line: number } & Runnable)
	/** What the command `of` prints; "…" stands for what differs from run to run. Drawn below its command, not runnable. */
	| { readonly type: 'output'; readonly text: string; readonly of: string; readonly line: number }
	/** A file with its text: a button saves it on the machine and opens it in the editor. */
	| { readonly type: 'file'; readonly path: string; readonly host?: string; readonly lang: string; readonly text: string }
	| {
			readonly type: 'table';
			readonly align: readonly ('left' | 'right' | 'center' | null)[];
			readonly head: readonly (readonly Inline[])[];
			readonly rows: readonly (readonly (readonly Inline[])[])[];
	  }
	/** One of several at a time. `group`: tab groups of the same name (the titles joined) switch together. */
	| { readonly type: 'tabs'; readonly group: string; readonly tabs: readonly Tab[] }
	/** The same task both ways, side by side where there is room. */
	| { readonly type: 'compare'; readonly docker: Tab; readonly kubernetes: Tab }
	/** Ids into `lesson.tasks`, `lesson.quizzes`, `lesson.predicts`. */
	| { readonly type: 'task'; readonly task: string }
	| { readonly type: 'quiz'; readonly quiz: string }
	| { readonly type: 'predict'; readonly predict: string }
	| { readonly type: 'rule' }
	/** `src` is a data: URL by the time the page has it (catalog.server.ts). */
	| { readonly type: 'image'; readonly src: string; readonly alt: string }
	/** An image with a caption. */
	| { readonly type: 'figure'; readonly src: string; readonly alt: string; readonly caption: readonly Inline[] };

/** One check: its kind's row reads `args`. */
export interface Check {
	readonly kind: string;
	/** What is wanted, in the lesson's words. */
	readonly title: readonly Inline[];
	readonly args: Readonly<Record<string, Json>>;
	/** Where it stands in the lesson's file. */
	readonly line: number;
	readonly column?: number;
	/** The checks of any-of, all-of and held. */
	readonly checks?: readonly Check[];
}

export type SolutionStep =
	| { readonly type: 'run'; readonly command: string; readonly term?: number; readonly host?: string }
	/** Keys without Enter, as "^C". */
	| { readonly type: 'keys'; readonly keys: string; readonly term?: number }
	| { readonly type: 'power'; readonly host: string; readonly on: boolean }
	| { readonly type: 'link'; readonly host: string; readonly up: boolean }
	| { readonly type: 'wait'; readonly seconds: number }
	| { readonly type: 'browse'; readonly url: string; readonly host?: string }
	| { readonly type: 'write'; readonly path: string; readonly text: string; readonly host?: string };

/** One way to solve a task. */
export interface Solution {
	/** Empty when there is only one way. */
	readonly name: readonly Inline[];
	readonly steps: readonly SolutionStep[];
	/** Line of each step in the lesson's file: for the checker. */
	readonly lines?: readonly number[];
}

export interface Task {
	readonly id: string;
	readonly title: readonly Inline[];
	readonly text: readonly Block[];
	readonly checks: readonly Check[];
	/** They open one by one. */
	readonly hints: readonly (readonly Block[])[];
	/** The first way. */
	readonly solution: readonly SolutionStep[];
	/** Every way, the first one too. */
	readonly solutions: readonly Solution[];
	/** Digest of the task: progress is kept per version. */
	readonly version: string;
	readonly line: number;
	/** What a solution may choose freely, so that mutation leaves it alone. */
	readonly free?: readonly ('name' | 'image' | 'steps')[];
}

export interface QuizOption {
	readonly text: readonly Inline[];
	readonly correct: boolean;
	/** Said when it was chosen. */
	readonly why: readonly Inline[];
}

interface QuizBase {
	/** Its name in the progress store. */
	readonly id: string;
	readonly version: string;
	readonly line: number;
	readonly question: readonly Block[];
	/** Said when it has been answered rightly, or given up. */
	readonly explain: readonly Block[];
	readonly hints: readonly (readonly Block[])[];
}

/** A question of the prose, graded by `gradeQuiz` (quiz.ts). */
export type Quiz = QuizBase &
	(
		| { readonly kind: 'single' | 'multiple'; readonly options: readonly QuizOption[] }
		/** `items` in the right order; `shown` is the order they are first drawn in, as indexes. */
		| { readonly kind: 'order'; readonly items: readonly (readonly Inline[])[]; readonly shown: readonly number[] }
		/** The right partner of `left[i]` is `right[i]`; `shown` is the order `right` is drawn in. */
		| {
				readonly kind: 'match';
				readonly left: readonly (readonly Inline[])[];
				readonly right: readonly (readonly Inline[])[];
				readonly shown: readonly number[];
		  }
		| { readonly kind: 'number'; readonly answer: number; readonly tolerance: number; readonly unit: string }
	);

/** The learner says what a command will do, then runs it and sees. */
export interface Predict extends Runnable {
	readonly id: string;
	readonly version: string;
	readonly line: number;
	readonly question: readonly Block[];
	readonly command: string;
	/** What to choose from; empty: in the learner's own words, which nobody grades. */
	readonly options: readonly QuizOption[];
	/** A text the command prints, and its place in the file: for the checker. */
	readonly prints?: string;
	readonly printsAt?: { readonly line: number; readonly column: number };
	/** Shown once it has been run. */
	readonly explain: readonly Block[];
}

/** What a machine of the preset starts with, beside what the preset says. */
export interface Setup {
	/** Images already pulled, by machine; `line` is where the lesson's file says so. */
	readonly images: readonly { readonly image: string; readonly host?: string; readonly line?: number }[];
	readonly files: readonly { readonly path: string; readonly text: string; readonly host?: string }[];
	/** Commands run before the learner comes. */
	readonly run: readonly { readonly command: string; readonly host?: string; readonly line?: number }[];
	/** Machines that are off or off the network at the start. */
	readonly hosts: readonly { readonly host: string; readonly on: boolean; readonly up: boolean }[];
}

export type Level = 'beginner' | 'intermediate' | 'advanced';

export interface LessonMeta {
	readonly title: string;
	readonly summary: string;
	readonly level: Level;
	readonly minutes: number;
	/** Line of `minutes` in the lesson's file: for the checker. */
	readonly minutesLine?: number;
	readonly objectives: readonly string[];
	/** Lessons to do before, as "course/lesson". */
	readonly prerequisites: readonly string[];
	/** World preset. */
	readonly world: string;
	readonly setup: Setup;
	/** The lesson whose solved machine this one starts from, as "course/lesson". */
	readonly continues?: string;
}

export interface GlossaryEntry {
	readonly term: string;
	/** As it is written: "Image". */
	readonly title: string;
	readonly text: readonly Block[];
}

export interface Lesson {
	readonly course: string;
	readonly slug: string;
	/** Of its text: "en" unless the file says otherwise (index.de.md). */
	readonly language: string;
	/** Languages it can be read in, its own first. */
	readonly languages: readonly string[];
	readonly meta: LessonMeta;
	readonly blocks: readonly Block[];
	readonly tasks: readonly Task[];
	readonly quizzes: readonly Quiz[];
	readonly predicts: readonly Predict[];
	/** The terms this lesson links to, by term. */
	readonly glossary: Readonly<Record<string, GlossaryEntry>>;
	/** What is done to the preset's world before the learner comes, in order: of the lessons it continues, then its own setup (prepare.ts). */
	readonly start: readonly SolutionStep[];
}

/** A folder of lessons, in the order of their numbers (course.yaml). */
export interface Course {
	readonly course: string;
	readonly title: string;
	readonly summary: string;
	/** Lessons' slugs, in order. */
	readonly lessons: readonly string[];
}

/** A way through lessons of several courses (paths/NAME.yaml). */
export interface Path {
	readonly path: string;
	readonly title: string;
	readonly summary: string;
	/** "course/lesson", in order. */
	readonly lessons: readonly string[];
}

/** What is wrong with a file, and where. */
export interface Problem {
	readonly line: number;
	readonly column: number;
	readonly message: string;
	/** Another file than the lesson's own: one it includes. */
	readonly file?: string;
}

/** Inline text without its marks. */
export function plain(inline: readonly Inline[]): string {
	return inline.map((node) => ('v' in node ? node.v : 'c' in node ? plain(node.c) : ' ')).join('');
}
