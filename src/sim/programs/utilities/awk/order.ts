// The order of `for (k in a)`: mawk walks its hash table (FNV-1a, chains by most recent insertion), which scripts' output shows.
// gawk: PROCINFO["sorted_in"]; else the order of insertion. FIDELITY: gawk's own tables are not modelled.
import type { Interpreter } from './interpreter.ts';
import { compareValues, numberOf, type Value } from './values.ts';

function fnv1a(text: string): number {
	let hash = 2_166_136_261;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619) >>> 0;
	return hash;
}

/** The keys in the order a loop visits them. */
export function loopKeys(i: Interpreter, keys: string[], array: ReadonlyMap<string, Value>): string[] {
	if (i.dialect === 'mawk') {
		let mask = 63;
		while (keys.length > (mask + 1) * 2) mask = mask * 2 + 1;
		return keys
			.map((key, n) => ({ key, slot: (fnv1a(key) & mask) >>> 0, n }))
			.sort((a, b) => a.slot - b.slot || b.n - a.n)
			.map((one) => one.key);
	}
	const how = i.dialect === 'gawk' ? i.text(i.array(i.globalFrame, 'PROCINFO').get('sorted_in')) : '';
	const match = /^@(ind|val)_(num|str|type)_(asc|desc)$/.exec(how);
	if (!match) return keys;
	const sign = match[3] === 'desc' ? -1 : 1;
	const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
	return keys.sort((a, b) => {
		if (match[1] === 'ind') return sign * (match[2] === 'num' ? numberOf(a) - numberOf(b) || byText(a, b) : byText(a, b));
		const [x, y] = [array.get(a), array.get(b)];
		if (match[2] === 'str') return sign * (byText(i.text(x), i.text(y)) || byText(a, b));
		return sign * (compareValues(x, y, i.convfmt, i.whole) || byText(a, b));
	});
}
