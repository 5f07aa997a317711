// docker.io/library/mysql: Oracle Linux underneath.
import { dir, filled, program, script, type Tree } from '../tree.ts';
import { debianTree } from './base/debian.ts';
import { add, copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const osRelease = 'NAME="Oracle Linux Server"\nVERSION="9.6"\nID="ol"\nID_LIKE="fedora"\nVERSION_ID="9.6"\nPRETTY_NAME="Oracle Linux Server 9.6"\n';
/** The files of a start-up that MySQL's and MariaDB's images share; `server` is the daemon's name, `prefix` that of the variables. */
export const databaseEntrypoint = (server: string, prefix: string, product: string, client: string) =>
	script(`#!/usr/bin/env bash
# Prepares the data directory on the first start, then runs the server as its user.
set -eo pipefail

say() { printf '%s [%s] [Entrypoint]: %s\\n' "$(date --rfc-3339=seconds)" "$1" "$2"; }
note() { say Note "$*"; }
error() { say ERROR "$*" >&2; exit 1; }

setting() {
	local file="\${1}_FILE" value="\${2:-}"
	[ -z "\${!1:-}" ] || value="\${!1}"
	[ -z "\${!file:-}" ] || value="$(<"\${!file}")"
	export "$1"="$value"
	unset "$file"
}

case "\${1:-}" in -*) set -- ${server} "$@" ;; esac
if [ "$1" = ${server} ]; then
	note "Entrypoint script for ${product} Server started."
	setting ${prefix}_ROOT_PASSWORD
	setting ${prefix}_DATABASE
	setting ${prefix}_USER
	setting ${prefix}_PASSWORD
	if [ "$(id -u)" = 0 ]; then
		note "Switching to dedicated user 'mysql'"
		chown -R mysql /var/lib/mysql /var/run/mysqld
		exec gosu mysql "$BASH_SOURCE" "$@"
	fi
	if [ ! -d /var/lib/mysql/mysql ]; then
		if [ -z "$${prefix}_ROOT_PASSWORD" ] && [ -z "\${${prefix}_ALLOW_EMPTY_PASSWORD:-}" ] && [ -z "\${${prefix}_RANDOM_ROOT_PASSWORD:-}" ]; then
			error $'Database is uninitialized and password option is not specified\\n    You need to specify one of the following as an environment variable:\\n    - ${prefix}_ROOT_PASSWORD\\n    - ${prefix}_ALLOW_EMPTY_PASSWORD\\n    - ${prefix}_RANDOM_ROOT_PASSWORD'
		fi
		note "Initializing database files"
		"$@" --initialize-insecure
		note "Database files initialized"
		note "Starting temporary server"
		"$@" --skip-networking --socket=/var/run/mysqld/mysqld.sock &
		local_pid=$!
		for i in {30..0}; do
			if ${client === 'mariadb' ? 'mariadb-admin' : 'mysqladmin'} -uroot ping >/dev/null 2>&1; then break; fi
			sleep 1
		done
		note "Temporary server started."
		sql() { ${client} -uroot "$@"; }
		if [ -n "$${prefix}_DATABASE" ]; then
			note "Creating database $${prefix}_DATABASE"
			sql -e "CREATE DATABASE IF NOT EXISTS \\\`$${prefix}_DATABASE\\\`"
		fi
		if [ -n "$${prefix}_USER" ] && [ -n "$${prefix}_PASSWORD" ]; then
			note "Creating user $${prefix}_USER"
			sql -e "CREATE USER '$${prefix}_USER'@'%' IDENTIFIED BY '$${prefix}_PASSWORD'"
			if [ -n "$${prefix}_DATABASE" ]; then
				note "Giving user $${prefix}_USER access to schema $${prefix}_DATABASE"
				sql -e "GRANT ALL ON \\\`$${prefix}_DATABASE\\\`.* TO '$${prefix}_USER'@'%'"
			fi
		fi
		for f in /docker-entrypoint-initdb.d/*; do
			case "$f" in
			*.sh) note "$0: running $f"; if [ -x "$f" ]; then "$f"; else . "$f"; fi ;;
			*.sql) note "$0: running $f"; sql "$${prefix}_DATABASE" <"$f" ;;
			*'*') ;;
			*) printf '%s [Warn] [Entrypoint]: %s: ignoring %s\\n' "$(date --rfc-3339=seconds)" "$0" "$f" ;;
			esac
		done
		if [ -n "$${prefix}_ROOT_PASSWORD" ]; then sql -e "ALTER USER 'root'@'localhost' IDENTIFIED BY '$${prefix}_ROOT_PASSWORD'"; fi
		note "Stopping temporary server"
		MYSQL_PWD="$${prefix}_ROOT_PASSWORD" ${client === 'mariadb' ? 'mariadb-admin' : 'mysqladmin'} -uroot shutdown
		wait $local_pid || true
		note "Temporary server stopped"
		note "${product} init process done. Ready for start up."
	fi
fi
exec "$@"
`);
const files: Tree = {
	'usr/sbin/mysqld': program('mysqld', 67_000_000),
	'usr/bin/mysql': program('mysql', 7_800_000),
	'usr/bin/mysqladmin': program('mysqladmin', 6_900_000),
	'usr/bin/mysqldump': program('mysqldump', 7_000_000),
	'usr/local/bin/gosu': program('gosu', 2_380_000),
	'etc/my.cnf':
		'[mysqld]\nhost-cache-size=0\nskip-name-resolve\ndatadir=/var/lib/mysql\nsocket=/var/run/mysqld/mysqld.sock\nsecure-file-priv=/var/lib/mysql-files\nuser=mysql\n\npid-file=/var/run/mysqld/mysqld.pid\n[client]\nsocket=/var/run/mysqld/mysqld.sock\n',
	'var/lib/mysql': dir(0o1777, 999, 999),
	'run/mysqld': dir(0o1777, 999, 999),
	'docker-entrypoint-initdb.d': dir()
};
const mysqlImage = (major: string, version: string, total: number) => (): ImageSource =>
	image('2025-04-15T17:00:00Z', undefined, [
		add(
			'ADD rootfs.tar.xz / # buildkit',
			debianTree({
				osRelease,
				version: '',
				issue: '\\S\nKernel \\r on an \\m\n',
				total: 120_000_000,
				files: { 'etc/oracle-release': 'Oracle Linux Server release 9.6\n' }
			})
		),
		{ cmd: ['/bin/bash'] },
		run('set -eux; \tgroupadd --system --gid 999 mysql; \tuseradd --system --uid 999 --gid 999 --home-dir /var/lib/mysql --no-create-home mysql', {
			'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nmysql:x:999:999::/var/lib/mysql:/bin/bash\n',
			'etc/group': 'root:x:0:\nmysql:x:999:\n'
		}),
		{ env: { GOSU_VERSION: '1.17' } },
		{ env: { MYSQL_MAJOR: major } },
		{ env: { MYSQL_VERSION: version } },
		run(
			'set -eux; \tmicrodnf install -y "mysql-community-server-minimal-$MYSQL_VERSION"',
			filled(files, total - 120_000_000, 'usr/lib64/mysql/plugin/component.so')
		),
		{ env: { MYSQL_SHELL_VERSION: version } },
		{ volume: ['/var/lib/mysql'] },
		copy('docker-entrypoint.sh /usr/local/bin/', { 'usr/local/bin/docker-entrypoint.sh': databaseEntrypoint('mysqld', 'MYSQL', 'MySQL', 'mysql') }),
		run('ln -s usr/local/bin/docker-entrypoint.sh /entrypoint.sh', { 'entrypoint.sh': { link: 'usr/local/bin/docker-entrypoint.sh' } }),
		{ entrypoint: ['docker-entrypoint.sh'] },
		{ expose: ['3306/tcp', '33060/tcp'] },
		{ cmd: ['mysqld'] }
	]);
const v8 = mysqlImage('8.0', '8.0.42-1.el9', 772_000_000);
const v84 = mysqlImage('8.4', '8.4.5-1.el9', 776_000_000);
const v57 = mysqlImage('5.7', '5.7.44-1.el7', 501_000_000);

export const mysql: Repository = {
	name: 'docker.io/library/mysql',
	tags: { latest: v84, '8': v84, '8.4': v84, lts: v84, '8.0': v8, '8.0.42': v8, '5.7': v57, '5': v57 }
};
