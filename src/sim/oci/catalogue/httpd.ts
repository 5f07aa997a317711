// docker.io/library/httpd: Apache under /usr/local/apache2.
import { dir, filled, filler, program, script, type Tree } from '../tree.ts';
import { bookwormSlim } from './debian.ts';
import { copy, image, run, type Repository } from './write.ts';
import type { ImageSource } from '../image.ts';

const modules = 'mpm_event authz_core authz_host reqtimeout filter mime env headers setenvif status autoindex dir alias'.split(' ');
const conf = `ServerRoot "/usr/local/apache2"
Listen 80
${modules.map((m) => `LoadModule ${m}_module modules/mod_${m}.so`).join('\n')}
User www-data
Group www-data
ServerAdmin you@example.com
#ServerName www.example.com:80
<Directory />
    AllowOverride none
    Require all denied
</Directory>
DocumentRoot "/usr/local/apache2/htdocs"
<Directory "/usr/local/apache2/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
<IfModule dir_module>
    DirectoryIndex index.html
</IfModule>
<Files ".ht*">
    Require all denied
</Files>
ErrorLog /proc/self/fd/2
LogLevel warn
<IfModule log_config_module>
    LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
    LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
    CustomLog /proc/self/fd/1 common
</IfModule>
TypesConfig conf/mime.types
`;
const mime =
	'text/html\t\t\thtml htm\ntext/css\t\t\tcss\ntext/plain\t\t\ttxt\napplication/javascript\t\tjs\napplication/json\t\tjson\nimage/png\t\t\tpng\nimage/jpeg\t\t\tjpeg jpg\nimage/gif\t\t\tgif\nimage/svg+xml\t\t\tsvg\n';
const prefix = 'usr/local/apache2';
const files: Tree = {
	[`${prefix}/bin/httpd`]: program('httpd', 733_000),
	[`${prefix}/bin/apachectl`]: script('#!/bin/sh\nexec httpd -k "${1:-start}"\n'),
	[`${prefix}/bin/ab`]: program('ab', 71_000),
	[`${prefix}/bin/htpasswd`]: program('htpasswd', 30_000),
	[`${prefix}/conf/httpd.conf`]: conf,
	[`${prefix}/conf/mime.types`]: mime,
	[`${prefix}/conf/extra`]: dir(),
	[`${prefix}/htdocs/index.html`]: '<html><body><h1>It works!</h1></body></html>\n',
	[`${prefix}/logs`]: dir(),
	[`${prefix}/cgi-bin`]: dir(),
	...Object.fromEntries(modules.map((m) => [`${prefix}/modules/mod_${m}.so`, filler(30_000, 0o755)]))
};
const foreground = script(
	'#!/bin/sh\nset -e\n\n# Apache gets grumpy about PID files pre-existing\nrm -f /usr/local/apache2/logs/httpd.pid\n\nexec httpd -d /usr/local/apache2 -f conf/httpd.conf -DFOREGROUND "$@"\n'
);

const apache = (): ImageSource =>
	image('2025-05-23T17:00:00Z', bookwormSlim(), [
		{ env: { HTTPD_PREFIX: '/usr/local/apache2' } },
		{ env: { PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } },
		run('mkdir -p "$HTTPD_PREFIX" \t&& chown www-data:www-data "$HTTPD_PREFIX"', { [prefix]: dir(0o755, 33, 33) }),
		{ workdir: '/usr/local/apache2' },
		run(
			'set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tlibaprutil1-ldap \t\tlibldap-common',
			filled({}, 12_500_000, 'usr/lib/x86_64-linux-gnu/libaprutil-1.so.0')
		),
		{ env: { HTTPD_VERSION: '2.4.65' } },
		{ env: { HTTPD_SHA256: '58b8be97d9940ec17f7656c0c6b9f41b618aac468b894b534148e3296c53b8b3' } },
		{ env: { HTTPD_PATCHES: '' } },
		run('set -eux; \t\tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \t./configure', filled(files, 60_500_000, `${prefix}/lib/libapr-1.so.0`)),
		{ stopsignal: 'SIGWINCH' },
		copy('httpd-foreground /usr/local/bin/', { 'usr/local/bin/httpd-foreground': foreground }),
		{ expose: ['80/tcp'] },
		{ cmd: ['httpd-foreground'] }
	]);

export const httpd: Repository = {
	name: 'docker.io/library/httpd',
	tags: { latest: apache, '2': apache, '2.4': apache, '2.4.65': apache, bookworm: apache, alpine: apache, '2.4-alpine': apache }
};
