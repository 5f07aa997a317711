// Waiting on an object: until it is gone, or until something is true of it, over list and watch as client-go's UntilWithSync does.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, monotonic, recv } from '../../kernel/index.ts';
import { bodyValue } from '../../client/index.ts';
import { ApiError } from '../../client/index.ts';
import { text } from '../../values/index.ts';
import { parseJson } from '../../values/json.ts';
import type { Info } from './builder.ts';
import { arr, at, isObject, str, type Json } from './dig.ts';
import { pathOf, type Mapping } from './discovery.ts';
import { Failure } from './failure.ts';
import { call, stream } from './rest.ts';
import type { Session } from './session.ts';

/** What watchers of one object see: the object as it is now, or undefined when it is not there. */
export type Seen<T> = (object: Json | undefined, type: string) => T | undefined;

/** The next watch events of a stream, or 'timeout', or null at its end. */
export function* nextEvents(fd: number, until: number, rest: { text: string }): Sys<readonly unknown[] | 'timeout' | null> {
	const now = yield* monotonic();
	if (now >= until) return 'timeout';
	let piece;
	try {
		piece = yield* recv(fd, { http: 'response', ...(until === Infinity ? {} : { timeoutUs: until - now }) });
	} catch (error) {
		if (error instanceof Errno && (error.code === 'ETIMEDOUT' || error.code === 'EAGAIN')) return 'timeout';
		throw error;
	}
	if (piece === null || piece.kind === 'end') return null;
	const body = piece.kind === 'chunk' ? piece.body : piece.kind === 'bytes' ? piece.data : undefined;
	if (body === undefined) return [];
	if (typeof body === 'object' && !(body instanceof Uint8Array)) return [bodyValue(body)];
	const lines = (rest.text + (typeof body === 'string' ? body : text(body))).split('\n');
	rest.text = lines.pop() ?? '';
	return lines.filter((line) => line.trim() !== '').map((line) => parseJson(line));
}

/** Watches one object until `seen` answers something; undefined when time is up. */
export function* watchObject<T>(s: Session, mapping: Mapping, namespace: string, name: string, until: number, seen: Seen<T>): Sys<T | undefined> {
	return yield* watchEach(s, mapping, namespace, name, until, function* (object, type) {
		return seen(object, type);
	});
}
/** The same with a visitor that may itself make calls (print): it meets every state, in order. */
export function* watchEach<T>(
	s: Session,
	mapping: Mapping,
	namespace: string,
	name: string,
	until: number,
	visit: (object: Json | undefined, type: string) => Sys<T | undefined>
): Sys<T | undefined> {
	const query = { fieldSelector: `metadata.name=${name}` };
	for (;;) {
		const list = yield* call(s, 'GET', pathOf(mapping, namespace), { query });
		const now = yield* visit(arr(list, 'items').filter(isObject)[0], '');
		if (now !== undefined) return now;
		const { fd } = yield* stream(s, 'GET', pathOf(mapping, namespace), {
			query: { ...query, resourceVersion: str(list, 'metadata', 'resourceVersion'), watch: 'true' }
		});
		const rest = { text: '' };
		for (;;) {
			const events = yield* nextEvents(fd, until, rest);
			if (events === 'timeout') {
				yield* close(fd);
				return undefined;
			}
			if (events === null) break;
			for (const event of events) {
				const type = str(event, 'type');
				const object = at(event, 'object');
				if (type === 'ERROR' || type === 'BOOKMARK') continue;
				const answer = yield* visit(type === 'DELETED' || !isObject(object) ? undefined : object, type);
				if (answer !== undefined) {
					yield* close(fd);
					return answer;
				}
			}
		}
		yield* close(fd);
	}
}

/** Waits until the object (with that uid, when known) is gone. Throws Failure when time is up. */
export function* awaitGone(s: Session, info: Info, uid: string, timeoutUs: number): Sys<void> {
	const until = (yield* monotonic()) + timeoutUs;
	try {
		const gone = yield* watchObject(s, info.mapping, info.namespace, info.name, until, (object) =>
			object === undefined || (uid !== '' && str(object, 'metadata', 'uid') !== uid) ? true : undefined
		);
		if (!gone) throw new Failure(`timed out waiting for the condition on ${info.mapping.resource}/${info.name}`);
	} catch (error) {
		if (error instanceof ApiError && (error.reason === 'Forbidden' || error.reason === 'MethodNotAllowed')) return;
		throw error;
	}
}
