// docker.io/library/mongo.
import { dir, filled, program, script, type Tree } from '../tree.ts';
import { debianAccounts } from './base/accounts.ts';
import { jammy } from './debian.ts';
import { copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const entrypoint = script(`#!/bin/bash
# Options alone mean the server; root gives way to mongodb.
set -Eeuo pipefail

case "\${1:-}" in -*) set -- mongod "$@" ;; esac
case "$1" in mongod | mongos)
	if [ "$(id -u)" = 0 ]; then
		chown -R mongodb /data/configdb /data/db
		exec gosu mongodb "$BASH_SOURCE" "$@"
	fi
	set -- "$@" --bind_ip_all
	;;
esac
exec "$@"
`);
const files: Tree = {
	'usr/bin/mongod': program('mongod', 180_000_000),
	'usr/bin/mongos': program('mongos', 130_000_000),
	'usr/bin/mongosh': program('mongosh', 105_000_000),
	'usr/local/bin/gosu': program('gosu', 2_380_000),
	'data/db': dir(0o755, 999, 999),
	'data/configdb': dir(0o755, 999, 999),
	'docker-entrypoint-initdb.d': dir(),
	'etc/mongod.conf.orig': 'storage:\n  dbPath: /var/lib/mongodb\nnet:\n  port: 27017\n  bindIp: 127.0.0.1\n'
};
const mongoImage = (major: string, version: string, total: number) => (): ImageSource =>
	image('2025-05-28T17:00:00Z', jammy(), [
		run(
			'set -eux; \tgroupadd --gid 999 --system mongodb; \tuseradd --uid 999 --system --gid mongodb --home-dir /data/db mongodb',
			debianAccounts('mongodb:x:999:999::/data/db:/bin/sh', 'mongodb:x:999:')
		),
		{ env: { GOSU_VERSION: '1.17' } },
		{ env: { JSYAML_VERSION: '3.13.1' } },
		{ env: { MONGO_PACKAGE: 'mongodb-org' } },
		{ env: { MONGO_MAJOR: major } },
		{ env: { MONGO_VERSION: version } },
		run(
			'set -x \t&& export DEBIAN_FRONTEND=noninteractive \t&& apt-get update \t&& apt-get install -y ${MONGO_PACKAGE}=$MONGO_VERSION',
			filled(files, total, 'usr/bin/mongodump')
		),
		{ volume: ['/data/db', '/data/configdb'] },
		{ env: { HOME: '/data/db' } },
		copy('docker-entrypoint.sh /usr/local/bin/', { 'usr/local/bin/docker-entrypoint.sh': entrypoint }),
		{ entrypoint: ['docker-entrypoint.sh'] },
		{ expose: ['27017/tcp'] },
		{ cmd: ['mongod'] }
	]);
const v7 = mongoImage('7.0', '7.0.20', 756_000_000);
const v6 = mongoImage('6.0', '6.0.24', 676_000_000);
const v8 = mongoImage('8.0', '8.0.9', 817_000_000);

export const mongo: Repository = { name: 'docker.io/library/mongo', tags: { latest: v8, '8': v8, '8.0': v8, '7': v7, '7.0': v7, '6': v6, '6.0': v6 } };
