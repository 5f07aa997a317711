// Answering one request as Apache does: virtual host, access, alias, redirect, proxy, files, indexes, error pages.
import { Errno, type Sys } from '../../../engine/index.ts';
import {
	bodyText,
	close,
	connect,
	getaddrinfo,
	header,
	httpRequest,
	readdir,
	readFile,
	ResolveError,
	stat,
	type Body,
	type HttpRequest,
	type HttpResponse
} from '../../../kernel/index.ts';
import { formatGoTime, httpDate, utf8 } from '../../../values/index.ts';
import { last, type Directive, type Host, type Site } from './config.ts';

export interface Answer {
	readonly response: HttpResponse;
	readonly size: number;
	readonly own: readonly Directive[];
	/** Lines for the error log: [module:level, text]. */
	readonly errors: readonly (readonly [string, string])[];
}

const titles: Readonly<Record<number, readonly [string, string]>> = {
	301: ['Moved Permanently', 'The document has moved <a href="@URL">here</a>.'],
	302: ['Found', 'The document has moved <a href="@URL">here</a>.'],
	400: ['Bad Request', 'Your browser sent a request that this server could not understand.<br />\n'],
	403: ['Forbidden', "You don't have permission to access this resource."],
	404: ['Not Found', 'The requested URL was not found on this server.'],
	405: ['Method Not Allowed', 'The requested method @METHOD is not allowed for this URL.'],
	500: ['Internal Server Error', 'The server encountered an internal error or\nmisconfiguration and was unable to complete\nyour request.'],
	502: ['Proxy Error', 'The proxy server received an invalid\nresponse from an upstream server.<br />\n'],
	503: [
		'Service Unavailable',
		'The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.'
	]
};
const page = (status: number, url = '', method = ''): string => {
	const [title, text] = titles[status] ?? ['Error', ''];
	return `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text.replace('@URL', url).replace('@METHOD', method)}</p>\n</body></html>\n`;
};
const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function hostOf(site: Site, request: HttpRequest, port: number): Host | undefined {
	const name = (header(request, 'Host') ?? '').replace(/:\d+$/, '').toLowerCase();
	const here = site.hosts.filter((h) => h.port === null || h.port === port);
	return here.find((h) => h.names.some((n) => n.toLowerCase() === name)) ?? here[0];
}

/** The directives of the <Directory> sections over a path, shortest first. */
function sectionsOver(levels: readonly Directive[], path: string): Directive[] {
	return levels
		.filter((d) => d.name === 'directory' && (path === d.args[0] || path.startsWith((d.args[0] ?? '').replace(/\/?$/, '/'))))
		.sort((a, b) => (a.args[0] ?? '').length - (b.args[0] ?? '').length)
		.flatMap((d) => d.block ?? []);
}

function* listing(dir: string, shown: string): Sys<string> {
	const rows: string[] = [];
	for (const entry of yield* readdir(dir)) {
		if (entry.name.startsWith('.')) continue;
		const name = entry.type === 'dir' ? `${entry.name}/` : entry.name;
		rows.push(`<li><a href="${encodeURI(name)}"> ${escapeHtml(name)}</a></li>\n`);
	}
	const parent = shown === '/' ? '' : `<li><a href="${shown.replace(/[^/]+\/$/, '')}"> Parent Directory</a></li>\n`;
	return `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html>\n <head>\n  <title>Index of ${escapeHtml(shown.replace(/(.)\/$/, '$1'))}</title>\n </head>\n <body>\n<h1>Index of ${escapeHtml(shown.replace(/(.)\/$/, '$1'))}</h1>\n<ul>${parent}${rows.join('')}</ul>\n</body></html>\n`;
}

/** Answers a request. `client`: "172.17.0.1:40000" for error lines. */
export function* answer(site: Site, root: string, request: HttpRequest, port: number): Sys<Answer> {
	const host = hostOf(site, request, port);
	const levels = [...site.main, ...(host?.own ?? [])];
	const errors: [string, string][] = [];
	const finish = (status: number, headers: Record<string, string>, body?: Body): Answer => {
		const extra: Record<string, string> = {};
		if (site.modules.includes('headers'))
			for (const d of levels.filter((x) => x.name === 'header')) {
				const [verb = '', name = '', value = ''] = d.args[0] === 'always' ? d.args.slice(1) : d.args;
				if (/^(?:set|add|append)$/i.test(verb)) extra[name] = value;
			}
		const bytes = body === undefined ? 0 : body instanceof Uint8Array ? body.length : utf8(bodyText(body)).length;
		return {
			response: { kind: 'response', status, headers: { ...headers, ...extra }, ...(body === undefined ? {} : { body }) },
			size: bytes,
			own: levels,
			errors
		};
	};
	const fail = function* (status: number, url = ''): Sys<Answer> {
		const custom = levels.findLast((d) => d.name === 'errordocument' && d.args[0] === String(status))?.args[1];
		if (custom?.startsWith('/')) {
			try {
				return finish(status, { 'Content-Type': 'text/html' }, yield* readFile((last(levels, 'documentroot')?.[0] ?? '') + custom));
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
		} else if (custom !== undefined) return finish(status, { 'Content-Type': 'text/html; charset=iso-8859-1' }, custom);
		return finish(
			status,
			{ ...(url === '' ? {} : { Location: url }), 'Content-Type': 'text/html; charset=iso-8859-1' },
			page(status, escapeHtml(url), request.method)
		);
	};
	const [rawPath = '/', query] = request.path.split('?');
	let path: string;
	try {
		path = decodeURIComponent(rawPath);
	} catch {
		return yield* fail(400);
	}
	const authority = header(request, 'Host') ?? 'localhost';
	for (const d of levels.filter((x) => x.name === 'redirect' || x.name === 'redirectpermanent')) {
		const args = d.name === 'redirectpermanent' ? ['permanent', ...d.args] : d.args.length === 2 ? ['302', ...d.args] : d.args;
		const [how = '302', from = '', to = ''] = args;
		if (path === from || path.startsWith(from.replace(/\/?$/, '/')))
			return yield* fail(how === 'permanent' || how === '301' ? 301 : 302, (to.startsWith('/') ? `http://${authority}${to}` : to) + path.slice(from.length));
	}
	for (const d of levels.filter((x) => x.name === 'proxypass')) {
		const [from = '', to = ''] = d.args;
		if (to !== '!' && path.startsWith(from)) return yield* proxy(request, from, to, finish, fail, errors);
	}
	if (!['GET', 'HEAD', 'OPTIONS', 'POST'].includes(request.method)) return yield* fail(405);
	let file = (last(levels, 'documentroot')?.[0] ?? `${root}/htdocs`).replace(/\/$/, '');
	if (!file.startsWith('/')) file = `${root}/${file}`;
	const parts = path.split('/').filter((p) => p !== '' && p !== '.');
	if (parts.includes('..')) return yield* fail(400);
	const alias = levels
		.filter((d) => d.name === 'alias' || d.name === 'scriptalias')
		.find((d) => path === d.args[0] || path.startsWith((d.args[0] ?? '').replace(/\/?$/, '/')));
	file = alias ? (alias.args[1] ?? '').replace(/\/$/, '') + '/' + path.slice((alias.args[0] ?? '').length).replace(/^\//, '') : `${file}/${parts.join('/')}`;
	const over = sectionsOver(levels, file);
	const require = over.findLast((d) => d.name === 'require')?.args.join(' ') ?? 'all granted';
	if (require === 'all denied' || /\/\.ht[^/]*$/.test(file)) {
		errors.push(['authz_core:error', `AH01630: client denied by server configuration: ${file}`]);
		return yield* fail(403);
	}
	try {
		let info = yield* stat(file.replace(/(.)\/$/, '$1'));
		if (info.type === 'dir') {
			if (!path.endsWith('/')) return yield* fail(301, `http://${authority}${rawPath}/${query === undefined ? '' : `?${query}`}`);
			const dir = file.replace(/\/$/, '');
			let found: string | null = null;
			for (const name of last(levels, 'directoryindex') ?? ['index.html']) {
				try {
					info = yield* stat(`${dir}/${name}`);
					found = `${dir}/${name}`;
					break;
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
				}
			}
			if (found === null) {
				const options = over.findLast((d) => d.name === 'options')?.args ?? [];
				if (options.some((o) => /^\+?indexes$/i.test(o)) && site.modules.includes('autoindex'))
					return finish(200, { 'Content-Type': 'text/html;charset=ISO-8859-1' }, yield* listing(dir, path));
				errors.push([
					'autoindex:error',
					`AH01276: Cannot serve directory ${dir}/: No matching DirectoryIndex (index.html) found, and server-generated directory index forbidden by Options directive`
				]);
				return yield* fail(403);
			}
			file = found;
		} else if (path.endsWith('/')) return yield* fail(404);
		const tag = `"${info.size.toString(16)}-${info.mtime.toString(16)}"`;
		const since = header(request, 'If-None-Match');
		const type = site.types[/\.([^./]+)$/.exec(file)?.[1] ?? ''];
		const headers = { 'Last-Modified': httpDate(info.mtime), ETag: tag, 'Accept-Ranges': 'bytes', ...(type === undefined ? {} : { 'Content-Type': type }) };
		if (since === tag) return finish(304, { ETag: tag });
		return finish(200, headers, yield* readFile(file));
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		if (error.code !== 'EACCES') return yield* fail(404);
		errors.push(['core:error', `(13)Permission denied: AH00132: file permissions deny server access: ${file}`]);
		return yield* fail(403);
	}
}

function* proxy(
	request: HttpRequest,
	from: string,
	to: string,
	finish: (status: number, headers: Record<string, string>, body?: Body) => Answer,
	fail: (status: number) => Sys<Answer>,
	errors: [string, string][]
): Sys<Answer> {
	const [, host = '', port = '80', base = ''] = /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(to) ?? [];
	try {
		const [address = ''] = yield* getaddrinfo(host);
		const fd = yield* connect({ net: 'tcp', host: address, port: Number(port) });
		const reply = yield* httpRequest(fd, {
			...request,
			path: base.replace(/\/$/, '') + '/' + request.path.slice(from.length).replace(/^\//, ''),
			headers: { ...request.headers, Host: `${host}${port === '80' ? '' : `:${port}`}`, Connection: 'close' }
		});
		yield* close(fd);
		if (!reply) return yield* fail(502);
		const kept: Record<string, string> = {};
		for (const name in reply.headers)
			if (!/^(?:date|server|connection|transfer-encoding|content-length)$/i.test(name)) kept[name] = reply.headers[name] as string;
		return finish(reply.status, kept, reply.body);
	} catch (error) {
		if (error instanceof ResolveError) return yield* fail(502);
		if (!(error instanceof Errno)) throw error;
		errors.push(['proxy:error', `(111)${error.message}: AH00957: http: attempt to connect to ${host}:${port} (${host}:${port}) failed`]);
		return yield* fail(503);
	}
}

/** A line of the access log. */
export function accessLine(format: string, request: HttpRequest, made: Answer, client: string, nowUs: number): string {
	return format.replace(/%[<>]?(?:\{([^}]*)\})?([a-zA-Z%])/g, (all, name: string | undefined, code: string) => {
		switch (code) {
			case 'h':
			case 'a':
				return client;
			case 'l':
			case 'u':
				return '-';
			case 't':
				return `[${formatGoTime(nowUs, '02/Jan/2006:15:04:05 -0700')}]`;
			case 'r':
				return `${request.method} ${request.path} HTTP/1.1`;
			case 's':
				return String(made.response.status);
			case 'b':
				return made.size === 0 || request.method === 'HEAD' ? '-' : String(made.size);
			case 'B':
			case 'O':
				return String(made.size);
			case 'U':
				return request.path.split('?')[0] ?? '';
			case 'q':
				return request.path.includes('?') ? request.path.slice(request.path.indexOf('?')) : '';
			case 'm':
				return request.method;
			case 'H':
				return 'HTTP/1.1';
			case 'v':
			case 'V':
				return header(request, 'Host')?.replace(/:\d+$/, '') ?? '-';
			case 'i':
				return header(request, name ?? '') ?? '-';
			case 'o':
				return header(made.response, name ?? '') ?? '-';
			case 'D':
				return '350';
			case '%':
				return '%';
			default:
				return all;
		}
	});
}
