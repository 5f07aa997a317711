// kubectl port-forward: listens on local ports and carries each connection to the pod over a stream of its own.
// Invariant: the loop's state is the listening descriptors; each connection has a thread of its own (and one more for its way up).
import { Errno, settle, type Sys } from '../../../engine/index.ts';
import {
	accept,
	bodyText,
	close,
	listen,
	pipe,
	poll,
	recv,
	send,
	shutdown,
	socketAddresses,
	thread,
	write,
	type Context,
	type Message,
	type Received
} from '../../../kernel/index.ts';
import { goQuote, text } from '../../../values/index.ts';
import { build, strict } from '../builder.ts';
import { podArguments } from '../complete-resources.ts';
import { arr, num, str, text as textAt, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { portForwardHelp } from '../help/port-forward.ts';
import { klog } from '../klog.ts';
import { attachablePod, podRunningTimeout } from '../pods.ts';
import { upgrade } from '../rest.ts';
import { sessionOf } from '../resume.ts';
import { err, out, type Session } from '../session.ts';
import { command, type LoopState, type Outcome } from '../tree.ts';

interface Port {
	readonly local: number;
	readonly remote: number;
}
interface Listener extends Port {
	readonly fd: number;
}
interface ForwardState extends LoopState {
	readonly loop: 'port-forward';
	readonly listeners: readonly Listener[];
	readonly path: string;
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	/** Written to when the pod is lost. */
	readonly lost: { readonly read: number; readonly write: number };
}

const isNumber = (word: string): boolean => /^[+-]?\d+$/.test(word);
function split(port: string): readonly [local: string, remote: string] {
	const parts = port.split(':');
	return parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : [parts[0] ?? '', parts[0] ?? ''];
}
function containerPort(pod: Json, name: string): number {
	for (const container of arr(pod, 'spec', 'containers'))
		for (const port of arr(container, 'ports')) if (str(port, 'name') === name) return num(port, 'containerPort');
	throw new Failure(`Pod '${str(pod, 'metadata', 'name')}' does not have a named port '${name}'`);
}
function servicePort(service: Json, name: string): number {
	const found = arr(service, 'spec', 'ports').find((port) => str(port, 'name') === name);
	if (!found) throw new Failure(`Service '${str(service, 'metadata', 'name')}' does not have a named port '${name}'`);
	return num(found, 'port');
}
function targetOf(service: Json, pod: Json, port: number): number {
	const found = arr(service, 'spec', 'ports').find((one) => num(one, 'port') === port);
	if (!found) throw new Failure(`Service ${str(service, 'metadata', 'name')} does not have a service port ${port}`);
	if (str(service, 'spec', 'clusterIP') === 'None') return port;
	const target = textAt(found, 'targetPort');
	if (target === '' || target === '0') return port;
	return isNumber(target) ? Number(target) : containerPort(pod, target);
}
function refuseUdp(ports: readonly unknown[], field: string, asked: readonly string[], numberOf: (name: string) => number): void {
	const of = (protocol: string): number[] => ports.filter((port) => (str(port, 'protocol') || 'TCP') === protocol).map((port) => num(port, field));
	const only = of('UDP').filter((port) => !of('TCP').includes(port));
	for (const port of asked) {
		const [, remote] = split(port);
		if (only.includes(isNumber(remote) ? Number(remote) : numberOf(remote))) throw new Failure(`UDP protocol is not supported for ${remote}`);
	}
}
/** The ports as numbers: services give their target ports, names are looked up. */
function portsOf(object: Json, pod: Json, asked: readonly string[]): string[] {
	if (str(object, 'kind') === 'Service') {
		refuseUdp(arr(object, 'spec', 'ports'), 'port', asked, (name) => servicePort(object, name));
		return asked.map((port) => {
			const [local, remote] = split(port);
			const number = isNumber(remote) ? Number(remote) : servicePort(object, remote);
			const own = !isNumber(remote) && local === remote ? String(number) : local;
			return `${own}:${targetOf(object, pod, number)}`;
		});
	}
	refuseUdp(
		arr(pod, 'spec', 'containers').flatMap((container) => arr(container, 'ports')),
		'containerPort',
		asked,
		(name) => containerPort(pod, name)
	);
	return asked.map((port) => {
		const [local, remote] = split(port);
		if (remote === '') throw new Failure('remote port cannot be empty');
		const number = isNumber(remote) ? remote : String(containerPort(pod, remote));
		return local === remote ? number : `${local}:${number}`;
	});
}
function parsed(word: string): Port {
	const parts = word.split(':');
	if (parts.length > 2) throw new Failure(`invalid port format '${word}'`);
	const [local, remote] = split(word);
	const number = (what: string, digits: string): number => {
		const problem = (reason: string): Failure =>
			new Failure(`error parsing ${what} port '${digits}': strconv.ParseUint: parsing ${goQuote(digits)}: ${reason}`);
		if (!/^\d+$/.test(digits)) throw problem('invalid syntax');
		if (Number(digits) > 65_535) throw problem('value out of range');
		return Number(digits);
	};
	const port = { local: number('local', local === '' && parts.length === 2 ? '0' : local), remote: number('remote', remote) };
	if (port.remote === 0) throw new Failure('remote port must be > 0');
	return port;
}
interface Address {
	readonly host: string;
	/** One of localhost's two addresses: it is enough when the other can be had. */
	readonly either: boolean;
}
function addressesOf(words: readonly string[]): Address[] {
	const found = new Map<string, Address>();
	for (const word of words) {
		if (word === 'localhost') for (const host of ['127.0.0.1', '::1']) found.set(host, found.get(host) ?? { host, either: true });
		else if (/^\d+\.\d+\.\d+\.\d+$/.test(word) || word.includes(':')) found.set(word, { host: word, either: false });
		else throw new Failure(`${word} is not a valid IP`);
	}
	return [...found.values()].sort((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0));
}
const reasons: Readonly<Record<string, string>> = {
	EADDRINUSE: 'address already in use',
	EACCES: 'permission denied',
	EADDRNOTAVAIL: 'cannot assign requested address'
};
const bracketed = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

function* listenOn(port: Port, addresses: readonly Address[]): Sys<Listener[]> {
	const listeners: Listener[] = [];
	const errors: string[] = [];
	let hard = false;
	let { local } = port;
	for (const { host, either } of addresses) {
		try {
			const fd = yield* listen({ net: 'tcp', host, port: local, ...(host.includes(':') ? { v6: true } : {}) });
			const { local: bound } = yield* socketAddresses(fd);
			if ('port' in bound) local = bound.port;
			yield* out(`Forwarding from ${bracketed(host, local)} -> ${port.remote}\n`);
			listeners.push({ fd, local, remote: port.remote });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			errors.push(
				`unable to create listener: Error listen tcp${host.includes(':') ? '6' : '4'} ${bracketed(host, local)}: bind: ${reasons[error.code] ?? error.code}`
			);
			if (!either) hard = true;
		}
	}
	if (errors.length > 0 && (listeners.length === 0 || hard)) {
		yield* err(`Unable to listen on port ${port.local}: Listeners failed to create with the following errors: [${errors.join(' ')}]\n`);
		for (const { fd } of listeners) yield* close(fd);
		return [];
	}
	return listeners;
}

function* run(s: Session): Sys<Outcome> {
	const [resource = '', ...asked] = s.args;
	if (asked.length === 0) throw s.usage('TYPE/NAME and list of ports are required for port-forward');
	let timeout: number;
	try {
		timeout = podRunningTimeout(s);
	} catch (error) {
		throw error instanceof Failure ? s.usage(error.message) : error;
	}
	const infos = strict(yield* build(s, { args: resource.includes('/') ? [resource] : ['pods', resource], fetch: true }));
	const object = infos[0]?.object ?? {};
	const pod = yield* attachablePod(s, object, timeout);
	const ports = portsOf(object, pod, asked);
	const phase = str(pod, 'status', 'phase');
	if (phase !== 'Running') throw new Failure(`unable to forward port because pod is not running. Current status=${phase}`);
	const addresses = addressesOf(s.list('address'));
	const pairs = ports.map(parsed);
	const listeners: Listener[] = [];
	for (const port of pairs) listeners.push(...(yield* listenOn(port, addresses)));
	if (listeners.length === 0)
		throw new Failure(`unable to listen on any of the requested ports: [${pairs.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')}]`);
	const path = `/api/v1/namespaces/${str(pod, 'metadata', 'namespace')}/pods/${str(pod, 'metadata', 'name')}/portforward`;
	const lost = yield* pipe();
	return { loop: 'port-forward', listeners, path, argv: s.argv, env: s.env, lost } satisfies ForwardState;
}
/** One turn: the next connection. */
export function* portForwardLoop(given: LoopState): Sys<Outcome> {
	const state = given as ForwardState;
	const ready = yield* poll([state.lost.read, ...state.listeners.map(({ fd }) => fd)]);
	if (ready.includes(state.lost.read)) throw new Failure('lost connection to pod');
	for (const listener of state.listeners) {
		if (!ready.includes(listener.fd)) continue;
		const { fd } = yield* accept(listener.fd);
		yield* thread('forward', {
			connection: fd,
			local: listener.local,
			remote: listener.remote,
			path: state.path,
			argv: state.argv,
			env: state.env,
			lost: state.lost.write
		} satisfies Connection);
	}
	return state;
}

interface Connection extends Port {
	readonly connection: number;
	readonly path: string;
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly lost: number;
}
function* pass(to: number, message: NonNullable<Received>): Sys<void> {
	if (message.kind === 'bytes') yield* write(to, message.data);
	else yield* send(to, message);
}
const frame = (value: unknown): Message => ({ kind: 'frame', protocol: 'v5.channel', value });

function* connected(s: Session, given: Connection): Sys<number | string> {
	yield* out(`Handling connection for ${given.local}\n`);
	const { fd, response } = yield* upgrade(s, `${given.path}?ports=${given.remote}`);
	if (response.status === 101) return fd;
	yield* close(fd);
	return bodyText(response.body).trim();
}
function* failed(s: Session, given: Connection, message: string): Sys<void> {
	yield* klog(s, 'E', 'portforward.go:522', `"Unhandled Error" err=${goQuote(`an error occurred forwarding ${given.local} -> ${given.remote}: ${message}`)}`);
	yield* write(given.lost, 'x');
}
/** Thread: from the pod to the local connection. */
function* forward(context: Context): Sys<void> {
	const given = context.init as Connection;
	const s = sessionOf(given.argv, given.env);
	let up = context.settled as number | undefined;
	if (up === undefined) {
		const answer = yield* connected(s, given);
		if (typeof answer === 'string') {
			yield* failed(s, given, answer);
			yield* close(given.connection);
			return;
		}
		up = answer;
		yield* thread('forward-up', { from: given.connection, up });
	}
	for (;;) {
		yield* settle(up);
		try {
			const message = yield* recv(up);
			if (message === null) break;
			if (message.kind !== 'frame') continue;
			const { channel, message: inner, data } = message.value as { channel: number; message?: NonNullable<Received>; data?: Uint8Array };
			if (channel === 1) {
				yield* failed(s, given, text(data ?? new Uint8Array()));
				break;
			}
			if (inner) yield* pass(given.connection, inner);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code !== 'EINTR') break;
		}
	}
	for (const fd of [given.connection, up]) {
		try {
			yield* close(fd);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
}
/** Thread: from the local connection to the pod. */
function* forwardUp(context: Context): Sys<void> {
	const { from, up } = context.init as { from: number; up: number };
	for (;;) {
		yield* settle(null);
		try {
			const message = yield* recv(from);
			if (message === null) break;
			yield* send(up, frame({ channel: 0, message }));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code !== 'EINTR') break;
		}
	}
	try {
		yield* shutdown(up);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
export const forwardThreads = { forward, 'forward-up': forwardUp };
export const portForward = command(portForwardHelp, { run, complete: podArguments });
