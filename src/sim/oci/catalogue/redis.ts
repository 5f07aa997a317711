// docker.io/library/redis.
import { dir, filled, program, script, type Tree } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { alpineAccounts, debianAccounts } from './base/accounts.ts';
import { bookwormSlim } from './debian.ts';
import { copy, image, run, type Line, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const entrypoint = script(`#!/bin/sh
# Options alone mean the server; the server gives up root.
set -e

case "\${1:-}" in
-* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ]; then
    if [ "$(id -u)" = 0 ]; then
        chown -R redis .
        exec gosu redis "$0" "$@"
    fi
    if [ "$(umask)" = 0022 ]; then
        umask 0077
    fi
fi
exec "$@"
`);
const binaries: Tree = {
	'usr/local/bin/redis-server': program('redis-server', 13_900_000),
	'usr/local/bin/redis-cli': program('redis-cli', 7_300_000),
	'usr/local/bin/redis-benchmark': program('redis-benchmark', 6_900_000),
	'usr/local/bin/redis-check-aof': { link: 'redis-server' },
	'usr/local/bin/redis-check-rdb': { link: 'redis-server' },
	'usr/local/bin/redis-sentinel': { link: 'redis-server' }
};
const data: Tree = { data: dir(0o755, 999, 999) };

function redisImage(from: ImageSource, accounts: Tree, version: string, extra: number, created: string): ImageSource {
	const lines: readonly Line[] = [
		run('set -eux; \tgroupadd -r -g 999 redis; \tuseradd -r -g redis -u 999 redis', accounts),
		{ env: { GOSU_VERSION: '1.17' } },
		run('set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tapt-get install -y --no-install-recommends gosu', {
			'usr/local/bin/gosu': program('gosu', 2_380_000),
			'etc/localtime.dpkg': 'UTC\n'
		}),
		{ env: { REDIS_VERSION: version } },
		run(
			'set -eux; \t\tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tmake -C /usr/src/redis install',
			filled(binaries, extra, 'usr/local/lib/redis/modules.so')
		),
		run('mkdir /data && chown redis:redis /data', data),
		{ volume: ['/data'] },
		{ workdir: '/data' },
		copy('docker-entrypoint.sh /usr/local/bin/', { 'usr/local/bin/docker-entrypoint.sh': entrypoint }),
		{ entrypoint: ['docker-entrypoint.sh'] },
		{ expose: ['6379/tcp'] },
		{ cmd: ['redis-server'] }
	];
	return image(created, from, lines);
}
const user = 'redis:x:999:999::/home/redis:/bin/sh';
const debianRedis = (version: string, created: string) => (): ImageSource =>
	redisImage(bookwormSlim(), debianAccounts(user, 'redis:x:999:'), version, 37_400_000, created);
const alpineRedis = (version: string, created: string) => (): ImageSource =>
	redisImage(alpine320(), alpineAccounts(user, 'redis:x:999:redis'), version, 30_300_000, created);
const v7 = debianRedis('7.0.15', '2025-05-22T17:00:00Z');
const a7 = alpineRedis('7.0.15', '2025-05-22T17:30:00Z');
const v6 = debianRedis('6.2.18', '2025-04-24T17:00:00Z');
const a6 = alpineRedis('6.2.18', '2025-04-24T17:00:00Z');

export const redis: Repository = {
	name: 'docker.io/library/redis',
	tags: {
		latest: v7,
		'7': v7,
		'7.0': v7,
		'7.2': v7,
		bookworm: v7,
		alpine: a7,
		'7-alpine': a7,
		'7.0-alpine': a7,
		'7.2-alpine': a7,
		'6': v6,
		'6.2': v6,
		'6-alpine': a6,
		'6.2-alpine': a6
	}
};
