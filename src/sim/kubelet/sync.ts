// One pod's worker: what has to be done now so that the runtime has what the pod asks for, and when to look again
// (kubelet.go SyncPod, kuberuntime_manager.go computePodActions). The status is made before acting, so why a container waits shows at the next look.
import { ApiError, flush, get, isNotFound, patch, remove } from '../client/index.ts';
import { RpcError, type ContainerStatus } from '../containerd/index.ts';
import { Errno, type Sys } from '../engine/index.ts';
import { clock, mkdirAll, monotonic, removeAll, sleep, trace } from '../kernel/index.ts';
import { keyOf, type Container, type Pod, type PodStatus } from '../kinds/index.ts';
import { cri } from './cri.ts';
import { failAgain, seconds, waitLeft } from './back-off.ts';
import { containerHash, logDirectory, sandboxConfig } from './configs.ts';
import { gracePeriod, killContainer, startContainer } from './containers.ts';
import { say } from './events.ts';
import { watchStorage } from './evictions.ts';
import { kubelet, touchProbes, type Memory, type ProbeResult, type Reason, type WantedPod } from './memory.ts';
import { startProbes } from './probes.ts';
import { createPodCgroup, removePodCgroup } from './resources.ts';
import { forgetPod, isQuiet, knownPod, leaveQuiet, restartAnnotation, runtimePod, type RuntimePod } from './runtime.ts';
import { isSidecar, statusOf } from './status.ts';
import { MountFailure, podDirectory, setUpVolumes, tearDownVolumes } from './volumes.ts';

/** µs until the next look: after nothing, after a failure. The real ones are 60–90 s and 10–15 s, by chance. */
const resync = 67_000_000;
const retry = 14_300_000;

export type Next = { readonly after: number } | 'gone';

/** Sends a pod's status when it says something new. */
function* report(pod: Pod, status: PodStatus): Sys<void> {
	const { mirror, last, connected } = yield* kubelet((m) => ({
		mirror: m.mirrors.get(pod.metadata.uid),
		last: m.sent.get(pod.metadata.uid),
		connected: m.connected
	}));
	const text = JSON.stringify(status);
	if (!connected || text === last) return;
	const isStatic = pod.metadata.annotations?.['kubernetes.io/config.source'] === 'file';
	if (isStatic && !mirror) return;
	try {
		// As a two-way merge patch says it: what a condition no longer has is null.
		const before = [...(pod.status?.conditions ?? []), ...(last ? ((JSON.parse(last) as PodStatus).conditions ?? []) : [])];
		const gone = (type: string, field: 'message' | 'reason') => before.some((c) => c.type === type && c[field] !== undefined);
		const conditions = (status.conditions ?? []).map((c) => ({
			...c,
			...(c.message === undefined && gone(c.type, 'message') ? { message: null } : {}),
			...(c.reason === undefined && gone(c.type, 'reason') ? { reason: null } : {})
		}));
		yield* patch(
			'v1/pods',
			keyOf(pod),
			{
				metadata: { uid: mirror ?? pod.metadata.uid },
				status: { ...status, '$setElementOrder/conditions': conditions.map(({ type }) => ({ type })), conditions }
			},
			{ type: 'strategic', subresource: 'status' }
		);
		yield* kubelet((m) => void m.sent.set(pod.metadata.uid, text));
	} catch (error) {
		if (!(error instanceof ApiError || error instanceof Errno)) throw error;
	}
}

const runningOf = (runtime: RuntimePod): ContainerStatus[] =>
	[...runtime.containers.values()].flatMap((list) => list.filter((c) => c.state === 'CONTAINER_RUNNING' || c.state === 'CONTAINER_CREATED'));
const specOf = (pod: Pod, name: string): Container =>
	[...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].find((c) => c.name === name) ?? { name };

/** Ends everything of a pod: main containers together, then sidecars in reverse order. */
function* killPod(pod: Pod, runtime: RuntimePod, grace: number, why: (name: string) => string): Sys<void> {
	yield* kubelet((m) => forgetPod(m, pod.metadata.uid));
	const sidecars = new Set((pod.spec?.initContainers ?? []).filter(isSidecar).map((c) => c.name));
	const running = runningOf(runtime);
	for (const status of running.filter((c) => !sidecars.has(c.metadata.name)))
		yield* killContainer(pod, specOf(pod, status.metadata.name), status, why(status.metadata.name), grace);
	for (const name of [...sidecars].reverse())
		for (const status of running.filter((c) => c.metadata.name === name)) yield* killContainer(pod, specOf(pod, name), status, why(name), Math.min(grace, 2));
	for (const sandbox of runtime.sandboxes) if (sandbox.state === 'SANDBOX_READY') yield* cri('StopPodSandbox', { podSandboxId: sandbox.id });
}

/** A pod that is being deleted, or is no longer wanted: ended, cleaned up, and let go. */
function* terminate(pod: Pod, runtime: RuntimePod): Sys<Next> {
	yield* killPod(pod, runtime, gracePeriod(pod), (name) => `Stopping container ${name}`);
	const after = yield* runtimePod(pod.metadata.uid);
	yield* report(pod, yield* statusOf(pod, after, undefined));
	for (const list of after.containers.values()) for (const c of list) yield* cri('RemoveContainer', { containerId: c.id });
	for (const sandbox of after.sandboxes) yield* cri('RemovePodSandbox', { podSandboxId: sandbox.id });
	yield* awaitVolumes(pod);
	yield* tearDownVolumes(pod.metadata.uid);
	yield* removeAll(logDirectory(pod));
	yield* removePodCgroup(pod);
	yield* trace('kubelet.pod.removed', { pod: keyOf(pod), uid: pod.metadata.uid });
	if (pod.metadata.deletionTimestamp && pod.metadata.annotations?.['kubernetes.io/config.source'] !== 'file') {
		try {
			yield* remove('v1/pods', keyOf(pod), { gracePeriodSeconds: 0, uid: pod.metadata.uid });
		} catch (error) {
			if (!isNotFound(error) && !(error instanceof ApiError && error.code === 409)) throw error;
		}
	}
	return 'gone';
}

/** A worker asks every 300 ms whether the volume manager, which works at ten turns a second, has mounted or unmounted what it wants. */
function* awaitVolumes(pod: Pod): Sys<void> {
	if ((pod.spec?.volumes ?? []).length > 0) yield* sleep(300_000);
}

interface Plan {
	/** Containers to start, in order, with their attempt. */
	readonly start: { container: Container; attempt: number }[];
	readonly kill: { container: Container; status: ContainerStatus; why: string }[];
	/** Nothing will run any more. */
	readonly over: boolean;
}

function restartable(pod: Pod, container: Container, last: ContainerStatus): boolean {
	const policy = container.restartPolicy ?? pod.spec?.restartPolicy ?? 'Always';
	return policy === 'Always' || (policy === 'OnFailure' && last.exitCode !== 0);
}

/** Which containers to start and to end. Pure but for what it is given. */
export function planOf(pod: Pod, runtime: RuntimePod, probes: ReadonlyMap<string, ProbeResult>): Plan {
	const start: Plan['start'] = [];
	const kill: Plan['kill'] = [];
	const next = (list: readonly ContainerStatus[]) => (list[0] ? Number(list[0].annotations[restartAnnotation] ?? 0) + 1 : 0);
	const failing = (container: Container, status: ContainerStatus): string | null => {
		for (const kind of ['startup', 'liveness'] as const) {
			const result = probes.get(`${pod.metadata.uid}/${container.name}/${kind}`);
			if (result?.containerId === status.id && result.failed) return `Container ${container.name} failed ${kind} probe, will be restarted`;
		}
		return null;
	};
	const main = pod.spec?.containers ?? [];
	const anyMainBegan = main.some((c) => runtime.containers.has(c.name));
	const mainsOver =
		main.length > 0 &&
		main.every((c) => {
			const [last] = runtime.containers.get(c.name) ?? [];
			return last?.state === 'CONTAINER_EXITED' && !restartable(pod, c, last);
		});
	let blocked = false;
	for (const container of pod.spec?.initContainers ?? []) {
		const list = runtime.containers.get(container.name) ?? [];
		const [last] = list;
		if (isSidecar(container)) {
			if (mainsOver) continue;
			if (!last || last.state === 'CONTAINER_EXITED') {
				if (!blocked) start.push({ container, attempt: next(list) });
				blocked ||= !anyMainBegan;
			} else {
				const why = failing(container, last);
				if (why) kill.push({ container, status: last, why });
				const startup = probes.get(`${pod.metadata.uid}/${container.name}/startup`);
				if (container.startupProbe && !(startup?.ok && startup.containerId === last.id)) blocked = true;
			}
			continue;
		}
		if (blocked || anyMainBegan) continue;
		if (last?.state === 'CONTAINER_EXITED' && last.exitCode === 0) continue;
		blocked = true;
		if (last?.state === 'CONTAINER_RUNNING') continue;
		if (last?.state === 'CONTAINER_EXITED' && (pod.spec?.restartPolicy ?? 'Always') === 'Never') return { start: [], kill, over: true };
		start.push({ container, attempt: next(list) });
	}
	if (blocked) return { start, kill, over: false };
	for (const container of main) {
		const list = runtime.containers.get(container.name) ?? [];
		const [last] = list;
		if (!last || last.state === 'CONTAINER_UNKNOWN') start.push({ container, attempt: next(list) });
		else if (last.state === 'CONTAINER_EXITED') {
			if (restartable(pod, container, last)) start.push({ container, attempt: next(list) });
		} else {
			const why = failing(container, last);
			if (why) kill.push({ container, status: last, why });
			else if (last.annotations['io.kubernetes.container.hash'] !== containerHash(container))
				kill.push({ container, status: last, why: `Container ${container.name} definition changed, will be restarted` });
		}
	}
	for (const ephemeral of pod.spec?.ephemeralContainers ?? [])
		if (!runtime.containers.has(ephemeral.name)) start.push({ container: ephemeral as unknown as Container, attempt: 0 });
	return { start, kill, over: mainsOver && start.length === 0 };
}

/** Makes or finds the pod's sandbox. Null: it could not be made (an event says why). */
function* ensureSandbox(
	pod: Pod,
	runtime: RuntimePod
): Sys<{ id: string; ip: string; config: Parameters<typeof startContainer>[3]['config']; fresh: boolean } | null> {
	const [newest] = runtime.sandboxes;
	const attempt = newest ? newest.metadata.attempt + (newest.state === 'SANDBOX_READY' ? 0 : 1) : 0;
	const config = yield* sandboxConfig(pod, attempt);
	if (newest?.state === 'SANDBOX_READY') return { id: newest.id, ip: runtime.ip, config, fresh: false };
	if (newest) yield* say(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
	try {
		const { podSandboxId } = yield* cri('RunPodSandbox', { config });
		yield* kubelet((m) => void m.sandboxes.set(podSandboxId, pod.metadata.uid));
		const { status } = yield* cri('PodSandboxStatus', { podSandboxId });
		return { id: podSandboxId, ip: status.network.ip, config, fresh: true };
	} catch (error) {
		if (!(error instanceof RpcError)) throw error;
		yield* say(pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: rpc error: code = ${error.code} desc = ${error.message}`);
		return null;
	}
}

/** Monotonic µs of a wall-clock time. */
function* monotonicOf(wall: number): Sys<number> {
	return wall - (yield* clock()) + (yield* monotonic());
}

/** What the worker saw is what the probes go by. */
function noteContainers(memory: Memory, uid: string, runtime: RuntimePod): void {
	for (const [name, [newest]] of runtime.containers) {
		if (!newest) continue;
		const key = `${uid}/${name}`;
		const known = memory.seen.get(key);
		const running = newest.state === 'CONTAINER_RUNNING';
		if (known?.id === newest.id && known.running === running && known.ip === runtime.ip) continue;
		memory.seen.set(key, { id: newest.id, running, ip: runtime.ip });
		touchProbes(memory, uid);
	}
}

/** A static pod has the status the kubelet said last: nobody else keeps it. */
function* withOwnStatus({ pod, source }: WantedPod): Sys<Pod> {
	if (source === undefined) return pod;
	const said = yield* kubelet((m) => m.sent.get(pod.metadata.uid));
	return said === undefined ? pod : { ...pod, status: JSON.parse(said) as PodStatus };
}

/** Of each container's ends only the newest is kept, with its log (MaxPerPodContainer; pod_container_deletor.go), once the others were told of. */
function* removeOld(uid: string, runtime: RuntimePod, status: PodStatus): Sys<void> {
	const old = [...runtime.containers.values()].flatMap((list) => list.filter((c) => c.state === 'CONTAINER_EXITED').slice(1));
	if (old.length === 0 || (yield* kubelet((m) => m.sent.get(uid))) !== JSON.stringify(status)) return;
	yield* kubelet((m) => forgetPod(m, uid));
	for (const { id, logPath } of old) {
		yield* cri('RemoveContainer', { containerId: id });
		yield* removeAll(logPath);
	}
}

/** Looks at one pod once. */
export function* syncPod(uid: string): Sys<Next> {
	const found = yield* kubelet((m) => {
		const wanted = m.pods.get(uid);
		return { wanted, ended: m.ended.get(uid), quiet: wanted !== undefined && isQuiet(m, wanted) };
	});
	if (found.quiet) return { after: resync };
	const { wanted } = found;
	if (!wanted) return 'gone';
	const pod = yield* withOwnStatus(wanted);
	const runtime = yield* knownPod(uid);
	yield* kubelet((m) => {
		for (const sandbox of runtime.sandboxes) m.sandboxes.set(sandbox.id, uid);
		noteContainers(m, uid, runtime);
	});
	yield* flush();
	if (pod.metadata.deletionTimestamp) return yield* terminate(pod, runtime);
	const deadline = pod.spec?.activeDeadlineSeconds;
	const started = pod.status?.startTime;
	let ended: Reason | undefined = found.ended;
	if (!ended && deadline !== undefined && started) {
		const { timeOfStart, now } = { timeOfStart: yield* kubelet((m) => m.sent.get(`${uid}/start`) ?? ''), now: yield* clock() };
		if (timeOfStart === '') yield* kubelet((m) => void m.sent.set(`${uid}/start`, String(now)));
		else if (now - Number(timeOfStart) >= deadline * 1_000_000) {
			ended = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' };
			yield* kubelet((m) => void m.ended.set(uid, { ...(ended as Reason), at: now }));
			yield* say(pod, 'Normal', 'DeadlineExceeded', 'Pod was active on the node longer than the specified deadline');
		}
	}
	const status = yield* statusOf(pod, runtime, ended);
	yield* report(pod, status);
	yield* removeOld(uid, runtime, status);
	if (ended || status.phase === 'Succeeded' || status.phase === 'Failed') {
		if (runningOf(runtime).length > 0 || runtime.sandboxes.some((s) => s.state === 'SANDBOX_READY')) {
			yield* killPod(pod, runtime, gracePeriod(pod), (name) => `Stopping container ${name}`);
			yield* report(pod, yield* statusOf(pod, yield* runtimePod(uid), ended));
		}
		return { after: resync };
	}
	const next = yield* act(pod, runtime, deadline);
	if (next.after === resync && deadline === undefined) yield* kubelet((m) => leaveQuiet(m, uid, JSON.stringify(status)));
	return next;
}

/** Secrets for pulling that cannot be read are told; the pull is tried all the same (getPullSecretsForPod). */
function* checkPullSecrets(pod: Pod): Sys<void> {
	const missing: string[] = [];
	for (const { name } of pod.spec?.imagePullSecrets ?? []) {
		try {
			yield* get('v1/secrets', `${pod.metadata.namespace ?? ''}/${name ?? ''}`);
		} catch (error) {
			if (!(error instanceof ApiError || error instanceof Errno)) throw error;
			missing.push(name ?? '');
		}
	}
	if (missing.length === 0) return;
	const message = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`;
	yield* say(pod, 'Warning', 'FailedToRetrieveImagePullSecret', message);
}

function* act(pod: Pod, runtime: RuntimePod, deadline: number | undefined): Sys<Exclude<Next, 'gone'>> {
	const uid = pod.metadata.uid;
	const probes = yield* kubelet((m) => new Map([...m.probes].filter(([key]) => key.startsWith(`${uid}/`))));
	const plan = planOf(pod, runtime, probes);
	if (plan.kill.length + plan.start.length > 0) yield* kubelet((m) => forgetPod(m, uid));
	for (const { container, status, why } of plan.kill) {
		yield* killContainer(pod, container, status, why, container.livenessProbe?.terminationGracePeriodSeconds ?? gracePeriod(pod));
		yield* kubelet((m) => {
			for (const kind of ['startup', 'liveness'] as const) m.probes.delete(`${uid}/${container.name}/${kind}`);
			touchProbes(m, uid);
		});
	}
	if (plan.kill.length) return { after: 100_000 };
	yield* startProbes(uid);
	yield* watchStorage(pod);
	const quiet = Math.min(resync, deadline === undefined ? resync : 1_000_000);
	if (plan.start.length === 0) return { after: quiet };
	yield* checkPullSecrets(pod);
	yield* mkdirAll(podDirectory(uid), 0o750);
	yield* mkdirAll(logDirectory(pod), 0o755);
	yield* createPodCgroup(pod);
	if (runtime.sandboxes.length === 0) yield* awaitVolumes(pod);
	let volumes: Map<string, string>;
	try {
		volumes = yield* setUpVolumes(pod);
	} catch (error) {
		if (!(error instanceof MountFailure)) throw error;
		yield* say(pod, 'Warning', 'FailedMount', error.message);
		const tries = yield* kubelet((m) => {
			const key = `${uid}/mount`;
			const delay = Math.min(122_000_000, (m.backOffs.get(key)?.delay ?? 250_000) * 2);
			m.backOffs.set(key, { delay, since: 0 });
			return delay;
		});
		return { after: tries };
	}
	const sandbox = yield* ensureSandbox(pod, runtime);
	if (!sandbox) return { after: retry };
	if (sandbox.fresh) yield* report(pod, yield* statusOf(pod, yield* runtimePod(uid), undefined));
	let after = quiet;
	for (const { container, attempt } of plan.start) {
		const key = `${uid}/${container.name}`;
		const [last] = runtime.containers.get(container.name) ?? [];
		if (last?.state === 'CONTAINER_EXITED') {
			const endedAt = yield* monotonicOf(last.finishedAt);
			const { left, delay } = yield* waitLeft(key, endedAt);
			if (left > 0) {
				const where = `${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${uid})`;
				const message = `back-off ${seconds(delay)} restarting failed container=${container.name} pod=${where}`;
				yield* kubelet((m) => void m.reasons.set(key, { reason: 'CrashLoopBackOff', message }));
				yield* say(pod, 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${where}`, container.name);
				after = Math.min(after, left + 1_500_000);
				continue;
			}
			yield* failAgain(key);
		}
		const failure = yield* startContainer(pod, container, attempt, sandbox, volumes);
		yield* kubelet((m) => void (failure ? m.reasons.set(key, failure) : m.reasons.delete(key)));
		if (failure) after = Math.min(after, retry);
		// An init container is started alone; a failed one stops what comes after it.
		if (pod.spec?.initContainers?.some((c) => c.name === container.name) && failure) break;
	}
	yield* flush();
	return { after: after === quiet ? 1_000_000 : after };
}
