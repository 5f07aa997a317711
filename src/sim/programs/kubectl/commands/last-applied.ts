// kubectl apply view-last-applied, set-last-applied, edit-last-applied.
import type { Sys } from '../../../engine/index.ts';
import { encodeJson, encodeYaml, goQuote, parseJson } from '../../../values/index.ts';
import { ApiError } from '../../../client/index.ts';
import { build, strict } from '../builder.ts';
import { pairs, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { dryRunOf, getObject, lastApplied, modifiedConfiguration, patchObject, resultPrinter, said } from '../operations.ts';
import { out, type Session } from '../session.ts';
import { runEdit } from './edit.ts';

export function* viewLastApplied(s: Session): Sys<number> {
	const format = s.str('output');
	if (format !== 'yaml' && format !== 'json' && format !== '')
		throw s.usage(`Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`);
	const infos = strict(yield* build(s, { fetch: true, latest: true, labelSelector: s.str('selector'), all: s.bool('all') }));
	const texts: string[] = [];
	for (const info of infos) {
		const text = pairs(info.object, 'metadata', 'annotations')[lastApplied];
		if (text === undefined) {
			// kubectl wraps an error that is nil here, so it says something only of an object from a file.
			if (info.source === '') continue;
			throw new Failure(`error when no last-applied-configuration annotation found on resource: ${info.name}\n ${goQuote(info.source)}: <nil>`);
		}
		texts.push(text);
	}
	for (const text of texts)
		yield* out(format === 'json' ? `${encodeJson(parseJson(text), { indent: '  ', escapeHtml: false })}\n` : encodeYaml(parseJson(text)));
	return 0;
}

export function* setLastApplied(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const print = yield* resultPrinter(s);
	const infos = strict(yield* build(s, {}));
	for (const info of infos) {
		const file: Json = info.object ?? {};
		let current: Json;
		try {
			current = yield* getObject(s, info.mapping, info.namespace, info.name);
		} catch (error) {
			if (error instanceof ApiError && error.reason === 'NotFound') throw error;
			throw error;
		}
		const old = pairs(current, 'metadata', 'annotations')[lastApplied];
		if (old === undefined && !s.bool('create-annotation'))
			throw new Failure(
				`no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`
			);
		const text = modifiedConfiguration(file);
		const patch = { metadata: { annotations: { [lastApplied]: text } } };
		const done = old === text || dry === 'client' ? current : yield* patchObject(s, info.mapping, info.namespace, info.name, patch, 'merge', { dry });
		yield* print(done, said('configured', dry));
	}
	return 0;
}
export const editLastApplied = (s: Session): Sys<number> => runEdit(s, 'last-applied');
