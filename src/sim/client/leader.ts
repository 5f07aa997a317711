// Leader election on a Lease in kube-system: acquire, then renew every two seconds; who cannot renew for ten seconds exits.
// client-go's defaults: lease 15 s, renew deadline 10 s, retry 2 s.
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import { clock, exit, sleep, thread, trace, type Context } from '../kernel/index.ts';
import { parseTime, rfc3339nano } from '../values/time.ts';
import { ApiError, isNotFound, TlsError } from './errors.ts';
import type { HasApi } from './memory.ts';
import { create, get, update } from './rest.ts';

export interface Election {
	/** The lease's name, e.g. "kube-scheduler". */
	readonly name: string;
	/** "control-plane_6a0e…": host name and a uuid. */
	readonly identity: string;
}
const retry = 2_000_000;
const deadline = 10_000_000;
const lease = 'coordination.k8s.io/v1/leases';
/** RFC 3339 with exactly six digits. */
export const microTime = (us: number): string => {
	const text = rfc3339nano(us).replace('Z', '');
	const dot = text.indexOf('.');
	return dot < 0 ? `${text}.000000Z` : `${text.slice(0, dot + 7).padEnd(dot + 7, '0')}Z`;
};

/** Blocks until this process leads, then starts the thread 'leader' (add `...leaderThreads` to the program's threads). */
export function* becomeLeader(election: Election): Sys<void> {
	while (!(yield* tryRenew(election))) yield* sleep(retry);
	yield* trace('leader.elected', { name: election.name, identity: election.identity });
	yield* thread('leader', election);
}

function* renew(context: Context): Sys<void> {
	const election = context.init as Election;
	let failing = (context.settled as { failing: number } | undefined)?.failing ?? 0;
	for (;;) {
		yield* settle({ failing });
		yield* sleep(retry);
		failing = (yield* tryRenew(election)) ? 0 : failing + retry;
		if (failing >= deadline) {
			yield* trace('leader.lost', { name: election.name });
			yield* exit(1);
		}
	}
}
export const leaderThreads = { leader: renew };

/** One attempt: true when the lease is ours now. */
function* tryRenew(election: Election): Sys<boolean> {
	const now = yield* clock();
	const time = microTime(now);
	try {
		// The leader updates what it wrote last without reading it again, as client-go's fast path does.
		const held = yield* act((m: HasApi) => m.api.lease);
		if (held) {
			const renewed = yield* update(lease, { ...held, spec: { ...held.spec, renewTime: time } }, { noCache: true });
			yield* act((m: HasApi) => void (m.api.lease = renewed));
			return true;
		}
		const current = yield* get(lease, `kube-system/${election.name}`);
		const spec = current.spec ?? {};
		const ours = spec.holderIdentity === election.identity;
		const renewed = parseTime(spec.renewTime ?? '') ?? 0;
		if (!ours && spec.holderIdentity && now - renewed < 1_000_000 * (spec.leaseDurationSeconds ?? 15)) return false;
		const taken = yield* update(lease, {
			...current,
			spec: {
				...spec,
				holderIdentity: election.identity,
				leaseDurationSeconds: 15,
				renewTime: time,
				...(ours ? {} : { acquireTime: time, leaseTransitions: (spec.leaseTransitions ?? 0) + 1 })
			}
		});
		yield* act((m: HasApi) => void (m.api.lease = taken));
		return true;
	} catch (error) {
		yield* act((m: HasApi) => void (m.api.lease = null));
		if (isNotFound(error)) return yield* tryCreate(election, time);
		if (error instanceof ApiError || error instanceof Errno || error instanceof TlsError) return false;
		throw error;
	}
}
function* tryCreate(election: Election, time: string): Sys<boolean> {
	try {
		yield* create(lease, {
			apiVersion: 'coordination.k8s.io/v1',
			kind: 'Lease',
			metadata: { name: election.name, namespace: 'kube-system' },
			spec: { holderIdentity: election.identity, leaseDurationSeconds: 15, acquireTime: time, renewTime: time, leaseTransitions: 0 }
		});
		return true;
	} catch (error) {
		if (error instanceof ApiError || error instanceof Errno || error instanceof TlsError) return false;
		throw error;
	}
}
