// Eviction by local storage: a pod whose containers have written more than their ephemeral-storage limits is ended (pkg/kubelet/eviction localStorageEviction).
// One thread per pod with such a limit, looking every 10 s. Leaves out node pressure, logs and emptyDir sizes.
import { flush } from '../client/index.ts';
import { RpcError } from '../containerd/index.ts';
import { Errno, settle, type Sys } from '../engine/index.ts';
import { clock, sleep, thread, type Context } from '../kernel/index.ts';
import type { Pod } from '../kinds/index.ts';
import { addQuantity, formatQuantity, parseQuantity, quantityValue, type Quantity } from '../values/index.ts';
import { cri } from './cri.ts';
import { say } from './events.ts';
import { kubelet, touchPod } from './memory.ts';

const interval = 10_000_000;
const resource = 'ephemeral-storage';

const limitsOf = (pod: Pod): { name: string; limit: Quantity }[] =>
	(pod.spec?.containers ?? []).flatMap((container) => {
		const text = container.resources?.limits?.[resource];
		return text === undefined ? [] : [{ name: container.name, limit: parseQuantity(text) }];
	});

/** Starts the watch over a pod's local storage when it has limits and none runs. */
export function* watchStorage(pod: Pod): Sys<void> {
	if (limitsOf(pod).length === 0) return;
	const key = `${pod.metadata.uid}/eviction`;
	const known = yield* kubelet((m) => {
		const running = m.probing.has(key);
		m.probing.add(key);
		return running;
	});
	if (!known) yield* thread('eviction', pod.metadata.uid);
}

/** Why a pod has to go, or null. */
function* excess(pod: Pod): Sys<string | null> {
	const { stats } = yield* cri('ListContainerStats', { filter: { labelSelector: { 'io.kubernetes.pod.uid': pod.metadata.uid } } });
	const limits = limitsOf(pod);
	const used = (name: string): number => stats.find((s) => s.metadata.name === name)?.writableLayer.usedBytes ?? 0;
	if (limits.length === (pod.spec?.containers ?? []).length) {
		const [first, ...rest] = limits;
		const total = rest.reduce((sum, { limit }) => addQuantity(sum, limit), first?.limit ?? parseQuantity('0'));
		const all = stats.reduce((sum, s) => sum + s.writableLayer.usedBytes, 0);
		if (all > quantityValue(total)) return `Pod ephemeral local storage usage exceeds the total limit of containers ${formatQuantity(total)}. `;
	}
	for (const { name, limit } of limits)
		if (used(name) > quantityValue(limit)) return `Container ${name} exceeded its local ephemeral storage limit "${formatQuantity(limit)}". `;
	return null;
}

/** A thread entry: looks every 10 s until the pod is gone, ended or over its limit. */
export function* evictionThread(context: Context): Sys<void> {
	const uid = context.init as string;
	for (;;) {
		yield* settle('storage');
		yield* sleep(interval);
		const pod = yield* kubelet((m) => (m.ended.has(uid) ? undefined : m.pods.get(uid)?.pod));
		if (!pod || pod.metadata.deletionTimestamp || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') break;
		try {
			const message = yield* excess(pod);
			if (message === null) continue;
			yield* say(pod, 'Warning', 'Evicted', message);
			const at = yield* clock();
			yield* kubelet((m) => {
				m.ended.set(uid, { reason: 'Evicted', message, at });
				touchPod(m, uid);
			});
			yield* flush();
			break;
		} catch (error) {
			if (!(error instanceof RpcError || error instanceof Errno)) throw error;
		}
	}
	yield* kubelet((m) => void m.probing.delete(`${uid}/eviction`));
}
