// Probe threads: one per container and kind of probe, from the container's start to its end (pkg/kubelet/prober worker).
import { settle, type Sys } from '../engine/index.ts';
import { awaitKey, monotonic, sleep, thread, type Context } from '../kernel/index.ts';
import type { Container, Pod, Probe } from '../kinds/index.ts';
import { say } from './events.ts';
import { kubelet, touchPod, touchProbes, type Memory, type ProbeResult, type SeenContainer } from './memory.ts';
import { runProbe } from './probe-actions.ts';
import { isSidecar } from './status.ts';
import { flush } from '../client/index.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';
interface Job {
	readonly uid: string;
	readonly container: string;
	readonly kind: ProbeKind;
}

const probeOf = (container: Container, kind: ProbeKind): Probe | undefined =>
	kind === 'startup' ? container.startupProbe : kind === 'readiness' ? container.readinessProbe : container.livenessProbe;

/** Starts the probe threads a pod needs and does not have. */
export function* startProbes(uid: string): Sys<void> {
	const wanted = yield* kubelet((m) => {
		const pod = m.pods.get(uid)?.pod;
		const jobs: Job[] = [];
		for (const container of [...(pod?.spec?.containers ?? []), ...(pod?.spec?.initContainers ?? []).filter(isSidecar)]) {
			for (const kind of ['startup', 'readiness', 'liveness'] as const) {
				const key = `${uid}/${container.name}/${kind}`;
				if (!probeOf(container, kind) || m.probing.has(key)) continue;
				m.probing.add(key);
				jobs.push({ uid, container: container.name, kind });
			}
		}
		return jobs;
	});
	for (const job of wanted) yield* thread('probe', job);
}

interface State {
	/** The container being probed, and consecutive results. */
	id: string;
	run: number;
	ok: boolean;
	/** Monotonic µs before which nothing is asked; 0 once it has begun. */
	notBefore: number;
	/** When the worker began: its ticks are whole periods from here. */
	base: number;
}

/** What a turn of the worker goes by. */
interface Look {
	readonly pod: Pod;
	readonly container: Container;
	readonly probe: Probe;
	readonly current: SeenContainer | undefined;
	/** Its start-up is over. */
	readonly started: boolean;
	/** What was noted last. */
	readonly result: ProbeResult | undefined;
}

/** null: the pod, its container or the probe is gone. */
function look(m: Memory, job: Job): Look | null {
	const pod = m.pods.get(job.uid)?.pod;
	const named = (list: readonly Container[] | undefined): Container | undefined => list?.find((c) => c.name === job.container);
	const container = named(pod?.spec?.containers) ?? named(pod?.spec?.initContainers);
	const probe = container && probeOf(container, job.kind);
	if (!pod || !container || !probe) return null;
	const current = m.seen.get(`${job.uid}/${job.container}`);
	const startup = container.startupProbe ? m.probes.get(`${job.uid}/${job.container}/startup`) : undefined;
	const result = m.probes.get(`${job.uid}/${job.container}/${job.kind}`);
	return { pod, container, probe, current, result, started: !container.startupProbe || (startup?.ok === true && startup.containerId === current?.id) };
}

/** The kubelet sees that a container runs when it next lists the runtime's containers (PLEG). */
export const relist = 1_000_000;

/** A thread entry: probes until the pod is gone or ending. */
export function* probeThread(context: Context): Sys<void> {
	const job = context.init as Job;
	const key = `${job.uid}/${job.container}/${job.kind}`;
	let state = (context.settled as State | undefined) ?? { id: '', run: 0, ok: job.kind === 'liveness', notBefore: 0, base: -1 };
	for (;;) {
		yield* settle(state);
		const found = yield* kubelet((m) => look(m, job));
		if (!found) break;
		// A worker that is at its rounds needs no clock: it sleeps a period after each.
		const now = state.base < 0 || found.current?.id !== state.id || state.notBefore > 0 ? yield* monotonic() : 0;
		if (state.base < 0) state = { ...state, base: now };
		const { probe, current, started } = found;
		if (found.pod.metadata.deletionTimestamp && job.kind !== 'readiness') break;
		const period = Math.max(1, probe.periodSeconds ?? 10) * 1_000_000;
		if (!current?.running) {
			if (current && state.id === current.id && job.kind === 'readiness') yield* set(job, key, current.id, false, false);
			yield* awaitKey(`probes:${job.uid}`, period);
			continue;
		}
		if (current.id !== state.id) {
			const from = Math.max(now + (probe.initialDelaySeconds ?? 0) * 1_000_000, (Math.floor(now / relist) + 1) * relist);
			// Readiness is asked at once when a pod's status is made and it is not ready yet; the others at their next tick.
			const tick = job.kind === 'readiness' ? from : state.base + Math.ceil((from - state.base) / period) * period;
			state = { ...state, id: current.id, run: 0, ok: job.kind === 'liveness', notBefore: tick };
			if (job.kind !== 'liveness') yield* set(job, key, current.id, false, false);
		}
		// It is told when the start-up is over, when the container is another one, and when the pod is gone.
		if (job.kind === 'startup' ? started : !started) {
			yield* awaitKey(`probes:${job.uid}`);
			continue;
		}
		if (now < state.notBefore) {
			yield* sleep(state.notBefore - now);
			continue;
		}
		const outcome = yield* runProbe(found.pod, found.container, probe, current.id, current.ip || found.pod.status?.hostIP || '');
		const run = state.run > 0 === outcome.ok && state.run !== 0 ? state.run + (outcome.ok ? 1 : -1) : outcome.ok ? 1 : -1;
		state = { ...state, run, notBefore: 0 };
		if (!outcome.ok) {
			const title = job.kind === 'startup' ? 'Startup' : job.kind === 'readiness' ? 'Readiness' : 'Liveness';
			yield* say(found.pod, 'Warning', 'Unhealthy', `${title} probe failed: ${outcome.message}`, job.container);
		}
		const threshold = outcome.ok ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
		if (Math.abs(run) >= threshold) {
			const { result } = found;
			if (result?.containerId !== current.id || result.ok !== outcome.ok || result.failed === outcome.ok)
				yield* set(job, key, current.id, outcome.ok, !outcome.ok);
			if (!outcome.ok && job.kind !== 'readiness') state = { ...state, run: 0 };
		}
		yield* sleep(period);
	}
	yield* kubelet((m) => void m.probing.delete(key));
}

/** Notes a result; a change is looked at by the pod's worker. */
function* set(job: Job, key: string, containerId: string, ok: boolean, failed: boolean): Sys<void> {
	const news = yield* kubelet((m) => {
		const known = m.probes.get(key);
		if (known?.containerId === containerId && known.ok === ok && known.failed === failed) return false;
		m.probes.set(key, { containerId, ok, failed });
		touchPod(m, job.uid);
		if (job.kind === 'startup') touchProbes(m, job.uid);
		return true;
	});
	if (news) yield* flush();
}
