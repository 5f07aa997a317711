// `npm run bench docker`: commands of a learner on a Docker host, in ms of compute (and of wall time) from the first key to the prompt;
// and a thousand containers on one host: each made by a run of the docker client, and through the Engine API by one program.
import { call } from '#src/sim/engine/index.ts';
import { connect, recv, send, type Context, type Program, type Received } from '#src/sim/kernel/index.ts';
import { advance, deskOf, heapUsed, programs, rounds, type Desk, type Round } from './drive.ts';
import { cpu, wall, type Figure } from './report.ts';

const count = 60;
const warmUp = 15;

export async function docker(): Promise<Figure[]> {
	const desk = await deskOf('docker');
	await advance(desk.world, 3_000_000);
	for (const image of ['nginx:1.27', 'alpine:3.20']) await desk.run(`docker pull -q ${image}`);
	for (let i = 0; i < 3; i++) await desk.run(`docker run -d --name web${i} nginx:1.27`);
	await advance(desk.world, 2_000_000);
	const times: Record<'ps' | 'run' | 'rm', Round[]> = { ps: [], run: [], rm: [] };
	for (let i = 0; i < count + warmUp; i++) {
		const ps = await desk.run('docker ps');
		if (!ps.shown.includes('web2')) throw new Error(`docker ps does not show the containers: ${ps.shown}`);
		const run = await desk.run('docker run -d --name one alpine:3.20 sleep 600');
		const running = await desk.run("docker inspect -f '{{.State.Running}}' one");
		if (!running.shown.includes('true')) throw new Error(`the container does not run: ${run.shown}`);
		const rm = await desk.run('docker rm -f one');
		await advance(desk.world, 500_000);
		if (i < warmUp) continue;
		times.ps.push(ps);
		times.run.push(run);
		times.rm.push(rm);
	}
	const note = 'typed in a terminal, key to prompt';
	return [
		...rounds('docker ps, 3 containers', times.ps, 5, note),
		...rounds('docker run -d to running', times.run, 5, `${note}, image present`),
		...rounds('docker rm -f', times.rm, undefined, note),
		...(await many(1000)),
		...(await manyByApi(1000))
	];
}

/** A host with room: with its own 4 GB the kernel kills dockerd at the 400th, for a container takes some 10 MB of a real host. */
async function largeHost(): Promise<Desk> {
	const desk = await deskOf('docker');
	desk.world.kernel('docker').state.memoryTotal = 64 * 2 ** 30;
	await advance(desk.world, 3_000_000);
	await desk.run('docker pull -q alpine:3.20');
	return desk;
}

async function demandRunning(desk: Desk, wanted: number): Promise<void> {
	const listed = await desk.run('docker ps -q | wc -l');
	if (!listed.shown.includes(`${wanted}`)) throw new Error(`not all containers run: ${listed.shown}`);
}

/** So many containers on one host, started by a loop of the shell: each with its own run of the docker client. */
async function many(wanted: number): Promise<Figure[]> {
	const desk = await largeHost();
	const heap = heapUsed();
	const begun = wall();
	const from = cpu();
	await desk.run(`for i in $(seq ${wanted}); do docker run -d --name c$i alpine:3.20 sleep 100000; done >/dev/null`, 1e10);
	const ms = cpu() - from;
	const byWall = wall() - begun;
	await demandRunning(desk, wanted);
	const ps: Round[] = [];
	for (let i = 0; i < count; i++) ps.push(await desk.run('docker ps | tail -n 1'));
	const what = `${wanted.toLocaleString('en')} containers`;
	return [
		{
			name: `${what} started`,
			value: ms / 1000,
			unit: 's',
			target: 2,
			note: `with a run of the docker client each; ${(byWall / 1000).toFixed(1)} s by the wall`
		},
		{ name: `${what}, heap`, value: (heapUsed() - heap) / 1e6, unit: 'MB', target: 100 },
		...rounds(`docker ps, ${what}`, ps, 10, 'with the pipe to tail')
	];
}

/** A client of the Engine API that does nothing else: create and start, one after the other on one connection. */
const engineClient: Program = {
	name: 'engine-client',
	*main({ argv }: Context) {
		const socket = yield* connect({ net: 'unix', path: '/var/run/docker.sock' });
		const ask = function* (path: string, json: unknown) {
			yield* send(socket, { kind: 'request', method: 'POST', path: `/v1.51${path}`, headers: { Host: 'api.moby.localhost' }, body: { json } });
			return (yield* recv(socket, { http: 'response' })) as Received;
		};
		for (let i = 0; i < Number(argv[1]); i++) {
			const made = yield* call(ask(`/containers/create?name=c${i}`, { Image: 'alpine:3.20', Cmd: ['sleep', '100000'] }));
			if (made?.kind !== 'response' || made.status !== 201) return 1;
			const started = yield* call(ask(`/containers/c${i}/start`, {}));
			if (started?.kind !== 'response' || started.status !== 204) return 1;
		}
		return 0;
	}
};

/** So many containers through the Engine API alone: what dockerd, containerd, shims and runc do, without clients and a shell. */
async function manyByApi(wanted: number): Promise<Figure[]> {
	const desk = await largeHost();
	programs.loaded(engineClient.name, engineClient);
	const begun = wall();
	const from = cpu();
	const { world } = desk;
	const running = (): number => world.kernel('docker').state.processes.size;
	const before = running();
	world.input({ kind: 'process.start', host: 'docker', process: 1, options: { program: engineClient.name, argv: [engineClient.name, `${wanted}`] } });
	// Each container is two processes: its shim and its own.
	while (running() < before + 2 * wanted) {
		const seen = world.engine.state.dispatched;
		await advance(world, 1_000_000);
		if (world.engine.state.dispatched === seen) throw new Error('the client of the Engine API made no progress');
	}
	const ms = cpu() - from;
	const byWall = wall() - begun;
	await demandRunning(desk, wanted);
	return [
		{
			name: `${wanted.toLocaleString('en')} containers through the API`,
			value: ms / 1000,
			unit: 's',
			target: 2,
			note: `one program asks the Engine API for all; ${(byWall / 1000).toFixed(1)} s by the wall`
		}
	];
}
