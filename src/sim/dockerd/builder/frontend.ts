// The frontend that a Dockerfile asks for (`# syntax=docker/dockerfile:1`) or the build (BUILDKIT_SYNTAX): an image that is resolved, fetched and run.
// Follows BuildKit's gateway frontend. FIDELITY: what the image's program would do the engine does itself, so all versions read one language.
// An image without that program is not run: a shell, which gets the gateway's greeting as its script, ends with 1.
// Invariant: without a frontend nothing is built.
import type { Sys } from '../../engine/index.ts';
import { ensureLayers } from '../images/store.ts';
import { full, parseReference, ReferenceError, withDefaultTag } from '../../oci/index.ts';
import { BuildFailure, syntaxOf } from '../../values/dockerfile/index.ts';
import { fetchBase, materialOf, resolveBase, type Base } from './base.ts';
import { addRecord, findRecord } from './cache.ts';
import type { SolveRequest } from './protocol.ts';
import type { Session } from './session.ts';

export interface Forward {
	readonly image: string;
	/** Line of the directive; 0: a build argument asked. */
	readonly line: number;
}
/** Who is to read the file; undefined: the built-in frontend. Pure. */
export function forwardOf(source: string, request: SolveRequest): Forward | undefined {
	const given = request.buildArgs['BUILDKIT_SYNTAX'];
	return given === undefined ? syntaxOf(source) : { image: given.trim().split(' ')[0] ?? '', line: 0 };
}

/** Gets the frontend. Throws BuildFailure with the directive's place. */
export function* loadFrontend(session: Session, request: SolveRequest, { image, line }: Forward): Sys<void> {
	try {
		yield* load(session, request, image);
	} catch (error) {
		if (!(error instanceof BuildFailure)) throw error;
		throw new BuildFailure(
			line === 0 ? `failed with build-arg:BUILDKIT_SYNTAX = ${request.buildArgs['BUILDKIT_SYNTAX'] ?? ''}: ${error.message}` : error.message,
			line,
			line
		);
	}
}
function* load(session: Session, request: SolveRequest, image: string): Sys<void> {
	let name: string;
	try {
		name = full(withDefaultTag(parseReference(image)));
	} catch (error) {
		if (error instanceof ReferenceError) throw new BuildFailure(error.message);
		throw error;
	}
	let base: Base;
	try {
		base = yield* session.step(`resolve image config for docker-image://${name}`, () => resolveBase(image, request.pull, ''));
	} catch (error) {
		if (error instanceof BuildFailure) throw new BuildFailure(`failed to resolve source metadata for ${name}: ${error.message}`);
		throw error;
	}
	const [uri, digest] = materialOf(base);
	session.materials = [[uri.replace(/\?.*$/, ''), digest]];
	const title = `docker-image://${base.name}`;
	if (!base.remote && (yield* findRecord(base.key))) {
		yield* ensureLayers(base.config.rootfs.diff_ids);
		yield* session.note(title, 'cached');
	} else {
		yield* session.step(title, (tell) => fetchBase(base, tell, function* () {}));
		if (!base.remote)
			yield* addRecord({
				key: base.key,
				diffId: '',
				chain: base.config.rootfs.diff_ids,
				size: 0,
				created: base.config.created,
				description: `pulled from ${base.name}`
			});
	}
	if (!(base.config.config.Entrypoint ?? []).some((word) => word.endsWith('/dockerfile-frontend'))) throw new BuildFailure('exit code: 1');
}
