// Markdown to blocks: CommonMark with GitHub's tables and strike-through, by the mdast tree and its positions.
// HTML is not rendered: it is a problem for the author, and text for the reader. Links are http(s), relative, in-page, or layer badges.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { BlockContent, Code, DefinitionContent, PhrasingContent, RootContent } from 'mdast';
import { plain, type Block, type Inline, type LayerLink, type Problem } from './lesson.ts';

type Node = RootContent | BlockContent | DefinitionContent;

const layerNames: Readonly<Record<string, LayerLink>> = {
	app: 'app',
	application: 'app',
	orch: 'orch',
	orchestration: 'orch',
	run: 'run',
	runtime: 'run',
	image: 'image',
	os: 'os'
};
const alerts = ['note', 'tip', 'important', 'warning', 'caution'] as const;

export interface MarkdownContext {
	/** Lines before the text in its file. */
	readonly lineOffset: number;
	readonly problems: Problem[];
	/** Fences that are more than code (tasks); answers a block, or undefined for ordinary code. */
	fence?(code: Code, line: number): Block | undefined;
}

const parse = (text: string) => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** Parses a whole text into blocks. */
export function markdownBlocks(text: string, context: MarkdownContext): Block[] {
	return parse(text).children.flatMap((node) => block(node, context));
}

/** Parses one line of text. */
export function markdownInline(text: string, context: MarkdownContext): Inline[] {
	const [first] = parse(text).children;
	return first?.type === 'paragraph' ? inlines(first.children, context) : [{ t: 'text', v: text }];
}

const at = (node: { position?: { start: { line: number; column: number } } | undefined }, context: MarkdownContext) => ({
	line: (node.position?.start.line ?? 1) + context.lineOffset,
	column: node.position?.start.column ?? 1
});

function slug(inline: readonly Inline[]): string {
	return plain(inline)
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-|-$/g, '');
}

function block(node: Node, context: MarkdownContext): Block[] {
	const blocks = (children: readonly Node[]): Block[] => children.flatMap((child) => block(child, context));
	switch (node.type) {
		case 'heading': {
			const inline = inlines(node.children, context);
			return [{ type: 'heading', depth: node.depth, id: slug(inline), inline }];
		}
		case 'paragraph': {
			const [only] = node.children;
			if (node.children.length === 1 && only?.type === 'image') return [{ type: 'image', src: safeLink(only.url, only, context), alt: only.alt ?? '' }];
			return [{ type: 'paragraph', inline: inlines(node.children, context) }];
		}
		case 'list':
			return [{ type: 'list', ordered: node.ordered === true, start: node.start ?? 1, items: node.children.map((item) => blocks(item.children)) }];
		case 'blockquote':
			return [quote(blocks(node.children))];
		case 'code': {
			const special = context.fence?.(node, at(node, context).line);
			if (special) return [special];
			const words = (node.meta ?? '').split(/\s+/).filter(Boolean);
			for (const word of words)
				if (word !== 'run' && word !== 'copy')
					context.problems.push({ ...at(node, context), message: `a code fence has no option "${word}": expected run or copy` });
			return [{ type: 'code', lang: node.lang ?? '', text: node.value, run: words.includes('run'), copy: true }];
		}
		case 'table': {
			const [head, ...rows] = node.children.map((row) => row.children.map((cell) => inlines(cell.children, context)));
			return [{ type: 'table', align: (node.align ?? []).map((align) => align ?? null), head: head ?? [], rows }];
		}
		case 'thematicBreak':
			return [{ type: 'rule' }];
		case 'html':
			if (node.value.startsWith('<!--')) return [];
			context.problems.push({ ...at(node, context), message: 'HTML is not rendered in a lesson: expected Markdown' });
			return [{ type: 'paragraph', inline: [{ t: 'text', v: node.value }] }];
		case 'definition':
			return [];
		default:
			context.problems.push({ ...at(node, context), message: `${node.type} is not part of the lesson format` });
			return [];
	}
}

function quote(blocks: readonly Block[]): Block {
	const [first, ...rest] = blocks;
	const lead = first?.type === 'paragraph' ? first.inline[0] : undefined;
	const match = lead?.t === 'text' ? /^\[!(\w+)\]\s*/.exec(lead.v) : null;
	const kind = alerts.find((name) => name === match?.[1]?.toLowerCase());
	if (!match || !kind || first?.type !== 'paragraph' || lead?.t !== 'text') return { type: 'quote', blocks };
	const inline: Inline[] = [{ t: 'text', v: lead.v.slice(match[0].length) }, ...first.inline.slice(1)];
	return { type: 'note', kind, blocks: [...(plain(inline).trim() === '' ? [] : [{ type: 'paragraph' as const, inline }]), ...rest] };
}

function safeLink(url: string, node: Parameters<typeof at>[0], context: MarkdownContext): string {
	if (/^https?:\/\//i.test(url) || /^(?:[./#]|[\w-]+(?:[/.#]|$))/.test(url)) return url;
	context.problems.push({ ...at(node, context), message: `a link to "${url}" is not allowed: expected http, https or a path` });
	return '#';
}

function inlines(nodes: readonly PhrasingContent[], context: MarkdownContext): Inline[] {
	return nodes.flatMap((node): Inline[] => {
		switch (node.type) {
			case 'text':
				return [{ t: 'text', v: node.value }];
			case 'inlineCode':
				return [{ t: 'code', v: node.value }];
			case 'strong':
				return [{ t: 'strong', c: inlines(node.children, context) }];
			case 'emphasis':
				return [{ t: 'em', c: inlines(node.children, context) }];
			case 'delete':
				return [{ t: 'del', c: inlines(node.children, context) }];
			case 'break':
				return [{ t: 'break' }];
			case 'link': {
				const c = inlines(node.children, context);
				if (!node.url.startsWith('layer:')) return [{ t: 'link', href: safeLink(node.url, node, context), c }];
				const layer = layerNames[node.url.slice('layer:'.length)];
				if (layer) return [{ t: 'layer', layer, c }];
				context.problems.push({ ...at(node, context), message: `there is no layer "${node.url.slice(6)}": expected app, orch, run, image or os` });
				return c;
			}
			case 'html':
				context.problems.push({ ...at(node, context), message: `HTML is not rendered in a lesson: write ${node.value} in backquotes` });
				return [{ t: 'text', v: node.value }];
			default:
				context.problems.push({ ...at(node, context), message: `${node.type} is not part of the lesson format` });
				return [];
		}
	});
}
