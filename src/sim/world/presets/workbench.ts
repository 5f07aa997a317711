// The `workbench` world: a developer's Docker host beside a cluster of one node, in one network, with kubectl set up for that cluster.
// What is built here is pushed to the company registry and runs there: the road from `docker build` to `kubectl set image`.
import { makeLayer } from '../../kernel/host.ts';
import type { Layer, LayerEntry } from '../../kernel/index.ts';
import type { HostSpec, Preset } from '../preset.ts';
import { dockerHost, epoch, notOnDockerHosts } from './docker.ts';
import { hostTree } from './host-tree.ts';
import { cluster } from './kubernetes/index.ts';

const address = '192.168.49.100';

/** The cluster's administrator's configuration, as it was copied to the developer's machine. */
function kubeconfig(controlPlane: HostSpec): LayerEntry[] {
	const config = controlPlane.layer.entries.find(({ path }) => path === 'root/.kube/config');
	return [{ path: 'root/.kube', type: 'dir' }, ...(config ? [config] : [])];
}

/** The preset and its catalogue of layers. */
export function workbench(): { preset: Preset; layer: (id: string) => Layer | undefined } {
	const { preset, layer } = cluster('workbench', ['control-plane']);
	const [controlPlane] = preset.hosts;
	const files: LayerEntry[] = [
		...(controlPlane ? kubeconfig(controlPlane) : []),
		{ path: 'etc/resolv.conf', type: 'file', text: 'nameserver 192.168.49.1\n' },
		{ path: 'etc/hosts', type: 'file', text: `127.0.0.1 localhost\n::1 localhost ip6-localhost\n${address} docker\n192.168.49.2 control-plane\n` }
	];
	const host: HostSpec = {
		...dockerHost,
		layer: makeLayer(
			hostTree(
				'docker',
				['containerd.service', 'docker.service'],
				files,
				notOnDockerHosts.filter((name) => name !== 'kubectl')
			),
			epoch
		),
		network: [
			{ op: 'link.set', name: 'lo', up: true },
			{ op: 'link.add', name: 'eth0', kind: 'phys', link: 'rack', mac: '52:54:00:31:00:64' },
			{ op: 'address.add', dev: 'eth0', address: `${address}/24` },
			{ op: 'link.set', name: 'eth0', up: true },
			{ op: 'route.add', route: { to: 'default', via: '192.168.49.1', dev: 'eth0' } }
		]
	};
	return { preset: { ...preset, hosts: [host, ...preset.hosts] }, layer };
}
