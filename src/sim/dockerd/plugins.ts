// Plug-ins: there are none, so each answers as the engine does without them.
import type { Sys } from '../engine/index.ts';
import { notFound } from './errors.ts';
import { ok, type Reply, type Request } from './http.ts';
import { remember } from './memory.ts';

export function* listPlugins(): Sys<Reply> {
	yield* remember(() => null);
	return ok([]);
}
export function* noPlugin(request: Request): Sys<Reply> {
	yield* remember(() => null);
	throw notFound(`plugin "${request.vars[0] ?? ''}" not found`);
}
