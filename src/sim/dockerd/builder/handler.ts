// The engine's side of a build: a connection upgraded for BuildKit, one build on it; and the cache's prune.
import { call, Errno, type Sys } from '../../engine/index.ts';
import { header, send } from '../../kernel/index.ts';
import { asDockerError, badParameter, DockerError } from '../errors.ts';
import { flag, ok, serverHeaders, done, type Reply, type Request } from '../http.ts';
import { pruneRecords } from './cache.ts';
import { BuildFailure, ClientGone, Session } from './session.ts';
import { solve } from './solve.ts';

/** POST /grpc: upgrades, hears the request, builds, tells how it ended. */
export function* buildSession(request: Request): Sys<Reply> {
	if (header(request.http, 'Upgrade') !== 'h2c') throw badParameter('no h2c upgrade requested');
	yield* send(request.fd, {
		kind: 'response',
		status: 101,
		reason: 'Switching Protocols',
		headers: { Connection: 'Upgrade', Upgrade: 'h2c', ...serverHeaders }
	});
	const session = new Session(request.fd);
	try {
		const first = yield* session.hear();
		if (!('solve' in first)) return done;
		const id = yield* call(solve(session, first.solve));
		yield* session.tell({ finished: id });
	} catch (error) {
		if (error instanceof ClientGone) return done;
		if (error instanceof BuildFailure) yield* session.tell({ failed: error.message, start: error.start, stop: error.end });
		else if (error instanceof DockerError || (error instanceof Errno && error.code !== 'EPIPE'))
			yield* session.tell({ failed: asDockerError(error).message, start: 0, stop: 0 });
		else throw error;
	}
	return done;
}

/** POST /build/prune. */
export function* pruneBuild(request: Request): Sys<Reply> {
	const gone = yield* pruneRecords(flag(request, 'all'));
	const ids = gone.map((record) => record.key.slice(-64).slice(0, 25));
	return ok({ CachesDeleted: ids.length > 0 ? ids : null, SpaceReclaimed: gone.reduce((sum, record) => sum + record.size, 0) });
}
