// The meaning of a configuration: listeners, servers, locations, upstreams, logs. Checks what nginx checks before it starts.
// Leaves out mail, stream, SSL sessions, caching, njs. An unknown directive is refused as nginx refuses it.
import { ConfigFault, type Directive } from './config.ts';

export interface Location {
	readonly match: '=' | '^~' | '~' | '~*' | '' | '@';
	readonly pattern: string;
	readonly own: readonly Directive[];
	readonly nested: readonly Location[];
}
export interface Server {
	readonly names: readonly string[];
	readonly listens: readonly { readonly host: string; readonly port: number; readonly isDefault: boolean; readonly tls: boolean; readonly v6: boolean }[];
	readonly own: readonly Directive[];
	readonly locations: readonly Location[];
}
export interface Site {
	readonly user: string;
	readonly workers: number | 'auto';
	readonly daemon: boolean;
	readonly errorLog: string;
	readonly errorLevel: string;
	readonly pid: string;
	readonly http: readonly Directive[];
	readonly servers: readonly Server[];
	readonly upstreams: Readonly<
		Record<string, readonly { readonly address: string; readonly weight: number; readonly backup: boolean; readonly down: boolean }[]>
	>;
	readonly formats: Readonly<Record<string, string>>;
	readonly types: Readonly<Record<string, string>>;
	readonly maps: readonly { readonly source: string; readonly target: string; readonly rows: readonly (readonly [string, string])[] }[];
}

/** Directives that take a value or a block and are known, by where they may stand. */
const known = new Set(
	`user worker_processes worker_rlimit_nofile error_log pid daemon master_process load_module env events worker_connections multi_accept use accept_mutex http stream include
	default_type log_format access_log sendfile tcp_nopush tcp_nodelay keepalive_timeout keepalive_requests gzip gzip_types gzip_min_length gzip_vary gzip_proxied gzip_comp_level gzip_disable gzip_buffers
	gzip_http_version gzip_static server listen server_name server_tokens root alias index location return rewrite try_files error_page internal autoindex autoindex_exact_size autoindex_localtime proxy_pass
	proxy_set_header proxy_http_version proxy_redirect proxy_read_timeout proxy_connect_timeout proxy_send_timeout proxy_buffering proxy_buffers proxy_buffer_size proxy_hide_header proxy_pass_header proxy_cache
	proxy_cache_path proxy_cache_valid proxy_cache_bypass proxy_cache_use_stale proxy_ssl_verify proxy_ssl_server_name proxy_next_upstream proxy_intercept_errors proxy_request_buffering upstream least_conn ip_hash
	hash random keepalive zone add_header expires charset client_max_body_size client_body_buffer_size client_header_timeout client_body_timeout send_timeout large_client_header_buffers types
	types_hash_max_size server_names_hash_bucket_size map geo set if break deny allow auth_basic auth_basic_user_file limit_req limit_req_zone limit_conn limit_conn_zone limit_rate stub_status ssl ssl_certificate
	ssl_certificate_key ssl_protocols ssl_ciphers ssl_prefer_server_ciphers ssl_session_cache ssl_session_timeout ssl_session_tickets http2 fastcgi_pass fastcgi_param fastcgi_index fastcgi_split_path_info
	uwsgi_pass resolver resolver_timeout real_ip_header set_real_ip_from real_ip_recursive etag if_modified_since open_file_cache aio directio output_buffers reset_timedout_connection sub_filter
	sub_filter_once merge_slashes absolute_redirect port_in_redirect recursive_error_pages log_not_found log_subrequest map_hash_bucket_size variables_hash_max_size mirror split_clients worker_shutdown_timeout
	proxy_temp_path client_body_temp_path fastcgi_temp_path uwsgi_temp_path scgi_temp_path lingering_close ignore_invalid_headers underscores_in_headers secure_link grpc_pass add_trailer satisfy`.split(
		/\s+/
	)
);
const contexts: Readonly<Record<string, readonly string[]>> = {
	server: ['http', 'upstream'],
	location: ['server', 'location', 'if'],
	listen: ['server'],
	server_name: ['server'],
	upstream: ['http'],
	events: ['main'],
	http: ['main'],
	worker_connections: ['events'],
	proxy_pass: ['location', 'if'],
	log_format: ['http']
};
const fail = (text: string, d: Directive): never => {
	throw new ConfigFault(`${text} in ${d.file}:${d.line}`);
};

/** Directives that may open a block, beside those that must. */
const blocks = new Set(['types', 'map', 'geo', 'if', 'split_clients', 'stream', 'server', 'limit_except']);

function check(directives: readonly Directive[], context: string): void {
	for (const d of directives) {
		const free = context === 'types' || context === 'map' || context === 'geo' || context === 'split_clients';
		if (free) continue;
		if (!known.has(d.name)) fail(`unknown directive "${d.name}"`, d);
		const where = contexts[d.name];
		if (where && !where.includes(context)) fail(`"${d.name}" directive is not allowed here`, d);
		const takesBlock =
			d.name === 'events' || d.name === 'http' || d.name === 'location' || d.name === 'upstream' || (d.name === 'server' && context === 'http');
		if (d.block !== null && !takesBlock && !blocks.has(d.name)) throw new ConfigFault(`directive "${d.name}" is not terminated by ";" in ${d.file}:${d.end}`);
		if (takesBlock && d.block === null) fail(`directive "${d.name}" has no opening "{"`, d);
		if (d.block === null && d.args.length === 0 && !['ip_hash', 'least_conn', 'internal', 'break', 'stub_status', 'random', 'server_name'].includes(d.name))
			fail(`invalid number of arguments in "${d.name}" directive`, d);
		if (d.block) check(d.block, d.name);
	}
}

const find = (directives: readonly Directive[], name: string): Directive | undefined => directives.findLast((d) => d.name === name);

function locationsOf(directives: readonly Directive[]): Location[] {
	return directives
		.filter((d) => d.name === 'location')
		.map((d) => {
			const [first = '', second] = d.args;
			const marked = second !== undefined;
			if (marked && !['=', '^~', '~', '~*'].includes(first)) fail(`invalid location modifier "${first}"`, d);
			const match = marked ? (first as Location['match']) : first.startsWith('@') ? '@' : '';
			return { match, pattern: second ?? first, own: d.block ?? [], nested: locationsOf(d.block ?? []) };
		});
}

function listenOf(d: Directive): Server['listens'][number] {
	const [address = '', ...flags] = d.args;
	if (address.startsWith('unix:')) return fail('unix sockets are not supported', d);
	const v6 = address.startsWith('[');
	const colon = address.lastIndexOf(':');
	const bracket = address.lastIndexOf(']');
	const bare = /^\d+$/.test(address);
	const host = bare ? '0.0.0.0' : colon > bracket ? address.slice(0, colon) : address;
	const port = bare ? Number(address) : colon > bracket ? Number(address.slice(colon + 1)) : 80;
	if (!Number.isInteger(port) || port < 1 || port > 65_535)
		fail(bare || colon > bracket ? `invalid port in "${address}" of the "listen" directive` : `host not found in "${address}" of the "listen" directive`, d);
	for (const flag of flags)
		if (!/^(?:default_server|ssl|http2|reuseport|backlog=\d+|ipv6only=on|ipv6only=off|proxy_protocol|deferred|so_keepalive=.*)$/.test(flag))
			fail(`invalid parameter "${flag}"`, d);
	return {
		host: v6 ? '::' : host === '*' ? '0.0.0.0' : host === 'localhost' ? '127.0.0.1' : host,
		port,
		isDefault: flags.includes('default_server'),
		tls: flags.includes('ssl'),
		v6
	};
}

/** The site a configuration describes. Throws ConfigFault. */
export function siteOf(directives: readonly Directive[]): Site {
	check(directives, 'main');
	const main = (name: string) => find(directives, name)?.args ?? [];
	if (!find(directives, 'events')) throw new ConfigFault('no "events" section in configuration');
	const http = find(directives, 'http')?.block ?? [];
	const upstreams: Record<string, Site['upstreams'][string]> = {};
	for (const u of http.filter((d) => d.name === 'upstream')) {
		upstreams[u.args[0] ?? ''] = (u.block ?? [])
			.filter((d) => d.name === 'server')
			.map((d) => ({
				address: d.args[0] ?? '',
				weight: Number(/weight=(\d+)/.exec(d.args.join(' '))?.[1] ?? 1),
				backup: d.args.includes('backup'),
				down: d.args.includes('down')
			}));
		if (upstreams[u.args[0] ?? '']?.length === 0) fail(`no servers are inside upstream`, u);
	}
	const servers = http
		.filter((d) => d.name === 'server')
		.map((d): Server => {
			const own = d.block ?? [];
			const listens = own.filter((o) => o.name === 'listen').map(listenOf);
			return {
				names: own.filter((o) => o.name === 'server_name').flatMap((o) => o.args),
				listens: listens.length ? listens : [{ host: '0.0.0.0', port: 80, isDefault: false, tls: false, v6: false }],
				own,
				locations: locationsOf(own)
			};
		});
	const types: Record<string, string> = {};
	for (const t of http.filter((d) => d.name === 'types')) for (const row of t.block ?? []) for (const extension of row.args) types[extension] = row.name;
	const formats: Record<string, string> = {
		combined: '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
	};
	for (const f of http.filter((d) => d.name === 'log_format')) formats[f.args[0] ?? ''] = f.args.slice(f.args[1]?.startsWith('escape=') ? 2 : 1).join('');
	const maps = http
		.filter((d) => d.name === 'map')
		.map((d) => ({ source: d.args[0] ?? '', target: d.args[1] ?? '', rows: (d.block ?? []).map((r) => [r.name, r.args[0] ?? ''] as const) }));
	const [workers = '1'] = main('worker_processes');
	const [errorLog = '/var/log/nginx/error.log', errorLevel = 'error'] = main('error_log');
	return {
		user: main('user')[0] ?? 'nginx',
		workers: workers === 'auto' ? 'auto' : Number(workers),
		daemon: main('daemon')[0] !== 'off',
		errorLog,
		errorLevel,
		pid: main('pid')[0] ?? '/run/nginx.pid',
		http,
		servers,
		upstreams,
		formats,
		types,
		maps
	};
}

/** A directive's arguments, from the innermost level that has it. */
export function setting(levels: readonly (readonly Directive[])[], name: string): readonly string[] | undefined {
	for (const level of levels) {
		const found = find(level, name);
		if (found) return found.args;
	}
	return undefined;
}

/** All directives of a name from the innermost level that has any (add_header, proxy_set_header, error_page). */
export function settings(levels: readonly (readonly Directive[])[], name: string): readonly (readonly string[])[] {
	for (const level of levels) {
		const found = level.filter((d) => d.name === name);
		if (found.length) return found.map((d) => d.args);
	}
	return [];
}
