// Applications in PHP: wordpress, adminer, php itself.
import { dir, filled, program, script, type Tree } from '../tree.ts';
import { alpine320 } from './alpine.ts';
import { bookwormSlim } from './debian.ts';
import { copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const phpEntrypoint = script(
	'#!/bin/sh\nset -e\n\n# first arg is `-f` or `--some-option`\nif [ "${1#-}" != "$1" ]; then\n\tset -- php "$@"\nfi\n\nexec "$@"\n'
);
const phpImage = (from: () => ImageSource, apache: boolean, total: number) => (): ImageSource => {
	const files: Tree = {
		'usr/local/bin/php': program('php', 17_000_000),
		'usr/local/bin/docker-php-entrypoint': phpEntrypoint,
		...(apache && {
			'usr/sbin/apache2': program('httpd', 730_000),
			'usr/local/bin/apache2-foreground': script('#!/bin/bash\nset -e\nexec apache2 -DFOREGROUND "$@"\n'),
			'var/www/html': dir(0o1777, 33, 33)
		})
	};
	return image('2025-06-05T20:00:00Z', from(), [
		{ env: { PHPIZE_DEPS: 'autoconf \t\tdpkg-dev \t\tfile \t\tg++ \t\tgcc \t\tlibc-dev \t\tmake \t\tpkg-config \t\tre2c' } },
		{ env: { PHP_INI_DIR: '/usr/local/etc/php' } },
		...(apache ? [{ env: { APACHE_CONFDIR: '/etc/apache2', APACHE_ENVVARS: '/etc/apache2/envvars' } }] : []),
		{ env: { PHP_VERSION: '8.3.22' } },
		run('set -eux; \t\tsavedAptMark="$(apt-mark showmanual)"; \t./configure', filled(files, total, 'usr/local/lib/php/extensions/opcache.so')),
		{ entrypoint: ['docker-php-entrypoint'] },
		...(apache ? [{ stopsignal: 'SIGWINCH' }, { workdir: '/var/www/html' }, { expose: ['80/tcp'] }, { cmd: ['apache2-foreground'] }] : [{ cmd: ['php', '-a'] }])
	]);
};
const cli = phpImage(bookwormSlim, false, 430_000_000);
const apache = phpImage(bookwormSlim, true, 425_000_000);
const cliAlpine = phpImage(alpine320, false, 93_000_000);
export const php: Repository = {
	name: 'docker.io/library/php',
	tags: { latest: cli, '8': cli, '8.3': cli, cli, '8.3-cli': cli, apache, '8-apache': apache, '8.3-apache': apache, alpine: cliAlpine, '8.3-alpine': cliAlpine }
};

const wordpressImage = (): ImageSource =>
	image('2025-06-06T17:00:00Z', apache(), [
		run(
			'set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tghostscript',
			filled({}, 87_000_000, 'usr/lib/x86_64-linux-gnu/libgs.so.10')
		),
		{ volume: ['/var/www/html'] },
		run(
			'set -eux; \tversion=\'6.8.1\'; \tcurl -o wordpress.tar.gz -fL "https://wordpress.org/wordpress-$version.tar.gz"',
			filled({ 'usr/src/wordpress/index.php': "<?php\nrequire __DIR__ . '/wp-blog-header.php';\n" }, 71_000_000, 'usr/src/wordpress/wp-includes/bundle.php')
		),
		copy('docker-entrypoint.sh /usr/local/bin/', {
			'usr/local/bin/docker-entrypoint.sh': script(
				'#!/usr/bin/env bash\nset -Eeuo pipefail\n\nif [[ "$1" == apache2* ]] && [ ! -e index.php ]; then\n\techo >&2 "WordPress not found in $PWD - copying now..."\n\tcp -r /usr/src/wordpress/. .\n\techo >&2 "Complete! WordPress has been successfully copied to $PWD"\nfi\n\nexec "$@"\n'
			)
		}),
		{ entrypoint: ['docker-entrypoint.sh'] },
		{ cmd: ['apache2-foreground'] }
	]);
export const wordpress: Repository = {
	name: 'docker.io/library/wordpress',
	tags: { latest: wordpressImage, '6': wordpressImage, '6.8': wordpressImage, apache: wordpressImage, 'php8.3-apache': wordpressImage }
};

const adminerImage = (): ImageSource =>
	image('2025-03-25T17:00:00Z', cliAlpine(), [
		{ workdir: '/var/www/html' },
		copy(
			'adminer.php index.php /var/www/html/',
			filled({ 'var/www/html/index.php': "<?php\ninclude './adminer.php';\n" }, 500_000, 'var/www/html/adminer.php')
		),
		copy('entrypoint.sh /usr/local/bin/', { 'usr/local/bin/entrypoint.sh': script('#!/bin/sh\nset -e\nexec "$@"\n') }),
		{ entrypoint: ['entrypoint.sh', 'docker-php-entrypoint'] },
		{ user: 'adminer' },
		{ cmd: ['php', '-S', '[::]:8080', '-t', '/var/www/html'] },
		{ expose: ['8080/tcp'] }
	]);
export const adminer: Repository = {
	name: 'docker.io/library/adminer',
	tags: { latest: adminerImage, '5': adminerImage, '4': adminerImage, standalone: adminerImage }
};
