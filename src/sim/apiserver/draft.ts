// From a body to a draft: decoding, field validation, defaults – what happens to an object before any rule sees it.
import { decode, DecodeError, isPlain, type Kind, type KubeObject, type Plain } from '../kinds/index.ts';
import { goQuote } from '../values/strings.ts';
import type { ApiRequest } from './request.ts';
import { badRequest, StatusError } from './status.ts';

/** The manager of the fields this request sets: ?fieldManager=, or the user agent's first word. */
export function fieldManager(request: ApiRequest): string {
	const asked = request.info.query.get('fieldManager');
	if (asked) return asked;
	const agent = request.headers['User-Agent'] ?? '';
	const slash = agent.indexOf('/');
	return (slash < 0 ? agent : agent.slice(0, slash)) || 'unknown';
}

/** Decodes a body of that kind and fills its defaults. Sub-trees shared with `known` are taken over. `patch`: tells the text of the patch that led to it,
 *  empty for one of server-side apply. Throws StatusError. */
export function draftOf(request: ApiRequest, kind: Kind, value: Plain, known: KubeObject | null, patch?: () => string): Plain {
	const patched = patch !== undefined;
	const asKind = kind.row.kind;
	const where = `${asKind} in version "${kind.row.version}" cannot be handled as a ${asKind}: `;
	if (value.apiVersion !== undefined && value.apiVersion !== kind.apiVersion)
		throw badRequest(`the API version in the data (${String(value.apiVersion)}) does not match the expected API version (${kind.apiVersion})`);
	if (value.kind !== undefined && value.kind !== kind.row.kind && !patched)
		throw badRequest(
			`${String(value.kind)} in version "${kind.row.version}" cannot be handled as a ${asKind}: no kind ${goQuote(String(value.kind))} is registered for version ${goQuote(kind.apiVersion)}`
		);
	let result: ReturnType<typeof decode>;
	try {
		result = decode(kind.schemas, kind.type, kind.typeName, value, known);
	} catch (error) {
		if (!(error instanceof DecodeError)) throw error;
		const text = patch?.() ?? '';
		if (text !== '') throw invalidPatch(text, text.startsWith('map[') ? error.conversion : where + error.message);
		throw badRequest(where + error.message);
	}
	if (result.unknown.length > 0) {
		const mode = request.info.query.get('fieldValidation') ?? 'Warn';
		const texts = result.unknown.map((path) => `unknown field "${path}"`);
		if (mode === 'Strict') throw badRequest(`${patched ? '' : where}strict decoding error: ${texts.join(', ')}`);
		if (mode === 'Warn') request.warnings.push(...texts);
	}
	const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = result.object;
	const draft: Plain = { kind: kind.row.kind, apiVersion: kind.apiVersion, metadata: { ...(isPlain(metadata) ? metadata : {}) }, ...rest };
	if (kind.strategy.defaults) kind.strategy.defaults(draft as unknown as Parameters<NonNullable<typeof kind.strategy.defaults>>[0]);
	return draft;
}

/** A patch whose outcome is no object of the kind: errors.NewInvalid on the field "patch". */
function invalidPatch(patch: string, error: string): StatusError {
	const detail = `Invalid value: ${goQuote(patch)}: ${error}`;
	return new StatusError(422, 'Invalid', ` "" is invalid: patch: ${detail}`, { causes: [{ reason: 'FieldValueInvalid', message: detail, field: 'patch' }] });
}

/** The draft as an object: the decoder has made sure that it is one. */
export const asObject = (draft: Plain): KubeObject => draft as unknown as KubeObject;
export const metadataOf = (draft: Plain): Plain => {
	const { metadata } = draft;
	if (isPlain(metadata)) return metadata;
	const made: Plain = {};
	draft.metadata = made;
	return made;
};
