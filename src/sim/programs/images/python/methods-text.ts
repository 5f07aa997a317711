// The methods of str and bytes. Leaves out maketrans' deletions, codecs other than UTF-8, ASCII and Latin-1.
import type { Sys } from '../../../engine/index.ts';
import type { Core as Evaluator } from './core.ts';
import { bare, Bytes, Dict, dictOf, fromUtf8, List, Raised, str, Tuple, typeName, utf8, type Keywords, type Value } from './values.ts';

export type Method<T> = (of: T, args: Value[], vm: Evaluator, keywords: Keywords) => Value;
const cut = (text: string, args: Value[], side: 'both' | 'start' | 'end'): string => {
	const given = args[0] instanceof Bytes ? args[0].data : args[0];
	const set = typeof given === 'string' ? given : ' \t\n\r\f\v';
	let [from, to] = [0, text.length];
	if (side !== 'end') while (from < to && set.includes(text[from] as string)) from++;
	if (side !== 'start') while (to > from && set.includes(text[to - 1] as string)) to--;
	return text.slice(from, to);
};
function split(text: string, by: string | null, limit: number, last = false): string[] {
	if (by === null) {
		const words = text.trim() === '' ? [] : text.trim().split(/\s+/);
		if (limit < 0 || words.length <= limit + 1) return words;
		if (last) return [words.slice(0, words.length - limit).join(' '), ...words.slice(words.length - limit)];
		let rest = text.trimStart();
		const out: string[] = [];
		for (let i = 0; i < limit; i++) {
			const at = rest.search(/\s/);
			out.push(rest.slice(0, at));
			rest = rest.slice(at).trimStart();
		}
		return [...out, rest];
	}
	const parts = text.split(by);
	if (limit < 0 || parts.length <= limit + 1) return parts;
	return last ? [parts.slice(0, parts.length - limit).join(by), ...parts.slice(parts.length - limit)] : [...parts.slice(0, limit), parts.slice(limit).join(by)];
}
const pick = (args: Value[], keywords: Keywords): { by: string | null; limit: number } => {
	const by = args[0] ?? keywords.get('sep') ?? null;
	return { by: by instanceof Bytes ? by.data : typeof by === 'string' ? by : null, limit: Number(args[1] ?? keywords.get('maxsplit') ?? -1) };
};
const starts = (text: string, which: Value | undefined, end: boolean, vm: Evaluator, from?: Value): boolean => {
	const of = from === undefined || from === null ? text : text.slice(Number(from));
	return (which instanceof Tuple ? which.items : [which ?? null]).some((w) => {
		const one = bare(w);
		const t =
			one instanceof Bytes
				? one.data
				: typeof one === 'string'
					? one
					: vm.raise('TypeError', `${end ? 'endswith' : 'startswith'} first arg must be str or a tuple of str, not ${typeName(w)}`);
		return end ? of.endsWith(t) : of.startsWith(t);
	});
};
const text = (v: Value | undefined): string => (v instanceof Bytes ? v.data : str(v ?? ''));
const find = (s: string, [w, from, to]: Value[], last = false): number => {
	const start = from === undefined || from === null ? 0 : Number(from) < 0 ? Math.max(0, s.length + Number(from)) : Number(from);
	const end = to === undefined || to === null ? s.length : Number(to) < 0 ? s.length + Number(to) : Number(to);
	const part = s.slice(0, end);
	const at = last ? part.lastIndexOf(text(w)) : part.indexOf(text(w), start);
	return at < start ? -1 : at;
};
const title = (s: string): string => s.replace(/\p{L}+/gu, (w) => (w[0] ?? '').toUpperCase() + w.slice(1).toLowerCase());
const lines = (s: string, keep: boolean): string[] => {
	const out = s.match(/[^\r\n\v\f]*(?:\r\n|[\r\n\v\f])|[^\r\n\v\f]+$/g) ?? [];
	return keep ? out : out.map((line) => line.replace(/(?:\r\n|[\r\n\v\f])$/, ''));
};
function replaced(s: string, [a, b, n]: Value[]): string {
	const [from, to] = [text(a), text(b)];
	const limit = n === undefined ? -1 : Number(n);
	if (limit < 0) return s.replaceAll(from, () => to);
	const parts = s.split(from);
	return parts.length <= limit + 1 ? parts.join(to) : parts.slice(0, limit + 1).join(to) + from + parts.slice(limit + 1).join(from);
}

export const strings: Readonly<Record<string, Method<string>>> = {
	upper: (s) => s.toUpperCase(),
	lower: (s) => s.toLowerCase(),
	casefold: (s) => s.toLowerCase(),
	swapcase: (s) => [...s].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join(''),
	strip: (s, a) => cut(s, a, 'both'),
	lstrip: (s, a) => cut(s, a, 'start'),
	rstrip: (s, a) => cut(s, a, 'end'),
	split: (s, a, vm, k) => {
		const { by, limit } = pick(a, k);
		if (by === '') vm.raise('ValueError', 'empty separator');
		return new List(split(s, by, limit));
	},
	rsplit: (s, a, _vm, k) => {
		const { by, limit } = pick(a, k);
		return new List(split(s, by, limit, true));
	},
	splitlines: (s, [keep], _vm, k) => new List(lines(s, (keep ?? k.get('keepends')) === true)),
	startswith: (s, [w, from], vm) => starts(s, w, false, vm, from),
	endswith: (s, [w], vm) => starts(s, w, true, vm),
	replace: (s, a) => replaced(s, a),
	find: (s, a) => BigInt(find(s, a)),
	rfind: (s, a) => BigInt(find(s, a, true)),
	index: (s, a, vm) => {
		const i = find(s, a);
		return i < 0 ? vm.raise('ValueError', 'substring not found') : BigInt(i);
	},
	rindex: (s, a, vm) => {
		const i = find(s, a, true);
		return i < 0 ? vm.raise('ValueError', 'substring not found') : BigInt(i);
	},
	count: (s, [w]) => BigInt(text(w) === '' ? s.length + 1 : s.split(text(w)).length - 1),
	encode: (s, [code]) => new Bytes(/latin|8859/.test(text(code)) ? s : utf8(s)),
	title: (s) => title(s),
	capitalize: (s) => (s[0] ?? '').toUpperCase() + s.slice(1).toLowerCase(),
	isdigit: (s) => /^\p{Nd}+$/u.test(s),
	isdecimal: (s) => /^\p{Nd}+$/u.test(s),
	isnumeric: (s) => /^\p{N}+$/u.test(s),
	isalpha: (s) => /^\p{L}+$/u.test(s),
	isalnum: (s) => /^[\p{L}\p{N}]+$/u.test(s),
	isidentifier: (s) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(s),
	isupper: (s) => s !== s.toLowerCase() && s === s.toUpperCase(),
	islower: (s) => s !== s.toUpperCase() && s === s.toLowerCase(),
	istitle: (s) => s !== '' && s === title(s) && s !== s.toLowerCase(),
	isspace: (s) => /^\s+$/.test(s),
	isprintable: (s) => !/[\p{Cc}\p{Cf}]/u.test(s),
	isascii: (s) => [...s].every((c) => c < '\x80'),
	zfill: (s, [n]) => s.replace(/^([+-]?)(.*)$/s, (_all, sign: string, rest: string) => sign + rest.padStart(Number(n) - sign.length, '0')),
	ljust: (s, [n, f]) => s.padEnd(Number(n), str(f ?? ' ')),
	rjust: (s, [n, f]) => s.padStart(Number(n), str(f ?? ' ')),
	center: (s, [n, f]) => {
		const pad = Math.max(0, Number(n) - [...s].length);
		const left = Math.floor(pad / 2) + (pad & Number(n) & 1);
		return str(f ?? ' ').repeat(left) + s + str(f ?? ' ').repeat(pad - left);
	},
	expandtabs: (s, [n]) => s.replaceAll('\t', ' '.repeat(Number(n ?? 8))),
	partition: (s, [w]) => {
		const i = s.indexOf(text(w));
		return new Tuple(i < 0 ? [s, '', ''] : [s.slice(0, i), text(w), s.slice(i + text(w).length)]);
	},
	rpartition: (s, [w]) => {
		const i = s.lastIndexOf(text(w));
		return new Tuple(i < 0 ? ['', '', s] : [s.slice(0, i), text(w), s.slice(i + text(w).length)]);
	},
	removeprefix: (s, [w]) => (s.startsWith(text(w)) ? s.slice(text(w).length) : s),
	removesuffix: (s, [w]) => (s.endsWith(text(w)) && text(w) !== '' ? s.slice(0, s.length - text(w).length) : s),
	translate: (s, [table]) => {
		const map = bare(table ?? null);
		if (!(map instanceof Dict)) return s;
		return [...s]
			.map((c) => {
				const row = map.map.get(`i${c.codePointAt(0)}`) ?? map.map.get(`s${c}`);
				return !row ? c : row[1] === null ? '' : typeof row[1] === 'bigint' ? String.fromCodePoint(Number(row[1])) : str(row[1]);
			})
			.join('');
	},
	maketrans: (_s, [a, b, c]) => {
		if (a instanceof Dict) return dictOf([...a.map.values()].map(([k, v]) => [typeof k === 'string' ? BigInt(k.codePointAt(0) ?? 0) : k, v]));
		const to = [...text(b)];
		return dictOf([
			...[...text(a)].map((ch, i): [Value, Value] => [BigInt(ch.codePointAt(0) ?? 0), BigInt(to[i]?.codePointAt(0) ?? 0)]),
			...[...text(c)].map((ch): [Value, Value] => [BigInt(ch.codePointAt(0) ?? 0), null])
		]);
	},
	__len__: (s) => BigInt([...s].length),
	__contains__: (s, [w]) => s.includes(text(w)),
	__str__: (s) => s
};
export const bytes: Readonly<Record<string, Method<Bytes>>> = {
	decode: (b, [code, errors], vm, k) => {
		if (/latin|8859/.test(text(code ?? k.get('encoding')))) return b.data;
		const lossy = text(errors ?? k.get('errors') ?? 'strict');
		const out = fromUtf8(b.data);
		if (lossy === 'strict' && out.includes('\ufffd') && !b.data.includes('\xef\xbf\xbd')) {
			const at = [...b.data].findIndex((c) => c >= '\x80');
			vm.raise('UnicodeDecodeError', `'utf-8' codec can't decode byte 0x${(b.data.charCodeAt(at) || 0).toString(16)} in position ${at}: invalid start byte`);
		}
		return lossy === 'ignore' ? out.replaceAll('\ufffd', '') : out;
	},
	strip: (b, a) => new Bytes(cut(b.data, a, 'both')),
	lstrip: (b, a) => new Bytes(cut(b.data, a, 'start')),
	rstrip: (b, a) => new Bytes(cut(b.data, a, 'end')),
	split: (b, a, _vm, k) => {
		const { by, limit } = pick(a, k);
		return new List(split(b.data, by, limit).map((p) => new Bytes(p)));
	},
	splitlines: (b, [keep]) => new List(lines(b.data, keep === true).map((p) => new Bytes(p))),
	startswith: (b, [w], vm) => starts(b.data, w, false, vm),
	endswith: (b, [w], vm) => starts(b.data, w, true, vm),
	replace: (b, a) => new Bytes(replaced(b.data, a)),
	find: (b, a) => BigInt(find(b.data, a)),
	index: (b, a, vm) => {
		const i = find(b.data, a);
		return i < 0 ? vm.raise('ValueError', 'subsection not found') : BigInt(i);
	},
	count: (b, [w]) => BigInt(b.data.split(text(w)).length - 1),
	partition: (b, [w]) => {
		const i = b.data.indexOf(text(w));
		return new Tuple((i < 0 ? [b.data, '', ''] : [b.data.slice(0, i), text(w), b.data.slice(i + text(w).length)]).map((p) => new Bytes(p)));
	},
	upper: (b) => new Bytes(b.data.toUpperCase()),
	lower: (b) => new Bytes(b.data.toLowerCase()),
	hex: (b) => [...b.data].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(''),
	fromhex: (_b, [t]) => new Bytes((text(t).match(/[0-9a-fA-F]{2}/g) ?? []).map((h) => String.fromCharCode(parseInt(h, 16))).join(''))
};

/** "{} {name!r:>5} {0[key].attr}".format(…). */
export function* formatText(vm: Evaluator, of: string, args: readonly Value[], keywords: Keywords): Sys<string> {
	let [out, next] = ['', 0];
	for (let i = 0; i < of.length; i++) {
		const c = of[i] as string;
		if ((c === '{' || c === '}') && of[i + 1] === c) {
			out += c;
			i++;
			continue;
		}
		if (c === '}') vm.raise('ValueError', "Single '}' encountered in format string");
		if (c !== '{') {
			out += c;
			continue;
		}
		let [depth, end] = [1, i + 1];
		for (; end < of.length && depth > 0; end++) depth += of[end] === '{' ? 1 : of[end] === '}' ? -1 : 0;
		if (depth > 0) vm.raise('ValueError', "expected '}' before end of string");
		const [, path = '', conversion, spec = ''] = /^([^!:]*)(?:!(\w))?(?::([\s\S]*))?$/.exec(of.slice(i + 1, end - 1)) ?? [];
		i = end - 1;
		const [, head = '', rest = ''] = /^([^.[]*)([\s\S]*)$/.exec(path) ?? [];
		const index = head === '' ? next++ : /^\d+$/.test(head) ? Number(head) : -1;
		let value = index >= 0 ? args[index] : keywords.get(head);
		if (value === undefined) {
			if (index >= 0) vm.raise('IndexError', `Replacement index ${index} out of range for positional args tuple`);
			throw new Raised(vm.exception('KeyError', [head]));
		}
		for (const step of rest.match(/\.[^.[]+|\[[^\]]*\]/g) ?? [])
			value = step.startsWith('.')
				? yield* vm.attribute(value, step.slice(1))
				: yield* vm.item(value, /^\[\d+\]$/.test(step) ? BigInt(step.slice(1, -1)) : step.slice(1, -1));
		if (conversion === 'r') value = yield* vm.repr(value);
		if (conversion === 's') value = yield* vm.str(value);
		out += yield* vm.format(value, spec.includes('{') ? yield* formatText(vm, spec, args.slice(next), keywords) : spec);
	}
	return out;
}
