// docker.io/library/mariadb.
import { dir, filled, program, type Tree } from '../tree.ts';
import { noble } from './debian.ts';
import { databaseEntrypoint } from './mysql.ts';
import { debianAccounts } from './base/accounts.ts';
import { copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const files: Tree = {
	'usr/sbin/mariadbd': program('mariadbd', 28_000_000),
	'usr/sbin/mysqld': { link: 'mariadbd' },
	'usr/bin/mariadb': program('mariadb', 5_400_000),
	'usr/bin/mysql': { link: 'mariadb' },
	'usr/bin/mariadb-admin': program('mariadb-admin', 5_200_000),
	'usr/bin/mysqladmin': { link: 'mariadb-admin' },
	'usr/bin/mariadb-dump': program('mariadb-dump', 5_400_000),
	'usr/local/bin/gosu': program('gosu', 2_380_000),
	'etc/mysql/mariadb.cnf': '[client-server]\nsocket = /run/mysqld/mysqld.sock\n\n!includedir /etc/mysql/conf.d/\n',
	'etc/mysql/conf.d': dir(),
	'var/lib/mysql': dir(0o1777, 999, 999),
	'run/mysqld': dir(0o1777, 999, 999),
	'docker-entrypoint-initdb.d': dir()
};
const mariadbImage = (version: string) => (): ImageSource =>
	image('2025-05-29T17:00:00Z', noble(), [
		run(
			'groupadd -r mysql && useradd -r -g mysql mysql --home-dir /var/lib/mysql --uid 999 --gid 999',
			debianAccounts('mysql:x:999:999::/var/lib/mysql:/bin/sh', 'mysql:x:999:')
		),
		{ env: { GOSU_VERSION: '1.17' } },
		{ env: { LANG: 'C.UTF-8' } },
		{ label: { 'org.opencontainers.image.title': 'MariaDB Database' } },
		{ env: { MARIADB_VERSION: `1:${version}+maria~ubu2404` } },
		run(
			'set -ex; \tapt-get update; \tapt-get install -y --no-install-recommends mariadb-server="$MARIADB_VERSION"',
			filled(files, 250_000_000, 'usr/lib/mysql/plugin/provider.so')
		),
		{ volume: ['/var/lib/mysql'] },
		copy('docker-entrypoint.sh healthcheck.sh /usr/local/bin/', {
			'usr/local/bin/docker-entrypoint.sh': databaseEntrypoint('mariadbd', 'MARIADB', 'MariaDB', 'mariadb')
		}),
		{ entrypoint: ['docker-entrypoint.sh'] },
		{ expose: ['3306/tcp'] },
		{ cmd: ['mariadbd'] }
	]);
const v11 = mariadbImage('11.4.7');
const v10 = mariadbImage('10.11.13');

export const mariadb: Repository = { name: 'docker.io/library/mariadb', tags: { latest: v11, lts: v11, '11': v11, '11.4': v11, '10': v10, '10.11': v10 } };
