// diff's other shapes: context (-c) and side by side (-y), over the hunks that were found. Widths and tabs as GNU diffutils 3.8 computes them.
import type { Hunk } from './edits.ts';

export interface DiffSide {
	readonly lines: readonly string[];
	/** The last line has no newline. */
	readonly open: boolean;
}
const noNewline = '\\ No newline at end of file\n';
const range = (from: number, count: number): string => (count <= 1 ? String(count === 0 ? from : from + 1) : `${from + 1},${from + count}`);

/** The hunks whose contexts touch, together. */
export function grouped(hunks: readonly Hunk[], context: number): Hunk[][] {
	const groups: Hunk[][] = [];
	for (const h of hunks) {
		const last = groups[groups.length - 1];
		const before = last?.[last.length - 1];
		if (last && before && h.aStart - (before.aStart + before.aCount) <= 2 * context) last.push(h);
		else groups.push([h]);
	}
	return groups;
}

export function contextFormat(a: DiffSide, b: DiffSide, hunks: readonly Hunk[], context: number): string {
	let out = '';
	for (const group of grouped(hunks, context)) {
		const [first, last] = [group[0] as Hunk, group[group.length - 1] as Hunk];
		const lead = Math.min(context, first.aStart);
		const trail = Math.min(context, a.lines.length - (last.aStart + last.aCount));
		const [a0, b0] = [first.aStart - lead, first.bStart - lead];
		const [aEnd, bEnd] = [last.aStart + last.aCount + trail, last.bStart + last.bCount + trail];
		const line = (mark: string, side: DiffSide, i: number): string => `${mark} ${side.lines[i]}\n${side.open && i === side.lines.length - 1 ? noNewline : ''}`;
		const half = (side: DiffSide, from: number, to: number, which: 'a' | 'b'): string => {
			const starts = (h: Hunk): number => (which === 'a' ? h.aStart : h.bStart);
			const counts = (h: Hunk): number => (which === 'a' ? h.aCount : h.bCount);
			if (!group.some((h) => counts(h) > 0)) return '';
			let text = '';
			let at = from;
			for (const h of group) {
				for (; at < starts(h); at++) text += line(' ', side, at);
				const mark = h.aCount > 0 && h.bCount > 0 ? '!' : which === 'a' ? '-' : '+';
				for (; at < starts(h) + counts(h); at++) text += line(mark, side, at);
			}
			for (; at < to; at++) text += line(' ', side, at);
			return text;
		};
		out += `***************\n*** ${range(a0, aEnd - a0)} ****\n${half(a, a0, aEnd, 'a')}--- ${range(b0, bEnd - b0)} ----\n${half(b, b0, bEnd, 'b')}`;
	}
	return out;
}

/** -n: the edits in RCS's form. */
export function rcsFormat(b: DiffSide, hunks: readonly Hunk[]): string {
	return hunks
		.map((h) => {
			const added = b.lines.slice(h.bStart, h.bStart + h.bCount).map((line) => `${line}\n`);
			return (h.aCount > 0 ? `d${h.aStart + 1} ${h.aCount}\n` : '') + (h.bCount > 0 ? `a${h.aStart + h.aCount} ${h.bCount}\n${added.join('')}` : '');
		})
		.join('');
}

/** -D NAME: both files in one, told apart by the preprocessor. */
export function ifdefFormat(a: DiffSide, b: DiffSide, hunks: readonly Hunk[], name: string): string {
	const lines = (side: DiffSide, from: number, to: number): string =>
		side.lines
			.slice(from, to)
			.map((line) => `${line}\n`)
			.join('');
	let out = '';
	let at = 0;
	for (const h of hunks) {
		const [old, fresh] = [lines(a, h.aStart, h.aStart + h.aCount), lines(b, h.bStart, h.bStart + h.bCount)];
		out += lines(a, at, h.aStart);
		if (old === '') out += `#ifdef ${name}\n${fresh}#endif /* ${name} */\n`;
		else if (fresh === '') out += `#ifndef ${name}\n${old}#endif /* ! ${name} */\n`;
		else out += `#ifndef ${name}\n${old}#else /* ${name} */\n${fresh}#endif /* ${name} */\n`;
		at = h.aStart + h.aCount;
	}
	return out + lines(a, at, a.lines.length);
}

/** --line-format and its three kinds: %L is the line, %l without its newline, %dn its number. */
export function lineFormat(a: DiffSide, b: DiffSide, hunks: readonly Hunk[], formats: { old: string; new: string; unchanged: string }): string {
	const show = (format: string, side: DiffSide, n: number): string => {
		const line = side.lines[n] ?? '';
		return format.replace(/%(L|l|%|d?(\d*)n|c'(.)')/g, (_, what: string, _width: string, char: string | undefined) =>
			what === 'L' ? line + (side.open && n === side.lines.length - 1 ? '' : '\n') : what === 'l' ? line : what === '%' ? '%' : (char ?? String(n + 1))
		);
	};
	let out = '';
	let at = 0;
	const same = (to: number): void => {
		for (; at < to; at++) out += show(formats.unchanged, a, at);
	};
	for (const h of hunks) {
		same(h.aStart);
		for (; at < h.aStart + h.aCount; at++) out += show(formats.old, a, at);
		for (let n = h.bStart; n < h.bStart + h.bCount; n++) out += show(formats.new, b, n);
	}
	same(a.lines.length);
	return out;
}

/** --color: what was taken away red, added green, places cyan, names bold. */
export function coloured(text: string, kind: 'normal' | 'unified' | 'context'): string {
	return text.replace(/^.+$/gm, (line) => {
		const colour =
			kind === 'normal'
				? ({ '<': 31, '>': 32 }[line[0] as string] ?? (/^\d/.test(line) ? 36 : 0))
				: /^(?:---|\+\+\+|\*\*\*) .*[^*-]$/.test(line)
					? 1
					: line.startsWith('@@') || /^(?:\*\*\*|---) .*(?:\*{4}|-{4})$/.test(line)
						? 36
						: ({ '-': 31, '+': 32, '!': 31 }[line[0] as string] ?? 0);
		return colour === 0 ? line : `\x1b[${colour}m${line}\x1b[0m`;
	});
}

function tabs(from: number, to: number): string {
	let out = '';
	let at = from;
	for (let tab = at + 8 - (at % 8); tab <= to; tab += 8) {
		out += '\t';
		at = tab;
	}
	return out + ' '.repeat(Math.max(0, to - at));
}

export function sideBySide(
	a: DiffSide,
	b: DiffSide,
	hunks: readonly Hunk[],
	o: { width: number; suppress: boolean; leftColumn: boolean; spaces?: boolean }
): string {
	const tab = o.spaces ? 1 : 8;
	const off = Math.floor((o.width + tab + 3) / (2 * tab)) * tab;
	const half = Math.max(0, Math.min(off - 3, o.width - off));
	const gap = (from: number, to: number): string => (o.spaces ? ' '.repeat(Math.max(0, to - from)) : tabs(from, to));
	const row = (left: string | undefined, mark: string, right: string | undefined): string => {
		let out = '';
		let column = 0;
		const fitted = (text: string): string => {
			let shown = '';
			column = 0;
			for (const char of text) {
				const next = char === '\t' ? column + 8 - (column % 8) : column + 1;
				if (next > half) break;
				shown += char === '\t' && o.spaces ? ' '.repeat(next - column) : char;
				column = next;
			}
			return shown;
		};
		if (left !== undefined) out = fitted(left);
		if (mark !== ' ') {
			out += gap(column, Math.floor((half + off - 1) / 2)) + mark;
			column = Math.max(column, Math.floor((half + off - 1) / 2)) + 1;
		}
		if (right !== undefined && right !== '') {
			out += gap(column, off);
			out += fitted(right);
		}
		return `${out}\n`;
	};
	let out = '';
	let [i, j] = [0, 0];
	const same = (to: number): void => {
		for (; i < to; i++, j++) if (!o.suppress) out += o.leftColumn ? row(a.lines[i], '(', undefined) : row(a.lines[i], ' ', b.lines[j]);
	};
	for (const h of hunks) {
		same(h.aStart);
		const paired = Math.min(h.aCount, h.bCount);
		for (let n = 0; n < paired; n++) out += row(a.lines[i++], '|', b.lines[j++]);
		for (let n = paired; n < h.bCount; n++) out += row(undefined, '>', b.lines[j++]);
		for (let n = paired; n < h.aCount; n++) out += row(a.lines[i++], '<', undefined);
	}
	same(a.lines.length);
	return out;
}
