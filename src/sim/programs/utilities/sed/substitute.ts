// The s command: replaces matches of an expression, with case folding (\U \L \u \l \E).
import type { CompiledRegExp, RegExpMatch } from '../../../values/index.ts';
import type { Piece, Substitution } from './script.ts';

/** The replacement of one match. */
function expand(pieces: readonly Piece[], match: RegExpMatch): string {
	let out = '';
	let mode: 'U' | 'L' | '' = '';
	let once: 'u' | 'l' | '' = '';
	for (const piece of pieces) {
		if ('fold' in piece) {
			if (piece.fold === 'u' || piece.fold === 'l') once = piece.fold;
			else {
				mode = piece.fold === 'E' ? '' : piece.fold;
				once = piece.fold === 'E' ? '' : once;
			}
			continue;
		}
		let text = 'text' in piece ? piece.text : (match.groups[piece.group] ?? '');
		if (text === '') continue;
		if (mode !== '') text = mode === 'U' ? text.toUpperCase() : text.toLowerCase();
		if (once !== '') {
			const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
			text = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + text.slice(first.length);
			once = '';
		}
		out += text;
	}
	return out;
}

/** The text after the substitution; undefined when nothing matched. */
export function substitute(text: string, regexp: CompiledRegExp, s: Pick<Substitution, 'replacement' | 'global' | 'nth'>): string | undefined {
	let out = '';
	let at = 0;
	let from = 0;
	let count = 0;
	let replaced = false;
	let lastEnd = -1;
	while (from <= text.length) {
		const match = regexp.exec(text, from);
		const span = match?.spans[0];
		if (!match || !span) break;
		if (span.end === span.start && span.start === lastEnd) {
			// An empty match right behind a match does not count.
			from = span.start + 1;
			continue;
		}
		count++;
		lastEnd = span.end;
		if (count >= Math.max(1, s.nth)) {
			out += text.slice(at, span.start) + expand(s.replacement, match);
			at = span.end;
			replaced = true;
			if (!s.global) break;
		}
		from = span.end > span.start ? span.end : span.end + 1;
	}
	return replaced ? out + text.slice(at) : undefined;
}
