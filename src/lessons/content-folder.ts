// A content folder on the disk, for Node: the site's build and the command line. Hidden files and what is no content are left out.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { readContent, type Content, type ContentFiles } from './content.ts';

const wanted = /\.(?:md|ya?ml|svg|png|jpe?g|webp|avif)$/i;
const textual = /\.(?:md|ya?ml)$/i;

/** Larger images do not go into a page. */
const imageLimit = 256 << 10;

/** The files of a folder. Throws when there is no such folder. */
function folderFiles(root: string): ContentFiles {
	const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
		.map((name) => name.split(sep).join('/'))
		.filter((name) => wanted.test(name) && !name.split('/').some((part) => part.startsWith('.') || part === 'node_modules'))
		.sort((a, b) => (a < b ? -1 : 1));
	const known = new Set(names);
	return { names, read: (name) => (known.has(name) && textual.test(name) ? readFileSync(join(root, name), 'utf8') : undefined) };
}

/** Reads a content folder; images that are too large for a page are problems too. */
export function readFolder(root: string): Content {
	const files = folderFiles(root);
	const content = readContent(files);
	const large = files.names.filter((name) => !textual.test(name) && statSync(join(root, name)).size > imageLimit);
	const message = `the image is too large: expected at most ${imageLimit >> 10} KiB`;
	return { ...content, problems: [...content.problems, ...large.map((file) => ({ file, line: 1, column: 1, message }))] };
}

const types: Readonly<Record<string, string>> = {
	svg: 'image/svg+xml',
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	webp: 'image/webp',
	avif: 'image/avif'
};
/** An image of the content as a data: URL; undefined when it is not there or too large. */
export function imageUrl(root: string, path: string): string | undefined {
	const file = join(root, path);
	const size = statSync(file, { throwIfNoEntry: false })?.size;
	const type = types[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
	if (size === undefined || size > imageLimit || type === undefined) return undefined;
	return `data:${type};base64,${readFileSync(file).toString('base64')}`;
}
