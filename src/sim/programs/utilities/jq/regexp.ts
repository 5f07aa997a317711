// jq's regular expressions (Oniguruma's Perl-like syntax) over values/regexp's Perl engine.
import { compileRegExp, RegExpError } from '../../../values/index.ts';
import { fail, shown } from './evaluate.ts';
import { typeOf, type Json } from './json.ts';

/** match objects of a text, or whether there is one. Offsets count characters. */
export function matches(input: Json, source: Json, flags: Json, test: boolean): Json {
	if (typeof input !== 'string') return fail(`${typeOf(input)} (${shown(input)}) cannot be matched, as it is not a string`);
	if (typeof source !== 'string') return fail(`${typeOf(source)} (${shown(source)}) cannot be matched, as it is not a string`);
	if (flags !== null && typeof flags !== 'string') return fail(`${typeOf(flags)} (${shown(flags)}) is not a string`);
	const letters = flags ?? '';
	for (const letter of letters) if (!'gixsnlp'.includes(letter)) return fail(`${letters} is not a valid modifier string`);
	const inline = `${letters.includes('x') ? 'x' : ''}${letters.includes('s') || letters.includes('p') ? 's' : ''}`;
	try {
		const compiled = compileRegExp(inline === '' ? source : `(?${inline})${source}`, { syntax: 'pcre', ignoreCase: letters.includes('i') });
		if (test) return compiled.test(input);
		const offset = (at: number): number => [...input.slice(0, at)].length;
		const names = groupNames(source);
		const out: Json[] = [];
		for (let from = 0; from <= input.length;) {
			const found = compiled.exec(input, from);
			const span = found?.spans[0];
			if (!found || !span) break;
			const text = input.slice(span.start, span.end);
			const captures = found.groups.slice(1).map((group, i): Json => {
				const at = found.spans[i + 1];
				return new Map<string, Json>([
					['offset', at ? offset(at.start) : -1],
					['length', group === undefined ? 0 : [...group].length],
					['string', group ?? null],
					['name', names[i] ?? null]
				]);
			});
			out.push(
				new Map<string, Json>([
					['offset', offset(span.start)],
					['length', [...text].length],
					['string', text],
					['captures', captures]
				])
			);
			if (!letters.includes('g')) break;
			from = span.end > span.start ? span.end : span.end + 1;
		}
		return letters.includes('n') ? out.filter((one) => one instanceof Map && one.get('length') !== 0) : out;
	} catch (error) {
		if (!(error instanceof RegExpError)) throw error;
		return fail(`${source} (at offset 0) is not a valid regex: ${error.message}`);
	}
}

/** Names of groups by their place. */
function groupNames(source: string): (string | null)[] {
	const out: (string | null)[] = [];
	for (const match of source.matchAll(/\\.|\[(?:\\.|[^\]])*\]|\((?:\?(?:P?<([A-Za-z_]\w*)>|[:=!>]|<[=!]|[a-z-]+[:)])?)?/g)) {
		if (!match[0].startsWith('(')) continue;
		if (match[0] === '(') out.push(null);
		else if (match[1] !== undefined) out.push(match[1]);
	}
	return out;
}
