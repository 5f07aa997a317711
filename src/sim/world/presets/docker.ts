// The `docker` world: one Debian host with Docker running and no images, on a network whose gateway leads to the simulated internet.
import { makeLayer } from '../../kernel/host.ts';
import type { Layer } from '../../kernel/index.ts';
import type { HostSpec, Preset } from '../preset.ts';
import { hostTree } from './host-tree.ts';
import { internetHosts, internetSegments } from './internet.ts';
import { catalogueLayer } from './catalogue.ts';

/** 2026-11-20 08:00:00 UTC in µs. */
export const epoch = 1_795_161_600_000_000;

export const loginEnv: Readonly<Record<string, string>> = {
	HOME: '/root',
	USER: 'root',
	LOGNAME: 'root',
	SHELL: '/bin/bash',
	PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
	LANG: 'C.UTF-8',
	TERM: 'xterm-256color'
};

/** What belongs to a cluster's machines. */
export const notOnDockerHosts = ['kubelet', 'kubectl', 'kubeadm', 'node-agent', 'node-control'];

export const dockerHost: HostSpec = {
	name: 'docker',
	cores: 2,
	memoryBytes: 4_111_466_496,
	diskBytes: 64 * 1024 ** 3,
	layer: makeLayer(hostTree('docker', ['containerd.service', 'docker.service'], [], notOnDockerHosts), epoch),
	init: { path: '/usr/lib/systemd/systemd', argv: ['/sbin/init'], env: { PATH: loginEnv['PATH'] as string }, cgroup: '/' },
	network: [
		{ op: 'link.set', name: 'lo', up: true },
		{ op: 'link.add', name: 'eth0', kind: 'phys', link: 'lan', mac: '52:54:00:12:34:56' },
		{ op: 'address.add', dev: 'eth0', address: '10.0.2.15/24' },
		{ op: 'link.set', name: 'eth0', up: true },
		{ op: 'route.add', route: { to: 'default', via: '10.0.2.2', dev: 'eth0' } }
	],
	login: { env: loginEnv, cwd: '/root' }
};

/** The preset and its catalogue of layers. The company registry is the clusters' neighbour: on the recorded machine its name did not exist. */
export function docker(): { preset: Preset; layer: (id: string) => Layer | undefined } {
	return {
		preset: {
			name: 'docker',
			epoch,
			hosts: [dockerHost, ...internetHosts('lan', '10.0.2.2/24', '10.0.2.0/24', '10.0.2.3/24', ['registryExample'])],
			segments: [{ name: 'lan', latency: 100, perMiB: 8000 }, ...internetSegments],
			scenarioEnv: { COLUMNS: '200' }
		},
		layer: catalogueLayer
	};
}
