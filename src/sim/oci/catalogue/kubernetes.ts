// registry.k8s.io: the images of a kubeadm cluster of v1.36.3, and earlier names people still use. Each holds its one program.
import { dir, filled, program, type Tree } from '../tree.ts';
import { staticTree } from './base/distroless.ts';
import { debianTree } from './base/debian.ts';
import { add, copy, image, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const pause = (created: string): ImageSource =>
	image(created, undefined, [copy('bin/pause-linux-amd64 /pause', { pause: program('pause', 731_000) }), { user: '65535:65535' }, { entrypoint: ['/pause'] }]);
const pauseImage = (): ImageSource => pause('2025-05-20T20:03:26Z');

const goRunner = (): ImageSource =>
	image('1970-01-01T00:00:00Z', undefined, [
		add('COPY / / # buildkit', staticTree(2_000_000)),
		add('COPY go-runner /go-runner # buildkit', { 'go-runner': program('go-runner', 1_700_000) })
	]);
/** A control-plane image: its program at /usr/local/bin. */
const component = (name: string, version: string, bytes: number) => (): ImageSource =>
	image(version === 'v1.36.3' ? '2026-10-14T12:00:00Z' : '2026-04-22T12:00:00Z', goRunner(), [
		copy(`${name} /usr/local/bin/${name}`, { [`usr/local/bin/${name}`]: program(name, bytes) }),
		{ entrypoint: [`/usr/local/bin/${name}`] }
	]);
const kubeProxy = (): ImageSource =>
	image('2026-10-14T12:00:00Z', undefined, [
		add(
			'COPY / / # buildkit',
			filled(
				{
					...staticTree(2_000_000),
					'usr/sbin/iptables': program('iptables', 99_296),
					'usr/sbin/nft': program('nft', 27_320),
					'usr/sbin/conntrack': program('conntrack', 72_336)
				},
				38_000_000,
				'usr/lib/x86_64-linux-gnu/libxtables.so.12'
			)
		),
		copy('kube-proxy /usr/local/bin/kube-proxy', { 'usr/local/bin/kube-proxy': program('kube-proxy', 46_000_000) }),
		{ cmd: ['/usr/local/bin/kube-proxy'] }
	]);
const etcd = (): ImageSource =>
	image('2026-02-10T12:00:00Z', undefined, [
		add('COPY / / # buildkit', staticTree(2_000_000)),
		copy('etcd etcdctl etcdutl /usr/local/bin/', {
			'usr/local/bin/etcd': program('etcd', 25_600_000),
			'usr/local/bin/etcdctl': program('etcdctl', 17_400_000),
			'usr/local/bin/etcdutl': program('etcdutl', 17_100_000)
		}),
		{ expose: ['2379/tcp', '2380/tcp', '4001/tcp', '7001/tcp'] }
	]);
const coredns = (): ImageSource =>
	image('2026-03-06T12:00:00Z', undefined, [
		add('COPY / / # buildkit', staticTree(2_000_000)),
		copy('/coredns /coredns', { coredns: program('coredns', 75_000_000) }),
		{ user: 'nonroot:nonroot' },
		{ workdir: '/' },
		{ expose: ['53/tcp', '53/udp'] },
		{ entrypoint: ['/coredns'] }
	]);
const metricsServer = (): ImageSource =>
	image('2025-07-03T12:00:00Z', undefined, [
		add('COPY / / # buildkit', staticTree(2_000_000)),
		copy('metrics-server /', { 'metrics-server': program('metrics-server', 80_000_000) }),
		{ user: '65534' },
		{ entrypoint: ['/metrics-server'] }
	]);
const agnhostFiles: Tree = { agnhost: program('agnhost', 48_000_000), 'var/run': dir() };
const agnhost = (): ImageSource =>
	image('2025-01-15T12:00:00Z', undefined, [
		add('ADD rootfs.tar.xz / # buildkit', debianTree({ osRelease: 'ID=alpine\n', version: '12', issue: '', total: 84_000_000 })),
		copy('agnhost /agnhost', agnhostFiles),
		{ entrypoint: ['/agnhost'] },
		{ cmd: ['pause'] }
	]);

const versions = (name: string, bytes: number): Repository['tags'] => ({
	'v1.36.3': component(name, 'v1.36.3', bytes),
	'v1.36.0': component(name, 'v1.36.0', bytes)
});
const localPath = (): ImageSource =>
	image('2025-02-14T12:00:00Z', undefined, [
		add('COPY / / # buildkit', staticTree(2_000_000)),
		copy('local-path-provisioner /usr/bin/', { 'usr/bin/local-path-provisioner': program('local-path-provisioner', 44_000_000) }),
		{ entrypoint: ['/usr/bin/local-path-provisioner'] }
	]);
const named = (name: string, tags: Repository['tags']): Repository => ({ name: 'registry.k8s.io/' + name, tags });

export const kubernetes: readonly Repository[] = [
	{ name: 'docker.io/kindest/local-path-provisioner', tags: { v20250214: localPath } },
	named('pause', { '3.10.1': pauseImage, '3.10': pauseImage, '3.9': () => pause('2022-10-13T22:56:37Z') }),
	named('kube-apiserver', versions('kube-apiserver', 82_000_000)),
	named('kube-controller-manager', versions('kube-controller-manager', 70_000_000)),
	named('kube-scheduler', versions('kube-scheduler', 51_000_000)),
	named('kube-proxy', { 'v1.36.3': kubeProxy, 'v1.36.0': kubeProxy }),
	named('etcd', { '3.6.8-0': etcd }),
	named('coredns/coredns', { 'v1.14.2': coredns }),
	named('metrics-server/metrics-server', { 'v0.8.0': metricsServer }),
	named('e2e-test-images/agnhost', { '2.53': agnhost, '2.39': agnhost })
];
