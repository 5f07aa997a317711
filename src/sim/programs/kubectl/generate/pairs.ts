// Arguments such as `pod web a=b c-`: resources first, then pairs.
import { Failure } from '../failure.ts';

/** cmdutil.GetResourcesAndPairs. */
export function resourcesAndPairs(args: readonly string[], what: string): { resources: readonly string[]; pairs: readonly string[] } {
	const resources: string[] = [];
	const pairs: string[] = [];
	for (const word of args) {
		const pair = (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-');
		if (pair) pairs.push(word);
		else if (pairs.length > 0) throw new Failure(`all resources must be specified before ${what} changes: ${word}`);
		else resources.push(word);
	}
	return { resources, pairs };
}
/** cmdutil.ParsePairs. */
export function parsePairs(pairs: readonly string[], what: string, removable: boolean): { set: Readonly<Record<string, string>>; remove: readonly string[] } {
	const set: Record<string, string> = {};
	const remove: string[] = [];
	const invalid: string[] = [];
	for (const pair of pairs) {
		const equals = pair.indexOf('=');
		if (equals > 0) set[pair.slice(0, equals)] = pair.slice(equals + 1);
		else if (removable && pair.endsWith('-') && pair !== '-') remove.push(pair.slice(0, -1));
		else invalid.push(pair);
	}
	if (invalid.length > 0) throw new Failure(`invalid ${what} format: ${invalid.join(', ')}`);
	return { set, remove };
}
