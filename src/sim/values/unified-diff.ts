// A unified diff as Python's difflib and its Go port make it (Ratcliff and Obershelp's matching), which Kubernetes uses in its messages.
// It is not diff(1)'s: the longest common run is taken first, then what is left of it and right of it; in texts of 200 lines and more,
// lines that stand in over one per cent of the second text do not begin a run.

/** A run of `size` equal lines at `a` and `b`. */
interface Run {
	readonly a: number;
	readonly b: number;
	readonly size: number;
}
/** One stretch of both texts, equal or not; ends are exclusive. */
interface Stretch {
	readonly equal: boolean;
	readonly a: readonly [number, number];
	readonly b: readonly [number, number];
}

/** Where each line stands in the text, without the popular ones. */
function placesOf(lines: readonly string[]): Map<string, number[]> {
	const places = new Map<string, number[]>();
	lines.forEach((line, at) => {
		const known = places.get(line);
		if (known) known.push(at);
		else places.set(line, [at]);
	});
	if (lines.length < 200) return places;
	const most = Math.floor(lines.length / 100) + 1;
	for (const [line, at] of [...places]) if (at.length > most) places.delete(line);
	return places;
}

/** All runs in order, ended by an empty one. */
function runsOf(a: readonly string[], b: readonly string[]): Run[] {
	const places = placesOf(b);
	const longest = (fromA: number, toA: number, fromB: number, toB: number): Run => {
		let best: Run = { a: fromA, b: fromB, size: 0 };
		let before = new Map<number, number>();
		for (let i = fromA; i < toA; i++) {
			const here = new Map<number, number>();
			for (const j of places.get(a[i] ?? '') ?? []) {
				if (j < fromB) continue;
				if (j >= toB) break;
				const size = (before.get(j - 1) ?? 0) + 1;
				here.set(j, size);
				if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
			}
			before = here;
		}
		let { a: i, b: j, size } = best;
		for (; i > fromA && j > fromB && a[i - 1] === b[j - 1]; size++) {
			i--;
			j--;
		}
		while (i + size < toA && j + size < toB && a[i + size] === b[j + size]) size++;
		return { a: i, b: j, size };
	};
	const found: Run[] = [];
	const todo: [number, number, number, number][] = [[0, a.length, 0, b.length]];
	for (let next = todo.pop(); next; next = todo.pop()) {
		const [fromA, toA, fromB, toB] = next;
		const run = longest(fromA, toA, fromB, toB);
		if (run.size === 0) continue;
		found.push(run);
		if (fromA < run.a && fromB < run.b) todo.push([fromA, run.a, fromB, run.b]);
		if (run.a + run.size < toA && run.b + run.size < toB) todo.push([run.a + run.size, toA, run.b + run.size, toB]);
	}
	return [...found.sort((x, y) => x.a - y.a), { a: a.length, b: b.length, size: 0 }];
}

function stretchesOf(a: readonly string[], b: readonly string[]): Stretch[] {
	const out: Stretch[] = [];
	let [atA, atB] = [0, 0];
	for (const run of runsOf(a, b)) {
		if (atA < run.a || atB < run.b) out.push({ equal: false, a: [atA, run.a], b: [atB, run.b] });
		[atA, atB] = [run.a + run.size, run.b + run.size];
		const last = out[out.length - 1];
		if (run.size > 0 && last?.equal) out[out.length - 1] = { equal: true, a: [last.a[0], atA], b: [last.b[0], atB] };
		else if (run.size > 0) out.push({ equal: true, a: [run.a, atA], b: [run.b, atB] });
	}
	return out;
}

/** Stretches by hunk, equal ones cut to `context` lines. */
function hunksOf(stretches: readonly Stretch[], context: number): Stretch[][] {
	const head = ({ a, b }: Stretch): Stretch => ({ equal: true, a: [a[0], Math.min(a[1], a[0] + context)], b: [b[0], Math.min(b[1], b[0] + context)] });
	const tail = ({ a, b }: Stretch): Stretch => ({ equal: true, a: [Math.max(a[0], a[1] - context), a[1]], b: [Math.max(b[0], b[1] - context), b[1]] });
	const hunks: Stretch[][] = [];
	let hunk: Stretch[] = [];
	stretches.forEach((stretch, n) => {
		if (!stretch.equal) hunk.push(stretch);
		else if (n === 0) hunk.push(tail(stretch));
		else if (n === stretches.length - 1) hunk.push(head(stretch));
		else if (stretch.a[1] - stretch.a[0] > 2 * context) {
			hunks.push([...hunk, head(stretch)]);
			hunk = [tail(stretch)];
		} else hunk.push(stretch);
	});
	return [...hunks, hunk].filter((one) => one.some(({ equal }) => !equal));
}

const range = (from: number, to: number): string => (to - from === 1 ? String(from + 1) : `${to === from ? from : from + 1},${to - from}`);

/** The hunks from `a` to `b`, without file names; "" when they are equal. */
export function unifiedDiff(a: readonly string[], b: readonly string[], context = 3): string {
	let out = '';
	for (const hunk of hunksOf(stretchesOf(a, b), context)) {
		const [first, last] = [hunk[0], hunk[hunk.length - 1]];
		if (!first || !last) continue;
		out += `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`;
		for (const stretch of hunk) {
			const [lines, others] = [a.slice(...stretch.a), b.slice(...stretch.b)];
			out += (stretch.equal ? lines.map((line) => ` ${line}\n`) : [...lines.map((line) => `-${line}\n`), ...others.map((line) => `+${line}\n`)]).join('');
		}
	}
	return out;
}
