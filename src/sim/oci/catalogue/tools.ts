// Small images people debug and teach with: curl, netshoot, http-echo, stress, distroless, docker itself.
import { filled, program, script, type Tree } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { alpineAccounts } from './base/accounts.ts';
import { baseTree, staticTree } from './base/distroless.ts';
import { add, copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const curlImage = (): ImageSource =>
	image('2025-06-04T08:00:00Z', alpine320(), [
		run(
			'apk add --no-cache brotli-libs ca-certificates libidn2 libpsl nghttp2-libs',
			filled(
				{
					...alpineAccounts('curl_user:x:100:101:Linux User,,,:/home/curl_user:/sbin/nologin', 'curl_group:x:101:'),
					'usr/bin/curl': program('curl', 280_000),
					'entrypoint.sh': script(
						'#!/bin/sh\nset -e\n\n# first arg is `-f` or `--some-option`\nif [ "${1#-}" != "$1" ]; then\n  set -- curl "$@"\nfi\n\nexec "$@"\n'
					)
				},
				14_000_000,
				'usr/lib/libcurl.so.4'
			)
		),
		{ user: 'curl_user' },
		{ entrypoint: ['/entrypoint.sh'] },
		{ cmd: ['curl'] }
	]);
export const curl: Repository = {
	name: 'docker.io/curlimages/curl',
	tags: { latest: curlImage, '8.14.1': curlImage, '8.5.0': curlImage, '7.88.1': curlImage }
};
export const radialCurl: Repository = { name: 'docker.io/radial/busyboxplus', tags: { latest: curlImage, curl: curlImage } };

const netTools = 'curl dig nslookup host ip ss tcpdump nmap iperf3 netstat traceroute mtr socat jq bash vim nc ping openssl wget strace';
const netshootImage = (): ImageSource =>
	image('2025-05-02T08:00:00Z', alpine320(), [
		run(
			'set -ex     && apk update     && apk add --no-cache     apache2-utils     bash     bind-tools',
			filled(
				Object.fromEntries(netTools.split(' ').map((t): [string, Tree[string]] => [`usr/local/bin/${t}`, program(t, 300_000)])),
				480_000_000,
				'usr/lib/python3.12/site-packages.tar'
			)
		),
		{ user: 'root' },
		{ workdir: '/root' },
		{ env: { HOSTNAME: 'netshoot' } },
		{ cmd: ['zsh'] }
	]);
export const netshoot: Repository = { name: 'docker.io/nicolaka/netshoot', tags: { latest: netshootImage, 'v0.13': netshootImage } };

const echoImage = (): ImageSource =>
	image('2025-01-20T08:00:00Z', undefined, [
		add('COPY / / # buildkit', staticTree(2_000_000)),
		copy('http-echo /http-echo', { 'http-echo': program('http-echo', 6_000_000) }),
		{ user: '65532' },
		{ expose: ['5678/tcp'] },
		{ env: { ECHO_TEXT: 'hello-world' } },
		{ entrypoint: ['/http-echo'] }
	]);
export const httpEcho: Repository = { name: 'docker.io/hashicorp/http-echo', tags: { latest: echoImage, '1.0': echoImage, '0.2.3': echoImage } };

const stressImage = (): ImageSource =>
	image('2015-06-22T22:00:00Z', alpine320(), [
		run('apt-get update && apt-get install -y stress', { 'usr/bin/stress': program('stress', 26_000) }),
		{ entrypoint: ['/usr/bin/stress', '--verbose'] }
	]);
export const stress: Repository = { name: 'docker.io/polinux/stress', tags: { latest: stressImage, '1.0.4': stressImage } };

const dockerImage = (dind: boolean) => (): ImageSource =>
	image('2025-06-03T20:00:00Z', alpine320(), [
		run('apk add --no-cache ca-certificates openssh-client git', filled({}, 14_000_000, 'usr/libexec/git-core/git')),
		{ env: { DOCKER_VERSION: '28.5.2' } },
		run('set -eux; \tapkArch="$(apk --print-arch)"; \twget -O docker.tgz', { 'usr/local/bin/docker': program('docker', 42_000_000) }),
		{ env: { DOCKER_BUILDX_VERSION: '0.24.0' } },
		{ env: { DOCKER_COMPOSE_VERSION: '2.37.3' } },
		run('set -eux; \twget -O docker-compose', filled({}, 130_000_000, 'usr/local/libexec/docker/cli-plugins/docker-compose')),
		copy('docker-entrypoint.sh /usr/local/bin/', {
			'usr/local/bin/docker-entrypoint.sh': script('#!/bin/sh\nset -eu\n\nif [ "${1#-}" != "$1" ]; then\n\tset -- docker "$@"\nfi\n\nexec "$@"\n')
		}),
		{ env: { DOCKER_TLS_CERTDIR: '/certs' } },
		...(dind
			? [
					run(
						'set -eux; \tapk add --no-cache btrfs-progs e2fsprogs iptables',
						filled(
							{
								'usr/local/bin/dockerd': program('dockerd', 96_000_000),
								'usr/local/bin/containerd': program('containerd', 39_000_000),
								'usr/local/bin/runc': program('runc', 15_000_000),
								'usr/local/bin/containerd-shim-runc-v2': program('containerd-shim-runc-v2', 14_000_000)
							},
							180_000_000,
							'usr/sbin/xtables-nft-multi'
						)
					),
					{ volume: ['/var/lib/docker'] },
					{ expose: ['2375/tcp', '2376/tcp'] }
				]
			: []),
		{ entrypoint: [dind ? 'dockerd-entrypoint.sh' : 'docker-entrypoint.sh'] },
		{ cmd: dind ? [] : ['sh'] }
	]);
export const dockerRepository: Repository = {
	name: 'docker.io/library/docker',
	tags: { latest: dockerImage(true), '28': dockerImage(true), dind: dockerImage(true), cli: dockerImage(false), '28-cli': dockerImage(false) }
};

const distroless = (extra: Tree | undefined, user: string, entrypoint: readonly string[] | undefined) => (): ImageSource =>
	image('1970-01-01T00:00:00Z', undefined, [
		add('bazel build ...', staticTree(1_990_000)),
		...(extra ? [add('bazel build ...', baseTree(18_700_000)), add('bazel build ...', extra)] : []),
		{ user },
		{ workdir: '/' },
		...(entrypoint ? [{ entrypoint }] : [])
	]);
const both = (extra: Tree | undefined, entrypoint?: readonly string[]): Repository['tags'] => ({
	latest: distroless(extra, '0', entrypoint),
	nonroot: distroless(extra, '65532', entrypoint),
	debug: distroless({ ...extra, 'busybox/sh': program('busybox', 1_100_000) }, '0', entrypoint)
});
const named = (name: string, tags: Repository['tags']): Repository => ({ name: 'gcr.io/distroless/' + name, tags });
export const distrolessImages: readonly Repository[] = [
	...['static', 'static-debian12'].map((name) => named(name, both(undefined))),
	...['base', 'base-debian12', 'cc-debian12'].map((name) => named(name, both({}))),
	...['nodejs20-debian12', 'nodejs18-debian12', 'nodejs22-debian12'].map((name) =>
		named(name, both({ 'nodejs/bin/node': program('node', 98_000_000) }, ['/nodejs/bin/node']))
	),
	named('python3-debian12', both({ 'usr/bin/python3': program('python3', 6_800_000) }, ['/usr/bin/python3.11'])),
	named(
		'java17-debian12',
		both(filled({ 'usr/bin/java': program('java', 14_000) }, 190_000_000, 'usr/lib/jvm/java-17-openjdk-amd64/lib/modules'), ['/usr/bin/java', '-jar'])
	)
];
