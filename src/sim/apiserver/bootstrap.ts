// What a fresh server makes itself after start: system namespaces, default roles, priority classes, flow schemas, API services,
// the kubernetes service with its endpoints. All at once in few transactions; what is there already stays.
import { act, settle, type Sys } from '../engine/index.ts';
import { clock, ids, sleep, thread } from '../kernel/index.ts';
import { sha256Hex } from '../values/digest.ts';
import { rfc3339, rfc3339micro } from '../values/time.ts';
import { isPlain, kinds, type Plain } from '../kinds/index.ts';
import { bootstrapJson } from '../kinds/bootstrap.ts';
import { encodePlainCa } from './ca.ts';
import { stored } from './cluster.ts';
import { own } from './serve.ts';
import type { Memory } from './memory.ts';

interface Wanted {
	readonly ref: string;
	readonly body: Plain;
}
const rbac = 'rbac.authorization.k8s.io/v1';
const meta = (o: Plain): Plain => ({
	name: o.name,
	...(isPlain(o.labels) && Object.keys(o.labels).length > 0 ? { labels: o.labels } : {}),
	...(isPlain(o.annotations) && Object.keys(o.annotations).length > 0 ? { annotations: o.annotations } : {})
});
const bootLabels = { annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' }, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } };

function namespaced(): readonly Wanted[] {
	const role = (namespace: string, name: string, rules: readonly object[]): Wanted => ({
		ref: `${rbac}/roles`,
		body: { metadata: { name, namespace, ...bootLabels }, rules }
	});
	const bind = (namespace: string, name: string, roleName: string, subjects: readonly object[]): Wanted => ({
		ref: `${rbac}/rolebindings`,
		body: { metadata: { name, namespace, ...bootLabels }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: roleName }, subjects }
	});
	const user = (name: string): object => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name });
	const account = (name: string): object => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' });
	const system = 'kube-system';
	const leader = (name: string): readonly object[] => [
		{ verbs: ['watch'], apiGroups: [''], resources: ['configmaps'] },
		{ verbs: ['get', 'update'], apiGroups: [''], resources: ['configmaps'], resourceNames: [name] }
	];
	return [
		role('kube-public', 'system:controller:bootstrap-signer', [
			{ verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['configmaps'] },
			{ verbs: ['update'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['cluster-info'] },
			{ verbs: ['create', 'patch', 'update'], apiGroups: ['', 'events.k8s.io'], resources: ['events'] }
		]),
		role(system, 'extension-apiserver-authentication-reader', [
			{ verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['extension-apiserver-authentication'] }
		]),
		role(system, 'system::leader-locking-kube-controller-manager', leader('kube-controller-manager')),
		role(system, 'system::leader-locking-kube-scheduler', leader('kube-scheduler')),
		role(system, 'system:controller:bootstrap-signer', [{ verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['secrets'] }]),
		role(system, 'system:controller:cloud-provider', [{ verbs: ['create', 'get', 'list', 'watch'], apiGroups: [''], resources: ['configmaps'] }]),
		role(system, 'system:controller:token-cleaner', [
			{ verbs: ['delete', 'get', 'list', 'watch'], apiGroups: [''], resources: ['secrets'] },
			{ verbs: ['create', 'patch', 'update'], apiGroups: ['', 'events.k8s.io'], resources: ['events'] }
		]),
		bind('kube-public', 'system:controller:bootstrap-signer', 'system:controller:bootstrap-signer', [account('bootstrap-signer')]),
		bind(system, 'system::extension-apiserver-authentication-reader', 'extension-apiserver-authentication-reader', [
			user('system:kube-controller-manager'),
			user('system:kube-scheduler')
		]),
		bind(system, 'system::leader-locking-kube-controller-manager', 'system::leader-locking-kube-controller-manager', [
			user('system:kube-controller-manager'),
			account('kube-controller-manager')
		]),
		bind(system, 'system::leader-locking-kube-scheduler', 'system::leader-locking-kube-scheduler', [user('system:kube-scheduler'), account('kube-scheduler')]),
		bind(system, 'system:controller:bootstrap-signer', 'system:controller:bootstrap-signer', [account('bootstrap-signer')]),
		bind(system, 'system:controller:cloud-provider', 'system:controller:cloud-provider', [account('cloud-provider')]),
		bind(system, 'system:controller:token-cleaner', 'system:controller:token-cleaner', [account('token-cleaner')])
	];
}

function wanted(m: Memory, now: number): readonly Wanted[] {
	const data = JSON.parse(bootstrapJson) as { clusterRoles: Plain[]; clusterRoleBindings: Plain[]; flowSchemas: Plain[]; priorityClasses: Plain[] };
	const list: Wanted[] = ['kube-system', 'kube-public', 'kube-node-lease', 'default'].map((name) => ({ ref: 'v1/namespaces', body: { metadata: { name } } }));
	for (const role of data.clusterRoles)
		list.push({
			ref: `${rbac}/clusterroles`,
			body: { metadata: meta(role), ...(isPlain(role.aggregationRule) ? { aggregationRule: role.aggregationRule } : {}), rules: role.rules ?? [] }
		});
	for (const binding of data.clusterRoleBindings)
		list.push({ ref: `${rbac}/clusterrolebindings`, body: { metadata: meta(binding), roleRef: binding.roleRef, subjects: binding.subjects } });
	list.push(...namespaced());
	for (const c of data.priorityClasses) list.push({ ref: 'scheduling.k8s.io/v1/priorityclasses', body: c });
	for (const schema of data.flowSchemas)
		list.push({ ref: 'flowcontrol.apiserver.k8s.io/v1/flowschemas', body: { ...schema, status: { conditions: [found(schema, now)] } } });
	list.push(...priorityLevels());
	for (const [gv, priorities] of apiServices()) {
		const [group, version] = gv.includes('/') ? (gv.split('/') as [string, string]) : ['', gv];
		const condition = {
			type: 'Available',
			status: 'True',
			lastTransitionTime: rfc3339(now),
			reason: 'Local',
			message: 'Local APIServices are always available'
		};
		list.push({
			ref: 'apiregistration.k8s.io/v1/apiservices',
			body: {
				metadata: { name: `${version}.${group}`, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
				spec: { ...(group ? { group } : {}), version, groupPriorityMinimum: priorities[0], versionPriority: priorities[1] },
				status: { conditions: [condition] }
			}
		});
	}
	const [base = '10.96.0.0'] = m.options.serviceRange.split('/');
	const first = base.replace(/\d+$/, (last) => String(Number(last) + 1));
	list.push({
		ref: 'networking.k8s.io/v1/servicecidrs',
		body: { metadata: { name: 'kubernetes', finalizers: ['networking.k8s.io/service-cidr-finalizer'] }, spec: { cidrs: [m.options.serviceRange] } }
	});
	const labels = { component: 'apiserver', provider: 'kubernetes' };
	list.push({
		ref: 'v1/services',
		body: {
			metadata: { name: 'kubernetes', namespace: 'default', labels },
			spec: {
				clusterIP: first,
				type: 'ClusterIP',
				sessionAffinity: 'None',
				ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: m.options.securePort }]
			}
		}
	});
	list.push({
		ref: 'v1/endpoints',
		body: {
			metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
			subsets: [{ addresses: [{ ip: m.options.advertiseAddress }], ports: [{ name: 'https', port: m.options.securePort, protocol: 'TCP' }] }]
		}
	});
	list.push({
		ref: 'discovery.k8s.io/v1/endpointslices',
		body: {
			metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
			addressType: 'IPv4',
			endpoints: [{ addresses: [m.options.advertiseAddress], conditions: { ready: true } }],
			ports: [{ name: 'https', port: m.options.securePort, protocol: 'TCP' }]
		}
	});
	list.push({
		ref: 'v1/configmaps',
		body: {
			metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
			data: {
				'client-ca-file': encodePlainCa(m.clientAuthority),
				'requestheader-allowed-names': '["front-proxy-client"]',
				'requestheader-client-ca-file': encodePlainCa('front-proxy-ca'),
				'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
				'requestheader-group-headers': '["X-Remote-Group"]',
				'requestheader-username-headers': '["X-Remote-User"]'
			}
		}
	});
	list.push({
		ref: 'v1/configmaps',
		body: { metadata: { name: 'kube-apiserver-legacy-service-account-token-tracking', namespace: 'kube-system' }, data: { since: rfc3339(now).slice(0, 10) } }
	});
	return list;
}
const found = (schema: Plain, now: number): Plain => {
	const spec = isPlain(schema.spec) ? schema.spec : {};
	const level = isPlain(spec.priorityLevelConfiguration) ? String(spec.priorityLevelConfiguration.name) : '';
	return {
		type: 'Dangling',
		status: 'False',
		lastTransitionTime: rfc3339(now),
		reason: 'Found',
		message: `This FlowSchema references the PriorityLevelConfiguration object named "${level}" and it exists`
	};
};
/** [name, shares, queues, handSize]; no queues: Reject. */
const levels: readonly (readonly [string, number, number, number])[] = [
	['catch-all', 5, 0, 0],
	['global-default', 20, 128, 6],
	['leader-election', 10, 16, 4],
	['node-high', 40, 64, 6],
	['system', 30, 64, 6],
	['workload-high', 40, 128, 6],
	['workload-low', 100, 128, 6]
];
function priorityLevels(): readonly Wanted[] {
	const annotations = { 'apf.kubernetes.io/autoupdate-spec': 'true' };
	const level = (name: string, spec: Plain): Wanted => ({
		ref: 'flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations',
		body: { metadata: { name, annotations }, spec }
	});
	return [
		level('exempt', { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }),
		...levels.map(([name, nominalConcurrencyShares, queues, handSize]) =>
			level(name, {
				type: 'Limited',
				limited: {
					nominalConcurrencyShares,
					lendablePercent: 0,
					limitResponse: queues === 0 ? { type: 'Reject' } : { type: 'Queue', queuing: { queues, handSize, queueLengthLimit: 50 } }
				}
			})
		)
	];
}
/** Group priorities of the built-in APIServices. */
const priorities: Readonly<Record<string, readonly [number, number]>> = {
	'': [18_000, 1],
	apps: [17_800, 15],
	'events.k8s.io': [17_750, 15],
	'authentication.k8s.io': [17_700, 15],
	'authorization.k8s.io': [17_600, 15],
	autoscaling: [17_500, 30],
	batch: [17_400, 15],
	'certificates.k8s.io': [17_300, 15],
	'networking.k8s.io': [17_200, 15],
	policy: [17_100, 15],
	'rbac.authorization.k8s.io': [17_000, 15],
	'storage.k8s.io': [16_800, 15],
	'apiextensions.k8s.io': [16_700, 15],
	'admissionregistration.k8s.io': [16_700, 15],
	'scheduling.k8s.io': [16_600, 15],
	'coordination.k8s.io': [16_500, 15],
	'node.k8s.io': [16_300, 15],
	'discovery.k8s.io': [16_200, 15],
	'flowcontrol.apiserver.k8s.io': [16_100, 21],
	'resource.k8s.io': [15_900, 15]
};
function apiServices(): ReadonlyMap<string, readonly [number, number]> {
	const found = new Map<string, readonly [number, number]>();
	for (const kind of kinds.values()) {
		const known = priorities[kind.row.group];
		if (known && kind.row.group !== 'apiregistration.k8s.io') found.set(kind.apiVersion, kind.apiVersion === 'autoscaling/v1' ? [17_500, 15] : known);
	}
	return found;
}

/** Thread entry: makes what is missing, then declares the hooks done. */
export function* bootstrap(): Sys<void> {
	const now = yield* clock();
	const missing = yield* act((m: Memory) =>
		wanted(m, now).filter(({ ref, body }) => {
			const kind = kinds.get(ref);
			const metadata = body.metadata as { name: string; namespace?: string };
			return kind !== undefined && stored(m, kind, metadata.namespace ?? '', metadata.name) === undefined;
		})
	);
	for (const { ref, body } of missing) {
		const kind = kinds.get(ref);
		if (!kind) continue;
		const metadata = body.metadata as { namespace?: string };
		const path = `${kind.row.group ? '/apis' : '/api'}/${kind.apiVersion}${metadata.namespace ? `/namespaces/${metadata.namespace}` : ''}/${kind.row.plural}`;
		yield* own('POST', path, { ...body, apiVersion: kind.apiVersion, kind: kind.row.kind });
	}
	yield* act((m: Memory) => m.hooks.clear());
	yield* thread('identity', null);
}

/** Thread entry: this server's own lease in kube-system. FIDELITY: renewed every ten minutes, not every ten seconds; it lasts an hour. */
export function* identity(): Sys<void> {
	const path = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';
	for (;;) {
		yield* settle(true);
		const { hostname, pid } = yield* ids();
		const id = `apiserver-${sha256Hex(hostname)
			.replace(/[018e]/g, (digit) => ({ '0': 'q', '1': 'x', '8': 'z', e: 'v' })[digit] ?? digit)
			.slice(0, 26)}`;
		const now = yield* clock();
		const spec = { holderIdentity: `${id}_${sha256Hex(`${hostname}${pid}`).slice(0, 8)}`, leaseDurationSeconds: 3600, renewTime: rfc3339micro(now) };
		const labels = { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': hostname };
		yield* own('PUT', `${path}/${id}`, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: id, namespace: 'kube-system', labels }, spec });
		yield* sleep(600_000_000);
	}
}
