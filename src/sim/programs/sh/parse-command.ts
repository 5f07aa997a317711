// The grammar of commands: lists, pipelines, simple commands and functions, as POSIX has it with bash's additions.
// Recursive descent with one token at hand; a token that fits nothing is the one the shell calls unexpected.
// Leaves to others: if, for, case and their kind (parse-compound.ts). Invariant: r.token is read and not yet used.
import type { Argument, Assignment, CompoundNode, List, Node, Pipeline, Redirection, Statement } from './ast.ts';
import { closing, compound, compoundStarts, subshell } from './parse-compound.ts';
import { Stop } from './parse-fault.ts';
import { next, type Place } from './parse-token.ts';
import { makeWord, readParts, splitWords } from './parse-word.ts';
import type { Pending, Reader, Token, Unfinished } from './reader.ts';

const redirections = new Set(['<', '>', '<<', '<<-', '<<<', '>>', '<&', '>&', '<>', '>|', '&>', '&>>']);
/** Commands whose name=value arguments are assignments; to the others an array is text. */
const declaring = new Set(['alias', 'declare', 'typeset', 'local', 'export', 'readonly']);
const taking = new Set(['eval', 'let']);

export function newlines(r: Reader, place: Place = 'command'): void {
	while (r.key === '\n') next(r, place);
}
/** Takes the reserved word or operator that must come here. */
export function expect(r: Reader, key: string, place: Place = 'command'): void {
	if (r.key !== key) r.unexpected(`"${key}"`);
	next(r, place);
}

/** Commands up to a word that closes something. At least one, but in a case's item and in $(…). */
export function list(r: Reader, mayBeEmpty = false): List {
	const statements: Statement[] = [];
	for (;;) {
		newlines(r);
		if (closing.has(r.key ?? '-') && (statements.length > 0 || mayBeEmpty || r.key === '')) return statements;
		const made = statement(r);
		statements.push(made.statement);
		if (!made.separated) return statements;
	}
}
/** A command with what ends it: ; & or a newline. */
export function statement(r: Reader): { statement: Statement; separated: boolean } {
	const { from } = r.token;
	const node = andOr(r);
	const background = r.key === '&';
	const to = background ? r.token.to : r.last;
	const separated = background || r.key === ';' || r.key === '\n';
	if (r.key === '&' || r.key === ';') next(r);
	return { statement: { node, background, from, to }, separated };
}
function andOr(r: Reader): Node {
	const line = r.lineAt(r.token.from);
	const commands = [pipeline(r)];
	const operators: ('&&' | '||')[] = [];
	while (r.key === '&&' || r.key === '||') {
		operators.push(r.key);
		next(r);
		newlines(r);
		commands.push(pipeline(r));
	}
	return operators.length ? { kind: 'and-or', line, commands, operators } : (commands[0] as Node);
}
function pipeline(r: Reader): Node {
	const line = r.lineAt(r.token.from);
	let negations = 0;
	let time: Pipeline['time'];
	for (;;) {
		if (r.key === '!' && (r.bash || negations === 0)) negations++;
		else if (r.key === 'time' && r.bash) time ??= 'bash';
		else if (r.key === '-p' && time) time = 'posix';
		else if (!(r.key === '--' && time)) break;
		next(r);
	}
	const prefixed = negations > 0 || time !== undefined;
	const commands: Node[] = [];
	const both: boolean[] = [];
	// `!` and `time` alone: of nothing.
	if (prefixed && r.bash && (r.key === '\n' || r.key === ';' || r.key === '' || r.key === ')')) {
		commands.push({ kind: 'simple', line, endLine: line, assignments: [], words: [], redirections: [] });
		both.push(false);
	} else
		for (;;) {
			commands.push(command(r));
			both.push(r.key === '|&');
			if (r.key !== '|' && r.key !== '|&') break;
			next(r);
			newlines(r);
		}
	if (!prefixed && commands.length === 1) return commands[0] as Node;
	return { kind: 'pipeline', line, commands, both, negated: negations % 2 === 1, time };
}

function command(r: Reader): Node {
	const { token, key } = r;
	if (key !== undefined && compoundStarts(r, key)) return redirected(r, compound(r, key));
	if (key === 'function' && !(r.flavour === 'dash')) return keywordFunction(r);
	if (key === 'coproc' && r.bash) return coproc(r);
	begins(r, token, key);
	return simple(r);
}
/** A simple command does not begin with a word that closes something. */
function begins(r: Reader, token: Token, key: string | undefined): void {
	if (key !== undefined && (closing.has(key) || key === '!' || key === 'in' || (key === ']]' && r.bash))) r.unexpected();
	if (token.kind !== 'word' && !redirections.has(key ?? '')) r.unexpected();
}
/** A compound command with the redirections after it. */
function redirected(r: Reader, node: CompoundNode): CompoundNode {
	const list: Redirection[] = [];
	while (redirections.has(r.key ?? '')) list.push(redirection(r, 'word'));
	return list.length ? { ...node, redirections: list } : node;
}

function redirection(r: Reader, after: Place): Redirection {
	const { token, key: operator } = r as { token: Token; key: string };
	next(r, operator === '>&' || operator === '<&' ? 'number' : 'word');
	const target = r.token;
	if (target.kind !== 'word') r.unexpected();
	const base = { fd: token.fd, variable: token.variable };
	if (operator !== '<<' && operator !== '<<-') {
		next(r, after);
		return { operator, ...base, target: makeWord(target.parts, target.text) };
	}
	const made: Pending = {
		operator: '<<',
		...base,
		target: { parts: [], text: '', plain: '' },
		delimiter: target.text,
		quoted: /['"\\]/.test(target.text),
		stripTabs: operator === '<<-'
	};
	r.heredocs.push({ redirection: made, delimiter: unquoted(target.text), at: token.from, line: r.commandLine });
	next(r, after);
	return made;
}
/** A delimiter without its quotes. */
const unquoted = (text: string): string =>
	/['"\\]/.test(text)
		? text.replace(
				/\\\n|\$?'([^']*)'|\$?"((?:[^"\\]|\\[^])*)"|\\([^])/g,
				(_, single?: string, double?: string, one?: string) => single ?? double?.replace(/\\([$`"\\])/g, '$1') ?? one ?? ''
			)
		: text;

/** `first`: the command's name, already taken. */
function simple(r: Reader, first?: Token): Node {
	const name = first ?? r.token;
	let line = r.lineAt(name.kind === 'word' ? name.to : name.from);
	const made = new Words(r);
	if (first) made.add(first);
	for (let n = 0; ; n++) {
		const { token, key } = r;
		if (token.kind === 'word') {
			made.add(token);
			next(r, made.place);
			if (n === 0 && r.key === '(' && !first && made.isName()) return definition(r, token);
			// bash looks one token ahead before it notes a command's line: it may have gone past a long argument or a here-document.
			if (r.bash && n === 0) {
				if (!token.assign) line = r.lineAt(r.token.kind === 'newline' ? r.at - 1 : r.at);
				r.commandLine = line;
			}
		} else if (redirections.has(key ?? '')) made.redirections.push(redirection(r, made.place));
		else break;
	}
	const { assignments, words, redirections: list } = made;
	return { kind: 'simple', line, endLine: r.lineAt(r.last), assignments, words, redirections: list };
}
const assigned = /^[A-Za-z_]\w*(\[[^\]]*\])?\+?=/;
/** The pieces of a simple command: what an argument is depends on the command's name. */
class Words {
	readonly #r: Reader;
	readonly assignments: Assignment[] = [];
	readonly words: Argument[] = [];
	readonly redirections: Redirection[] = [];
	place: Place = 'assignment';
	#name: string | undefined;
	/** `command` and `builtin`: the next word is the name that counts. */
	#passes = false;
	#declares = false;
	constructor(r: Reader) {
		this.#r = r;
	}
	isName(): boolean {
		return this.words.length === 1 && this.assignments.length === 0 && this.redirections.length === 0;
	}
	add(token: Token): void {
		const { text, assign } = token;
		if (this.#name === undefined && assign) {
			this.assignments.push(assign);
			return;
		}
		if (this.#name === undefined) {
			this.#name = text;
			this.#passes = text === 'command' || text === 'builtin';
			this.place = declaring.has(text) ? 'declaration' : taking.has(text) && this.#r.bash ? 'array' : 'word';
		} else if (this.#passes) {
			this.#passes = false;
			this.#declares = declaring.has(text);
		} else if (assign) {
			// To eval and let an array is text.
			if (this.place === 'declaration') this.words.push({ assign });
			else this.words.push(makeWord(readParts(this.#r.reread(text, token.from), 'unquoted', ''), text));
			return;
		} else if (this.#declares && assigned.test(text)) {
			this.words.push({ parts: token.parts, text, assignment: true });
			return;
		}
		this.words.push(...splitWords(this.#r, token));
	}
}

function definition(r: Reader, name: Token): Node {
	next(r, 'word');
	if (r.key !== ')') r.unexpected('")"');
	if (!r.bash && (!/^[A-Za-z_]\w*$/.test(name.text) || special.has(name.text))) throw Stop.saying(r, 'Bad function name');
	next(r);
	return functionNode(r, name, false);
}
const special = new Set('. : break continue eval exec exit export readonly return set shift times trap unset'.split(' '));
const is = (r: Reader, key: string): boolean => r.key === key;
function keywordFunction(r: Reader): Node {
	const { from } = r.token;
	next(r, 'word');
	const name = r.token;
	if (name.kind !== 'word') r.unexpected();
	next(r);
	if (is(r, '(') && r.text[r.at] !== '(') {
		const at = r.token.from;
		next(r);
		if (!is(r, ')')) return finished(r, from, name.text, redirected(r, subshell(r, r.lineAt(at))), true);
		next(r);
	}
	return functionNode(r, { ...name, from }, true);
}
/** A function whose body is to come. bash wants a compound command there, dash takes any. */
function functionNode(r: Reader, name: Token, keyword: boolean): Node {
	newlines(r);
	const { key } = r;
	if (key !== undefined && compoundStarts(r, key)) return finished(r, name.from, name.text, redirected(r, compound(r, key)), keyword);
	if (r.bash) r.unexpected();
	const { from } = r.token;
	r.enter(from);
	const node = command(r);
	r.leave();
	const body: CompoundNode = { kind: 'group', line: r.lineAt(from), body: [{ node, background: false, from, to: r.last }] };
	return finished(r, name.from, name.text, body, keyword);
}
function finished(r: Reader, from: number, name: string, body: CompoundNode, keyword: boolean): Node {
	const to = r.heredoc.at >= from ? Math.max(r.last, r.heredoc.end) : r.last;
	const node: Unfinished = { kind: 'function', line: r.lineAt(from), name, body, keyword, text: r.text.slice(from, to) };
	if (r.heredocs.some((h) => h.at >= from)) r.unfinished.push([from, node]);
	return node;
}

function coproc(r: Reader): Node {
	const line = r.lineAt(r.token.from);
	next(r);
	const first = r.token;
	if (r.key === undefined || !compoundStarts(r, r.key)) begins(r, first, r.key);
	if (first.kind === 'word' && !first.assign && !(r.key !== undefined && compoundStarts(r, r.key))) {
		next(r);
		const { key } = r;
		if (key !== undefined && compoundStarts(r, key)) return { kind: 'coproc', line, name: first.text, body: redirected(r, compound(r, key)) };
		return { kind: 'coproc', line, name: 'COPROC', body: simple(r, first) };
	}
	const { key } = r;
	if (key !== undefined && compoundStarts(r, key)) return { kind: 'coproc', line, name: 'COPROC', body: redirected(r, compound(r, key)) };
	return { kind: 'coproc', line, name: 'COPROC', body: simple(r) };
}

/** The commands of $(…) and <(…), whose parenthesis is at `open`. */
export function substitution(r: Reader, open: number): List {
	r.enter(open);
	const { token, key, last, heredocs, unfinished, shift, commandLine } = r;
	if (commandLine !== undefined) r.shift += commandLine - r.lineAt(open);
	r.commandLine = undefined;
	[r.heredocs, r.unfinished, r.at] = [[], [], open + 1];
	r.substitutions++;
	next(r);
	const body = list(r, true);
	if (r.key !== ')') r.unexpected('")"');
	r.substitutions--;
	// bash reads a here-document that is still due after the line the parenthesis is on.
	const due = r.bash ? [...heredocs, ...r.heredocs] : heredocs;
	Object.assign(r, { token, key, last, heredocs: due, unfinished, shift, commandLine });
	r.leave();
	return body;
}
