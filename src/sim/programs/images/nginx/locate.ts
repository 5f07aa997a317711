// Which server and which location a request belongs to, and the pages nginx makes by itself.
import type { Body } from '../../../kernel/index.ts';
import { compileRegExp } from '../../../values/index.ts';
import type { Location, Server, Site } from './site.ts';

export const reasons: Readonly<Record<number, string>> = {
	301: 'Moved Permanently',
	302: 'Found',
	303: 'See Other',
	307: 'Temporary Redirect',
	308: 'Permanent Redirect',
	400: 'Bad Request',
	401: 'Authorization Required',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Not Allowed',
	413: 'Request Entity Too Large',
	500: 'Internal Server Error',
	502: 'Bad Gateway',
	503: 'Service Temporarily Unavailable',
	504: 'Gateway Time-out'
};

export const page = (status: number, version: string): string => {
	const title = `${status} ${reasons[status] ?? ''}`.trim();
	return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${version}</center>\r\n</body>\r\n</html>\r\n`;
};

/** The server for a Host among those that listen on the port: exact name, then wildcard and pattern, then the default. */
export function chooseServer(site: Site, port: number, host: string): Server {
	const candidates = site.servers.filter((s) => s.listens.some((l) => l.port === port));
	const exact = candidates.find((s) => s.names.includes(host));
	if (exact) return exact;
	const wild = candidates.find((s) =>
		s.names.some((n) =>
			n.startsWith('*.')
				? host.endsWith(n.slice(1))
				: n.endsWith('.*')
					? host.startsWith(n.slice(0, -1))
					: n.startsWith('~') && matches(n.slice(1), host, false)
		)
	);
	return wild ?? candidates.find((s) => s.listens.some((l) => l.port === port && l.isDefault)) ?? (candidates[0] as Server);
}

export const matches = (pattern: string, value: string, ignoreCase: boolean): boolean =>
	compileRegExp(pattern, { syntax: 'pcre', ignoreCase }).exec(value, 0) !== null;

/** The location of a path: exact, longest prefix (final with ^~), then patterns in order. */
export function chooseLocation(locations: readonly Location[], path: string): Location | undefined {
	const exact = locations.find((l) => l.match === '=' && l.pattern === path);
	if (exact) return exact;
	let best: Location | undefined;
	for (const l of locations)
		if ((l.match === '' || l.match === '^~') && path.startsWith(l.pattern) && l.pattern.length > (best?.pattern.length ?? -1)) best = l;
	if (best?.match === '^~') return best;
	const inner = best?.nested.length ? chooseLocation(best.nested, path) : undefined;
	if (inner && inner.match !== '' && inner.match !== '^~') return inner;
	const pattern = locations.find((l) => (l.match === '~' || l.match === '~*') && matches(l.pattern, path, l.match === '~*'));
	return pattern ?? inner ?? best;
}

export const errnoNumber: Readonly<Record<string, number>> = { ENOENT: 2, EACCES: 13, ENOTDIR: 20, ECONNREFUSED: 111, EHOSTUNREACH: 113, ETIMEDOUT: 110 };

/** Percent-decoded and without dot segments; null when it climbs out. */
export function normalPath(raw: string): string | null {
	let decoded: string;
	try {
		decoded = decodeURIComponent(raw);
	} catch {
		return null;
	}
	const parts: string[] = [];
	for (const part of decoded.split('/').slice(1)) {
		if (part === '..') {
			if (parts.length === 0) return null;
			parts.pop();
		} else if (part !== '.' && (part !== '' || parts.at(-1) !== '')) parts.push(part);
	}
	return '/' + parts.join('/').replace(/\/{2,}/g, '/');
}

const encoder = new TextEncoder();

/** Bytes of a body. */
export function bodySize(body: Body | undefined): number {
	if (body === undefined) return 0;
	if (typeof body === 'string') return encoder.encode(body).length;
	return body instanceof Uint8Array ? body.length : encoder.encode(JSON.stringify(body.json)).length;
}
