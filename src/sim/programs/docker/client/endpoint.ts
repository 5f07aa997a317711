// Which daemon to talk to: -H, DOCKER_HOST, a context's endpoint, or the default socket; and the first ping that settles the API version.
// ssh:// endpoints are not modelled (the real client would run ssh); TLS to tcp endpoints is left to the daemon's listener.
import { Errno, type Sys } from '../../../engine/index.ts';
import { header } from '../../../kernel/index.ts';
import { goQuote } from '../../../values/index.ts';
import { CLIENT, DEFAULT_HOST, type Cli, type ServerInfo } from '../cli.ts';
import { readContext } from '../context-store.ts';
import { Failure } from '../failure.ts';
import { cut } from '../opts/cut.ts';
import { joinHostPort } from '../opts/ip.ts';
import { answer, dispatch, release } from './http.ts';

function tcpAddress(text: string): string {
	if (text === '') return 'tcp://localhost:2375';
	if (text.includes('://')) throw new Failure(`invalid proto, expected tcp: ${text}`);
	const [hostPort, ...path] = text.split('/');
	const match = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(hostPort ?? '');
	const port = /:([^:\]]*)$/.exec(hostPort ?? '')?.[1];
	if (port !== undefined && !/^\d*$/.test(port)) throw new Failure(`parse ${goQuote(`tcp://${text}`)}: invalid port ${goQuote(`:${port}`)} after host`);
	if (!match) throw new Failure(`invalid bind address format: ${text}`);
	const host = (match[1] ?? '').replace(/^\[|\]$/g, '') || 'localhost';
	return `tcp://${joinHostPort(host, match[2] || '2375')}${path.length > 0 ? `/${path.join('/')}` : ''}`;
}

/** opts.ParseHost. */
export function parseHost(text: string): string {
	const host = text.trim();
	if (host === '') return DEFAULT_HOST;
	const [before, after, found] = cut(host, '://');
	const proto = found ? before : 'tcp';
	const address = found ? after : before;
	if (proto === 'tcp') return tcpAddress(address);
	if (proto === 'unix') {
		if (address.includes('://')) throw new Failure(`invalid proto, expected unix: ${address}`);
		return `unix://${address === '' ? '/var/run/docker.sock' : address}`;
	}
	if (proto === 'fd' || proto === 'ssh' || proto === 'npipe') return host;
	throw new Failure(`invalid bind address format: ${host}`);
}

function* resolve(cli: Cli): Sys<string> {
	if (cli.context === 'default') return parseHost(cli.hosts[0] ?? cli.env['DOCKER_HOST'] ?? '');
	const context = yield* readContext(cli, cli.context);
	const endpoint = context.Endpoints['docker'];
	if (!endpoint) throw new Failure('docker endpoint configuration is required');
	return endpoint.Host;
}

/** The endpoint; resolved once. Throws the "Failed to initialize" error. */
export function* endpoint(cli: Cli): Sys<string> {
	if (cli.host === undefined) {
		try {
			cli.host = yield* resolve(cli);
		} catch (e) {
			if (e instanceof Failure) throw new Failure(`Failed to initialize: unable to resolve docker endpoint: ${e.text}`);
			throw e;
		}
	}
	return cli.host;
}

/** Numeric comparison of "1.50"-like versions. */
export function versionBelow(a: string, b: string): boolean {
	const left = a.split('.').map(Number);
	const right = b.split('.').map(Number);
	for (let i = 0; i < Math.max(left.length, right.length); i++) if ((left[i] ?? 0) !== (right[i] ?? 0)) return (left[i] ?? 0) < (right[i] ?? 0);
	return false;
}

/** Pings once and negotiates. An unreachable daemon is not an error here. */
export function* serverInfo(cli: Cli): Sys<ServerInfo> {
	if (cli.server) return cli.server;
	const asked = cli.env['DOCKER_API_VERSION'];
	const own = asked !== undefined && asked !== '' ? asked.replace(/^v/, '') : CLIENT.apiVersion;
	try {
		const host = yield* endpoint(cli);
		const pending = yield* dispatch(host, { method: 'HEAD', path: '/_ping' }, cli);
		const response = yield* answer(pending);
		yield* release(pending);
		const theirs = header(response, 'Api-Version') ?? '1.24';
		const [state = '', role] = (header(response, 'Swarm') ?? '').split('/');
		cli.server = {
			osType: header(response, 'Ostype') ?? '',
			experimental: header(response, 'Docker-Experimental') === 'true',
			...(state === '' ? {} : { swarm: { state, manager: role === 'manager' } }),
			version: own !== asked && versionBelow(theirs, own) ? theirs : own,
			reachable: true
		};
	} catch (e) {
		if (!(e instanceof Failure) && !(e instanceof Errno)) throw e;
		cli.server = { osType: '', experimental: true, version: own, reachable: false };
	}
	return cli.server;
}
