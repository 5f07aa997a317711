// YAML in fences: fields read with their places, and the Markdown inside them parsed with the places it has in the file.
import type { Code } from 'mdast';
import { isScalar, type Node } from 'yaml';
import type { Json } from '#src/worker/json.ts';
import { fieldNode, itemNodes, problemAt, readFields, textPlace, yamlNode, type Fields, type YamlSource } from './fields.ts';
import type { Block, Inline } from './lesson.ts';
import { markdownBlocks, markdownInline } from './markdown.ts';
import { insideFence, noteId, placeIn, type Reading, type Spot } from './reading.ts';

export interface FenceYaml {
	readonly node: Node | null;
	readonly source: YamlSource;
	readonly values: Readonly<Record<string, Json>>;
	readonly line: number;
	text(name: string): string;
	/** A field's Markdown, as blocks or as one line; nothing when it is absent. */
	blocks(name: string): Block[];
	inline(name: string): Inline[];
	/** A list field's Markdown. */
	blockList(name: string): Block[][];
	inlineOf(node: Node | null, text: string): Inline[];
	wrong(node: Node | null, message: string): void;
}

/** The line, from 1, where a fence inside begins that does not end: its end has ended the outer one. */
function endsEarly(text: string): number | undefined {
	let open: number | undefined;
	for (const [i, line] of text.split('\n').entries()) {
		if (open === undefined && /^\s*(?:`{3,}|~{3,})\w/.test(line)) open = i + 1;
		else if (open !== undefined && /^\s*(?:`{3,}|~{3,})\s*$/.test(line)) open = undefined;
	}
	return open;
}

/** The line, from 1 in `text`, of a fence without a language that has ended the outer one: behind its own end the outer one's fields go on. */
function endedBy(code: Code, text: string, fields: Fields): number | undefined {
	const end = code.position?.end.line ?? 0;
	const rest = text.split('\n').slice(end);
	const close = rest.findIndex((line) => /^(?:`{3,}|~{3,})/.test(line));
	if (close < 0 || !/^(?:`+|~+)\s*$/.test(rest[close] ?? '')) return undefined;
	const next = /^([\w-]+):(?:\s|$)/.exec(rest[close + 1] ?? '')?.[1];
	return next !== undefined && Object.hasOwn(fields, next) ? end : undefined;
}

/** Reads a fence's YAML by its fields; `what` is "a task". */
export function fenceYaml(code: Code, fields: Fields, what: string, reading: Reading, spot: Spot): FenceYaml {
	const { lineOffset, columnOffset } = insideFence(code, spot);
	const { line, column } = placeIn(spot, code);
	const inside = endsEarly(code.value);
	const outside = inside === undefined ? endedBy(code, spot.text, fields) : undefined;
	const early = inside === undefined ? outside && outside + spot.lineOffset : lineOffset + inside;
	if (early !== undefined)
		reading.problems.push({
			line: early,
			column: 1,
			message: `a fence in a fence ends the outer one: expected four backquotes (\`\`\`\`) around ${what}`
		});
	// What is missing then is not the author's mistake.
	const { node, source } = yamlNode(code.value, lineOffset, early === undefined ? reading.problems : [], columnOffset);
	const empty = node === null || (isScalar(node) && node.value === null);
	if (empty && source.problems.length === 0)
		problemAt(null, { ...source, lineOffset: line - 1, columnOffset: column - 1 }, `${what} is empty: expected ${Object.keys(fields).join(', ')}`);
	const values = node && !empty ? readFields(node, fields, what, source) : {};
	const text = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
	const within = (child: Node | null): Spot => ({ ...spot, ...textPlace(child, source), text: source.text, prose: true });
	const id = text('id');
	if ('id' in fields) noteId(reading, id, line);
	return {
		node,
		source,
		values,
		line,
		text,
		blocks: (name) => (text(name) === '' ? [] : markdownBlocks(text(name), reading, within(fieldNode(node, name)))),
		inline: (name) => markdownInline(text(name), reading, within(fieldNode(node, name))),
		blockList(name) {
			const texts = values[name];
			const nodes = itemNodes(fieldNode(node, name));
			return (Array.isArray(texts) ? texts : []).map((one, i) => markdownBlocks(String(one), reading, within(nodes[i] ?? null)));
		},
		inlineOf: (child, one) => markdownInline(one, reading, within(child)),
		wrong: (child, message) => problemAt(child, source, message)
	};
}
