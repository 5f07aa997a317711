// CoreDNS: answers port 53 from its Corefile: the kubernetes plug-in over informers, the rest forwarded upstream. Health on 8080, readiness on 8181.
// Leaves out the cache (answers are as fresh as the informers), zone transfers and metrics' content.
import { apiMemory, inClusterConfig, informerThreads, startInformers, useConfig, waitForSync, type HasApi, type Informers } from '../client/index.ts';
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import {
	accept,
	close,
	dnsAnswer,
	exit,
	isDnsMessage,
	listen,
	printError,
	print,
	queryServer,
	readText,
	recv,
	recvfrom,
	ResolveError,
	send,
	sendto,
	thread,
	udp,
	type Context,
	type DnsMessage,
	type Program
} from '../kernel/index.ts';
import { parseCorefile, type ServerBlock } from './corefile.ts';
import { answerCluster, answerReverse } from './zone.ts';

interface Memory extends HasApi {
	domain: string;
	upstream: string[];
	log: boolean;
}

const informers: Informers<Memory> = {
	services: { resource: 'v1/services' },
	slices: { resource: 'discovery.k8s.io/v1/endpointslices', indexes: ['service'] },
	namespaces: { resource: 'v1/namespaces' }
};

/** Answers one query. */
function* answer(query: DnsMessage): Sys<DnsMessage> {
	const { name, type } = query.question;
	const { local, upstream } = yield* act((m: Memory) => ({
		local: answerCluster(m, m.domain, name, type) ?? (type === 'PTR' ? answerReverse(m, m.domain, name) : null),
		upstream: [...m.upstream]
	}));
	if (local) {
		const [first] = local.answers;
		if (first?.type === 'CNAME' && type !== 'CNAME') {
			const target = yield* answer({ ...query, question: { name: first.data, type } });
			return { ...dnsAnswer(query, 'NOERROR', [...local.answers, ...target.answers]), authoritative: true };
		}
		return { ...dnsAnswer(query, local.status, local.answers), authoritative: true };
	}
	for (const server of upstream) {
		try {
			const [said] = yield* queryServer(server, name, [type], 2_000_000);
			if (said) return { ...said, id: query.id };
		} catch (error) {
			if (!(error instanceof ResolveError || error instanceof Errno)) throw error;
		}
	}
	return dnsAnswer(query, 'SERVFAIL');
}

function* configure(block: ServerBlock): Sys<void> {
	const kubernetes = block.plugins.find((plugin) => plugin.name === 'kubernetes');
	const forward = block.plugins.find((plugin) => plugin.name === 'forward')?.args.slice(1) ?? [];
	const upstream: string[] = [];
	for (const to of forward) {
		if (!to.startsWith('/')) upstream.push(to.replace(/^dns:\/\//, ''));
		else for (const line of (yield* readText(to)).split('\n')) if (line.startsWith('nameserver ')) upstream.push(line.slice(11).trim());
	}
	yield* act((m: Memory) => {
		m.domain = kubernetes?.args[0] ?? 'cluster.local';
		m.upstream = upstream;
		m.log = block.plugins.some((plugin) => plugin.name === 'log');
	});
}

const banner = 'CoreDNS-1.12.4\nlinux/amd64, go1.24.6, 4ef4e3b\n';

export const coredns: Program = {
	name: 'coredns',
	rss: 14 << 20,
	memory: (): Memory => ({ api: apiMemory(), domain: 'cluster.local', upstream: [], log: false }),
	*main(context: Context) {
		let fd = context.settled as number | undefined;
		if (fd === undefined) {
			const at = context.argv.indexOf('-conf');
			const path = at < 0 ? 'Corefile' : (context.argv[at + 1] ?? '');
			let blocks: ServerBlock[];
			try {
				blocks = parseCorefile(yield* readText(path));
			} catch (error) {
				yield* printError(`${error instanceof Error ? error.message : `open ${path}: no such file or directory`}\n`);
				return 1;
			}
			const [block] = blocks;
			if (!block) return 1;
			yield* configure(block);
			if (block.plugins.some((plugin) => plugin.name === 'kubernetes')) {
				yield* useConfig(yield* inClusterConfig(context.env, 'coredns/1.12.4'));
				yield* startInformers(informers);
				yield* thread('health', 8080);
				yield* waitForSync(Object.values(informers).map((informer) => informer.resource));
			}
			fd = yield* udp({ host: '0.0.0.0', port: block.port });
			yield* thread('tcp', block.port);
			yield* thread('health', 8181);
			yield* print(
				`${block.zone === '' ? '.' : block.zone}:${block.port}\n[INFO] plugin/reload: Running configuration SHA512 = 1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b\n${banner}`
			);
		}
		for (;;) {
			yield* settle(fd);
			const datagram = yield* recvfrom(fd);
			if (datagram && isDnsMessage(datagram.value) && !datagram.value.response) yield* thread('query', { fd, from: datagram.from, query: datagram.value });
		}
	},
	threads: {
		...informerThreads(informers),
		*query(context) {
			const { fd, from, query } = context.init as { fd: number; from: { host: string; port: number }; query: DnsMessage };
			const said = yield* answer(query);
			if (yield* act((m: Memory) => m.log))
				yield* print(
					`[INFO] ${from.host}:${from.port} - ${query.id} "${query.question.type} IN ${query.question.name}. udp 40 false 512" ${said.status} qr,aa,rd 98 0.0001s\n`
				);
			yield* sendto(fd, from, said);
		},
		*tcp(context) {
			const fd = (context.settled as number | undefined) ?? (yield* listen({ net: 'tcp', host: '::', port: context.init as number }));
			for (;;) {
				yield* settle(fd);
				const client = yield* accept(fd);
				const message = yield* recv(client.fd, { timeoutUs: 5_000_000 });
				if (message?.kind === 'frame' && isDnsMessage(message.value))
					yield* send(client.fd, { kind: 'frame', protocol: 'dns', value: yield* answer(message.value) });
				yield* close(client.fd);
			}
		},
		*health(context) {
			const port = context.init as number;
			let fd = context.settled as number | undefined;
			try {
				fd ??= yield* listen({ net: 'tcp', host: '::', port });
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				yield* printError(`listen tcp :${port}: bind: ${error.message.toLowerCase()}\n`);
				return yield* exit(1);
			}
			for (;;) {
				yield* settle(fd);
				const client = yield* accept(fd);
				try {
					const request = yield* recv(client.fd, { http: 'request', timeoutUs: 5_000_000 });
					if (request?.kind === 'request')
						yield* send(client.fd, { kind: 'response', status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'OK' });
					yield* close(client.fd);
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
				}
			}
		}
	}
};
