// The engine's side of a build: a connection upgraded for BuildKit, one build on it; and the cache's prune.
import { call, Errno, type Sys } from '../../engine/index.ts';
import { clock, header, send, trace } from '../../kernel/index.ts';
import { asDockerError, badParameter, DockerError } from '../errors.ts';
import { flag, ok, serverHeaders, done, type Reply, type Request } from '../http.ts';
import { remember } from '../memory.ts';
import { BuildFailure } from '../../values/dockerfile/index.ts';
import { allRecords, cacheId, cacheRows, pruneRecords } from './cache.ts';
import { buildEvents, buildHistory, forgetBuilds, noteBegin, noteBuild } from './history.ts';
import type { SolveRequest, ToClient } from './protocol.ts';
import { ClientGone, Session } from './session.ts';
import { solve } from './solve.ts';
import { workerInfo } from './worker.ts';

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
		if ('solve' in first) yield* run(session, first.solve);
		else if ('tell' in first) yield* session.tell(yield* told(first.tell));
		else if ('prune' in first) {
			const gone = yield* pruneRecords(first.prune.all);
			yield* session.tell({ usage: yield* remember((m) => cacheRows(m, gone)) });
		} else if ('events' in first) yield* session.tell({ events: yield* buildEvents(first.events) });
		else if ('forget' in first) {
			yield* forgetBuilds(first.forget);
			yield* session.tell({ history: yield* buildHistory() });
		}
	} catch (error) {
		if (error instanceof ClientGone) return done;
		if (error instanceof BuildFailure) yield* session.tell({ failed: error.message, start: error.start, stop: error.end });
		else if (error instanceof DockerError || (error instanceof Errno && error.code !== 'EPIPE'))
			yield* session.tell({ failed: asDockerError(error).message, start: 0, stop: 0 });
		else throw error;
	}
	return done;
}

/** A build, and its record in the history. */
function* run(session: Session, request: SolveRequest): Sys<void> {
	const began = yield* clock();
	session.began = began;
	yield* trace('docker.build.begun', { build: began, name: request.name ?? '', tag: request.tags[0] ?? '' });
	const ref = yield* noteBegin(session, request);
	try {
		const id = yield* call(solve(session, request));
		yield* trace('docker.build.ended', { build: began, image: id });
		yield* noteBuild(session, ref, id);
		yield* session.tell({ finished: id });
	} catch (error) {
		const lines = error instanceof BuildFailure ? { start: error.start, stop: error.end } : { start: 0, stop: 0 };
		// Nobody to tell it to: the client has gone.
		const told = error instanceof BuildFailure || error instanceof DockerError;
		const message = told ? error.message : 'context canceled';
		yield* noteBuild(session, ref, '', { code: told ? 2 : 1, message, file: request.dockerfile, source: session.source, ...lines });
		yield* trace('docker.build.ended', { build: began, image: '', error: message });
		throw error;
	}
}
function* told(what: 'worker' | 'usage' | 'history'): Sys<ToClient> {
	if (what === 'worker') return { worker: yield* workerInfo() };
	if (what === 'history') return { history: yield* buildHistory() };
	const records = yield* allRecords();
	return { usage: yield* remember((m) => cacheRows(m, records)) };
}

/** POST /build/prune. */
export function* pruneBuild(request: Request): Sys<Reply> {
	const gone = yield* pruneRecords(flag(request, 'all'));
	const ids = gone.map((record) => cacheId(record.key));
	return ok({ CachesDeleted: ids.length > 0 ? ids : null, SpaceReclaimed: gone.reduce((sum, record) => sum + record.size, 0) });
}
