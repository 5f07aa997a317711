// kube-controller-manager: every controller of the table in one process, over one set of informers.
import {
	becomeLeader,
	controllerThreads,
	healthThreads,
	informerThreads,
	leaderThreads,
	loadKubeconfig,
	startControllers,
	startHealth,
	startInformers,
	useConfig,
	waitForSync,
	type Informers
} from '../client/index.ts';
import { settle } from '../engine/index.ts';
import { hex } from '../values/index.ts';
import { ids, random, sleep, thread, type Context, type Program } from '../kernel/index.ts';
import { createAccounts } from './accounts.ts';
import { freshMemory, type Memory } from './memory.ts';
import { nodeMonitor } from './node-lifecycle.ts';
import { controllers, informersOf, watches } from './table.ts';

/** Loops by time instead of by key, and what is done once. */
const extraThreads = { 'node-monitor': nodeMonitor, accounts: createAccounts };

const informers: Informers<Memory> = { ...informersOf(watches), 'node-leases': { resource: 'coordination.k8s.io/v1/leases', namespace: 'kube-node-lease' } };

export const kubeControllerManager: Program = {
	name: 'kube-controller-manager',
	rss: 48 << 20,
	memory: freshMemory,
	*main(context: Context) {
		if (context.settled === undefined) {
			const path = context.argv.find((arg) => arg.startsWith('--kubeconfig='))?.slice('--kubeconfig='.length) ?? '/etc/kubernetes/controller-manager.conf';
			yield* useConfig(yield* loadKubeconfig(path, 'kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/0000000'));
			yield* startHealth(10_257);
			yield* becomeLeader({ name: 'kube-controller-manager', identity: `${(yield* ids()).hostname}_${hex(yield* random(16))}` });
			yield* startInformers(informers);
			yield* waitForSync(Object.values(informers).map((informer) => informer.resource));
			yield* startControllers(controllers);
			for (const name of Object.keys(extraThreads)) yield* thread(name, null);
		}
		for (;;) {
			yield* settle('running');
			yield* sleep(3_600_000_000);
		}
	},
	threads: { ...informerThreads(informers), ...controllerThreads(controllers), ...leaderThreads, ...healthThreads, ...extraThreads }
};
