// The programs that run in images, one row each.
import type { ProgramRow } from '../../kernel/index.ts';

export const imagePrograms: readonly ProgramRow[] = [
	{ name: 'nginx', code: () => import('./nginx/main.ts').then((m) => m.nginx), paths: [] },
	{ name: 'envsubst', code: () => import('./envsubst.ts').then((m) => m.envsubst), paths: [] },
	{ name: 'redis-server', code: () => import('./redis/server.ts').then((m) => m.redisServer), paths: [] },
	{ name: 'redis-cli', code: () => import('./redis/cli.ts').then((m) => m.redisCli), paths: [] },
	{ name: 'redis-benchmark', code: () => import('./redis/benchmark.ts').then((m) => m.redisBenchmark), paths: [] },
	{ name: 'httpd', code: () => import('./httpd/main.ts').then((m) => m.httpd), paths: [] },
	{ name: 'postgres', code: () => import('./postgres/server.ts').then((m) => m.postgres), paths: [] },
	{ name: 'initdb', code: () => import('./postgres/initdb.ts').then((m) => m.initdb), paths: [] },
	{ name: 'pg_ctl', code: () => import('./postgres/initdb.ts').then((m) => m.pgCtl), paths: [] },
	{ name: 'psql', code: () => import('./postgres/psql.ts').then((m) => m.psql), paths: [] },
	{ name: 'pg_isready', code: () => import('./postgres/tools.ts').then((m) => m.pgIsready), paths: [] },
	{ name: 'createdb', code: () => import('./postgres/tools.ts').then((m) => m.createdb), paths: [] },
	{ name: 'dropdb', code: () => import('./postgres/tools.ts').then((m) => m.dropdb), paths: [] },
	{ name: 'createuser', code: () => import('./postgres/tools.ts').then((m) => m.createuser), paths: [] },
	{ name: 'dropuser', code: () => import('./postgres/tools.ts').then((m) => m.dropuser), paths: [] },
	{ name: 'pg_dump', code: () => import('./postgres/tools.ts').then((m) => m.pgDump), paths: [] },
	{ name: 'pg_restore', code: () => import('./postgres/tools.ts').then((m) => m.pgRestore), paths: [] },
	{ name: 'python3', code: () => import('./python/main.ts').then((m) => m.python3), paths: [] },
	{ name: 'pip', code: () => import('../packages/pip.ts').then((m) => m.pip), paths: [] },
	{ name: 'node', code: () => import('./node/main.ts').then((m) => m.loadNode()), paths: [] },
	{ name: 'npm', code: () => import('./node/npm.ts').then((m) => m.npm), paths: [] },
	{ name: 'http-echo', code: () => import('./http-echo.ts').then((m) => m.httpEcho), paths: [] },
	{ name: 'whoami-server', code: () => import('./whoami.ts').then((m) => m.whoami), paths: [] },
	{ name: 'memcached', code: () => import('./memcached.ts').then((m) => m.memcached), paths: [] }
];
