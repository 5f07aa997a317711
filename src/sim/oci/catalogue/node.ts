// docker.io/library/node.
import { dir, filled, link, program, script, type Tree } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { alpineAccounts, debianAccounts } from './base/accounts.ts';
import { bookworm, bookwormSlim } from './debian.ts';
import { copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const entrypoint = script(`#!/bin/sh
# What is no command is for node.
set -e

if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ] || { [ -f "\${1}" ] && ! [ -x "\${1}" ]; }; then
    set -- node "$@"
fi

exec "$@"
`);
const files: Tree = {
	'usr/local/bin/node': program('node', 98_700_000),
	'usr/local/bin/nodejs': link('node'),
	'usr/local/lib/node_modules/npm/package.json': '{"name":"npm","version":"10.8.2"}\n',
	'usr/local/lib/node_modules/npm/bin/npm-cli.js': program('npm', 2_000),
	'usr/local/lib/node_modules/npm/bin/npx-cli.js': program('npx', 2_900),
	'usr/local/bin/npm': program('npm', 2_000),
	'usr/local/bin/npx': program('npx', 2_900),
	'usr/local/bin/corepack': program('corepack', 2_000),
	'usr/local/include': dir(),
	'home/node': dir(0o755, 1000, 1000)
};
function nodeImage(from: ImageSource, accounts: Tree, version: string, before: number, total: number): ImageSource {
	return image('2025-06-08T17:00:00Z', from, [
		...(before > 0
			? [
					run(
						'set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tcurl \t\tgit',
						filled({}, before, 'usr/lib/x86_64-linux-gnu/libicudata.so.72')
					)
				]
			: []),
		run('groupadd --gid 1000 node   && useradd --uid 1000 --gid node --shell /bin/bash --create-home node', {
			...accounts,
			'home/node': dir(0o755, 1000, 1000)
		}),
		{ env: { NODE_VERSION: version } },
		run(
			'ARCH= && dpkgArch="$(dpkg --print-architecture)"   && curl -fsSLO --compressed "https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-linux-$ARCH.tar.xz"   && tar -xJf "node-v$NODE_VERSION-linux-$ARCH.tar.xz" -C /usr/local --strip-components=1 --no-same-owner',
			filled(files, total, 'usr/local/lib/node_modules/npm/node_modules.tar')
		),
		{ env: { YARN_VERSION: '1.22.22' } },
		run(
			'set -ex   && curl -fsSLO --compressed "https://yarnpkg.com/downloads/$YARN_VERSION/yarn-v$YARN_VERSION.tar.gz"',
			filled({ 'usr/local/bin/yarn': program('yarn', 1_000), 'usr/local/bin/yarnpkg': program('yarn', 1_000) }, 5_340_000, 'opt/yarn-v1.22.22/lib/cli.js')
		),
		copy('docker-entrypoint.sh /usr/local/bin/', { 'usr/local/bin/docker-entrypoint.sh': entrypoint }),
		{ entrypoint: ['docker-entrypoint.sh'] },
		{ cmd: ['node'] }
	]);
}
const user = (shell: string): string => `node:x:1000:1000::/home/node:${shell}`;
const alpineOne = (version: string) => (): ImageSource => nodeImage(alpine320(), alpineAccounts(user('/bin/sh'), 'node:x:1000:node'), version, 0, 121_000_000);
const slim = (version: string) => (): ImageSource => nodeImage(bookwormSlim(), debianAccounts(user('/bin/bash'), 'node:x:1000:'), version, 0, 120_000_000);
const whole = (version: string) => (): ImageSource =>
	nodeImage(bookworm(), debianAccounts(user('/bin/bash'), 'node:x:1000:'), version, 812_000_000, 166_000_000);
const tags = (major: string, version: string): Repository['tags'] => ({
	[major]: whole(version),
	[`${major}-slim`]: slim(version),
	[`${major}-alpine`]: alpineOne(version),
	[`${major}-bookworm`]: whole(version),
	[`${major}-bookworm-slim`]: slim(version)
});

export const node: Repository = {
	name: 'docker.io/library/node',
	tags: {
		latest: whole('20.19.2'),
		lts: whole('20.19.2'),
		slim: slim('20.19.2'),
		alpine: alpineOne('20.19.2'),
		'lts-alpine': alpineOne('20.19.2'),
		...tags('16', '16.20.2'),
		...tags('18', '18.20.8'),
		...tags('20', '20.19.2'),
		...tags('22', '22.16.0')
	}
};
