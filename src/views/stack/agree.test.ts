// The picture never disagrees with the tools: random scripts by seed, and after each line what is drawn is held against what docker and
// kubectl print in a copy of the machine at that moment.
import { beforeAll, describe, expect, test } from 'vitest';
import { advance, bringUp, load } from '#src/scenario/drive.ts';
import { createWorld, newProgramTable, type Checkpoint, type World } from '#src/sim/world/index.ts';
import type { Json } from '#src/worker/json.ts';
import { drawn } from './application.ts';
import { ownNamespaces, type Box } from './box.ts';
import { loadPrinter } from './cluster-look.ts';
import { stack } from './fold.ts';

const programs = newProgramTable();
const decoder = new TextDecoder();
const encoder = new TextEncoder();
const prompt = /[#$] $/;

/** Types a line at a terminal of its own and answers what was shown before the prompt came back. */
async function type(world: World, line: string): Promise<string> {
	const terminal = 1;
	world.output(terminal);
	world.input({ kind: 'terminal.input', terminal, data: encoder.encode(`${line}\r`) });
	let shown = '';
	const end = world.now + 120_000_000;
	while (world.now < end) {
		const { wants } = world.advance(Math.min(1000, end - world.now), 4);
		if (wants !== undefined) await load(world, wants);
		shown += decoder.decode(world.output(terminal), { stream: true });
		if (prompt.test(shown)) return shown;
	}
	throw new Error(`no prompt after ${line}: ${shown.slice(-300)}`);
}

async function atPrompt(preset: string, from?: Checkpoint): Promise<World> {
	const world = await createWorld(preset, { programs, ...(from && { from }) });
	if (from) return world;
	await bringUp(world);
	await advance(world, 3_000_000);
	world.input({ kind: 'terminal.open', host: world.hosts()[0] as string, terminal: 1, size: { rows: 50, columns: 400 } });
	await advance(world, 500_000);
	return world;
}
const copyOf = (world: World): Promise<World> => createWorld(world.preset.name, { programs, from: world.checkpoint() });

/** A script's own chance: the same seed gives the same script. */
function chance(seed: number): { of<T>(all: readonly T[]): T } {
	let state = (seed * 2654435761) >>> 0;
	return {
		of(all) {
			state ^= state << 13;
			state >>>= 0;
			state ^= state >>> 17;
			state ^= state << 5;
			state >>>= 0;
			return all[state % all.length] as (typeof all)[number];
		}
	};
}

/** What is drawn now. */
function boxes(world: World): Box[] {
	const model = stack().project(world);
	return Object.entries(model).flatMap(([key, value]) => (key.startsWith('box/') ? [value as Json as unknown as Box] : []));
}
const fact = (box: Box, name: string): string | undefined => box.facts?.find(([key]) => key === name)?.[1];
const more = (all: readonly Box[], ghost: boolean): number =>
	all
		.filter(({ layer, label, note, ghost: dashed = false }) => layer === 'app' && note === 'more' && dashed === ghost && label.startsWith('+'))
		.reduce((sum, { label }) => sum + Number(label), 0);

/** Lines a script shows between the marks, so that echoes and prompts are no part of it. */
const linesOf = (shown: string): string[] =>
	shown
		.replaceAll('\r', '')
		.replaceAll('\x1b[?2004l', '')
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line.startsWith('='))
		.map((line) => line.slice(1));

const dockerLines = (seed: number): string[] => {
	const { of } = chance(seed);
	const names = ['one', 'two', 'three', 'four'];
	const images = ['nginx:alpine', 'alpine', 'busybox', 'redis:alpine'];
	const line = (): string => {
		const [name, image] = [of(names), of(images)];
		return of([
			`docker run -d --name ${name} ${image} ${image.startsWith('nginx') || image.startsWith('redis') ? '' : `sleep ${of(['1', '300'])}`}`,
			`docker run -d --name ${name} --restart=always alpine sh -c 'sleep 0.2; exit ${of(['0', '3'])}'`,
			`docker run -d --name ${name} --memory 64m --pid host alpine sleep 100`,
			`docker run -d --name ${name} --network none nginx:alpine`,
			`docker run --rm ${image} true`,
			`docker create --name ${name} ${image}`,
			`docker start ${name}`,
			`docker stop -t 0 ${name}`,
			`docker kill ${name}`,
			`docker restart -t 0 ${name}`,
			`docker pause ${name}`,
			`docker unpause ${name}`,
			`docker rename ${name} ${of(names)}`,
			`docker rm -f ${name}`,
			`docker rm ${name}`,
			`docker pull ${image}`,
			`docker rmi ${image}`,
			`docker tag ${image} mine:${of(['1', '2'])}`,
			`docker exec ${name} kill 1`,
			`docker exec -d ${name} sleep 50`,
			`kill -9 $(docker inspect -f '{{.State.Pid}}' ${name})`,
			'systemctl restart docker',
			'docker container prune -f',
			'sleep 1'
		]);
	};
	return Array.from({ length: 8 }, line);
};

/** Where the picture and docker differ. */
function dockerDifferences(all: readonly Box[], shown: readonly string[]): string[] {
	const ps = shown.filter((line) => line.startsWith('C ')).map((line) => line.slice(2).split(' ') as [id: string, name: string, state: string]);
	const images = shown.filter((line) => line.startsWith('I ') && !line.includes('<none>')).map((line) => line.slice(2));
	const app = all.filter(({ layer, note }) => layer === 'app' && note !== 'more');
	const differences: string[] = [];
	const seen = (name: string): string | undefined => {
		const box = app.find((one) => (one.ghost ? one.label === name : fact(one, 'Container')?.startsWith(`${name},`)));
		if (!box) return undefined;
		return box.ghost ? (box.note ?? '').replace(/ \(.*/, '') : (box.note ?? '').includes('paused') ? 'paused' : 'running';
	};
	const counts = { running: ps.filter(([, , state]) => state === 'running' || state === 'paused').length, resting: 0 };
	counts.resting = ps.length - counts.running;
	for (const [, name, state] of ps) {
		const drawnState = seen(name);
		if (drawnState === undefined && (counts.running > drawn || counts.resting > drawn)) continue;
		if (drawnState !== state) differences.push(`${name}: docker says ${state}, drawn is ${drawnState ?? 'nothing'}`);
	}
	const total = app.length + more(all, false) + more(all, true);
	if (total !== ps.length) differences.push(`docker lists ${ps.length} containers, drawn are ${total}`);
	const pictured = all.filter(({ layer }) => layer === 'image').map((box) => fact(box, 'Image') ?? box.label);
	if ([...images].sort().join() !== [...pictured].sort().join()) differences.push(`images: docker ${images.join(' ')}; drawn ${pictured.join(' ')}`);
	return differences;
}

/** Both looks of a copy around the tool's question: what changes by itself meanwhile may be seen either way. */
async function differences(world: World, question: string, compare: (all: readonly Box[], shown: readonly string[]) => string[]): Promise<string[]> {
	const copy = await copyOf(world);
	const before = boxes(copy);
	const shown = linesOf(await type(copy, question));
	const first = compare(before, shown);
	return first.length === 0 ? first : compare(boxes(copy), shown).length === 0 ? [] : first;
}

describe('the picture', () => {
	let docker: Checkpoint;
	let cluster: Checkpoint;
	beforeAll(async () => {
		await loadPrinter();
		docker = (await atPrompt('docker')).checkpoint();
		cluster = (await atPrompt('k8s-1')).checkpoint();
	}, 120_000);

	const ask = "docker ps -a --no-trunc --format '=C {{.ID}} {{.Names}} {{.State}}'; docker images --format '=I {{.Repository}}:{{.Tag}}'";
	for (let batch = 0; batch < 7; batch++) {
		test(`agrees with docker after each line of ten random scripts (${batch}), so a learner can trust it`, async () => {
			for (let seed = batch * 10 + 1; seed <= batch * 10 + 10; seed++) {
				const world = await atPrompt('docker', docker);
				const done: string[] = [];
				for (const line of dockerLines(seed)) {
					done.push(line);
					await type(world, line);
					await advance(world, 20_000);
					expect(await differences(world, ask, dockerDifferences), `seed ${seed}: ${done.join(' && ')}`).toEqual([]);
				}
			}
		}, 240_000);
	}

	const clusterLines = (seed: number): string[] => {
		const { of } = chance(seed + 1000);
		const names = ['web', 'api', 'db'];
		const line = (): string => {
			const name = of(names);
			return of([
				`kubectl create deployment ${name} --image=${of(['nginx', 'redis', 'nosuchimage', 'busybox'])} --replicas=${of(['1', '2', '3'])}`,
				`kubectl scale deployment ${name} --replicas=${of(['0', '1', '4'])}`,
				`kubectl delete deployment ${name}`,
				`kubectl delete pod -l app=${name} --wait=false`,
				`kubectl run ${name} --image=${of(['nginx', 'busybox'])}`,
				`kubectl run once-${name} --image=busybox --restart=Never -- ${of(['true', 'false', 'sleep 100'])}`,
				`kubectl delete pod ${name} once-${name} --force --wait=false`,
				`kubectl set image deployment/${name} *=${of(['httpd', 'nginx:alpine'])}`,
				`kubectl rollout restart deployment/${name}`,
				`crictl stop $(crictl ps -q --label io.kubernetes.pod.namespace=default | head -1)`,
				`sleep ${of(['1', '5', '20'])}`
			]);
		};
		return Array.from({ length: 4 }, line);
	};

	/** Where the picture and kubectl differ. A container whose end the kubelet has not told of yet is the picture's to know first. */
	const podDifferences = (all: readonly Box[], shown: readonly string[]): string[] => {
		const listed = shown
			.filter((line) => line.startsWith('P '))
			.map((line) => line.slice(2).split(/\s+/) as [ns: string, name: string, ready: string, status: string]);
		const pods = listed.filter(([ns]) => !ownNamespaces.has(ns));
		const app = all.filter(({ layer, note }) => layer === 'app' && note !== 'more');
		const wrong = pods.flatMap(([ns, name, ready, status]) => {
			const box = app.find((one) => fact(one, 'Pod') === `${ns}/${name}`);
			if (!box) return pods.length > drawn ? [] : [`${name}: kubectl says ${status}, nothing is drawn`];
			const drawnStatus = fact(box, 'Status');
			return drawnStatus === `${status}, ${ready} ready` ? [] : [`${name}: kubectl says ${status} ${ready}, drawn is ${drawnStatus}`];
		});
		const ghosts = app.filter((one) => !pods.some(([ns, name]) => fact(one, 'Pod') === `${ns}/${name}`) && fact(one, 'Pod') !== undefined);
		return [...wrong, ...ghosts.map((one) => `${fact(one, 'Pod')} is drawn, kubectl does not list it`)];
	};
	const askPods = "kubectl get pods -A --no-headers | sed 's/^/=P /'";
	for (let batch = 0; batch < 4; batch++) {
		test(`agrees with kubectl after each line of ten random scripts (${batch}), so a learner can trust it`, async () => {
			for (let seed = batch * 10 + 1; seed <= batch * 10 + 10; seed++) {
				const world = await atPrompt('k8s-1', cluster);
				const done: string[] = [];
				for (const line of clusterLines(seed)) {
					done.push(line);
					await type(world, line);
					await advance(world, 100_000);
					expect(await differences(world, askPods, podDifferences), `seed ${seed}: ${done.join(' && ')}`).toEqual([]);
				}
			}
		}, 240_000);
	}
});
