// Which of the five layers a fact belongs to: a table of fact kinds, used by the timeline and the stack's journey alike.
import type { LayerName, ViewFact } from './view.ts';

/** Programs that are part of a layer below or above the application. */
const programs: Readonly<Record<string, LayerName>> = {
	docker: 'run',
	dockerd: 'run',
	'docker-proxy': 'run',
	containerd: 'run',
	'containerd-shim': 'run',
	runc: 'run',
	crictl: 'run',
	ctr: 'run',
	kubectl: 'orch',
	'kube-apiserver': 'orch',
	'kube-controller': 'orch',
	'kube-scheduler': 'orch',
	kubelet: 'orch',
	'kube-proxy': 'orch',
	etcd: 'orch',
	coredns: 'orch',
	'metrics-server': 'orch',
	'local-path-prov': 'orch',
	systemd: 'os'
};
const kinds: readonly (readonly [prefix: string, layer: LayerName])[] = [
	['docker.image.', 'image'],
	['containerd.images.', 'image'],
	['docker.', 'run'],
	['containerd.', 'run'],
	['cri.', 'run'],
	['etcd.', 'orch'],
	['controller.', 'orch'],
	['leader.', 'orch'],
	['scheduler.', 'orch'],
	['kubelet.', 'orch'],
	['host.', 'os'],
	['kernel.oom', 'os'],
	['fabric.', 'os']
];

/** A program's layer by its name in the process table (15 characters), or undefined for a learner's own. */
export function layerOfProgram(comm: string): LayerName | undefined {
	for (const name in programs) if (comm === name || (name.length >= 15 ? comm === name.slice(0, 15) : comm.startsWith(`${name}-`))) return programs[name];
	return undefined;
}

export function layerOf({ kind, data }: ViewFact): LayerName {
	if (kind.startsWith('kernel.process.')) return layerOfProgram(String(data['comm'])) ?? 'app';
	return kinds.find(([prefix]) => kind.startsWith(prefix))?.[1] ?? 'os';
}
