// What a registry of the catalogue was asked for and does not have, as a fact with the nearest thing it has, so that the page may say so
// beside the tool's own error. The answer to the client does not change by it.
import type { Sys } from '../../engine/index.ts';
import { trace } from '../../kernel/index.ts';
import { catalogue } from '../catalogue/index.ts';

/** How many letters must be put in, taken out, changed or swapped with their neighbour. */
function edits(a: string, b: string): number {
	let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
			row.push(least);
		}
		[before, last] = [last, row];
	}
	return last[b.length] ?? 0;
}

/** The candidates nearest to `wanted`, at most three; one that begins with it, or it with one, is near. None when nothing is like it. */
export function nearest(wanted: string, candidates: readonly string[]): readonly string[] {
	const score = (candidate: string): number => {
		const distance = edits(wanted, candidate);
		return candidate.startsWith(wanted) || wanted.startsWith(candidate) ? Math.min(distance, 1.5) : distance;
	};
	const most = Math.max(2, Math.floor(wanted.length / 3));
	return candidates
		.map((candidate) => ({ candidate, far: score(candidate) }))
		.filter(({ far }) => far <= most)
		.sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
		.slice(0, 3)
		.map(({ candidate }) => candidate);
}

const shown = (name: string): string => name.replace(/^docker\.io\/(?:library\/)?/, '');

/** Writes the fact: `full` is "docker.io/library/ngnix". Nothing for a reference by digest. */
export function* traceMissing(full: string, reference: string): Sys<void> {
	if (reference.startsWith('sha256:')) return;
	const repository = catalogue.find((one) => one.name === full);
	const near = repository
		? nearest(reference, Object.keys(repository.tags)).map((tag) => `${shown(full)}:${tag}`)
		: nearest(
				shown(full),
				catalogue.map((one) => shown(one.name))
			);
	yield* trace('registry.missing', { image: `${shown(full)}${repository ? `:${reference}` : ''}`, tag: repository !== undefined, near: near.join(' ') });
}
