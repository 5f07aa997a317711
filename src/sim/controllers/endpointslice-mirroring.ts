// The mirroring controller: Endpoints that somebody wrote for a service without a selector become EndpointSlices (pkg/controller/endpointslicemirroring).
// Leaves out the limit of 1000 addresses per subset. Invariant: its slices are owned by the Endpoints object they mirror.
import { cached, cachedByIndex, create, done, isNotFound, remove, update, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { controllerRef, keyOf, type Endpoint, type Endpoints, type EndpointSlice } from '../kinds/index.ts';

const manager = 'endpointslicemirroring-controller.k8s.io';
const hidden = new Set(['endpoints.kubernetes.io/last-change-trigger-time', 'kubectl.kubernetes.io/last-applied-configuration']);

const mirrored = (endpoints: Endpoints | undefined): boolean =>
	endpoints !== undefined &&
	endpoints.metadata.labels?.['endpointslice.kubernetes.io/skip-mirror'] !== 'true' &&
	endpoints.metadata.annotations?.['control-plane.alpha.kubernetes.io/leader'] === undefined;

type Address = NonNullable<NonNullable<Endpoints['subsets']>[number]['addresses']>[number];
const endpoint = (address: Address, ready: boolean): Endpoint => ({
	addresses: [address.ip],
	conditions: { ready },
	...(address.hostname ? { hostname: address.hostname } : {}),
	...(address.nodeName ? { nodeName: address.nodeName } : {}),
	...(address.targetRef ? { targetRef: address.targetRef } : {})
});

type Ports = NonNullable<EndpointSlice['ports']>;
interface Wanted {
	readonly addressType: string;
	readonly endpoints: readonly Endpoint[];
	readonly ports: Ports;
}

function wantedOf(endpoints: Endpoints): Wanted[] {
	return (endpoints.subsets ?? []).flatMap((subset) => {
		const ports: Ports = (subset.ports ?? []).map((port) => ({
			name: port.name ?? '',
			port: port.port,
			protocol: port.protocol ?? 'TCP',
			...(port.appProtocol ? { appProtocol: port.appProtocol } : {})
		}));
		const every = [...(subset.addresses ?? []).map((a) => endpoint(a, true)), ...(subset.notReadyAddresses ?? []).map((a) => endpoint(a, false))];
		return ['IPv4', 'IPv6']
			.map((addressType) => ({ addressType, ports, endpoints: every.filter((e) => (e.addresses[0] ?? '').includes(':') === (addressType === 'IPv6')) }))
			.filter((wanted) => wanted.endpoints.length > 0);
	});
}

function* reconcile(key: string): Sys<Result> {
	const endpoints = yield* cached('v1/endpoints', key);
	const service = yield* cached('v1/services', key);
	const slices = (yield* cachedByIndex('discovery.k8s.io/v1/endpointslices', 'service', key)).filter(
		(slice) => slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === manager
	);
	const source = endpoints && mirrored(endpoints) && service && !service.spec?.selector && !endpoints.metadata.deletionTimestamp ? endpoints : undefined;
	const free = [...slices];
	if (source) for (const wanted of wantedOf(source)) yield* write(source, wanted, free);
	for (const slice of free) {
		try {
			yield* remove('discovery.k8s.io/v1/endpointslices', keyOf(slice));
		} catch (error) {
			if (!isNotFound(error)) throw error;
		}
	}
	return done;
}

/** Writes one slice, taking the one it replaces out of `free`. */
function* write(endpoints: Endpoints, wanted: Wanted, free: EndpointSlice[]): Sys<void> {
	const labels = { ...endpoints.metadata.labels, 'endpointslice.kubernetes.io/managed-by': manager, 'kubernetes.io/service-name': endpoints.metadata.name };
	const annotations = Object.fromEntries(Object.entries(endpoints.metadata.annotations ?? {}).filter(([name]) => !hidden.has(name)));
	const index = free.findIndex((slice) => slice.addressType === wanted.addressType && JSON.stringify(slice.ports ?? []) === JSON.stringify(wanted.ports));
	const slice = index >= 0 ? free.splice(index, 1)[0] : undefined;
	const notes = Object.keys(annotations).length ? { annotations } : {};
	if (!slice)
		yield* create('discovery.k8s.io/v1/endpointslices', {
			apiVersion: 'discovery.k8s.io/v1',
			kind: 'EndpointSlice',
			metadata: {
				generateName: `${endpoints.metadata.name}-`,
				namespace: endpoints.metadata.namespace ?? '',
				labels,
				...notes,
				ownerReferences: [controllerRef(endpoints)]
			},
			...wanted
		});
	else if (
		JSON.stringify([slice.endpoints ?? [], slice.metadata.labels, slice.metadata.annotations ?? {}]) !== JSON.stringify([wanted.endpoints, labels, annotations])
	)
		yield* update('discovery.k8s.io/v1/endpointslices', { ...slice, metadata: { ...slice.metadata, labels, ...notes }, endpoints: wanted.endpoints });
}

export const endpointsliceMirroring: Controller = { name: 'endpointslice-mirroring', workers: 5, reconcile };
