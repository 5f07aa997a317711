// Short random lives of a Docker host: commands over a few names, so that they meet, and accidents of every process underneath.
// The world starts with images, a network and a volume, so that most commands have something to do.
import type { Action, Draw } from './actions.ts';

const env = { HOME: '/root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
const drawn = (weight: number, script: (draw: Draw) => string): Action => ({
	weight,
	inputs: (draw, hosts, process) => [
		{ kind: 'process.start', host: hosts[0] ?? '', process, options: { path: '/bin/bash', argv: ['bash', '-c', script(draw)], env } }
	]
});
const one = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;

/** What the host has when a life begins. */
export const dockerBeginning = `
for image in nginx:1.27 alpine:3.20 redis:7 busybox:1.36; do docker pull -q $image; done
docker network create n0; docker volume create v0; docker run -d --name c0 --restart unless-stopped -p 8080:80 nginx:1.27; docker create --name c1 alpine:3.20 sleep 60
`;

const name = (draw: Draw): string => `c${draw(4)}`;
const network = (draw: Draw): string => `n${draw(3)}`;
const volume = (draw: Draw): string => `v${draw(3)}`;
const images = [
	'nginx:1.27',
	'alpine:3.20 sleep 300',
	'redis:7',
	'busybox:1.36 sh -c "while :; do date; sleep 1; done"',
	'alpine:3.20 sh -c "sleep 1; exit 3"',
	'alpine:3.20 true',
	'alpine:3.20 nosuchprogram',
	'mine:1 sleep 20',
	'nosuch:1'
];
const options: readonly ((draw: Draw) => string)[] = [
	() => '',
	(draw) => `-p 80${80 + draw(3)}:80`,
	() => '-P',
	() => '--restart always',
	() => '--restart on-failure:2',
	() => '-m 64m',
	(draw) => `-v ${volume(draw)}:/data`,
	() => '-v /data',
	() => '-v /root:/host:ro --tmpfs /scratch',
	(draw) => `--network ${one(draw, ['none', 'host', network(draw), `container:${name(draw)}`])}`,
	(draw) => `--network ${network(draw)} --network-alias web -p 90${80 + draw(2)}:80`,
	() => '--rm',
	() => '--init --read-only',
	() => '--health-cmd "test -e /tmp/f" --health-interval 1s --health-retries 2',
	() => '--pid host --privileged',
	(draw) => `--volumes-from ${name(draw)}`
];
const settings = (draw: Draw): string => {
	const first = one(draw, options)(draw);
	return draw(3) === 0 ? `${first} ${one(draw, options)(draw)}` : first;
};

/** Commands on a Docker host, and what happens to it. */
export const shortDockerActions: readonly Action[] = [
	drawn(10, (draw) => `docker run -d --name ${name(draw)} ${settings(draw)} ${one(draw, images)}`),
	drawn(3, (draw) => `docker run --rm ${settings(draw)} ${one(draw, images.slice(4, 8))}`),
	drawn(3, (draw) => `docker create --name ${name(draw)} ${settings(draw)} ${one(draw, images)}`),
	drawn(4, (draw) => `docker start ${name(draw)}`),
	drawn(4, (draw) => `docker stop -t ${draw(2)} ${name(draw)}`),
	drawn(3, (draw) => `docker restart -t ${draw(2)} ${name(draw)}`),
	drawn(3, (draw) => `docker kill -s ${one(draw, ['KILL', 'TERM', 'HUP', 'STOP', 'CONT'])} ${name(draw)}`),
	drawn(5, (draw) => `docker rm ${one(draw, ['-f', '-fv', '', '-v'])} ${name(draw)}`),
	drawn(2, (draw) => `docker rename ${name(draw)} ${name(draw)}`),
	drawn(1, (draw) => `docker update --restart ${one(draw, ['no', 'always'])} -m ${one(draw, ['32m', '128m'])} --memory-swap -1 ${name(draw)}`),
	drawn(3, (draw) => `docker exec ${name(draw)} sh -c 'echo x > /tmp/f; ls / | head -3; sleep ${draw(2)}'`),
	drawn(1, (draw) => `docker exec -d ${name(draw)} sleep ${10 + draw(50)}`),
	drawn(1, (draw) => `timeout ${1 + draw(2)} docker attach ${name(draw)} </dev/null`),
	drawn(1, (draw) => `timeout 1 docker logs -f ${name(draw)}; timeout 1 docker stats --no-stream`),
	drawn(2, (draw) => `docker pause ${name(draw)}; ${one(draw, ['', `docker unpause ${name(draw)}`])}`),
	drawn(1, (draw) => `docker cp /etc/hostname ${name(draw)}:/tmp/; docker cp ${name(draw)}:/etc/hostname /tmp/`),
	drawn(1, (draw) => `docker export ${name(draw)} >/tmp/e.tar; docker diff ${name(draw)}`),
	drawn(2, (draw) => `docker commit ${name(draw)} mine:${1 + draw(2)}; docker tag mine:1 mine:3`),
	drawn(2, (draw) => `docker rmi ${one(draw, ['', '-f'])} ${one(draw, ['nginx:1.27', 'redis:7', 'mine:1', 'mine:3', 'busybox:1.36'])}`),
	drawn(1, (draw) => `docker ${one(draw, ['image', 'container', 'network', 'volume', 'system'])} prune -f ${one(draw, ['', '-a'])}`),
	drawn(1, () => 'docker save alpine:3.20 mine:1 -o /tmp/s.tar; docker load -i /tmp/s.tar'),
	drawn(2, (draw) => `docker network create ${one(draw, ['', '--internal', '--subnet 10.7.0.0/24'])} ${network(draw)}`),
	drawn(3, (draw) => `docker network ${one(draw, ['connect', 'disconnect', 'disconnect -f'])} ${network(draw)} ${name(draw)}`),
	drawn(2, (draw) => `docker network rm ${network(draw)}`),
	drawn(2, (draw) => `docker volume ${one(draw, ['create', 'rm', 'rm -f'])} ${volume(draw)}`),
	drawn(1, (draw) => `docker wait ${name(draw)} & docker rm -f ${name(draw)}; wait`),
	drawn(1, (draw) => `docker run -d --name ${name(draw)} nginx:1.27 & docker run -d --name ${name(draw)} nginx:1.27 & docker rm -f ${name(draw)}; wait`),
	drawn(1, () => 'curl -s -m 1 localhost:8080 | head -1'),
	drawn(
		3,
		(draw) =>
			`kill -9 $(pidof ${one(draw, ['dockerd', 'containerd', 'containerd-shim', 'containerd-shim-runc-v2', 'runc', 'nginx', 'redis-server', 'sleep', 'docker-proxy'])})`
	),
	drawn(2, (draw) => `sleep 0.${draw(4)}; kill -9 $(pidof ${one(draw, ['dockerd', 'containerd', 'docker'])})`),
	drawn(1, (draw) => `systemctl ${one(draw, ['restart', 'stop', 'start'])} ${one(draw, ['docker', 'containerd'])}`),
	{
		weight: 3,
		inputs: (draw, hosts) => {
			const host = hosts[0] ?? '';
			return draw(4) === 0
				? [{ kind: 'power', host, on: false }]
				: [
						{ kind: 'power', host, on: false },
						{ kind: 'power', host, on: true }
					];
		}
	},
	{ weight: 2, inputs: (_draw, hosts) => hosts.map((host) => ({ kind: 'power', host, on: true })) }
];
