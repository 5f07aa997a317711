// libyaml's parser with go-yaml's node tree on top: tokens become scalars, sequences, mappings and aliases.
// Leaves out comments and styles, which no reader of ours asks for. %YAML and %TAG directives are accepted; only !! tags mean anything.

import { type Mark, peekToken, type Scanner, skipToken, type Token, type TokenType, yamlError, YamlError } from './scanner.ts';

export interface ScalarNode {
	readonly kind: 'scalar';
	readonly line: number;
	readonly tag: string;
	readonly value: string;
	/** Written plain, so its type follows from its text. */
	readonly implicit: boolean;
}

export interface SequenceNode {
	readonly kind: 'sequence';
	readonly line: number;
	/** '' when none was written. */
	readonly tag: string;
	readonly items: YamlNode[];
}

export interface MappingNode {
	readonly kind: 'mapping';
	readonly line: number;
	/** '' when none was written. */
	readonly tag: string;
	readonly pairs: (readonly [YamlNode, YamlNode])[];
}

export interface AliasNode {
	readonly kind: 'alias';
	readonly line: number;
	readonly name: string;
	readonly target: YamlNode;
}

export type YamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

interface Composer {
	readonly scanner: Scanner;
	readonly anchors: Map<string, YamlNode>;
	depth: number;
}

/** FIDELITY: go-yaml stops at 10,000 levels; ours at 1,000, so that no host's stack decides. */
const maxDepth = 1000;

function problem(c: Composer, text: string, at: Mark, context: Mark): never {
	throw yamlError(c.scanner.dialect, text, at, context, false);
}

function emptyScalar(at: Mark): ScalarNode {
	return { kind: 'scalar', line: at.line, tag: '', value: '', implicit: true };
}

function isOneOf(token: Token, types: readonly TokenType[]): boolean {
	return types.includes(token.type);
}

function anchored<T extends YamlNode>(c: Composer, anchor: string | undefined, node: T): T {
	if (anchor !== undefined) c.anchors.set(anchor, node);
	return node;
}

function composeSequence(c: Composer, node: SequenceNode, start: Mark): void {
	for (;;) {
		const token = peekToken(c.scanner);
		if (token.type === 'block-end') return skipToken(c.scanner);
		if (token.type !== '-') problem(c, "did not find expected '-' indicator", token.start, start);
		skipToken(c.scanner);
		const next = peekToken(c.scanner);
		node.items.push(isOneOf(next, ['-', 'block-end']) ? emptyScalar(token.end) : composeNode(c, true, false));
	}
}

function composeIndentlessSequence(c: Composer, node: SequenceNode): void {
	for (;;) {
		const token = peekToken(c.scanner);
		if (token.type !== '-') return;
		skipToken(c.scanner);
		const next = peekToken(c.scanner);
		node.items.push(isOneOf(next, ['-', 'key', 'value', 'block-end']) ? emptyScalar(token.end) : composeNode(c, true, false));
	}
}

function composeMapping(c: Composer, node: MappingNode, start: Mark): void {
	const stops: readonly TokenType[] = ['key', 'value', 'block-end'];
	for (;;) {
		const token = peekToken(c.scanner);
		if (token.type === 'block-end') return skipToken(c.scanner);
		if (token.type !== 'key') problem(c, 'did not find expected key', token.start, start);
		skipToken(c.scanner);
		const key = isOneOf(peekToken(c.scanner), stops) ? emptyScalar(token.end) : composeNode(c, true, true);
		const colon = peekToken(c.scanner);
		if (colon.type !== 'value') {
			node.pairs.push([key, emptyScalar(colon.start)]);
			continue;
		}
		skipToken(c.scanner);
		node.pairs.push([key, isOneOf(peekToken(c.scanner), stops) ? emptyScalar(colon.end) : composeNode(c, true, true)]);
	}
}

/** The value of a flow pair whose key is read: what follows a colon, or nothing. */
function composeFlowValue(c: Composer, close: TokenType): YamlNode {
	const colon = peekToken(c.scanner);
	if (colon.type !== 'value') return emptyScalar(colon.start);
	skipToken(c.scanner);
	const next = peekToken(c.scanner);
	return isOneOf(next, [',', close]) ? emptyScalar(next.start) : composeNode(c, false, false);
}

/** `a: b` inside [ ]: a mapping of one pair. */
function composeSinglePair(c: Composer): MappingNode {
	const start = peekToken(c.scanner);
	skipToken(c.scanner);
	const next = peekToken(c.scanner);
	const key = isOneOf(next, ['value', ',', ']']) ? emptyScalar(start.end) : composeNode(c, false, false);
	return { kind: 'mapping', line: start.start.line, tag: '', pairs: [[key, composeFlowValue(c, ']')]] };
}

function composeFlowSequence(c: Composer, node: SequenceNode, start: Mark): void {
	for (let first = true; ; first = false) {
		let token = peekToken(c.scanner);
		if (token.type !== ']' && !first) {
			if (token.type !== ',') problem(c, "did not find expected ',' or ']'", token.start, start);
			skipToken(c.scanner);
			token = peekToken(c.scanner);
		}
		if (token.type === ']') return skipToken(c.scanner);
		node.items.push(token.type === 'key' ? composeSinglePair(c) : composeNode(c, false, false));
	}
}

function composeFlowMapping(c: Composer, node: MappingNode, start: Mark): void {
	for (let first = true; ; first = false) {
		let token = peekToken(c.scanner);
		if (token.type !== '}' && !first) {
			if (token.type !== ',') problem(c, "did not find expected ',' or '}'", token.start, start);
			skipToken(c.scanner);
			token = peekToken(c.scanner);
		}
		if (token.type === '}') return skipToken(c.scanner);
		if (token.type !== 'key') {
			const lone = composeNode(c, false, false);
			node.pairs.push([lone, emptyScalar(peekToken(c.scanner).start)]);
			continue;
		}
		skipToken(c.scanner);
		const next = peekToken(c.scanner);
		const key = isOneOf(next, ['value', ',', '}']) ? emptyScalar(next.start) : composeNode(c, false, false);
		node.pairs.push([key, composeFlowValue(c, '}')]);
	}
}

function composeAlias(c: Composer, token: Token): AliasNode {
	skipToken(c.scanner);
	const target = c.anchors.get(token.value);
	if (target === undefined) throw new YamlError(`yaml: unknown anchor '${token.value}' referenced`);
	return { kind: 'alias', line: token.start.line, name: token.value, target };
}

function composeCollection(c: Composer, token: Token, anchor: string | undefined, tag: string, block: boolean, indentless: boolean): YamlNode | undefined {
	const line = token.start.line;
	const sequence = (): SequenceNode => anchored(c, anchor, { kind: 'sequence', line, tag, items: [] });
	const mapping = (): MappingNode => anchored(c, anchor, { kind: 'mapping', line, tag, pairs: [] });
	if (indentless && token.type === '-') {
		const node = sequence();
		composeIndentlessSequence(c, node);
		return node;
	}
	if (token.type === '[' || (block && token.type === 'block-sequence-start')) {
		skipToken(c.scanner);
		const node = sequence();
		if (token.type === '[') composeFlowSequence(c, node, token.start);
		else composeSequence(c, node, token.start);
		return node;
	}
	if (token.type === '{' || (block && token.type === 'block-mapping-start')) {
		skipToken(c.scanner);
		const node = mapping();
		if (token.type === '{') composeFlowMapping(c, node, token.start);
		else composeMapping(c, node, token.start);
		return node;
	}
	return undefined;
}

function composeNode(c: Composer, block: boolean, indentless: boolean): YamlNode {
	let token = peekToken(c.scanner);
	if (token.type === 'alias') return composeAlias(c, token);
	const start = token.start;
	let anchor: string | undefined;
	let tag = '';
	for (let i = 0; i < 2 && isOneOf(token, ['anchor', 'tag']); i++) {
		if (token.type === 'anchor' ? anchor !== undefined : tag !== '') break;
		if (token.type === 'anchor') anchor = token.value;
		else tag = token.value;
		skipToken(c.scanner);
		token = peekToken(c.scanner);
	}
	if (++c.depth > maxDepth) problem(c, 'exceeded max depth of 10000', token.start, start);
	try {
		if (token.type === 'scalar') {
			skipToken(c.scanner);
			const implicit = (tag === '' && token.plain) || tag === '!';
			return anchored(c, anchor, { kind: 'scalar', line: start.line, tag: tag === '!' ? '' : tag, value: token.value, implicit });
		}
		const collection = composeCollection(c, token, anchor, tag, block, indentless);
		if (collection !== undefined) return collection;
		if (anchor !== undefined || tag !== '') {
			return anchored(c, anchor, { kind: 'scalar', line: start.line, tag, value: '', implicit: tag === '' });
		}
		problem(c, 'did not find expected node content', token.start, start);
	} finally {
		c.depth--;
	}
}

/** The next document of the stream, or undefined at its end. */
export function composeDocument(scanner: Scanner): YamlNode | undefined {
	const c: Composer = { scanner, anchors: new Map(), depth: 0 };
	const ends: readonly TokenType[] = ['directive', 'document-start', 'document-end', 'stream-end'];
	let token = peekToken(scanner);
	const first = scanner.tokensParsed === 0;
	while (!first && token.type === 'document-end') {
		skipToken(scanner);
		token = peekToken(scanner);
	}
	if (token.type === 'stream-end') return undefined;
	const implicit = first && !isOneOf(token, ['directive', 'document-start']);
	if (!implicit) {
		while (token.type === 'directive') {
			skipToken(scanner);
			token = peekToken(scanner);
		}
		if (token.type !== 'document-start') problem(c, 'did not find expected <document start>', token.start, { index: 0, line: 0, column: 0 });
		skipToken(scanner);
		token = peekToken(scanner);
	}
	const root = !implicit && isOneOf(token, ends) ? emptyScalar(token.start) : composeNode(c, true, false);
	if (peekToken(scanner).type === 'document-end') skipToken(scanner);
	return root;
}
