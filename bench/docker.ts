// `npm run bench docker`: commands of a learner on a Docker host, in ms of compute from the first key to the prompt.
import { advance, deskOf, heapUsed, latency } from './drive.ts';
import { cpu, type Figure } from './report.ts';

const rounds = 60;
const warmUp = 15;

export async function docker(): Promise<Figure[]> {
	const desk = await deskOf('docker');
	await advance(desk.world, 3_000_000);
	for (const image of ['nginx:1.27', 'alpine:3.20']) await desk.run(`docker pull -q ${image}`);
	for (let i = 0; i < 3; i++) await desk.run(`docker run -d --name web${i} nginx:1.27`);
	await advance(desk.world, 2_000_000);
	const times: Record<'ps' | 'run' | 'rm', number[]> = { ps: [], run: [], rm: [] };
	for (let i = 0; i < rounds + warmUp; i++) {
		const ps = await desk.run('docker ps');
		if (!ps.shown.includes('web2')) throw new Error(`docker ps does not show the containers: ${ps.shown}`);
		const run = await desk.run('docker run -d --name one alpine:3.20 sleep 600');
		const running = await desk.run("docker inspect -f '{{.State.Running}}' one");
		if (!running.shown.includes('true')) throw new Error(`the container does not run: ${run.shown}`);
		const rm = await desk.run('docker rm -f one');
		await advance(desk.world, 500_000);
		if (i < warmUp) continue;
		times.ps.push(ps.ms);
		times.run.push(run.ms);
		times.rm.push(rm.ms);
	}
	const note = 'typed in a terminal, key to prompt';
	return [
		...latency('docker ps, 3 containers', times.ps, 5, note),
		...latency('docker run -d to running', times.run, 5, `${note}, image present`),
		...latency('docker rm -f', times.rm, undefined, note),
		...(await many(1000))
	];
}

/** So many containers on one host, started by a loop of the shell: each with its own run of the docker client. */
async function many(count: number): Promise<Figure[]> {
	const desk = await deskOf('docker');
	// With the host's own memory the kernel kills dockerd at the 400th: a container takes some 10 MB of a real host.
	desk.world.kernel('docker').state.memoryTotal = 64 * 2 ** 30;
	await advance(desk.world, 3_000_000);
	await desk.run('docker pull -q alpine:3.20');
	const heap = heapUsed();
	const from = cpu();
	await desk.run(`for i in $(seq ${count}); do docker run -d --name c$i alpine:3.20 sleep 100000; done >/dev/null`, 1e10);
	const ms = cpu() - from;
	const listed = await desk.run('docker ps -q | wc -l');
	if (!listed.shown.includes(`${count}`)) throw new Error(`not all containers run: ${listed.shown}`);
	const ps: number[] = [];
	for (let i = 0; i < rounds; i++) ps.push((await desk.run('docker ps | tail -n 1')).ms);
	const what = `${count.toLocaleString('en')} containers`;
	return [
		{ name: `${what} started`, value: ms / 1000, unit: 's', target: 2, note: 'with a run of the docker client each' },
		{ name: `${what}, heap`, value: (heapUsed() - heap) / 1e6, unit: 'MB', target: 100 },
		...latency(`docker ps, ${what}`, ps, 10, 'with the pipe to tail')
	];
}
