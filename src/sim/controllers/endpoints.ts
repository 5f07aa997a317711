// The Endpoints controller: one object per service with a selector, its addresses in subsets by port (pkg/controller/endpoint).
import { cached, create, done, isNotFound, remove, update, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import type { Endpoints, EndpointSubset, Service } from '../kinds/index.ts';
import { compareBytes, rfc3339 } from '../values/index.ts';
import { clock } from '../kernel/index.ts';
import { backendsOf, targetRef, type Backend } from './endpoints-of.ts';

const triggered = 'endpoints.kubernetes.io/last-change-trigger-time';

function address({ pod }: Backend) {
	const hostname = pod.spec?.hostname && pod.spec.subdomain ? { hostname: pod.spec.hostname } : {};
	return { ip: pod.status?.podIP ?? '', ...hostname, ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}), targetRef: targetRef(pod) };
}

/** Addresses grouped by the port numbers they offer. */
function subsetsOf(service: Service, backends: readonly Backend[]): EndpointSubset[] {
	const groups = new Map<string, Backend[]>();
	for (const backend of backends) {
		if (backend.terminating && !service.spec?.publishNotReadyAddresses) continue;
		const key = backend.ports.join();
		groups.set(key, [...(groups.get(key) ?? []), backend]);
	}
	return [...groups.values()].map((group) => {
		const ports = (service.spec?.ports ?? []).flatMap((port, i) => {
			const number = group[0]?.ports[i];
			if (number === undefined) return [];
			return [
				{
					...(port.name ? { name: port.name } : {}),
					port: number,
					protocol: port.protocol ?? 'TCP',
					...(port.appProtocol ? { appProtocol: port.appProtocol } : {})
				}
			];
		});
		const all = service.spec?.publishNotReadyAddresses === true;
		const pick = (ready: boolean) =>
			group
				.filter((b) => (b.ready || all) === ready)
				.map(address)
				.sort((a, b) => compareBytes(a.ip, b.ip));
		const [up, down] = [pick(true), pick(false)];
		return { ...(up.length ? { addresses: up } : {}), ...(down.length ? { notReadyAddresses: down } : {}), ...(ports.length ? { ports } : {}) };
	});
}

function* reconcile(key: string): Sys<Result> {
	const service = yield* cached('v1/services', key);
	const existing = yield* cached('v1/endpoints', key);
	if (!service) {
		if (existing && existing.metadata.annotations?.[triggered] !== undefined) {
			try {
				yield* remove('v1/endpoints', key);
			} catch (error) {
				if (!isNotFound(error)) throw error;
			}
		}
		return done;
	}
	if (!service.spec?.selector || service.spec.type === 'ExternalName') return done;
	const subsets = subsetsOf(service, yield* backendsOf(service));
	const labels = {
		...service.metadata.labels,
		'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
		...(service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {})
	};
	if (existing && JSON.stringify(existing.subsets ?? []) === JSON.stringify(subsets) && JSON.stringify(existing.metadata.labels) === JSON.stringify(labels))
		return done;
	const annotations = { ...existing?.metadata.annotations, [triggered]: rfc3339(yield* clock()) };
	const body = {
		apiVersion: 'v1',
		kind: 'Endpoints',
		metadata: { ...existing?.metadata, name: service.metadata.name, namespace: service.metadata.namespace ?? '', labels, annotations },
		...(subsets.length ? { subsets } : {})
	};
	if (existing) yield* update('v1/endpoints', body as Endpoints);
	else yield* create('v1/endpoints', body);
	return done;
}

export const endpoints: Controller = { name: 'endpoints', workers: 5, reconcile };
