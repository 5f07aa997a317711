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

function tabs(from: number, to: number): string {
	let out = '';
	let at = from;
	for (let tab = at + 8 - (at % 8); tab <= to; tab += 8) {
		out += '\t';
		at = tab;
	}
	return out + ' '.repeat(Math.max(0, to - at));
}

export function sideBySide(a: DiffSide, b: DiffSide, hunks: readonly Hunk[], o: { width: number; suppress: boolean; leftColumn: boolean }): string {
	const unaligned = (o.width >> 1) + 5 + (o.width & 1);
	const off = unaligned - (unaligned % 8);
	const half = Math.max(0, Math.min(off - 3, o.width - off));
	const row = (left: string | undefined, mark: string, right: string | undefined): string => {
		let out = '';
		let column = 0;
		if (left !== undefined) {
			out = left.slice(0, half);
			column = out.length;
		}
		if (mark !== ' ') {
			out += tabs(column, Math.floor((half + off - 1) / 2)) + mark;
			column = Math.max(column, Math.floor((half + off - 1) / 2)) + 1;
		}
		if (right !== undefined && right !== '') out += tabs(column, off) + right.slice(0, half);
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
