// kube-proxy, iptables mode: watches services and endpoint slices, and replaces the KUBE- chains of its node when they change.
// Changes are gathered for a moment (the real one's minSyncPeriod is 1 s; ours 50 ms, since a sync costs little).
import { all, apiMemory, informerThreads, loadKubeconfig, startInformers, useConfig, waitForSync, type HasApi, type Informers } from '../client/index.ts';
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import { awaitKey, ids, netlink, sleep, trace, type Context, type Program, type Rule } from '../kernel/index.ts';
import type { EndpointSlice, Service } from '../kinds/index.ts';
import { jumps, ruleSet } from './rules.ts';

interface Memory extends HasApi {
	changed: boolean;
	/** What names chains, by what it is made of. */
	hashes: Map<string, string>;
}

const change = (memory: Memory): void => {
	memory.changed = true;
	memory.api.touched.push('rules');
};
const informers: Informers<Memory> = {
	services: { resource: 'v1/services', onEvent: change },
	slices: { resource: 'discovery.k8s.io/v1/endpointslices', onEvent: change }
};

/** Makes the chains that built-in chains jump to, and the jumps. */
function* ensureJumps(): Sys<void> {
	for (const table of ['nat', 'filter'] as const) {
		const { chains } = yield* netlink<{ chains: Record<string, { rules: readonly Rule[] }> }>({ op: 'rules', table });
		for (const { chain, rule } of jumps.filter((jump) => jump.table === table)) {
			try {
				yield* netlink({ op: 'chain.add', table, chain: rule.target });
			} catch (error) {
				if (!(error instanceof Errno && error.code === 'EEXIST')) throw error;
			}
			if (!chains[chain]?.rules.some((known) => known.target === rule.target)) yield* netlink({ op: 'rule.add', table, chain, rule, at: 0 });
		}
	}
}

function* sync(node: string): Sys<void> {
	const { nat, filter, count } = yield* act((m: Memory) => {
		m.changed = false;
		const slices = new Map<string, EndpointSlice[]>();
		for (const object of all(m, 'discovery.k8s.io/v1/endpointslices')) {
			const key = `${object.metadata.namespace ?? ''}/${object.metadata.labels?.['kubernetes.io/service-name'] ?? ''}`;
			slices.set(key, [...(slices.get(key) ?? []), object as EndpointSlice]);
		}
		const services = all(m, 'v1/services') as readonly Service[];
		const rules = ruleSet(services, slices, node, '10.244.0.0/16', m.hashes);
		return { ...rules, count: services.length };
	});
	yield* netlink({ op: 'rules.replace', table: 'nat', prefix: 'KUBE-', chains: nat });
	yield* netlink({ op: 'rules.replace', table: 'filter', prefix: 'KUBE-', chains: filter });
	yield* trace('proxy.synced', { node, services: count });
}

export const kubeProxy: Program = {
	name: 'kube-proxy',
	rss: 20 << 20,
	memory: (): Memory => ({ api: apiMemory(), changed: true, hashes: new Map() }),
	*main(context: Context) {
		let node = context.settled as string | undefined;
		if (node === undefined) {
			const given = context.argv.find((arg) => arg.startsWith('--hostname-override='))?.slice('--hostname-override='.length);
			node = given ?? (yield* ids()).hostname;
			yield* useConfig(yield* loadKubeconfig('/var/lib/kube-proxy/kubeconfig.conf', 'kube-proxy/v1.36.3 (linux/amd64) kubernetes/0000000'));
			yield* startInformers(informers);
			yield* waitForSync(Object.values(informers).map((informer) => informer.resource));
			yield* ensureJumps();
		}
		for (;;) {
			yield* settle(node);
			if (yield* act((m: Memory) => m.changed)) {
				yield* sleep(50_000);
				yield* sync(node);
			} else yield* awaitKey('rules');
		}
	},
	threads: informerThreads(informers)
};
