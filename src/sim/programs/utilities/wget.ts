// wget: GNU 1.21 on hosts, BusyBox's applet. One URL after another over HTTP, with redirects.
// Leaves out recursion, cookies and resuming.
import { Errno, type Sys } from '../../engine/sys.ts';
import {
	bodyBytes,
	clock,
	close,
	connect,
	getaddrinfo,
	header,
	httpStream,
	nextChunk,
	open,
	reasonOf,
	ResolveError,
	stat,
	write,
	type HttpResponse
} from '../../kernel/index.ts';
import { base64, utf8 } from '../../values/index.ts';
import { formatDate, timeZone } from './lib/dates.ts';
import { appletUsage, getopt, type Parsed } from './lib/getopt.ts';
import { joinPath } from './lib/paths.ts';
import { handshake } from './lib/tls.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { formatUrl, hostHeader, parseUrl, resolveUrl, type Url } from './lib/url.ts';

interface Job {
	tool: Tool;
	options: Parsed;
	quiet: boolean;
	timeout: number | undefined;
	/** GNU: --max-redirect. */
	redirects: number;
}

/** A failed download: what is said, and GNU's exit status. */
class Failed {
	readonly message: string;
	readonly status: number;
	constructor(message: string, status: number) {
		this.message = message;
		this.status = status;
	}
}

function* say(job: Job, text: string): Sys<void> {
	if (!job.quiet) yield* job.tool.error(text);
}

function* dial(job: Job, url: Url): Sys<number> {
	const { tool } = job;
	const host = url.host.replace(/^\[|\]$/g, '');
	let addresses: string[];
	if (!tool.busybox && !/^[\d.]+$/.test(host)) yield* say(job, `Resolving ${host} (${host})... `);
	try {
		addresses = yield* getaddrinfo(host);
	} catch (error) {
		if (!(error instanceof ResolveError)) throw error;
		if (tool.busybox) throw new Failed(`bad address '${url.host}${url.explicitPort ? `:${url.port}` : ''}'`, 1);
		yield* say(job, `failed: ${error.message}.\n`);
		yield* say(job, `wget: unable to resolve host address ‘${host}’\n`);
		throw new Failed('', 4);
	}
	if (!tool.busybox && !/^[\d.]+$/.test(host)) yield* say(job, `${addresses.join(', ')}\n`);
	const first = addresses[0] ?? '';
	if (tool.busybox) yield* say(job, `Connecting to ${hostHeader(url)} (${first.includes(':') ? `[${first}]` : first}:${url.port})\n`);
	let failure: Errno | undefined;
	for (const address of tool.busybox ? [first] : addresses) {
		const shown = `${/^[\d.]+$/.test(host) ? host : `${host} (${host})|${address}|`}:${url.port}`;
		if (!tool.busybox) yield* say(job, `Connecting to ${shown}... `);
		const fd = yield* attempt(connect({ net: 'tcp', host: address, port: url.port }, job.timeout ?? (tool.busybox ? 900_000_000 : 130_000_000)));
		if (!(fd instanceof Errno)) {
			if (!tool.busybox) yield* say(job, 'connected.\n');
			return fd;
		}
		failure = fd;
		if (!tool.busybox) yield* say(job, `failed: ${fd.message}.\n`);
	}
	if (!tool.busybox) throw new Failed('', 4);
	throw new Failed(
		failure?.code === 'ETIMEDOUT' && job.timeout !== undefined ? 'download timed out' : `can't connect to remote host (${first}): ${failure?.message ?? ''}`,
		1
	);
}

function* secure(job: Job, fd: number, url: Url): Sys<void> {
	const answer = yield* attempt(handshake(fd, url.host.replace(/^\[|\]$/g, ''), { timeoutUs: job.timeout ?? 60_000_000 }));
	if (answer instanceof Errno || 'notTls' in answer) {
		if (job.tool.busybox) throw new Failed('error getting response: Connection reset by peer', 1);
		yield* say(job, 'OpenSSL: error:0A00010B:SSL routines::wrong version number\nUnable to establish SSL connection.\n');
		throw new Failed('', 4);
	}
	if (answer.problem === undefined || job.options.has('no-check-certificate')) return;
	if (job.tool.busybox) {
		yield* say(job, `wget: note: TLS certificate validation not implemented\n`);
		return;
	}
	const leaf = answer.chain[0];
	yield* say(
		job,
		answer.nameMismatch
			? `ERROR: no certificate subject alternative name matches\n\trequested host name ‘${url.host}’.\n`
			: `ERROR: The certificate of ‘${url.host}’ is not trusted.\n`
	);
	if (!answer.nameMismatch && leaf) yield* say(job, `ERROR: The certificate of ‘${url.host}’ doesn't have a known issuer.\n`);
	throw new Failed('', 5);
}

const headLines = (response: HttpResponse): string[] => [
	`HTTP/1.1 ${response.status} ${response.reason ?? reasonOf(response.status)}`,
	...Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`)
];

function requestHeaders(job: Job, url: Url, body: Uint8Array | undefined): Record<string, string> {
	const { options, tool } = job;
	const agent = options.get('U') ?? (tool.busybox ? 'Wget' : 'Wget/1.21.3');
	const headers: Record<string, string> = { Host: hostHeader(url), 'User-Agent': agent };
	if (!tool.busybox) Object.assign(headers, { Accept: '*/*', 'Accept-Encoding': 'identity' });
	headers['Connection'] = tool.busybox ? 'close' : 'Keep-Alive';
	const user = options.get('user') === undefined ? url.user : `${options.get('user')}:${options.get('password') ?? ''}`;
	if (user !== undefined) headers['Authorization'] = `Basic ${base64(user)}`;
	for (const [key, value] of options.options) {
		const colon = value.indexOf(':');
		if (key === 'header' && colon > 0) headers[value.slice(0, colon)] = value.slice(colon + 1).trim();
	}
	if (body) {
		headers['Content-Type'] ??= 'application/x-www-form-urlencoded';
		headers['Content-Length'] = String(body.length);
	}
	return headers;
}

const fileName = (url: Url): string => decodeURIComponent((url.path.split('?')[0] ?? '/').replace(/^.*\//, '')) || 'index.html';

/** Where the body goes: a path, or undefined for standard output. */
function* target(job: Job, url: Url): Sys<string | undefined> {
	const output = job.options.get('O');
	if (output === '-') return undefined;
	if (output !== undefined) return output;
	const dir = job.options.get('P');
	const name = fileName(url);
	const path = dir === undefined ? name : joinPath(dir, name);
	if (job.tool.busybox) return path;
	for (let n = 0; ; n++) {
		const candidate = n === 0 ? path : `${path}.${n}`;
		if ((yield* attempt(stat(candidate))) instanceof Errno) return candidate;
	}
}

function* save(job: Job, url: Url, fd: number, response: HttpResponse): Sys<void> {
	const { tool, options } = job;
	const path = yield* target(job, url);
	const zone = yield* timeZone(tool.env);
	const length = header(response, 'content-length');
	const type = header(response, 'content-type')?.split(';')[0];
	const name = path ?? 'STDOUT';
	if (tool.busybox) yield* say(job, path === undefined ? 'writing to stdout\n' : `saving to '${path}'\n`);
	else {
		if (length !== undefined)
			yield* say(job, `Length: ${length}${Number(length) >= 1024 ? ` (${human(Number(length))})` : ''}${type === undefined ? '' : ` [${type}]`}\n`);
		else yield* say(job, `Length: unspecified${type === undefined ? '' : ` [${type}]`}\n`);
		yield* say(job, `Saving to: ‘${name}’\n`);
	}
	const started = yield* clock();
	let out = 1;
	if (path !== undefined) {
		const opened = yield* attempt(
			open(path, { write: true, create: true, trunc: true, ...(tool.busybox && options.get('O') === undefined && { excl: true, trunc: false }) })
		);
		if (opened instanceof Errno)
			throw new Failed(tool.busybox ? `can't open '${path}': ${opened.message}` : `${path}: ${opened.message}`, tool.busybox ? 1 : 3);
		out = opened;
	}
	let size = 0;
	const put = function* (bytes: Uint8Array): Sys<void> {
		size += bytes.length;
		if (out === 1) yield* tool.putBytes(bytes);
		else yield* write(out, bytes);
	};
	if (!response.stream) {
		if (response.body !== undefined) yield* put(bodyBytes(response.body));
	} else for (let part = yield* nextChunk(fd); part !== null && part !== undefined; part = yield* nextChunk(fd)) yield* put(bodyBytes(part));
	if (out !== 1) yield* close(out);
	const us = Math.max(1, (yield* clock()) - started);
	if (tool.busybox) {
		yield* say(
			job,
			`${(path === undefined ? '-' : path.slice(path.lastIndexOf('/') + 1)).padEnd(20).slice(0, 20)} 100% |********************************| ${busyboxSize(size).padStart(5)}  0:00:00 ETA\n`
		);
		yield* say(job, path === undefined ? 'written to stdout\n' : `'${path}' saved\n`);
		return;
	}
	const speed = rate(size, us);
	const rows = Math.floor(size / 51_200);
	let dots = '\n';
	for (let row = 0; row <= rows; row++) {
		const inRow = Math.min(50, Math.ceil((size - row * 51_200) / 1024));
		const marks = Array.from({ length: 5 }, (_, i) => '.'.repeat(Math.max(0, Math.min(10, (size < 1024 ? 0 : inRow) - i * 10))).padEnd(10)).join(' ');
		const percent = length === undefined ? '    ' : `${String(Math.floor((Math.min(size, (row + 1) * 51_200) * 100) / Math.max(1, size))).padStart(3)}%`;
		dots += `${String(row * 50).padStart(6)}K ${marks} ${percent} ${speed.short}=${us < 1000 ? '0' : (us / 1_000_000).toFixed(us < 10_000 ? 3 : 1)}s\n`;
	}
	yield* say(job, `${dots}\n`);
	yield* say(
		job,
		`${formatDate(yield* clock(), '%Y-%m-%d %H:%M:%S', zone)} (${speed.long}) - ${path === undefined ? 'written to stdout' : `‘${path}’ saved`} [${size}${length === undefined ? '' : `/${length}`}]\n\n`
	);
}

const human = (n: number): string => (n >= 1 << 20 ? `${(n / (1 << 20)).toFixed(n >= 10 << 20 ? 0 : 1)}M` : `${(n / 1024).toFixed(n >= 10_240 ? 0 : 1)}K`);
const busyboxSize = (n: number): string => (n < 100_000 ? String(n) : n < 100_000 * 1024 ? `${Math.floor(n / 1024)}k` : `${Math.floor(n / 1024 / 1024)}M`);

function rate(bytes: number, us: number): { short: string; long: string } {
	const perSecond = (bytes * 1_000_000) / us;
	const [value, unit] = perSecond >= 1 << 20 ? [perSecond / (1 << 20), 'M'] : perSecond >= 1024 ? [perSecond / 1024, 'K'] : [perSecond, ''];
	const digits = value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
	return { short: `${digits}${unit}`.padStart(5), long: `${digits} ${unit}B/s` };
}

function* fetch(job: Job, first: Url): Sys<void> {
	const { tool, options } = job;
	const zone = yield* timeZone(tool.env);
	const data = options.get('post-data');
	let url = first;
	for (let turn = 0; ; turn++) {
		if (!tool.busybox) yield* say(job, `--${formatDate(yield* clock(), '%Y-%m-%d %H:%M:%S', zone)}--  ${formatUrl(url)}\n`);
		const fd = yield* dial(job, url);
		if (url.scheme === 'https') yield* secure(job, fd, url);
		const spider = options.has('spider');
		const body = data === undefined ? undefined : utf8(data);
		const method = options.get('method') ?? (spider && !tool.busybox ? 'HEAD' : body ? 'POST' : 'GET');
		if (!tool.busybox) yield* say(job, 'HTTP request sent, awaiting response... ');
		const response = yield* attempt(
			httpStream(fd, { kind: 'request', method, path: url.path, headers: requestHeaders(job, url, body), ...(body && { body }) })
		);
		if (response instanceof Errno || response === null) {
			if (tool.busybox) throw new Failed(response === null ? 'error getting response' : `error getting response: ${response.message}`, 1);
			yield* say(job, response === null ? 'No data received.\n' : `Read error (${response.message}) in headers.\n`);
			throw new Failed('', 4);
		}
		if (options.has('S'))
			yield* tool.error(
				tool.busybox
					? headLines(response)
							.map((line) => `  ${line}\n`)
							.join('') + '  \n'
					: `\n${headLines(response)
							.map((line) => `  ${line}\n`)
							.join('')}`
			);
		else if (!tool.busybox) yield* say(job, `${response.status} ${response.reason ?? reasonOf(response.status)}\n`);
		const location = header(response, 'location');
		if (response.status >= 300 && response.status < 400 && location !== undefined) {
			const next = resolveUrl(url, location);
			yield* close(fd);
			if (!next || turn >= job.redirects) {
				if (tool.busybox) throw new Failed('too many redirections', 1);
				yield* say(job, `${job.redirects} redirections exceeded.\n`);
				throw new Failed('', 8);
			}
			if (!tool.busybox) yield* say(job, `Location: ${location} [following]\n`);
			url = next;
			continue;
		}
		if (response.status >= 400 || response.status < 200) {
			const reason = response.reason ?? reasonOf(response.status);
			if (tool.busybox) throw new Failed(`server returned error: HTTP/1.1 ${response.status} ${reason}`, 1);
			if (spider) yield* say(job, 'Remote file does not exist -- broken link!!!\n\n');
			else yield* say(job, `${formatDate(yield* clock(), '%Y-%m-%d %H:%M:%S', zone)} ERROR ${response.status}: ${reason}.\n\n`);
			throw new Failed('', 8);
		}
		if (spider) yield* say(job, tool.busybox ? 'remote file exists\n' : 'Remote file exists.\n\n');
		else yield* save(job, url, fd, response);
		yield* close(fd);
		return;
	}
}

export const wget = utility('wget', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: tool.busybox ? 'cqSO:o:P:Y:U:T:' : 'qvScO:o:a:P:U:T:t:nbi:w:e:L:N46',
		long: [
			'quiet=q',
			'verbose=v',
			'output-document:=O',
			'output-file:=o',
			'directory-prefix:=P',
			'user-agent:=U',
			'timeout:=T',
			'tries:=t',
			'server-response=S',
			'spider',
			'header:=header',
			'post-data:=post-data',
			'no-check-certificate',
			'continue=c',
			'no-verbose=nv',
			'max-redirect:',
			'user:',
			'password:',
			'method:',
			'show-progress',
			'progress:',
			'no-cache',
			'no-proxy',
			'no-cookies',
			'connect-timeout:=T',
			'read-timeout:',
			'retry-connrefused',
			'waitretry:',
			'proxy:=Y',
			'no-clobber',
			'https-only',
			'content-disposition',
			'body-data:=post-data'
		]
	});
	if (options.operands.length === 0) {
		if (tool.busybox) yield* appletUsage(tool);
		yield* tool.error(`${tool.name}: missing URL\nUsage: ${tool.name} [OPTION]... [URL]...\n\nTry \`${tool.name} --help' for more options.\n`);
		return 1;
	}
	const timeout = options.get('T');
	const job: Job = {
		tool,
		options,
		quiet: options.has('q') || options.has('nv'),
		timeout: timeout === undefined ? undefined : Number(timeout) * 1_000_000,
		redirects: Number(options.get('max-redirect') ?? (tool.busybox ? 5 : 20))
	};
	let status = 0;
	for (const text of options.operands) {
		const url = parseUrl(text);
		if (!url || !['http', 'https'].includes(url.scheme)) {
			yield* tool.error(tool.busybox ? `wget: not an http or ftp url: ${text}\n` : `${text}: Unsupported scheme.\n`);
			status = 1;
			continue;
		}
		try {
			yield* fetch(job, url);
		} catch (error) {
			if (!(error instanceof Failed)) throw error;
			if (error.message !== '') yield* tool.warn(error.message);
			status = error.status;
		}
	}
	return status;
});
