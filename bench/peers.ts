// `npm run bench peers`: Drydock and `@ngrok/webernetes` side by side, in one run, on what both can do: a cluster of three nodes, a Deployment
// scaled, rolled over and listed, and a cluster at rest. Both figures are this thread's own CPU time. Webernetes runs by the wall clock, so that
// how long one waits for it is told as well; Drydock's time is virtual and passes as fast as it is computed.
// Not the same work: webernetes' nodes, containers and control plane are objects of one program; Drydock's are machines with processes, images,
// files, connections and a kubeadm control plane, and its `kubectl` is typed at a terminal.
import { createWorld } from '#src/sim/world/index.ts';
import { stored } from './cluster.ts';
import { advance, bringUp, Desk, heapUsed, programs, timed } from './drive.ts';
import { webernetes, type WebernetesCluster } from './peers/webernetes.ts';
import { cpu, percentile, type Figure } from './report.ts';

const pods = 100;
const rounds = 55;
const idleSeconds = 20;

/** ms of compute, and a note of how long it took: seconds of the wall clock, or virtual ones. */
interface Measured {
	readonly ms: number;
	readonly note: string;
}
interface Contestant {
	readonly boot: Measured;
	readonly deploy: Measured;
	readonly roll: Measured;
	readonly list: readonly number[];
	readonly listNote: string;
	/** ms of compute for a minute at rest. */
	readonly idle: Measured;
	readonly heap: number;
}

async function ofWebernetes(make: () => WebernetesCluster): Promise<Contestant> {
	const measure = async (work: () => Promise<unknown>): Promise<Measured> => {
		const from = performance.now();
		const ms = await timed(work);
		return { ms, note: `${((performance.now() - from) / 1000).toFixed(1)} s of waiting` };
	};
	const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	const deployment = (version: string) => ({
		apiVersion: 'apps/v1',
		kind: 'Deployment',
		metadata: { name: 'web' },
		spec: {
			replicas: pods,
			selector: { matchLabels: { app: 'web' } },
			template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: `web:${version}`, ports: [{ containerPort: 80 }] }] } }
		}
	});
	const least = heapUsed();
	const cluster = make();
	const boot = await measure(() => cluster.init());
	const rollTo = (version: string) =>
		measure(async () => {
			await cluster.apply([deployment(version)]);
			for (;;) {
				await pause(100);
				const { metadata, status } = await cluster.api.appsv1.readNamespacedDeployment({ name: 'web', namespace: 'default' });
				const seen = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
				if (seen && status?.readyReplicas === pods && status.updatedReplicas === pods && status.replicas === pods) return;
			}
		});
	const deploy = await rollTo('1');
	const list: number[] = [];
	for (let i = 0; i < rounds + 15; i++) {
		const from = cpu();
		await cluster.api.corev1.listPodForAllNamespaces();
		if (i >= 15) list.push(cpu() - from);
	}
	const idle = await timed(() => pause(idleSeconds * 1000));
	const heap = heapUsed() - least;
	const roll = await rollTo('2');
	await cluster.close();
	return { boot, deploy, roll, list, listNote: 'a call of its API', idle: { ms: (idle * 60) / idleSeconds, note: `from ${idleSeconds} s` }, heap };
}

async function ofDrydock(): Promise<Contestant> {
	await bringUp(await createWorld('k8s-3', { programs })); // its code is loaded, as webernetes' is
	const least = heapUsed();
	const world = await createWorld('k8s-3', { programs });
	const measure = async (work: () => Promise<unknown>): Promise<Measured> => {
		const from = world.now;
		const ms = await timed(work);
		return { ms, note: `${((world.now - from) / 1e6).toFixed(1)} virtual s` };
	};
	const until = async (what: () => boolean, stepUs: number) => {
		while (!what()) await advance(world, stepUs);
	};
	const ready = (object: { readonly status?: { readonly conditions?: readonly { type: string; status: string }[] } }) =>
		object.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
	const nodes = () => stored(world, '/registry/minions/');
	const boot = await measure(() => until(() => nodes().length === 3 && nodes().every(ready), 250_000));
	await bringUp(world);
	const desk = new Desk(world);
	await desk.prompt();
	const done = (version: string) => () => {
		const own = stored(world, '/registry/pods/default/') as { status?: { conditions?: readonly { type: string; status: string }[] }; spec?: Spec }[];
		return own.length === pods && own.every((pod) => ready(pod) && pod.spec?.containers[0]?.image === version);
	};
	await desk.run('kubectl create deployment web --image=nginx:1.26 --replicas=1');
	await advance(world, 60_000_000);
	await desk.run('kubectl set image deployment/web nginx=nginx:1.27');
	await advance(world, 60_000_000);
	await desk.run('kubectl delete deployment web; sleep 5');
	await advance(world, 10_000_000);
	const deploy = await measure(async () => {
		await desk.run(`kubectl create deployment web --image=nginx:1.27 --replicas=${pods}`);
		await until(done('nginx:1.27'), 250_000);
	});
	await advance(world, 60_000_000);
	const list: number[] = [];
	for (let i = 0; i < rounds + 15; i++) {
		const { ms } = await desk.run('kubectl get pods -A');
		if (i >= 15) list.push(ms);
	}
	const idle = await timed(() => advance(world, 60_000_000));
	const heap = heapUsed() - least;
	const roll = await measure(async () => {
		await desk.run('kubectl set image deployment/web nginx=nginx:1.26');
		await until(done('nginx:1.26'), 250_000);
	});
	return { boot, deploy, roll, list, listNote: '`kubectl get pods -A`, key to prompt', idle: { ms: idle, note: '100 nginx run' }, heap };
}
interface Spec {
	readonly containers: readonly { readonly image: string }[];
}

export async function peers(): Promise<Figure[]> {
	const make = await webernetes();
	if (!make) {
		console.log('peers: @ngrok/webernetes is not installed, nothing to compare with (npm ci --prefix bench/peers)');
		return [];
	}
	const figures: Figure[] = [];
	for (const [who, it] of [['webernetes', await ofWebernetes(make)] as const, ['Drydock', await ofDrydock()] as const]) {
		const row = (name: string, { ms, note }: Measured) => figures.push({ name: `${name}: ${who}`, value: ms, unit: 'ms', note });
		row('three nodes Ready', it.boot);
		row(`Deployment of ${pods} pods, all Ready`, it.deploy);
		row(`rolled over to another image`, it.roll);
		for (const p of [50, 95]) row(`list of all pods, p${p}`, { ms: percentile(it.list, p), note: `${rounds} rounds, ${it.listNote}` });
		row('at rest for a minute', it.idle);
		figures.push({ name: `heap with ${pods} pods: ${who}`, value: it.heap / 2 ** 20, unit: 'MiB' });
	}
	// Each figure beside its like.
	const names = figures.map(({ name }) => name.slice(0, name.lastIndexOf(':')));
	const rank = new Map(figures.map((figure, i) => [figure, names.indexOf(names[i] ?? '')]));
	return figures.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}
