// Aliases: a command's first word, when unquoted and defined, is replaced in the text before it is parsed. Done by finding the command
// names in a first parse; an alias is not expanded inside itself, and one ending in a blank lets the next word be one too.
import type { Shell } from './shell.ts';

const name = /[^\s;&|<>()$`"'\\=]+/y;
const opens = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', 'time']);

/** The text with aliases replaced, when the shell expands them. */
export function expandAliases(sh: Shell, text: string): string {
	const s = sh.state;
	if (s.aliases.size === 0 || (s.flavour === 'bash' && !s.shopt.has('expand_aliases'))) return text;
	return replace(text, s.aliases, new Set());
}

function replace(text: string, aliases: ReadonlyMap<string, string>, busy: ReadonlySet<string>): string {
	let out = '';
	let start = true;
	for (let i = 0; i < text.length;) {
		const c = text[i] as string;
		if (c === ' ' || c === '\t') {
			out += c;
			i++;
			continue;
		}
		if (c === '#' && (i === 0 || /[\s;&|(]/.test(text[i - 1] as string))) {
			const end = text.indexOf('\n', i);
			const to = end < 0 ? text.length : end;
			out += text.slice(i, to);
			i = to;
			continue;
		}
		if (/[\n;&|()]/.test(c)) {
			out += c;
			i++;
			start = true;
			continue;
		}
		if (start) {
			name.lastIndex = i;
			const word = name.exec(text)?.[0];
			if (word !== undefined && !/["'\\$`=]/.test(text[i + word.length] ?? ' ')) {
				const value = busy.has(word) ? undefined : aliases.get(word);
				out += value === undefined ? word : replace(value, aliases, new Set([...busy, word]));
				i += word.length;
				start = value === undefined ? opens.has(word) : /[ \t]$/.test(value);
				continue;
			}
		}
		const end = opaque(text, i);
		const piece = text.slice(i, end);
		out += substituted(piece, aliases, busy);
		// An assignment before the command leaves the next word a command name.
		start = start && /^[A-Za-z_]\w*\+?=/.test(piece);
		i = end;
	}
	return out;
}
/** End of the word at i, quotes included. */
function opaque(text: string, from: number): number {
	let i = from;
	while (i < text.length && !/[\s;&|()]/.test(text[i] as string)) {
		const c = text[i] as string;
		if (c === '\\') i += 2;
		else if (c === "'" || c === '"' || c === '`') i = quoteEnd(text, i);
		else if ((c === '$' || (c === '=' && i > from)) && text[i + 1] === '(') i = parenthesesEnd(text, i + 1);
		else i++;
	}
	return Math.max(from + 1, Math.min(i, text.length));
}
function quoteEnd(text: string, from: number): number {
	const c = text[from] as string;
	let j = from + 1;
	while (j < text.length && text[j] !== c) {
		if (c === '"' && text[j] === '$' && text[j + 1] === '(') j = parenthesesEnd(text, j + 1);
		else j += text[j] === '\\' && c !== "'" ? 2 : 1;
	}
	return j + 1;
}
function parenthesesEnd(text: string, open: number): number {
	let depth = 0;
	for (let j = open; j < text.length; j++) {
		const c = text[j] as string;
		if (c === '\\') j++;
		else if (c === "'" || c === '"') j = quoteEnd(text, j) - 1;
		else if (c === '(') depth++;
		else if (c === ')' && --depth === 0) return j + 1;
	}
	return text.length;
}
/** A word with the commands that are substituted in it: their names may be aliases too. */
function substituted(word: string, aliases: ReadonlyMap<string, string>, busy: ReadonlySet<string>): string {
	if (!word.includes('$(')) return word;
	let out = '';
	let double = false;
	for (let i = 0; i < word.length;) {
		const c = word[i] as string;
		const end = c === '\\' ? i + 2 : c === "'" && !double ? quoteEnd(word, i) : c === '$' && word[i + 1] === '(' ? parenthesesEnd(word, i + 1) : i + 1;
		if (c === '"') double = !double;
		const piece = word.slice(i, end);
		const command = c === '$' && piece.startsWith('$(') && !piece.startsWith('$((') && piece.endsWith(')');
		out += command ? `$(${replace(piece.slice(2, -1), aliases, busy)})` : piece;
		i = end;
	}
	return out;
}
