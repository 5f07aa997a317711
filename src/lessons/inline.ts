// The inside of a paragraph: marks, links, layer badges, glossary words. HTML is a problem for the author, and text for the reader.
// Links are http(s), mail, in-page, or relative to the file: those to lessons become page links. Every other scheme is refused.
import type { PhrasingContent } from 'mdast';
import { suggest } from './fields.ts';
import type { Inline, LayerLink } from './lesson.ts';
import { namesOf, resolvePath } from './library.ts';
import { markdownBlocks } from './markdown.ts';
import { tell, type Placed, type Reading, type Spot } from './reading.ts';

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
const nothing = '#';

/** The page link of a lesson's file, as far as it is one. */
function lessonLink(to: string, node: Placed, reading: Reading, spot: Spot): string {
	const [file = '', id] = to.split('#');
	const path = resolvePath(spot.path, file);
	const { library } = reading;
	const told = (message: string): string => {
		tell(reading, spot, node, message);
		return nothing;
	};
	if (path === undefined) return told(`the link "${to}" leads out of the content`);
	const target = /\.md$/.test(path) ? path : `${path}/index.md`;
	if (library && !library.files.has(target)) {
		const near = suggest(
			path,
			[...library.files].filter((name) => /index\.md$/.test(name)).map((name) => name.replace(/\/index\.md$/, ''))
		);
		return told(`the link "${to}" leads to no lesson: ${near.startsWith('did') ? near : 'expected the path of a lesson’s folder, as ../02-volumes/'}`);
	}
	const { course, slug } = namesOf(target);
	return `/learn/${course}/${slug}/${id === undefined ? '' : `#${id}`}`;
}

/** The address of a link as the page may have it. */
function linkTarget(url: string, node: Placed, reading: Reading, spot: Spot): string {
	if (url.startsWith('#')) {
		reading.anchors.push({ id: url.slice(1), spot, node });
		return url;
	}
	if (/^https?:\/\//i.test(url)) {
		if (URL.canParse(url)) return url;
		tell(reading, spot, node, `the link "${url}" is no address`);
		return nothing;
	}
	// A colon before the first slash is a scheme, whatever blanks or control characters are in it.
	if (/^[^/?#]*:/.test(url) || /[\u0000-\u0020\u007f]/.test(url) || url.startsWith('//') || url.includes('\\')) {
		tell(reading, spot, node, `a link to "${url.slice(0, 60)}" is not allowed: expected http, https or a path`);
		return nothing;
	}
	if (url.startsWith('/')) {
		const [, course, slug] = /^\/learn\/([^/]+)\/([^/#]+)/.exec(url) ?? [];
		const { library } = reading;
		if (library && slug !== undefined && !library.lessons.includes(`${course}/${slug}`))
			tell(reading, spot, node, `there is no lesson ${course}/${slug}: ${suggest(`${course}/${slug}`, library.lessons)}`);
		return url;
	}
	return lessonLink(url, node, reading, spot);
}

function termOf(term: string, node: Placed, reading: Reading, spot: Spot): boolean {
	const source = reading.terms.get(term) ?? reading.library?.glossary.get(term);
	if (!source) {
		const names = [...reading.terms.keys(), ...(reading.library?.glossary.keys() ?? [])];
		if (names.length > 0 || reading.library)
			tell(reading, spot, node, `the glossary has no "${term}": ${names.length > 0 ? suggest(term, names) : 'it is empty'}`);
		return false;
	}
	if (!Object.hasOwn(reading.glossary, term)) {
		reading.glossary[term] = { term, title: source.title, text: [] };
		const inside: Spot = { ...spot, path: 'glossary.yaml', text: source.text, lineOffset: 0, columnOffset: 0, including: ['glossary.yaml'], prose: true };
		reading.glossary[term] = { term, title: source.title, text: markdownBlocks(source.text, reading, inside) };
	}
	return true;
}

/** The inline nodes of a paragraph. */
export function inlines(nodes: readonly PhrasingContent[], reading: Reading, spot: Spot, depth = 0): Inline[] {
	return nodes.flatMap((node): Inline[] => {
		if (depth > 16) return [];
		const inside = (children: readonly PhrasingContent[]): Inline[] => inlines(children, reading, spot, depth + 1);
		switch (node.type) {
			case 'text':
				return [{ t: 'text', v: node.value }];
			case 'inlineCode':
				return [{ t: 'code', v: node.value }];
			case 'strong':
				return [{ t: 'strong', c: inside(node.children) }];
			case 'emphasis':
				return [{ t: 'em', c: inside(node.children) }];
			case 'delete':
				return [{ t: 'del', c: inside(node.children) }];
			case 'break':
				return [{ t: 'break' }];
			case 'link': {
				const c = inside(node.children);
				if (node.url.startsWith('term:'))
					return termOf(node.url.slice('term:'.length), node, reading, spot) ? [{ t: 'term', term: node.url.slice('term:'.length), c }] : c;
				if (!node.url.startsWith('layer:')) return [{ t: 'link', href: linkTarget(node.url, node, reading, spot), c }];
				const name = node.url.slice('layer:'.length);
				const layer = Object.hasOwn(layerNames, name) ? layerNames[name] : undefined;
				if (layer) return [{ t: 'layer', layer, c }];
				tell(reading, spot, node, `there is no layer "${name}": expected app, orch, run, image or os`);
				return c;
			}
			case 'image':
				tell(reading, spot, node, 'an image stands in a paragraph of its own: expected blank lines around it');
				return [{ t: 'text', v: node.alt ?? '' }];
			case 'html':
				if (node.value.startsWith('<!--')) return [];
				tell(reading, spot, node, `HTML is not rendered in a lesson: write ${node.value.slice(0, 60)} in backquotes`);
				return [{ t: 'text', v: node.value }];
			default:
				tell(reading, spot, node, `${node.type} is not part of the lesson format`);
				return [];
		}
	});
}
