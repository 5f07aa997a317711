// How GNU programs show names in messages: quote() (‘x’ in UTF-8 locales, 'x' in C), quoteaf() (shell quoting, always) and quotef() (only when needed).

// eslint-disable-next-line no-control-regex -- what a shell would have to escape
const control = /[\x00-\x1f\x7f\udc80-\udcff]/;

const escapeOf: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x07': '\\a', '\b': '\\b', '\x0b': '\\v', '\f': '\\f' };

function ansiEscape(char: string): string {
	const code = char.charCodeAt(0) & 0xff;
	return escapeOf[char] ?? `\\${code.toString(8).padStart(3, '0')}`;
}

/** Shell-escape-always: what ls and cp put around a file name in a message. */
export function quoteAlways(name: string): string {
	if (!control.test(name)) {
		if (!name.includes("'")) return `'${name}'`;
		if (!/["$`\\!]/.test(name)) return `"${name}"`;
		return `'${name.replaceAll("'", "'\\''")}'`;
	}
	let out = "'";
	let inside = true;
	for (const char of name) {
		if (control.test(char)) {
			if (inside) out += "'$'";
			out += ansiEscape(char);
			inside = false;
		} else {
			if (!inside) out += "''";
			inside = true;
			out += char === "'" ? "'\\''" : char;
		}
	}
	return `${out}'`;
}

/** Whether a shell would read the bare name as something else. */
export function needsQuotes(name: string): boolean {
	return name === '' || control.test(name) || /[ !"$&'()*;<>=?[\\^`|]/.test(name) || /^[#~]/.test(name) || name === '{' || name === '}';
}

/** Shell-escape: bare when it can be. */
export const quoteName = (name: string): string => (needsQuotes(name) ? quoteAlways(name) : name);

/** Whether messages come in a UTF-8 locale. */
export function isUtf8Locale(env: Readonly<Record<string, string>>): boolean {
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'C';
	return /utf-?8/i.test(locale);
}

/** quote(): the locale's quotation marks; control characters as C escapes. */
export function quoteLocale(text: string, utf8: boolean): string {
	const [open, close] = utf8 ? ['‘', '’'] : ["'", "'"];
	let out = '';
	for (const char of text) {
		if (char === '\\') out += '\\\\';
		else if (char === "'" && !utf8) out += "\\'";
		else if (control.test(char)) out += ansiEscape(char);
		else out += char;
	}
	return `${open}${out}${close}`;
}
