// How the shell writes values so that it could read them again: printf %q, ${x@Q}, declare -p, set, trap -p, xtrace.

const control = /[\x00-\x1f\x7f]|[\udc80-\udcff]/;

/** 'it'\''s' ; $'…' when there are control characters. */
export function singleQuote(text: string): string {
	if (control.test(text)) return ansiQuote(text);
	return "'" + text.replaceAll("'", "'\\''") + "'";
}
const named: Record<string, string> = {
	'\x07': '\\a',
	'\b': '\\b',
	'\x1b': '\\E',
	'\f': '\\f',
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
	'\v': '\\v',
	'\\': '\\\\',
	"'": "\\'"
};
export function ansiQuote(text: string): string {
	let out = "$'";
	for (const c of text) {
		const code = c.charCodeAt(0);
		if (named[c] !== undefined) out += named[c];
		else if (code < 32 || code === 127) out += '\\' + code.toString(8).padStart(3, '0');
		else if (code >= 0xdc80 && code <= 0xdcff) out += '\\' + (code - 0xdc00).toString(8);
		else out += c;
	}
	return out + "'";
}
/** printf %q: backslashes, or $'…' when there are control characters. */
export function backslashQuote(text: string): string {
	if (text === '') return "''";
	if (control.test(text)) return ansiQuote(text);
	return text.replace(/[ !"$&'()*,;<>?[\\\]^`{|}]|^[~#]/g, '\\$&').replace(/([:=])~/g, '$1\\~');
}
/** declare -p: "…". */
export function doubleQuote(text: string): string {
	if (control.test(text)) return ansiQuote(text);
	return '"' + text.replace(/["$`\\]/g, '\\$&') + '"';
}
/** As `set` and xtrace write a word: bare when it is harmless. */
export function quoteIfNeeded(text: string): string {
	if (text === '') return "''";
	if (control.test(text)) return ansiQuote(text);
	if (/[ "'$`\\&|;<>()*?[\]{}!^\n\t,]/.test(text) || /^[~#]/.test(text) || /[:=]~/.test(text)) return singleQuote(text);
	return text;
}
export function xtraceQuote(text: string): string {
	if (text === '') return "''";
	if (/[\s"'$`\\&|;<>()*?[\]{}!^]/.test(text) || /^[~#]/.test(text) || /[:=]~/.test(text)) return "'" + text.replaceAll("'", "'\\''") + "'";
	return control.test(text) ? ansiQuote(text) : text;
}
/** dash: single quotes, with quotes themselves in double ones. */
export const dashQuote = (text: string): string => "'" + text.replace(/'+/g, (q) => `'"${q}"'`) + "'";
