// hashicorp/http-echo: answers every request with -text.
import type { Sys } from '../../engine/index.ts';
import { clock, header, write, type Context } from '../../kernel/index.ts';
import { httpDate } from '../../values/index.ts';
import { goLog, httpService } from './http-service.ts';

interface Settings {
	readonly text: string;
	readonly listen: string;
	readonly status: number;
}

function* start(context: Context): Sys<{ port: number; settings: Settings } | number> {
	const given: Record<string, string> = { listen: ':5678', text: context.env['ECHO_TEXT'] ?? '', 'status-code': '200' };
	for (let i = 1; i < context.argv.length; i++) {
		const [, name = '', value] = /^--?([a-z-]+)(?:=(.*))?$/s.exec(context.argv[i] as string) ?? [];
		if (name === 'version') {
			yield* write(2, 'http-echo v1.0.0\n');
			return 0;
		}
		if (!Object.hasOwn(given, name)) {
			yield* write(2, name === '' ? 'Too many arguments!\n' : `flag provided but not defined: -${name}\nUsage of ${context.argv[0]}:\n`);
			return name === '' ? 127 : 2;
		}
		given[name] = value ?? context.argv[++i] ?? '';
	}
	if (given['text'] === '') {
		yield* write(2, 'Missing -text option!\n');
		return 127;
	}
	yield* goLog(`[INFO] server is listening on ${given['listen']}`);
	return {
		port: Number(/:(\d+)$/.exec(given['listen'] ?? '')?.[1] ?? 5678),
		settings: { text: given['text'] ?? '', listen: given['listen'] ?? '', status: Number(given['status-code']) }
	};
}

export const httpEcho = httpService<Settings>({
	name: 'http-echo',
	rss: 4 << 20,
	onTerm: 0,
	start,
	*handle(request, settings, peer) {
		const health = request.path === '/health';
		const body = health ? '{"status":"ok"}\n' : `${settings.text}\n`;
		const length = new TextEncoder().encode(body).length;
		yield* goLog(
			`${header(request, 'Host') ?? ''} ${peer.host}:${peer.port} "${request.method} ${request.path} HTTP/1.1" ${settings.status} ${length} "${header(request, 'User-Agent') ?? ''}" 12.5µs`,
			1
		);
		return {
			kind: 'response',
			status: health ? 200 : settings.status,
			headers: {
				'X-App-Name': 'http-echo',
				'X-App-Version': '1.0.0',
				Date: httpDate(yield* clock()),
				'Content-Length': String(length),
				'Content-Type': 'text/plain; charset=utf-8'
			},
			body
		};
	}
});
