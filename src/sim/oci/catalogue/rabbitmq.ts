// docker.io/library/rabbitmq.
import { dir, filled, program, script, type Tree } from '../tree.ts';
import { debianAccounts } from './base/accounts.ts';
import { noble } from './debian.ts';
import { copy, image, run, type Line, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const entrypoint = script(
	'#!/bin/bash\nset -euo pipefail\n\nif [[ "$1" == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then\n\tchown -R rabbitmq /var/lib/rabbitmq\n\texec gosu rabbitmq "$BASH_SOURCE" "$@"\nfi\n\nexec "$@"\n'
);
const files: Tree = {
	'opt/rabbitmq/sbin/rabbitmq-server': program('rabbitmq-server', 8_000),
	'opt/rabbitmq/sbin/rabbitmqctl': program('rabbitmqctl', 8_000),
	'opt/rabbitmq/sbin/rabbitmq-diagnostics': program('rabbitmq-diagnostics', 8_000),
	'opt/rabbitmq/sbin/rabbitmq-plugins': program('rabbitmq-plugins', 8_000),
	'usr/sbin/gosu': program('gosu', 2_380_000),
	'etc/rabbitmq/conf.d/10-defaults.conf': 'loopback_users.guest = false\nlog.console = true\n',
	'etc/rabbitmq/enabled_plugins': '[rabbitmq_prometheus].\n',
	'var/lib/rabbitmq': dir(0o777, 999, 999),
	'var/log/rabbitmq': dir(0o777, 999, 999)
};
const base: readonly Line[] = [
	{ env: { PATH: '/opt/rabbitmq/sbin:/opt/erlang/bin:/opt/openssl/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } },
	{ env: { RABBITMQ_DATA_DIR: '/var/lib/rabbitmq' } },
	run(
		'set -eux; \tgroupadd --gid 999 --system rabbitmq; \tuseradd --uid 999 --system --home-dir "$RABBITMQ_DATA_DIR" --gid rabbitmq rabbitmq',
		debianAccounts('rabbitmq:x:999:999::/var/lib/rabbitmq:/bin/sh', 'rabbitmq:x:999:')
	),
	{ env: { RABBITMQ_VERSION: '3.13.7' } },
	{ env: { RABBITMQ_HOME: '/opt/rabbitmq' } },
	run(
		'set -eux; \tRABBITMQ_SOURCE_URL="https://github.com/rabbitmq/rabbitmq-server/releases/download/v$RABBITMQ_VERSION/rabbitmq-server-generic-unix-latest-toolchain-$RABBITMQ_VERSION.tar.xz"',
		filled(files, 150_000_000, 'opt/erlang/lib/erlang/bin/beam.smp')
	),
	{ env: { HOME: '/var/lib/rabbitmq' } },
	{ volume: ['/var/lib/rabbitmq'] },
	{ env: { LANG: 'C.UTF-8' } },
	copy('--chown=rabbitmq:rabbitmq docker-entrypoint.sh /usr/local/bin/', { 'usr/local/bin/docker-entrypoint.sh': entrypoint }),
	{ entrypoint: ['docker-entrypoint.sh'] },
	{ expose: ['15691/tcp', '15692/tcp', '25672/tcp', '4369/tcp', '5671/tcp', '5672/tcp'] },
	{ cmd: ['rabbitmq-server'] }
];
const plain = (): ImageSource => image('2025-04-08T17:00:00Z', noble(), base);
const management = (): ImageSource =>
	image('2025-04-08T17:10:00Z', plain(), [
		run('set -eux; \trabbitmq-plugins enable --offline rabbitmq_management', {
			'etc/rabbitmq/enabled_plugins': '[rabbitmq_management,rabbitmq_prometheus].\n'
		}),
		{ expose: ['15671/tcp', '15672/tcp'] }
	]);

export const rabbitmq: Repository = {
	name: 'docker.io/library/rabbitmq',
	tags: { latest: plain, '3': plain, '3.13': plain, management, '3-management': management, '3.13-management': management }
};
