// docker.io/library/postgres. The start-up script is ours and says what the official one says.
import { dir, filled, program, script, type Tree } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { alpineAccounts, debianAccounts } from './base/accounts.ts';
import { bookwormSlim } from './debian.ts';
import { copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const entrypoint = script(`#!/usr/bin/env bash
# Prepares the data directory on the first start.
set -Eeo pipefail

setting() { # NAME DEFAULT: from NAME, or from the file named by NAME_FILE
	local file="\${1}_FILE" value="$2"
	if [ -n "\${!1:-}" ] && [ -n "\${!file:-}" ]; then
		printf >&2 'error: both %s and %s are set (but are exclusive)\\n' "$1" "$file"
		exit 1
	fi
	[ -z "\${!1:-}" ] || value="\${!1}"
	[ -z "\${!file:-}" ] || value="$(<"\${!file}")"
	export "$1"="$value"
	unset "$file"
}

sql() { PGHOST= PGHOSTADDR= psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password --username "$POSTGRES_USER" "$@"; }

first_start() {
	if [ -z "$POSTGRES_PASSWORD" ] && [ "\${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
		cat >&2 <<-'T'
			Error: Database is uninitialized and superuser password is not specified.
			       You must specify POSTGRES_PASSWORD to a non-empty value for the
			       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

			       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
			       connections without a password. This is *not* recommended.

			       See PostgreSQL documentation about "trust":
			       https://www.postgresql.org/docs/current/auth-trust.html
		T
		exit 1
	fi
	eval 'initdb --username="$POSTGRES_USER" --pwfile <(printf "%s\\n" "$POSTGRES_PASSWORD") '"\${POSTGRES_INITDB_ARGS:-}"
	printf '\\nhost all all all %s\\n' "\${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
	export PGPASSWORD="\${PGPASSWORD:-$POSTGRES_PASSWORD}"
	PGUSER="$POSTGRES_USER" pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
	if [ "$POSTGRES_DB" != postgres ]; then
		sql --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db" ;'
		printf '\\n'
	fi
	printf '\\n'
	for f in /docker-entrypoint-initdb.d/*; do
		case "$f" in
		*.sh)
			if [ -x "$f" ]; then
				printf '%s: running %s\\n' "$0" "$f"
				"$f"
			else
				printf '%s: sourcing %s\\n' "$0" "$f"
				. "$f"
			fi
			;;
		*.sql)
			printf '%s: running %s\\n' "$0" "$f"
			sql --dbname "$POSTGRES_DB" -f "$f"
			printf '\\n'
			;;
		*) printf '%s: ignoring %s\\n' "$0" "$f" ;;
		esac
		printf '\\n'
	done
	PGUSER="$POSTGRES_USER" pg_ctl -D "$PGDATA" -m fast -w stop
	unset PGPASSWORD
	printf '\\nPostgreSQL init process complete; ready for start up.\\n\\n'
}

case "\${1:-}" in -*) set -- postgres "$@" ;; esac
if [ "$1" = postgres ]; then
	if [ "$(id -u)" = 0 ]; then
		mkdir -p "$PGDATA" /var/run/postgresql
		chmod 700 "$PGDATA"
		chmod 3775 /var/run/postgresql
		chown -R postgres "$PGDATA" /var/run/postgresql
		exec gosu postgres "$BASH_SOURCE" "$@"
	fi
	setting POSTGRES_PASSWORD
	setting POSTGRES_USER postgres
	setting POSTGRES_DB "$POSTGRES_USER"
	if [ -s "$PGDATA/PG_VERSION" ]; then
		printf '\\nPostgreSQL Database directory appears to contain a database; Skipping initialization\\n\\n'
	else
		first_start
	fi
fi
exec "$@"
`);

function postgresImage(from: ImageSource, accounts: Tree, major: string, version: string, extra: number, created: string): ImageSource {
	const bin = `usr/lib/postgresql/${major}/bin`;
	const tools =
		'postgres initdb pg_ctl psql pg_dump pg_dumpall pg_restore pg_isready createdb dropdb createuser dropuser pg_basebackup vacuumdb reindexdb'.split(' ');
	const files: Tree = {
		...Object.fromEntries(tools.map((t) => [`${bin}/${t}`, program(t, t === 'postgres' ? 9_500_000 : 200_000)])),
		...Object.fromEntries(
			['psql', 'pg_dump', 'pg_isready', 'pg_restore', 'createdb'].map((t) => [`usr/bin/${t}`, { link: `../lib/postgresql/${major}/bin/${t}` }])
		)
	};
	return image(created, from, [
		run(
			'set -eux; \tgroupadd -r postgres --gid=999; \tuseradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres; \tinstall --verbose --directory --owner postgres --group postgres --mode 1777 /var/lib/postgresql',
			{
				...accounts,
				'var/lib/postgresql': dir(0o1777, 999, 999)
			}
		),
		{ env: { GOSU_VERSION: '1.17' } },
		run('set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tapt-get install -y --no-install-recommends ca-certificates wget', {
			'usr/local/bin/gosu': program('gosu', 2_380_000)
		}),
		{ env: { LANG: 'en_US.utf8' } },
		run(
			"set -eux; \tapt-get install -y --no-install-recommends locales; \techo 'en_US.UTF-8 UTF-8' >> /etc/locale.gen; \tlocale-gen",
			filled({}, 25_000_000, 'usr/lib/locale/locale-archive')
		),
		run(
			'set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tlibnss-wrapper \t\txz-utils \t\tzstd',
			filled({}, 4_300_000, 'usr/lib/x86_64-linux-gnu/libnss_wrapper.so')
		),
		run('mkdir /docker-entrypoint-initdb.d', { 'docker-entrypoint-initdb.d': dir() }),
		{ env: { PG_MAJOR: major } },
		{ env: { PATH: `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/${major}/bin` } },
		{ env: { PG_VERSION: version } },
		run(
			'set -ex; \t\texport PYTHONDONTWRITEBYTECODE=1; \tapt-get install -y --no-install-recommends "postgresql-$PG_MAJOR=$PG_VERSION"',
			filled(files, extra, `usr/lib/postgresql/${major}/lib/llvmjit.so`)
		),
		run(
			'set -eux; \tdpkg-divert --add --rename --divert "/usr/share/postgresql/postgresql.conf.sample.dpkg" "/usr/share/postgresql/$PG_MAJOR/postgresql.conf.sample"',
			{
				'usr/share/postgresql/postgresql.conf.sample':
					"listen_addresses = '*'\n#port = 5432\nmax_connections = 100\nshared_buffers = 128MB\nlog_timezone = 'Etc/UTC'\n"
			}
		),
		run('install --verbose --directory --owner postgres --group postgres --mode 3777 /var/run/postgresql', { 'run/postgresql': dir(0o3777, 999, 999) }),
		{ env: { PGDATA: '/var/lib/postgresql/data' } },
		run('install --verbose --directory --owner postgres --group postgres --mode 1777 "$PGDATA"', { 'var/lib/postgresql/data': dir(0o1777, 999, 999) }),
		{ volume: ['/var/lib/postgresql/data'] },
		copy('docker-entrypoint.sh docker-ensure-initdb.sh /usr/local/bin/', { 'usr/local/bin/docker-entrypoint.sh': entrypoint }),
		run('ln -sT docker-ensure-initdb.sh /usr/local/bin/docker-enforce-initdb.sh', {
			'usr/local/bin/docker-enforce-initdb.sh': { link: 'docker-entrypoint.sh' }
		}),
		{ entrypoint: ['docker-entrypoint.sh'] },
		{ stopsignal: 'SIGINT' },
		{ expose: ['5432/tcp'] },
		{ cmd: ['postgres'] }
	]);
}
const user = 'postgres:x:999:999::/var/lib/postgresql:/bin/bash';
const debianPostgres = (major: string, version: string) => (): ImageSource =>
	postgresImage(bookwormSlim(), debianAccounts(user, 'postgres:x:999:'), major, version, 328_000_000, '2025-06-06T17:00:00Z');
const alpinePostgres = (major: string, version: string) => (): ImageSource =>
	postgresImage(
		alpine320(),
		{ ...alpineAccounts(user, 'postgres:x:999:'), 'bin/bash': program('bash', 756_000) },
		major,
		version,
		235_000_000,
		'2025-06-06T17:00:00Z'
	);
const v16 = debianPostgres('16', '16.9-1.pgdg120+1');
const a16 = alpinePostgres('16', '16.9');
const v15 = debianPostgres('15', '15.13-1.pgdg120+1');
const a15 = alpinePostgres('15', '15.13');
const v14 = debianPostgres('14', '14.18-1.pgdg120+1');
const v17 = debianPostgres('17', '17.5-1.pgdg120+1');
const a17 = alpinePostgres('17', '17.5');

export const postgres: Repository = {
	name: 'docker.io/library/postgres',
	tags: { latest: v16, '16': v16, '16.9': v16, '16-alpine': a16, alpine: a16, '15': v15, '15-alpine': a15, '14': v14, '13': v14, '17': v17, '17-alpine': a17 }
};
