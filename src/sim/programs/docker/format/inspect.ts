// `docker … inspect`: the daemon's JSON indented, compact ("json"), or put through a template (cli/command/inspect).
// A template sees Go's types first and the raw JSON second; here JSON objects stand for both: `absent` names fields that Go's types have and JSON omits.
import type { Sys } from '../../../engine/index.ts';
import { encodeJson } from '../../../values/index.ts';
import { out } from '../cli.ts';
import { Answered } from '../client/api.ts';
import { Failure, joinFailures } from '../failure.ts';
import { parse, run, runTyped } from './template.ts';
import { typed } from './typed.ts';

/** Fetches each and prints; failures come last, one a line, exit 1. `own`: the values are the client's own, of that Go type. */
export function* inspect(references: readonly string[], format: string, get: (reference: string) => Sys<unknown>, own?: string): Sys<number> {
	const template = format === '' || format === 'json' ? undefined : parse(format, 'template parsing error', 64);
	const errors: string[] = [];
	const found: string[] = [];
	let text = '';
	for (const reference of references) {
		try {
			const answer = yield* get(reference);
			const value = answer instanceof Answered ? answer.value : answer;
			if (template) text += `${own === undefined ? runTyped(template, value) : run(template, typed(value, own))}\n`;
			else found.push(answer instanceof Answered ? answer.raw : encodeJson(value, { escapeHtml: own !== undefined }));
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			errors.push(e.text);
		}
	}
	if (template) yield* out(text === '' ? '\n' : text);
	else if (found.length === 0) yield* out('[]\n');
	else {
		const list = `[${found.join(',')}]`;
		yield* out(`${format === 'json' ? list : indentJson(list)}\n`);
	}
	joinFailures(errors);
	return 0;
}

/** json.Indent by four spaces: white space between tokens changes, strings and numbers stay as they are written. */
function indentJson(source: string): string {
	let text = '';
	let depth = 0;
	for (let i = 0; i < source.length; i++) {
		const c = source[i] as string;
		if (c === '"') {
			const from = i;
			for (i++; source[i] !== '"' && i < source.length; i++) if (source[i] === '\\') i++;
			text += source.slice(from, i + 1);
		} else if (c === '{' || c === '[') {
			const closing = /^\s*[}\]]/.exec(source.slice(i + 1, i + 64));
			if (closing) {
				text += c + (c === '{' ? '}' : ']');
				i += closing[0].length;
			} else text += `${c}\n${'    '.repeat(++depth)}`;
		} else if (c === '}' || c === ']') text += `\n${'    '.repeat(--depth)}${c}`;
		else if (c === ',') text += `,\n${'    '.repeat(depth)}`;
		else if (c === ':') text += ': ';
		else if (!/\s/.test(c)) text += c;
	}
	return text;
}
