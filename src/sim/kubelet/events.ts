// The kubelet's events: about a pod, or one of its containers.
import { recordEvent } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import type { Pod } from '../kinds/index.ts';
import { kubelet } from './memory.ts';

/** Where a container is in its pod's spec, as events name it. */
export function fieldPath(pod: Pod, container: string): string {
	const init = pod.spec?.initContainers?.some((c) => c.name === container);
	const ephemeral = pod.spec?.ephemeralContainers?.some((c) => c.name === container);
	return `spec.${init ? 'initContainers' : ephemeral ? 'ephemeralContainers' : 'containers'}{${container}}`;
}

/** Records an event; of a static pod, about its mirror. Nothing is said before the API server has been reached. */
export function* say(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string, container?: string): Sys<void> {
	const { node, connected, mirror } = yield* kubelet((m) => ({ node: m.node, connected: m.connected, mirror: m.mirrors.get(pod.metadata.uid) }));
	if (!connected) return;
	const about = mirror ? { ...pod, metadata: { ...pod.metadata, uid: mirror } } : pod;
	yield* recordEvent({ component: 'kubelet', host: node, about, type, reason, message, ...(container ? { fieldPath: fieldPath(pod, container) } : {}) });
}
