// The EndpointSlice controller: the endpoints of a service in slices of at most 100, by port set (pkg/controller/endpointslice).
// Leaves out topology hints. Invariant: every slice it made belongs to the service and carries its name as a label.
import { cached, cachedByIndex, create, done, isNotFound, remove, update, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { clock } from '../kernel/index.ts';
import { controllerRef, keyOf, type Endpoint, type EndpointSlice, type Service } from '../kinds/index.ts';
import { rfc3339 } from '../values/index.ts';
import { backendsOf, targetRef, type Backend } from './endpoints-of.ts';

const triggered = 'endpoints.kubernetes.io/last-change-trigger-time';
const sliceManager = 'endpointslice-controller.k8s.io';
const most = 100;

function endpoint(service: Service, { pod, ready, terminating }: Backend): Endpoint {
	const hostname = pod.spec?.hostname && pod.spec.subdomain === service.metadata.name ? { hostname: pod.spec.hostname } : {};
	const serving = ready || service.spec?.publishNotReadyAddresses === true;
	return {
		addresses: [pod.status?.podIP ?? ''],
		conditions: { ready: service.spec?.publishNotReadyAddresses === true || (ready && !terminating), serving, terminating },
		...hostname,
		...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
		targetRef: targetRef(pod)
	};
}

const portsOf = (service: Service, numbers: readonly (number | undefined)[]) =>
	(service.spec?.ports ?? []).flatMap((port, i) => {
		const number = numbers[i];
		return number === undefined
			? []
			: [{ name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP', ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}) }];
	});

function* reconcile(key: string): Sys<Result> {
	const service = yield* cached('v1/services', key);
	const slices = (yield* cachedByIndex('discovery.k8s.io/v1/endpointslices', 'service', key)).filter(
		(slice) => slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === sliceManager
	);
	if (!service) return done; // the garbage collector takes its slices
	if (!service.spec?.selector || service.spec.type === 'ExternalName') return done;
	const backends = yield* backendsOf(service);
	const groups = new Map<string, Backend[]>();
	for (const backend of backends) groups.set(backend.ports.join(), [...(groups.get(backend.ports.join()) ?? []), backend]);
	if (groups.size === 0) groups.set('', []);
	const labels = {
		...service.metadata.labels,
		'endpointslice.kubernetes.io/managed-by': sliceManager,
		'kubernetes.io/service-name': service.metadata.name,
		...(service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {})
	};
	const free = [...slices];
	for (const group of groups.values()) {
		const ports = portsOf(service, group[0]?.ports ?? []);
		for (let at = 0; at === 0 || at < group.length; at += most) {
			const endpoints = group.slice(at, at + most).map((backend) => endpoint(service, backend));
			const match = free.findIndex((slice) => JSON.stringify(slice.ports ?? []) === JSON.stringify(ports));
			const slice = match >= 0 ? free.splice(match, 1)[0] : free.shift();
			yield* write(service, slice, endpoints, ports, labels);
		}
	}
	for (const slice of free) {
		try {
			yield* remove('discovery.k8s.io/v1/endpointslices', keyOf(slice));
		} catch (error) {
			if (!isNotFound(error)) throw error;
		}
	}
	return done;
}

function* write(
	service: Service,
	slice: EndpointSlice | undefined,
	endpoints: readonly Endpoint[],
	ports: NonNullable<EndpointSlice['ports']>,
	labels: Readonly<Record<string, string>>
): Sys<void> {
	if (!slice) {
		yield* create('discovery.k8s.io/v1/endpointslices', {
			apiVersion: 'discovery.k8s.io/v1',
			kind: 'EndpointSlice',
			metadata: {
				generateName: `${service.metadata.name}-`,
				namespace: service.metadata.namespace ?? '',
				labels,
				annotations: { [triggered]: rfc3339(yield* clock()) },
				ownerReferences: [controllerRef(service)]
			},
			addressType: 'IPv4',
			endpoints,
			ports
		});
		return;
	}
	const same =
		JSON.stringify(slice.endpoints ?? []) === JSON.stringify(endpoints) &&
		JSON.stringify(slice.ports ?? []) === JSON.stringify(ports) &&
		JSON.stringify(slice.metadata.labels) === JSON.stringify(labels);
	if (same) return;
	const annotations = { ...slice.metadata.annotations, [triggered]: rfc3339(yield* clock()) };
	yield* update('discovery.k8s.io/v1/endpointslices', { ...slice, metadata: { ...slice.metadata, labels, annotations }, endpoints, ports });
}

export const endpointslice: Controller = { name: 'endpointslice', workers: 5, reconcile };
