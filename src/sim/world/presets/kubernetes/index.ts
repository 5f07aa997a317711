// The cluster worlds: machines as kubeadm leaves them. `k8s-1`: one node that also runs workloads; `k8s-3`: a tainted control plane and two workers.
// Booting one brings the cluster up: the kubelet starts the control plane from its manifests, kubeadm's last phases apply the addons.
import { internetHosts, internetSegments } from '../internet.ts';
import { hostTree } from '../host-tree.ts';
import { catalogueLayer } from '../catalogue.ts';
import { epoch, loginEnv } from '../docker.ts';
import { makeLayer } from '../../../kernel/host.ts';
import type { Layer, LayerEntry } from '../../../kernel/index.ts';
import { encodeJson, encodeYaml } from '../../../values/index.ts';
import type { HostSpec, Preset } from '../../preset.ts';
import { recorded } from './objects.ts';
import { authority, nodeKubeconfig, pki } from './pki.ts';

const server = '192.168.49.2';
const address = (index: number): string => `192.168.49.${index + 2}`;

const kubeletConfig = encodeYaml({
	apiVersion: 'kubelet.config.k8s.io/v1beta1',
	kind: 'KubeletConfiguration',
	authentication: { anonymous: { enabled: false }, webhook: { cacheTTL: '0s', enabled: true }, x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' } },
	authorization: { mode: 'Webhook' },
	cgroupDriver: 'cgroupfs',
	clusterDNS: ['10.96.0.10'],
	clusterDomain: 'cluster.local',
	containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
	healthzBindAddress: '127.0.0.1',
	healthzPort: 10_248,
	rotateCertificates: true,
	staticPodPath: '/etc/kubernetes/manifests'
});
const auditPolicy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';

const cni = (index: number): string =>
	encodeJson(
		{
			cniVersion: '1.0.0',
			name: 'pods',
			plugins: [
				{ type: 'ptp', ipMasq: true, mtu: 1500, ipam: { type: 'host-local', subnet: `10.244.${index}.0/24`, routes: [{ dst: '0.0.0.0/0' }] } },
				{ type: 'portmap', capabilities: { portMappings: true } }
			]
		},
		{ indent: '  ' }
	);

/** Files every node has. */
function nodeFiles(index: number, names: readonly string[]): LayerEntry[] {
	const hosts = names.map((name, i) => `${address(i)} ${name}\n`).join('');
	const file = (path: string, text: string, mode = 0o644): LayerEntry => ({ path, type: 'file', mode, text });
	return [
		file('etc/hosts', `127.0.0.1 localhost\n::1 localhost ip6-localhost\n${hosts}`),
		file('etc/resolv.conf', 'nameserver 192.168.49.1\noptions ndots:0\n'),
		file('etc/cni/net.d/10-pods.conflist', cni(index)),
		file('var/lib/kubelet/config.yaml', kubeletConfig),
		file('var/lib/kubelet/kubeadm-flags.env', `KUBELET_KUBEADM_ARGS="--node-ip=${address(index)} --pod-infra-container-image=registry.k8s.io/pause:3.10.1"\n`),
		{ path: 'usr/bin/containerd', type: 'file', mode: 0o755, program: { name: 'containerd', size: 39_845_888 } },
		{ path: 'usr/bin/crictl', type: 'file', mode: 0o755, program: { name: 'crictl', size: 41_943_040 } },
		file('etc/crictl.yaml', 'runtime-endpoint: unix:///run/containerd/containerd.sock\n'),
		{ path: 'usr/bin/python3', type: 'file', mode: 0o755, program: { name: 'python3', size: 6_839_896 } },
		{ path: 'usr/bin/runc', type: 'file', mode: 0o755, program: { name: 'runc-1.1', size: 9_437_184 } }
	];
}

/** Files of the control plane: certificates, manifests, and what kubeadm applies when the API server answers. */
function controlPlaneFiles(names: readonly string[]): LayerEntry[] {
	const { objects, manifests } = JSON.parse(recorded) as { objects: unknown[]; manifests: Record<string, unknown> };
	const mark = { node: names[0], taint: names.length > 1 };
	return [
		...pki(epoch, server, names[0] ?? ''),
		{ path: 'etc/kubernetes/audit-policy.yaml', type: 'file', text: auditPolicy },
		...Object.entries(manifests).map(([name, pod]): LayerEntry => ({
			path: `etc/kubernetes/manifests/${name}.yaml`,
			type: 'file',
			mode: 0o600,
			text: encodeYaml(pod)
		})),
		{ path: 'etc/kubernetes/addons.json', type: 'file', mode: 0o600, text: encodeJson({ objects, mark }) }
	];
}

const notOnNodes = ['docker', 'dockerd', 'docker-proxy', 'docker-init', 'docker-compose', 'docker-buildx', 'containerd-1.7'];

function node(name: string, index: number, names: readonly string[]): HostSpec {
	const first = index === 0;
	const own = first
		? controlPlaneFiles(names)
		: [
				{ path: 'etc/kubernetes/joined-kubelet.conf', type: 'file' as const, mode: 0o600, text: nodeKubeconfig(epoch, server, name) },
				{ path: 'etc/kubernetes/pki/ca.crt', type: 'file' as const, text: authority(epoch) }
			];
	const units = ['containerd.service', 'kubelet.service', 'node-agent.service', first ? 'kubeadm-init.service' : 'kubeadm-join.service'];
	const routes = names.flatMap((_other, i) =>
		i === index ? [] : [{ op: 'route.add' as const, route: { to: `10.244.${i}.0/24`, via: address(i), dev: 'eth0' } }]
	);
	return {
		name,
		cores: 2,
		memoryBytes: 24_684_092 * 1024,
		diskBytes: 264_212_084 * 1024,
		layer: makeLayer(hostTree(name, units, [...nodeFiles(index, names), ...own], notOnNodes), epoch),
		init: { path: '/usr/lib/systemd/systemd', argv: ['/sbin/init'], env: { PATH: loginEnv['PATH'] as string }, cgroup: '/' },
		network: [
			{ op: 'link.set', name: 'lo', up: true },
			{ op: 'link.add', name: 'eth0', kind: 'phys', link: 'rack', mac: `52:54:00:31:00:0${index + 2}` },
			{ op: 'address.add', dev: 'eth0', address: `${address(index)}/24` },
			{ op: 'link.set', name: 'eth0', up: true },
			{ op: 'route.add', route: { to: 'default', via: '192.168.49.1', dev: 'eth0' } },
			{ op: 'forward', on: true },
			...routes
		],
		login: { env: loginEnv, cwd: '/root' }
	};
}

/** A cluster of these machines; the first is the control plane. */
export function cluster(name: string, names: readonly string[]): { preset: Preset; layer: (id: string) => Layer | undefined } {
	const hosts = [...names.map((n, i) => node(n, i, names)), ...internetHosts('rack', '192.168.49.1/24', '192.168.49.0/24')];
	return {
		preset: {
			name,
			epoch,
			hosts,
			segments: [{ name: 'rack', latency: 120, perMiB: 1000 }, ...internetSegments],
			scenarioEnv: { COLUMNS: '200' },
			scenarioReset: 'kubectl delete events --all -n default; kubectl delete events --all -n kube-system',
			ready: { host: names[0] ?? '', file: '/var/lib/kubeadm/ready' }
		},
		layer: catalogueLayer
	};
}
