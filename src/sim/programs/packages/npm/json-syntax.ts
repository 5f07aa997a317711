// What V8's JSON.parse says of a text that is no JSON: the same words on any host. Leaves out what is right; the caller parses that.
// Invariant: the first fault from the left is told, with V8's position.

class Fault {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}
const space = (c: string | undefined): boolean => c === ' ' || c === '\n' || c === '\t' || c === '\r';

/** V8's message for the first fault in `source`, or null when it is JSON. */
export function jsonComplaint(source: string): string | null {
	let at = 0;
	const skip = (): void => {
		while (space(source[at])) at++;
	};
	const token = (): never => {
		const c = source[at];
		if (c === undefined) throw new Fault('Unexpected end of JSON input');
		if ((c >= '0' && c <= '9') || c === '-') throw new Fault(`Unexpected number in JSON at position ${at}`);
		if (c === '"') throw new Fault(`Unexpected string in JSON at position ${at}`);
		const shown =
			source.length < 21
				? `"${source}"`
				: at < 10
					? `"${source.slice(0, at + 10)}"...`
					: at < source.length - 10
						? `..."${source.slice(at - 10, at + 10)}"...`
						: `..."${source.slice(at - 10)}"`;
		throw new Fault(`Unexpected token '${c}', ${shown} is not valid JSON`);
	};
	const wrong = (text: string): never => {
		throw new Fault(`${text} in JSON at position ${at}`);
	};
	const word = (text: string): void => {
		for (const c of text) {
			if (source[at] !== c) token();
			at++;
		}
	};
	const string = (): void => {
		for (at++; source[at] !== '"'; at++) {
			const c = source[at];
			if (c === undefined) wrong('Unterminated string');
			if ((c ?? '') < ' ') wrong('Bad control character in string literal');
			if (c !== '\\') continue;
			at++;
			if (source[at] === 'u') {
				for (let i = 0; i < 4; i++) if (!/[0-9a-fA-F]/.test(source[++at] ?? '')) wrong('Bad Unicode escape');
			} else if (!'"\\/bfnrt'.includes(source[at] ?? '?')) wrong('Bad escaped character');
		}
		at++;
	};
	const digits = (what: string): void => {
		if (!/[0-9]/.test(source[at] ?? '')) wrong(what);
		while (/[0-9]/.test(source[at] ?? '')) at++;
	};
	const number = (): void => {
		if (source[at] === '-') at++;
		if (source[at] === '0') {
			at++;
			if (/[0-9]/.test(source[at] ?? '')) token();
		} else digits('No number after minus sign');
		if (source[at] === '.') {
			at++;
			digits('Unterminated fractional number');
		}
		if (/[eE]/.test(source[at] ?? '')) {
			at++;
			if (/[+-]/.test(source[at] ?? '')) at++;
			digits('Exponent part is missing a number');
		}
	};
	const value = (): void => {
		skip();
		const c = source[at] ?? '';
		if (c === '{') {
			at++;
			skip();
			if (source[at] === '}') return void at++;
			for (let first = true; ; first = false) {
				skip();
				if (source[at] !== '"') wrong(first ? "Expected property name or '}'" : 'Expected double-quoted property name');
				string();
				skip();
				if (source[at] !== ':') wrong("Expected ':' after property name");
				at++;
				value();
				skip();
				if (source[at] === '}') return void at++;
				if (source[at] !== ',') wrong("Expected ',' or '}' after property value");
				at++;
			}
		}
		if (c === '[') {
			at++;
			skip();
			if (source[at] === ']') return void at++;
			for (;;) {
				value();
				skip();
				if (source[at] === ']') return void at++;
				if (source[at] !== ',') wrong("Expected ',' or ']' after array element");
				at++;
			}
		}
		if (c === '"') return string();
		if (c === 't') return word('true');
		if (c === 'f') return word('false');
		if (c === 'n') return word('null');
		if (c === '-' || (c >= '0' && c <= '9')) return number();
		token();
	};
	try {
		value();
		skip();
		if (at < source.length) throw new Fault(`Unexpected non-whitespace character after JSON at position ${at}`);
		return null;
	} catch (error) {
		if (error instanceof Fault) return error.text;
		throw error;
	}
}
