// The inside of a paragraph: marks, links, layer badges, glossary words. HTML is a problem for the author, and text for the reader.
// Links are https, in-page, or relative to the file: those to lessons become page links. Every other scheme is refused, and http too: what
// the learner opens from the page is not to be read or changed on its way.
import type { Link, PhrasingContent } from 'mdast';
import { suggest } from './fields.ts';
import type { Inline, LayerLink } from './lesson.ts';
import { namesOf, resolvePath } from './library.ts';
import { markdownBlocks } from './markdown.ts';
import { tell, type Placed, type Reading, type Spot } from './reading.ts';

const layers: readonly LayerLink[] = ['app', 'orch', 'run', 'image', 'os'];
const nothing = '#';
const linksAre = 'expected https://…, a heading as #volumes, or a lesson as ../02-volumes/index.md';

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

/** An address written as it is, that GitHub's Markdown makes a link of: http://localhost:8080/ is the machine's, and stays text. */
function isBare({ url, children: [child, other] }: Link): boolean {
	return !other && child?.type === 'text' && /^(?:http|mailto):/i.test(url) && url.endsWith(child.value);
}

/** The address of a link as the page may have it. */
function linkTarget(url: string, node: Placed, reading: Reading, spot: Spot): string {
	if (url.startsWith('#')) {
		reading.anchors.push({ id: url.slice(1), spot, node });
		return url;
	}
	if (/^https:\/\//i.test(url)) {
		if (URL.canParse(url)) return url;
		tell(reading, spot, node, `the link "${url}" is no address`);
		return nothing;
	}
	// A colon before the first slash is a scheme, whatever blanks or control characters are in it.
	if (/^[^/?#]*:/.test(url) || /[\u0000-\u0020\u007f]/.test(url) || url.startsWith('//') || url.includes('\\')) {
		tell(reading, spot, node, `a link to "${url.slice(0, 60)}" is not allowed: ${linksAre}`);
		return nothing;
	}
	if (url.startsWith('/')) {
		tell(reading, spot, node, `a link to "${url.slice(0, 60)}" is not allowed: expected the path from this file, as ../02-volumes/index.md`);
		return nothing;
	}
	return lessonLink(url, node, reading, spot);
}

function termOf(term: string, node: Placed, reading: Reading, spot: Spot): boolean {
	const own = reading.terms.get(term);
	const source = own ?? reading.library?.glossary.get(term);
	if (!source) {
		const names = [...reading.terms.keys(), ...(reading.library?.glossary.keys() ?? [])];
		// Of a glossary that cannot be read, its own mistake is told, and not once more for each word.
		if (!reading.library?.glossaryBroken && (names.length > 0 || reading.library))
			tell(reading, spot, node, `the glossary has no "${term}": ${names.length > 0 ? suggest(term, names) : 'it is empty'}`);
		return false;
	}
	if (!Object.hasOwn(reading.glossary, term)) {
		reading.glossary[term] = { term, title: source.title, text: [] };
		// The glossary's own mistakes are told once, where it is read (content.ts), and not by each lesson that uses the word.
		const inside: Spot = {
			...spot,
			path: own ? spot.path : 'glossary.yaml',
			text: source.text,
			...(source.at ?? { lineOffset: 0, columnOffset: 0 }),
			including: own ? [] : ['glossary.yaml'],
			prose: true
		};
		reading.glossary[term] = {
			term,
			title: source.title,
			text: markdownBlocks(source.text, own ? reading : { ...reading, problems: [], anchors: [] }, inside)
		};
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
				if (isBare(node)) return c;
				if (!node.url.startsWith('layer:')) return [{ t: 'link', href: linkTarget(node.url, node, reading, spot), c }];
				const name = node.url.slice('layer:'.length);
				const layer = layers.find((one) => one === name);
				if (layer) return [{ t: 'layer', layer, c }];
				const longer = layers.find((one) => name.toLowerCase().startsWith(one));
				tell(reading, spot, node, `there is no layer "${name}": ${longer === undefined ? 'expected app, orch, run, image or os' : `did you mean ${longer}?`}`);
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
