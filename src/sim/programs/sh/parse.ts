// The parser: the one module that knows unbash (ISC; it parses bash and recovers from errors). Turns its tree into ours (ast.ts) and its
// errors into bash's: which token was unexpected, what was left open, on which line, and whether more input could complete it.
// Leaves to others: here-document warnings, alias text (alias.ts). Invariant: the answer depends on the source and options alone.
import {
	parse,
	type ArithmeticFor,
	type ArrayValue,
	type Assignment as SourceAssignment,
	type Command,
	type CommandNode,
	type CompoundCommand,
	type CompoundList,
	type ParsedScript,
	type PipelineNode,
	type AndOr,
	type Redirection as SourceRedirection,
	type Statement as SourceStatement,
	type TestExpression,
	type Word as SourceWord
} from 'unbash';
import type * as ast from './ast.ts';
import { faultOf, lineText } from './parse-fault.ts';
import { arithmeticWord, compileIndex, compileParts, compileWord, compileWords, unquotedText, type WordContext } from './parse-word.ts';
import { syntaxFault } from './syntax.ts';
import { skipOpaque } from './brace.ts';

export interface ParseOptions {
	/** Line number of the source's first line. */
	line?: number;
	/** dash and ash have no brace expansion; dash has no [[ either. */
	flavour?: 'bash' | 'dash' | 'ash';
	/** shopt extglob: without it +( in a word is a syntax error. */
	extglob?: boolean;
}
export interface Parsed {
	statements: ast.List;
	fault?: ast.Fault | undefined;
	/** More input could complete it (PS2). */
	incomplete: boolean;
	/** A here-document ran to the end of input: its line and delimiter. */
	openHeredoc?: { line: number; delimiter: string } | undefined;
}

/** Commands whose name=value arguments are assignments. */
const declarations = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);

export function parseShell(source: string, options: ParseOptions = {}): Parsed {
	const tree = parse(source);
	const compiler = new Compiler(source, options);
	const lineAt = (pos: number): number => compiler.lineAt(pos);
	const dash = options.flavour === 'dash';
	// unbash recovers from errors and goes on; dash's grammar is smaller than what it takes.
	const fault = (tree.errors?.length || dash ? syntaxFault(source, dash, lineAt) : undefined) ?? faultOf(tree, source, lineAt);
	let statements = compiler.list(fault ? complete(tree, source, fault) : tree.commands);
	const inner = fault ?? compiler.innerFault;
	if (!fault && compiler.innerFault) statements = compiler.list(complete(tree, source, compiler.innerFault));
	const trailing = /(^|[^\\])(\\\\)*\\\n?$/.test(source);
	const incomplete =
		(fault !== undefined && (fault.kind === 'eof' || fault.kind === 'matching' || (fault.kind === 'message' && fault.token.includes('EOF')))) ||
		compiler.openHeredoc !== undefined ||
		(trailing && !fault);
	return { statements, fault: inner, incomplete, openHeredoc: compiler.openHeredoc };
}

type Suffix = Command['suffix'];
const substitutes = (part: NonNullable<SourceWord['parts']>[number] | undefined): boolean => part?.type === 'ProcessSubstitution';
/** Words that touch at a process substitution are one word: --file=<(…). unbash tells them apart. */
function joined(items: Suffix): Suffix {
	const out: Suffix[number][] = [];
	for (const item of items) {
		const last = out[out.length - 1];
		if (item.type !== 'Word' || last?.type !== 'Word' || last.end !== item.pos || !(substitutes(item.parts?.[0]) || substitutes(last.parts?.at(-1)))) {
			out.push(item);
			continue;
		}
		const parts = (word: SourceWord): NonNullable<SourceWord['parts']> =>
			word.parts ?? [{ type: 'Literal', pos: word.pos, end: word.end, value: word.value, text: word.text }];
		out[out.length - 1] = { ...last, end: item.end, text: last.text + item.text, value: last.value + item.value, parts: [...parts(last), ...parts(item)] };
	}
	return out;
}

/** The statements of the lines before the one with the error: bash runs those first. */
function complete(tree: ParsedScript, source: string, { at, kind }: ast.Fault): readonly SourceStatement[] {
	let n = 0;
	while (n < tree.commands.length && (tree.commands[n] as SourceStatement).end <= at) n++;
	// The end of input came inside the last one.
	if (kind === 'eof' && n === tree.commands.length && n > 0) n--;
	// Drop what shares its last line with what follows.
	while (n > 0) {
		const next = tree.commands[n];
		const from = (tree.commands[n - 1] as SourceStatement).end;
		if (source.slice(from, next ? Math.min(next.pos, at) : at).includes('\n')) break;
		n--;
	}
	return tree.commands.slice(0, n);
}

class Compiler implements WordContext {
	readonly #source: string;
	readonly #line: number;
	readonly braces: boolean;
	#breaks: number[] | undefined;
	/** Line of the simple command being compiled: commands substituted in it count from there. */
	#command: number | undefined;
	#shift = 0;
	/** End of the last here-document met. */
	#heredocEnd = 0;
	openHeredoc: { line: number; delimiter: string } | undefined;
	innerFault: ast.Fault | undefined;

	readonly #options: ParseOptions;
	extglob: boolean;

	constructor(source: string, options: ParseOptions) {
		this.#source = source;
		this.#line = options.line ?? 1;
		this.#options = options;
		this.braces = (options.flavour ?? 'bash') === 'bash';
		this.extglob = options.extglob !== false;
	}

	/** An extended glob met while they are off. */
	noExtglob(pos: number): void {
		this.innerFault ??= { kind: 'token', token: '(', line: this.lineAt(pos), text: lineText(this.#source, pos), at: pos };
	}

	lineAt(pos: number): number {
		if (!this.#breaks) {
			this.#breaks = [];
			for (let i = this.#source.indexOf('\n'); i >= 0; i = this.#source.indexOf('\n', i + 1)) this.#breaks.push(i);
		}
		let low = 0;
		let high = this.#breaks.length;
		while (low < high) {
			const mid = (low + high) >> 1;
			if ((this.#breaks[mid] as number) < pos) low = mid + 1;
			else high = mid;
		}
		return this.#line + low + this.#shift;
	}

	script(script: ParsedScript | undefined, text: string, pos: number): { body: ast.List; fault?: ast.Fault | undefined } {
		if (!script) return { body: [] };
		if (script.source === undefined && !script.errors?.length) {
			const [shift, command] = [this.#shift, this.#command];
			if (command !== undefined) this.#shift += command - this.lineAt(pos);
			this.#command = undefined;
			const body = this.list(script.commands);
			this.#shift = shift;
			this.#command = command;
			return { body };
		}
		const inside = script.source ?? (text.startsWith('`') ? text.slice(1, -1) : text.slice(2, -1));
		const inner = parseShell(inside, { ...this.#options, line: this.lineAt(pos) });
		return { body: inner.statements, fault: inner.fault };
	}

	reparse(text: string): SourceWord | undefined {
		const command = parse(': ' + text).commands[0]?.command;
		const argument = command?.type === 'Command' ? command.suffix[0] : undefined;
		return argument?.type === 'Word' ? argument : undefined;
	}

	list(statements: readonly SourceStatement[]): ast.List {
		return statements.map((s) => ({ node: this.andOr(s.command), background: s.background === true, from: s.pos, to: s.end }));
	}
	#body(list: CompoundList): ast.List {
		return this.list(list.commands);
	}

	andOr(node: AndOr | PipelineNode): ast.Node {
		if (node.type !== 'AndOr') return this.pipeline(node);
		return { kind: 'and-or', line: this.lineAt(node.pos), commands: node.commands.map((n) => this.pipeline(n)), operators: node.operators };
	}

	pipeline(node: PipelineNode): ast.Node {
		if (node.type !== 'Pipeline') return this.command(node);
		const time = node.prefixes.find((p) => p.type === 'Time');
		const negations = node.prefixes.filter((p) => p.type === 'Negation').length;
		const commands = node.commands.map((n) => this.command(n));
		return {
			kind: 'pipeline',
			line: this.lineAt(node.pos),
			commands,
			both: commands.map((_, i) => node.operators[i] === '|&'),
			negated: negations % 2 === 1,
			time: time && (time.type === 'Time' && time.posix ? 'posix' : 'bash')
		};
	}

	command(node: CommandNode): ast.Node {
		const line = this.lineAt(node.pos);
		if (node.type === 'Command') return this.simple(node);
		if (node.type === 'TestCommand' && this.#options.flavour === 'dash') return this.#plainCondition(node);
		if (node.type === 'Function') {
			this.#heredocEnd = 0;
			const body = node.body.type === 'CompoundList' ? { kind: 'group' as const, line, body: this.#body(node.body) } : this.#compoundOrRedirected(node.body);
			return {
				kind: 'function',
				line,
				name: node.name.text,
				body,
				keyword: this.#source.startsWith('function', node.pos),
				text: this.#source.slice(node.pos, Math.max(node.end, this.#heredocEnd))
			};
		}
		if (node.type === 'Coproc') {
			const { body } = node;
			const inner =
				body.type === 'Command'
					? this.simple(body)
					: body.type === 'CompoundList'
						? { kind: 'group' as const, line, body: this.#body(body) }
						: this.#compoundOrRedirected(body);
			return { kind: 'coproc', line, name: node.name?.text ?? 'COPROC', body: inner };
		}
		return this.#compoundOrRedirected(node);
	}

	/** dash: [[ is a command's name. */
	#plainCondition(node: Extract<CommandNode, { type: 'TestCommand' }>): ast.Node {
		const command = parse('x' + this.#source.slice(node.pos + 2, node.end)).commands[0]?.command;
		const name = { parts: [{ kind: 'literal' as const, text: '[[' }], text: '[[', plain: '[[' };
		if (command?.type !== 'Command')
			return { kind: 'simple', line: this.lineAt(node.pos), assignments: [], words: [name], redirections: [], endLine: this.lineAt(node.end) };
		const simple = this.simple(command);
		return { ...simple, line: this.lineAt(node.pos), words: [name, ...simple.words.slice(1)] };
	}

	#compoundOrRedirected(node: CompoundCommand | Extract<CommandNode, { type: 'Redirected' }>): ast.CompoundNode {
		if (node.type !== 'Redirected') return this.compound(node);
		return { ...this.compound(node.command), redirections: node.redirects.map((r) => this.redirection(r)) };
	}

	simple(node: Command): ast.Simple {
		const before = this.#command;
		this.#command = this.lineAt(node.prefix.length || !node.name ? node.pos : node.name.pos);
		const made = this.#simple(node);
		this.#command = before;
		return made;
	}
	#simple(node: Command): ast.Simple {
		const assignments: ast.Assignment[] = [];
		const redirections: ast.Redirection[] = [];
		const words: ast.Argument[] = [];
		let first = node.pos;
		const add = (item: Command['suffix'][number], declares: boolean): void => {
			if (item.type === 'Word') {
				const assigned = declares && /^[A-Za-z_]\w*(\[[^\]]*\])?\+?=/.test(item.text);
				if (assigned) words.push({ ...compileWord(item, this), plain: undefined, assignment: true });
				else words.push(...compileWords(item, this));
			} else if (item.type === 'Assignment') words.push({ assign: this.assignment(item) });
			else redirections.push(this.redirection(item));
		};
		for (const item of node.prefix) {
			if (item.type === 'Assignment') assignments.push(this.assignment(item));
			else redirections.push(this.redirection(item));
		}
		if (node.name) {
			words.push(...compileWords(node.name, this));
			if (!node.prefix.length) first = node.name.pos;
		}
		let name = node.name?.text;
		if (name === 'command' || name === 'builtin') name = node.suffix.find((s) => s.type === 'Word')?.text;
		const declares = name !== undefined && declarations.has(name);
		for (const item of joined(node.suffix)) add(item, declares);
		return { kind: 'simple', line: this.lineAt(first), endLine: this.lineAt(node.end), assignments, words, redirections };
	}

	assignment(node: SourceAssignment): ast.Assignment {
		const base = { name: node.name, append: node.append === true, index: node.index && compileIndex(node.index, this), text: node.text };
		const { value } = node;
		if (value.type === 'Word') return { ...base, value: compileWord(value, this) };
		const elements: ast.Element[] = [];
		for (const word of this.#elements(value)) {
			const keyed = keyOf(word.text);
			if (keyed) {
				const key = /\s/.test(keyed.key) && !/["'\\$`]/.test(keyed.key) ? undefined : this.reparse(keyed.key);
				const item = this.reparse(keyed.value);
				elements.push({
					key: key ? compileWord(key, this) : { parts: unquotedText(keyed.key), text: keyed.key },
					append: keyed.append,
					value: item ? compileWord(item, this) : { parts: [], text: '', plain: '' }
				});
			} else for (const w of compileWords(word, this)) elements.push({ value: w });
		}
		return { ...base, elements };
	}

	/** The words of (…); unbash splits a key with a blank in it, so such a list is cut again here. */
	#elements(value: ArrayValue): readonly SourceWord[] {
		if (!value.elements.some((w) => w.text[0] === '[' && !keyOf(w.text))) return value.elements;
		const source = this.#source.slice(value.pos + 1, value.end - 1);
		const out: SourceWord[] = [];
		let start = -1;
		let depth = 0;
		for (let i = 0; i <= source.length; i++) {
			const c = source[i];
			if (c === undefined || (depth === 0 && /\s/.test(c))) {
				const word = start >= 0 ? this.reparseElement(source.slice(start, i)) : undefined;
				if (word) out.push(word);
				start = -1;
				continue;
			}
			if (start < 0) start = i;
			if (c === '[' && (start === i || depth > 0)) depth++;
			else if (c === ']' && depth > 0) depth--;
			i = skipOpaque(source, i);
		}
		return out;
	}
	/** A word whose text may hold blanks in its [key]. */
	reparseElement(text: string): SourceWord | undefined {
		return keyOf(text) ? { type: 'Word', text, value: text, pos: 0, end: text.length } : this.reparse(text);
	}

	redirection(node: SourceRedirection): ast.Redirection {
		const fd = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined;
		const variable = node.descriptor?.type === 'FileDescriptorVariable' ? node.descriptor.name : undefined;
		if (node.type !== 'HereDoc') {
			const target = node.target ? compileWord(node.target, this) : { parts: [], text: '', plain: '' };
			return { operator: node.operator, fd, variable, target };
		}
		this.#heredocEnd = Math.max(this.#heredocEnd, node.closing?.end ?? 0);
		const strip = node.operator === '<<-';
		const quoted = node.delimiter?.quoted === true;
		if (!node.closing) this.openHeredoc = { line: this.lineAt(node.pos), delimiter: node.delimiter?.value ?? '' };
		return { operator: '<<', fd, variable, target: this.#heredoc(node.body, quoted, strip), delimiter: node.delimiter?.text, quoted, stripTabs: strip };
	}

	#heredoc(body: Extract<SourceRedirection, { type: 'HereDoc' }>['body'], quoted: boolean, strip: boolean): ast.Word {
		const clean = (text: string, start: boolean): string => (strip ? (start ? text.replace(/^\t+/, '') : text).replace(/\n\t+/g, '\n') : text);
		if (quoted) {
			const text = clean(body.text, true);
			return { parts: [{ kind: 'quoted', text }], text: body.text, plain: text };
		}
		const parts = body.parts ?? [{ type: 'Literal' as const, pos: body.pos, end: body.end, value: body.text, text: body.text }];
		const stripped = parts.map((p, i) => (p.type === 'Literal' ? { ...p, text: clean(p.text, i === 0) } : p));
		const compiled = compileParts(stripped, this, 'heredoc');
		const plain = compiled.every((p) => p.kind === 'quoted') ? compiled.map((p) => (p.kind === 'quoted' ? p.text : '')).join('') : undefined;
		return { parts: compiled, text: body.text, plain };
	}

	compound(node: CompoundCommand): ast.CompoundNode {
		const line = this.lineAt(node.pos);
		switch (node.type) {
			case 'BraceGroup':
				return { kind: 'group', line, body: this.#body(node.body) };
			case 'Subshell':
				return { kind: 'subshell', line, body: this.#body(node.body) };
			case 'If': {
				const clauses = [node, ...node.elif].map((c) => ({ test: this.#body(c.clause), body: this.#body(c.then) }));
				return { kind: 'if', line, clauses, otherwise: node.else && this.#body(node.else) };
			}
			case 'For':
			case 'Select':
				return {
					kind: node.type === 'For' ? 'for' : 'select',
					line,
					name: node.name.text,
					words: node.wordlist?.flatMap((w) => compileWords(w, this)),
					body: this.#body(node.body)
				};
			case 'ArithmeticFor':
				return this.#arithmeticFor(node, line);
			case 'While':
				return { kind: 'while', line, until: node.kind === 'until', test: this.#body(node.clause), body: this.#body(node.body) };
			case 'Case':
				return {
					kind: 'case',
					line,
					word: compileWord(node.word, this),
					items: node.items.map((i) => ({ patterns: i.pattern.map((p) => compileWord(p, this)), body: this.#body(i.body), terminator: i.terminator ?? ';;' }))
				};
			case 'TestCommand':
				return { kind: 'condition', line, expression: this.condition(node.expression), text: this.#source.slice(node.pos, node.end) };
			case 'ArithmeticCommand':
				return { kind: 'arithmetic', line, text: arithmeticWord(node.body, this) };
		}
	}

	#arithmeticFor(node: ArithmeticFor, line: number): ast.CompoundNode {
		const source = this.#source;
		const texts: string[] = [];
		let from = source.indexOf('((', node.pos) + 2;
		for (let i = from, depth = 0; i < source.length; i++) {
			i = skipOpaque(source, i);
			if (source[i] === '(') depth++;
			else if (source[i] === ')' && depth-- === 0) {
				texts.push(source.slice(from, i));
				break;
			} else if (source[i] === ';' && depth === 0) {
				texts.push(source.slice(from, i));
				from = i + 1;
			}
		}
		const word = (n: number): ast.Word => arithmeticWord((texts[n] ?? '').trim(), this);
		return { kind: 'arithmetic-for', line, initialize: word(0), test: word(1), update: word(2), body: this.#body(node.body) };
	}

	condition(node: TestExpression): ast.Condition {
		const { extglob } = this;
		this.extglob = true;
		const made = this.#condition(node);
		this.extglob = extglob;
		return made;
	}
	#condition(node: TestExpression): ast.Condition {
		switch (node.type) {
			case 'TestUnary':
				return { kind: 'unary', operator: node.operator, operand: compileWord(node.operand, this) };
			case 'TestBinary':
				return { kind: 'binary', operator: node.operator, left: compileWord(node.left, this), right: compileWord(node.right, this) };
			case 'TestLogical':
				return { kind: 'logical', operator: node.operator, operands: node.operands.map((o) => this.condition(o)) };
			case 'TestNot':
				return node.negations.length % 2 ? { kind: 'not', operand: this.condition(node.operand) } : this.condition(node.operand);
			case 'TestGroup':
				return { kind: 'parentheses', operand: this.condition(node.expression) };
		}
	}
}

/** `[key]=value` and `[key]+=value` of an array's elements. */
function keyOf(text: string): { key: string; value: string; append: boolean } | undefined {
	if (text[0] !== '[') return undefined;
	let depth = 0;
	for (let i = 0; i < text.length; i++) {
		const after = skipOpaque(text, i);
		if (after !== i) i = after;
		else if (text[i] === '[') depth++;
		else if (text[i] === ']' && --depth === 0) {
			const append = text[i + 1] === '+';
			if (text[i + (append ? 2 : 1)] !== '=') return undefined;
			return { key: text.slice(1, i), value: text.slice(i + (append ? 3 : 2)), append };
		}
	}
	return undefined;
}
