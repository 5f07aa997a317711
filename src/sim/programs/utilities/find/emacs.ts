// Emacs's regular expressions, which find's -regex takes unless -regextype says otherwise: + and ? repeat, \+ and \? are themselves, and there
// are no intervals; the rest is as in a basic expression.

/** The same expression in GNU's basic syntax. */
export function emacsToBasic(source: string): string {
	let out = '';
	for (let i = 0; i < source.length; i++) {
		const char = source[i] as string;
		if (char === '[') {
			// A bracket expression, whose first ] is itself and whose [:classes:] have their own.
			const match = /^\[\^?\]?(?:\[([:.=]).*?\1\]|[^\]])*\]?/s.exec(source.slice(i));
			const text = match?.[0] ?? char;
			out += text;
			i += text.length - 1;
		} else if (char === '\\') {
			const next = source[++i] ?? '';
			out += '+?{}'.includes(next) && next !== '' ? next : char + next;
		} else out += char === '+' || char === '?' ? `\\${char}` : char;
	}
	return out;
}
