// What the parser reads from: a source, how far it has been read, the token at hand, and what the characters behind it depend on.
// A piece that is not read where it stands (backquotes, a here-document's body, a word of a brace expansion) has a reader of its own.
// Invariant: whatever the source is, reading ends: every loop moves `at` forward, and nesting has a limit.
import type { Assignment, FunctionNode, Part, Redirection } from './ast.ts';
import { Stop, tooDeep } from './parse-fault.ts';

export interface ParseOptions {
	/** Line number of the source's first line. */
	line?: number;
	/** dash and ash have no brace expansion; dash has no [[ either. */
	flavour?: 'bash' | 'dash' | 'ash';
	/** shopt extglob: without it +( in a word is a syntax error. */
	extglob?: boolean;
}

/** A piece of the source. `text` of a word is its source text. */
export interface Token {
	readonly kind: 'word' | 'operator' | 'newline' | 'end';
	readonly text: string;
	readonly from: number;
	readonly to: number;
	readonly parts: Part[];
	/** name=value where the command line wants such. */
	readonly assign?: Assignment | undefined;
	/** A redirection's descriptor, as number or as {name}. */
	readonly fd?: number | undefined;
	readonly variable?: string | undefined;
}

/** A redirection while its here-document is still to come. */
export type Pending = { -readonly [K in keyof Redirection]: Redirection[K] };
interface Heredoc {
	readonly redirection: Pending;
	readonly delimiter: string;
	readonly at: number;
	/** Of the command it is for. */
	readonly line: number | undefined;
}
/** A function's node whose text goes on to the end of a here-document. */
export type Unfinished = Omit<FunctionNode, 'text'> & { text: string };

/** Levels of nesting. The real shells die of a segmentation fault at some thousands; ours has the stack of a browser's worker. */
const maxDepth = 250;
/** Characters that brace expansions may make the parser read again. */
const maxAgain = 1_000_000;

export class Reader {
	readonly text: string;
	readonly flavour: 'bash' | 'dash' | 'ash';
	readonly bash: boolean;
	readonly options: ParseOptions;
	extglob: boolean;
	at = 0;
	token: Token = { kind: 'newline', text: '', from: 0, to: 0, parts: [] };
	/** The operator or, where one may stand, the reserved word at hand; '\n' and '' for newline and the end. */
	key: string | undefined = '\n';
	/** End of the token before the one at hand. */
	last = 0;
	heredocs: Heredoc[] = [];
	/** The last of them that has been read: where its << stands, and its end. */
	heredoc = { at: -1, end: -1 };
	/** Functions whose line is not read to its end. */
	unfinished: [from: number, node: Unfinished][] = [];
	/** A here-document ran to the end of input. */
	openHeredoc: { line: number; delimiter: string } | undefined;
	/** A backslash was the last character of all, but for a newline. */
	continued = false;
	/** How many $( are open. */
	substitutions = 0;
	/** Newlines that dash does not count: those right after the name in ${name . */
	uncounted = 0;
	/** Faults of $(…) are left to whoever expands it. */
	deferred = false;
	/** Extents are wanted, not what is in them. */
	skimming = false;
	/** bash: line of the simple command at hand, once known; commands substituted in it count from there. */
	commandLine: number | undefined;
	shift = 0;
	depth: number;
	/** Where each ((…)) that has been looked at ends, by where its inside begins. */
	readonly extents = new Map<number, { readonly twice: boolean; readonly end: number }>();
	readonly again: { characters: number };
	readonly #line: number;
	#breaks: number[] | undefined;
	/** The newline that bash reads after a last line without one has been given. */
	ended = false;

	constructor(text: string, options: ParseOptions, from?: Reader) {
		this.text = text;
		this.options = options;
		this.flavour = options.flavour ?? 'bash';
		this.bash = this.flavour === 'bash';
		this.extglob = options.extglob !== false && this.flavour !== 'dash';
		this.depth = from ? from.depth : 0;
		this.again = from ? from.again : { characters: 0 };
		this.skimming = from?.skimming === true;
		this.#line = options.line ?? 1;
	}

	/** A reader of a piece of text that stands at an offset of this one; to dash backquotes begin with line 1. */
	inner(text: string, at: number): Reader {
		const line = this.flavour === 'dash' && this.text[at] === '`' ? 1 : this.lineAt(at);
		return new Reader(text, { ...this.options, line }, this);
	}
	/** The same for what braces made. */
	reread(text: string, at: number): Reader {
		if ((this.again.characters += text.length) > maxAgain) throw new Stop(tooDeep(this, at));
		const inner = this.inner(text, at);
		inner.extglob = this.extglob;
		return inner;
	}

	/** Past `\`newline. */
	skip(at: number): number {
		let i = at;
		while (this.text[i] === '\\' && this.text[i + 1] === '\n') i += 2;
		if (i > at && i >= this.text.length) this.continued = true;
		return i;
	}

	enter(at: number): void {
		if (++this.depth > maxDepth) throw new Stop(tooDeep(this, at));
	}
	leave(): void {
		this.depth--;
	}

	/** Line of an offset in the source. */
	rawLine(at: number): number {
		if (!this.#breaks) {
			this.#breaks = [];
			for (let i = this.text.indexOf('\n'); i >= 0; i = this.text.indexOf('\n', i + 1)) this.#breaks.push(i);
		}
		let low = 0;
		let high = this.#breaks.length;
		while (low < high) {
			const mid = (low + high) >> 1;
			if ((this.#breaks[mid] as number) < at) low = mid + 1;
			else high = mid;
		}
		return this.#line + low;
	}
	/** dash: the line it believes to be on. */
	readLine(at: number): number {
		return this.rawLine(at) - this.uncounted;
	}
	/** The line that a command at an offset tells: those in $(…) count from the command it is in. */
	lineAt(at: number): number {
		return this.rawLine(at) + this.shift;
	}
	/** The line on which the input ends, as the shell counts. */
	endLine(): number {
		return this.bash ? this.rawLine(this.text.length) + (this.text.endsWith('\n') ? 0 : 1) : this.readLine(this.text.length);
	}

	/** Stops at the token at hand; `expected`: what dash would have had there. */
	unexpected(expected?: string): never {
		const { token } = this;
		if (token.kind === 'end') throw Stop.atEnd(this, expected);
		throw Stop.atToken(this, token, this.key, expected);
	}
}
