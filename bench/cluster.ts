// `npm run bench cluster`: clusters from nothing, at rest, and asked; `npm run bench scale`: a thousand and ten thousand pods on hollow nodes.
import { createWorld, type World } from '#src/sim/world/index.ts';
import { advance, bringUp, Desk, deskOf, heapUsed, latency, programs, timed } from './drive.ts';
import { percentile, type Figure } from './report.ts';

const hour = 3_600_000_000;

interface PodLike {
	readonly metadata: { readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
	readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The API objects under a prefix, as etcd's memory has them. */
export function stored(world: World, prefix: string): PodLike[] {
	const { processes } = world.kernel(world.hosts()[0] as string).state;
	const found: PodLike[] = [];
	for (const process of processes.values()) {
		if (process.program !== 'etcd' || process.state !== 'live') continue;
		const space = (process.memory as { space?: { keys?: ReadonlyMap<string, { value: unknown }> } }).space?.keys;
		for (const [key, record] of space ?? []) if (key.startsWith(prefix)) found.push(record.value as PodLike);
	}
	return found;
}
const isReady = (pod: PodLike): boolean => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
const wanted = 8;

/** Boots a cluster until all pods of kube-system are Ready. */
async function boot(preset: string): Promise<World> {
	const world = await createWorld(preset, { programs });
	const end = world.now + 300_000_000;
	while (world.now < end) {
		await advance(world, 250_000);
		const pods = stored(world, '/registry/pods/kube-system/');
		if (pods.length >= wanted && pods.every(isReady)) return world;
	}
	throw new Error(
		`${preset}: not all pods of kube-system became Ready: ${JSON.stringify(stored(world, '/registry/pods/kube-system/').map((p) => isReady(p)))}`
	);
}

async function boots(preset: string, rounds: number): Promise<{ cold: number; warm: number[]; last: World }> {
	let last: World | undefined;
	const cold = await timed(async () => (last = await boot(preset)));
	const warm: number[] = [];
	for (let i = 0; i < rounds; i++) warm.push(await timed(async () => (last = await boot(preset))));
	return { cold, warm, last: last as World };
}

export async function cluster(): Promise<Figure[]> {
	const one = await boots('k8s-1', 5);
	const three = await boots('k8s-3', 5);
	await bringUp(three.last);
	const idle = await timed(() => advance(three.last, hour));
	const desk = await deskOf('k8s-1');
	await desk.run('kubectl create deployment web --image=nginx:1.27 --replicas=90');
	await advance(desk.world, 240_000_000);
	const times: number[] = [];
	let lines = 0;
	for (let i = 0; i < 70; i++) {
		const { ms, shown } = await desk.run('kubectl get pods -A');
		lines = shown.split('\n').length - 3;
		if (i >= 15) times.push(ms);
	}
	const note = (all: readonly number[]): string => `median of ${all.length}, code loaded; least ${Math.min(...all).toFixed(0)} ms`;
	return [
		{ name: 'k8s-1 to kube-system Ready, cold', value: one.cold, unit: 'ms', note: 'code loaded on the way' },
		{ name: 'k8s-1 to kube-system Ready, warm', value: percentile(one.warm, 50), unit: 'ms', target: 100, note: note(one.warm) },
		{ name: 'k8s-3 to kube-system Ready, warm', value: percentile(three.warm, 50), unit: 'ms', note: note(three.warm) },
		{ name: 'k8s-3 idle for an hour', value: idle, unit: 'ms', target: 500 },
		...latency('kubectl get pods, 100 pods', times, 8, `${lines} pods shown, key to prompt`)
	];
}

const nodes = 200;

/** A cluster with hollow nodes, and a deployment whose pods go there. */
async function hollowCluster(): Promise<Desk> {
	const desk = await deskOf('k8s-1');
	const { world } = desk;
	world.input({
		kind: 'process.start',
		host: world.hosts()[0] as string,
		process: 900,
		options: { program: 'hollow-node', argv: ['hollow-node', `--nodes=${nodes}`] }
	});
	for (let i = 0; i < 300; i++) {
		await advance(world, 1_000_000);
		if (stored(world, '/registry/minions/hollow-').filter(isReady).length === nodes && i > 20) break;
	}
	await desk.run('kubectl cordon control-plane; kubectl create deployment web --image=nginx:1.27 --replicas=0');
	await advance(world, 10_000_000);
	return desk;
}

/** Scales and waits until that many pods are Ready. */
async function scaleTo(desk: Desk, count: number): Promise<{ ms: number; virtual: number }> {
	const { world } = desk;
	const at = world.now;
	const ms = await timed(async () => {
		await desk.run(`kubectl scale deployment web --replicas=${count}`);
		for (let i = 0; i < 3600; i++) {
			await advance(world, 1_000_000);
			if (stored(world, '/registry/pods/default/').filter(isReady).length >= count) return;
		}
		throw new Error(`only ${stored(world, '/registry/pods/default/').filter(isReady).length} of ${count} pods became Ready`);
	});
	return { ms, virtual: (world.now - at) / 1e6 };
}

export async function scale(): Promise<Figure[]> {
	const figures: Figure[] = [];
	const least = heapUsed();
	const desk = await hollowCluster();
	const empty = heapUsed();
	figures.push({ name: `${nodes} hollow nodes, no pods: heap`, value: (empty - least) / 2 ** 20, unit: 'MiB' });
	let before = 0;
	let total = 0;
	for (const count of [1000, 3000, 10_000]) {
		const { ms, virtual } = await scaleTo(desk, count);
		total += ms;
		const heap = heapUsed();
		const grown = `${(ms / (count - before)).toFixed(2)} ms and ${((heap - empty) / 1024 / count).toFixed(1)} KiB a pod; ${virtual.toFixed(0)} virtual s`;
		figures.push({ name: `${before} → ${count} pods Ready`, value: ms, unit: 'ms', note: grown });
		figures.push({ name: `${count} pods: heap`, value: heap / 2 ** 20, unit: 'MiB', note: `${total.toFixed(0)} ms from no pods` });
		before = count;
	}
	figures.push({ name: '10,000 pods idle for a minute', value: await timed(() => advance(desk.world, 60_000_000)), unit: 'ms' });
	return figures;
}
