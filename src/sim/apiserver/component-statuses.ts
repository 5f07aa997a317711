// componentstatuses: asked of the components when someone looks. FIDELITY: the real server calls their health ports; here a component
// is healthy while it renews its lease (or, for etcd, while this server is connected to it).
import type { Kind, KubeObject } from '../kinds/index.ts';
import { parseTime } from '../values/time.ts';
import { lookup } from './cluster.ts';
import type { Memory } from './memory.ts';
import { ok, type ApiRequest, type Outcome } from './request.ts';
import { notFound } from './status.ts';
import { tableOf } from './table.ts';
import { acceptedForm, view } from './view.ts';

const ports: Readonly<Record<string, number>> = { 'kube-controller-manager': 10_257, 'kube-scheduler': 10_259 };
function one(m: Memory, request: ApiRequest, kind: Kind, name: string, lease: string): KubeObject {
	const renewed = lease ? parseTime(lookup(m, 'coordination.k8s.io/v1/leases', 'kube-system', lease)?.spec?.renewTime ?? '') : undefined;
	const healthy = lease ? renewed !== undefined && request.now - renewed < 15_000_000 : m.ready && m.etcdError === '';
	const refused = lease
		? `Get "https://127.0.0.1:${ports[lease] ?? 0}/healthz": dial tcp 127.0.0.1:${ports[lease] ?? 0}: connect: connection refused`
		: 'context deadline exceeded';
	const condition = { type: 'Healthy', status: healthy ? 'True' : 'False', message: healthy ? 'ok' : refused };
	return { apiVersion: 'v1', kind: kind.row.kind, metadata: { name }, conditions: [condition] } as unknown as KubeObject;
}
export function componentStatuses(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	const all = [
		one(m, request, kind, 'controller-manager', 'kube-controller-manager'),
		one(m, request, kind, 'scheduler', 'kube-scheduler'),
		one(m, request, kind, 'etcd-0', '')
	];
	if (request.info.verb === 'get') {
		const found = all.find((status) => status.metadata.name === request.info.name);
		if (!found) throw notFound(kind, request.info.name);
		return ok(view(m, request, kind, found));
	}
	if (acceptedForm(request) === 'table') return ok(tableOf(kind, all, request.now, { includeObject: 'Metadata', resourceVersion: '' }));
	return ok({ kind: 'ComponentStatusList', apiVersion: 'v1', metadata: {}, items: all });
}
