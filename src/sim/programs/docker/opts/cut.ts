// strings.Cut and small text helpers that the option parsers share.

/** The text before and after the first `separator`, and whether it was there. */
export function cut(text: string, separator: string): readonly [before: string, after: string, found: boolean] {
	const at = text.indexOf(separator);
	return at < 0 ? [text, '', false] : [text.slice(0, at), text.slice(at + separator.length), true];
}

/** "k=v" texts as an object; a later one wins; without "=" the value is "". */
export function pairs(texts: readonly string[]): Record<string, string> {
	const out: [string, string][] = texts.map((text) => {
		const [key, value] = cut(text, '=');
		return [key, value];
	});
	return Object.fromEntries(out);
}

/** strconv.ParseBool; undefined when it is none. */
export function parseBool(text: string): boolean | undefined {
	if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
	if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
	return undefined;
}
