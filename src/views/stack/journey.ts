// The journey of the learner's last command: the boxes its facts touched, in the order of the first touch.
// Leaves out what happens all the time (leases, events, kubelets asking containerd), so that what is lit has the command as its cause.
import type { ViewFact } from '../view.ts';
import { boxOfProgram } from './daemons.ts';

/** Which daemon answers on a unix socket. */
const sockets = [
	['docker.sock', 'run:dockerd'],
	['containerd.sock', 'run:containerd']
] as const;
/** Who writes to the API server as whom. */
const loops = [
	['system:kube-controller-manager', 'orch:controllers'],
	['system:serviceaccount:kube-system', 'orch:controllers'],
	['system:kube-scheduler', 'orch:scheduler'],
	['system:node:', 'orch:kubelet']
] as const;
/** What is written all the time. */
const steady = ['/registry/leases/', '/registry/events/', '/registry/masterleases/', '/registry/minions/'];
/** A journey ends when this much virtual time passes without a new box. */
const journeyUs = 20_000_000;

/** A reference as `docker images` lists it. */
const tagged = (reference: string): string => (/[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`);

export class Journey {
	#steps: string[] = [];
	#last = -1;
	/** The command has changed the cluster's state: what its loops do next belongs to the journey. */
	#changed = false;

	/** A command begins at virtual time `at`. */
	begin(at: number): void {
		this.#steps = [];
		this.#last = at;
		this.#changed = false;
	}

	/** The boxes in order; an id with the host "*" is that box wherever it is. */
	get steps(): readonly string[] {
		return this.#steps;
	}

	#touch(at: number, ...boxes: string[]): void {
		for (const box of boxes) {
			if (this.#steps.includes(box)) continue;
			this.#steps.push(box);
			this.#last = at;
		}
	}

	travel({ at, kind, data }: ViewFact): void {
		if (this.#last < 0 || at - this.#last > journeyUs) return;
		const host = String(data['host'] ?? '*');
		const id = String(data['id'] ?? '');
		if (kind === 'kernel.process.started' || kind === 'kernel.process.exec') {
			const box = boxOfProgram(String(data['comm']));
			if (box) this.#touch(at, `${box}@${host}`);
		} else if (kind === 'kernel.unix.connected') {
			const box = sockets.find(([part]) => String(data['path']).includes(part))?.[1];
			// A kubelet asks containerd all the time: what it does shows in containerd's own facts.
			if (box && data['comm'] !== 'kubelet') this.#touch(at, `${box}@${host}`);
		} else if (kind.startsWith('docker.')) {
			this.#touch(at, `run:dockerd@${host}`);
			if (kind.startsWith('docker.image.')) this.#touch(at, `image:${data['name'] ?? id}@${host}`);
			if (kind === 'docker.container.created' && data['image'] !== undefined) this.#touch(at, `image:${tagged(String(data['image']))}@${host}`);
			if (/\.(?:started|died|destroyed)$/.test(kind)) this.#touch(at, `app:${id}`);
		} else if (kind.startsWith('containerd.')) {
			if (this.#changed && data['namespace'] === 'k8s.io') this.#touch(at, `orch:kubelet@${host}`);
			this.#touch(at, `run:containerd@${host}`);
			if (kind.endsWith('tasks.start')) this.#touch(at, `os:net:${id}`, `os:pid:${id}`, `os:cgroup:${id}`, `app:${id}`);
		} else if (kind === 'kernel.tcp.connected') {
			if (data['port'] === 6443) this.#touch(at, 'orch:kube-apiserver@*');
		} else if (kind === 'etcd.put') this.#put(at, String(data['user'] ?? ''), String(data['key']));
		else if (kind === 'host.booted' || kind === 'host.stopped') this.#touch(at, `os:kernel@${host}`);
	}

	#put(at: number, writer: string, key: string): void {
		if (!writer.startsWith('system:')) this.#changed = true;
		if (!this.#changed || steady.some((prefix) => key.startsWith(prefix))) return;
		const loop = loops.find(([prefix]) => writer.startsWith(prefix));
		if (loop) this.#touch(at, `${loop[1]}@${loop[0] === 'system:node:' ? writer.slice(loop[0].length) : '*'}`);
		this.#touch(at, 'orch:kube-apiserver@*', 'orch:etcd@*');
	}
}
