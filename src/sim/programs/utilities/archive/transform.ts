// tar's --transform: names changed by sed's s commands, one after the other, split by semicolons. The flags are g, i, x, a number, and r, R,
// s, S, h, H: whether members, the targets of symbolic links and those of hard links are changed.
import { compileRegExp, RegExpError } from '../../../values/index.ts';
import { pieces } from '../sed/parse.ts';
import { substitute } from '../sed/substitute.ts';
import { Exit, type Tool } from '../lib/tool.ts';
import type { TarEntry } from './ustar.ts';

export type NameOf = 'member' | 'symlink' | 'hard';
export type Transform = (name: string, what: NameOf) => string;

/** A part that ends at an unescaped delimiter; answers it and where the rest begins. */
function part(text: string, from: number, delimiter: string): [string, number] | undefined {
	let out = '';
	for (let i = from; i < text.length; i++) {
		const char = text[i] as string;
		if (char === delimiter) return [out, i + 1];
		if (char === '\\' && i + 1 < text.length) {
			const next = text[++i] as string;
			out += next === delimiter ? next : char + next;
		} else out += char;
	}
	return undefined;
}

/** The change that the expressions make together. Throws Exit. */
export function parseTransform(tool: Tool, expressions: readonly string[]): Transform {
	const invalid = (why = 'Invalid transform expression'): never => {
		throw new Exit(2, `tar: ${why}\n${tool.hint()}`);
	};
	const steps: Transform[] = [];
	for (const text of expressions)
		for (let at = 0; at < text.length;) {
			const delimiter = text[at + 1];
			if (text[at] !== 's' || delimiter === undefined) return invalid();
			const pattern = part(text, at + 2, delimiter);
			const replacement = pattern && part(text, pattern[1], delimiter);
			if (!pattern || !replacement) return invalid();
			const flags = /^[gixrRsShH0-9]*/.exec(text.slice(replacement[1]))?.[0] ?? '';
			at = replacement[1] + flags.length;
			if (at < text.length && text[at++] !== ';') return invalid('Unknown flag in transform expression');
			try {
				const regexp = compileRegExp(pattern[0], { syntax: flags.includes('x') ? 'ere' : 'bre', ignoreCase: flags.includes('i') });
				const s = {
					replacement: pieces(replacement[0], regexp.groupCount, () => invalid('Invalid transform replacement: back reference out of range')),
					global: flags.includes('g'),
					nth: Number(/\d+/.exec(flags)?.[0] ?? 0)
				};
				const skipped = { member: 'R', symlink: 'S', hard: 'H' };
				steps.push((name, what) => (flags.includes(skipped[what]) ? name : (substitute(name, regexp, s) ?? name)));
			} catch (error) {
				if (!(error instanceof RegExpError)) throw error;
				return invalid(`Invalid transform expression: ${error.message}`);
			}
		}
	return (name, what) => steps.reduce((text, step) => step(text, what), name);
}

/** A member with the names it is given; the slash behind a directory is no part of its name. */
export function transformed(entry: TarEntry, transform: Transform | undefined): TarEntry {
	if (!transform) return entry;
	const slash = /\/*$/.exec(entry.name)?.[0] ?? '';
	const name = transform(entry.name.slice(0, entry.name.length - slash.length), 'member');
	const link = entry.type === 'symlink' || entry.type === 'hard' ? transform(entry.link, entry.type) : entry.link;
	return { ...entry, name: name === '' ? '' : name + slash, link };
}
