// `docker … inspect`: the daemon's JSON indented, compact ("json"), or put through a template (cli/command/inspect).
// A template sees Go's types first and the raw JSON second; here JSON objects stand for both: `absent` names fields that Go's types have and JSON omits.
import type { Sys } from '../../../engine/index.ts';
import { encodeJson } from '../../../values/index.ts';
import { out } from '../cli.ts';
import { Failure, joinFailures } from '../failure.ts';
import { parse, run, runTyped } from './template.ts';
import { typed } from './typed.ts';

/** Fetches each and prints; failures come last, one a line, exit 1. `own`: the values are the client's own, of that Go type. */
export function* inspect(references: readonly string[], format: string, get: (reference: string) => Sys<unknown>, own?: string): Sys<number> {
	const template = format === '' || format === 'json' ? undefined : parse(format, 'template parsing error', 64);
	const errors: string[] = [];
	const found: unknown[] = [];
	let text = '';
	for (const reference of references) {
		try {
			const value = yield* get(reference);
			if (template) text += `${own === undefined ? runTyped(template, value) : run(template, typed(value, own))}\n`;
			else found.push(value);
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			errors.push(e.text);
		}
	}
	if (template) yield* out(text === '' ? '\n' : text);
	else if (found.length === 0) yield* out('[]\n');
	else yield* out(`${encodeJson(found, { escapeHtml: own !== undefined, ...(format === 'json' ? {} : { indent: '    ' }) })}\n`);
	joinFailures(errors);
	return 0;
}
