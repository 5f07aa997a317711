// What a patch says: its files and hunks, read from unified, context or normal diffs.
// Leaves out ed scripts and git's binary patches. Invariant: a hunk's lines are marked ' ', '-' or '+'.

export interface Line {
	readonly kind: ' ' | '-' | '+';
	readonly text: string;
	/** The file's last line, without a newline. */
	open: boolean;
}
export interface Hunk {
	readonly oldStart: number;
	readonly oldCount: number;
	readonly newStart: number;
	readonly newCount: number;
	readonly lines: Line[];
}
export interface FilePatch {
	readonly oldName: string | undefined;
	readonly newName: string | undefined;
	/** The header lines as they were, for rejects. */
	readonly heads?: readonly [string, string];
	readonly kind: 'unified' | 'context' | 'normal';
	readonly hunks: Hunk[];
}

const unifiedHead = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const normalHead = /^(\d+)(?:,(\d+))?([acd])(\d+)(?:,(\d+))?$/;
/** "--- a/x\t2024-…" names a/x. */
const nameOf = (text: string): string =>
	/\t(?:1970-01-01 00:00:00|Thu Jan\s+1 00:00:00 1970)/.test(text) ? '/dev/null' : (text.split('\t')[0]?.trimEnd() ?? '');

/** The line number at which a hunk is malformed. */
export class Malformed {
	readonly line: number;
	readonly text: string;
	constructor(line: number, text: string) {
		this.line = line;
		this.text = text;
	}
}

function unifiedHunks(lines: readonly string[], from: number): { hunks: Hunk[]; at: number } {
	const hunks: Hunk[] = [];
	let at = from;
	for (let head = unifiedHead.exec(lines[at] ?? ''); head; head = unifiedHead.exec(lines[at] ?? '')) {
		const hunk: Hunk = {
			oldStart: Number(head[1]),
			oldCount: Number(head[2] ?? 1),
			newStart: Number(head[3]),
			newCount: Number(head[4] ?? 1),
			lines: []
		};
		let [old, fresh] = [hunk.oldCount, hunk.newCount];
		at++;
		while (old > 0 || fresh > 0) {
			const line = lines[at];
			const mark = line === '' ? ' ' : line?.[0];
			if (line === undefined || (mark !== ' ' && mark !== '-' && mark !== '+' && mark !== '\\')) throw new Malformed(at + 1, line ?? '');
			if (mark === '\\') {
				const last = hunk.lines[hunk.lines.length - 1];
				if (last) last.open = true;
				at++;
				continue;
			}
			if (mark !== '+') old--;
			if (mark !== '-') fresh--;
			hunk.lines.push({ kind: mark, text: line.slice(1), open: false });
			at++;
		}
		if (lines[at]?.startsWith('\\')) {
			const last = hunk.lines[hunk.lines.length - 1];
			if (last) last.open = true;
			at++;
		}
		hunks.push(hunk);
	}
	return { hunks, at };
}

const starRange = /^\*\*\* (\d+)(?:,(\d+))? \*\*\*\*/;
const dashRange = /^--- (\d+)(?:,(\d+))? ----/;

function contextHunks(lines: readonly string[], from: number): { hunks: Hunk[]; at: number } {
	const hunks: Hunk[] = [];
	let at = from;
	while (lines[at]?.startsWith('***************')) {
		const stars = starRange.exec(lines[++at] ?? '');
		if (!stars) throw new Malformed(at + 1, lines[at] ?? '');
		at++;
		const part = (): Line[] => {
			const out: Line[] = [];
			for (; at < lines.length && /^[ !+-] /.test(lines[at] ?? '') && !dashRange.test(lines[at] ?? ''); at++)
				out.push({ kind: lines[at]?.[0] === ' ' ? ' ' : lines[at]?.[0] === '+' ? '+' : '-', text: lines[at]?.slice(2) ?? '', open: false });
			return out;
		};
		const before = part();
		const dashes = dashRange.exec(lines[at] ?? '');
		if (!dashes) throw new Malformed(at + 1, lines[at] ?? '');
		at++;
		const after = part().map((line): Line => (line.kind === '-' ? { ...line, kind: '+' } : line));
		const merged: Line[] = [];
		if (before.length === 0) merged.push(...after);
		else if (after.length === 0) merged.push(...before);
		else {
			let j = 0;
			for (const line of before) {
				if (line.kind === '-') merged.push(line);
				else {
					for (; after[j]?.kind === '+'; j++) merged.push(after[j] as Line);
					merged.push(line);
					j++;
				}
			}
			merged.push(...after.slice(j));
		}
		const count = (match: RegExpExecArray): number => (match[2] === undefined ? 1 : Number(match[2]) - Number(match[1]) + 1);
		hunks.push({ oldStart: Number(stars[1]), oldCount: count(stars), newStart: Number(dashes[1]), newCount: count(dashes), lines: merged });
	}
	return { hunks, at };
}

function normalHunks(lines: readonly string[], from: number): { hunks: Hunk[]; at: number } {
	const hunks: Hunk[] = [];
	let at = from;
	for (let head = normalHead.exec(lines[at] ?? ''); head; head = normalHead.exec(lines[at] ?? '')) {
		const [, a = '0', a2 = a, kind, b = '0', b2 = b] = head;
		const own: Line[] = [];
		at++;
		const take = (sign: '<' | '>', mark: '-' | '+'): void => {
			for (; lines[at]?.startsWith(`${sign} `) || lines[at] === sign || (own.length > 0 && lines[at]?.startsWith('\\')); at++) {
				const last = own[own.length - 1];
				if (lines[at]?.startsWith('\\') && last) last.open = true;
				else own.push({ kind: mark, text: lines[at]?.slice(2) ?? '', open: false });
			}
		};
		take('<', '-');
		if (lines[at] === '---') at++;
		take('>', '+');
		hunks.push({
			oldStart: Number(a),
			oldCount: kind === 'a' ? 0 : Number(a2) - Number(a) + 1,
			newStart: Number(b),
			newCount: kind === 'd' ? 0 : Number(b2) - Number(b) + 1,
			lines: own
		});
	}
	return { hunks, at };
}

/** The patches in a text. Throws Malformed. */
export function parsePatch(text: string): FilePatch[] {
	const lines = text.split('\n');
	if (lines[lines.length - 1] === '') lines.pop();
	const out: FilePatch[] = [];
	for (let at = 0; at < lines.length;) {
		const line = lines[at] ?? '';
		const next = lines[at + 1] ?? '';
		if (line.startsWith('--- ') && next.startsWith('+++ ') && unifiedHead.test(lines[at + 2] ?? '')) {
			const { hunks, at: end } = unifiedHunks(lines, at + 2);
			out.push({ oldName: nameOf(line.slice(4)), newName: nameOf(next.slice(4)), heads: [line, next], kind: 'unified', hunks });
			at = end;
		} else if (line.startsWith('*** ') && next.startsWith('--- ') && lines[at + 2]?.startsWith('***************')) {
			const { hunks, at: end } = contextHunks(lines, at + 2);
			out.push({
				oldName: nameOf(line.slice(4)),
				newName: nameOf(next.slice(4)),
				heads: [line.replace('***', '---'), next.replace('---', '+++')],
				kind: 'context',
				hunks
			});
			at = end;
		} else if (unifiedHead.test(line)) {
			const { hunks, at: end } = unifiedHunks(lines, at);
			out.push({ oldName: undefined, newName: undefined, kind: 'unified', hunks });
			at = end;
		} else if (normalHead.test(line) && /^[<>\\-]/.test(next)) {
			const { hunks, at: end } = normalHunks(lines, at);
			out.push({ oldName: undefined, newName: undefined, kind: 'normal', hunks });
			at = end;
		} else at++;
	}
	return out;
}
