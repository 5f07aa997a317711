// traefik/whoami: answers with the request as it saw it, and who it is.
import type { Sys } from '../../engine/index.ts';
import { clock, getaddrinfo, ids, ResolveError, type Context } from '../../kernel/index.ts';
import { httpDate } from '../../values/index.ts';
import { goLog, httpService } from './http-service.ts';

interface Settings {
	readonly name: string;
	readonly ips: readonly string[];
	readonly hostname: string;
}

function* start(context: Context): Sys<{ port: number; settings: Settings } | number> {
	let [port, name] = [context.env['WHOAMI_PORT_NUMBER'] ?? '80', context.env['WHOAMI_NAME'] ?? ''];
	for (let i = 1; i < context.argv.length; i++) {
		const [, flag = '', value] = /^--?([a-z]+)(?:=(.*))?$/s.exec(context.argv[i] as string) ?? [];
		if (flag === 'port') port = value ?? context.argv[++i] ?? '';
		else if (flag === 'name') name = value ?? context.argv[++i] ?? '';
	}
	const { hostname } = yield* ids();
	let own: string[] = [];
	try {
		own = yield* getaddrinfo(hostname);
	} catch (error) {
		if (!(error instanceof ResolveError)) throw error;
	}
	yield* goLog(`Starting up on port ${port}`);
	return { port: Number(port), settings: { name, ips: ['127.0.0.1', '::1', ...own], hostname } };
}

export const whoami = httpService<Settings>({
	name: 'whoami-server',
	rss: 5 << 20,
	start,
	*handle(request, settings, peer) {
		const now = yield* clock();
		const reply = (body: string, type: string) => ({
			kind: 'response' as const,
			status: 200,
			headers: { Date: httpDate(now), 'Content-Length': String(new TextEncoder().encode(body).length), 'Content-Type': type },
			body
		});
		const [path = '/'] = request.path.split('?');
		if (path === '/health') return reply('', 'text/plain; charset=utf-8');
		const names = Object.keys(request.headers)
			.filter((n) => n.toLowerCase() !== 'host')
			.sort((a, b) => (a < b ? -1 : 1));
		const host = Object.entries(request.headers).find(([n]) => n.toLowerCase() === 'host')?.[1] ?? '';
		if (path === '/api')
			return reply(
				`${JSON.stringify({ ...(settings.name === '' ? {} : { name: settings.name }), hostname: settings.hostname, ip: settings.ips, headers: Object.fromEntries(names.map((n) => [n, [request.headers[n]]])), url: request.path, host, method: request.method, remoteAddr: `${peer.host}:${peer.port}` })}\n`,
				'application/json'
			);
		const lines = [
			...(settings.name === '' ? [] : [`Name: ${settings.name}`]),
			`Hostname: ${settings.hostname}`,
			...settings.ips.map((ip) => `IP: ${ip}`),
			`RemoteAddr: ${peer.host}:${peer.port}`,
			`${request.method} ${request.path} HTTP/1.1`,
			`Host: ${host}`,
			...names.map((n) => `${n}: ${request.headers[n]}`)
		];
		return reply(`${lines.join('\n')}\n\n`, 'text/plain; charset=utf-8');
	}
});
