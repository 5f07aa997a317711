// "a=b,c=d" as labels (generate.ParseLabels).
import { Failure } from '../failure.ts';

/** Pairs of a label spec. Throws Failure. */
export function parseLabelPairs(spec: string): Readonly<Record<string, string>> {
	if (spec === '') throw new Failure('no label spec passed');
	const found: Record<string, string> = {};
	for (const pair of spec.split(',')) {
		const parts = pair.split('=');
		if (parts.length !== 2) throw new Failure(`unexpected label spec: ${pair}`);
		if (parts[0] === '') throw new Failure('unexpected empty label key');
		found[parts[0] ?? ''] = parts[1] ?? '';
	}
	return found;
}
