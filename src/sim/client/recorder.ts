// Events: client-go's recorder with its correlator – the same event again raises a count, many alike are combined, floods are dropped.
// Leaves out the asynchronous queue: an event is written where it is recorded, and a failure to write it is forgotten.
import { act, Errno, type Sys } from '../engine/index.ts';
import { clock } from '../kernel/index.ts';
import type { KubeObject } from '../kinds/index.ts';
import { rfc3339 } from '../values/time.ts';
import { ApiError, isNotFound, TlsError } from './errors.ts';
import type { HasApi } from './memory.ts';
import { create, patch } from './rest.ts';

export interface EventToRecord {
	/** source.component: "kubelet", "deployment-controller". */
	readonly component: string;
	/** source.host, for kubelets. */
	readonly host?: string;
	readonly about: KubeObject;
	/** involvedObject.fieldPath, e.g. "spec.containers{web}". */
	readonly fieldPath?: string;
	readonly type: 'Normal' | 'Warning';
	readonly reason: string;
	readonly message: string;
}

const window = 600_000_000;
const similarMax = 10;

/** Records an event about an object. Never throws for API or connection failures. */
export function* recordEvent(event: EventToRecord): Sys<void> {
	try {
		yield* write(event);
	} catch (error) {
		if (!(error instanceof ApiError || error instanceof Errno || error instanceof TlsError)) throw error;
	}
}

/** A reference to an object as events carry it. */
export const reference = (object: KubeObject, fieldPath?: string) => ({
	kind: object.kind,
	...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}),
	name: object.metadata.name,
	uid: object.metadata.uid,
	apiVersion: object.apiVersion,
	resourceVersion: object.metadata.resourceVersion,
	...(fieldPath ? { fieldPath } : {})
});

function* write(event: EventToRecord): Sys<void> {
	const now = yield* clock();
	const { about } = event;
	const namespace = about.metadata.namespace ?? 'default';
	const { name: of, uid, namespace: from = '' } = about.metadata;
	const source = `${event.component}\0${event.host ?? ''}\0${about.kind}\0${from}\0${of}\0${uid}\0${about.apiVersion}`;
	const base = `${source}\0${event.fieldPath ?? ''}\0${event.type}\0${event.reason}`;
	const plan = yield* act((m: HasApi) => {
		if (!spend(m, source, now)) return null;
		const message = combine(m, base, event.message, now);
		const key = `${base}\0${message.startsWith(combined) ? '' : message}`;
		const known = m.api.events.get(key);
		const fresh = !known || now - known.last > 3_600_000_000;
		return { message, key, known: fresh ? undefined : known, serial: m.api.serial++ };
	});
	if (!plan) return;
	const time = rfc3339(now);
	const { known } = plan;
	if (known) {
		try {
			const count = known.count + 1;
			const patched = yield* patch(
				'v1/events',
				`${known.namespace}/${known.name}`,
				{ count, lastTimestamp: time, ...(plan.message.startsWith(combined) ? { message: plan.message } : {}) },
				{ noCache: true }
			);
			yield* act((m: HasApi) => keep(m.api.events, plan.key, { ...known, count, last: now, resourceVersion: patched.metadata.resourceVersion }));
			return;
		} catch (error) {
			if (!isNotFound(error)) throw error;
		}
	}
	const name = eventName(about, now, plan.serial);
	const made = yield* create(
		'v1/events',
		{
			apiVersion: 'v1',
			kind: 'Event',
			metadata: { name, namespace },
			involvedObject: reference(about, event.fieldPath),
			reason: event.reason,
			message: plan.message,
			source: { component: event.component, ...(event.host ? { host: event.host } : {}) },
			firstTimestamp: time,
			lastTimestamp: time,
			count: 1,
			type: event.type,
			eventTime: null,
			reportingComponent: event.component,
			reportingInstance: event.host ?? ''
		},
		{ noCache: true }
	);
	yield* act((m: HasApi) =>
		keep(m.api.events, plan.key, { name, namespace, count: 1, first: time, last: now, resourceVersion: made.metadata.resourceVersion })
	);
}
/** "web.18796b8f2c3d4e5f": the object's name and the time in hex nanoseconds. */
const eventName = (about: KubeObject, now: number, serial: number): string =>
	`${about.metadata.name}.${(BigInt(now) * 1000n + BigInt(serial % 1000)).toString(16)}`;

const combined = '(combined from similar events): ';
/** The aggregator: from the eleventh different message within ten minutes on, they are combined. */
function combine(memory: HasApi, base: string, message: string, now: number): string {
	const key = `similar\0${base}`;
	const known = memory.api.events.get(key);
	const recent = known && now - known.last <= window ? known : undefined;
	const seen = recent ? recent.first.split('\0') : [];
	const messages = seen.includes(message) ? seen : [...seen, message];
	keep(memory.api.events, key, {
		name: '',
		namespace: '',
		count: messages.length,
		first: messages.slice(0, similarMax).join('\0'),
		last: now,
		resourceVersion: ''
	});
	return messages.length > similarMax && !seen.includes(message) ? combined + message : message;
}
/** maxLruCacheEntries of client-go: a correlator forgets what it has not met for so long. */
const most = 4096;
function keep<T>(cache: Map<string, T>, key: string, value: T): void {
	cache.delete(key);
	cache.set(key, value);
	if (cache.size > most) for (const [oldest] of cache) return void cache.delete(oldest);
}

/** The spam filter: 25 events at once per source and object, then one every five minutes. */
function spend(memory: HasApi, source: string, now: number): boolean {
	const known = memory.api.tokens.get(source) ?? { tokens: 25, at: now };
	const tokens = Math.min(25, known.tokens + (now - known.at) / 300_000_000);
	keep(memory.api.tokens, source, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
	return tokens >= 1;
}
