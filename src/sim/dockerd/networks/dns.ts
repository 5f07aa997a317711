// The embedded DNS server at 127.0.0.11 of containers on user-defined networks: names and aliases of the networks they share, else the
// host's servers. One thread of the daemon for each container, with its socket in the container's network namespace.
// FIDELITY: it is bound to port 53 itself; the real one takes a random port and redirects 53 to it by iptables.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import {
	close,
	compute,
	dnsAnswer,
	isDnsMessage,
	queryServer,
	random,
	recvfrom,
	sendto,
	setns,
	thread,
	udp,
	type Context,
	type DnsMessage,
	type DnsRecord
} from '../../kernel/index.ts';
import { locked, remember } from '../memory.ts';
import type { Memory, Network } from '../state.ts';
import { resolvSettings } from './host-files.ts';

interface Args {
	readonly containerId: string;
	readonly fd: number;
}

/** Starts a container's resolver in the namespace of `pid`. */
export function* startResolver(containerId: string, pid: number): Sys<void> {
	if (yield* remember((m) => m.resolvers.has(containerId))) return;
	const fd = yield* locked('netns', socketInside(pid));
	yield* remember((m) => void m.resolvers.set(containerId, { containerId, fd }));
	yield* thread('resolver', { containerId, fd });
}
/** A thread of the real daemon enters the namespace alone; here the process does, for three calls nobody can come between. */
function* socketInside(pid: number): Sys<number> {
	const home = yield* remember((m) => m.hostNetns);
	// Uses up the slice, so that the next three calls run in one.
	yield* compute(1000);
	yield* setns('net', { pid });
	try {
		const fd = yield* udp({ host: '127.0.0.11', port: 53 });
		yield* setns('net', home);
		return fd;
	} catch (error) {
		yield* setns('net', home);
		throw error;
	}
}
export function* stopResolver(containerId: string): Sys<void> {
	const fd = yield* remember((m) => {
		const found = m.resolvers.get(containerId)?.fd;
		m.resolvers.delete(containerId);
		return found;
	});
	if (fd === undefined) return;
	try {
		yield* close(fd);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** Networks a container is on. Pure. */
const networksOf = (m: Memory, containerId: string): Network[] =>
	[...m.networks.values()].filter((network) => network.name !== 'bridge' && network.endpoints.some((e) => e.containerId === containerId));

/** Addresses of a name as a container sees it; undefined when no network of its knows the name. Links (`name:alias`) go first. Pure. */
function lookupName(m: Memory, containerId: string, name: string): string[] | undefined {
	const wanted = name.toLowerCase();
	for (const network of networksOf(m, containerId)) {
		const container = m.containers.get(containerId);
		const links = container?.network.networks[network.name]?.Links ?? [];
		const linked = links.map((link) => link.split(':')).find(([, alias]) => alias?.toLowerCase() === wanted)?.[0];
		const bare = wanted.endsWith('.' + network.name.toLowerCase()) ? wanted.slice(0, -network.name.length - 1) : wanted;
		const found = network.endpoints.filter((endpoint) => endpoint.dnsNames.some((other) => [bare, linked?.toLowerCase()].includes(other.toLowerCase())));
		if (found.length > 0) return found.map((endpoint) => endpoint.ip);
	}
	return undefined;
}
function lookupAddress(m: Memory, containerId: string, ip: string): string | undefined {
	for (const network of networksOf(m, containerId)) {
		const endpoint = network.endpoints.find((candidate) => candidate.ip === ip);
		if (endpoint) return `${endpoint.dnsNames[0] ?? endpoint.name}.${network.name}`;
	}
	return undefined;
}

/** The thread. */
export function* resolver(context: Context): Sys<void> {
	const args = (context.settled as Args | undefined) ?? (context.init as Args);
	for (;;) {
		yield* settle(args);
		try {
			const got = yield* recvfrom(args.fd);
			if (!got || !isDnsMessage(got.value) || got.value.response) continue;
			const answer = yield* answerTo(args.containerId, got.value);
			if (answer) yield* sendto(args.fd, got.from, answer);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			// The socket is closed, or its namespace is gone.
			if (error.code === 'EBADF' || error.code === 'EINVAL' || error.code === 'ENOTSOCK') return;
		}
		if (!(yield* remember((m) => m.resolvers.has(args.containerId)))) return;
	}
}

function* answerTo(containerId: string, query: DnsMessage): Sys<DnsMessage | undefined> {
	const { name, type } = query.question;
	const record = (data: string): DnsRecord => ({ name, type, ttl: 600, data });
	if (type === 'PTR') {
		const ip = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa\.?$/.exec(name)?.slice(1, 5).reverse().join('.');
		const found = ip === undefined ? undefined : yield* remember((m) => lookupAddress(m, containerId, ip));
		if (found !== undefined) return dnsAnswer(query, 'NOERROR', [record(found)]);
	} else if (type === 'A' || type === 'AAAA') {
		const found = yield* remember((m) => lookupName(m, containerId, name.replace(/\.$/, '')));
		// A name that is known has no IPv6 address here: an empty answer, not "no such name".
		if (found) return dnsAnswer(query, 'NOERROR', type === 'A' ? (yield* shuffled(found)).map(record) : []);
	}
	return yield* forwarded(containerId, query);
}
/** Several addresses come in changing order. */
function* shuffled(addresses: readonly string[]): Sys<string[]> {
	if (addresses.length < 2) return [...addresses];
	const [turn = 0] = yield* random(1);
	const at = turn % addresses.length;
	return [...addresses.slice(at), ...addresses.slice(0, at)];
}
function* forwarded(containerId: string, query: DnsMessage): Sys<DnsMessage | undefined> {
	const { container, outside } = yield* remember((m) => ({
		container: m.containers.get(containerId),
		outside:
			networksOf(m, containerId).some((network) => !network.internal) ||
			[...m.networks.values()].some((n) => n.name === 'bridge' && n.endpoints.some((e) => e.containerId === containerId))
	}));
	if (!container || !outside) return dnsAnswer(query, 'NXDOMAIN');
	const { servers } = yield* resolvSettings(container);
	for (const server of servers.slice(0, 3)) {
		try {
			const [answer] = yield* queryServer(server, query.question.name, [query.question.type], 4_000_000);
			if (answer) return { ...answer, id: query.id, question: query.question };
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	return dnsAnswer(query, 'SERVFAIL');
}
