// Starting and ending one container: image, create, start, hooks; and the graceful kill (kuberuntime_container.go).
import { RpcError, type ContainerStatus, type PodSandboxConfig } from '../containerd/index.ts';
import { Errno, type Sys } from '../engine/index.ts';
import { monotonic, sleep } from '../kernel/index.ts';
import type { Container, LifecycleHandler, Pod } from '../kinds/index.ts';
import { cri } from './cri.ts';
import { ConfigError } from './env.ts';
import { containerConfig } from './configs.ts';
import { say } from './events.ts';
import { ensureImage } from './images.ts';
import { kubelet, type Reason } from './memory.ts';
import { httpProbe } from './probe-actions.ts';

/** Starts a container; answers why not, when it could not. */
export function* startContainer(
	pod: Pod,
	container: Container,
	attempt: number,
	sandbox: { id: string; config: PodSandboxConfig; ip: string },
	volumes: ReadonlyMap<string, string>
): Sys<Reason | null> {
	const found = yield* ensureImage(pod, container);
	if ('failure' in found) {
		yield* say(pod, 'Warning', 'Failed', `Error: ${found.failure.reason}`, container.name);
		return found.failure;
	}
	const { image } = found;
	let id: string;
	try {
		const config = yield* containerConfig(
			pod,
			container,
			attempt,
			image.id,
			{ ...(image.uid === undefined ? {} : { uid: image.uid }), ...(image.username ? { username: image.username } : {}) },
			sandbox.ip,
			volumes
		);
		id = (yield* cri('CreateContainer', { podSandboxId: sandbox.id, config, sandboxConfig: sandbox.config })).containerId;
	} catch (error) {
		const config = error instanceof ConfigError;
		if (!config && !(error instanceof RpcError)) throw error;
		const message = config ? error.message : `failed to generate container "${container.name}" spec: ${error.message}`;
		yield* say(pod, 'Warning', 'Failed', `Error: ${config ? error.message : error.message}`, container.name);
		return { reason: config ? 'CreateContainerConfigError' : 'CreateContainerError', message: config ? error.message : message };
	}
	yield* say(pod, 'Normal', 'Created', 'Container created', container.name);
	try {
		yield* cri('StartContainer', { containerId: id });
	} catch (error) {
		if (!(error instanceof RpcError)) throw error;
		yield* say(pod, 'Warning', 'Failed', `Error: ${error.message}`, container.name);
		return { reason: 'RunContainerError', message: error.message };
	}
	yield* say(pod, 'Normal', 'Started', 'Container started', container.name);
	const hook = container.lifecycle?.postStart;
	if (hook) {
		const failure = yield* runHook(pod, hook, id, sandbox.ip, container);
		if (failure !== null) {
			yield* say(pod, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', container.name);
			yield* killContainer(pod, container, { id }, 'FailedPostStartHook', gracePeriod(pod));
			return { reason: 'PostStartHookError', message: failure };
		}
	}
	return null;
}

/** Runs a hook; answers its failure or null. */
function* runHook(pod: Pod, hook: LifecycleHandler, id: string, ip: string, container: Container): Sys<string | null> {
	try {
		if (hook.exec) {
			const { exitCode } = yield* cri('ExecSync', { containerId: id, cmd: hook.exec.command ?? [], timeout: 0 });
			return exitCode === 0 ? null : `command '${(hook.exec.command ?? []).join(' ')}' exited with ${exitCode}: , message: ""`;
		}
		if (hook.sleep) yield* sleep(hook.sleep.seconds * 1_000_000);
		if (hook.httpGet) {
			const result = yield* httpProbe(pod, container, hook.httpGet, ip, 30_000_000);
			return result.ok ? null : result.message;
		}
		return null;
	} catch (error) {
		if (error instanceof RpcError || error instanceof Errno) return error.message;
		throw error;
	}
}

export const gracePeriod = (pod: Pod): number => pod.metadata.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;

/** Ends a container: its preStop hook, the stop signal, and KILL when the grace period (seconds) is over. */
export function* killContainer(pod: Pod, container: Container, status: Pick<ContainerStatus, 'id'>, message: string, grace: number): Sys<void> {
	yield* kubelet((m) => void m.killing.set(status.id, message));
	yield* say(pod, 'Normal', 'Killing', message, container.name);
	const from = yield* monotonic();
	let left = grace;
	const hook = container.lifecycle?.preStop;
	if (hook && grace > 0) {
		const ip = pod.status?.podIP ?? '';
		const failure = yield* runHook(pod, hook, status.id, ip, container);
		if (failure !== null) yield* say(pod, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', container.name);
		left = Math.max(2, grace - Math.floor(((yield* monotonic()) - from) / 1e6));
	}
	try {
		yield* cri('StopContainer', { containerId: status.id, timeout: left });
	} catch (error) {
		if (!(error instanceof RpcError)) throw error;
	}
	yield* kubelet((m) => void m.killing.delete(status.id));
}
