// A lesson as data: what parseLesson makes of a Markdown file, what the page draws, what the checker and the worker grade.
// Invariant: plain JSON without code; nothing in it is ever run or set as HTML.
import type { Json } from '#src/worker/json.ts';

export type LayerLink = 'app' | 'orch' | 'run' | 'image' | 'os';

export type Inline =
	| { readonly t: 'text'; readonly v: string }
	| { readonly t: 'code'; readonly v: string }
	| { readonly t: 'break' }
	| { readonly t: 'strong' | 'em' | 'del'; readonly c: readonly Inline[] }
	| { readonly t: 'link'; readonly href: string; readonly c: readonly Inline[] }
	/** A badge: [runtime](layer:run) */
	| { readonly t: 'layer'; readonly layer: LayerLink; readonly c: readonly Inline[] };

export type Block =
	| { readonly type: 'heading'; readonly depth: number; readonly id: string; readonly inline: readonly Inline[] }
	| { readonly type: 'paragraph'; readonly inline: readonly Inline[] }
	| { readonly type: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly Block[])[] }
	| { readonly type: 'quote'; readonly blocks: readonly Block[] }
	/** GitHub's alerts: > [!NOTE] */
	| { readonly type: 'note'; readonly kind: 'note' | 'tip' | 'important' | 'warning' | 'caution'; readonly blocks: readonly Block[] }
	/** `run`: has a button that types it into the terminal. */
	| { readonly type: 'code'; readonly lang: string; readonly text: string; readonly run: boolean }
	| {
			readonly type: 'table';
			readonly align: readonly ('left' | 'right' | 'center' | null)[];
			readonly head: readonly (readonly Inline[])[];
			readonly rows: readonly (readonly (readonly Inline[])[])[];
	  }
	| { readonly type: 'task'; readonly task: string }
	| { readonly type: 'rule' }
	| { readonly type: 'image'; readonly src: string; readonly alt: string };

/** One check: its kind's row reads `args`. */
export interface Check {
	readonly kind: string;
	/** What is wanted, in the lesson's words. */
	readonly title: readonly Inline[];
	readonly args: Readonly<Record<string, Json>>;
	/** Line in the lesson's file. */
	readonly line: number;
}

export type SolutionStep =
	| { readonly type: 'run'; readonly command: string }
	| { readonly type: 'power'; readonly host: string; readonly on: boolean }
	| { readonly type: 'wait'; readonly seconds: number }
	| { readonly type: 'browse'; readonly url: string }
	| { readonly type: 'write'; readonly path: string; readonly text: string };

export interface Task {
	readonly id: string;
	readonly title: readonly Inline[];
	readonly text: readonly Block[];
	readonly checks: readonly Check[];
	readonly hints: readonly (readonly Block[])[];
	readonly solution: readonly SolutionStep[];
	/** Digest of the task: progress is kept per version. */
	readonly version: string;
	readonly line: number;
}

export interface LessonMeta {
	readonly title: string;
	readonly summary: string;
	readonly level: 'beginner' | 'intermediate' | 'advanced';
	readonly minutes: number;
	readonly objectives: readonly string[];
	readonly prerequisites: readonly string[];
	/** World preset. */
	readonly world: string;
}

export interface Lesson {
	readonly course: string;
	readonly slug: string;
	readonly meta: LessonMeta;
	readonly blocks: readonly Block[];
	readonly tasks: readonly Task[];
}

/** What is wrong with a file, and where. */
export interface Problem {
	readonly line: number;
	readonly column: number;
	readonly message: string;
}

/** Inline text without its marks. */
export function plain(inline: readonly Inline[]): string {
	return inline.map((node) => ('v' in node ? node.v : 'c' in node ? plain(node.c) : ' ')).join('');
}
