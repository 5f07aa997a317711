// A control plane for tests: one machine with etcd and kube-apiserver, and scripts run as a client process in it.
import { Engine } from '../engine/index.ts';
import type { Sys } from '../engine/index.ts';
import { etcd } from '../etcd/index.ts';
import { kubeApiserver } from '../apiserver/index.ts';
import {
	bootKernel,
	configureNetwork,
	LayerStore,
	newKernelState,
	registerKernels,
	registerNet,
	replayKernel,
	spawnProcess,
	writePath,
	type Kernel
} from '../kernel/host.ts';
import { settle } from '../engine/index.ts';
import { mkdir, open, sleep, spawn, wait, type Program } from '../kernel/index.ts';
import { wholeKernel } from '../kernel/whole.ts';
import { utf8 } from '../values/bytes.ts';
import { encodeCertificate } from '../values/x509.ts';
import { apiMemory, type HasApi } from './memory.ts';
import { loadKubeconfig, useConfig } from './config.ts';

const certificate = (commonName: string, organization: readonly string[], issuer: string, names: readonly string[] = []) =>
	encodeCertificate({ commonName, organization, names, issuer, notBefore: 0, notAfter: 4_102_444_800 });

const apiserverFlags = [
	'--advertise-address=127.0.0.1',
	'--allow-privileged=true',
	'--authorization-mode=Node,RBAC',
	'--client-ca-file=/etc/kubernetes/pki/ca.crt',
	'--enable-admission-plugins=NodeRestriction',
	'--enable-bootstrap-token-auth=true',
	'--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt',
	'--etcd-servers=https://127.0.0.1:2379',
	'--secure-port=6443',
	'--service-account-issuer=https://kubernetes.default.svc.cluster.local',
	'--service-account-signing-key-file=/etc/kubernetes/pki/sa.key',
	'--service-cluster-ip-range=10.96.0.0/12',
	'--tls-cert-file=/etc/kubernetes/pki/apiserver.crt',
	'--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt'
];
const etcdFlags = [
	'--client-cert-auth=true',
	'--cert-file=/etc/kubernetes/pki/etcd/server.crt',
	'--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt',
	'--data-dir=/var/lib/etcd',
	'--name=control-plane',
	'--listen-client-urls=https://127.0.0.1:2379',
	'--advertise-client-urls=https://127.0.0.1:2379',
	'--listen-metrics-urls=http://127.0.0.1:2381'
];

export function kubeconfig(user: string, groups: readonly string[], server = 'https://127.0.0.1:6443'): string {
	const pem = (text: string): string => btoa(text);
	return JSON.stringify({
		apiVersion: 'v1',
		kind: 'Config',
		'current-context': 'c',
		contexts: [{ name: 'c', context: { cluster: 'kubernetes', user } }],
		clusters: [{ name: 'kubernetes', cluster: { server, 'certificate-authority-data': pem(certificate('kubernetes', [], 'kubernetes')) } }],
		users: [{ name: user, user: { 'client-certificate-data': pem(certificate(user, groups, 'kubernetes')) } }]
	});
}

export interface ControlPlane {
	readonly engine: Engine;
	readonly kernel: Kernel;
	readonly bugs: unknown[];
	/** Runs a script as kubernetes-admin (or the kubeconfig at that path) to its end; throws what it throws. */
	run<T>(script: () => Sys<T>, seconds?: number, config?: string): T;
	/** Spawns a program by name. */
	start(program: string, argv?: readonly string[]): void;
	advance(seconds: number): void;
	pidOf(program: string): number;
}

export function controlPlane(extra: Readonly<Record<string, Program>> = {}, options: { etcdFlags?: readonly string[]; seed?: number } = {}): ControlPlane {
	const engine = new Engine(options.seed ?? 1, 1_795_154_400_000_000);
	const kernels = new Map<number, Kernel>();
	const bugs: unknown[] = [];
	let script: { run: () => Sys<unknown>; config: string } | null = null;
	let result: { value: unknown } | { error: unknown } | null = null;
	const programs: Record<string, Program> = {
		...extra,
		etcd,
		'kube-apiserver': kubeApiserver,
		init: {
			name: 'init',
			*main(context) {
				if (context.settled === undefined) {
					for (let i = 0; i < 3; i++) yield* open('/console', { read: true, write: true, append: true, create: true, mode: 0o644 });
					for (const path of ['/var', '/var/lib', '/etc', '/etc/kubernetes', '/etc/kubernetes/pki', '/etc/kubernetes/pki/etcd']) {
						try {
							yield* mkdir(path);
						} catch {
							// there already
						}
					}
					yield* spawn({ program: 'etcd', argv: ['etcd', ...etcdFlags, ...(options.etcdFlags ?? [])] });
					yield* sleep(100_000);
					yield* spawn({ program: 'kube-apiserver', argv: ['kube-apiserver', ...apiserverFlags] });
				}
				for (;;) {
					yield* settle(null);
					try {
						yield* wait();
					} catch {
						yield* sleep(1_000_000);
					}
				}
			}
		},
		client: {
			name: 'client',
			memory: (): HasApi => ({ api: apiMemory() }),
			*main() {
				const current = script;
				if (!current) return 1;
				try {
					yield* useConfig(yield* loadKubeconfig(current.config, 'kubectl/v1.36.3 (linux/amd64) kubernetes/0000000'));
					result = { value: yield* current.run() };
				} catch (error) {
					result = { error };
				}
				return 0;
			}
		}
	};
	const kernel: Kernel = {
		state: newKernelState(1, 'control-plane', { cores: 2, memoryBytes: 4_294_967_296 }, { size: 1 << 30, time: engine.state.epoch }),
		engine,
		layers: new LayerStore(),
		live: new Map(),
		parts: wholeKernel,
		program: (name) => programs[name],
		peer: (id) => kernels.get(id),
		report: (error, where) => void bugs.push(where, error)
	};
	kernels.set(1, kernel);
	registerKernels(engine, kernels);
	registerNet(engine, (id) => kernels.get(id));
	bootKernel(kernel, { program: 'init', argv: ['init'] });
	configureNetwork(kernel, [{ op: 'link.set', name: 'lo', up: true }]);
	const file = (path: string, text: string): void => writePath(kernel, path, utf8(text), 0o600);
	file('/etc/kubernetes/pki/ca.crt', certificate('kubernetes', [], 'kubernetes'));
	file('/etc/kubernetes/pki/apiserver.crt', certificate('kube-apiserver', [], 'kubernetes', ['127.0.0.1', '10.96.0.1', 'kubernetes']));
	file('/etc/kubernetes/pki/apiserver-kubelet-client.crt', certificate('kube-apiserver-kubelet-client', ['kubeadm:cluster-admins'], 'kubernetes'));
	file('/etc/kubernetes/pki/etcd/ca.crt', certificate('etcd-ca', [], 'etcd-ca'));
	file('/etc/kubernetes/pki/etcd/server.crt', certificate('control-plane', [], 'etcd-ca', ['127.0.0.1', 'localhost']));
	file('/etc/kubernetes/pki/apiserver-etcd-client.crt', certificate('kube-apiserver-etcd-client', [], 'etcd-ca'));
	file('/etc/kubernetes/pki/sa.key', 'the key');
	file('/etc/kubernetes/admin.conf', kubeconfig('kubernetes-admin', ['system:masters']));
	const spawnAs = (program: string, argv: readonly string[]): void => {
		const init = kernel.state.processes.get(1);
		if (!init) throw new Error('no init');
		spawnProcess(kernel, init, { program, argv }, init);
	};
	return {
		engine,
		kernel,
		bugs,
		start: (program, argv = [program]) => spawnAs(program, argv),
		advance: (seconds) => void engine.advance(engine.state.now + seconds * 1_000_000),
		pidOf: (program) => [...kernel.state.processes.values()].find((p) => p.program === program && p.state === 'live')?.pid ?? 0,
		run<T>(run: () => Sys<T>, seconds = 60, config = '/etc/kubernetes/admin.conf'): T {
			script = { run, config };
			result = null;
			spawnAs('client', ['client']);
			const until = engine.state.now + seconds * 1_000_000;
			while (!result && engine.state.now < until) engine.advance(Math.min(until, engine.state.now + 10_000));
			const ended = result as { value: unknown } | { error: unknown } | null;
			if (!ended) throw new Error(`the script did not end in ${seconds} s: ${bugs.map(String).join(', ')}`);
			if ('error' in ended) throw ended.error;
			return ended.value as T;
		}
	};
}
export { replayKernel };
