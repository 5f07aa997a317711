// YAML documents of yq: read with comments and styles kept, changed where a filter changed them, written as Go's yaml.v3 writes.
// Leaves out anchors' re-use when an aliased part changes (it is written out). Invariant: what a filter left alone is written as it was read.
import { Document, isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, Scalar, YAMLMap, YAMLSeq, visit, type Node, type Pair } from 'yaml';
import type { Json } from '../jq/json.ts';
import { isArray, isObject } from '../jq/json.ts';

export type YamlDocument = Document;

/** The documents of a text. Throws an Error with yaml's own words. */
export function readDocuments(text: string): YamlDocument[] {
	const documents = parseAllDocuments(text, { version: '1.2', keepSourceTokens: true, intAsBigInt: false, uniqueKeys: false, strict: true });
	return Array.isArray(documents) ? [...documents] : [];
}

export function toJson(node: unknown, document: YamlDocument): Json {
	if (isAlias(node)) return toJson(node.resolve(document), document);
	if (isMap(node)) {
		const out = new Map<string, Json>();
		for (const pair of node.items) {
			const key = isScalar(pair.key) ? String(pair.key.value ?? '') : String(pair.key);
			if (key === '<<') {
				const merged = toJson(pair.value, document);
				for (const one of isArray(merged) ? merged : [merged]) if (isObject(one)) for (const [k, v] of one) if (!out.has(k)) out.set(k, v);
			} else out.set(key, toJson(pair.value, document));
		}
		return out;
	}
	if (isSeq(node)) return node.items.map((item) => toJson(item, document));
	if (isPair(node)) return toJson(node.value, document);
	if (isScalar(node)) {
		const { value } = node;
		if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
		return value === undefined ? null : String(value);
	}
	return null;
}

/** A fresh node of a value. */
export function nodeOf(value: Json): Node {
	if (isObject(value)) {
		const map = new YAMLMap();
		if (value.size === 0) map.flow = true;
		for (const [key, one] of value) map.items.push({ key: new Scalar(key), value: nodeOf(one) } as Pair<Node, Node>);
		return rebuilt(map);
	}
	if (isArray(value)) {
		const seq = new YAMLSeq();
		if (value.length === 0) seq.flow = true;
		for (const one of value) seq.items.push(nodeOf(one));
		return seq;
	}
	return scalarOf(value);
}
function scalarOf(value: null | boolean | number | string): Scalar {
	const scalar = new Scalar<unknown>(value);
	if (typeof value === 'string' && value.includes('\n')) scalar.type = 'BLOCK_LITERAL';
	return scalar;
}
/** A map whose pairs are real ones. */
function rebuilt(map: YAMLMap): YAMLMap {
	const out = new YAMLMap();
	out.flow = map.flow ?? false;
	for (const { key, value } of map.items) out.set(key, value);
	return out;
}

const same = (a: Json, b: Json): boolean => {
	if (isObject(a) && isObject(b)) return a.size === b.size && [...a].every(([key, one]) => b.has(key) && same(one, b.get(key) ?? null));
	if (isArray(a) && isArray(b)) return a.length === b.length && a.every((one, i) => same(one, b[i] ?? null));
	return a === b;
};

/** The node changed into the value, keeping what did not change. */
export function reconcile(node: unknown, value: Json, document: YamlDocument): Node {
	if (isMap(node) && isObject(value)) {
		const before = toJson(node, document);
		if (isObject(before) && same(before, value) && [...before.keys()].join('\0') === [...value.keys()].join('\0')) return node;
		const first = node.items[0];
		const head = first && isScalar(first.key) && !value.has(String(first.key.value ?? '')) ? first.key.commentBefore : undefined;
		for (const key of isObject(before) ? before.keys() : [])
			if (!value.has(key)) node.items = node.items.filter((pair) => !(isScalar(pair.key) && String(pair.key.value ?? '') === key));
		for (const [key, one] of value) {
			const pair = node.items.find((p) => isScalar(p.key) && String(p.key.value ?? '') === key);
			if (pair) pair.value = reconcile(pair.value, one, document);
			else if (!same(isObject(before) ? (before.get(key) ?? null) : null, one) || !(isObject(before) && before.has(key))) {
				node.set(new Scalar(key), nodeOf(one));
				if (node.items.length === 1) node.flow = false;
			}
		}
		// A comment above the first key is the document's.
		const now = node.items[0];
		if (head && now && isScalar(now.key) && !now.key.commentBefore) now.key.commentBefore = head;
		const order = [...value.keys()];
		const place = (pair: Pair): number => order.indexOf(isScalar(pair.key) ? String(pair.key.value ?? '') : '');
		if (node.items.every((pair) => place(pair) >= 0)) node.items.sort((a, b) => place(a) - place(b));
		return node;
	}
	if (isSeq(node) && isArray(value)) {
		const before = node.items.map((item) => toJson(item, document));
		const used = new Set<number>();
		node.items = value.map((one, i) => {
			// An item that only moved keeps its comments; one that changed in its place is changed there.
			const moved = same(before[i] ?? null, one) && i < before.length ? i : before.findIndex((old, j) => !used.has(j) && same(old, one));
			const at = moved >= 0 ? moved : value.length === before.length ? i : -1;
			if (at >= 0) used.add(at);
			return at >= 0 ? reconcile(node.items[at], one, document) : nodeOf(one);
		});
		if (before.length === 0 && value.length > 0) node.flow = false;
		return node;
	}
	if (node !== null && node !== undefined && same(toJson(node, document), value)) return node as Node;
	if (isScalar(node) && !isObject(value) && !isArray(value)) {
		const fresh = scalarOf(value);
		if (node.type !== undefined && typeof value === 'string' && typeof node.value === 'string') fresh.type = node.type;
		if (node.comment) fresh.comment = node.comment;
		if (node.commentBefore) fresh.commentBefore = node.commentBefore;
		return fresh;
	}
	const fresh = nodeOf(value);
	if (isScalar(node) && node.commentBefore) fresh.commentBefore = node.commentBefore;
	return fresh;
}

/** The node at a path of keys and indexes. */
export function nodeAt(document: YamlDocument, path: readonly Json[]): Node | undefined {
	let at: unknown = document.contents;
	for (const key of path) {
		if (isAlias(at)) at = at.resolve(document);
		if (isMap(at)) at = at.items.find((pair) => isScalar(pair.key) && String(pair.key.value ?? '') === key)?.value;
		else if (isSeq(at) && typeof key === 'number') at = at.items[key < 0 ? key + at.items.length : key];
		else return undefined;
	}
	return isMap(at) || isSeq(at) || isScalar(at) || isAlias(at) ? at : undefined;
}

/** A node as text, with an indent (yaml.v3's). */
export function nodeText(node: Node, document: YamlDocument | undefined, indent: number): string {
	const own = new Document();
	own.contents = node;
	if (document && node === document.contents) {
		own.comment = document.comment;
		own.commentBefore = document.commentBefore;
	}
	if (document)
		visit(node, {
			Alias(_key, alias) {
				// An anchor outside of what is written is written out.
				const target = alias.resolve(document);
				let inside = false;
				visit(node, (_k, one) => {
					if (one === target) inside = true;
				});
				return inside || !target ? undefined : target;
			}
		});
	return own.toString({ lineWidth: 0, indent, indentSeq: true, flowCollectionPadding: false, minContentWidth: 0, nullStr: 'null' });
}

/** Lists every collection written in block style (-P) or in flow style. */
export function restyle(node: Node, block: boolean): void {
	visit(node, (_key, one) => {
		if (isMap(one) || isSeq(one)) one.flow = !block || one.items.length === 0;
		if (isScalar(one) && block && (one.type === 'QUOTE_DOUBLE' || one.type === 'QUOTE_SINGLE')) delete one.type;
	});
}
