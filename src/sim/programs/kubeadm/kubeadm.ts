// kubeadm: what is left of it after the files are made: the phases that talk to the API server. Leaves out init and join from nothing.
// `init phase addon all` waits for the API server, applies the cluster's first objects and marks the control plane.
import { ApiError, apiMemory, create, get, loadKubeconfig, patch, useConfig, type HasApi } from '../../client/index.ts';
import { Errno, type Sys } from '../../engine/index.ts';
import { exists, mkdirAll, readText, sleep, spawn, wait, write, writeFile, type Context, type Program } from '../../kernel/index.ts';
import type { KubeObject } from '../../kinds/index.ts';
import { base64, encodeJson, encodeYaml } from '../../values/index.ts';

interface Addons {
	readonly objects: readonly KubeObject[];
	readonly mark: { readonly node: string; readonly taint: boolean };
}

const refs: Readonly<Record<string, string>> = {
	Namespace: 'namespaces',
	ServiceAccount: 'serviceaccounts',
	ClusterRole: 'clusterroles',
	ClusterRoleBinding: 'clusterrolebindings',
	Role: 'roles',
	RoleBinding: 'rolebindings',
	ConfigMap: 'configmaps',
	Secret: 'secrets',
	Service: 'services',
	StorageClass: 'storageclasses',
	DaemonSet: 'daemonsets',
	Deployment: 'deployments',
	APIService: 'apiservices'
};

/** Tries until the API server takes it. */
function* insist<T>(routine: () => Sys<T>): Sys<T | undefined> {
	for (;;) {
		try {
			return yield* routine();
		} catch (error) {
			if (error instanceof ApiError && error.code === 409) return undefined;
			if (!(error instanceof ApiError || error instanceof Errno)) throw error;
			yield* sleep(250_000);
		}
	}
}

/** The token machines join with, and what they may read before they have joined. */
function bootstrapObjects(authority: string): readonly KubeObject[] {
	const token = {
		'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
		'token-id': 'abcdef',
		'token-secret': '0123456789abcdef',
		'usage-bootstrap-authentication': 'true',
		'usage-bootstrap-signing': 'true'
	};
	const kubeconfig = encodeYaml({
		apiVersion: 'v1',
		clusters: [{ cluster: { 'certificate-authority-data': base64(authority), server: 'https://192.168.49.2:6443' }, name: '' }],
		contexts: null,
		'current-context': '',
		kind: 'Config',
		preferences: {},
		users: null
	});
	const named = (name: string, namespace: string) => ({ name, namespace }) as KubeObject['metadata'];
	return [
		{
			apiVersion: 'v1',
			kind: 'Secret',
			metadata: named('bootstrap-token-abcdef', 'kube-system'),
			type: 'bootstrap.kubernetes.io/token',
			data: Object.fromEntries(Object.entries(token).map(([key, value]) => [key, base64(value)]))
		} as KubeObject,
		{ apiVersion: 'v1', kind: 'ConfigMap', metadata: named('cluster-info', 'kube-public'), data: { kubeconfig } } as KubeObject
	];
}
/** The storage class came by kubectl apply, which leaves what it applied. */
function applied(object: KubeObject): KubeObject {
	if (object.kind !== 'StorageClass') return object;
	const { annotations } = object.metadata;
	const text = `${encodeJson(object, { sortKeys: true })}\n`;
	return { ...object, metadata: { ...object.metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': text, ...annotations } } };
}

function* addons(): Sys<void> {
	const { objects, mark } = JSON.parse(yield* readText('/etc/kubernetes/addons.json')) as Addons;
	// The super admin's certificate is in system:masters: it may bind the admins' group to its role.
	yield* useConfig(yield* loadKubeconfig('/etc/kubernetes/super-admin.conf', 'kubeadm/v1.36.3 (linux/amd64) kubernetes/0000000'));
	yield* insist(() => get('v1/namespaces', 'kube-system'));
	for (const object of objects.map(applied)) yield* insist(() => create(`${object.apiVersion}/${refs[object.kind] ?? ''}`, object));
	yield* insist(() => get('v1/nodes', mark.node));
	const taints = mark.taint ? [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] : [];
	yield* insist(function* () {
		const node = yield* get('v1/nodes', mark.node);
		const others = (node.spec?.taints ?? []).filter((t) => t.key !== 'node-role.kubernetes.io/control-plane');
		return yield* patch(
			'v1/nodes',
			mark.node,
			{
				metadata: { labels: { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' } },
				spec: { taints: [...taints, ...others] }
			},
			{ type: 'merge' }
		);
	});
	for (const object of bootstrapObjects(yield* readText('/etc/kubernetes/pki/ca.crt'))) yield* insist(() => create(`v1/${refs[object.kind] ?? ''}`, object));
	yield* mkdirAll('/var/lib/kubeadm');
	yield* writeFile('/var/lib/kubeadm/ready', 'ready\n');
}

/** Joins this machine: waits until the cluster tells strangers how to trust it, then gives the kubelet its credentials.
 *  FIDELITY: the node's certificate lies ready instead of being requested with the bootstrap token. */
function* join(): Sys<void> {
	const { certificate: _own, ...anonymous } = yield* loadKubeconfig('/etc/kubernetes/joined-kubelet.conf', 'kubeadm/v1.36.3 (linux/amd64) kubernetes/0000000');
	yield* useConfig(anonymous);
	const path = '/etc/kubernetes/kubelet.conf';
	if (yield* exists(path)) return;
	for (;;) {
		const info = yield* insist(() => get('v1/configmaps', 'kube-public/cluster-info'));
		if (info?.data?.['jws-kubeconfig-abcdef'] !== undefined) break;
		yield* sleep(250_000);
	}
	yield* writeFile(path, yield* readText('/etc/kubernetes/joined-kubelet.conf'), 0o600);
	yield* wait(yield* spawn({ path: '/usr/bin/systemctl', argv: ['systemctl', 'restart', 'kubelet'] }));
}

export const kubeadm: Program = {
	name: 'kubeadm',
	memory: (): HasApi => ({ api: apiMemory() }),
	*main(context: Context) {
		const words = context.argv.slice(1).filter((arg) => !arg.startsWith('-'));
		if (words.join(' ') === 'init phase addon all') {
			yield* addons();
			return 0;
		}
		if (words[0] === 'join') {
			yield* join();
			return 0;
		}
		if (words[0] === 'version') {
			const short = context.argv.includes('-o') || context.argv.includes('--output=short');
			yield* write(
				1,
				short
					? 'v1.36.3\n'
					: 'kubeadm version: &version.Info{Major:"1", Minor:"36", GitVersion:"v1.36.3", GitCommit:"0000000", GitTreeState:"clean", GoVersion:"go1.26.4", Compiler:"gc", Platform:"linux/amd64"}\n'
			);
			return 0;
		}
		yield* write(2, `error: unknown command "${words[0] ?? ''}" for "kubeadm"\nTo see the stack trace of this error execute with --v=5 or higher\n`);
		return 1;
	}
};
