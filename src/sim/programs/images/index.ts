// The programs that run in images, one row each.
import type { ProgramRow } from '../../kernel/index.ts';

export const imagePrograms: readonly ProgramRow[] = [
	{ name: 'nginx', code: () => import('./nginx/main.ts').then((m) => m.nginx), paths: [] },
	{ name: 'envsubst', code: () => import('./envsubst.ts').then((m) => m.envsubst), paths: [] },
	{ name: 'redis-server', code: () => import('./redis/server.ts').then((m) => m.redisServer), paths: [] },
	{ name: 'redis-cli', code: () => import('./redis/cli.ts').then((m) => m.redisCli), paths: [] },
	{ name: 'redis-benchmark', code: () => import('./redis/benchmark.ts').then((m) => m.redisBenchmark), paths: [] },
	{ name: 'httpd', code: () => import('./httpd/main.ts').then((m) => m.httpd), paths: [] }
];
