// `docker buildx imagetools inspect`: an image in its registry, without pulling it. Leaves out --raw and --format.
import type { Sys } from '../../engine/index.ts';
import { full, parseReference, ReferenceError, withDefaultTag } from '../../oci/index.ts';
import { out } from '../docker/cli.ts';
import { bodyJson, answer, dispatch, readBody } from '../docker/client/http.ts';
import { Failure } from '../docker/failure.ts';
import type { Flags } from '../docker/flags/flag.ts';
import { hostOf } from './client.ts';

/** Prints what a registry has under a name. Throws Failure with the registry's text. */
export function* inspectImage(_flags: Flags, args: readonly string[], env: Readonly<Record<string, string>>): Sys<number> {
	const name = args[0] ?? '';
	let ref;
	try {
		ref = withDefaultTag(parseReference(name));
	} catch (e) {
		if (e instanceof ReferenceError) throw new Failure(e.message);
		throw e;
	}
	const pending = yield* dispatch(hostOf(env), { method: 'GET', path: `/distribution/${full(ref)}/json` });
	const response = yield* answer(pending);
	const body = bodyJson(yield* readBody(pending.fd, response));
	if (response.status !== 200) {
		const text = typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';
		throw new Failure(
			/denied/.test(text)
				? 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
				: /unknown|not found/.test(text)
					? `${full(ref)}: not found`
					: text
		);
	}
	const found = body as {
		Descriptor?: { mediaType?: string; digest?: string };
		Platforms?: readonly { architecture?: string; os?: string; variant?: string }[];
	};
	yield* out(`Name:      ${full(ref)}\nMediaType: ${found.Descriptor?.mediaType ?? ''}\nDigest:    ${found.Descriptor?.digest ?? ''}\n`);
	return 0;
}
