// Questions to the engine's builder that are no build: what it is, what its cache holds, what it has built.
import type { Sys } from '../../engine/index.ts';
import { close, recv, send } from '../../kernel/index.ts';
import type { BuildEvent, BuildRecord, CacheRow, ToClient, ToEngine, Worker } from '../../dockerd/index.ts';
import { answer, dispatch } from '../docker/client/http.ts';
import { Failure } from '../docker/failure.ts';
import { hostOf } from './client.ts';

function* ask(env: Readonly<Record<string, string>>, value: ToEngine): Sys<ToClient> {
	const pending = yield* dispatch(hostOf(env), { method: 'POST', path: '/grpc', headers: { Connection: 'Upgrade', Upgrade: 'h2c' } });
	const reply = yield* answer(pending);
	if (reply.status !== 101) throw new Failure(`unexpected status ${reply.status} from the engine`);
	yield* send(pending.fd, { kind: 'frame', protocol: 'buildkit', value });
	const message = yield* recv(pending.fd);
	yield* close(pending.fd);
	if (message === null || message.kind !== 'frame') throw new Failure('rpc error: code = Unavailable desc = error reading from server: EOF');
	return message.value as ToClient;
}

/** The engine's builder. Throws Failure when it cannot be reached. */
export function* worker(env: Readonly<Record<string, string>>): Sys<Worker> {
	const said = yield* ask(env, { tell: 'worker' });
	if (!('worker' in said)) throw new Failure('rpc error: code = Internal');
	return said.worker;
}
/** Records of the cache, smallest first. */
export function* cacheUsage(env: Readonly<Record<string, string>>): Sys<readonly CacheRow[]> {
	const said = yield* ask(env, { tell: 'usage' });
	return 'usage' in said ? said.usage : [];
}
/** Removes records; answers what went. */
export function* pruneCache(env: Readonly<Record<string, string>>, all: boolean): Sys<readonly CacheRow[]> {
	const said = yield* ask(env, { prune: { all } });
	return 'usage' in said ? said.usage : [];
}
/** Builds that have ended, newest first. */
export function* history(env: Readonly<Record<string, string>>): Sys<readonly BuildRecord[]> {
	const said = yield* ask(env, { tell: 'history' });
	return 'history' in said ? said.history : [];
}
/** What a build told of its vertices. */
export function* buildEvents(env: Readonly<Record<string, string>>, id: string): Sys<readonly BuildEvent[]> {
	const said = yield* ask(env, { events: id });
	return 'events' in said ? said.events : [];
}
/** Forgets builds; an empty list forgets all. */
export function* forget(env: Readonly<Record<string, string>>, ids: readonly string[]): Sys<void> {
	yield* ask(env, { forget: ids });
}
