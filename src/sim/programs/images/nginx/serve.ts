// A request through a site: which server, which location, and what that does: a file, a redirect, an upstream.
// Invariant: what is answered and what is logged come from the same outcome.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, closing, connect, header, httpRequest, open, readdir, readFile, stat, type HttpRequest, type HttpResponse } from '../../../kernel/index.ts';
import { compileRegExp, httpDate } from '../../../values/index.ts';
import type { Directive } from './config.ts';
import { reasons, page, chooseServer, matches, chooseLocation, errnoNumber, normalPath, bodySize } from './locate.ts';
import { setting, settings, type Location, type Server, type Site } from './site.ts';

export interface Exchange {
	readonly request: HttpRequest;
	readonly remote: string;
	readonly remotePort: number;
	readonly port: number;
	readonly scheme: 'http' | 'https';
	readonly version: string;
	/** For upstream turns. */
	readonly turn: number;
	/** Counts a connection to an upstream. */
	readonly connecting: () => Sys<number>;
}

export interface Outcome {
	readonly response: HttpResponse;
	/** Bytes of the body, and how many were sent (none for HEAD). */
	readonly size: number;
	readonly sent: number;
	readonly levels: readonly (readonly Directive[])[];
	readonly server: Server;
	/** Lines for the error log: level and text. */
	readonly errors: readonly (readonly [string, string])[];
	readonly variables: Readonly<Record<string, string>>;
}

export class Serving {
	readonly site: Site;
	readonly exchange: Exchange;
	readonly server: Server;
	readonly errors: (readonly [string, string])[] = [];
	readonly variables: Record<string, string>;
	levels: (readonly Directive[])[];
	path: string;

	constructor(site: Site, exchange: Exchange) {
		this.site = site;
		this.exchange = exchange;
		const { request } = exchange;
		const host = header(request, 'Host') ?? '';
		const hostname = host.replace(/:\d+$/, '').toLowerCase();
		this.server = chooseServer(site, exchange.port, hostname);
		this.levels = [this.server.own, site.http];
		const [raw = '', ...query] = request.path.split('?');
		this.path = normalPath(raw) ?? '/';
		this.variables = {
			remote_addr: exchange.remote,
			remote_port: String(exchange.remotePort),
			remote_user: '-',
			request: `${request.method} ${request.path} HTTP/1.1`,
			request_method: request.method,
			request_uri: request.path,
			args: query.join('?'),
			query_string: query.join('?'),
			is_args: query.length ? '?' : '',
			host: hostname || (this.server.names[0] ?? ''),
			http_host: host,
			server_name: this.server.names[0] ?? '',
			server_port: String(exchange.port),
			scheme: exchange.scheme,
			server_protocol: 'HTTP/1.1',
			nginx_version: exchange.version.replace('nginx/', ''),
			proxy_add_x_forwarded_for: [header(request, 'X-Forwarded-For'), exchange.remote].filter(Boolean).join(', '),
			hostname: '',
			pipe: '.',
			connection: '1',
			request_length: '0',
			content_length: header(request, 'Content-Length') ?? '',
			content_type: header(request, 'Content-Type') ?? '',
			document_root: ''
		};
		for (const name in request.headers) this.variables[`http_${name.toLowerCase().replaceAll('-', '_')}`] = request.headers[name] as string;
	}

	/** Replaces $names; an unknown one is empty (in the log: "-"). */
	expand(text: string, empty = ''): string {
		return text.replace(/\$\{(\w+)\}|\$(\w+)/g, (_all, braced: string | undefined, plain: string | undefined) => {
			const name = braced ?? plain ?? '';
			if (name === 'uri' || name === 'document_uri') return this.path;
			const map = this.site.maps.find((m) => m.target === `$${name}`);
			if (map) {
				const source = this.expand(map.source);
				const row =
					map.rows.find(([key]) => key === source || (key.startsWith('~') && matches(key.slice(1), source, false))) ??
					map.rows.find(([key]) => key === 'default');
				return row ? this.expand(row[1]) : empty;
			}
			return this.variables[name] || empty;
		});
	}

	/** Serves the request. */
	*serve(): Sys<Outcome> {
		let response: HttpResponse;
		try {
			response = yield* this.atLevel(0);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			response = yield* this.failure(500);
		}
		const head = this.exchange.request.method === 'HEAD';
		const size = bodySize(response.body);
		const headers = { ...response.headers };
		for (const [name = '', value = '', always] of settings(this.levels, 'add_header')) {
			if (always === 'always' || [200, 201, 204, 206, 301, 302, 303, 304, 307, 308].includes(response.status)) headers[name] = this.expand(value);
		}
		return {
			response: { ...response, headers, ...(head ? { body: '' } : {}) },
			size,
			sent: head ? 0 : size,
			levels: this.levels,
			server: this.server,
			errors: this.errors,
			variables: this.variables
		};
	}

	*atLevel(depth: number): Sys<HttpResponse> {
		if (depth > 10) {
			this.errors.push(['error', `rewrite or internal redirection cycle while internally redirecting to "${this.path}"`]);
			return yield* this.failure(500);
		}
		const location = chooseLocation(this.server.locations, this.path);
		const early = this.direct(this.server.own);
		if (early) return early;
		const rewritten = this.rewrite(this.server.own);
		if (rewritten === 'again') return yield* this.atLevel(depth + 1);
		if (rewritten) return rewritten;
		this.levels = location ? [location.own, this.server.own, this.site.http] : [this.server.own, this.site.http];
		return yield* this.inLocation(location, depth);
	}

	*inLocation(location: Location | undefined, depth: number): Sys<HttpResponse> {
		const own = location?.own ?? [];
		const allowed = this.access(own);
		if (!allowed) {
			this.errors.push(['error', 'access forbidden by rule']);
			return yield* this.failure(403);
		}
		const direct = this.direct(own);
		if (direct) return direct;
		const rewritten = this.rewrite(own);
		if (rewritten === 'again') return yield* this.atLevel(depth + 1);
		if (rewritten) return rewritten;
		const proxy = own.find((d) => d.name === 'proxy_pass');
		if (proxy) return yield* this.proxy(proxy, location as Location);
		if (own.some((d) => d.name === 'stub_status'))
			return this.text(200, 'Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n', 'text/plain');
		const tries = own.find((d) => d.name === 'try_files')?.args;
		if (tries) return yield* this.tryFiles(tries, location, depth);
		return yield* this.file(location, depth);
	}

	/** deny and allow, first match. */
	access(own: readonly Directive[]): boolean {
		for (const { name, args } of own) {
			if (name !== 'allow' && name !== 'deny') continue;
			if (args[0] === 'all' || args[0] === this.exchange.remote) return name === 'allow';
		}
		return true;
	}

	direct(own: readonly Directive[]): HttpResponse | null {
		const found = own.find((d) => d.name === 'return');
		if (!found) return null;
		const [code = '', value] = found.args;
		if (!/^\d+$/.test(code)) return this.redirect(302, this.expand(code));
		const status = Number(code);
		if ([301, 302, 303, 307, 308].includes(status)) return this.redirect(status, this.expand(value ?? ''));
		if (value === undefined) return this.text(status, status === 204 ? '' : status >= 300 ? page(status, this.exchange.version) : '', 'text/html');
		const type = setting(this.levels, 'default_type')?.[0] ?? 'text/plain';
		const own2 = own.find((d) => d.name === 'default_type')?.args[0];
		return this.text(status, this.expand(value), own2 ?? type);
	}

	/** rewrite directives: null nothing, 'again' a new search, or an answer. */
	rewrite(own: readonly Directive[]): HttpResponse | 'again' | null {
		for (const d of own) {
			if (d.name === 'if' && d.block && this.holds(d.args)) {
				const direct = this.direct(d.block);
				if (direct) return direct;
				const inner = this.rewrite(d.block);
				if (inner) return inner;
			}
			if (d.name === 'set') this.variables[(d.args[0] ?? '').slice(1)] = this.expand(d.args[1] ?? '');
			if (d.name !== 'rewrite') continue;
			const [pattern = '', to = '', flag] = d.args;
			const found = compileRegExp(pattern, { syntax: 'pcre' }).exec(this.path, 0);
			if (!found) continue;
			for (const [i, group] of found.groups.entries()) this.variables[String(i)] = group ?? '';
			const target = this.expand(to);
			if (flag === 'redirect' || flag === 'permanent' || /^https?:\/\//.test(target)) return this.redirect(flag === 'permanent' ? 301 : 302, target);
			this.path = target.split('?')[0] ?? '/';
			if (flag !== 'break') return 'again';
			break;
		}
		return null;
	}

	holds(args: readonly string[]): boolean {
		const words = args
			.join(' ')
			.replace(/^\(|\)$/g, '')
			.trim()
			.split(/\s+/);
		const left = this.expand(words[0] ?? '');
		if (words.length === 1) return left !== '' && left !== '0';
		const right = this.expand(words.slice(2).join(' '));
		if (words[1] === '=') return left === right;
		if (words[1] === '!=') return left !== right;
		if (words[1] === '~' || words[1] === '~*') return matches(right, left, words[1] === '~*');
		return words[1] === '!~' ? !matches(right, left, false) : false;
	}

	text(status: number, body: string, type: string): HttpResponse {
		return { kind: 'response', status, ...(reasons[status] ? { reason: reasons[status] } : {}), headers: { 'Content-Type': type }, body };
	}

	redirect(status: number, to: string): HttpResponse {
		const port = this.exchange.port === 80 ? '' : `:${this.exchange.port}`;
		const full = to.startsWith('/')
			? `${this.exchange.scheme}://${this.variables['host']}${setting(this.levels, 'port_in_redirect')?.[0] === 'off' ? '' : port}${to}`
			: to;
		return {
			kind: 'response',
			status,
			reason: reasons[status] ?? '',
			headers: { 'Content-Type': 'text/html', Location: full },
			body: page(status, this.exchange.version)
		};
	}

	/** An error's page: the configured one, or nginx's own. */
	*failure(status: number): Sys<HttpResponse> {
		for (const args of settings(this.levels, 'error_page')) {
			const codes = args.slice(0, -1).filter((a) => !a.startsWith('='));
			const target = args.at(-1) ?? '';
			if (!codes.includes(String(status))) continue;
			const as = args.find((a) => a.startsWith('='));
			if (/^https?:/.test(target)) return this.redirect(302, target);
			const location = chooseLocation(this.server.locations, target);
			const root = this.expand(
				(location && setting([location.own, this.server.own, this.site.http], 'root')?.[0]) ?? setting(this.levels, 'root')?.[0] ?? '/etc/nginx/html'
			);
			try {
				const body = yield* readFile(root + target);
				return {
					kind: 'response',
					status: as && as.length > 1 ? Number(as.slice(1)) : as ? 200 : status,
					headers: { 'Content-Type': this.typeOf(target) },
					body
				};
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
		}
		return {
			kind: 'response',
			status,
			reason: reasons[status] ?? '',
			headers: { 'Content-Type': 'text/html' },
			body: page(status, setting(this.levels, 'server_tokens')?.[0] === 'off' ? 'nginx' : this.exchange.version)
		};
	}

	typeOf(path: string): string {
		const dot = path.lastIndexOf('.');
		const extension = dot > path.lastIndexOf('/') ? path.slice(dot + 1).toLowerCase() : '';
		const type = this.site.types[extension] ?? setting(this.levels, 'default_type')?.[0] ?? 'text/plain';
		const charset = setting(this.levels, 'charset')?.[0];
		return charset && type.startsWith('text/') ? `${type}; charset=${charset}` : type;
	}

	fileOf(location: Location | undefined, path: string): string {
		const alias = location?.own.find((d) => d.name === 'alias')?.args[0];
		if (alias !== undefined && location) return this.expand(alias) + path.slice(location.pattern.length);
		return this.expand(setting(this.levels, 'root')?.[0] ?? '/etc/nginx/html') + path;
	}

	*tryFiles(tries: readonly string[], location: Location | undefined, depth: number): Sys<HttpResponse> {
		const last = tries.at(-1) ?? '';
		for (const entry of tries.slice(0, -1)) {
			const wanted = this.expand(entry);
			const path = this.fileOf(location, wanted);
			try {
				const { type } = yield* stat(path);
				if ((type === 'dir') === wanted.endsWith('/')) {
					this.path = wanted;
					return yield* this.file(location, depth);
				}
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
		}
		if (last.startsWith('=')) return yield* this.failure(Number(last.slice(1)));
		if (last.startsWith('@')) {
			const named = this.server.locations.find((l) => l.match === '@' && l.pattern === last);
			if (!named) return yield* this.failure(500);
			this.levels = [named.own, this.server.own, this.site.http];
			return yield* this.inLocation(named, depth + 1);
		}
		this.path = this.expand(last).split('?')[0] ?? '/';
		return yield* this.atLevel(depth + 1);
	}

	*file(location: Location | undefined, depth: number): Sys<HttpResponse> {
		const { request } = this.exchange;
		if (request.method !== 'GET' && request.method !== 'HEAD') return yield* this.failure(405);
		const path = this.fileOf(location, this.path);
		try {
			const info = yield* stat(path);
			if (info.type === 'dir') {
				if (!this.path.endsWith('/')) return this.redirect(301, `${this.path}/`);
				for (const index of setting(this.levels, 'index') ?? ['index.html']) {
					try {
						yield* stat(path + index);
					} catch (error) {
						if (!(error instanceof Errno)) throw error;
						continue;
					}
					this.path += index;
					return yield* this.atLevel(depth + 1);
				}
				if (setting(this.levels, 'autoindex')?.[0] === 'on') return yield* this.listing(path);
				this.errors.push(['error', `directory index of "${path}" is forbidden`]);
				return yield* this.failure(403);
			}
			yield* close(yield* open(path, { read: true }));
			const seconds = Math.floor(info.mtime / 1e6);
			const tag = `"${seconds.toString(16)}-${info.size.toString(16)}"`;
			const modified = httpDate(seconds * 1_000_000);
			const fresh = { 'Last-Modified': modified, ETag: tag };
			if (header(request, 'If-None-Match') === tag || (header(request, 'If-None-Match') === undefined && header(request, 'If-Modified-Since') === modified))
				return { kind: 'response', status: 304, headers: fresh };
			const body = yield* readFile(path);
			const range = /^bytes=(\d*)-(\d*)$/.exec(header(request, 'Range') ?? '');
			if (range && body.length > 0) {
				const from = range[1] ? Number(range[1]) : Math.max(0, body.length - Number(range[2]));
				const to = range[1] && range[2] ? Math.min(Number(range[2]), body.length - 1) : body.length - 1;
				return {
					kind: 'response',
					status: 206,
					headers: { 'Content-Type': this.typeOf(path), ...fresh, 'Content-Range': `bytes ${from}-${to}/${body.length}` },
					body: body.subarray(from, to + 1)
				};
			}
			return { kind: 'response', status: 200, headers: { 'Content-Type': this.typeOf(path), ...fresh, 'Accept-Ranges': 'bytes' }, body };
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			this.errors.push(['error', `open() "${path}" failed (${errnoNumber[error.code] ?? 5}: ${error.message})`]);
			return yield* this.failure(error.code === 'EACCES' ? 403 : 404);
		}
	}

	*listing(path: string): Sys<HttpResponse> {
		let rows = '';
		for (const entry of yield* readdir(path)) {
			const name = entry.type === 'dir' ? `${entry.name}/` : entry.name;
			const { size, mtime } = yield* stat(path + entry.name);
			const time = httpDate(mtime);
			rows += `<a href="${encodeURI(name)}">${name}</a>${' '.repeat(Math.max(1, 51 - name.length))}${time.slice(5, 16).replaceAll(' ', '-')} ${time.slice(17, 22)} ${entry.type === 'dir' ? '                  -' : String(size).padStart(19)}\r\n`;
		}
		return this.text(
			200,
			`<html>\r\n<head><title>Index of ${this.path}</title></head>\r\n<body>\r\n<h1>Index of ${this.path}</h1><hr><pre><a href="../">../</a>\r\n${rows}</pre><hr></body>\r\n</html>\r\n`,
			'text/html'
		);
	}

	/** Hands the request to an upstream: its servers in turn, the next when one does not answer. */
	*proxy(directive: Directive, location: Location): Sys<HttpResponse> {
		const { request } = this.exchange;
		const url = this.expand(directive.args[0] ?? '');
		const found = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(url);
		if (!found) return yield* this.failure(500);
		const [, scheme = 'http', authority = '', uri] = found;
		const upstream = this.site.upstreams[authority];
		const up = (upstream ?? [{ address: authority, weight: 1, backup: false, down: false }]).filter((s) => !s.down);
		const turns = up.filter((s) => !s.backup).flatMap((s) => Array.from({ length: s.weight }, () => s.address));
		const addresses = [
			...new Set(turns.map((_a, i) => turns[(this.exchange.turn + i) % turns.length] as string)),
			...up.filter((s) => s.backup).map((s) => s.address)
		];
		const path = uri === undefined ? request.path : uri + request.path.slice(location.match === '' || location.match === '^~' ? location.pattern.length : 0);
		const headers: Record<string, string> = {};
		for (const name in request.headers) if (!/^(?:host|connection|keep-alive)$/i.test(name)) headers[name] = request.headers[name] as string;
		headers['Host'] = upstream ? authority : authority;
		headers['Connection'] = 'close';
		for (const [name = '', value = ''] of settings(this.levels, 'proxy_set_header')) {
			const text = this.expand(value);
			for (const other of Object.keys(headers)) if (other.toLowerCase() === name.toLowerCase()) delete headers[other];
			if (text !== '') headers[name] = text;
		}
		const timeout = Number.parseInt(setting(this.levels, 'proxy_connect_timeout')?.[0] ?? '60') * 1_000_000;
		for (const [i, address] of addresses.entries()) {
			const colon = address.lastIndexOf(':');
			const port = colon < 0 ? (scheme === 'https' ? 443 : 80) : Number(address.slice(colon + 1));
			const host = yield* this.resolve(colon < 0 ? address : address.slice(0, colon));
			const shown = `${scheme}://${host ?? address}:${port}${path}`;
			this.variables['upstream_addr'] = `${host ?? address}:${port}`;
			if (host === null) {
				this.errors.push(['error', `${address} could not be resolved (3: Host not found)`]);
				continue;
			}
			try {
				yield* this.exchange.connecting();
				const fd = yield* connect({ net: 'tcp', host, port }, timeout);
				const answer = yield* closing(fd, httpRequest(fd, { ...request, path, headers }));
				if (!answer) throw new Errno('ECONNRESET');
				const kept: Record<string, string> = {};
				for (const name in answer.headers)
					if (!/^(?:server|date|connection|transfer-encoding|x-accel-.*|keep-alive|content-length)$/i.test(name)) kept[name] = answer.headers[name] as string;
				return {
					kind: 'response',
					status: answer.status,
					...(answer.reason ? { reason: answer.reason } : {}),
					headers: kept,
					...(answer.body === undefined ? {} : { body: answer.body })
				};
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				const why =
					error.code === 'ECONNRESET'
						? 'upstream prematurely closed connection while reading response header from upstream'
						: error.code === 'ETIMEDOUT'
							? `upstream timed out (110: Operation timed out) while connecting to upstream`
							: `connect() failed (${errnoNumber[error.code] ?? 5}: ${error.message}) while connecting to upstream`;
				this.errors.push(['error', `${why}\0upstream: "${shown}"`]);
				if (i === addresses.length - 1) return yield* this.failure(error.code === 'ETIMEDOUT' ? 504 : 502);
			}
		}
		this.errors.push(['error', `no live upstreams while connecting to upstream\0upstream: "${scheme}://${authority}${path}"`]);
		return yield* this.failure(502);
	}

	/** An upstream's address, as it was resolved when the configuration was read. */
	*resolve(name: string): Sys<string | null> {
		if (/^[\d.]+$/.test(name)) return name;
		return this.variables[`resolved ${name}`] ?? null;
	}
}
