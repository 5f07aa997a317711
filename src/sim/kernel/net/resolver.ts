// The stub resolver: getaddrinfo(3) over /etc/nsswitch.conf, /etc/hosts, /etc/resolv.conf and UDP queries to port 53, as glibc does it:
// A and AAAA are asked together, servers are tried in order, the search list by ndots. Leaves out: caches, TCP fallback, EDNS, services.
import { Errno, type Sys } from '../../engine/sys.ts';
import { recvfrom, sendto, udp } from '../calls.ts';
import { closing, readText } from '../libc.ts';
import { isIpv6, normalHost, parseIpv4 } from './address.ts';
import { isDnsMessage, type DnsMessage, type DnsType } from './dns.ts';

/** A name that could not be resolved. EAI_NONAME: it is known not to exist; EAI_AGAIN: no server could say. */
export class ResolveError {
	readonly code: 'EAI_NONAME' | 'EAI_AGAIN';
	readonly host: string;
	/** The server that was asked last, as Go's resolver names it in its errors ("127.0.0.11:53"); undefined when none was. */
	readonly server: string | undefined;
	/** Nobody answered in time (else: it failed or refused). */
	readonly timeout: boolean;
	constructor(code: 'EAI_NONAME' | 'EAI_AGAIN', host: string, server?: string, timeout = false) {
		this.code = code;
		this.host = host;
		this.server = server;
		this.timeout = timeout;
	}
	/** glibc's gai_strerror. */
	get message(): string {
		return this.code === 'EAI_NONAME' ? 'Name or service not known' : 'Temporary failure in name resolution';
	}
}

/** What /etc/resolv.conf says. */
export interface ResolverConfig {
	servers: readonly string[];
	search: readonly string[];
	ndots: number;
	timeoutUs: number;
	attempts: number;
}

function* readOptional(path: string): Sys<string> {
	try {
		return yield* readText(path);
	} catch (error) {
		if (error instanceof Errno) return '';
		throw error;
	}
}

const words = (line: string): string[] =>
	line
		.replaceAll('\t', ' ')
		.split(' ')
		.filter((word) => word !== '');

/** Parses resolv.conf(5). */
export function parseResolvConf(text: string): ResolverConfig {
	const servers: string[] = [];
	let search: string[] = [];
	const options: Record<string, number> = { ndots: 1, timeout: 5, attempts: 2 };
	for (const line of text.split('\n')) {
		const [key, ...rest] = words(line);
		if (key === 'nameserver' && rest[0] && servers.length < 3) servers.push(rest[0]);
		if (key === 'search' || key === 'domain') search = rest.filter((domain) => domain !== '.').map(bare);
		if (key !== 'options') continue;
		for (const option of rest) {
			const [name = '', value] = option.split(':');
			if (name in options && value !== undefined && Number.isInteger(Number(value))) options[name] = Number(value);
		}
	}
	const { ndots = 1, timeout = 5, attempts = 2 } = options;
	return {
		servers: servers.length > 0 ? servers : ['127.0.0.1'],
		search,
		ndots: Math.min(ndots, 15),
		timeoutUs: Math.min(timeout, 30) * 1_000_000,
		attempts: Math.min(attempts, 5)
	};
}

const bare = (name: string) => (name.endsWith('.') ? name.slice(0, -1) : name);

/** Addresses of a name in /etc/hosts text, IPv4 first. */
export function hostsAddresses(text: string, name: string): string[] {
	const wanted = bare(name).toLowerCase();
	const found: string[] = [];
	for (const line of text.split('\n')) {
		const [address, ...names] = words(line.split('#')[0] ?? '');
		if (address && names.some((other) => other.toLowerCase() === wanted) && !found.includes(address)) found.push(address);
	}
	return [...found.filter((a) => !isIpv6(a)), ...found.filter(isIpv6)];
}

/** Names to ask for, in order, as res_search(3). */
export function searchNames(name: string, config: Pick<ResolverConfig, 'search' | 'ndots'>): string[] {
	if (name.endsWith('.')) return [bare(name)];
	const dots = name.split('.').length - 1;
	const searched = config.search.map((domain) => `${name}.${domain}`);
	return dots >= config.ndots ? [name, ...searched] : [...searched, name];
}

/** Asks one server for several types of a name at once. Answers the responses that came in time; throws Errno when it is unreachable. */
export function* queryServer(server: string, name: string, types: readonly DnsType[], timeoutUs: number): Sys<DnsMessage[]> {
	const fd = yield* udp({ host: '', port: 0 });
	return yield* closing(fd, exchange(fd, server, name, types, timeoutUs));
}

function* exchange(fd: number, server: string, name: string, types: readonly DnsType[], timeoutUs: number): Sys<DnsMessage[]> {
	const answers: DnsMessage[] = [];
	for (const [id, type] of types.entries()) {
		const query: DnsMessage = { id, response: false, recursive: true, status: 'NOERROR', question: { name: bare(name).toLowerCase(), type }, answers: [] };
		yield* sendto(fd, { host: server, port: 53 }, query);
	}
	while (answers.length < types.length) {
		const got = yield* recvfrom(fd, timeoutUs);
		if (!got) break;
		if (isDnsMessage(got.value) && got.value.response) answers.push(got.value);
	}
	return answers;
}

/** One name, asked of the servers in turn until one says yes or no. */
function* resolveName(name: string, config: ResolverConfig): Sys<{ addresses: string[] } | { failed: 'NXDOMAIN' | 'SERVFAIL' | 'timeout'; server: string }> {
	let failed: 'SERVFAIL' | 'timeout' = 'timeout';
	let server = config.servers[0] ?? '';
	for (let attempt = 0; attempt < config.attempts; attempt++) {
		for (server of config.servers) {
			let answers: DnsMessage[];
			try {
				answers = yield* queryServer(server, name, ['A', 'AAAA'], config.timeoutUs);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				failed = 'SERVFAIL';
				continue;
			}
			const good = answers.filter((answer) => answer.status === 'NOERROR');
			const addresses = (['A', 'AAAA'] as const).flatMap((type) =>
				good
					.flatMap((m) => m.answers)
					.filter((r) => r.type === type)
					.map((r) => r.data)
			);
			if (addresses.length > 0) return { addresses: [...new Set(addresses)] };
			if (answers.length === 2 && answers.every((answer) => answer.status === 'NXDOMAIN' || answer.status === 'NOERROR')) return { failed: 'NXDOMAIN', server };
			failed = answers.length > 0 ? 'SERVFAIL' : 'timeout';
		}
	}
	return { failed, server };
}

/**
 * Addresses of a name, IPv4 first: try them in order. A numeric host answers itself. Throws ResolveError.
 */
export function* getaddrinfo(name: string): Sys<string[]> {
	const host = normalHost(name);
	if (parseIpv4(host) !== null || isIpv6(host)) return [host];
	if (name === '' || name.length > 253) throw new ResolveError('EAI_NONAME', name);
	const order = hostsOrder(yield* readOptional('/etc/nsswitch.conf'));
	let last: ResolveError | undefined;
	for (const source of order) {
		if (source === 'files') {
			const found = hostsAddresses(yield* readOptional('/etc/hosts'), name);
			if (found.length > 0) return found;
		} else if (source === 'dns') {
			const config = parseResolvConf(yield* readOptional('/etc/resolv.conf'));
			const found = yield* resolveWithSearch(name, config);
			if (!(found instanceof ResolveError)) return found;
			last = found;
		}
	}
	throw last ?? new ResolveError('EAI_NONAME', name);
}

function hostsOrder(text: string): string[] {
	for (const line of text.split('\n')) {
		const [key, ...sources] = words(line.split('#')[0] ?? '');
		if (key === 'hosts:') return sources.filter((source) => source === 'files' || source === 'dns');
	}
	return ['files', 'dns'];
}

function* resolveWithSearch(name: string, config: ResolverConfig): Sys<string[] | ResolveError> {
	let again: ResolveError | undefined;
	let server = config.servers[0];
	for (const candidate of searchNames(name, config)) {
		const found = yield* resolveName(candidate, config);
		if ('addresses' in found) return found.addresses;
		server = found.server;
		// A server failure lets the search go on, silence ends it.
		if (found.failed !== 'NXDOMAIN') again ??= new ResolveError('EAI_AGAIN', name, `${found.server}:53`, found.failed === 'timeout');
		if (found.failed === 'timeout') break;
	}
	return again ?? new ResolveError('EAI_NONAME', name, `${server}:53`);
}
