// The files of the official nginx image that people read, mount over and copy out: configuration, pages, and the start-up scripts,
// which are ours but say what the official ones say.
import { dir, filler, link, program, script, type Tree } from '../../tree.ts';

const nginxConf = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`;
const defaultConf = `server {
    listen       80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;
const page = (title: string, body: string): string =>
	`<!DOCTYPE html>\n<html>\n<head>\n<title>${title}</title>\n<style>\nhtml { color-scheme: light dark; }\nbody { width: 35em; margin: 0 auto;\nfont-family: Tahoma, Verdana, Arial, sans-serif; }\n</style>\n</head>\n<body>\n${body}</body>\n</html>\n`;
export const welcome = page(
	'Welcome to nginx!',
	`<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
`
);
const errorPage = page(
	'Error',
	`<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
<p>If you are the system administrator of this resource then you should check
the error log for details.</p>
<p><em>Faithfully yours, nginx.</em></p>
`
);

const types: readonly (readonly [string, string])[] = [
	['text/html', 'html htm shtml'],
	['text/css', 'css'],
	['text/xml', 'xml'],
	['image/gif', 'gif'],
	['image/jpeg', 'jpeg jpg'],
	['application/javascript', 'js'],
	['application/atom+xml', 'atom'],
	['application/rss+xml', 'rss'],
	['text/mathml', 'mml'],
	['text/plain', 'txt'],
	['text/vnd.wap.wml', 'wml'],
	['text/x-component', 'htc'],
	['image/avif', 'avif'],
	['image/png', 'png'],
	['image/svg+xml', 'svg svgz'],
	['image/tiff', 'tif tiff'],
	['image/webp', 'webp'],
	['image/x-icon', 'ico'],
	['image/x-ms-bmp', 'bmp'],
	['font/woff', 'woff'],
	['font/woff2', 'woff2'],
	['application/java-archive', 'jar war ear'],
	['application/json', 'json'],
	['application/msword', 'doc'],
	['application/pdf', 'pdf'],
	['application/postscript', 'ps eps ai'],
	['application/rtf', 'rtf'],
	['application/vnd.ms-excel', 'xls'],
	['application/vnd.ms-fontobject', 'eot'],
	['application/vnd.ms-powerpoint', 'ppt'],
	['application/wasm', 'wasm'],
	['application/x-7z-compressed', '7z'],
	['application/x-rar-compressed', 'rar'],
	['application/x-redhat-package-manager', 'rpm'],
	['application/x-shockwave-flash', 'swf'],
	['application/x-x509-ca-cert', 'der pem crt'],
	['application/xhtml+xml', 'xhtml'],
	['application/zip', 'zip'],
	['application/octet-stream', 'bin exe dll'],
	['application/octet-stream', 'deb'],
	['application/octet-stream', 'dmg'],
	['application/octet-stream', 'iso img'],
	['audio/midi', 'mid midi kar'],
	['audio/mpeg', 'mp3'],
	['audio/ogg', 'ogg'],
	['audio/x-m4a', 'm4a'],
	['video/3gpp', '3gpp 3gp'],
	['video/mp4', 'mp4'],
	['video/mpeg', 'mpeg mpg'],
	['video/quicktime', 'mov'],
	['video/webm', 'webm'],
	['video/x-flv', 'flv'],
	['video/x-msvideo', 'avi']
];
const mimeTypes = '\ntypes {\n' + types.map(([type, names]) => `    ${type.padEnd(48)} ${names};\n`).join('') + '}\n';
const parameters = (names: readonly string[], word: string): string =>
	'\n' + names.map((n) => `${word}  ${n.split('=')[0]?.padEnd(18)} ${n.split('=')[1]};\n`).join('');
const cgi = [
	'QUERY_STRING=$query_string',
	'REQUEST_METHOD=$request_method',
	'CONTENT_TYPE=$content_type',
	'CONTENT_LENGTH=$content_length',
	'REQUEST_URI=$request_uri',
	'DOCUMENT_URI=$document_uri',
	'DOCUMENT_ROOT=$document_root',
	'SERVER_PROTOCOL=$server_protocol',
	'REMOTE_ADDR=$remote_addr',
	'REMOTE_PORT=$remote_port',
	'SERVER_PORT=$server_port',
	'SERVER_NAME=$server_name'
];

/** What the RUN step of the image leaves: the server and its files. `home` is where the user lives; `size` that of the program. */
export const nginxTree = (libraries: string): Tree => ({
	'usr/sbin/nginx': program('nginx', 1_522_224),
	'usr/sbin/nginx-debug': program('nginx', 1_602_808),
	[libraries]: dir(),
	'etc/nginx/nginx.conf': nginxConf,
	'etc/nginx/conf.d/default.conf': defaultConf,
	'etc/nginx/mime.types': mimeTypes,
	'etc/nginx/fastcgi_params': parameters(['SCRIPT_NAME=$fastcgi_script_name', ...cgi], 'fastcgi_param'),
	'etc/nginx/uwsgi_params': parameters(cgi, 'uwsgi_param'),
	'etc/nginx/scgi_params': parameters(cgi, 'scgi_param'),
	'etc/nginx/modules': link('/' + libraries),
	'usr/share/nginx/html/index.html': welcome,
	'usr/share/nginx/html/50x.html': errorPage,
	'usr/share/nginx/default.conf.packaged': defaultConf,
	'var/cache/nginx': dir(),
	'var/log/nginx/access.log': link('/dev/stdout'),
	'var/log/nginx/error.log': link('/dev/stderr'),
	'docker-entrypoint.d': dir()
});
/** The modules that come with it, `total` bytes. */
export const modules = (libraries: string, total: number): Tree => ({ [libraries + '/ngx_http_js_module.so']: filler(total) });

export const entrypoint = script(`#!/bin/sh
# Runs what is in /docker-entrypoint.d, then the command.
set -e

say() {
    [ -n "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "$0: $*"
}

case "\${1:-}" in
nginx | nginx-debug)
    if [ -z "$(ls -A /docker-entrypoint.d/ 2>/dev/null)" ]; then
        say "No files found in /docker-entrypoint.d/, skipping configuration"
    else
        say "/docker-entrypoint.d/ is not empty, will attempt to perform configuration"
        say "Looking for shell scripts in /docker-entrypoint.d/"
        for f in /docker-entrypoint.d/*; do
            case "$f" in
            *.envsh)
                if [ -x "$f" ]; then
                    say "Sourcing $f"
                    . "$f"
                else
                    say "Ignoring $f, not executable"
                fi
                ;;
            *.sh)
                if [ -x "$f" ]; then
                    say "Launching $f"
                    "$f"
                else
                    say "Ignoring $f, not executable"
                fi
                ;;
            *) say "Ignoring $f" ;;
            esac
        done
        say "Configuration complete; ready for start up"
    fi
    ;;
esac

exec "$@"
`);
export const listenOnIPv6 = script(`#!/bin/sh
# Adds an IPv6 listener to the default site, if nobody has changed that.
conf=etc/nginx/conf.d/default.conf

say() {
    [ -n "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "10-listen-on-ipv6-by-default.sh: info: $*"
}

if [ ! -f /proc/net/if_inet6 ]; then
    say "ipv6 not available"
    exit 0
fi
if [ ! -f "/$conf" ]; then
    say "/$conf is not a file or does not exist"
    exit 0
fi
if ! touch "/$conf" 2>/dev/null; then
    say "can not modify /$conf (read-only file system?)"
    exit 0
fi
if grep -q "listen  *\\[::\\]:80;" "/$conf"; then
    say "IPv6 listen already enabled"
    exit 0
fi
say "Getting the checksum of /$conf"
if [ "$(cat "/$conf")" != "$(cat /usr/share/nginx/default.conf.packaged)" ]; then
    say "/$conf differs from the packaged version"
    exit 0
fi
sed -i -E 's,listen       80;,listen       80;\\n    listen  [::]:80;,' "/$conf"
say "Enabled listen on IPv6 in /$conf"
`);
export const localResolvers = script(`#!/bin/sh
# Makes the nameservers of /etc/resolv.conf known to the templates, when asked to.
if [ -n "\${NGINX_ENTRYPOINT_LOCAL_RESOLVERS:-}" ]; then
    NGINX_LOCAL_RESOLVERS=$(awk '$1 == "nameserver" { printf "%s%s", sep, $2; sep = " " }' /etc/resolv.conf)
    export NGINX_LOCAL_RESOLVERS
fi
`);
export const envsubstTemplates = script(`#!/bin/sh
# Fills the variables into /etc/nginx/templates/*.template.
set -e
from=\${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
to=\${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}
suffix=\${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}

say() {
    [ -n "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "20-envsubst-on-templates.sh: $*"
}

[ -d "$from" ] || exit 0
if [ ! -w "$to" ]; then
    say "ERROR: $from exists, but $to is not writable"
    exit 0
fi
names=$(env | sed 's/=.*//; s/.*/\${&}/' | tr '\\n' ' ')
find "$from" -follow -type f -name "*$suffix" | while read -r template; do
    relative=\${template#"$from/"}
    output=$to/\${relative%"$suffix"}
    mkdir -p "$(dirname "$output")"
    say "Running envsubst on $template to $output"
    envsubst "$names" <"$template" >"$output"
done
exit 0
`);
export const tuneWorkers = script(`#!/bin/sh
# Sets worker_processes to the cores this container may use, when asked to.
[ -n "\${NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE:-}" ] || exit 0
sed -i -E "s/^(worker_processes) .*/\\1 $(nproc);/" /etc/nginx/nginx.conf
`);
