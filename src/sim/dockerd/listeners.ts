// The sockets dockerd listens on: the unix one, and TCP with all its warnings when it is told to. Left out: TLS.
import { Errno, type Sys } from '../engine/index.ts';
import { chmod, chown, listen, sleep, unlink } from '../kernel/index.ts';
import type { DaemonConfig } from './config.ts';
import { log } from './daemon-log.ts';
import { isErrno, makeDirs, readText } from './files.ts';

export interface Listening {
	readonly fd: number;
	/** As the log names it. */
	readonly name: string;
}
/** Opens them all; answers what is wrong with the first that cannot be. */
export function* openSockets(config: DaemonConfig): Sys<Listening[] | string> {
	const out: Listening[] = [];
	const hosts = config.hosts.length > 0 ? config.hosts : ['unix:///var/run/docker.sock'];
	for (const host of hosts) {
		if (host.startsWith('tcp://')) {
			const opened = yield* openTcp(host, config);
			if (typeof opened === 'string') return opened;
			out.push(opened);
			continue;
		}
		// FIDELITY: a socket that systemd would hand over (fd://) is made by the daemon itself.
		const path = host.startsWith('unix://') ? host.slice('unix://'.length) || '/var/run/docker.sock' : '/run/docker.sock';
		out.push({ fd: yield* openUnix(path), name: path });
	}
	return out;
}
function* openUnix(path: string): Sys<number> {
	try {
		yield* unlink(path);
	} catch (error) {
		if (!isErrno(error)) throw error;
	}
	yield* makeDirs(path.slice(0, path.lastIndexOf('/')) || '/');
	const fd = yield* listen({ net: 'unix', path });
	const group = /^docker:[^:]*:(\d+):/m.exec((yield* readText('/etc/group')) ?? '')?.[1];
	yield* chown(path, 0, group === undefined ? 0 : Number(group));
	yield* chmod(path, 0o660);
	return fd;
}
function* openTcp(host: string, config: DaemonConfig): Sys<Listening | string> {
	const match = /^tcp:\/\/(\[[^\]]*\]|[^:/]*)(?::(\d+))?/.exec(host);
	const address = (match?.[1] ?? '').replace(/^\[|\]$/g, '') || 'localhost';
	const port = Number(match?.[2] ?? '2375');
	const fields = { host };
	yield* log(
		'warning',
		'Binding to IP address without --tlsverify is insecure and gives root access on this machine to everyone who has access to your network.',
		fields
	);
	yield* log('warning', 'Binding to an IP address, even on localhost, can also give access to scripts run in a browser. Be safe out there!', fields);
	yield* log(
		'warning',
		'[DEPRECATION NOTICE] In future versions this will be a hard failure preventing the daemon from starting! Learn more at: https://docs.docker.com/go/api-security/',
		fields
	);
	yield* sleep(1_000_000);
	if (!config.tlsChosen && address !== 'localhost' && !address.startsWith('127.')) {
		yield* log(
			'warning',
			'Binding to an IP address without --tlsverify is deprecated. Startup is intentionally being slowed down to show this message',
			fields
		);
		yield* log(
			'warning',
			'Please consider generating tls certificates with client validation to prevent exposing unauthenticated root access to your network',
			fields
		);
		yield* log('warning', "You can override this by explicitly specifying '--tls=false' or '--tlsverify=false'", fields);
		yield* log(
			'warning',
			'Support for listening on TCP without authentication or explicit intent to run without authentication will be removed in the next release',
			fields
		);
		yield* sleep(15_000_000);
	}
	try {
		const fd = yield* listen({ net: 'tcp', host: address === 'localhost' ? '127.0.0.1' : address, port });
		return { fd, name: `${address === '0.0.0.0' ? '[::]' : address === 'localhost' ? '127.0.0.1' : address}:${port}` };
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return `failed to load listeners: listen tcp ${host.slice(6)}: bind: ${error.message.toLowerCase()}`;
	}
}
