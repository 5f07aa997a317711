// docker.io/library/memcached.
import { filled, program, script } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { alpineAccounts, debianAccounts } from './base/accounts.ts';
import { bookwormSlim } from './debian.ts';
import { copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const entrypoint = script(
	'#!/bin/sh\nset -e\n\n# first arg is `-f` or `--some-option`\nif [ "${1#-}" != "$1" ]; then\n\tset -- memcached "$@"\nfi\n\nexec "$@"\n'
);
const memcachedImage = (from: () => ImageSource, isAlpine: boolean) => (): ImageSource =>
	image('2025-05-21T17:00:00Z', from(), [
		run(
			'set -eux; \tgroupadd --system --gid 11211 memcache; \tuseradd --system --gid memcache --uid 11211 memcache',
			(isAlpine ? alpineAccounts : debianAccounts)('memcache:x:11211:11211::/home/memcache:/bin/sh', 'memcache:x:11211:')
		),
		{ env: { MEMCACHED_VERSION: '1.6.38' } },
		run(
			'set -eux; \t\tsavedAptMark="$(apt-mark showmanual)"; \t./configure',
			filled({ 'usr/local/bin/memcached': program('memcached', 940_000) }, isAlpine ? 2_600_000 : 10_000_000, 'usr/local/lib/libmemcached.so')
		),
		copy('docker-entrypoint.sh /usr/local/bin/', {
			'usr/local/bin/docker-entrypoint.sh': entrypoint,
			'entrypoint.sh': { link: 'usr/local/bin/docker-entrypoint.sh' }
		}),
		{ entrypoint: ['docker-entrypoint.sh'] },
		{ user: 'memcache' },
		{ expose: ['11211/tcp'] },
		{ cmd: ['memcached'] }
	]);
const onDebian = memcachedImage(bookwormSlim, false);
const onAlpine = memcachedImage(alpine320, true);

export const memcached: Repository = {
	name: 'docker.io/library/memcached',
	tags: { latest: onDebian, '1': onDebian, '1.6': onDebian, alpine: onAlpine, '1.6-alpine': onAlpine }
};
