// Doing what an Outcome says: writes through etcd, waits, collections, roads to kubelets. Used by connections and by the server's own hooks.
import { act, Errno, type Sys } from '../engine/index.ts';
import { awaitKey, clock, notify, random, trace } from '../kernel/index.ts';
import type { EtcdRequest, EtcdResponse } from '../etcd/index.ts';
import { hex } from '../values/bytes.ts';
import type { KubeObject } from '../kinds/index.ts';
import { undo } from './admission/service-addresses.ts';
import { withVersion } from './cache.ts';
import { applyRevision } from './changes.ts';
import { etcdKey, kindOf } from './cluster.ts';
import { handle } from './dispatch.ts';
import { askEtcd, unavailable } from './etcd-client.ts';
import type { Memory, User } from './memory.ts';
import { tooLarge } from './read.ts';
import { removeOne } from './remove.ts';
import { failure, refused, type ApiRequest, type Outcome, type Proxy, type Respond, type Watch, type Write } from './request.ts';
import { requestInfo } from './request-info.ts';
import { StatusError } from './status.ts';
import { anonymous } from './authn.ts';
import { scaleOf } from './update.ts';
import { view } from './view.ts';

/** What is left for the connection to do. */
export interface Done {
	readonly plan: Respond | Watch | Proxy;
	readonly user: User;
	readonly decision: ApiRequest['decision'] | null;
	readonly warnings: readonly string[];
}
const done = (plan: Done['plan'], { user, decision, warnings }: Planned): Done => ({ plan, user, decision, warnings });

/** Runs a request to its response (or to a watch or a proxy, which the connection carries out). */
export function* perform(asked: ApiRequest): Sys<Done> {
	let request = asked;
	let outcome = yield* act((m: Memory) => planned(m, request));
	for (let tries = 0; ; tries++) {
		const { plan, fd } = outcome;
		for (const message of outcome.panics) yield* trace('apiserver.panic', { message });
		if (plan.kind === 'wait') {
			const noted = yield* awaitKey('cache', 3_000_000);
			const current = yield* act((m: Memory) => m.cache.revision);
			if (!noted && current < plan.revision) return done(failure(tooLarge(plan.revision, current)), outcome);
		} else if (plan.kind === 'write') {
			const result = yield* commit(plan, fd, request, outcome.user.name);
			if (result) return done(result, outcome);
			if (tries > 30) return done(refused(plan.onConflict), outcome);
		} else if (plan.kind === 'random') request = { ...request, random: hex(yield* random(24)) };
		else if (plan.kind === 'many') {
			for (const name of plan.names) yield* removeMember(request, name);
			return done(plan.respond, outcome);
		} else return done(plan, outcome);
		outcome = yield* act((m: Memory) => planned(m, request));
	}
}
interface Planned {
	readonly plan: Outcome;
	readonly fd: number;
	readonly user: User;
	readonly decision: ApiRequest['decision'] | null;
	readonly warnings: readonly string[];
	/** Bugs of ours met in a handler. */
	readonly panics: readonly string[];
}
function planned(m: Memory, request: ApiRequest): Planned {
	const own: ApiRequest = { ...request, warnings: [], user: anonymous };
	const plan = handle(m, own);
	const { panics } = m;
	if (panics.length > 0) m.panics = [];
	return { plan, fd: takenFor(m, plan), user: own.user, decision: own.decision ?? null, warnings: own.warnings, panics };
}
const takenFor = (m: Memory, plan: Outcome): number => (plan.kind === 'write' ? (m.idleEtcd.pop() ?? -1) : -1);

function* removeMember(request: ApiRequest, name: string): Sys<void> {
	for (let tries = 0; tries < 10; tries++) {
		const { plan, fd } = yield* act((m: Memory): { plan: Outcome; fd: number } => {
			const kind = kindOf(m, `${request.info.apiVersion}/${request.info.resource}`);
			if (!kind) return { plan: { kind: 'respond', status: 404 }, fd: -1 };
			try {
				const one = removeOne(m, { ...request, info: { ...request.info, name } }, kind, name);
				return { plan: one, fd: takenFor(m, one) };
			} catch (error) {
				if (error instanceof StatusError) return { plan: failure(error), fd: -1 };
				throw error;
			}
		});
		if (plan.kind !== 'write' || (yield* commit(plan, fd, request))) return;
	}
}

const transaction = (plan: Write, lease: number): EtcdRequest => ({
	op: 'txn',
	compare: plan.changes.map(({ storage, key, expect }) => ({ key: etcdKey(storage, key), target: 'mod', equals: expect })),
	success: plan.changes.map(({ storage, key, object }) =>
		object ? { op: 'put', key: etcdKey(storage, key), value: object, ...(lease ? { lease } : {}) } : { op: 'delete', key: etcdKey(storage, key) }
	),
	failure: []
});

/** One transaction. Answers null when it has to be planned again. */
function* commit(plan: Write, pooled: number, request: ApiRequest, user = ''): Sys<Respond | null> {
	let fd = pooled;
	let answer: EtcdResponse;
	try {
		const lease = plan.ttl === undefined ? 0 : yield* eventLease(plan.ttl);
		const result = yield* askEtcd(fd, transaction(plan, lease));
		fd = result.fd;
		answer = result.answer;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		const { etcd } = yield* act((m: Memory) => {
			undo(m, plan.release ?? []);
			return m.options;
		});
		return failure(new StatusError(500, '', unavailable(etcd.host, etcd.port, error)));
	}
	const keep = fd;
	const outcome = yield* act((m: Memory) => finish(m, plan, answer, keep, request));
	for (const id of outcome.wake) yield* notify(`watch:${id}`);
	for (const key of outcome.threads) yield* notify(key);
	if (outcome.response) {
		if (outcome.wake.length > 0 || outcome.waited) yield* notify('cache');
		if (outcome.put) yield* trace('etcd.put', { key: outcome.put, revision: answer.revision, user });
		return outcome.response;
	}
	if (outcome.behind) yield* awaitKey('cache', 1_000_000);
	return null;
}
function finish(
	m: Memory,
	plan: Write,
	answer: EtcdResponse,
	fd: number,
	request: ApiRequest
): { response: Respond | null; wake: readonly number[]; behind: boolean; waited: boolean; put: string; threads: readonly string[] } {
	m.idleEtcd.push(fd);
	if (answer.error) {
		undo(m, plan.release ?? []);
		return { response: failure(new StatusError(500, '', answer.error)), wake: [], behind: false, waited: false, put: '', threads: [] };
	}
	if (!answer.succeeded) {
		undo(m, plan.release ?? []);
		const again = plan.retry || m.cache.revision < answer.revision;
		const blind = plan.changes[0]?.expect === 0;
		if (again && !blind) return { response: null, wake: [], behind: m.cache.revision < answer.revision, waited: false, put: '', threads: [] };
		return { response: refused(plan.onConflict), wake: [], behind: false, waited: false, put: '', threads: [] };
	}
	const { revision } = answer;
	const changes = plan.changes.map(({ storage, key, object }) => ({ storage, key, object: object && withVersion(object, revision) }));
	const waited = m.cache.revision < m.written;
	m.written = Math.max(m.written, revision);
	const wake = applyRevision(m, revision, changes);
	const threads = m.wakes;
	if (threads.length > 0) m.wakes = [];
	const first = changes[0];
	const final = first?.object ?? ({} as KubeObject);
	return {
		response: { kind: 'respond', status: plan.status, body: { json: answerOf(m, request, plan, final) } },
		wake,
		behind: false,
		waited,
		put: first ? etcdKey(first.storage, first.key) : '',
		threads
	};
}

function answerOf(m: Memory, request: ApiRequest, plan: Write, final: KubeObject): unknown {
	if (typeof plan.answer === 'object') return plan.answer.value;
	const kind = kindOf(m, plan.ref);
	if (!kind) return final;
	return plan.answer === 'scale' ? scaleOf(kind, final) : view(m, request, kind, final);
}

/** A lease for things that expire; one is shared by what is made within a minute. */
function* eventLease(ttl: number): Sys<number> {
	const now = yield* clock();
	const known = yield* act((m: Memory) => (m.eventLease && m.eventLease.until > now ? m.eventLease.id : 0));
	if (known) return known;
	const pooled = yield* act((m: Memory) => m.idleEtcd.pop() ?? -1);
	const { answer, fd } = yield* askEtcd(pooled, { op: 'leaseGrant', ttl: ttl + 60 });
	const id = answer.lease?.id ?? 0;
	yield* act((m: Memory) => {
		m.idleEtcd.push(fd);
		m.eventLease = { id, until: now + 60_000_000 };
	});
	return id;
}

/** A request of the server itself (post-start hooks), as a member of system:masters. */
export function* own(method: string, path: string, body?: unknown, contentType = 'application/json'): Sys<Done> {
	const now = yield* clock();
	const bytes = method === 'GET' ? '' : hex(yield* random(24));
	return yield* perform({
		info: requestInfo(method, path),
		method,
		headers: { 'User-Agent': 'kube-apiserver/v1.36.3 (linux/amd64) kubernetes/0000000', 'Content-Type': contentType, Accept: 'application/json' },
		body: body === undefined ? undefined : { json: body },
		client: -1,
		sourceIP: '::1',
		now,
		random: bytes,
		user: anonymous,
		warnings: []
	});
}
