// What a probe does: run a command, ask over HTTP, open a port, ask gRPC's health service. Texts as pkg/probe prints them.
import { RpcError } from '../containerd/index.ts';
import { Errno, type Sys } from '../engine/index.ts';
import { close, connect, recv, send } from '../kernel/index.ts';
import type { Container, HTTPGetAction, Pod, Probe } from '../kinds/index.ts';
import { text } from '../values/index.ts';
import { cri } from './cri.ts';

export interface ProbeOutcome {
	readonly ok: boolean;
	readonly message: string;
}

/** A port by number or name. */
const portOf = (container: Container, port: number | string): number =>
	typeof port === 'number' ? port : (container.ports?.find((p) => p.name === port)?.containerPort ?? Number(port));

const dialFailure = (host: string, port: number, error: Errno): string =>
	error.code === 'ETIMEDOUT' ? `dial tcp ${host}:${port}: i/o timeout` : `dial tcp ${host}:${port}: connect: ${error.message.toLowerCase()}`;

/** An HTTP GET: success is 200 to 399. */
export function* httpProbe(_pod: Pod, container: Container, action: HTTPGetAction, ip: string, timeoutUs: number): Sys<ProbeOutcome> {
	const host = action.host || ip;
	const port = portOf(container, action.port);
	const path = action.path?.startsWith('/') ? action.path : `/${action.path ?? ''}`;
	const scheme = (action.scheme ?? 'HTTP').toLowerCase();
	const url = (): string => `${scheme}://${host}:${port}${path}`;
	let fd: number;
	try {
		fd = yield* connect({ net: 'tcp', host, port }, timeoutUs);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return {
			ok: false,
			message:
				error.code === 'ETIMEDOUT'
					? `Get "${url()}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
					: `Get "${url()}": ${dialFailure(host, port, error)}`
		};
	}
	try {
		// The certificate is not looked at, so the request need not wait for it.
		if (scheme === 'https') yield* send(fd, { kind: 'tls-hello', serverName: host });
		const headers: Record<string, string> = { Host: `${host}:${port}`, 'User-Agent': 'kube-probe/1.36', Accept: '*/*', Connection: 'close' };
		for (const { name, value } of action.httpHeaders ?? []) headers[name] = value;
		yield* send(fd, { kind: 'request', method: 'GET', path, headers });
		let response = yield* recv(fd, { http: 'response', timeoutUs });
		const plain = scheme === 'https' && response !== null && response.kind !== 'tls-certificate';
		// Over TLS it comes after the certificate, which a server of plain HTTP does not send.
		if (scheme === 'https' && response !== null && !plain) response = yield* recv(fd, { http: 'response', timeoutUs });
		yield* close(fd);
		if (plain) return { ok: false, message: `Get "${url()}": http: server gave HTTP response to HTTPS client` };
		if (response?.kind !== 'response') return { ok: false, message: `Get "${url()}": EOF` };
		const ok = response.status >= 200 && response.status < 400;
		return { ok, message: ok ? '' : `HTTP probe failed with statuscode: ${response.status}` };
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* close(fd);
		const late = error.code === 'EAGAIN' || error.code === 'ETIMEDOUT';
		return { ok: false, message: `Get "${url()}": ${late ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)' : 'EOF'}` };
	}
}

/** Runs a probe once against a container. */
export function runProbe(pod: Pod, container: Container, probe: Probe, id: string, ip: string): Sys<ProbeOutcome> {
	if (!probe.exec && probe.httpGet) return httpProbe(pod, container, probe.httpGet, ip, (probe.timeoutSeconds ?? 1) * 1_000_000);
	return otherProbe(container, probe, id, ip);
}
function* otherProbe(container: Container, probe: Probe, id: string, ip: string): Sys<ProbeOutcome> {
	const timeoutUs = (probe.timeoutSeconds ?? 1) * 1_000_000;
	if (probe.exec) {
		try {
			const { exitCode, stdout, stderr } = yield* cri('ExecSync', { containerId: id, cmd: probe.exec.command ?? [], timeout: probe.timeoutSeconds ?? 1 });
			return { ok: exitCode === 0, message: (text(stdout) + text(stderr)).slice(0, 10_240).trimEnd() };
		} catch (error) {
			if (!(error instanceof RpcError)) throw error;
			if (error.code === 'DeadlineExceeded')
				return { ok: false, message: `command timed out: "${(probe.exec.command ?? []).join(' ')}" timed out after ${probe.timeoutSeconds ?? 1}s` };
			return { ok: false, message: `rpc error: code = ${error.code} desc = ${error.message}` };
		}
	}
	const port = probe.tcpSocket ? portOf(container, probe.tcpSocket.port) : (probe.grpc?.port ?? 0);
	const host = probe.tcpSocket?.host || ip;
	try {
		yield* close(yield* connect({ net: 'tcp', host, port }, timeoutUs));
		return { ok: true, message: '' };
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return {
			ok: false,
			message: probe.grpc
				? `timeout: failed to connect service "${host}:${port}" within ${probe.timeoutSeconds ?? 1}s: context deadline exceeded`
				: dialFailure(host, port, error)
		};
	}
}
