// The page's browser, as a process of the machine it stands on: one GET with redirects, over the machine's own resolver and sockets.
// argv: name, URL, file. The response is written to the file as one line of JSON {url, status, reason, type, body} or {url, error}.
// Leaves out cookies, caches, scripts and TLS (FIDELITY: https is not spoken; it answers ERR_SSL_PROTOCOL_ERROR).
import { Errno, type Sys } from '../../engine/index.ts';
import {
	bodyText,
	close,
	connect,
	getaddrinfo,
	header,
	httpRequest,
	mkdirAll,
	rename,
	ResolveError,
	writeFile,
	type Context,
	type FullResponse,
	type Program
} from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';

const redirects = 10;
const timeoutUs = 30_000_000;
const bodyLimit = 1 << 20;

interface Target {
	readonly host: string;
	readonly port: number;
	readonly path: string;
}

/** scheme, host, port and path of an http URL; undefined for anything else. */
export function parseTarget(url: string): Target | undefined {
	if (!url.toLowerCase().startsWith('http://')) return undefined;
	const rest = url.slice(7).split('#')[0] ?? '';
	const slash = rest.search(/[/?]/);
	const authority = slash < 0 ? rest : rest.slice(0, slash);
	const path = slash < 0 ? '/' : rest[slash] === '?' ? `/${rest.slice(slash)}` : rest.slice(slash);
	const colon = authority.lastIndexOf(':');
	const host = colon < 0 ? authority : authority.slice(0, colon);
	const port = colon < 0 ? 80 : Number(authority.slice(colon + 1));
	return host === '' || !Number.isInteger(port) || port < 1 || port > 65_535 ? undefined : { host, port, path };
}

function* connectTo({ host, port }: Target): Sys<number> {
	let failed: unknown;
	for (const address of yield* getaddrinfo(host)) {
		try {
			return yield* connect({ net: 'tcp', host: address, port }, timeoutUs);
		} catch (error) {
			failed = error;
		}
	}
	throw failed;
}

function* get(target: Target): Sys<FullResponse | null> {
	const fd = yield* connectTo(target);
	const host = target.port === 80 ? target.host : `${target.host}:${target.port}`;
	const headers = { Host: host, 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Drydock', Accept: 'text/html,*/*;q=0.8', Connection: 'close' };
	const response = yield* httpRequest(fd, { kind: 'request', method: 'GET', path: target.path, headers });
	yield* close(fd);
	return response;
}

/** One GET with redirects, as a plain record. */
export function* browse(first: string): Sys<Record<string, unknown>> {
	let url = first;
	for (let i = 0; i <= redirects; i++) {
		const target = parseTarget(url);
		if (!target) return { url, error: url.toLowerCase().startsWith('https://') ? 'ERR_SSL_PROTOCOL_ERROR' : 'ERR_INVALID_URL' };
		let response: FullResponse | null;
		try {
			response = yield* get(target);
		} catch (error) {
			if (error instanceof Errno) return { url, error: error.code };
			if (error instanceof ResolveError) return { url, error: 'ERR_NAME_NOT_RESOLVED' };
			throw error;
		}
		if (!response) return { url, error: 'ERR_EMPTY_RESPONSE' };
		const location = header(response, 'Location');
		if (response.status >= 300 && response.status < 400 && location !== undefined) {
			url = location.startsWith('/') ? `http://${target.host}:${target.port}${location}` : location;
			continue;
		}
		const text = bodyText(response.body);
		return {
			url,
			status: response.status,
			reason: response.reason ?? '',
			type: header(response, 'Content-Type') ?? '',
			body: text.length > bodyLimit ? text.slice(0, bodyLimit) : text
		};
	}
	return { url, error: 'ERR_TOO_MANY_REDIRECTS' };
}

export const pageBrowser: Program = {
	name: 'page-browser',
	*main({ argv }: Context) {
		const [, url = '', file = ''] = argv;
		const result = yield* browse(url);
		yield* mkdirAll(file.slice(0, file.lastIndexOf('/')));
		yield* writeFile(`${file}.part`, encodeJson(result, { escapeHtml: false }));
		yield* rename(`${file}.part`, file);
		return 0;
	}
};
