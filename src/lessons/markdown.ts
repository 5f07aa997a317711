// Markdown to blocks: CommonMark with GitHub's tables, strike-through and alerts, by the mdast tree and its positions. Tabs and comparisons
// stand between comments, so that a plain viewer shows their headings one below the other. HTML is not rendered.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { BlockContent, DefinitionContent, Heading, Html, Paragraph, RootContent } from 'mdast';
import { fence } from './fences.ts';
import { nearest } from './fields.ts';
import { inlines } from './inline.ts';
import { plain, type Block, type Inline, type Tab } from './lesson.ts';
import { resolvePath, tooMuch } from './library.ts';
import { tell, type Reading, type Spot } from './reading.ts';

type Node = RootContent | BlockContent | DefinitionContent;

const alerts = ['note', 'tip', 'important', 'warning', 'caution'] as const;
const groups = ['tabs', 'compare'] as const;
type Group = (typeof groups)[number];
const deepest = 24;
const includeDepth = 4;

const parse = (text: string) => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** Parses a text into blocks. What cannot be parsed at all is one problem. */
export function markdownBlocks(text: string, reading: Reading, spot: Spot): Block[] {
	try {
		return blocks(parse(text).children, reading, spot);
	} catch (error) {
		tell(reading, spot, {}, `the Markdown cannot be read: ${error instanceof RangeError ? 'it is nested too deeply' : String(error)}`);
		return [];
	}
}

/** Parses one line of text. */
export function markdownInline(text: string, reading: Reading, spot: Spot): Inline[] {
	const [first, second] = parse(text).children;
	return first?.type === 'paragraph' && !second ? inlines(first.children, reading, { ...spot, prose: true }) : [{ t: 'text', v: text }];
}

/** `<!-- tabs -->` and `<!-- /tabs -->`; undefined for any other comment. */
function directive(node: Node, reading: Reading, spot: Spot): { group: Group; end: boolean } | undefined {
	if (node.type !== 'html' || !node.value.startsWith('<!--')) return undefined;
	const [, slash, word = ''] = /^<!--\s*(\/?)([\w-]+)\s*-->$/.exec(node.value) ?? [];
	const group = groups.find((name) => name === word);
	if (group) return { group, end: slash === '/' };
	const near = word.length > 2 ? nearest(word, groups) : undefined;
	if (near !== undefined) tell(reading, spot, node, `there is no "${word}" here: did you mean ${near}?`);
	return undefined;
}

function blocks(nodes: readonly Node[], reading: Reading, spot: Spot): Block[] {
	const found: Block[] = [];
	for (let i = 0; i < nodes.length; i++) {
		const node = nodes[i] as Node;
		const begin = directive(node, reading, spot);
		if (!begin) {
			found.push(...block(node, reading, spot));
			continue;
		}
		if (begin.end) {
			tell(reading, spot, node, `<!-- /${begin.group} --> ends nothing: expected <!-- ${begin.group} --> before it`);
			continue;
		}
		let end = i + 1;
		while (end < nodes.length && directiveAt(nodes[end]) !== `/${begin.group}`) end++;
		const ends = end < nodes.length;
		if (!ends) tell(reading, spot, node, `<!-- ${begin.group} --> does not end: expected <!-- /${begin.group} --> behind it`);
		const inside = nodes.slice(i + 1, end);
		const deeper: Spot = { ...spot, depth: spot.depth + 1 };
		found.push(...(ends ? group(begin.group, node as Html, inside, reading, deeper) : blocks(inside, reading, deeper)));
		i = end;
	}
	return found;
}

const directiveAt = (node: Node | undefined): string => (node?.type === 'html' ? (/^<!--\s*(\/?[\w-]+)\s*-->$/.exec(node.value)?.[1] ?? '') : '');

/** Headings and what is below them, as tabs. */
function group(name: Group, node: Html, nodes: readonly Node[], reading: Reading, spot: Spot): Block[] {
	const first = nodes[0];
	if (first?.type !== 'heading') {
		tell(reading, spot, first ?? node, `<!-- ${name} --> holds headings with their text: expected a heading first, as #### Docker`);
		return blocks(nodes, reading, spot);
	}
	const parts: { heading: Heading; nodes: Node[] }[] = [];
	for (const one of nodes) {
		if (one.type === 'heading' && one.depth <= first.depth) parts.push({ heading: one, nodes: [] });
		else parts.at(-1)?.nodes.push(one);
	}
	const tabs = parts.map(({ heading, nodes }): Tab => ({ title: inlines(heading.children, reading, spot), blocks: blocks(nodes, reading, spot) }));
	const titles = tabs.map(({ title }) => plain(title));
	if (name === 'tabs') {
		if (tabs.length < 2) tell(reading, spot, node, 'there is one tab: expected two or more headings');
		return [{ type: 'tabs', group: titles.join('|'), tabs }];
	}
	const [docker, kubernetes] = ['docker', 'kubernetes'].map((word) => tabs.find((_, i) => titles[i]?.toLowerCase().includes(word)));
	if (docker && kubernetes && tabs.length === 2) return [{ type: 'compare', docker, kubernetes }];
	tell(
		reading,
		spot,
		node,
		`a comparison has two headings, one with Docker and one with Kubernetes in it: ${titles.map((title) => `"${title}"`).join(' and ')} ${titles.length > 1 ? 'are' : 'is'} there`
	);
	return blocks(nodes, reading, spot);
}

function headingId(inline: readonly Inline[], reading: Reading): string {
	const base =
		plain(inline)
			.toLowerCase()
			.replace(/[^\p{L}\p{N}]+/gu, '-')
			.replace(/^-|-$/g, '') || 'section';
	let id = base;
	for (let n = 2; reading.headings.has(id); n++) id = `${base}-${n}`;
	reading.headings.add(id);
	return id;
}

function block(node: Node, reading: Reading, outer: Spot): Block[] {
	const spot: Spot = { ...outer, depth: outer.depth + 1 };
	if (spot.depth > deepest) {
		if (spot.depth === deepest + 1) tell(reading, spot, node, `it is nested too deeply: expected at most ${deepest} levels`);
		return [];
	}
	switch (node.type) {
		case 'heading': {
			const inline = inlines(node.children, reading, spot);
			if (node.depth === 1) tell(reading, spot, node, 'the title is the frontmatter’s: expected ## or a smaller heading');
			return [{ type: 'heading', depth: node.depth, id: headingId(inline, reading), inline }];
		}
		case 'paragraph':
			return paragraph(node, reading, spot);
		case 'list':
			return [
				{ type: 'list', ordered: node.ordered === true, start: node.start ?? 1, items: node.children.map((item) => blocks(item.children, reading, spot)) }
			];
		case 'blockquote':
			return [quote(node, blocks(node.children, reading, spot), reading, spot)];
		case 'code':
			return fence(node, reading, spot);
		case 'table': {
			const [head, ...rows] = node.children.map((row) => row.children.map((cell) => inlines(cell.children, reading, spot)));
			return [{ type: 'table', align: (node.align ?? []).map((align) => align ?? null), head: head ?? [], rows }];
		}
		case 'thematicBreak':
			return [{ type: 'rule' }];
		case 'html':
			if (node.value.startsWith('<!--')) return [];
			tell(reading, spot, node, 'HTML is not rendered in a lesson: expected Markdown');
			return [{ type: 'paragraph', inline: [{ t: 'text', v: node.value }] }];
		case 'definition':
			return [];
		default:
			tell(reading, spot, node, `${node.type} is not part of the lesson format`);
			return [];
	}
}

/** A paragraph; alone in it, an image is a figure and `[!INCLUDE [title](path)]` another file's blocks. */
function paragraph(node: Paragraph, reading: Reading, spot: Spot): Block[] {
	const [first, second, third] = node.children;
	if (node.children.length === 1 && first?.type === 'image') {
		const path = imagePath(first.url, first, reading, spot);
		const alt = first.alt ?? '';
		if (alt.trim() === '') tell(reading, spot, first, 'an image has no description: expected one between the brackets, for those who cannot see it');
		if (path === undefined) return [];
		return first.title == null || first.title === ''
			? [{ type: 'image', src: path, alt }]
			: [{ type: 'figure', src: path, alt, caption: markdownInline(first.title, reading, spot) }];
	}
	if (first?.type === 'text' && /^\[!INCLUDE\s+$/i.test(first.value)) {
		if (second?.type === 'link' && third?.type === 'text' && third.value.trim() === ']') return include(second.url, node, reading, spot);
		tell(reading, spot, node, 'an include is not complete: expected [!INCLUDE [title](path.md)] in a paragraph of its own');
		return [];
	}
	return [{ type: 'paragraph', inline: inlines(node.children, reading, spot) }];
}

/** The image's path from the content's root; the page's data turns it into a data: URL (catalog.server.ts). */
function imagePath(url: string, node: Parameters<typeof tell>[2], reading: Reading, spot: Spot): string | undefined {
	const told = (message: string): undefined => void tell(reading, spot, node, message);
	if (/^[^/]*:/.test(url) || url.startsWith('//')) return told(`an image from "${url.slice(0, 40)}" is not allowed: expected a file beside the lesson`);
	const path = resolvePath(spot.path, url);
	if (path === undefined) return told(`the image "${url}" is outside the content`);
	if (!/\.(?:svg|png|jpe?g|webp|avif)$/i.test(path)) return told(`"${url}" is no image: expected svg, png, jpg, webp or avif`);
	if (reading.library && !reading.library.files.has(path)) {
		const folder = path.slice(0, path.lastIndexOf('/') + 1);
		const near = nearest(
			path,
			[...reading.library.files].filter((name) => name.startsWith(folder) && !name.endsWith('.md'))
		);
		return told(`there is no image ${path}${near === undefined ? '' : `: did you mean ${near.slice(folder.length)}?`}`);
	}
	return path;
}

function include(url: string, node: Paragraph, reading: Reading, spot: Spot): Block[] {
	const told = (message: string): Block[] => {
		tell(reading, spot, node, message);
		return [];
	};
	const path = resolvePath(spot.path, url);
	if (path === undefined || /^[^/]*:/.test(url)) return told(`"${url}" is outside the content: expected the path of a Markdown file`);
	if (spot.including.includes(path) || spot.path === path) return told(`${path} includes itself`);
	if (spot.including.length >= includeDepth) return told(`includes are nested too deeply: expected at most ${includeDepth} levels`);
	const text = reading.library?.read(path);
	if (text === undefined) return told(`there is no file ${path} to include`);
	const inside: Spot = { ...spot, path, text, lineOffset: 0, columnOffset: 0, including: [...spot.including, path] };
	const much = tooMuch(text);
	if (much) {
		reading.problems.push({ ...much, file: path });
		return [];
	}
	const before = reading.problems.length;
	const found = markdownBlocks(text, reading, inside);
	// What YAML in it says does not know its file.
	for (let i = before; i < reading.problems.length; i++) reading.problems[i] = { file: path, ...(reading.problems[i] as Reading['problems'][number]) };
	return found;
}

function quote(node: Node, inside: Block[], reading: Reading, spot: Spot): Block {
	const [first, ...rest] = inside;
	const lead = first?.type === 'paragraph' ? first.inline[0] : undefined;
	const match = lead?.t === 'text' ? /^\[!(\w+)\]\s*/.exec(lead.v) : null;
	if (!match || first?.type !== 'paragraph' || lead?.t !== 'text') return { type: 'quote', blocks: inside };
	const word = match[1]?.toLowerCase() ?? '';
	const kind = alerts.find((name) => name === word);
	if (!kind) {
		const near = nearest(word, alerts);
		tell(
			reading,
			spot,
			node,
			`there is no alert [!${match[1]}]: ${near === undefined ? `expected ${alerts.join(', ').toUpperCase()}` : `did you mean [!${near.toUpperCase()}]?`}`
		);
		return { type: 'quote', blocks: inside };
	}
	const inline: Inline[] = [{ t: 'text', v: lead.v.slice(match[0].length) }, ...first.inline.slice(1)];
	return { type: 'note', kind, blocks: [...(plain(inline).trim() === '' ? [] : [{ type: 'paragraph' as const, inline }]), ...rest] };
}
