// Roads from the API server to kubelets, pods and services: log, exec, attach, portforward and proxy only find the other end here.
// The kubelet's paths: /containerLogs/NS/POD/C, /exec/NS/POD/C, /attach/NS/POD/C, /portForward/NS/POD.
import type { Kind, Node, Pod, Service } from '../../kinds/index.ts';
import { listAll, lookup, stored } from '../cluster.ts';
import type { Memory } from '../memory.ts';
import type { ApiRequest, Outcome, Proxy } from '../request.ts';
import { badRequest, internal, notFound, StatusError } from '../status.ts';

type Handler = (m: Memory, request: ApiRequest, kind: Kind) => Outcome;

function kubeletOf(m: Memory, nodeName: string): { host: string; port: number } {
	const node = lookup(m, 'v1/nodes', '', nodeName);
	if (!node) throw new StatusError(404, 'NotFound', `nodes "${nodeName}" not found`, { name: nodeName, kind: 'nodes' });
	const address = (node as Node).status?.addresses?.find((a) => a.type === 'InternalIP') ?? (node as Node).status?.addresses?.[0];
	if (!address) throw internal(`no preferred addresses found; known addresses: []`);
	return { host: address.address, port: node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? m.options.kubeletPort };
}
const queryText = (request: ApiRequest): string => {
	let text = '';
	for (const [name, value] of request.info.query)
		for (const part of value.split('\0')) text += `${text ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(part)}`;
	return text;
};

/** The container a request is for: asked, annotated as default, or the only one. */
function containerOf(pod: Pod, asked: string, verb: string): string {
	const { spec, metadata } = pod;
	const names = [...(spec?.containers ?? []), ...(spec?.initContainers ?? []), ...(spec?.ephemeralContainers ?? [])].map((c) => c.name);
	if (asked !== '') {
		if (names.includes(asked)) return asked;
		throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
	}
	const marked = metadata.annotations?.['kubectl.kubernetes.io/default-container'];
	if (marked && names.includes(marked) && verb !== 'exec') return marked;
	const containers = spec?.containers ?? [];
	if (containers.length === 1 && (spec?.initContainers ?? []).length === 0) return containers[0]?.name ?? '';
	if (containers.length === 0) throw internal(`no containers in pod ${metadata.name}`);
	const init = (spec?.initContainers ?? []).map((c) => c.name);
	const text = containers.map((c) => c.name).join(' ');
	throw badRequest(
		`a container name must be specified for pod ${metadata.name}, choose one of: [${text}]${init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : ''}`
	);
}

/** pods/log, exec, attach and portforward. */
export function toKubelet(what: 'containerLogs' | 'exec' | 'attach' | 'portForward'): Handler {
	return (m, request, kind) => {
		const { namespace, name, query } = request.info;
		const pod = stored(m, kind, namespace, name) as Pod | undefined;
		if (!pod) throw notFound(kind, name);
		const container = what === 'portForward' ? '' : containerOf(pod, query.get('container') ?? '', what === 'containerLogs' ? 'log' : 'exec');
		const nodeName = pod.spec?.nodeName ?? '';
		if (nodeName === '') {
			if (what === 'containerLogs') return { kind: 'respond', status: 200, headers: { 'Content-Type': 'text/plain' }, body: '' };
			throw badRequest(`pod ${name} does not have a host assigned`);
		}
		const { host, port } = kubeletOf(m, nodeName);
		return {
			kind: 'proxy',
			host,
			port,
			tls: true,
			...(what === 'containerLogs' ? { wrapErrors: true } : {}),
			...(what === 'exec' || what === 'attach' ? { translate: true } : {}),
			...(what === 'portForward' ? { forward: true } : {}),
			path: `/${what}/${namespace}/${name}${container ? `/${container}` : ''}${queryText(request)}`
		};
	};
}

/** "https:name:port" → its parts. */
function splitProxyName(name: string): { scheme: string; name: string; port: string } {
	const parts = name.split(':');
	if (parts.length === 1) return { scheme: 'http', name, port: '' };
	if (parts.length === 2) return { scheme: 'http', name: parts[0] ?? '', port: parts[1] ?? '' };
	return { scheme: parts[0] || 'http', name: parts[1] ?? '', port: parts[2] ?? '' };
}
const toPath = (request: ApiRequest): string => `/${request.info.rest}${queryText(request)}`;
const road = (request: ApiRequest, host: string, port: number, tls: boolean): Proxy => ({ kind: 'proxy', host, port, tls, path: toPath(request) });

export const podProxy: Handler = (m, request, kind) => {
	const asked = splitProxyName(request.info.name);
	const pod = stored(m, kind, request.info.namespace, asked.name) as Pod | undefined;
	if (!pod) throw notFound(kind, asked.name);
	const named = pod.spec?.containers.flatMap((c) => c.ports ?? []).find((p) => p.name === asked.port)?.containerPort;
	const port = asked.port === '' ? (pod.spec?.containers[0]?.ports?.[0]?.containerPort ?? 80) : (named ?? Number(asked.port));
	if (!pod.status?.podIP) throw badRequest('address not allowed');
	return road(request, pod.status.podIP, port, asked.scheme === 'https');
};

/** A ready address of a service's port. */
export function endpointOf(m: Memory, service: Service, portName: string): { host: string; port: number } | undefined {
	const ports = service.spec?.ports ?? [];
	const port = ports.find((p) => (portName === '' ? ports.length === 1 || p === ports[0] : p.name === portName || String(p.port) === portName));
	for (const slice of listAll(m, 'discovery.k8s.io/v1/endpointslices', service.metadata.namespace ?? '')) {
		if (slice.metadata.labels?.['kubernetes.io/service-name'] !== service.metadata.name) continue;
		const target = slice.ports?.find((p) => (p.name ?? '') === (port?.name ?? ''));
		const ready = slice.endpoints?.find((e) => e.conditions?.ready !== false);
		if (target?.port && ready?.addresses[0]) return { host: ready.addresses[0], port: target.port };
	}
	return undefined;
}
export const serviceProxy: Handler = (m, request, kind) => {
	const asked = splitProxyName(request.info.name);
	const service = stored(m, kind, request.info.namespace, asked.name) as Service | undefined;
	if (!service) throw notFound(kind, asked.name);
	const endpoint = endpointOf(m, service, asked.port);
	if (!endpoint) throw new StatusError(503, 'ServiceUnavailable', `no endpoints available for service "${request.info.name}"`);
	return road(request, endpoint.host, endpoint.port, asked.scheme === 'https');
};
export const nodeProxy: Handler = (m, request) => {
	const asked = splitProxyName(request.info.name);
	const { host, port } = kubeletOf(m, asked.name);
	return road(request, host, asked.port === '' ? port : Number(asked.port), true);
};
