// URLs as curl and wget take them apart: a scheme may be missing, a user, a port and a query may be there.

export interface Url {
	readonly scheme: string;
	readonly user: string | undefined;
	readonly host: string;
	readonly port: number;
	/** Path and query, at least "/". */
	readonly path: string;
	/** Whether the port was written and is not the scheme's own. */
	readonly explicitPort: boolean;
}

const ports: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, telnet: 23 };

/** Parses a URL; undefined when it has no host or a bad port. */
export function parseUrl(text: string): Url | undefined {
	const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:([^/?#@]*)@)?(\[[0-9A-Fa-f:.%a-z]*\]|[^/?#:[\]]*)(?::(\d*))?([/?][^#]*)?(?:#.*)?$/.exec(text);
	if (!match) return undefined;
	const [, scheme = 'http', user, host = '', port, path = '/'] = match;
	if (host === '' || (port !== undefined && port !== '' && Number(port) > 65_535)) return undefined;
	const lower = scheme.toLowerCase();
	const own = ports[lower] ?? 0;
	return {
		scheme: lower,
		user,
		host,
		port: port === undefined || port === '' ? own : Number(port),
		path: path.startsWith('?') ? `/${path}` : path,
		explicitPort: port !== undefined && port !== '' && Number(port) !== own
	};
}

export const formatUrl = (url: Url): string =>
	`${url.scheme}://${url.user === undefined ? '' : `${url.user}@`}${url.host}${url.explicitPort ? `:${url.port}` : ''}${url.path}`;
export const hostHeader = (url: Url): string => `${url.host}${url.explicitPort ? `:${url.port}` : ''}`;

/** What a Location means relative to a URL. */
export function resolveUrl(base: Url, location: string): Url | undefined {
	if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return parseUrl(location);
	if (location.startsWith('//')) return parseUrl(`${base.scheme}:${location}`);
	if (location.startsWith('/')) return { ...base, path: location };
	const bare = base.path.split('?')[0] ?? '/';
	if (location.startsWith('?')) return { ...base, path: bare + location };
	return { ...base, path: bare.slice(0, bare.lastIndexOf('/') + 1) + location };
}
