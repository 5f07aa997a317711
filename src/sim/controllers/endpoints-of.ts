// What a service's pods offer: the addresses behind its ports, ready or not (shared by Endpoints and EndpointSlices).
import { cachedByIndex } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import type { Pod, Service, ServicePort } from '../kinds/index.ts';
import { isReady } from './pods.ts';

/** One pod behind a service, with the port numbers its service ports lead to (in the service's order; undefined: it has no such port). */
export interface Backend {
	readonly pod: Pod;
	readonly ready: boolean;
	readonly terminating: boolean;
	readonly ports: readonly (number | undefined)[];
}

/** The container port a service port means on a pod. */
export function targetPort(pod: Pod, port: ServicePort): number | undefined {
	const target = port.targetPort ?? port.port;
	if (typeof target === 'number') return target === 0 ? port.port : target;
	for (const container of [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? []).filter((init) => init.restartPolicy === 'Always')]) {
		const found = container.ports?.find((p) => p.name === target && (p.protocol ?? 'TCP') === (port.protocol ?? 'TCP'));
		if (found) return found.containerPort;
	}
	return undefined;
}

/** The pods a selector chooses that have an address. */
export function* backendsOf(service: Service): Sys<Backend[]> {
	const selector = Object.entries(service.spec?.selector ?? {});
	const found: Backend[] = [];
	for (const pod of yield* cachedByIndex('v1/pods', 'namespace', service.metadata.namespace ?? '')) {
		if (!selector.every(([key, value]) => pod.metadata.labels?.[key] === value)) continue;
		if (!pod.status?.podIP || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') continue;
		const terminating = pod.metadata.deletionTimestamp !== undefined;
		found.push({ pod, terminating, ready: isReady(pod), ports: (service.spec?.ports ?? []).map((port) => targetPort(pod, port)) });
	}
	return found.sort((a, b) => (a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1));
}

/** How an address says which pod it is. */
export const targetRef = (pod: Pod) => ({
	kind: 'Pod',
	...(pod.metadata.namespace ? { namespace: pod.metadata.namespace } : {}),
	name: pod.metadata.name,
	uid: pod.metadata.uid
});

/** Services a pod of these labels is behind: keys. */
export function servicesOf(services: readonly Service[], pod: Pod): string[] {
	return services
		.filter((service) => {
			const selector = Object.entries(service.spec?.selector ?? {});
			return (
				service.metadata.namespace === pod.metadata.namespace && selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels?.[key] === value)
			);
		})
		.map((service) => `${service.metadata.namespace ?? ''}/${service.metadata.name}`);
}
