// The YAML of a compose file: its documents as trees, with what !reset and !override mark for the files before it.
// Models go-yaml v3 behind compose-go's ResetProcessor: aliases are replaced by what they name, merge keys merged, equal keys refused.
// Invariant: every document is a tree of its own; no two places share a value.
import { goQuote } from '../strings.ts';
import { parseTime, rfc3339nano } from '../time.ts';
import { composeDocument, type MappingNode, type YamlNode } from '../yaml/compose.ts';
import { resolveScalar } from '../yaml/resolve.ts';
import { newScanner, YamlError } from '../yaml/scanner.ts';
import { ComposeError } from './project.ts';
import { GoTime, isDict, isList, keysOf, matches, newDict, shown, type Dict, type Path } from './tree.ts';

export interface ComposeDocument {
	readonly tree: unknown;
	/** Places that !reset or !override mark. */
	readonly resets: readonly Path[];
}

/** FIDELITY: go-yaml resolves without bound here; a tree this large is nobody's project. */
const MOST_NODES = 200_000;

interface Resolver {
	readonly resets: Path[];
	readonly visited: Map<YamlNode, string[]>;
	nodes: number;
	/** Aliases that are being followed. */
	aliases: number;
}

const inDifferentServices = (a: string, b: string): boolean => {
	const x = a.split('.');
	const y = b.split('.');
	for (let i = 0; i + 1 < Math.min(x.length, y.length); i++) if (x[i] === 'services' && y[i] === 'services') return x[i + 1] !== y[i + 1];
	return false;
};

function checkForCycle(r: Resolver, node: YamlNode, path: Path): void {
	const here = shown(path);
	const before = r.visited.get(node) ?? [];
	for (const there of before) {
		if (here === there || here.includes('<<') || there.includes('<<')) continue;
		if ((here.startsWith(`${there}.`) || there.startsWith(`${here}.`)) && !inDifferentServices(here, there)) {
			throw new ComposeError(`cycle detected: node at path ${here} references node at path ${there}`);
		}
	}
	r.visited.set(node, [...before, here]);
}

const keyOf = (node: YamlNode): string => (node.kind === 'scalar' ? node.value : '');

function resolveMapping(r: Resolver, node: MappingNode, path: Path): YamlNode {
	const lines = new Map<string, number>();
	const pairs: (readonly [YamlNode, YamlNode])[] = [];
	for (const [key, value] of node.pairs) {
		const name = keyOf(key);
		const line = lines.get(name);
		if (line !== undefined) throw new ComposeError(`line ${key.line + 1}: mapping key ${goQuote(name)} already defined at line ${line}`);
		lines.set(name, key.line + 1);
		const resolved = resolveNode(r, value, [...path, name]);
		if (resolved !== undefined) pairs.push([key, resolved]);
	}
	return { ...node, pairs };
}

/** The node without what is reset; undefined when it is reset itself. */
function resolveNode(r: Resolver, node: YamlNode, at: Path): YamlNode | undefined {
	if (++r.nodes > MOST_NODES) throw new YamlError('yaml: document contains excessive aliasing');
	const merge = at.indexOf('<<', 1);
	const path = merge < 0 ? at : [...at.slice(0, merge), ...at.slice(merge + 1)];
	if (node.kind === 'alias') {
		checkForCycle(r, node.target, path);
		// FIDELITY: the original follows a merge of a mapping into itself until its memory ends.
		if (++r.aliases > 100) throw new YamlError(`yaml: anchor '${node.name}' value contains itself`);
		const resolved = resolveNode(r, node.target, path);
		r.aliases--;
		return resolved;
	}
	if (node.tag === '!reset' || node.tag === '!override') {
		r.resets.push(path);
		return node.tag === '!reset' ? undefined : node;
	}
	if (node.kind === 'mapping') return resolveMapping(r, node, path);
	if (node.kind === 'scalar') return node;
	const items = node.items.map((item, i) => resolveNode(r, item, [...path, `${i}`])).filter((item) => item !== undefined);
	return { ...node, items };
}

const isMergeKey = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === '<<' && (node.implicit || node.tag.endsWith(':merge'));

/** %#v of a key that is no text. */
function keySyntax(node: YamlNode): string {
	const value = node.kind === 'scalar' ? resolveScalar(node, 'v3').value : null;
	return value === null ? '<nil>' : String(value);
}

function mergeInto(dict: Dict, node: YamlNode, prefix: string): void {
	const target = node.kind === 'alias' ? node.target : node;
	if (target.kind === 'mapping') {
		const merged = decode(target, prefix);
		if (isDict(merged)) for (const key of Object.keys(merged)) if (!(key in dict)) dict[key] = merged[key];
	} else if (target.kind === 'sequence' && target.items.every((item) => (item.kind === 'alias' ? item.target : item).kind === 'mapping')) {
		for (const item of target.items) mergeInto(dict, item, prefix);
	} else throw new YamlError('yaml: map merge requires map or sequence of maps as the value');
}

function decodeMapping(node: MappingNode, prefix: string): Dict {
	const dict = newDict();
	for (const [key, value] of node.pairs) {
		if (isMergeKey(key)) continue;
		if (key.kind === 'sequence' || key.kind === 'mapping')
			throw new YamlError(`yaml: invalid map key: ${key.kind === 'mapping' ? 'map[interface {}]interface {}{}' : '[]interface {}{}'}`);
		const scalar = key.kind === 'alias' ? key.target : key;
		const name = scalar.kind === 'scalar' ? resolveScalar(scalar, 'v3').value : null;
		if (typeof name !== 'string') throw new ComposeError(`non-string key ${prefix === '' ? 'at top level' : `in ${prefix}`}: ${keySyntax(scalar)}`);
		dict[name] = decode(value, prefix === '' ? name : `${prefix}.${name}`);
	}
	for (const [key, value] of node.pairs) if (isMergeKey(key)) mergeInto(dict, value, prefix);
	return dict;
}

function decode(node: YamlNode, prefix: string): unknown {
	if (node.kind === 'scalar') {
		const { tag, value } = resolveScalar(node, 'v3');
		return tag === 'timestamp' ? new GoTime(rfc3339nano(parseTime(node.value) ?? 0)) : value;
	}
	if (node.kind === 'sequence') return node.items.map((item, i) => decode(item, `${prefix}[${i}]`));
	if (node.kind === 'mapping') return decodeMapping(node, prefix);
	return decode(node.target, prefix);
}

/** A file's documents, one at a time: an error in a later one comes after what the earlier ones did. Throws `YamlError` or `ComposeError`. */
export function* documents(source: string): Generator<ComposeDocument, void, undefined> {
	const scanner = newScanner(source, 'v3');
	for (;;) {
		const root = composeDocument(scanner);
		if (root === undefined) return;
		const r: Resolver = { resets: [], visited: new Map(), nodes: 0, aliases: 0 };
		const resolved = resolveNode(r, root, []);
		yield { tree: resolved === undefined ? null : decode(resolved, ''), resets: r.resets };
	}
}

/** Takes the marked places out of a tree, so that what follows replaces instead of merging. */
export function applyResets(resets: readonly Path[], tree: unknown, path: Path = []): void {
	if (resets.length === 0) return;
	if (isDict(tree)) {
		for (const key of keysOf(tree)) {
			const next = [...path, key];
			if (resets.some((parts) => matches(next, parts))) delete tree[key];
			else applyResets(resets, tree[key], next);
		}
	} else if (isList(tree)) {
		tree.forEach((item, i) => {
			const next = [...path, `[${i}]`];
			if (!resets.some((parts) => matches(next, parts))) applyResets(resets, item, next);
		});
	}
}

/** What go-yaml calls the kind of a root that is no mapping. */
function rootTag(node: YamlNode): string | undefined {
	if (node.kind === 'sequence') return '!!seq';
	if (node.kind !== 'scalar') return undefined;
	const { tag } = resolveScalar(node, 'v3');
	return tag === 'null' ? undefined : `!!${tag} \`${node.value.length > 10 ? `${node.value.slice(0, 7)}...` : node.value}\``;
}

/**
 * The `name` of a file's first document, as a decode into a structure with that field alone finds it: what is wrong elsewhere does not matter,
 * but for syntax and equal keys at the top. Throws `YamlError`.
 */
export function nameOf(source: string, type: string): string {
	const root = composeDocument(newScanner(source, 'v3'));
	if (root === undefined) return '';
	const errors: string[] = [];
	const tag = rootTag(root);
	if (tag !== undefined) errors.push(`line ${root.line + 1}: cannot unmarshal ${tag} into ${type}`);
	let name = '';
	if (root.kind === 'mapping') {
		root.pairs.forEach(([key], i) => {
			for (const [later] of root.pairs.slice(i + 1)) {
				if (key.kind === later.kind && key.kind === 'scalar' && later.kind === 'scalar' && key.value === later.value)
					errors.push(`line ${later.line + 1}: mapping key ${goQuote(later.value)} already defined at line ${key.line + 1}`);
			}
		});
		for (const [key, value] of errors.length > 0 ? [] : root.pairs) {
			if (keyOf(key) !== 'name') continue;
			const target = value.kind === 'alias' ? value.target : value;
			if (target.kind === 'scalar') name = resolveScalar(target, 'v3').value === null ? '' : target.value;
			else errors.push(`line ${target.line + 1}: cannot unmarshal ${target.kind === 'mapping' ? '!!map' : '!!seq'} into string`);
		}
	}
	if (errors.length > 0) throw new YamlError(`yaml: unmarshal errors:\n${errors.map((error) => `  ${error}`).join('\n')}`);
	return name;
}
