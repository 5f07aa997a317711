// The swarm's endpoints on a node that is in no swarm, and plug-ins: each answers as the engine does without them.
import type { Sys } from '../engine/index.ts';
import { notFound, unavailable } from './errors.ts';
import { ok, type Reply, type Request } from './http.ts';
import { remember } from './memory.ts';

const notManager = 'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

export function* notInSwarm(): Sys<Reply> {
	yield* remember(() => null);
	throw unavailable(notManager);
}
/** POST /swarm/leave. */
export function* leaveSwarm(): Sys<Reply> {
	yield* remember(() => null);
	throw unavailable('This node is not part of a swarm');
}
export function* listPlugins(): Sys<Reply> {
	yield* remember(() => null);
	return ok([]);
}
export function* noPlugin(request: Request): Sys<Reply> {
	yield* remember(() => null);
	throw notFound(`plugin "${request.vars[0] ?? ''}" not found`);
}
