// Every program of the product: what a host has on its disk, and what images may run. Names, paths and sizes are here, so that a machine
// can be set up at once; the code of a part is loaded when one of its programs first runs.
import type { Part } from '../engine/index.ts';
import { kernelParts } from '../kernel/host.ts';
import type { Program, ProgramRow } from '../kernel/index.ts';
import { cniPrograms } from '../cni/index.ts';
import { imagePrograms } from '../programs/images/index.ts';
import { internetPrograms } from '../programs/internet/index.ts';
import { shellParts } from '../programs/sh/parts.ts';
import { shellPrograms } from '../programs/sh/programs.ts';
import { systemdPrograms } from '../programs/systemd/index.ts';
import { utilityPrograms } from '../programs/utilities/index.ts';

type Entry = readonly [name: string, paths?: readonly string[], size?: number];

/** Rows whose code is one part, loaded together. */
function part(load: () => Promise<readonly ProgramRow[]>, entries: readonly Entry[]): ProgramRow[] {
	return entries.map(([name, paths, size]) => ({
		name,
		...(paths ? { paths } : {}),
		...(size === undefined ? {} : { size }),
		code: async (): Promise<Program> => {
			const code = (await load()).find((row) => row.name === name)?.code;
			if (!code) throw new Error(`the part that should hold ${name} does not`);
			return typeof code === 'function' ? code() : code;
		}
	}));
}

const rows = (programs: readonly Program[]): readonly ProgramRow[] => programs.map((code) => ({ name: code.name, code }));

/** Parts that come late: of the kernel, and of programs. */
export const partRows: readonly Part<unknown>[] = [...kernelParts, ...shellParts];

export const programRows: readonly ProgramRow[] = [
	...internetPrograms,
	...systemdPrograms,
	...imagePrograms,
	...shellPrograms,
	...utilityPrograms,
	...cniPrograms,
	...part(
		() => import('../containerd/index.ts').then((m) => m.containerdPrograms),
		[
			['containerd', []],
			['containerd-1.7', ['/usr/bin/containerd'], 39_845_888],
			['containerd-shim-runc-v2', ['/usr/bin/containerd-shim-runc-v2'], 14_680_064],
			['runc', ['/usr/bin/runc'], 15_728_640],
			['runc-1.1', []],
			['runc:[2:INIT]', []],
			['containerd-pf', []]
		]
	),
	...part(
		() => import('../programs/containerd-tools/index.ts').then((m) => m.containerdToolPrograms),
		[
			['ctr', ['/usr/bin/ctr'], 21_000_000],
			['crictl', []],
			['pause', []],
			['hello', []],
			['gosu', []]
		]
	),
	...part(
		() => import('../dockerd/index.ts').then((m) => m.dockerdPrograms),
		[
			['dockerd', ['/usr/bin/dockerd'], 100_450_304],
			['docker-proxy', ['/usr/bin/docker-proxy'], 2_097_152],
			['docker-init', ['/usr/bin/docker-init'], 708_448]
		]
	),
	...part(
		() => import('../oci/index.ts').then((m) => m.registryPrograms),
		[
			['docker-hub', []],
			['public-registry', []],
			['registry', []],
			['registry-example', []],
			['htpasswd', []]
		]
	),
	...part(() => import('../programs/docker/program.ts').then((m) => rows([m.docker])), [['docker', ['/usr/bin/docker'], 43_102_216]]),
	...part(
		() => import('../programs/buildx/program.ts').then((m) => rows([m.dockerBuildx])),
		[['docker-buildx', ['/usr/libexec/docker/cli-plugins/docker-buildx'], 70_254_592]]
	),
	...part(
		() => import('../programs/compose/program.ts').then((m) => rows([m.dockerCompose])),
		[['docker-compose', ['/usr/libexec/docker/cli-plugins/docker-compose'], 73_664_966]]
	),
	...part(
		() => import('../programs/packages/index.ts').then((m) => rows(m.packagePrograms)),
		[
			['apk', []],
			['apt', []],
			['apt-get', []],
			['apt-cache', []],
			['apt-mark', []],
			['dpkg', []],
			['package-index', []]
		]
	),
	...part(() => import('../programs/kubectl/program.ts').then((m) => rows([m.kubectl])), [['kubectl', ['/usr/bin/kubectl'], 59_629_730]]),
	...part(() => import('../scheduler/index.ts').then((m) => rows([m.kubeScheduler])), [['kube-scheduler', []]]),
	...part(() => import('../controllers/index.ts').then((m) => rows([m.kubeControllerManager])), [['kube-controller-manager', []]]),
	...part(() => import('../proxy/index.ts').then((m) => rows([m.kubeProxy])), [['kube-proxy', []]]),
	...part(() => import('../dns/index.ts').then((m) => rows([m.coredns])), [['coredns', []]]),
	...part(() => import('../kubelet/index.ts').then((m) => rows([m.kubeletProgram])), [['kubelet', ['/usr/bin/kubelet'], 59_000_000]]),
	...part(() => import('../kubelet/hollow.ts').then((m) => rows([m.hollowNode])), [['hollow-node', []]]),
	...part(() => import('../apiserver/index.ts').then((m) => rows([m.kubeApiserver])), [['kube-apiserver', []]]),
	...part(() => import('../programs/kubeadm/kubeadm.ts').then((m) => rows([m.kubeadm])), [['kubeadm', ['/usr/bin/kubeadm'], 71_000_000]]),
	...part(
		() => import('../programs/kubeadm/node-control.ts').then((m) => rows([m.nodeControl, m.nodeAgent])),
		[
			['node-control', ['/usr/local/bin/stop-node', '/usr/local/bin/start-node']],
			['node-agent', ['/usr/bin/node-agent']]
		]
	),
	...part(() => import('../programs/addons/local-path.ts').then((m) => rows([m.localPathProvisioner])), [['local-path-provisioner', []]]),
	...part(() => import('../programs/addons/metrics-server.ts').then((m) => rows([m.metricsServer])), [['metrics-server', []]]),
	...part(
		() => import('../etcd/index.ts').then((m) => rows([m.etcd, m.etcdctl, m.etcdutl])),
		[
			['etcd', []],
			['etcdctl', []],
			['etcdutl', []]
		]
	)
];
