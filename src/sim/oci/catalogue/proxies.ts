// Proxies and web servers: traefik, haproxy, caddy, nginx-unprivileged, whoami.
import { dir, filled, program, script, type Tree } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { alpineAccounts, debianAccounts } from './base/accounts.ts';
import { bookwormSlim } from './debian.ts';
import { nginx } from './nginx/index.ts';
import { add, copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const traefikImage = (version: string, total: number) => (): ImageSource =>
	image('2025-06-02T12:00:00Z', alpine320(), [
		run('apk --no-cache add ca-certificates tzdata', filled({}, 2_200_000, 'usr/share/zoneinfo/tzdata.zi')),
		run('set -ex; \tapkArch="$(apk --print-arch)"; \twget --quiet -O /tmp/traefik.tar.gz', { 'usr/local/bin/traefik': program('traefik', total) }),
		copy('entrypoint.sh /', {
			'entrypoint.sh': script(
				'#!/bin/sh\nset -e\n\n# first arg is `-f` or `--some-option`\nif [ "${1#-}" != "$1" ]; then\n    set -- traefik "$@"\nfi\n\nif traefik "$1" --help >/dev/null 2>&1\nthen\n    set -- traefik "$@"\nfi\n\nexec "$@"\n'
			)
		}),
		{ expose: ['80/tcp'] },
		{ entrypoint: ['/entrypoint.sh'] },
		{ cmd: ['traefik'] },
		{ label: { 'org.opencontainers.image.title': 'Traefik', 'org.opencontainers.image.vendor': 'Traefik Labs', 'org.opencontainers.image.version': version } }
	]);
const traefik3 = traefikImage('v3.4.1', 213_000_000);
const traefik2 = traefikImage('v2.11.25', 175_000_000);
export const traefik: Repository = {
	name: 'docker.io/library/traefik',
	tags: { latest: traefik3, v3: traefik3, 'v3.4': traefik3, 'v3.0': traefik3, 'v2.11': traefik2, 'v2.10': traefik2, v2: traefik2 }
};

const haproxyFiles: Tree = {
	'usr/local/sbin/haproxy': program('haproxy', 14_700_000),
	'usr/local/etc/haproxy': dir(0o755, 99, 99),
	'var/lib/haproxy': dir(0o755, 99, 99)
};
const haproxyImage = (from: () => ImageSource, isAlpine: boolean) => (): ImageSource =>
	image('2025-06-03T17:00:00Z', from(), [
		run(
			'set -eux; \tgroupadd --gid 99 --system haproxy; \tuseradd --gid haproxy --home-dir /var/lib/haproxy --no-create-home --system --uid 99 haproxy',
			(isAlpine ? alpineAccounts : debianAccounts)('haproxy:x:99:99::/var/lib/haproxy:/usr/sbin/nologin', 'haproxy:x:99:')
		),
		{ env: { HAPROXY_VERSION: '3.2.0' } },
		run(
			'set -eux; \t\tsavedAptMark="$(apt-mark showmanual)"; \tmakeOpts=\' \t\tTARGET=linux-glibc',
			filled(haproxyFiles, isAlpine ? 18_000_000 : 32_000_000, 'usr/local/share/haproxy/errors.tar')
		),
		{ stopsignal: 'SIGUSR1' },
		copy('docker-entrypoint.sh /usr/local/bin/', {
			'usr/local/bin/docker-entrypoint.sh': script(
				'#!/bin/sh\nset -e\n\nif [ "${1#-}" != "$1" ]; then\n\tset -- haproxy "$@"\nfi\n\nif [ "$1" = \'haproxy\' ]; then\n\tshift\n\tset -- haproxy -W -db "$@"\nfi\n\nexec "$@"\n'
			)
		}),
		{ user: 'haproxy' },
		{ workdir: '/var/lib/haproxy' },
		{ entrypoint: ['docker-entrypoint.sh'] },
		{ cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'] }
	]);
const haproxyDebian = haproxyImage(bookwormSlim, false);
const haproxyAlpine = haproxyImage(alpine320, true);
export const haproxy: Repository = {
	name: 'docker.io/library/haproxy',
	tags: {
		latest: haproxyDebian,
		'3.2': haproxyDebian,
		'3.0': haproxyDebian,
		'2.9': haproxyDebian,
		lts: haproxyDebian,
		alpine: haproxyAlpine,
		'3.2-alpine': haproxyAlpine,
		'lts-alpine': haproxyAlpine
	}
};

const caddyImage = (): ImageSource =>
	image('2025-04-18T20:00:00Z', alpine320(), [
		run('apk add --no-cache ca-certificates libcap mailcap', filled({}, 840_000, 'usr/share/ca-certificates/mozilla.tar')),
		run('set -eux; \tmkdir -p /config/caddy /data/caddy /etc/caddy /usr/share/caddy', {
			'config/caddy': dir(),
			'data/caddy': dir(),
			'etc/caddy/Caddyfile': ':80 {\n\troot * /usr/share/caddy\n\tfile_server\n}\n',
			'usr/share/caddy/index.html':
				'<!DOCTYPE html>\n<html>\n<head><title>Caddy works!</title></head>\n<body>\n<h1>Caddy works!</h1>\n<p>Congratulations! Your web server is working.</p>\n</body>\n</html>\n'
		}),
		{ env: { CADDY_VERSION: 'v2.10.0' } },
		run('set -eux; \tapkArch="$(apk --print-arch)"; \twget -O /tmp/caddy.tar.gz', { 'usr/bin/caddy': program('caddy', 41_400_000) }),
		{ env: { XDG_CONFIG_HOME: '/config' } },
		{ env: { XDG_DATA_HOME: '/data' } },
		{ expose: ['80/tcp', '443/tcp', '443/udp', '2019/tcp'] },
		{ workdir: '/srv' },
		{ cmd: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'] }
	]);
export const caddy: Repository = {
	name: 'docker.io/library/caddy',
	tags: { latest: caddyImage, '2': caddyImage, '2.10': caddyImage, alpine: caddyImage, '2-alpine': caddyImage }
};

const unprivileged = (tag: string) => (): ImageSource => {
	const from = nginx.tags[tag]?.();
	return image('2025-05-22T16:00:00Z', from, [
		run("sed -i 's,listen       80;,listen       8080;,' /etc/nginx/conf.d/default.conf     && sed -i '/user  nginx;/d' /etc/nginx/nginx.conf", {
			'etc/nginx/conf.d/default.conf':
				'server {\n    listen       8080;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n\n    error_page   500 502 503 504  /50x.html;\n    location = /50x.html {\n        root   /usr/share/nginx/html;\n    }\n}\n',
			'etc/nginx/nginx.conf':
				'\nworker_processes  auto;\n\nerror_log  /var/log/nginx/error.log notice;\npid        /tmp/nginx.pid;\n\n\nevents {\n    worker_connections  1024;\n}\n\n\nhttp {\n    include       /etc/nginx/mime.types;\n    default_type  application/octet-stream;\n\n    access_log  /var/log/nginx/access.log  combined;\n\n    sendfile        on;\n    keepalive_timeout  65;\n\n    include /etc/nginx/conf.d/*.conf;\n}\n',
			'var/cache/nginx': dir(0o755, 101, 101)
		}),
		{ expose: ['8080/tcp'] },
		{ user: '101' }
	]);
};
export const nginxUnprivileged: Repository = {
	name: 'docker.io/nginxinc/nginx-unprivileged',
	tags: {
		latest: unprivileged('1.27'),
		'1.27': unprivileged('1.27'),
		'1.25': unprivileged('1.25'),
		alpine: unprivileged('1.27-alpine'),
		'1.27-alpine': unprivileged('1.27-alpine'),
		'stable-alpine': unprivileged('stable-alpine')
	}
};

const whoamiImage = (): ImageSource =>
	image('2025-03-27T10:00:00Z', undefined, [
		add('COPY /usr/share/zoneinfo /usr/share/zoneinfo # buildkit', filled({}, 1_400_000, 'usr/share/zoneinfo/tzdata.zi')),
		copy('/usr/src/whoami/whoami / ', { whoami: program('whoami-server', 5_100_000) }),
		{ entrypoint: ['/whoami'] },
		{ expose: ['80/tcp'] }
	]);
export const whoami: Repository = { name: 'docker.io/traefik/whoami', tags: { latest: whoamiImage, 'v1.11': whoamiImage, 'v1.10': whoamiImage } };
