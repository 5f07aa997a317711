// POST /containers/{id}/wait: the answer begins at once and ends when the condition holds.
import type { Sys } from '../../engine/index.ts';
import { badParameter } from '../errors.ts';
import { beginStream, endStream, jsonChunk, param, type Reply, type Request } from '../http.ts';
import { getContainer, remember, until } from '../memory.ts';
import type { Memory } from '../state.ts';

export interface WaitStream {
	readonly kind: 'wait';
	readonly id: string;
	readonly condition: 'not-running' | 'next-exit' | 'removed';
	/** How often it had ended when the wait began. */
	readonly exits: number;
}
export function* waitContainer(request: Request): Sys<Reply> {
	const given = param(request, 'condition') || 'not-running';
	if (given !== 'not-running' && given !== 'next-exit' && given !== 'removed') throw badParameter(`invalid condition: "${given}"`);
	const container = yield* getContainer(request.vars[0] ?? '');
	const exits = yield* remember((m) => m.runtime.get(container.id)?.exits ?? 0);
	yield* beginStream(request.fd);
	return { stream: { kind: 'wait', id: container.id, condition: given, exits } };
}
function result(m: Memory, state: WaitStream): { exitCode: number; error: string } | undefined {
	const container = m.containers.get(state.id);
	if (!container) return m.removed.get(state.id) ?? { exitCode: 0, error: '' };
	if (state.condition === 'removed') return undefined;
	const over = state.condition === 'not-running' ? !container.state.running : (m.runtime.get(state.id)?.exits ?? 0) > state.exits;
	return over ? { exitCode: container.state.exitCode, error: container.state.error } : undefined;
}
/** One turn: it lasts until the condition holds. */
export function* waitTurn(fd: number, state: WaitStream): Sys<WaitStream | null> {
	const answer = yield* until('state:' + state.id, (m) => result(m, state));
	if (answer) yield* jsonChunk(fd, { StatusCode: answer.exitCode, ...(answer.error === '' ? {} : { Error: { Message: answer.error } }) });
	yield* endStream(fd);
	return null;
}
