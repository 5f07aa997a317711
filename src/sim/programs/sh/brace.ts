// Brace expansion: {a,b}, {1..9..2}, {a..e}, nested. It is lexical in bash (before every other expansion), so it works on a word's
// source text, skipping quotes and $-constructs, and is done once, when the word is parsed.

/** The words a word becomes; one word, itself, when there is nothing to expand. */
export function braceExpand(text: string): string[] {
	if (!text.includes('{')) return [text];
	for (let i = 0; i < text.length; i++) {
		const opaque = skipOpaque(text, i);
		if (opaque !== i) {
			i = opaque;
			continue;
		}
		if (text[i] !== '{' || (i > 0 && text[i - 1] === '$')) continue;
		const inside = braceAt(text, i);
		if (!inside) continue;
		const head = text.slice(0, i);
		const tails = braceExpand(text.slice(inside.end + 1));
		const out: string[] = [];
		for (const item of inside.items) for (const tail of tails) out.push(head + item + tail);
		return out;
	}
	return [text];
}

/** From a character that opens something opaque, the index of its last character; else the same index. */
function skipOpaque(text: string, i: number): number {
	const c = text[i];
	if (c === '\\') return i + 1;
	if (c === "'") return end(text.indexOf("'", i + 1), text);
	if (c === '`') {
		for (let j = i + 1; j < text.length; j++) {
			if (text[j] === '\\') j++;
			else if (text[j] === '`') return j;
		}
		return text.length;
	}
	if (c === '"') {
		for (let j = i + 1; j < text.length; j++) {
			if (text[j] === '"') return j;
			if (text[j] === '\\') j++;
			else if (text[j] === '$' || text[j] === '`') j = skipOpaque(text, j);
		}
		return text.length;
	}
	if (c === '$' && text[i + 1] === "'") {
		for (let j = i + 2; j < text.length; j++) {
			if (text[j] === '\\') j++;
			else if (text[j] === "'") return j;
		}
		return text.length;
	}
	if ((c === '$' || c === '<' || c === '>') && text[i + 1] === '(') return closing(text, i + 1, '(', ')');
	if (c === '$' && text[i + 1] === '{') return closing(text, i + 1, '{', '}');
	return i;
}
const end = (at: number, text: string): number => (at < 0 ? text.length : at);
function closing(text: string, from: number, open: string, close: string): number {
	let depth = 0;
	for (let j = from; j < text.length; j++) {
		const after = skipOpaque(text, j);
		if (after !== j) j = after;
		else if (text[j] === open) depth++;
		else if (text[j] === close && --depth === 0) return j;
	}
	return text.length;
}

function braceAt(text: string, start: number): { items: string[]; end: number } | undefined {
	let depth = 0;
	const commas: number[] = [];
	for (let j = start; j < text.length; j++) {
		const after = skipOpaque(text, j);
		if (after !== j) {
			j = after;
			continue;
		}
		if (text[j] === '{') depth++;
		else if (text[j] === ',' && depth === 1) commas.push(j);
		else if (text[j] === '}' && --depth === 0) {
			if (commas.length) {
				const items: string[] = [];
				let from = start + 1;
				for (const comma of [...commas, j]) {
					items.push(...braceExpand(text.slice(from, comma)));
					from = comma + 1;
				}
				return { items, end: j };
			}
			const items = sequence(text.slice(start + 1, j));
			return items && { items, end: j };
		}
	}
	return undefined;
}

const integer = /^[-+]?\d+$/;
function sequence(text: string): string[] | undefined {
	const [from, to, by, more] = text.split('..');
	if (from === undefined || to === undefined || more !== undefined) return undefined;
	if (by !== undefined && !integer.test(by)) return undefined;
	let step = Math.abs(Number(by ?? 1)) || 1;
	const out: string[] = [];
	if (integer.test(from) && integer.test(to)) {
		const a = Number(from);
		const b = Number(to);
		if (Math.abs(b - a) / step > 10_000_000) return undefined;
		const padded = /^[-+]?0\d/.test(from) || /^[-+]?0\d/.test(to);
		const width = padded ? Math.max(from.length, to.length) : 0;
		if (a > b) step = -step;
		for (let n = a; step > 0 ? n <= b : n >= b; n += step) {
			const digits = String(Math.abs(n));
			out.push(n < 0 ? '-' + digits.padStart(width - 1, '0') : digits.padStart(width, '0'));
		}
		return out;
	}
	if (/^[A-Za-z]$/.test(from) && /^[A-Za-z]$/.test(to)) {
		const a = from.charCodeAt(0);
		const b = to.charCodeAt(0);
		if (a > b) step = -step;
		for (let n = a; step > 0 ? n <= b : n >= b; n += step) {
			const c = String.fromCharCode(n);
			out.push(/[A-Za-z0-9]/.test(c) ? c : c === '\\' ? "''" : '\\' + c);
		}
		return out;
	}
	return undefined;
}
