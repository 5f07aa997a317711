// Makes src/sim/world/presets/kubernetes/objects.json from the recorded fresh cluster (data/k8s-api): what kubeadm and the addons create,
// and the static pods of the control plane. usage: node tools/generate-addons.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const data = join(import.meta.dirname, '../data/k8s-api');
type Plain = Record<string, unknown> & { metadata: Record<string, unknown> & { name: string; namespace?: string } };
const read = (name: string): Plain[] => {
	const value = JSON.parse(readFileSync(join(data, name), 'utf8')) as Plain[] | { items?: Plain[] } | Plain;
	const list = Array.isArray(value) ? value : 'items' in value && Array.isArray(value.items) ? value.items : [value as Plain];
	return list.map((item) => (item.metadata ? item : (flat(item as unknown as Record<string, unknown>) as Plain)));
};
/** The recordings of roles and bindings are flat: name, labels, annotations beside the rest. */
function flat({ name, namespace, labels, annotations, ...rest }: Record<string, unknown>): unknown {
	return { metadata: { name, ...(namespace ? { namespace } : {}), ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) }, ...rest };
}

/** Without what the server fills in. */
function bare(apiVersion: string, kind: string, object: Plain): unknown {
	const { status: _status, apiVersion: _a, kind: _k, metadata, ...rest } = object;
	const { name, namespace, labels, annotations } = metadata;
	const kept = Object.fromEntries(
		Object.entries((annotations ?? {}) as Record<string, string>).filter(
			([key]) => !/^(?:deployment\.kubernetes\.io|deprecated\.daemonset|kubernetes\.io\/config|kubectl\.kubernetes\.io\/last)/.test(key)
		)
	);
	return {
		apiVersion,
		kind,
		metadata: { name, ...(namespace ? { namespace } : {}), ...(labels ? { labels } : {}), ...(Object.keys(kept).length ? { annotations: kept } : {}) },
		...rest
	};
}
const without = (object: Plain, fields: readonly string[]): Plain => {
	const spec = { ...(object['spec'] as Record<string, unknown>) };
	for (const field of fields) delete spec[field];
	return { ...object, spec };
};

const rbac = 'rbac.authorization.k8s.io/v1';
const own = (item: Plain): boolean => (item.metadata['labels'] as Record<string, string> | undefined)?.['kubernetes.io/bootstrapping'] !== 'rbac-defaults';
const account = (name: string, namespace: string, labels?: Record<string, string>) => ({
	apiVersion: 'v1',
	kind: 'ServiceAccount',
	metadata: { name, namespace, ...(labels ? { labels } : {}) }
});
const system = 'kube-system';
const group = (name: string) => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name });
const role = (name: string, namespace: string, resourceName: string, resource = 'configmaps') => ({
	apiVersion: rbac,
	kind: 'Role',
	metadata: { name, namespace },
	rules: [{ verbs: ['get'], apiGroups: [''], resources: [resource], resourceNames: [resourceName] }]
});
const bind = (name: string, namespace: string, roleName: string, subjects: unknown[], labels?: Record<string, string>) => ({
	apiVersion: rbac,
	kind: 'RoleBinding',
	metadata: { name, namespace, ...(labels ? { labels } : {}) },
	roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: roleName },
	subjects
});
const bootstrappers = [group('system:bootstrappers:kubeadm:default-node-token'), group('system:nodes')];

const objects: unknown[] = [
	{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'local-path-storage' } },
	account('coredns', system),
	account('kube-proxy', system),
	account('metrics-server', system, { 'k8s-app': 'metrics-server' }),
	account('local-path-provisioner-service-account', 'local-path-storage'),
	...read('default-clusterroles.json')
		.filter(own)
		.map((item) => bare(rbac, 'ClusterRole', item)),
	...read('default-clusterrolebindings.json')
		.filter(own)
		.map((item) => bare(rbac, 'ClusterRoleBinding', item)),
	role('kube-proxy', system, 'kube-proxy'),
	role('kubeadm:kubelet-config', system, 'kubelet-config'),
	role('kubeadm:nodes-kubeadm-config', system, 'kubeadm-config'),
	role('kubeadm:bootstrap-signer-clusterinfo', 'kube-public', 'cluster-info'),
	bind('kube-proxy', system, 'kube-proxy', [group('system:bootstrappers:kubeadm:default-node-token')]),
	bind('kubeadm:kubelet-config', system, 'kubeadm:kubelet-config', [...bootstrappers].reverse()),
	bind('kubeadm:nodes-kubeadm-config', system, 'kubeadm:nodes-kubeadm-config', bootstrappers),
	bind('kubeadm:bootstrap-signer-clusterinfo', 'kube-public', 'kubeadm:bootstrap-signer-clusterinfo', [
		{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'system:anonymous' }
	]),
	bind(
		'metrics-server-auth-reader',
		system,
		'extension-apiserver-authentication-reader',
		[{ kind: 'ServiceAccount', name: 'metrics-server', namespace: system }],
		{ 'k8s-app': 'metrics-server' }
	),
	...read('sample-kube-system-configmaps.json')
		.filter((item) => ['coredns', 'kube-proxy', 'kubeadm-config', 'kubelet-config'].includes(item.metadata.name))
		.map((item) => bare('v1', 'ConfigMap', item)),
	...read('sample-services.json')
		.filter((item) => item.metadata.name !== 'kubernetes')
		.map((item) => bare('v1', 'Service', item.metadata.name === 'kube-dns' ? item : without(item, ['clusterIP', 'clusterIPs']))),
	...read('sample-storageclasses.json').map((item) => bare('storage.k8s.io/v1', 'StorageClass', item)),
	...read('sample-kube-system-daemonsets.json').map((item) => bare('apps/v1', 'DaemonSet', item)),
	...read('sample-kube-system-deployments.json').map((item) => bare('apps/v1', 'Deployment', item)),
	{
		apiVersion: 'apps/v1',
		kind: 'Deployment',
		metadata: { name: 'local-path-provisioner', namespace: 'local-path-storage' },
		spec: {
			replicas: 1,
			selector: { matchLabels: { app: 'local-path-provisioner' } },
			template: {
				metadata: { labels: { app: 'local-path-provisioner' } },
				spec: {
					serviceAccountName: 'local-path-provisioner-service-account',
					nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
					tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
					containers: [{ name: 'local-path-provisioner', image: 'docker.io/kindest/local-path-provisioner:v20250214', imagePullPolicy: 'IfNotPresent' }]
				}
			}
		}
	},
	{
		apiVersion: 'apiregistration.k8s.io/v1',
		kind: 'APIService',
		metadata: { name: 'v1beta1.metrics.k8s.io', labels: { 'k8s-app': 'metrics-server' } },
		spec: {
			group: 'metrics.k8s.io',
			version: 'v1beta1',
			groupPriorityMinimum: 100,
			versionPriority: 100,
			insecureSkipTLSVerify: true,
			service: { name: 'metrics-server', namespace: system }
		}
	}
];

/** The static pods as their manifests have them. */
const manifests = Object.fromEntries(
	read('sample-kube-system-pods.json')
		.filter((pod) => (pod.metadata['labels'] as Record<string, string> | undefined)?.['tier'] === 'control-plane')
		.map((pod) => {
			const component = (pod.metadata['labels'] as Record<string, string>)['component'] as string;
			const spec = { ...(pod['spec'] as Record<string, unknown>) };
			for (const field of [
				'nodeName',
				'tolerations',
				'serviceAccount',
				'serviceAccountName',
				'enableServiceLinks',
				'preemptionPolicy',
				'dnsPolicy',
				'restartPolicy',
				'schedulerName',
				'terminationGracePeriodSeconds',
				'priority'
			])
				delete spec[field];
			const annotations = Object.fromEntries(
				Object.entries((pod.metadata['annotations'] ?? {}) as Record<string, string>).filter(([key]) => key.startsWith('kubeadm.'))
			);
			return [
				component,
				{
					apiVersion: 'v1',
					kind: 'Pod',
					metadata: { ...(Object.keys(annotations).length ? { annotations } : {}), labels: pod.metadata['labels'], name: component, namespace: system },
					spec
				}
			];
		})
);

const out = join(import.meta.dirname, '../src/sim/world/presets/kubernetes/objects.ts');
writeFileSync(
	out,
	`// Generated by tools/generate-addons.ts from the recorded fresh cluster. Do not edit.\n\n/** JSON of {objects, manifests}. */\nexport const recorded: string = ${JSON.stringify(JSON.stringify({ objects, manifests }))};\n`
);
console.log(`${objects.length} objects, ${Object.keys(manifests).length} manifests`);
