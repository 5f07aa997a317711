// The aggregator's availability controller: whether the server behind each APIService with a service answers its discovery path.
// Leaves out webhooks of network policies and proxies; looked at every 30 s, every second while one is not available.
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import { awaitKey, clock, close, connect, recv, send } from '../kernel/index.ts';
import type { APIService } from '../kinds/index.ts';
import { rfc3339 } from '../values/time.ts';
import { listAll, lookup } from './cluster.ts';
import type { Memory } from './memory.ts';
import { own } from './serve.ts';
import { endpointOf } from './subresources/proxy.ts';

interface Verdict {
	readonly status: 'True' | 'False';
	readonly reason: string;
	readonly message: string;
}
interface Target {
	readonly service: APIService;
	/** Why there is no way to it. */
	readonly missing?: Verdict;
	readonly host: string;
	readonly port: number;
}

function targets(m: Memory): readonly Target[] {
	return listAll(m, 'apiregistration.k8s.io/v1/apiservices').flatMap((service): Target[] => {
		const reference = service.spec?.service;
		if (!reference) return [];
		const { name = '', namespace = '', port = 443 } = reference;
		const nowhere = { service, host: '', port: 0 };
		const found = lookup(m, 'v1/services', namespace, name);
		if (!found) return [{ ...nowhere, missing: { status: 'False', reason: 'ServiceNotFound', message: `service/${name} in "${namespace}" is not present` } }];
		const endpoint = endpointOf(m, found, String(port));
		const portName = found.spec?.ports?.find((p) => p.port === port)?.name ?? '';
		if (!endpoint)
			return [
				{
					...nowhere,
					missing: {
						status: 'False',
						reason: 'MissingEndpoints',
						message: `endpoints for service/${name} in "${namespace}" have no addresses with port name "${portName}"`
					}
				}
			];
		return [{ service, ...endpoint }];
	});
}

function* discoveryCheck({ service, host, port }: Target): Sys<Verdict> {
	const path = `/apis/${service.spec?.group ?? ''}/${service.spec?.version ?? ''}`;
	const failing = (why: string): Verdict => ({
		status: 'False',
		reason: 'FailedDiscoveryCheck',
		message: `failing or missing response from https://${host}:${port}${path}: ${why}`
	});
	let fd = -1;
	try {
		fd = yield* connect({ net: 'tcp', host, port }, 5_000_000);
		const verdict = yield* ask(fd);
		yield* close(fd);
		return verdict;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		if (fd >= 0) yield* close(fd);
		return failing(
			`Get "https://${host}:${port}${path}": dial tcp ${host}:${port}: ${error.code === 'ECONNREFUSED' ? 'connect: connection refused' : error.code === 'EHOSTUNREACH' ? 'connect: no route to host' : 'i/o timeout'}`
		);
	}
	function* ask(on: number): Sys<Verdict> {
		yield* send(on, { kind: 'tls-hello', serverName: host });
		const hello = yield* recv(on, { timeoutUs: 5_000_000 });
		if (hello?.kind !== 'tls-certificate') return failing(`Get "https://${host}:${port}${path}": EOF`);
		yield* send(on, {
			kind: 'request',
			method: 'GET',
			path,
			headers: { Accept: 'application/json', 'X-Remote-User': 'system:kube-aggregator', 'X-Remote-Group': 'system:masters' }
		});
		const answer = yield* recv(on, { http: 'response', timeoutUs: 5_000_000 });
		if (answer?.kind !== 'response') return failing(`Get "https://${host}:${port}${path}": EOF`);
		return answer.status < 300 || answer.status === 401 || answer.status === 403
			? { status: 'True', reason: 'Passed', message: 'all checks passed' }
			: failing(`bad status from https://${host}:${port}${path}: ${answer.status}`);
	}
}
function* check(target: Target): Sys<Verdict> {
	return target.missing ?? (yield* discoveryCheck(target));
}

/** Thread entry. */
export function* availability(): Sys<void> {
	for (;;) {
		yield* settle(true);
		let allThere = true;
		for (const target of yield* act(targets)) {
			const verdict = yield* check(target);
			if (verdict.status === 'False') allThere = false;
			const { service } = target;
			const known = service.status?.conditions?.find((c) => c.type === 'Available');
			if (known?.status === verdict.status && known.reason === verdict.reason && known.message === verdict.message) continue;
			const changed = known?.status === verdict.status ? known.lastTransitionTime : rfc3339(yield* clock());
			const conditions = [
				...(service.status?.conditions ?? []).filter((c) => c.type !== 'Available'),
				{ type: 'Available', lastTransitionTime: changed, ...verdict }
			];
			yield* own('PUT', `/apis/apiregistration.k8s.io/v1/apiservices/${service.metadata.name}/status`, {
				...service,
				status: { ...service.status, conditions }
			});
		}
		yield* awaitKey('availability', allThere ? 30_000_000 : 1_000_000);
	}
}
