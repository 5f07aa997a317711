// A pod's status from what the runtime has and why its containers wait (kubelet_pods.go generateAPIPodStatus, status/generate.go).
import type { ContainerStatus as CriStatus } from '../containerd/index.ts';
import { Errno, type Sys } from '../engine/index.ts';
import { clock, readText } from '../kernel/index.ts';
import type { Container, ContainerState, ContainerStatus, Pod, PodCondition, PodStatus } from '../kinds/index.ts';
import { rfc3339 } from '../values/index.ts';
import { kubelet, type Memory, type Reason } from './memory.ts';
import { qosOf } from './resources.ts';
import { messageAnnotation, policyAnnotation, restartAnnotation, type RuntimePod } from './runtime.ts';

export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

/** The text a container left behind when it ended. */
function* terminationMessage(status: CriStatus): Sys<string | undefined> {
	if (status.message) return status.message;
	const path = status.annotations[messageAnnotation];
	const read = function* (file: string): Sys<string> {
		try {
			return yield* readText(file);
		} catch (error) {
			if (error instanceof Errno) return '';
			throw error;
		}
	};
	const text = path ? yield* read(path) : '';
	if (text || status.annotations[policyAnnotation] !== 'FallbackToLogsOnError' || status.exitCode === 0) return text ? text.slice(-4096) : undefined;
	const lines = (yield* read(status.logPath)).split('\n').filter((line) => line !== '');
	const tail = lines
		.slice(-80)
		.map((line) => line.split(' ').slice(3).join(' '))
		.join('\n');
	return tail ? `${tail}\n`.slice(-2048) : undefined;
}

function* stateOf(status: CriStatus): Sys<ContainerState> {
	if (status.state === 'CONTAINER_RUNNING') return { running: { startedAt: rfc3339(status.startedAt) } };
	if (status.state === 'CONTAINER_CREATED') return { waiting: { reason: 'ContainerCreating' } };
	const message = yield* terminationMessage(status);
	return {
		terminated: {
			containerID: `containerd://${status.id}`,
			exitCode: status.exitCode,
			finishedAt: rfc3339(status.finishedAt),
			...(message ? { message } : {}),
			reason: status.reason || (status.exitCode === 0 ? 'Completed' : 'Error'),
			startedAt: rfc3339(status.startedAt)
		}
	};
}

/** Whether its restart policy brings a container that has ended back. */
function startedAgain(pod: Pod, container: Container, exitCode: number): boolean {
	const policy = container.restartPolicy ?? pod.spec?.restartPolicy ?? 'Always';
	return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** How the one before a container ended, as was told while it was there: it may have been removed since. */
function* saidBefore(pod: Pod, name: string, id: string): Sys<ContainerState | undefined> {
	const sent = yield* kubelet((m) => m.sent.get(pod.metadata.uid));
	for (const status of [sent === undefined ? undefined : (JSON.parse(sent) as PodStatus), pod.status]) {
		const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
		const found = all.find((one) => one.name === name && one.containerID === `containerd://${id}`);
		if (found) return found.lastState;
	}
	return undefined;
}

interface Options {
	readonly init: boolean;
	/** Something before it is not done: it waits as PodInitializing. */
	readonly blocked: boolean;
}

function* containerStatus(pod: Pod, container: Container, runtime: RuntimePod, options: Options): Sys<ContainerStatus> {
	const history = runtime.containers.get(container.name) ?? [];
	const [current, previous] = history;
	const restarts = Number(current?.annotations[restartAnnotation] ?? 0);
	const key = `${pod.metadata.uid}/${container.name}`;
	const { reason, ready, started } = yield* kubelet((m: Memory) => ({
		reason: m.reasons.get(key),
		ready: m.probes.get(`${key}/readiness`),
		started: m.probes.get(`${key}/startup`)
	}));
	let state: ContainerState;
	let lastState: ContainerState | undefined;
	if (!current)
		state = {
			waiting: reason
				? { ...(reason.message ? { message: reason.message } : {}), reason: reason.reason }
				: {
						reason: options.blocked ? 'PodInitializing' : options.init || (pod.spec?.initContainers?.length ?? 0) > 0 ? 'PodInitializing' : 'ContainerCreating'
					}
		};
	else {
		state = yield* stateOf(current);
		if (previous?.state === 'CONTAINER_EXITED') lastState = yield* stateOf(previous);
		else if (!previous && restarts > 0) lastState = yield* saidBefore(pod, container.name, current.id);
		// A container that will be started again waits, its end becomes its last state.
		if (state.terminated && reason && startedAgain(pod, container, state.terminated.exitCode)) {
			lastState = state;
			state = { waiting: { ...(reason.message ? { message: reason.message } : {}), reason: reason.reason } };
		}
	}
	const running = state.running !== undefined;
	const isStarted = running && (!container.startupProbe || (started?.ok === true && started.containerId === current?.id));
	const probed = container.readinessProbe ? ready?.ok === true && ready.containerId === current?.id : true;
	const plainInit = options.init && !isSidecar(container);
	const user = current?.user?.linux;
	const requests = container.resources?.requests ?? container.resources?.limits;
	const resources =
		current && (container.resources?.requests || container.resources?.limits)
			? { ...(container.resources.limits ? { limits: container.resources.limits } : {}), ...(requests ? { requests } : {}) }
			: {};
	return {
		...(requests ? { allocatedResources: requests } : {}),
		...(current ? { containerID: `containerd://${current.id}` } : {}),
		image: current ? (current.image.image.startsWith('sha256:') ? (container.image ?? '') : current.image.image) : (container.image ?? ''),
		imageID: current?.imageRef ?? '',
		lastState: lastState ?? {},
		name: container.name,
		ready: plainInit ? state.terminated?.exitCode === 0 : isStarted && probed,
		...(current ? { resources } : {}),
		restartCount: restarts,
		started: plainInit ? running : isStarted,
		state,
		...(user ? { user: { linux: { gid: user.gid, supplementalGroups: user.supplementalGroups, uid: user.uid } } } : {}),
		...(container.volumeMounts?.length && current
			? {
					volumeMounts: container.volumeMounts.map((v) => ({
						mountPath: v.mountPath,
						name: v.name,
						...(v.readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {})
					}))
				}
			: {})
	};
}

/** Pending, Running, Succeeded or Failed (getPhase). */
export function phaseOf(pod: Pod, inits: readonly ContainerStatus[], containers: readonly ContainerStatus[]): string {
	const policy = pod.spec?.restartPolicy ?? 'Always';
	let pendingInit = 0;
	let failedInit = 0;
	for (const [i, container] of (pod.spec?.initContainers ?? []).entries()) {
		const status = inits[i];
		if (isSidecar(container)) {
			if (!status?.started) pendingInit++;
			continue;
		}
		const done = status?.state?.terminated;
		if (done) {
			if (done.exitCode !== 0) failedInit++;
		} else if (status?.lastState?.terminated && status.lastState.terminated.exitCode !== 0 && status.state?.waiting) failedInit += policy === 'Never' ? 1 : 0;
		if (!done || done.exitCode !== 0) pendingInit++;
	}
	if (failedInit > 0 && policy === 'Never') return 'Failed';
	let running = 0;
	let waiting = 0;
	let stopped = 0;
	let succeeded = 0;
	for (const status of containers) {
		if (status.state?.running) running++;
		else if (status.state?.terminated) {
			stopped++;
			if (status.state.terminated.exitCode === 0) succeeded++;
		} else if (status.lastState?.terminated) stopped++;
		else waiting++;
	}
	// A sidecar alone does not keep a pod whose work is done.
	if (pendingInit > 0 && stopped === 0 && running === 0) return 'Pending';
	if (waiting > 0) return 'Pending';
	if (running > 0) return 'Running';
	if (stopped > 0 && containers.length > 0) {
		if (policy === 'Always') return 'Running';
		if (stopped === succeeded) return 'Succeeded';
		return policy === 'Never' ? 'Failed' : 'Running';
	}
	return 'Pending';
}

const byType = (conditions: readonly PodCondition[] | undefined, type: string) => conditions?.find((c) => c.type === type);

function conditionsOf(
	pod: Pod,
	phase: string,
	inits: readonly ContainerStatus[],
	containers: readonly ContainerStatus[],
	sandbox: boolean,
	time: string,
	ended: Reason | undefined
): PodCondition[] {
	const old = pod.status?.conditions;
	const generation = pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation };
	const row = (type: string, ok: boolean, extra: { reason?: string; message?: string } = {}): PodCondition => {
		const status = ok ? 'True' : 'False';
		const known = byType(old, type);
		const kept = known?.status === status ? known.lastTransitionTime : time;
		return {
			lastProbeTime: null as never,
			...(kept ? { lastTransitionTime: kept } : {}),
			...(extra.message ? { message: extra.message } : {}),
			...generation,
			...(extra.reason ? { reason: extra.reason } : {}),
			status,
			type
		};
	};
	const over = phase === 'Succeeded' ? { reason: 'PodCompleted' } : phase === 'Failed' ? { reason: 'PodFailed' } : null;
	const list = (names: readonly string[]) => `[${names.join(' ')}]`;
	const unstarted = (pod.spec?.initContainers ?? []).flatMap((c, i) => ((isSidecar(c) ? inits[i]?.started : inits[i]?.ready) ? [] : [c.name]));
	const initialized = unstarted.length === 0 || phase === 'Succeeded' || containers.some((c) => c.state?.running || c.state?.terminated);
	const sidecars = (pod.spec?.initContainers ?? []).flatMap((c, i) => (isSidecar(c) ? [inits[i] as ContainerStatus] : []));
	const unready = [...sidecars, ...containers].filter((c) => !c.ready).map((c) => c.name);
	const notReady = over ? { reason: over.reason } : { reason: 'ContainersNotReady', message: `containers with unready status: ${list(unready)}` };
	const ready = unready.length === 0 && !over && phase === 'Running';
	const gates = (pod.spec?.readinessGates ?? []).filter((gate) => byType(old, gate.conditionType)?.status !== 'True').map((gate) => gate.conditionType);
	const gated = ready && gates.length > 0;
	const others = (old ?? []).filter((c) => !['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].includes(c.type));
	const target =
		ended?.reason === 'Evicted' && !byType(others, 'DisruptionTarget')
			? [row('DisruptionTarget', true, { reason: 'TerminationByKubelet', message: ended.message ?? '' })]
			: [];
	return [
		...others,
		...target,
		row('PodReadyToStartContainers', sandbox),
		row(
			'Initialized',
			initialized,
			initialized
				? phase === 'Succeeded'
					? { reason: 'PodCompleted' }
					: {}
				: { reason: 'ContainersNotInitialized', message: `containers with incomplete status: ${list(unstarted)}` }
		),
		gated
			? row('Ready', false, {
					reason: 'ReadinessGatesNotReady',
					message: gates.map((g) => `corresponding condition of pod readiness gate "${g}" does not exist.`).join(', ')
				})
			: row('Ready', ready, ready ? {} : notReady),
		row('ContainersReady', ready, ready ? {} : notReady),
		row('PodScheduled', true)
	];
}

/** The status to report now. `ended` is why the kubelet ended the whole pod. */
export function* statusOf(pod: Pod, runtime: RuntimePod, ended: Reason | undefined): Sys<PodStatus> {
	const now = yield* clock();
	const { address } = yield* kubelet((m) => ({ address: m.address }));
	const inits: ContainerStatus[] = [];
	let blocked = false;
	for (const container of pod.spec?.initContainers ?? []) {
		const status = yield* containerStatus(pod, container, runtime, { init: true, blocked });
		inits.push(status);
		if (!(isSidecar(container) ? status.started : status.ready)) blocked = true;
	}
	const containers: ContainerStatus[] = [];
	for (const container of pod.spec?.containers ?? []) containers.push(yield* containerStatus(pod, container, runtime, { init: false, blocked }));
	const ephemeral: ContainerStatus[] = [];
	for (const container of pod.spec?.ephemeralContainers ?? [])
		ephemeral.push(yield* containerStatus(pod, container as unknown as Container, runtime, { init: false, blocked: false }));
	const over = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed' ? pod.status.phase : undefined;
	const phase = ended ? 'Failed' : (over ?? phaseOf(pod, inits, containers));
	const ip = runtime.ip || (phase === 'Succeeded' || phase === 'Failed' || !pod.spec?.hostNetwork ? (pod.status?.podIP ?? '') : address);
	const podIP = pod.spec?.hostNetwork ? address : ip;
	const sorted = [...containers].sort((a, b) => (a.name < b.name ? -1 : 1));
	return {
		conditions: conditionsOf(pod, phase, inits, containers, runtime.sandboxes[0]?.state === 'SANDBOX_READY', rfc3339(now), ended),
		containerStatuses: sorted,
		...(ephemeral.length ? { ephemeralContainerStatuses: ephemeral } : {}),
		hostIP: address,
		hostIPs: [{ ip: address }],
		...(inits.length ? { initContainerStatuses: inits } : {}),
		...(ended?.message ? { message: ended.message } : pod.status?.message && over ? { message: pod.status.message } : {}),
		...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
		phase,
		...(podIP ? { podIP, podIPs: [{ ip: podIP }] } : {}),
		qosClass: pod.status?.qosClass ?? qosOf(pod),
		...(runtime.sandboxes.length > 0 || over ? { resources: {} } : {}),
		...(ended ? { reason: ended.reason } : pod.status?.reason && over ? { reason: pod.status.reason } : {}),
		startTime: pod.status?.startTime ?? rfc3339(now)
	};
}
