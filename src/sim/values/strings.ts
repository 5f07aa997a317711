// Texts as Go and the shell write them: quoting, byte order, cutting.
// Leaves out locales: the machine runs in C.UTF-8, and everything sorts by bytes.

/** Byte order of two texts (that of their UTF-8), as sort in C.UTF-8 and Go's sort.Strings: negative, zero or positive. */
export function compareBytes(a: string, b: string): number {
	if (a === b) return 0;
	const length = a.length < b.length ? a.length : b.length;
	for (let i = 0; i < length; i++) {
		const x = a.charCodeAt(i);
		const y = b.charCodeAt(i);
		if (x === y) continue;
		// UTF-16 puts surrogates below U+E000..U+FFFF; UTF-8 puts them above.
		const xHigh = x >= 0xd800 && x < 0xe000;
		const yHigh = y >= 0xd800 && y < 0xe000;
		if (xHigh !== yHigh) return xHigh ? 1 : -1;
		return x < y ? -1 : 1;
	}
	return a.length < b.length ? -1 : 1;
}

/** The keys of an object in byte order. */
export function sortedKeys(value: object): string[] {
	return Object.keys(value).sort(compareBytes);
}

/** Whether Go's strconv.IsPrint holds: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintable(char: string): boolean {
	const code = char.codePointAt(0) ?? 0;
	if (code < 0x7f) return code >= 0x20;
	if (code === 0xad || (code >= 0xd800 && code < 0xe000)) return false;
	return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);
}

const goEscapes: Readonly<Record<string, string>> = {
	'\x07': '\\a',
	'\b': '\\b',
	'\f': '\\f',
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
	'\v': '\\v',
	'\\': '\\\\'
};

function quoteWith(source: string, quote: string, asciiOnly: boolean): string {
	let out = quote;
	for (const char of source) {
		const code = char.codePointAt(0) ?? 0;
		const escape = goEscapes[char];
		if (char === quote) out += `\\${quote}`;
		else if (escape !== undefined) out += escape;
		else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
		else if (code >= 0xd800 && code < 0xe000) out += asciiOnly ? '\\ufffd' : '\ufffd';
		else if (asciiOnly ? code < 0x7f : isPrintable(char)) out += char;
		else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, '0')}`;
		else out += `\\U${code.toString(16).padStart(8, '0')}`;
	}
	return out + quote;
}

/** strconv.Quote: what %q prints. */
export function goQuote(source: string): string {
	return quoteWith(source, '"', false);
}

/** strconv.QuoteToASCII: what %+q prints. */
export function goQuoteAscii(source: string): string {
	return quoteWith(source, '"', true);
}

/** strconv.QuoteRune of the text's first character: 'x'. */
export function goQuoteRune(char: string): string {
	return quoteWith(String.fromCodePoint(char.codePointAt(0) ?? 0xfffd), "'", false);
}

const unescapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** The text of a Go string literal: "…" with escapes, `…` raw, or '…' one rune. Undefined when it is not well formed. */
export function goUnquote(literal: string): string | undefined {
	const quote = literal.charAt(0);
	if (literal.length < 2 || !literal.endsWith(quote) || !'"\'`'.includes(quote)) return undefined;
	const body = literal.slice(1, -1);
	if (quote === '`') return body.includes('`') ? undefined : body.replaceAll('\r', '');
	let out = '';
	for (let i = 0; i < body.length; i++) {
		const char = body.charAt(i);
		if (char === quote || char === '\n') return undefined;
		if (char !== '\\') {
			out += char;
			continue;
		}
		const next = body.charAt(++i);
		const plain = unescapes[next];
		if (plain !== undefined) out += plain;
		else if (next === quote && quote !== '`') out += quote;
		else {
			const size = { x: 2, u: 4, U: 8 }[next] ?? (next >= '0' && next <= '7' ? 3 : 0);
			const digits = size === 3 ? body.slice(i, i + 3) : body.slice(i + 1, i + 1 + size);
			if (size === 0 || digits.length !== size || !(size === 3 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/).test(digits)) return undefined;
			const code = parseInt(digits, size === 3 ? 8 : 16);
			if (code > 0x10ffff || (size === 3 && code > 255)) return undefined;
			out += String.fromCodePoint(code);
			i += size === 3 ? 2 : size;
		}
	}
	if (quote === "'" && [...out].length !== 1) return undefined;
	return out;
}

/** The text as one word of a POSIX shell, quoted only when it must be. */
export function shellQuote(source: string): string {
	if (source !== '' && /^[A-Za-z0-9_@%+=:,./-]+$/.test(source)) return source;
	return `'${source.replaceAll("'", "'\\''")}'`;
}

/** At most `width` characters; a longer text ends with an ellipsis that counts as one of them (docker's formatter.Ellipsis). */
export function truncate(source: string, width: number): string {
	const chars = [...source];
	if (chars.length <= width) return source;
	if (width <= 0) return '';
	if (width === 1) return chars[0] ?? '';
	return `${chars.slice(0, width - 1).join('')}…`;
}

/** Number of characters (Unicode code points), as Go's utf8.RuneCount. */
export function runeCount(source: string): number {
	let count = source.length;
	for (let i = 0; i + 1 < source.length; i++) {
		const unit = source.charCodeAt(i);
		if (unit < 0xd800 || unit >= 0xdc00) continue;
		const low = source.charCodeAt(i + 1);
		if (low >= 0xdc00 && low < 0xe000) {
			count--;
			i++;
		}
	}
	return count;
}

/** `%-10s` and `%10s`: pads to `width` characters on the right, or on the left for a negative width. */
export function pad(source: string, width: number): string {
	const missing = (width < 0 ? -width : width) - runeCount(source);
	if (missing <= 0) return source;
	return width < 0 ? ' '.repeat(missing) + source : source + ' '.repeat(missing);
}
