// What the fuzz test does to a world: rows of commands and of things that happen to machines. A row draws what it needs from `draw`.
import type { Input } from '../inputs.ts';

/** Numbers drawn from a seed: the same seed draws the same. */
export type Draw = (below: number) => number;

export interface Action {
	readonly weight: number;
	readonly inputs: (draw: Draw, hosts: readonly string[], process: number) => Input[];
}

const shell = (host: string, process: number, script: string): Input[] => [
	{
		kind: 'process.start',
		host,
		process,
		options: {
			path: '/bin/bash',
			argv: ['bash', '-c', script],
			env: { HOME: '/root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', KUBECONFIG: '/etc/kubernetes/admin.conf' }
		}
	}
];
const drawn = (weight: number, script: (draw: Draw) => string): Action => ({
	weight,
	inputs: (draw, hosts, process) => shell(hosts[0] ?? '', process, script(draw))
});
const name = (draw: Draw): string => `c${draw(4)}`;
const images = [
	'nginx:1.27',
	'alpine:3.20 sleep 300',
	'redis:7',
	'busybox:1.36 sh -c "while :; do date; sleep 1; done"',
	'alpine:3.20 sh -c "sleep 2; exit 3"',
	'nosuch:1'
];
const options = ['', '-p 8080:80', '-P', '--restart always', '-m 64m', '-v data:/data', '--network none', '--restart on-failure:2', '--rm'];
const one = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;

const power: Action = {
	weight: 2,
	inputs: (draw, hosts) => {
		const host = one(draw, hosts);
		return [{ kind: 'power', host, on: draw(3) > 0 ? false : true }];
	}
};
const on: Action = { weight: 3, inputs: (_draw, hosts) => hosts.map((host) => ({ kind: 'power', host, on: true })) };

/** Commands and accidents on a Docker host. */
export const dockerActions: readonly Action[] = [
	drawn(8, (draw) => `docker run -d --name ${name(draw)} ${one(draw, options)} ${one(draw, images)}`),
	drawn(3, (draw) => `docker run --rm ${one(draw, images.slice(4))}`),
	drawn(3, (draw) => `docker stop -t ${draw(3)} ${name(draw)}`),
	drawn(3, (draw) => `docker start ${name(draw)}`),
	drawn(3, (draw) => `docker rm -f ${name(draw)}`),
	drawn(2, (draw) => `docker kill -s ${one(draw, ['KILL', 'TERM', 'HUP'])} ${name(draw)}`),
	drawn(2, (draw) => `docker exec ${name(draw)} sh -c 'echo x > /tmp/f; ls / | head -3; sleep ${draw(3)}'`),
	drawn(1, (draw) => `timeout ${1 + draw(3)} docker logs -f ${name(draw)} | head -${1 + draw(9)}`),
	drawn(1, (draw) => `docker pause ${name(draw)}; sleep 1; docker unpause ${name(draw)}`),
	drawn(1, (draw) => `docker network create n${draw(2)}; docker network connect n${draw(2)} ${name(draw)}`),
	drawn(1, (draw) => `docker system prune -f; docker rmi ${one(draw, ['nginx:1.27', 'redis:7', 'alpine:3.20'])}`),
	drawn(1, (draw) => `curl -s -m 2 localhost:8080 | head -1; yes | head -${1 + draw(50)} | tail -1`),
	drawn(1, (draw) => `kill -9 $(pidof ${one(draw, ['dockerd', 'containerd', 'nginx', 'redis-server', 'sleep', 'docker-proxy'])})`),
	drawn(1, (draw) => `systemctl ${one(draw, ['restart', 'stop', 'start'])} ${one(draw, ['docker', 'containerd'])}`),
	power,
	on
];

const deployment = (draw: Draw): string => `d${draw(3)}`;

/** Commands and accidents on a cluster. */
export const clusterActions: readonly Action[] = [
	drawn(6, (draw) => `kubectl create deployment ${deployment(draw)} --image=${one(draw, ['nginx:1.27', 'redis:7', 'nosuch:1'])} --replicas=${1 + draw(4)}`),
	drawn(5, (draw) => `kubectl scale deployment ${deployment(draw)} --replicas=${draw(5)}`),
	drawn(4, (draw) => `kubectl expose deployment ${deployment(draw)} --port=80`),
	drawn(3, (draw) => `kubectl delete deployment ${deployment(draw)}`),
	drawn(3, (draw) => `kubectl set image deployment/${deployment(draw)} nginx=nginx:1.${draw(3) + 25}`),
	drawn(3, (draw) => `kubectl delete pod $(kubectl get pods -o name | head -${1 + draw(2)} | cut -d/ -f2) ${one(draw, ['', '--force', '--wait=false'])}`),
	drawn(
		1,
		(draw) =>
			`kubectl run r${draw(2)} --image=busybox:1.36 --restart=${one(draw, ['Never', 'OnFailure', 'Always'])} -- sh -c 'sleep ${draw(4)}; exit ${draw(2)}'`
	),
	drawn(1, () => 'kubectl delete namespace x --wait=false; kubectl create namespace x; kubectl -n x create deployment y --image=nginx:1.27'),
	drawn(
		2,
		(draw) =>
			`kill -9 $(pidof ${one(draw, ['kubelet', 'containerd', 'kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager', 'kube-proxy', 'coredns', 'nginx'])})`
	),
	{ ...power, weight: 1 },
	on
];
