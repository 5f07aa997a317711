// `--push` with the docker driver: the engine pushes what was built, shown as one more step.
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { humanSize } from '../../values/index.ts';
import { familiar, familiarName, full, parseReference, withDefaultTag } from '../../oci/index.ts';
import { answer, daemonError, dispatch, readBody } from '../docker/client/http.ts';
import { nextMessage, opened } from '../docker/client/api.ts';
import { authKey, encodeAuth, storedAuth } from '../docker/auth.ts';
import { loadConfig } from '../docker/config-file.ts';
import { Failure } from '../docker/failure.ts';
import { hostOf } from './client.ts';
import type { Display, Source } from './display.ts';

interface Line {
	readonly id?: string;
	readonly status?: string;
	readonly error?: string;
	readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/** Pushes one name. Throws Failure with the registry's text. */
export function* pushImage(tag: string, display: Display, env: Readonly<Record<string, string>>, of?: Source): Sys<void> {
	const ref = withDefaultTag(parseReference(tag));
	const began = yield* clock();
	// A number that the engine gives to none.
	const vertex = -1;
	yield* display.take({ vertex, step: `pushing ${familiar(parseReference(full(ref)))} with docker` }, began, of);
	const { config } = yield* loadConfig(env['DOCKER_CONFIG'] ?? `${env['HOME'] ?? '/root'}/.docker`);
	const pending = yield* dispatch(hostOf(env), {
		method: 'POST',
		path: `/images/${familiarName(ref)}/push?tag=${ref.tag ?? 'latest'}`,
		headers: { 'X-Registry-Auth': encodeAuth(storedAuth({ config }, authKey(ref.domain))) }
	});
	const response = yield* answer(pending);
	if (response.status !== 200) throw daemonError(response.status, yield* readBody(pending.fd, response), pending.request);
	let stream = opened(pending.fd, response);
	for (let next = yield* nextMessage(stream); next; next = yield* nextMessage(stream)) {
		stream = next.stream;
		const line = next.message as Line;
		const now = yield* clock();
		if (line.error !== undefined) {
			yield* display.take({ vertex, error: line.error }, now, of);
			yield* display.finish(now);
			throw new Failure(`failed to solve: ${line.error}`);
		}
		if (line.id !== undefined && line.status === 'Pushed') yield* display.take({ vertex, line: `pushing layer ${line.id} done` }, now, of);
		else if (line.progressDetail?.total !== undefined && line.progressDetail.current === line.progressDetail.total)
			yield* display.take(
				{ vertex, line: `pushing layer ${line.id ?? ''} ${humanSize(line.progressDetail.total)} / ${humanSize(line.progressDetail.total)}` },
				now
			);
	}
	yield* display.take({ vertex, end: 'done', us: (yield* clock()) - began }, yield* clock(), of);
	if (display.mode === 'plain') yield* display.refresh(yield* clock());
}
