// The shortest edit script between two lists of lines (Myers' algorithm in linear space would be overkill: rows of furthest points are kept).
// Invariant: applying the hunks to `a` gives `b`.

export interface Hunk {
	/** 0-based start and count in each list. */
	aStart: number;
	aCount: number;
	bStart: number;
	bCount: number;
}

/** Changed regions, in order. Gives up on minimality beyond `limit` edits: the rest becomes one hunk. */
export function diffLines(a: readonly string[], b: readonly string[], limit = 4000): Hunk[] {
	let head = 0;
	while (head < a.length && head < b.length && a[head] === b[head]) head++;
	let tail = 0;
	while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
	const [n, m] = [a.length - head - tail, b.length - head - tail];
	if (n === 0 && m === 0) return [];
	if (n === 0 || m === 0) return [{ aStart: head, aCount: n, bStart: head, bCount: m }];
	const max = Math.min(n + m, limit);
	const offset = max + 1;
	const v = new Int32Array(2 * max + 3);
	const trace: Int32Array[] = [];
	let found = -1;
	for (let d = 0; d <= max && found < 0; d++) {
		trace.push(v.slice(offset - d - 1, offset + d + 2));
		for (let k = -d; k <= d; k += 2) {
			let x = k === -d || (k !== d && (v[offset + k - 1] ?? 0) < (v[offset + k + 1] ?? 0)) ? (v[offset + k + 1] ?? 0) : (v[offset + k - 1] ?? 0) + 1;
			let y = x - k;
			while (x < n && y < m && a[head + x] === b[head + y]) {
				x++;
				y++;
			}
			v[offset + k] = x;
			if (x >= n && y >= m) {
				found = d;
				break;
			}
		}
	}
	if (found < 0) return [{ aStart: head, aCount: n, bStart: head, bCount: m }];
	const removed = new Uint8Array(n);
	const added = new Uint8Array(m);
	let [x, y] = [n, m];
	for (let d = found; d > 0; d--) {
		const row = trace[d] as Int32Array;
		const at = (k: number): number => row[k + d + 1] ?? 0;
		const k = x - y;
		const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
		const previous = down ? k + 1 : k - 1;
		const px = at(previous);
		const py = px - previous;
		if (down) added[py] = 1;
		else removed[px] = 1;
		[x, y] = [px, py];
	}
	const hunks: Hunk[] = [];
	for (let i = 0, j = 0; i < n || j < m;) {
		if (removed[i] || added[j]) {
			const start = { i, j };
			while (i < n && removed[i]) i++;
			while (j < m && added[j]) j++;
			hunks.push({ aStart: head + start.i, aCount: i - start.i, bStart: head + start.j, bCount: j - start.j });
		} else {
			i++;
			j++;
		}
	}
	return hunks.flatMap((hunk) => slide(hunk, a, b));
}

/** Moves a pure insertion or deletion as far down as it goes, as GNU diff shows it. */
function slide(hunk: Hunk, a: readonly string[], b: readonly string[]): Hunk[] {
	const h = { ...hunk };
	if (h.aCount === 0)
		while (h.bStart + h.bCount < b.length && b[h.bStart] === b[h.bStart + h.bCount]) {
			h.bStart++;
			h.aStart++;
		}
	else if (h.bCount === 0)
		while (h.aStart + h.aCount < a.length && a[h.aStart] === a[h.aStart + h.aCount]) {
			h.aStart++;
			h.bStart++;
		}
	return [h];
}
