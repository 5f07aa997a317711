// docker.io/library/nginx: Debian and Alpine variants.
import { dir, program, treeSize, type Tree } from '../../tree.ts';
import { alpine320 } from '../alpine.ts';
import { alpineAccounts, debianAccounts } from '../base/accounts.ts';
import { bookwormSlim } from '../debian.ts';
import { copy, image, run, type Line, type Repository } from '../write.ts';
import type { ImageSource } from '../../image.ts';
import { entrypoint, envsubstTemplates, listenOnIPv6, localResolvers, modules, nginxTree, tuneWorkers } from './files.ts';

const label = { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' };
const scripts: readonly Line[] = [
	copy('docker-entrypoint.sh /', { 'docker-entrypoint.sh': entrypoint }),
	copy('10-listen-on-ipv6-by-default.sh /docker-entrypoint.d', { 'docker-entrypoint.d/10-listen-on-ipv6-by-default.sh': listenOnIPv6 }),
	copy('15-local-resolvers.envsh /docker-entrypoint.d', { 'docker-entrypoint.d/15-local-resolvers.envsh': localResolvers }),
	copy('20-envsubst-on-templates.sh /docker-entrypoint.d', { 'docker-entrypoint.d/20-envsubst-on-templates.sh': envsubstTemplates }),
	copy('30-tune-worker-processes.sh /docker-entrypoint.d', { 'docker-entrypoint.d/30-tune-worker-processes.sh': tuneWorkers }),
	{ entrypoint: ['/docker-entrypoint.sh'] },
	{ expose: ['80/tcp'] },
	{ stopsignal: 'SIGQUIT' },
	{ cmd: ['nginx', '-g', 'daemon off;'] }
];

function debianVariant(version: string, njs: string, created: string): ImageSource {
	const libraries = 'usr/lib/nginx/modules';
	const tree: Tree = {
		...nginxTree(libraries),
		...debianAccounts('nginx:x:101:101:nginx user:/nonexistent:/bin/false', 'nginx:x:101:'),
		'usr/bin/curl': program('curl', 280_800),
		'usr/bin/envsubst': program('envsubst', 35_136),
		'usr/bin/openssl': program('openssl', 976_136)
	};
	return image(created, bookwormSlim(), [
		{ label },
		{ env: { NGINX_VERSION: version } },
		{ env: { NJS_VERSION: njs } },
		{ env: { NJS_RELEASE: '1~bookworm' } },
		{ env: { PKG_RELEASE: '1~bookworm' } },
		{ env: { DYNPKG_RELEASE: '1~bookworm' } },
		run(
			'set -x     && groupadd --system --gid 101 nginx     && useradd --system --gid nginx --no-create-home --home /nonexistent --comment "nginx user" --shell /bin/false --uid 101 nginx',
			{
				...tree,
				...modules(libraries, 117_400_000 - treeSize(tree))
			}
		),
		...scripts
	]);
}
function alpineVariant(version: string, njs: string, created: string): ImageSource {
	const libraries = 'usr/lib/nginx/modules';
	const tree: Tree = {
		...nginxTree(libraries),
		...alpineAccounts('nginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin', 'nginx:x:101:nginx'),
		'usr/bin/curl': program('curl', 255_000),
		'usr/bin/envsubst': program('envsubst', 26_000),
		'var/cache/nginx': dir(0o755, 101, 101)
	};
	return image(created, alpine320(), [
		{ label },
		{ env: { NGINX_VERSION: version } },
		{ env: { PKG_RELEASE: '1' } },
		{ env: { DYNPKG_RELEASE: '1' } },
		run('set -x     && addgroup -g 101 -S nginx     && adduser -S -D -H -u 101 -h /var/cache/nginx -s /sbin/nologin -G nginx -g nginx nginx', {
			...tree,
			...modules(libraries, 40_400_000 - treeSize(tree))
		}),
		...scripts.map((line): Line => line),
		{ env: { NJS_VERSION: njs } },
		{ env: { NJS_RELEASE: '1' } }
	]);
}
const v120 = (): ImageSource => debianVariant('1.20.2', '0.7.3', '2022-05-28T05:41:00Z');
const v125 = (): ImageSource => debianVariant('1.25.5', '0.8.4', '2025-05-21T19:00:00Z');
const v126 = (): ImageSource => debianVariant('1.26.3', '0.8.9', '2025-05-21T20:00:00Z');
const v127 = (): ImageSource => debianVariant('1.27.5', '0.8.10', '2025-05-21T21:00:00Z');
const v128 = (): ImageSource => debianVariant('1.28.0', '0.8.10', '2025-04-23T19:50:00Z');
const a125 = (): ImageSource => alpineVariant('1.25.5', '0.8.4', '2024-05-03T19:49:00Z');
const a126 = (): ImageSource => alpineVariant('1.26.3', '0.8.9', '2025-02-05T21:27:00Z');
const a127 = (): ImageSource => alpineVariant('1.27.5', '0.8.10', '2025-05-21T22:00:00Z');
const a128 = (): ImageSource => alpineVariant('1.28.0', '0.8.10', '2025-04-23T19:50:00Z');

export const nginx: Repository = {
	name: 'docker.io/library/nginx',
	tags: {
		latest: v127,
		'1': v127,
		mainline: v127,
		stable: v128,
		'1.20': v120,
		'1.20.2': v120,
		'1.25': v125,
		'1.25.5': v125,
		'1.26': v126,
		'1.26.3': v126,
		'1.27': v127,
		'1.27.5': v127,
		'1.28': v128,
		'1.28.0': v128,
		alpine: a127,
		'1-alpine': a127,
		'stable-alpine': a128,
		'mainline-alpine': a127,
		'1.25-alpine': a125,
		'1.26-alpine': a126,
		'1.27-alpine': a127,
		'1.27.5-alpine': a127,
		'1.28-alpine': a128,
		'alpine-slim': a127,
		'1.27-alpine-slim': a127
	}
};
