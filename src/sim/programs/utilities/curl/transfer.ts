// One curl transfer: resolve, connect, TLS, request, redirects, body. What -v shows is written as it happens.
// Leaves out proxies, HTTP/2 and compression. Errors carry curl's exit codes.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { clock, connect, getaddrinfo, header, readTextIfAny, ResolveError, socketAddresses, type HttpResponse } from '../../../kernel/index.ts';
import { base64 } from '../../../values/index.ts';
import { formatDate } from '../lib/dates.ts';
import { handshake } from '../lib/tls.ts';
import { attempt, type Tool } from '../lib/tool.ts';
import { hostHeader, type Url } from '../lib/url.ts';
import type { CurlOptions } from './options.ts';
import { heading, meterRow, type Meter } from './progress.ts';

/** A transfer that failed. */
export class CurlError {
	readonly code: number;
	readonly message: string;
	constructor(code: number, message: string) {
		this.code = code;
		this.message = message;
	}
}

export interface Facts {
	url: string;
	status: number;
	down: number;
	up: number;
	headerSize: number;
	contentType: string;
	redirects: number;
	redirectUrl: string;
	remote: { host: string; port: number } | undefined;
	local: { host: string; port: number } | undefined;
	method: string;
	scheme: string;
	/** µs marks since the start. */
	times: { lookup: number; connect: number; tls: number; first: number; total: number };
	connects: number;
	response: HttpResponse | undefined;
	verify: number;
}

export interface Sink {
	/** Takes a piece of the body. */
	body(bytes: Uint8Array): Sys<void>;
	/** Takes header text (-i, -I, -D). */
	head(text: string, status: number): Sys<void>;
	terminal: boolean;
}

export class Transfer {
	readonly tool: Tool;
	readonly o: CurlOptions;
	readonly sink: Sink;
	readonly facts: Facts;
	readonly meter: boolean;
	readonly row: Meter = { total: 0, uploadTotal: 0, down: 0, up: 0, us: 0 };
	start = 0;
	metered = false;
	number = -1;

	constructor(tool: Tool, o: CurlOptions, url: string, sink: Sink, meter: boolean) {
		this.tool = tool;
		this.o = o;
		this.sink = sink;
		this.meter = meter;
		this.facts = {
			url,
			status: 0,
			down: 0,
			up: 0,
			headerSize: 0,
			contentType: '',
			redirects: 0,
			redirectUrl: '',
			remote: undefined,
			local: undefined,
			method: 'GET',
			scheme: 'HTTP',
			times: { lookup: 0, connect: 0, tls: 0, first: 0, total: 0 },
			connects: 0,
			response: undefined,
			verify: 0
		};
	}

	*elapsed(): Sys<number> {
		return (yield* clock()) - this.start;
	}
	*note(text: string): Sys<void> {
		if (this.o.verbose) yield* this.tool.error(`* ${text}\n`);
	}
	*progress(): Sys<void> {
		if (!this.meter) return;
		this.row.us = yield* this.elapsed();
		yield* this.tool.error((this.metered ? '' : heading) + meterRow(this.row));
		this.metered = true;
	}
	/** µs that are left of --max-time. */
	*left(): Sys<number | undefined> {
		if (this.o.maxTime === undefined) return undefined;
		const left = this.o.maxTime - (yield* this.elapsed());
		if (left <= 0) yield* this.timeout();
		return left;
	}
	*timeout(): Sys<never> {
		const ms = Math.floor((yield* this.elapsed()) / 1000);
		const { down, response } = this.facts;
		const total = response ? Number(header(response, 'content-length') ?? NaN) : NaN;
		throw new CurlError(
			28,
			response
				? `Operation timed out after ${ms} milliseconds with ${down} ${Number.isNaN(total) ? '' : `out of ${total} `}bytes received`
				: `Operation timed out after ${ms} milliseconds with 0 bytes received`
		);
	}

	/** Addresses to try. */
	*addresses(url: Url): Sys<string[]> {
		const bare = url.host.replace(/^\[|\]$/g, '');
		for (const entry of this.o.resolve) {
			const match = /^[+]?([^:]+):(\d+):(.+)$/.exec(entry);
			if (match && (match[1] === bare || match[1] === '*') && Number(match[2]) === url.port) {
				yield* this.note(`Added ${bare}:${url.port}:${match[3]} to DNS cache`);
				return (match[3] ?? '').split(',');
			}
		}
		try {
			const found = bare === 'localhost' ? yield* localhost() : yield* getaddrinfo(bare);
			return found.filter((address) => (this.o.ipv === 4 ? !address.includes(':') : this.o.ipv === 6 ? address.includes(':') : true));
		} catch (error) {
			if (!(error instanceof ResolveError)) throw error;
			yield* this.note(`Could not resolve host: ${bare}`);
			throw new CurlError(6, `Could not resolve host: ${bare}`);
		}
	}

	/** Connects; answers the descriptor. */
	*connect(url: Url): Sys<number> {
		this.number++;
		if (this.o.unixSocket !== undefined) {
			yield* this.note(`  Trying ${this.o.unixSocket}:0...`);
			const fd = yield* attempt(connect({ net: 'unix', path: this.o.unixSocket }));
			if (fd instanceof Errno) throw new CurlError(7, `Failed to connect to ${url.host} port ${url.port} after 0 ms: Couldn't connect to server`);
			yield* this.note(`Connected to ${url.host} (${this.o.unixSocket}) port ${url.port} (#${this.number})`);
			return fd;
		}
		const addresses = yield* this.addresses(url);
		this.facts.times.lookup = yield* this.elapsed();
		const limit = this.o.connectTimeout ?? 300_000_000;
		const bare = url.host.replace(/^\[|\]$/g, '');
		let timedOut = false;
		for (const address of addresses) {
			yield* this.note(`  Trying ${address.includes(':') ? `[${address}]` : address}:${url.port}...`);
			const left = yield* this.left();
			const fd = yield* attempt(connect({ net: 'tcp', host: address, port: url.port }, left === undefined ? limit : Math.min(limit, left)));
			if (!(fd instanceof Errno)) {
				this.facts.times.connect = yield* this.elapsed();
				this.facts.connects++;
				const ends = yield* socketAddresses(fd);
				if (ends.peer && 'port' in ends.peer) this.facts.remote = { host: ends.peer.host, port: ends.peer.port };
				if ('port' in ends.local) this.facts.local = { host: ends.local.host, port: ends.local.port };
				yield* this.note(`Connected to ${bare} (${address}) port ${url.port} (#${this.number})`);
				return fd;
			}
			timedOut = fd.code === 'ETIMEDOUT';
			if (!timedOut) yield* this.note(`connect to ${address} port ${url.port} failed: ${fd.message}`);
		}
		const ms = Math.floor((yield* this.elapsed()) / 1000);
		if (timedOut && this.o.maxTime !== undefined && ms * 1000 >= this.o.maxTime - 1000)
			throw new CurlError(28, `Connection timed out after ${ms} milliseconds`);
		if (timedOut && this.o.connectTimeout !== undefined)
			throw new CurlError(28, `Failed to connect to ${bare} port ${url.port} after ${ms} ms: Timeout was reached`);
		const why = `Failed to connect to ${bare} port ${url.port} after ${ms} ms: Couldn't connect to server`;
		yield* this.note(why);
		throw new CurlError(7, why);
	}

	*secure(fd: number, url: Url): Sys<void> {
		const { o } = this;
		yield* this.note('ALPN: offers h2,http/1.1');
		if (o.verbose && !o.insecure) {
			yield* this.tool.error(`} [5 bytes data]\n`);
			yield* this.note(` CAfile: ${o.caCert ?? '/etc/ssl/certs/ca-certificates.crt'}`);
			yield* this.note(` CApath: ${o.caCert === undefined ? '/etc/ssl/certs' : 'none'}`);
		}
		const authorities = o.caCert === undefined ? undefined : yield* readTextIfAny(o.caCert);
		if (o.caCert !== undefined && authorities === undefined)
			throw new CurlError(77, `error setting certificate verify locations:  CAfile: ${o.caCert} CApath: none`);
		const certificate = o.cert === undefined ? undefined : yield* readTextIfAny(o.cert.split(':')[0] ?? '');
		if (o.cert !== undefined && certificate === undefined)
			throw new CurlError(
				58,
				`could not load PEM client certificate from ${o.cert}, OpenSSL error error:80000002:system library::No such file or directory, (no key found, wrong pass phrase, or wrong file format?)`
			);
		const name = url.host.replace(/^\[|\]$/g, '');
		const left = yield* this.left();
		const answer = yield* attempt(
			handshake(fd, name, {
				...(authorities !== undefined && { authorities }),
				...(certificate !== undefined && { certificate }),
				timeoutUs: left ?? 300_000_000
			})
		);
		if (answer instanceof Errno) throw new CurlError(35, `OpenSSL SSL_connect: ${answer.message} in connection to ${name}:${url.port} `);
		if ('notTls' in answer) {
			if (answer.notTls === null) throw new CurlError(35, `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${name}:${url.port} `);
			throw new CurlError(35, 'error:0A00010B:SSL routines::wrong version number');
		}
		this.facts.times.tls = yield* this.elapsed();
		yield* this.note('TLSv1.3 (OUT), TLS handshake, Client hello (1):');
		yield* this.note('TLSv1.3 (IN), TLS handshake, Server hello (2):');
		if (answer.problem !== undefined && !o.insecure) {
			yield* this.note(answer.nameMismatch ? `SSL: ${answer.problem}` : 'TLSv1.3 (OUT), TLS alert, unknown CA (560):');
			if (!answer.nameMismatch) yield* this.note(`SSL certificate problem: ${answer.problem}`);
			throw new CurlError(60, answer.nameMismatch ? `SSL: ${answer.problem}` : `SSL certificate problem: ${answer.problem}`);
		}
		this.facts.verify = answer.problem === undefined ? 0 : 20;
		const leaf = answer.chain[0];
		for (const line of [
			'TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):',
			'TLSv1.3 (IN), TLS handshake, Certificate (11):',
			'TLSv1.3 (IN), TLS handshake, CERT verify (15):',
			'TLSv1.3 (IN), TLS handshake, Finished (20):',
			'TLSv1.3 (OUT), TLS handshake, Finished (20):',
			'SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384',
			'ALPN: server accepted http/1.1'
		])
			yield* this.note(line);
		if (!leaf || !o.verbose) return;
		const dateText = (s: number): string => formatDate(s * 1_000_000, '%b %e %H:%M:%S %Y GMT', { name: 'GMT', offset: 0 });
		const subject = (cn: string, organization: readonly string[]): string => `${organization.map((one) => `O=${one}; `).join('')}CN=${cn.split('@')[0]}`;
		yield* this.note('Server certificate:');
		yield* this.note(` subject: ${subject(leaf.commonName, leaf.organization)}`);
		yield* this.note(` start date: ${dateText(leaf.notBefore)}`);
		yield* this.note(` expire date: ${dateText(leaf.notAfter)}`);
		if (answer.problem === undefined)
			yield* this.note(` subjectAltName: host "${name}" matched cert's "${leaf.names.find((one) => one === name || one.startsWith('*.')) ?? name}"`);
		yield* this.note(` issuer: CN=${leaf.issuer.split('@')[0]}`);
		yield* this.note(
			answer.problem === undefined ? ' SSL certificate verify ok.' : ` SSL certificate verify result: ${answer.problem} (20), continuing anyway.`
		);
	}

	/** Request headers in curl's order. */
	headers(url: Url, body: Uint8Array | undefined): [string, string][] {
		const { o } = this;
		const own = o.headers.map((line): [string, string] | undefined => {
			const colon = line.indexOf(':');
			if (colon >= 0) return [line.slice(0, colon), line.slice(colon + 1).trim()];
			return line.endsWith(';') ? [line.slice(0, -1), '\0'] : undefined;
		});
		const given = new Map(own.flatMap((pair) => (pair ? [[pair[0].toLowerCase(), pair]] : [])) as [string, [string, string]][]);
		const out: [string, string][] = [];
		const put = (name: string, value: string | undefined): void => {
			if (!given.has(name.toLowerCase()) && value !== undefined) out.push([name, value]);
		};
		const host = given.get('host');
		out.push(host && host[1] !== '' ? host : ['Host', hostHeader(url)]);
		const user = o.user ?? (url.user === undefined ? undefined : decodeURIComponent(url.user));
		put('Authorization', user === undefined ? undefined : `Basic ${base64(user.includes(':') ? user : `${user}:`)}`);
		put('Range', o.range === undefined ? undefined : `bytes=${o.range}`);
		put('User-Agent', o.agent === '' ? undefined : (o.agent ?? 'curl/7.88.1'));
		put('Accept', o.json ? 'application/json' : '*/*');
		put('Accept-Encoding', o.compressed ? 'deflate, gzip, br' : undefined);
		put('Referer', o.referer);
		put('Cookie', o.cookie !== undefined && o.cookie.includes('=') ? o.cookie : undefined);
		for (const pair of own) if (pair && pair[0].toLowerCase() !== 'host' && pair[1] !== '') out.push([pair[0], pair[1] === '\0' ? '' : pair[1]]);
		if (body) {
			put('Content-Length', String(body.length));
			if (o.data !== undefined && !o.get) put('Content-Type', o.json ? 'application/json' : 'application/x-www-form-urlencoded');
		}
		return out;
	}
}

function* localhost(): Sys<string[]> {
	const found = yield* attempt(getaddrinfoOrNone('localhost'));
	const list = found instanceof Errno ? [] : found;
	return [...new Set([...(list.length > 0 ? list : ['127.0.0.1', '::1'])])];
}

function* getaddrinfoOrNone(name: string): Sys<string[]> {
	try {
		return yield* getaddrinfo(name);
	} catch (error) {
		if (error instanceof ResolveError) return [];
		throw error;
	}
}
