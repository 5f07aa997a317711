// metrics-server: scrapes every kubelet's statistics each 15 s and serves metrics.k8s.io from the last two scrapes (CPU is a rate between them).
import {
	all,
	apiMemory,
	asksToClose,
	inClusterConfig,
	informerThreads,
	startInformers,
	useConfig,
	waitForSync,
	type HasApi,
	type Informers
} from '../../client/index.ts';
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import {
	accept,
	bodyJson,
	clock,
	close,
	connect,
	poll,
	listen,
	readRequest,
	recv,
	send,
	sleep,
	thread,
	type Context,
	type HttpResponse,
	type Program
} from '../../kernel/index.ts';
import type { Node, Pod } from '../../kinds/index.ts';
import { matchesSelector, parseSelector, rfc3339 } from '../../values/index.ts';

interface Point {
	readonly at: number;
	/** Cumulative ns. */
	readonly cpu: number;
	readonly memory: number;
}
interface Series {
	readonly last: Point;
	readonly before?: Point;
}
interface Memory extends HasApi {
	/** By node name. */
	nodes: Map<string, Series>;
	/** By "namespace/pod", then container. */
	pods: Map<string, Map<string, Series>>;
	/** Connections to kubelets, by address. */
	links: Map<string, number>;
}
interface Summary {
	readonly node: { readonly cpu: { readonly usageCoreNanoSeconds: number }; readonly memory: { readonly workingSetBytes: number } };
	readonly pods: readonly {
		readonly podRef: { readonly name: string; readonly namespace: string };
		readonly containers: readonly {
			readonly name: string;
			readonly cpu: { readonly usageCoreNanoSeconds: number };
			readonly memory: { readonly workingSetBytes: number };
		}[];
	}[];
}

const informers: Informers<Memory> = { nodes: { resource: 'v1/nodes' }, pods: { resource: 'v1/pods' } };
const memory = <T>(run: (m: Memory) => T): Sys<T> => act<Memory, T>(run);
const interval = 15_000_000;

const add = (known: Series | undefined, last: Point): Series => ({ last, ...(known && known.last.cpu <= last.cpu ? { before: known.last } : {}) });

/** Asks one node; answers what it told of: its name and its pods' keys. */
function* scrape(node: Node): Sys<readonly string[]> {
	const host = node.status?.addresses?.find((a) => a.type === 'InternalIP')?.address;
	if (!host) return [];
	try {
		const summary = yield* summaryOf(host);
		const at = yield* clock();
		if (!summary) return [];
		yield* memory((m) => {
			const name = node.metadata.name;
			m.nodes.set(name, add(m.nodes.get(name), { at, cpu: summary.node.cpu.usageCoreNanoSeconds, memory: summary.node.memory.workingSetBytes }));
			for (const { podRef, containers } of summary.pods) {
				const key = `${podRef.namespace}/${podRef.name}`;
				const known = m.pods.get(key);
				m.pods.set(
					key,
					new Map(containers.map((c) => [c.name, add(known?.get(c.name), { at, cpu: c.cpu.usageCoreNanoSeconds, memory: c.memory.workingSetBytes })]))
				);
			}
		});
		return [node.metadata.name, ...summary.pods.map(({ podRef }) => `${podRef.namespace}/${podRef.name}`)];
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return [];
	}
}

/** What the last round did not tell of is not shown any more. */
const forget = (told: ReadonlySet<string>): Sys<void> =>
	memory((m) => {
		for (const known of [m.nodes, m.pods]) for (const key of [...known.keys()]) if (!told.has(key)) known.delete(key);
	});

const patience = 5_000_000;

/** What a kubelet tells, asked on the connection that is kept to it; null when it refuses. Throws Errno when it does not answer. */
function* summaryOf(host: string): Sys<Summary | null> {
	const fd = yield* connectionTo(host);
	try {
		yield* send(fd, { kind: 'request', method: 'GET', path: '/stats/summary', headers: { Host: host } });
		const answer = yield* recv(fd, { http: 'response', timeoutUs: patience });
		if (answer?.kind !== 'response') throw new Errno('ECONNRESET');
		return answer.status === 200 ? (bodyJson(answer.body) as Summary) : null;
	} catch (error) {
		yield* memory((m) => void m.links.delete(host));
		yield* close(fd);
		throw error;
	}
}
function* connectionTo(host: string): Sys<number> {
	const known = yield* memory((m) => m.links.get(host));
	if (known !== undefined) {
		// Nothing comes unasked: what can be read is the end.
		if ((yield* poll([known], 0)).length === 0) return known;
		yield* close(known);
		yield* memory((m) => void m.links.delete(host));
	}
	const fd = yield* connect({ net: 'tcp', host, port: 10_250 }, patience);
	try {
		yield* send(fd, { kind: 'tls-hello', serverName: host });
		yield* recv(fd, { timeoutUs: patience });
	} catch (error) {
		yield* close(fd);
		throw error;
	}
	yield* memory((m) => void m.links.set(host, fd));
	return fd;
}

/** Usage as the metrics API writes it: nano-cores and kibibytes; null until there are two scrapes. */
function usage(series: Series): { cpu: string; memory: string } | null {
	const { last, before } = series;
	if (!before || last.at <= before.at) return null;
	const nano = Math.ceil(((last.cpu - before.cpu) * 1000) / ((last.at - before.at) / 1000));
	return { cpu: nano === 0 ? '0' : `${nano}n`, memory: `${Math.floor(last.memory / 1024)}Ki` };
}

const stamp = (series: Series) => ({
	timestamp: rfc3339(series.last.at),
	window: `${((series.last.at - (series.before?.at ?? series.last.at)) / 1e6).toFixed(3)}s`
});

function podMetrics(m: Memory, pod: Pod): unknown {
	const series = m.pods.get(`${pod.metadata.namespace ?? ''}/${pod.metadata.name}`);
	const [first] = series?.values() ?? [];
	if (!series || !first) return null;
	const containers = [...series].map(([name, s]) => ({ name, usage: usage(s) }));
	if (containers.some((c) => c.usage === null)) return null;
	const { labels } = pod.metadata;
	return {
		kind: 'PodMetrics',
		apiVersion: 'metrics.k8s.io/v1beta1',
		metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace, creationTimestamp: rfc3339(first.last.at), ...(labels ? { labels } : {}) },
		...stamp(first),
		containers
	};
}

function nodeMetrics(m: Memory, node: Node): unknown {
	const series = m.nodes.get(node.metadata.name);
	const used = series && usage(series);
	if (!series || !used) return null;
	return {
		kind: 'NodeMetrics',
		apiVersion: 'metrics.k8s.io/v1beta1',
		metadata: { name: node.metadata.name, creationTimestamp: rfc3339(series.last.at), labels: node.metadata.labels ?? {} },
		...stamp(series),
		usage: used
	};
}

const json = (status: number, value: unknown): HttpResponse => ({
	kind: 'response',
	status,
	headers: { 'Content-Type': 'application/json' },
	body: { json: value }
});
const failure = (code: number, reason: string, message: string): HttpResponse =>
	json(code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code });

const resources = {
	kind: 'APIResourceList',
	apiVersion: 'v1',
	groupVersion: 'metrics.k8s.io/v1beta1',
	resources: [
		{ name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
		{ name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] }
	]
};

function serve(m: Memory, target: string): HttpResponse {
	const [path = '', query = ''] = target.split('?');
	const found = /^\/apis\/metrics\.k8s\.io\/v1beta1(?:\/namespaces\/([^/]+))?\/(nodes|pods)(?:\/([^/]+))?$/.exec(path);
	if (/^\/(?:readyz|livez|healthz)$/.test(path))
		return path === '/readyz' && m.nodes.size === 0
			? { kind: 'response', status: 500, headers: {}, body: 'metric-storage-ready failed' }
			: { kind: 'response', status: 200, headers: {}, body: 'ok' };
	if (path === '/apis/metrics.k8s.io/v1beta1') return json(200, resources);
	if (!found) return failure(404, 'NotFound', 'the server could not find the requested resource');
	const [, namespace, what, name] = found;
	const selectorText = decodeURIComponent(/(?:^|&)labelSelector=([^&]*)/.exec(query)?.[1] ?? '');
	const selector = selectorText ? parseSelector(selectorText) : undefined;
	const objects = (what === 'nodes' ? all(m, 'v1/nodes') : all(m, 'v1/pods', namespace ? { namespace } : {})).filter(
		(o) => (!name || o.metadata.name === name) && (!selector || matchesSelector(selector, o.metadata.labels ?? {}))
	);
	const items = objects.map((o) => (what === 'nodes' ? nodeMetrics(m, o as Node) : podMetrics(m, o as Pod))).filter((item) => item !== null);
	if (!name) return json(200, { kind: what === 'nodes' ? 'NodeMetricsList' : 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items });
	const [item] = items;
	// The lister of nodes calls its resource "node".
	if (objects.length === 0) return failure(404, 'NotFound', `${what === 'nodes' ? 'node' : 'pods'} "${name}" not found`);
	return item
		? json(200, item)
		: failure(
				404,
				'NotFound',
				`${what === 'nodes' ? 'nodemetrics.metrics.k8s.io' : 'podmetrics.metrics.k8s.io'} "${what === 'nodes' ? name : `${namespace ?? ''}/${name}`}" not found`
			);
}

const chain = [{ commonName: 'metrics-server', organization: [], names: ['metrics-server'], issuer: 'metrics-server', notBefore: 0, notAfter: 4_102_444_800 }];
/** Answers one message. False: the connection is over. */
function* serveMessage(fd: number, timeoutUs?: number): Sys<boolean> {
	const message = timeoutUs === undefined ? yield* readRequest(fd) : yield* recv(fd, { http: 'request', timeoutUs });
	if (message?.kind === 'tls-hello') {
		yield* send(fd, { kind: 'tls-certificate', chain });
		return true;
	}
	if (message?.kind !== 'request') return false;
	yield* send(fd, yield* memory((m) => serve(m, message.path)));
	return !asksToClose(message);
}
/** Answers what is there already, as a probe's hello and request are. Answers whether the connection goes on. */
function* serveAtOnce(fd: number): Sys<boolean> {
	try {
		while (yield* serveMessage(fd, 0));
		return false;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return error.code === 'EAGAIN';
	}
}

export const metricsServer: Program = {
	name: 'metrics-server',
	rss: 40 << 20,
	memory: (): Memory => ({ api: apiMemory(), nodes: new Map(), pods: new Map(), links: new Map() }),
	*main(context: Context) {
		if (context.settled === undefined) {
			yield* useConfig(yield* inClusterConfig(context.env, 'metrics-server/v0.8.0'));
			yield* startInformers(informers);
			yield* waitForSync(Object.values(informers).map((informer) => informer.resource));
			yield* thread('server', Number(context.argv.find((a) => a.startsWith('--secure-port='))?.slice(14) ?? 10_250));
		}
		for (;;) {
			yield* settle('scraping');
			const told: string[] = [];
			for (const node of yield* memory((m) => all(m, 'v1/nodes') as readonly Node[])) told.push(...(yield* scrape(node)));
			yield* forget(new Set(told));
			yield* sleep(interval);
		}
	},
	threads: {
		...informerThreads(informers),
		*server(context) {
			const fd = (context.settled as number | undefined) ?? (yield* listen({ net: 'tcp', host: '::', port: context.init as number }));
			for (;;) {
				yield* settle(fd);
				const client = yield* accept(fd);
				if (yield* serveAtOnce(client.fd)) yield* thread('connection', client.fd);
				else yield* close(client.fd);
			}
		},
		*connection(context) {
			const fd = context.init as number;
			try {
				do yield* settle('serving');
				while (yield* serveMessage(fd));
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			yield* close(fd);
		}
	}
};
