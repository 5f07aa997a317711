// text/template/parse: items become trees, one for the template and one for each {{define}} and {{block}}; error texts are Go's.
// FIDELITY: nesting stops at 300 levels where Go takes 10,000, so that no host's stack decides.

import { parseFloatText, parseInteger } from '../numbers.ts';
import { goQuote, goUnquote } from '../strings.ts';
import { type Item, type ItemType, type Lexer, newLexer, nextItem } from './lex.ts';
import type { Branch, Command, List, Operand, Pipe, TemplateNode } from './nodes.ts';
import { nodeText } from './nodes.ts';

/** A template that does not parse or does not execute; `message` is Go's: "template: NAME:1: …". */
export class TemplateError extends Error {}

export interface ParseContext {
	readonly name: string;
	readonly text: string;
	readonly hasFunction: (name: string) => boolean;
	/** The trees by name; filled by parsing. */
	readonly trees: Map<string, List>;
}

interface Parser extends ParseContext {
	readonly lexer: Lexer;
	/** The item last read is [0]; those put back stand above it. */
	readonly tokens: [Item, Item, Item];
	peekCount: number;
	actionLine: number;
	vars: string[];
	rangeDepth: number;
	depth: number;
}

/** {{end}} and {{else}} while they are still on their way to their branch. */
interface Terminator {
	readonly kind: 'end' | 'else';
	readonly pos: number;
}

function isTerminator(node: TemplateNode | Terminator): node is Terminator {
	return node.kind === 'end' || node.kind === 'else';
}

const maxDepth = 300;

function fail(p: Parser, message: string): never {
	throw new TemplateError(`template: ${p.name}:${p.tokens[0].line}: ${message}`);
}

function next(p: Parser): Item {
	if (p.peekCount > 0) p.peekCount--;
	else p.tokens[0] = nextItem(p.lexer);
	return p.tokens[p.peekCount] ?? p.tokens[0];
}

function backup(p: Parser): void {
	p.peekCount++;
}

function backup2(p: Parser, first: Item): void {
	p.tokens[1] = first;
	p.peekCount = 2;
}

function backup3(p: Parser, second: Item, first: Item): void {
	p.tokens[1] = first;
	p.tokens[2] = second;
	p.peekCount = 3;
}

function peek(p: Parser): Item {
	if (p.peekCount > 0) return p.tokens[p.peekCount - 1] ?? p.tokens[0];
	p.peekCount = 1;
	p.tokens[0] = nextItem(p.lexer);
	return p.tokens[0];
}

function nextNonSpace(p: Parser): Item {
	let token = next(p);
	while (token.type === 'space') token = next(p);
	return token;
}

function peekNonSpace(p: Parser): Item {
	const token = nextNonSpace(p);
	backup(p);
	return token;
}

const keywordTypes: readonly ItemType[] = ['block', 'break', 'continue', 'dot', 'define', 'else', 'end', 'if', 'nil', 'range', 'template', 'with'];

function itemText({ type, value }: Item): string {
	if (type === 'eof') return 'EOF';
	if (type === 'error') return value;
	if (keywordTypes.includes(type)) return `<${value}>`;
	const chars = [...value];
	return chars.length > 10 ? `${goQuote(chars.slice(0, 10).join(''))}...` : goQuote(value);
}

function unexpected(p: Parser, token: Item, context: string): never {
	if (token.type !== 'error') fail(p, `unexpected ${itemText(token)} in ${context}`);
	let extra = '';
	if (p.actionLine !== 0 && p.actionLine !== token.line) {
		extra = ` in action started at ${p.name}:${p.actionLine}`;
		if (token.value.endsWith(' action')) extra = extra.slice(' in action'.length);
	}
	fail(p, token.value + extra);
}

function expect(p: Parser, type: ItemType, context: string): Item {
	const token = nextNonSpace(p);
	if (token.type !== type) unexpected(p, token, context);
	return token;
}

function unquote(p: Parser, literal: string): string {
	const text = goUnquote(literal);
	if (text === undefined) fail(p, 'invalid syntax');
	return text;
}

/** A number literal. Whole ones are bigint: Go's int, told apart from the numbers of the data. */
function parseNumber(p: Parser, token: Item): Operand {
	const { value: text, pos } = token;
	if (token.type === 'char-constant') {
		const char = goUnquote(text);
		if (char === undefined) fail(p, `malformed character constant: ${text}`);
		return { kind: 'number', pos, text, value: BigInt(char.codePointAt(0) ?? 0) };
	}
	const whole = parseInteger(text, 0);
	const float = /[.eEpP]/.test(text) && !/^[+-]?0[xX]/.test(text) ? parseFloatText(text.replaceAll('_', '')) : undefined;
	if (float !== undefined && Number.isFinite(float)) return { kind: 'number', pos, text, value: float };
	if (whole !== undefined && whole >= -(2n ** 63n) && whole < 2n ** 64n) return { kind: 'number', pos, text, value: whole };
	fail(p, whole === undefined ? `illegal number syntax: ${goQuote(text)}` : `integer overflow: ${goQuote(text)}`);
}

function names(value: string): string[] {
	return value.split('.');
}

function term(p: Parser): Operand | undefined {
	const token = nextNonSpace(p);
	const { pos, value } = token;
	switch (token.type) {
		case 'identifier':
			if (!p.hasFunction(value)) fail(p, `function ${goQuote(value)} not defined`);
			return { kind: 'identifier', pos, name: value };
		case 'break':
		case 'continue':
			unexpected(p, token, 'operand');
			break;
		case 'dot':
			return { kind: 'dot', pos };
		case 'nil':
			return { kind: 'nil', pos };
		case 'variable':
			if (!p.vars.includes(value)) fail(p, `undefined variable ${goQuote(value)}`);
			return { kind: 'variable', pos, names: [value] };
		case 'field':
			return { kind: 'field', pos, names: names(value.slice(1)) };
		case 'bool':
			return { kind: 'bool', pos, value: value === 'true' };
		case 'number':
		case 'char-constant':
			return parseNumber(p, token);
		case '(': {
			if (++p.depth > maxDepth) fail(p, 'max expression depth exceeded');
			const inner = pipeline(p, 'parenthesized pipeline', ')');
			p.depth--;
			return inner;
		}
		case 'string':
		case 'raw-string':
			return { kind: 'string', pos, quoted: value, value: unquote(p, value) };
		default:
			backup(p);
			return undefined;
	}
}

function operand(p: Parser): Operand | undefined {
	const node = term(p);
	if (node === undefined || peek(p).type !== 'field') return node;
	const { pos } = peek(p);
	const chain: string[] = [];
	while (peek(p).type === 'field') chain.push(next(p).value.slice(1));
	if (node.kind === 'field' || node.kind === 'variable') return { ...node, pos, names: [...node.names, ...chain] };
	if (node.kind === 'identifier' || node.kind === 'pipe' || node.kind === 'chain') return { kind: 'chain', pos, node, names: chain };
	fail(p, `unexpected . after term ${goQuote(nodeText(node))}`);
}

function command(p: Parser): Command {
	const { pos } = peekNonSpace(p);
	const args: Operand[] = [];
	for (;;) {
		peekNonSpace(p);
		const arg = operand(p);
		if (arg !== undefined) args.push(arg);
		const token = next(p);
		if (token.type === 'space') continue;
		if (token.type === 'right-delim' || token.type === ')') backup(p);
		else if (token.type !== 'pipe') unexpected(p, token, 'operand');
		break;
	}
	if (args.length === 0) fail(p, 'empty command');
	return { kind: 'command', pos, args };
}

/** Reads `$x :=`, `$x =` or `$i, $x :=` where they stand. */
function declarations(p: Parser, context: string): { variables: string[]; assigns: boolean } {
	const variables: string[] = [];
	for (;;) {
		const variable = peekNonSpace(p);
		if (variable.type !== 'variable') return { variables, assigns: false };
		next(p);
		const after = peek(p);
		const sign = peekNonSpace(p);
		if (sign.type === 'assign' || sign.type === 'declare') {
			nextNonSpace(p);
			variables.push(variable.value);
			p.vars.push(variable.value);
			return { variables, assigns: sign.type === 'assign' };
		}
		if (sign.type === 'char' && sign.value === ',') {
			nextNonSpace(p);
			variables.push(variable.value);
			p.vars.push(variable.value);
			if (context !== 'range' || variables.length >= 2) fail(p, `too many declarations in ${context}`);
			if (!['variable', 'right-delim', ')'].includes(peekNonSpace(p).type)) fail(p, 'range can only initialize variables');
			continue;
		}
		if (after.type === 'space') backup3(p, variable, after);
		else backup2(p, variable);
		return { variables, assigns: false };
	}
}

const operandTypes: readonly ItemType[] = ['bool', 'char-constant', 'dot', 'field', 'identifier', 'number', 'nil', 'raw-string', 'string', 'variable', '('];

function pipeline(p: Parser, context: string, end: ItemType): Pipe {
	const { pos, line } = peekNonSpace(p);
	const { variables, assigns } = declarations(p, context);
	const commands: Command[] = [];
	for (;;) {
		const token = nextNonSpace(p);
		if (token.type === end) break;
		if (!operandTypes.includes(token.type)) unexpected(p, token, context);
		backup(p);
		commands.push(command(p));
	}
	if (commands.length === 0) fail(p, `missing value for ${context}`);
	commands.slice(1).forEach(({ args }, i) => {
		const kind = args[0]?.kind ?? 'nil';
		if (['bool', 'dot', 'nil', 'number', 'string'].includes(kind)) fail(p, `non executable command in pipeline stage ${i + 2}`);
	});
	return { kind: 'pipe', pos, line, variables, assigns, commands };
}

function itemList(p: Parser): { list: List; end: Terminator } {
	const list: List = { kind: 'list', pos: peekNonSpace(p).pos, nodes: [] };
	if (++p.depth > maxDepth) fail(p, 'max expression depth exceeded');
	while (peekNonSpace(p).type !== 'eof') {
		const node = textOrAction(p);
		if (isTerminator(node)) {
			p.depth--;
			return { list, end: node };
		}
		list.nodes.push(node);
	}
	fail(p, 'unexpected EOF');
}

function control(p: Parser, kind: 'if' | 'range' | 'with'): Branch {
	const scope = p.vars.length;
	const pipe = pipeline(p, kind, 'right-delim');
	if (kind === 'range') p.rangeDepth++;
	const { list, end } = itemList(p);
	if (kind === 'range') p.rangeDepth--;
	let otherwise: List | undefined;
	if (end.kind === 'else') {
		if (kind !== 'range' && peek(p).type === kind) {
			next(p);
			if (++p.depth > maxDepth) fail(p, 'max expression depth exceeded');
			otherwise = { kind: 'list', pos: end.pos, nodes: [control(p, kind)] };
			p.depth--;
		} else {
			const rest = itemList(p);
			if (rest.end.kind !== 'end') fail(p, 'expected end; found {{else}}');
			otherwise = rest.list;
		}
	}
	p.vars.length = scope;
	return { kind, pos: pipe.pos, pipe, list, otherwise };
}

function templateName(p: Parser, token: Item, context: string): string {
	if (token.type !== 'string' && token.type !== 'raw-string') unexpected(p, token, context);
	return unquote(p, token.value);
}

function isEmpty(list: List): boolean {
	return list.nodes.every((node) => (node.kind === 'text' && node.text.trim() === '') || (node.kind === 'list' && isEmpty(node)));
}

function add(p: Parser, name: string, list: List): void {
	const before = p.trees.get(name);
	if (before === undefined || isEmpty(before)) p.trees.set(name, list);
	else if (!isEmpty(list)) fail(p, `template: multiple definition of template ${goQuote(name)}`);
}

/** The body of {{define}} or {{block}}: a template of its own, with its own variables. */
function definition(p: Parser, name: string, context: string): void {
	const { vars, rangeDepth } = p;
	p.vars = ['$'];
	p.rangeDepth = 0;
	const { list, end } = itemList(p);
	if (end.kind !== 'end') fail(p, `unexpected {{else}} in ${context}`);
	p.vars = vars;
	p.rangeDepth = rangeDepth;
	add(p, name, list);
}

function action(p: Parser): TemplateNode | Terminator {
	const token = nextNonSpace(p);
	const { type, pos } = token;
	if (type === 'if' || type === 'range' || type === 'with') return control(p, type);
	if (type === 'end') return { kind: 'end', pos: expect(p, 'right-delim', 'end').pos };
	if (type === 'else') {
		const after = peekNonSpace(p);
		if (after.type === 'if' || after.type === 'with') return { kind: 'else', pos: after.pos };
		return { kind: 'else', pos: expect(p, 'right-delim', 'else').pos };
	}
	if (type === 'break' || type === 'continue') {
		const end = nextNonSpace(p);
		if (end.type !== 'right-delim') unexpected(p, end, `{{${type}}}`);
		if (p.rangeDepth === 0) fail(p, `{{${type}}} outside {{range}}`);
		return { kind: type, pos };
	}
	if (type === 'template' || type === 'block') {
		const context = `${type} clause`;
		const nameToken = nextNonSpace(p);
		const name = templateName(p, nameToken, context);
		let pipe: Pipe | undefined;
		if (type === 'block' || nextNonSpace(p).type !== 'right-delim') {
			if (type === 'template') backup(p);
			pipe = pipeline(p, context, 'right-delim');
		}
		if (type === 'block') definition(p, name, context);
		return { kind: 'template', pos: nameToken.pos, name, pipe };
	}
	backup(p);
	const start = peek(p);
	return { kind: 'action', pos: start.pos, pipe: pipeline(p, 'command', 'right-delim') };
}

function textOrAction(p: Parser): TemplateNode | Terminator {
	const token = nextNonSpace(p);
	if (token.type === 'text') return { kind: 'text', pos: token.pos, text: token.value };
	if (token.type !== 'left-delim') unexpected(p, token, 'input');
	p.actionLine = token.line;
	const node = action(p);
	p.actionLine = 0;
	return node;
}

/** Parses a template's text into `context.trees`. Throws `TemplateError`. */
export function parseTrees(context: ParseContext): void {
	const none: Item = { type: 'eof', pos: 0, value: 'EOF', line: 1 };
	const p: Parser = {
		...context,
		lexer: newLexer(context.text),
		tokens: [none, none, none],
		peekCount: 0,
		actionLine: 0,
		vars: ['$'],
		rangeDepth: 0,
		depth: 0
	};
	const root: List = { kind: 'list', pos: peek(p).pos, nodes: [] };
	while (peek(p).type !== 'eof') {
		if (peek(p).type === 'left-delim') {
			const delim = next(p);
			if (nextNonSpace(p).type === 'define') {
				const token = nextNonSpace(p);
				const name = templateName(p, token, 'define clause');
				expect(p, 'right-delim', 'define clause');
				definition(p, name, 'define clause');
				continue;
			}
			backup2(p, delim);
		}
		const node = textOrAction(p);
		if (isTerminator(node)) fail(p, `unexpected {{${node.kind}}}`);
		root.nodes.push(node);
	}
	add(p, p.name, root);
}
